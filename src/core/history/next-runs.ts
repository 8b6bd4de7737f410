import type { Fact } from '../../contracts/fact.ts';
import type { ChangeGroup, MeasuredValue, NextRuns, SeriesChange } from '../../contracts/history.ts';
import type { FactBook } from '../fact-book.ts';
import type { MeasuredRun } from './runs-in-order.ts';

/** Quantiles of the normal distribution: 95 % two-sided, and a power of 80 %. */
const Z_LEVEL = 1.959964;
const Z_POWER = 0.841621;

/** Statistics of several runs: everything else is of one. */
const OF_RUNS: ReadonlySet<string> = new Set(['geometric mean of runs', 'median of runs']);

/** How many runs a fact is of. */
export function runCountOf({ statistic, runs }: Pick<Fact, 'statistic' | 'runs'>): number {
  return OF_RUNS.has(statistic) ? (runs?.length ?? 1) : 1;
}

/**
 * The difference that is told from none in four of five cases once `needed` runs like the last one have been made: the half width of the
 * interval of the change on logarithms, which narrows with the runs, with the power on top.
 */
function visibleFact(book: FactBook, { fact, baseline, candidate }: SeriesChange, needed: Fact): Fact | null {
  const { interval } = fact;
  if (interval === undefined) return null;
  const [before, after] = [runCountOf(baseline), runCountOf(candidate)];
  const half = (Math.log1p(interval.high) - Math.log1p(interval.low)) / 2;
  const narrowed = half * Math.sqrt((1 / before + 1 / (after + needed.value)) / (1 / before + 1 / after));
  return book.add({
    kind: 'change',
    metric: fact.metric,
    statistic: 'difference then visible',
    value: Math.expm1(narrowed * ((Z_LEVEL + Z_POWER) / Z_LEVEL)),
    unit: 'ratio',
    direction: 'none',
    labels: new Map(Object.entries(fact.labels)),
    subset: fact.subset,
    sampleCount: before + after + needed.value,
    excluded: { failed: 0, implausible: 0 },
    formula: `half width of the interval of ${fact.id} on logarithms, with the number of runs in ${needed.id} added to those of ${candidate.id}, at a power of 80 %`,
    baseline: fact.id,
    candidate: needed.id,
    sources: [],
  });
}

/** Durations that the last run recorded in the places in which it measured some series. */
function durationsOf({ values }: MeasuredRun, changes: readonly SeriesChange[]): MeasuredValue[] {
  const placeOf = ({ table, labels }: MeasuredValue) => `${table.artifact.path} ${JSON.stringify([...labels])}`;
  const places = new Set(changes.map(({ last }) => placeOf(last)));
  return values.filter((value) => value.family === 'duration' && value.unit === 'ms' && places.has(placeOf(value)));
}

/** One run takes the sum over its series of the typical duration times the number of repetitions. */
function timeFact(book: FactBook, last: MeasuredRun, changes: readonly SeriesChange[]): Fact | null {
  const facts = durationsOf(last, changes).map(({ state }) => state());
  if (facts.length === 0) return null;
  const sampleCount = facts.reduce((sum, fact) => sum + Math.max(1, fact.sampleCount), 0);
  return book.add({
    kind: 'statistic',
    metric: 'run_duration',
    statistic: 'time of one run',
    value: facts.reduce((sum, fact) => sum + fact.value * Math.max(1, fact.sampleCount), 0),
    unit: 'ms',
    direction: 'none',
    labels: new Map([['run', last.name]]),
    subset: 'all',
    sampleCount,
    excluded: { failed: 0, implausible: 0 },
    formula: 'sum over its parts of duration times number of samples',
    runs: facts.map(({ id }) => id),
    sources: [],
  });
}

/** What further runs would be for: what one run shows alone, else what makes a pattern, else the largest difference that they could decide. */
function wanted(changes: readonly SeriesChange[], patterns: readonly ChangeGroup[]): readonly SeriesChange[] {
  const suspected = changes.filter(({ status, verdict }) => status === 'suspected' && verdict === 'regressed');
  if (suspected.length > 0) return suspected;
  const others = changes.filter(({ status }) => status === 'suspected');
  if (others.length > 0) return others;
  const pattern = patterns.find((group) => group.changes.some(({ needed }) => needed !== null));
  if (pattern) return pattern.changes.filter(({ needed }) => needed !== null);
  const size = ({ fact }: SeriesChange) => Math.abs(Math.log1p(fact.value));
  return changes
    .filter(({ needed }) => needed !== null)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, 1);
}

/** The fewest further runs that would turn what is suspected or undecided into a verdict. */
export function nextRuns(
  book: FactBook,
  changes: readonly SeriesChange[],
  patterns: readonly ChangeGroup[],
  last: MeasuredRun,
): NextRuns | null {
  const own = wanted(changes, patterns);
  const needed = own.flatMap((change) => change.needed ?? []).toSorted((a, b) => b.value - a.value)[0];
  const [first] = own;
  if (first === undefined || needed === undefined) return null;
  return { changes: own, needed, visible: visibleFact(book, first, needed), time: timeFact(book, last, own) };
}
