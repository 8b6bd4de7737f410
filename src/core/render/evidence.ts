import type { Fact } from '../../contracts/fact.ts';
import type { Report } from '../../contracts/report.ts';
import { unitText } from '../../metrics/format.ts';
import { metricOf } from '../../metrics/registry.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import type { Evidence, Inline } from './document.ts';
import { code, joined, labelPairs, text } from './inline.ts';
import { mergeSources, sourceContent } from './source-ranges.ts';

/** Artifacts of one evidence row that are named; the JSON report names all. */
const SOURCE_COUNT_MAX = 6;

/** The shortest text that reads back as the same number, so that nobody has to trust the rounding of the prose. */
export function fullValue(fact: Fact): string {
  return fact.unit === 'count' ? String(fact.value) : `${fact.value} ${unitText(fact.unit)}`;
}

/** "n = 5; left out: 2 failed, 1 implausible". */
export function sampleText({ sampleCount, excluded }: Fact): string {
  const left = [
    ...(excluded.failed > 0 ? [`${excluded.failed} failed`] : []),
    ...(excluded.implausible > 0 ? [`${excluded.implausible} implausible`] : []),
  ];
  return `n = ${sampleCount}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`;
}

/** "95 % interval 251.7 to 315.3 (Student's t)", or null. */
export function intervalText({ interval }: Fact): string | null {
  if (!interval) return null;
  const level = Number((interval.level * 100).toPrecision(6));
  return `${level} % interval ${interval.low} to ${interval.high} (${interval.method})`;
}

/** "mean of `decode_throughput`, `model=a`, subset warm". */
export function subjectContent(fact: Fact, statistics: string): Inline[] {
  const labels = labelPairs(fact.labels);
  return [
    text(`${statistics} of `),
    code(fact.metric),
    ...(labels.length > 0 ? [text(', '), ...labels] : []),
    text(`, subset ${fact.subset}`),
  ];
}

/** The artifacts and cells behind facts; a fact that relates others has none of its own. */
export function sourcesContent(facts: readonly Fact[]): Inline[][] {
  const sources = mergeSources(facts.flatMap((fact) => fact.sources));
  const shown = sources.slice(0, SOURCE_COUNT_MAX).map(sourceContent);
  return sources.length > SOURCE_COUNT_MAX ? [...shown, [text('...')]] : shown;
}

/** Facts, each that lies between those of several runs replaced by these. */
function behind(facts: readonly Fact[], factsById: ReadonlyMap<string, Fact>): Fact[] {
  return facts.flatMap((fact) =>
    fact.runs
      ? behind(
          fact.runs.flatMap((id) => factsById.get(id) ?? []),
          factsById,
        )
      : [fact],
  );
}

function factEvidence(fact: Fact, factsById: ReadonlyMap<string, Fact>): Inline[] {
  const related = [fact.baseline, fact.candidate].flatMap((id) => (id === undefined ? [] : (factsById.get(id) ?? [])));
  const runs = (fact.runs ?? []).join(', ');
  const sources = sourcesContent(behind(related.length > 0 && fact.sources.length === 0 ? related : [fact], factsById));
  const interval = intervalText(fact);
  return [
    text(`${fact.id}, `),
    ...subjectContent(fact, fact.statistic),
    text(
      ` = ${fullValue(fact)}; ${sampleText(fact)}; ${interval === null ? '' : `${interval}; `}${fact.formula}${runs === '' ? '' : `: ${runs}`}`,
    ),
    ...related.flatMap((other) => [text(`; ${other.id} = ${fullValue(other)}: `), ...subjectContent(other, other.statistic)]),
    ...(sources.length > 0 ? [text('; from '), ...joined(sources, '; ')] : []),
  ];
}

function seriesEvidence(facts: readonly Fact[], factsById: ReadonlyMap<string, Fact>): Inline[] {
  const [first] = facts;
  if (!first) return [text('no fact')];
  const what = ({ subset, statistic, metric }: Fact) =>
    [...(subset === first.subset ? [] : [subset]), statistic, ...(metric === first.metric ? [] : [`of ${metricOf(metric).name}`])].join(
      ' ',
    );
  const list = facts.map((fact) => `${what(fact)} ${fullValue(fact)} (${fact.id})`).join(', ');
  const sources = sourcesContent(behind(facts, factsById));
  return [
    code(first.metric),
    text(', '),
    ...joined(
      [labelPairs(first.labels), [text(`subset ${first.subset}`)]].filter((part) => part.length > 0),
      ', ',
    ),
    text(`; ${sampleText(first)}; ${list}`),
    ...(sources.length > 0 ? [text('; from '), ...joined(sources, '; ')] : []),
  ];
}

/**
 * One evidence row in words.
 *
 * - of a fact: its id, what it is, full value, n, what was left out, interval, formula, the facts that it relates, source cells;
 * - of a table row: whose it is, n, every fact of the row with value and id, source cells.
 */
export function evidenceContent(evidence: Evidence, factsById: ReadonlyMap<string, Fact>): Inline[] {
  const facts = evidence.facts.flatMap((id) => factsById.get(id) ?? []);
  return evidence.id.startsWith('E') && facts[0] ? factEvidence(facts[0], factsById) : seriesEvidence(facts, factsById);
}

/** How the statistics of the cited facts are computed: distinct pairs of statistic and formula, relations between two facts left out. */
export function formulas(report: Report, evidence: readonly Evidence[]): { statistic: string; formula: string }[] {
  const cited = new Set(evidence.flatMap(({ facts }) => facts));
  const found = new Map<string, { statistic: string; formula: string }>();
  for (const { id, kind, statistic, formula } of report.facts) {
    if (cited.has(id) && kind === 'statistic') found.set(`${statistic}: ${formula}`, { statistic, formula });
  }
  return [...found].sort(compareKeys).map(([, pair]) => pair);
}

/** "p95: linear interpolation"; the formula alone where it names its statistic already. */
export function formulaText(statistic: string, formula: string): string {
  return formula.split(':', 1)[0]!.split(' ').includes(statistic) ? formula : `${statistic}: ${formula}`;
}

/** Paths and digests of the artifacts that the cited facts, or the facts they relate, were computed from; by path. */
export function citedArtifacts(report: Report, evidence: readonly Evidence[]): { path: string; sha256: string }[] {
  const factsById = new Map(report.facts.map((fact) => [fact.id, fact]));
  const digests = new Map<string, string>();
  for (const id of evidence.flatMap(({ facts }) => facts)) {
    const fact = factsById.get(id);
    const cited = [id, fact?.baseline, fact?.candidate].flatMap((own) => factsById.get(own ?? '') ?? []);
    for (const { sources } of behind(cited, factsById)) for (const { path, sha256 } of sources) digests.set(path, sha256);
  }
  return [...digests].sort(compareKeys).map(([path, sha256]) => ({ path, sha256 }));
}
