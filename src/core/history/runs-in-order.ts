import type { MeasuredValue, RequestOutcome, Run, RunTimeSource } from '../../contracts/history.ts';
import { timeOf } from '../../metrics/times.ts';
import { compareNumbered } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { comparableLabels } from './comparable.ts';
import type { RunPlace } from './run-places.ts';

/** Values of one run, before it has its place among the others. */
interface Gathered {
  readonly name: string | null;
  readonly at: number | null;
  readonly from: RunTimeSource;
  readonly items: readonly Item[];
}

/** A value, or what became of requests. */
type Item = MeasuredValue | RequestOutcome;

function isValue(item: Item): item is MeasuredValue {
  return 'metric' in item;
}

/** A run with what it measured. */
export interface MeasuredRun extends Run {
  readonly values: readonly MeasuredValue[];
  readonly outcomes: readonly RequestOutcome[];
  /** Epoch milliseconds of `at`. */
  readonly atMs: number | null;
}

/** What was measured within so long of the beginning of a run may be a part of it. */
const RUN_LENGTH_MS_MAX = 6 * 3_600_000;

/** The label of a value that a column says is its run. */
function runColumnOf({ table: { table }, row }: Item): string | null {
  const column = table.labelColumns.find(({ key }) => key === 'run');
  const value = column?.values[row] ?? null;
  return value === null || value === '' ? null : String(value);
}

function earliest(times: readonly (number | null)[]): number | null {
  return times.reduce((least, at) => (at === null ? least : least === null ? at : Math.min(least, at)), null);
}

function gatheredBy(key: string, own: readonly Item[], placeOf: (item: Item) => RunPlace | null): Gathered {
  const columnTimes = own.map(({ table, row }) => table.table.times?.[row] ?? null);
  const isColumn = runColumnOf(own[0]!) !== null;
  // Rows that say when they were measured know more than a run that is called by its day.
  const at = isColumn ? (earliest(columnTimes) ?? timeOf(key)) : null;
  if (at !== null) return { name: key, at, from: 'column', items: own };
  const places = own.flatMap((value) => placeOf(value) ?? []);
  for (const from of ['document', 'path', 'modified'] as const) {
    const found = earliest(places.flatMap((place) => (place.from === from ? place.at : [])));
    if (found !== null) return { name: key, at: found, from, items: own };
  }
  return { name: key, at: null, from: 'number', items: own };
}

/** Values by what says that they are of one run: a column, a directory, a number in the file's name. */
function gather(items: readonly Item[], placeOf: (item: Item) => RunPlace | null): Gathered[] {
  const named = groupBy(items, (value) => {
    const label = value.labels.get('run');
    return runColumnOf(value) ?? placeOf(value)?.directory ?? (placeOf(value)?.at == null && label !== undefined ? String(label) : null);
  });
  return [...named].flatMap(([key, own]): Gathered[] => {
    if (key !== null) return [gatheredBy(key, own, placeOf)];
    // Files that nothing but their times groups: each by itself, until they are joined.
    return [...groupBy(own, ({ table }) => table.artifact.path).values()].flatMap((file) => {
      const place = placeOf(file[0]!);
      return place === null ? [] : [{ name: null, at: place.at, from: place.from, items: file }];
    });
  });
}

/** What tells whether two gathered runs measured the same thing: values, and requests only where nothing else came of them. */
function keysOf(items: readonly Item[], keyOf: (value: MeasuredValue) => string): { own: string[]; all: string[] } {
  const values = items.filter(isValue).map(keyOf);
  const requests = items.flatMap((item) => (isValue(item) ? [] : `requests ${JSON.stringify([...comparableLabels(item.labels)])}`));
  return { own: values.length > 0 ? values : requests, all: [...values, ...requests] };
}

/** Joins what was measured at about the same time and never the same thing twice: the files of one night are one run. */
function joined(timed: readonly Gathered[], keyOf: (value: MeasuredValue) => string): Gathered[] {
  const runs: { gathered: Gathered; keys: Set<string> }[] = [];
  for (const own of timed.toSorted((a, b) => a.at! - b.at!)) {
    const last = runs.at(-1);
    const keys = keysOf(own.items, keyOf);
    const isPart = last && own.at! - last.gathered.at! <= RUN_LENGTH_MS_MAX && keys.own.every((key) => !last.keys.has(key));
    if (!isPart) runs.push({ gathered: own, keys: new Set(keys.all) });
    else {
      const { gathered } = last;
      last.gathered = { ...gathered, name: gathered.name ?? own.name, items: [...gathered.items, ...own.items] };
      for (const key of keys.all) last.keys.add(key);
    }
  }
  return runs.map(({ gathered }) => gathered);
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** What a run without a name is called: its day where that tells the runs apart, else its minute or second. */
function namesByTime(runs: readonly Gathered[]): (at: number) => string {
  const times = runs.flatMap(({ at }) => (at === null ? [] : isoOf(at)));
  const length = [10, 16, 19].find((own) => new Set(times.map((time) => time.slice(0, own))).size === times.length) ?? 23;
  return (at) => isoOf(at).slice(0, length);
}

/** Beginnings of names that all runs share say nothing: `nightly/2026-11-10` is `2026-11-10`. */
function withoutShared(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split('/'));
  let shared = 0;
  while (parts.length > 0 && parts.every((own) => own.length > shared + 1 && own[shared] === parts[0]![shared])) shared += 1;
  return parts.map((own) => own.slice(shared).join('/'));
}

function inOrder(gathered: readonly Gathered[], keyOf: (value: MeasuredValue) => string): Gathered[] {
  const timed = gathered.filter(({ at }) => at !== null);
  return timed.length > 0 ? joined(timed, keyOf) : gathered.toSorted((a, b) => compareNumbered(a.name ?? '', b.name ?? ''));
}

/**
 * The runs of a directory in the order in which they were made: those whose time is known by it, all by their number where none is known.
 * A run that says nothing of its time has no place among others that do, and is left out. Those of the baseline's directory come first.
 *
 * @param outcomes what became of requests, of runs that have values or of which nothing else came.
 * @param keyOf what a value is comparable by: a run never has two of one key, unless its own repetitions.
 */
export function runsInOrder(
  values: readonly MeasuredValue[],
  outcomes: readonly RequestOutcome[],
  placeOf: (item: Item) => RunPlace | null,
  keyOf: (value: MeasuredValue) => string,
): MeasuredRun[] {
  const gathered = gather([...values, ...outcomes], placeOf);
  const isBaseline = ({ items }: Gathered) => items.every((item) => placeOf(item)?.isBaseline === true);
  const others = gathered.filter((run) => !isBaseline(run));
  const ordered = [...inOrder(gathered.filter(isBaseline), keyOf), ...inOrder(others, keyOf)];
  const nameOf = namesByTime(ordered);
  const names = withoutShared(ordered.map(({ name, at }) => name ?? nameOf(at!)));
  return ordered.map(({ at, from, items }, index) => ({
    name: names[index]!,
    at: at === null ? null : isoOf(at),
    atMs: at,
    from,
    values: items.filter(isValue),
    outcomes: items.flatMap((item) => (isValue(item) ? [] : [item])),
  }));
}
