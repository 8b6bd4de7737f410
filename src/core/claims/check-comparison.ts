import type { ClaimEvidence } from '../../contracts/checked-claim.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSlice, labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import { ratioInterval, relativeVariance } from '../ratio-interval.ts';
import type { Evidence, Slice } from './evidence.ts';
import { conditionsText, evidenceFor, metricText, type Outcome, outcome, outcomeOn, printedValue, readingText } from './outcome.ts';
import type { Condition } from './reading/condition.ts';
import type { RelationDraft } from './reading/draft.ts';
import { keptWith } from './reading/kept-with.ts';
import { relativesOf } from './reading/known-subjects.ts';
import type { Reading, ReadingScope } from './readings.ts';

/** One thing held against another in one quantity, where both were measured alike. */
export interface Contest {
  readonly metric: string;
  readonly unit: string;
  readonly first: Reading;
  readonly second: Reading;
  /** Above one where the first one is better, by the direction of the metric; by its size where it has none. */
  readonly lead: number;
  /** Does the spread bear the lead out? null where it cannot be told. */
  readonly isClear: () => boolean | null;
}

/** A lead that is no larger than this is none, whatever the spread. */
const EQUAL_RATIO = 1e-9;

const COMPARED: ReadonlySet<string> = new Set(['mean', 'median', 'max', 'min', 'p95', 'p99']);

/** The spread of each mean that is held against others: it is so against many. */
const spreads = new WeakMap<Reading, ReturnType<typeof spreadOf>>();

function knownSpread(reading: Reading): ReturnType<typeof spreadOf> {
  const known = spreads.get(reading);
  if (known !== undefined) return known;
  const made = spreadOf(reading);
  spreads.set(reading, made);
  return made;
}

/** null where the values differ by what was asked: that is no noise. */
function spreadOf({ cells, value, blocks }: Reading) {
  const [first] = blocks;
  const isSame = ([key, own]: readonly [string, LabelValue]) => first!.labels.get(key) === own || !(isSlice(key) || ASKED.has(key));
  if (cells.length < 2 || !blocks.every(({ labels }) => [...labels].every(isSame))) return null;
  const variance = cells.reduce((sum, cell) => sum + (cell.value - value) ** 2, 0) / (cells.length - 1);
  return relativeVariance(value, Math.sqrt(variance), cells.length);
}

export function contestOf(metric: string, unit: string, first: Reading, second: Reading): Contest | null {
  if (first.value <= 0 || second.value <= 0) return null;
  const isUp = metricOf(metric, unit).direction !== 'lower-is-better';
  const ratio = isUp ? first.value / second.value : second.value / first.value;
  return { metric, unit, first, second, lead: ratio, isClear: () => isClear(ratio, isUp ? [first, second] : [second, first]) };
}

function isClear(ratio: number, [above, below]: readonly [Reading, Reading]): boolean | null {
  if (Math.abs(ratio - 1) <= EQUAL_RATIO) return false;
  const [over, under] = above.statistic === 'mean' ? [knownSpread(above), knownSpread(below)] : [];
  const interval = over && under ? ratioInterval(ratio, over, under) : null;
  return interval && (interval.low > 1 || interval.high < 1);
}

/** A contest of which the order of the two figures counts, whatever the spread. */
export function regardlessOfSpread(contest: Contest): Contest {
  return { ...contest, isClear: () => null };
}

/** What a reading was measured in, apart from who: files are told apart by what was asked in them. */
function placeOf({ statistic, subset, blocks }: Reading, keys: ReadonlySet<string>): string {
  const isOfAll = ([key, value]: readonly [string, LabelValue]) => blocks.every(({ labels }) => labels.get(key) === value);
  const place = askedIn(blocks[0]!.labels).filter((asked) => !keys.has(asked[0]) && isOfAll(asked));
  return JSON.stringify([statistic, subset, ...place]);
}

