import type { Fact } from '../contracts/fact.ts';
import { isPassing, stemOf } from '../core/history/comparable.ts';
import { presentFacts } from '../core/marks/present-facts.ts';
import { inventoryCounts } from '../core/verify/inventory-counts.ts';
import { type Recomputation, recompute } from '../core/verify/recompute.ts';
import { isContainer } from '../edges/containers/unpack.ts';
import { definitionOf } from '../metrics/definitions.ts';
import { printFact } from '../metrics/format.ts';
import { metricOf } from '../metrics/registry.ts';
import { visibleText } from '../visible-text.ts';
import { type ArtifactState, readCited } from './audit-inputs.ts';
import { type FoundFacts, findFacts } from './find-fact.ts';

/** Source lines that are printed before the rest is counted. */
const LINE_COUNT_MAX = 40;
/** Of a longer line the part around the value is printed. */
const LINE_LENGTH_MAX = 160;

interface SourceLine {
  readonly path: string;
  readonly cell: string;
  /** null where the cell does not exist, or its file has no lines: a row of a container is named by its cell. */
  readonly line: number | null;
  readonly name: string;
  readonly raw: string | number | boolean | null;
  /** The line's text, or the part of it around the value; '' where it cannot be read. */
  readonly text: string;
  readonly problem: string | null;
}

interface Explanation {
  readonly fact: Fact;
  /** What a mark in a text names to follow what the fact is about: see docs/claims.md. */
  readonly name: string;
  readonly jsonPath: string;
  /** The facts that it relates: baseline, candidate; or lies between: runs. */
  readonly related: readonly Fact[];
  readonly recomputed: Recomputation;
  readonly artifacts: readonly ArtifactState[];
  readonly lines: readonly SourceLine[];
  readonly cellCount: number;
}

/**
 * `explain FACT`: what a fact is, how it was computed, and the source lines themselves; of a row of the evidence each of its facts.
 *
 * @param name id, beginning of an id, or a reference as it stands in the text (`E3`, `[^E62]`).
 * @param directory of the report, or a directory above it.
 * @param options `against`: directory of the artifacts, or a root above it; without it they are looked for beside the report. `rules`: by which
 *   this program makes reports.
 * @returns 0 when the fact was found, whether or not it still agrees with its sources; 3 when there is no report.
 * @throws AppError `FACT_UNKNOWN`, `ROOT_UNREADABLE`.
 */
export async function explainFact(
  name: string,
  directory: string,
  print: (line: string) => void,
  options: { json: boolean; against?: string; rules: string },
): Promise<0 | 2 | 3> {
  const found = await findFacts(name, directory, options.rules);
  if (!found) {
    const message = `${directory}: no benchscribe-report.json in it or below. Remedy: make one with \`benchscribe report\`, or name its directory with --in.`;
    print(options.json ? JSON.stringify({ fact: name, error: message }) : visibleText(message));
    return 3;
  }
  for (const fact of found.facts) {
    const explanation = await explain(fact, found, options.against ?? found.directory);
    if (options.json) print(asJson(explanation));
    else for (const line of asText(explanation)) print(visibleText(line));
  }
  return 0;
}

async function explain(fact: Fact, { report, jsonPath }: FoundFacts, directory: string): Promise<Explanation> {
  const byId = new Map(report.facts.map((one) => [one.id, one]));
  const related = [fact.baseline, fact.candidate, ...(fact.runs ?? [])].flatMap((id) => byId.get(id ?? '') ?? []);
  const runs = related.flatMap((one) => (one.runs ?? []).flatMap((id) => byId.get(id) ?? []));
  const sources = [fact, ...related, ...runs].flatMap((one) => one.sources);
  const { artifacts, cellsOf } = await readCited(report, directory, sources);
  const texts = new Map(artifacts.map(({ path, text }) => [path, text?.split('\n') ?? []]));
  const kinds = new Map(artifacts.map(({ path, textKind }) => [path, textKind]));
  const unpacked = new Set(
    report.inputs.artifacts.filter(({ path, kind }) => isContainer(kind) && kinds.get(path) === 'json').map(({ path }) => path),
  );
  const cells = sources.flatMap((source) => cellsOf(source).map((cell) => ({ ...cell, path: source.path })));
  const lines = cells.slice(0, LINE_COUNT_MAX).map(({ path, cell, line, name, raw, reason }): SourceLine => {
    const text = line === null ? '' : (texts.get(path)?.[line - 1] ?? '').trimEnd();
    return { path, cell, line: unpacked.has(path) ? null : line, name, raw, text: around(text, String(raw ?? '')), problem: reason };
  });
  const name = presentFacts(report, { isPassing, stemOf }).nameOf(fact);
  const recomputed = recompute(fact, { cellsOf, factOf: (id) => byId.get(id), counts: inventoryCounts(report) });
  return { fact, name, jsonPath, related, recomputed, artifacts, lines, cellCount: cells.length };
}

