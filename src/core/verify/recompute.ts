import type { Fact, Source } from '../../contracts/fact.ts';
import { timeOf } from '../../metrics/times.ts';
import { toBase, unitsOf } from '../../metrics/units.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import type { ReadCell } from './cell-reader.ts';
import { medianOfRuns, requestsPerSecond, shareOfRequests, timeOfRun, visibleDifference } from './recompute-next.ts';
import { geometricMeanOf } from './recompute-runs.ts';
import { statisticOf, studentInterval } from './statistic.ts';

/** What a fact is checked against. */
export interface Evidence {
  /** The cells of one source, read back from the artifact, in order. */
  readonly cellsOf: (source: Source) => readonly ReadCell[];
  readonly factOf: (id: string) => Fact | undefined;
  /** Counts that follow from the inventory (`inventoryCounts`): for facts that count without cells. */
  readonly counts: ReadonlySet<number>;
}

/** Whether a fact follows from its sources. */
export interface Recomputation {
  readonly agrees: boolean;
  /** The value computed here, in the fact's unit; null where none could be computed. */
  readonly expected: number | null;
  /** Why it does not agree, or how it was checked. */
  readonly reason: string;
  /** Other statistics of the same samples, in the fact's unit, by name; a report holds those that it speaks of. None where there is one sample. */
  readonly further: ReadonlyMap<string, number>;
}

/** What can be asked of samples beside the statistic that a fact is. */
const FURTHER = ['mean', 'stdev', 'min', 'median', 'p90', 'p95', 'p99', 'max'];
const NONE: ReadonlyMap<string, number> = new Map();

/** Statistics that are made of other facts, by name. */
const OF_FACTS: ReadonlyMap<string, (fact: Fact, factOf: Evidence['factOf']) => number | string> = new Map([
  ['difference then visible', visibleDifference],
  ['time of one run', timeOfRun],
  ['median of runs', medianOfRuns],
  ['good requests per second', requestsPerSecond],
  ['share of failed requests of the runs before', shareOfRequests],
  ['share of failed requests of the last runs', shareOfRequests],
]);

/** A unit that a column name ends in or has in brackets; only times, where a wrong one would pass unseen. */
const TIME_IN_NAME =
  /(?:^|[_\s([.])(?:(ns|nanosec(?:ond)?s?)|([uµμ]s|microsec(?:ond)?s?)|(ms|millisec(?:ond)?s?)|(s|secs?|seconds?))[)\]]?$/i;
const TIME_UNITS = ['ns', 'us', 'ms', 's'];

/**
 * Computes a fact again from the cells it names, or from the facts it relates, and compares to 1e-9.
 *
 * Statistics use their own formulas. The raw unit is the one that the source states; where it states none, the one factor of the unit
 * table that turns the cells into the value. It must not contradict the unit in the column name. An interval by Student's t is computed again; any interval must hold the value.
 */
export function recompute(fact: Fact, evidence: Evidence): Recomputation {
  if (!Number.isFinite(fact.value)) return no(null, 'the value is no number');
  const { interval } = fact;
  const slack = 1e-9 * Math.abs(fact.value);
  if (interval && !(interval.low - slack <= fact.value && fact.value <= interval.high + slack)) {
    return no(null, `its interval ${interval.low} to ${interval.high} does not hold the value ${fact.value}`);
  }
  const byName = OF_FACTS.get(fact.statistic) ?? (fact.runs === undefined ? undefined : geometricMeanOf);
  if (byName !== undefined) {
    const expected = byName(fact, evidence.factOf);
    if (typeof expected === 'string') return no(null, expected);
    return same(expected, fact.value, expected) ? yes(expected, 'from the facts that it is made of') : differs(fact, expected);
  }
  if (fact.statistic === SPAN) {
    const expected = spanOf(fact, evidence);
    if (expected === null) return no(null, 'its cells hold no beginnings and lengths of as many requests');
    return same(expected, fact.value, expected)
      ? yes(expected, 'from when requests began and how long they took')
      : differs(fact, expected);
  }
  if (fact.baseline !== undefined || fact.candidate !== undefined) return recomputeRelation(fact, evidence);
  if (fact.kind === 'comparison' || fact.kind === 'effect' || fact.kind === 'change') return no(null, 'names no facts that it relates');
  const cells = fact.sources.flatMap((source) =>
    evidence.cellsOf(source).map((cell) => ({ ...cell, path: source.path, unit: source.unit })),
  );
  return fact.kind === 'count' ? recomputeCount(fact, cells, evidence) : recomputeStatistic(fact, cells);
}

