import type { Fact } from '../../contracts/fact.ts';
import type { Report } from '../../contracts/report.ts';
import { unitText } from '../../metrics/format.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { factsById } from '../facts-by-id.ts';
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

/** "`decode_throughput` mean, `model=a`, subset warm". */
function subjectContent(fact: Fact): Inline[] {
  const labels = labelPairs(fact.labels);
  const subset = fact.subset === 'all' ? '' : `, subset ${fact.subset}`;
  return [code(fact.metric), text(` ${fact.statistic}`), ...(labels.length > 0 ? [text(', '), ...labels] : []), text(subset)];
}

/** The artifacts and cells behind facts; a fact that relates others has none of its own. */
export function sourcesContent(facts: readonly Fact[]): Inline[][] {
  const sources = mergeSources(facts.flatMap((fact) => fact.sources));
  const shown = sources.slice(0, SOURCE_COUNT_MAX).map(sourceContent);
  return sources.length > SOURCE_COUNT_MAX ? [...shown, [text('...')]] : shown;
}

/** Facts, each that lies between those of several runs replaced by these. */
function behind(facts: readonly Fact[], byId: ReadonlyMap<string, Fact>): Fact[] {
  return facts.flatMap((fact) =>
    fact.runs
      ? behind(
          fact.runs.flatMap((id) => byId.get(id) ?? []),
          byId,
        )
      : [fact],
  );
}

/** A fact in a line: its id, what it is, its full value, n, what was left out, the facts that it relates, its source cells. */
function factLine(fact: Fact, byId: ReadonlyMap<string, Fact>): Inline[] {
  const related = [fact.baseline, fact.candidate].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  const sources = related.length > 0 ? [] : sourcesContent(behind([fact], byId));
  const relates = [...related.map(({ id }) => id), ...(fact.runs ?? [])];
  return [
    code(fact.id),
    text(' '),
    ...subjectContent(fact),
    text(` = ${fullValue(fact)}; ${sampleText(fact)}`),
    ...(relates.length > 0
      ? [
          text('; of '),
          ...joined(
            relates.map((id) => [code(id)]),
            ', ',
          ),
        ]
      : []),
    ...(sources.length > 0 ? [text('; from '), ...joined(sources, '; ')] : []),
  ];
}

/** Facts of a sentence that are stated in full: those that it prints come first. */
const LINE_COUNT_MAX = 6;
/** Ids that are named of a table; the JSON report has all. */
const NAMED_COUNT_MAX = 3;

/**
 * One evidence row: of a sentence of the page its first facts, a line each, others and those that an earlier row has by id; of a table, and of what stands
 * below the page, the ids alone.
 *
 * @param seen ids that earlier rows have stated in full; those of this row are added.
 */
export function evidenceLines({ facts: ids, of, onPage }: Evidence, byId: ReadonlyMap<string, Fact>, seen: Set<string>): Inline[][] {
  const facts = ids.flatMap((id) => byId.get(id) ?? []);
  const named = (own: readonly Fact[]) =>
    joined(
      own.map(({ id }) => [code(id)]),
      ', ',
    );
  if (of === 'table' || !onPage) {
    if (of === 'sentence') return [named(facts)];
    const more = facts.length > NAMED_COUNT_MAX ? [text(', ...')] : [];
    return [[text('Table of '), ...named(facts.slice(0, NAMED_COUNT_MAX)), ...more]];
  }
  const unseen = facts.filter(({ id }) => !seen.has(id));
  const fresh = unseen.slice(0, LINE_COUNT_MAX);
  const known = facts.filter(({ id }) => seen.has(id));
  const others = unseen.slice(LINE_COUNT_MAX);
  for (const { id } of fresh) seen.add(id);
  return [
    ...fresh.map((fact) => factLine(fact, byId)),
    ...(others.length > 0 ? [[text('and '), ...named(others)]] : []),
    ...(known.length > 0 ? [[text(fresh.length > 0 ? 'and, as above, ' : 'As above: '), ...named(known)]] : []),
  ];
}

/** How the statistics of the cited facts are computed: distinct pairs of statistic and formula, relations between two facts left out. */
export function formulas(report: Report, evidence: readonly Evidence[]): { statistic: string; formula: string }[] {
  const cited = new Set(evidence.flatMap(({ facts }) => facts));
  const found = new Map<string, { statistic: string; formula: string }>();
  for (const { kind, statistic, formula } of [...cited].flatMap((id) => factsById(report.facts).get(id) ?? [])) {
    if (kind === 'statistic') found.set(`${statistic}: ${formula}`, { statistic, formula });
  }
  return [...found].sort(compareKeys).map(([, pair]) => pair);
}

/** "p95: linear interpolation"; the formula alone where it names its statistic already. */
export function formulaText(statistic: string, formula: string): string {
  return formula.split(':', 1)[0]!.split(' ').includes(statistic) ? formula : `${statistic}: ${formula}`;
}

/** Paths and digests of the artifacts that the cited facts, or the facts they relate, were computed from; by path. */
export function citedArtifacts(report: Report, evidence: readonly Evidence[]): { path: string; sha256: string }[] {
  const byId = factsById(report.facts);
  const digests = new Map<string, string>();
  for (const id of evidence.flatMap(({ facts }) => facts)) {
    const fact = byId.get(id);
    const cited = [id, fact?.baseline, fact?.candidate].flatMap((own) => byId.get(own ?? '') ?? []);
    for (const { sources } of behind(cited, byId)) for (const { path, sha256 } of sources) digests.set(path, sha256);
  }
  return [...digests].sort(compareKeys).map(([path, sha256]) => ({ path, sha256 }));
}