/** Labels of what was asked, by key. */
const askedIn = remembered((labels: ReadonlyMap<string, LabelValue>) =>
  [...labels].filter(([key]) => (ASKED.has(key) || isSlice(key)) && !isOwnName(labels, key)).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Labels of what was asked. */
const ASKED: ReadonlySet<string> = new Set(['benchmark', 'dataset', 'operation', 'test', 'phase']);

/** A benchmark that a file is called by after who competes in it (`groq_70b.json`) is no work that others could not have been asked for. */
function isOwnName(labels: Reading['blocks'][number]['labels'], key: string): boolean {
  if (key !== 'benchmark') return false;
  const words = String(labels.get(key))
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return [...labels].some(
    ([label, value]) => labelRole(label) === 'contestant' && words.some((word) => word.length > 2 && String(value).toLowerCase() === word),
  );
}

/** Those of a single setting are not what a text compares. */
const OF_SIDES: readonly ReadingScope[] = ['block', 'whole', 'file', 'slice'];

/** Statistics of one side by where they were measured. */
const sides = keptWith(sidesOf, (keys) => [...keys].join('\n'));

function sidesOf(slice: Slice, keys: ReadonlySet<string>): ReadonlyMap<string, Reading> {
  const found = new Map<string, Reading>();
  // Of one that never ran cold every request was warm.
  const isWarm = !slice.hasCold;
  for (const reading of slice.readings(OF_SIDES)) {
    if (!COMPARED.has(reading.statistic)) continue;
    const place = placeOf(reading, keys);
    const places = isWarm ? [place, placeOf({ ...reading, subset: 'warm' }, keys)] : [place];
    for (const own of places) {
      const known = found.get(own);
      if (!known || known.cells.length < reading.cells.length) found.set(own, reading);
    }
  }
  return found;
}

/** Every contest of two sides in the metrics of a claim; of all that they were measured in together where they never met. */
function contestsOf(metrics: readonly string[], first: readonly Condition[], second: readonly Condition[], evidence: Evidence): Contest[] {
  const keys = new Set([...first, ...second].map(({ key }) => key));
  return metrics.flatMap((metric) => {
    const [own, other] = [evidence.slice(metric, first), evidence.slice(metric, second)];
    if (!own || !other) return [];
    const [left, right] = [sides(own, keys), sides(other, keys)];
    const met = [...left].flatMap(([place, reading]) => {
      const against = right.get(place);
      return against ? (contestOf(metric, own.unit, reading, against) ?? []) : [];
    });
    return met;
  });
}

/** The contests by which two are held against each other: a rate of tokens says who is faster, else other rates and times together. */
export function contestsFor(
  { metrics, isNamed, times, shared, settings }: Pick<RelationDraft, 'metrics' | 'isNamed' | 'times' | 'shared' | 'settings'>,
  first: readonly Condition[],
  second: readonly Condition[],
  evidence: Evidence,
): Contest[] {
  const isOfTests = first.some(({ key }) => key === 'test' || key === 'operation');
  for (const common of shared.length > 0 ? [[...shared, ...settings], settings] : [settings]) {
    const own = contestsOf(metrics, [...first, ...common], [...second, ...common], evidence);
    const ofTokens = own.filter(({ unit }) => unit === 'tokens/s');
    if (isNamed || ofTokens.length > 0) {
      if (own.length > 0) return isNamed ? own : ofTokens;
      continue;
    }
    // How often something was asked for says nothing of how fast it is.
    const all = [
      ...(isOfTests ? own.filter(({ unit }) => unit !== 'requests/s') : own),
      ...contestsOf(times, [...first, ...common], [...second, ...common], evidence),
    ];
    if (all.length > 0) return all;
  }
  return [];
}

export function evidenceOf({ first, second, unit }: Contest, evidence: Evidence): ClaimEvidence[] {
  return [evidenceFor(first, unit, evidence), evidenceFor(second, unit, evidence)];
}

export function contestText({ metric, unit, first, second }: Contest): string {
  return `${metricText(metric)}: ${readingText(first)} is ${printedValue(first.value, unit)}, ${readingText(second)} ${printedValue(second.value, unit)}`;
}

/** Is the first one what it is said to be, in one contest; null where the lead is within the spread. */
export function holds(
  { metric, unit, lead, isClear, first, second }: Contest,
  { way, merit }: Pick<RelationDraft, 'way' | 'merit'>,
): boolean | null {
  if (isClear() === false) return null;
  const isMore = first.value > second.value;
  if (way !== null && merit === null) return way === 'more' ? isMore : !isMore;
  if (metricOf(metric, unit).direction === 'none') return null;
  return merit === 'better' ? lead > 1 : lead < 1;
}

/** What holds in so much fewer places than its contrary does not hold. */
const RARE_FACTOR = 3;

const DECISIVE: readonly Reading['statistic'][] = ['mean', 'median'];

/** Contests that an order is decided by: those of means, else of medians, else of what a tool reports. */
export function decisive(contests: readonly Contest[], subset: 'cold' | 'warm' | null): readonly Contest[] {
  const of = contests.filter(({ first, second }) =>
    subset === 'cold'
      ? first.subset === 'cold'
      : first.subset !== 'cold' && (subset === null || second.subset === 'warm' || first.subset === 'warm'),
  );
  const pool = of.length > 0 ? of : contests;
  for (const statistic of DECISIVE) {
    const own = pool.filter(({ first }) => first.statistic === statistic);
    if (own.length > 0) return own;
  }
  return pool;
}

/** Every value of one side lies beyond every value of the other: too few runs are no sign that the order is another one. */
function isApart({ first, second }: Contest): boolean {
  const [own, other] = [first, second].map(({ cells }) => cells.map(({ value }) => value)) as [number[], number[]];
  if (own.length === 0 || other.length === 0) return false;
  return minOf(own) > maxOf(other) || maxOf(own) < minOf(other);
}

function undecided(contest: Contest, draft: Pick<RelationDraft, 'way' | 'merit'>, evidence: Evidence): Outcome {
  const text = contestText(contest);
  const isAsSaid = isApart(contest) && holds(regardlessOfSpread(contest), draft) === true;
  return isAsSaid
    ? outcome('unsupported', `no verdict: so few runs do not bear the order out; ${text}`, evidenceOf(contest, evidence))
    : outcome('contradicted', `no verdict: the lead is within what the spread of both explains; ${text}`, evidenceOf(contest, evidence));
}

/** What the data say of "a is faster than b". */
export function checkRelation(draft: RelationDraft, evidence: Evidence): Outcome {
  const { first, second, foreign, subset } = draft;
  if (foreign !== null) return outcome('unsupported', `nothing in the data is about ${foreign}`);
  if (first === null) return outcome('not-checkable', 'does not say who is meant');
  if (second === null) return checkSuperlative(draft, first, evidence);
  if (sameConditions(first, second)) return outcome('not-checkable', 'whom it is held against cannot be told');
  const contests = contestsFor(draft, first, second, evidence);
  const [any] = contests;
  if (any === undefined)
    return outcome(
      'unsupported',
      `${conditionsText(first)} and ${conditionsText(second)} were not measured in the same quantity under the same conditions`,
    );
  return decided(decisive(contests, subset), contests, draft, evidence);
}

function decided(judged: readonly Contest[], all: readonly Contest[], draft: RelationDraft, evidence: Evidence): Outcome {
  const verdicts = judged.map((contest) => ({ contest, isSo: holds(contest, draft) }));
  const yes = verdicts.find(({ isSo }) => isSo === true);
  const no = verdicts.find(({ isSo }) => isSo === false);
  const [yesCount, noCount] = [true, false].map((wanted) => verdicts.filter(({ isSo }) => isSo === wanted).length) as [number, number];
  if (yes && no && yesCount * RARE_FACTOR <= noCount)
    return outcome('contradicted', `it is mostly the other way round: ${contestText(no.contest)}`, evidenceOf(no.contest, evidence));
  if (yes && !no) return outcome('supported', contestText(yes.contest), evidenceOf(yes.contest, evidence));
  if (yes && no)
    return outcome('supported', `holds in part: ${contestText(yes.contest)}; but ${contestText(no.contest)}`, [
      ...evidenceOf(yes.contest, evidence),
      ...evidenceOf(no.contest, evidence),
    ]);
  const other = all.find((contest) => holds(contest, draft) === true);
  // Who does not say of which requests may speak of all of them, the first ones with their loads too.
  const together =
    draft.subset === null
      ? all.find((own) => own.first.subset === 'all' && DECISIVE.includes(own.first.statistic) && holds(own, draft) === true)
      : undefined;
  if (no && together) return outcome('supported', `of all requests together: ${contestText(together)}`, evidenceOf(together, evidence));
  if (no && other && !draft.isNamed)
    return outcome('supported', `by one quantity only: ${contestText(other)}`, evidenceOf(other, evidence));
  if (no) return outcome('contradicted', `it is the other way round: ${contestText(no.contest)}`, evidenceOf(no.contest, evidence));
  return undecided(verdicts[0]!.contest, draft, evidence);
}

export function sameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  return (
    JSON.stringify(a) === JSON.stringify(b) ||
    a.some(({ key, values }) => b.some((other) => other.key === key && values.some((value) => other.values.includes(value))))
  );
}