function around(text: string, raw: string): string {
  if (text.length <= LINE_LENGTH_MAX) return text;
  const from = Math.max(0, text.indexOf(raw) - LINE_LENGTH_MAX / 2);
  const to = from + LINE_LENGTH_MAX;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

function labelText(labels: Fact['labels']): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'none' : pairs.join(', ');
}

function valueText(fact: Fact): string {
  const { number, unit } = printFact(fact, 'value');
  return `${number}${unit === '' ? '' : ` ${unit}`} (in full: ${fact.value}${fact.unit === 'count' ? '' : ` ${fact.unit}`})`;
}

function sampleText({ sampleCount, excluded: { failed, implausible } }: Fact): string {
  const left = [...(failed > 0 ? [`${failed} failed`] : []), ...(implausible > 0 ? [`${implausible} implausible`] : [])];
  return `${sampleCount}${left.length > 0 ? `, left out: ${left.join(', ')}` : ''}`;
}

/** What else the same samples give, so that a report need not hold every statistic of every series. */
function furtherText(fact: Fact, { further }: Recomputation): string {
  return [...further]
    .map(([statistic, value]) => {
      const { number, unit } = printFact({ ...fact, value }, 'value');
      return `${statistic} ${number}${unit === '' ? '' : ` ${unit}`}`;
    })
    .join(', ');
}

/** Without its artifacts a fact can neither agree nor disagree. */
function checkText({ agrees, reason }: Recomputation, artifacts: readonly ArtifactState[]): string {
  if (agrees) return `agrees: ${reason}`;
  if (artifacts.length > 0 && artifacts.every(({ state }) => state === 'missing')) {
    return 'not possible: its artifacts are not beside the report; name their directory with --against';
  }
  return `DOES NOT AGREE: ${reason}`;
}

function asText({ fact, name, jsonPath, related, recomputed, artifacts, lines, cellCount }: Explanation): string[] {
  const metric = metricOf(fact.metric, fact.unit);
  const definition = fact.definition === undefined ? null : definitionOf(fact.definition);
  const { interval } = fact;
  const field = (name: string, value: string) => `  ${name.padEnd(10)} ${value}`;
  const rest = cellCount - lines.length;
  return [
    `${fact.id}: ${fact.statistic} of ${fact.metric} (${fact.kind})`,
    field('report', jsonPath),
    field('metric', `${metric.name}, ${metric.direction}. ${definition?.text ?? metric.definition}`),
    field('labels', labelText(fact.labels)),
    ...(fact.contrast ? [field('against', labelText(fact.contrast))] : []),
    field('subset', fact.subset),
    field('value', valueText(fact)),
    ...(interval ? [field('interval', `${interval.low} to ${interval.high} at level ${interval.level}: ${interval.method}`)] : []),
    field('formula', fact.formula),
    field('n', sampleText(fact)),
    ...related.map((one) =>
      field(
        one.id === fact.baseline ? 'baseline' : one.id === fact.candidate ? 'candidate' : 'run',
        `${one.id} = ${one.value} ${one.unit}, ${one.statistic} of ${labelText(one.labels)}`,
      ),
    ),
    field('mark', `<!-- benchscribe: ${name} -->`),
    field('check', checkText(recomputed, artifacts)),
    ...(recomputed.further.size > 0 ? [field('also', furtherText(fact, recomputed))] : []),
    ...artifacts.map(({ path, state, message }) =>
      field('artifact', `${path}: ${state === 'same' ? 'unchanged since the report' : message}`),
    ),
    ...lines.map(({ path, cell, line, name, raw, text, problem }) => {
      const value = `${name} = ${raw ?? '(none)'}${problem === null ? '' : ` (${problem})`}`;
      const place = line === null ? `${path} ${cell}` : `${path}:${line}`;
      return line === null && text === '' ? `${place}: ${problem}` : `${place}: ${value}  |  ${text}`;
    }),
    ...(rest > 0 ? [`and ${rest} more cells; benchscribe-report.json lists them`] : []),
  ];
}

function asJson({ fact, name, jsonPath, related, recomputed, artifacts, lines, cellCount }: Explanation): string {
  return JSON.stringify({
    fact,
    name,
    report: jsonPath,
    metric: metricOf(fact.metric, fact.unit),
    definition: fact.definition === undefined ? null : definitionOf(fact.definition),
    related,
    recomputed: { ...recomputed, further: Object.fromEntries(recomputed.further) },
    artifacts: artifacts.map(({ path, state, message }) => ({ path, state, message })),
    cellCount,
    cells: lines,
  });
}