const SPAN = 'time from the first request to the end of the last';

/** From the beginning of the first request to the end of the last one; null where the cells do not say. */
function spanOf({ sources }: Fact, { cellsOf }: Evidence): number | null {
  const [begun, taken] = sources;
  if (!begun || taken?.unit === undefined) return null;
  const { factor } = toBase(taken.unit);
  const starts = cellsOf(begun).map(({ raw }) => timeOf(raw) ?? Number.NaN);
  const ends = cellsOf(taken).map(({ value }, index) => (starts[index] ?? Number.NaN) + (value ?? Number.NaN) * factor);
  const isKnown = starts.length === ends.length && ends.length > 0 && [...starts, ...ends].every(Number.isFinite);
  return isKnown ? maxOf(ends) - minOf(starts) : null;
}

function recomputeRelation(fact: Fact, evidence: Evidence): Recomputation {
  const baseline = evidence.factOf(fact.baseline ?? '');
  const candidate = evidence.factOf(fact.candidate ?? '');
  if (!baseline || !candidate) return no(null, `relates ${fact.baseline} and ${fact.candidate}, of which one is no fact of the report`);
  if (baseline.unit !== candidate.unit) return no(null, `relates ${baseline.unit} and ${candidate.unit}`);
  const ratio = candidate.value / baseline.value;
  const options = [
    ...(fact.unit === 'ratio' ? [ratio - 1] : []),
    ...(fact.unit === 'x' ? [ratio] : []),
    ...(fact.unit === baseline.unit ? [candidate.value - baseline.value] : []),
  ].filter(Number.isFinite);
  if (options.length === 0) return no(null, `no relation of ${baseline.unit} is in ${fact.unit}`);
  const size = fact.unit === baseline.unit ? Math.max(Math.abs(candidate.value), Math.abs(baseline.value)) : 1;
  const expected = options.find((option) => same(option, fact.value, size));
  return expected === undefined ? differs(fact, options[0]!) : yes(expected, `from ${fact.baseline} and ${fact.candidate}`);
}

type PlacedCell = ReadCell & { readonly path: string; readonly unit: string | undefined };

function recomputeCount(fact: Fact, cells: readonly PlacedCell[], evidence: Evidence): Recomputation {
  if (cells.length === 0) {
    if (evidence.counts.has(fact.value)) return yes(fact.value, 'a count of the inventory');
    return no(null, `names no cell, and ${fact.value} is no count of the inventory`);
  }
  const absent = cells.find((cell) => cell.line === null);
  if (absent) return unreadable(absent);
  const total = cells.every((cell) => cell.value !== null)
    ? statisticOf(
        'sum',
        cells.map((cell) => cell.value!),
      )!
    : null;
  if (total !== null && same(total, fact.value, total)) return yes(total, 'the sum of its cells');
  return cells.length === fact.value ? yes(cells.length, 'the number of its cells') : differs(fact, total ?? cells.length);
}