/** "the fastest": against every other value of the key by which it is named. */
function checkSuperlative(draft: RelationDraft, first: readonly Condition[], evidence: Evidence): Outcome {
  const [named] = first;
  const { key, values } = named!;
  if (values.length > 1) return outcome('not-checkable', `which of ${values.length} is meant cannot be told`);
  const kept = first.filter((own) => own !== named);
  const [own] = values;
  const known = [...new Set([...draft.metrics, ...draft.times].flatMap((metric) => evidence.valuesOf(metric, key)))].filter(
    (value) => value !== own,
  );
  const others = own === undefined || draft.called === null ? known : relativesOf(own, draft.called, known);
  const judged = others.flatMap((value) => {
    const contests = contestsFor(draft, first, [...kept, { key, values: [value] }], evidence);
    return contests.length === 0 ? [] : [{ contests, found: decided(decisive(contests, draft.subset), contests, draft, evidence) }];
  });
  const lost =
    judged.find(({ found }) => found.verdict === 'contradicted' && !found.grounds().reason.startsWith('no verdict')) ??
    judged.find(({ found }) => found.verdict === 'contradicted');
  if (lost) return lost.found;
  const [won] = judged;
  if (won === undefined) return outcome('unsupported', `nothing else was measured that ${conditionsText(first)} could be held against`);
  return outcomeOn('supported', () => ({
    reason: won.found.grounds().reason,
    evidence: judged.flatMap(({ found }) => found.grounds().evidence).slice(0, 6),
  }));
}