function recomputeStatistic(fact: Fact, cells: readonly PlacedCell[]): Recomputation {
  if (cells.length === 0) return no(null, 'names no source cell');
  const unreadableCell = cells.find((cell) => cell.value === null);
  if (unreadableCell) return unreadable(unreadableCell);
  const reported = fact.kind === 'reported-statistic';
  if (reported && cells.length > 1) return no(null, `a reported statistic stands in one cell, not in ${cells.length}`);
  if (!reported && cells.length !== fact.sampleCount)
    return no(null, `its sample count is ${fact.sampleCount}, but it names ${cells.length} cells`);
  const isStated = fact.kind !== 'count' && cells.every(({ unit }) => unit !== undefined);
  const foreign = isStated ? cells.find(({ unit }) => fact.statistic !== 'cv' && toBase(unit!).base !== fact.unit) : undefined;
  if (foreign) return no(null, `${foreign.path} ${foreign.cell} is in ${foreign.unit}, which is no unit of ${fact.unit}`);
  const raw = cells.map((cell) => cell.value! * (isStated ? toBase(cell.unit!).factor : 1));
  const value = reported ? raw[0]! : statisticOf(fact.statistic, raw);
  if (value === null) return no(null, `the statistic "${fact.statistic}" of ${raw.length} cells is not defined here`);
  const unitless = !reported && (fact.statistic === 'cv' || fact.statistic === 'count');
  const size = unitless ? 1 : raw.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const units = unitless || isStated ? [{ unit: cells[0]!.unit ?? fact.unit, factor: 1 }] : unitsOf(fact.unit);
  const fitting = units.filter(({ factor }) => same(value * factor, fact.value, size * factor));
  if (fitting.length === 0) return differs(fact, value * likeliestFactor(units, cells, fact.unit, value, fact.value));
  const stated = unitless ? null : timeUnitOf(cells, fact.unit);
  const unit = fitting.find((option) => option.unit === stated) ?? (stated === null ? fitting[0]! : null);
  if (unit === null) return no(null, `the column says ${stated}, but only ${fitting[0]!.unit} gives the value`);
  if (reported) return yes(value * unit.factor, `its cell, in ${unit.unit}`);
  const samples = raw.map((sample) => sample * unit.factor);
  const reason = `${fact.statistic} of ${cells.length} cells, in ${unit.unit}`;
  // The statistic of a ratio of samples, or their number, says nothing of the unit of the samples.
  const further = unitless ? NONE : furtherStatistics(samples, fact.statistic);
  return checkInterval(fact, samples) ?? { ...yes(value * unit.factor, reason), further };
}

function furtherStatistics(samples: readonly number[], known: string): ReadonlyMap<string, number> {
  if (samples.length < 2) return NONE;
  return new Map(FURTHER.filter((name) => name !== known).map((name) => [name, statisticOf(name, samples)!]));
}

/** The time unit that the names of all cells state, or null. */
function timeUnitOf(cells: readonly PlacedCell[], base: string): string | null {
  if (base !== 'ms') return null;
  const units = new Set(cells.map(({ name }) => TIME_UNITS.find((_, index) => TIME_IN_NAME.exec(name)?.[index + 1] !== undefined) ?? null));
  return units.size === 1 ? [...units][0]! : null;
}

/** For the message only: the factor of the stated unit, else the one that comes nearest. */
function likeliestFactor(
  units: readonly { unit: string; factor: number }[],
  cells: readonly PlacedCell[],
  base: string,
  raw: number,
  value: number,
): number {
  const stated = timeUnitOf(cells, base);
  const distance = ({ factor }: { factor: number }) => Math.abs(raw * factor - value);
  const nearest = units.reduce((best, option) => (distance(option) < distance(best) ? option : best));
  return (units.find(({ unit }) => unit === stated) ?? nearest).factor;
}

/** Checks an interval that can be computed again; null when it agrees or is of another method. */
function checkInterval(fact: Fact, samples: readonly number[]): Recomputation | null {
  const { interval } = fact;
  if (!interval || fact.statistic !== 'mean' || !/student/i.test(interval.method) || /log|welch|trim/i.test(interval.method)) return null;
  const expected = studentInterval(samples, interval.level);
  if (!expected) return no(fact.value, 'one sample has no interval');
  // Libraries approximate the quantile to about eight digits.
  const size = 1e-7 * (Math.abs(fact.value) + (expected.high - expected.low) / 2);
  if (Math.abs(expected.low - interval.low) + Math.abs(expected.high - interval.high) <= size) return null;
  return no(fact.value, `its interval is ${interval.low} to ${interval.high}, but Student's t gives ${expected.low} to ${expected.high}`);
}

/** Equal to 1e-9 of their size, and to the rounding error of the numbers they were computed from. */
function same(a: number, b: number, size: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-13 * Math.abs(size);
}

function yes(expected: number, reason: string): Recomputation {
  return { agrees: true, expected, reason, further: NONE };
}

function no(expected: number | null, reason: string): Recomputation {
  return { agrees: false, expected, reason, further: NONE };
}

function differs(fact: Fact, expected: number): Recomputation {
  return no(expected, `the value is ${fact.value}, but its sources give ${Number(expected.toPrecision(12))}`);
}

function unreadable(cell: PlacedCell): Recomputation {
  return no(null, `${cell.path} ${cell.cell}${cell.line === null ? '' : ` (line ${cell.line})`}: ${cell.reason}`);
}
