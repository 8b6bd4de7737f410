import type { MeasuredValue } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSlice } from '../../metrics/labels.ts';
import { metricRank } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { comparableKey, comparableLabels, fingerprintOf } from './comparable.ts';
import { isKept } from './kept-values.ts';
import { ofOneSize, type RunValue } from './request-sizes.ts';
import type { MeasuredRun } from './runs-in-order.ts';

/** A comparable series over the runs. */
export interface RunSeries {
  readonly key: string;
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** What its runs have in common beside labels: tool, data set, device, and the size of requests where other runs had others. */
  readonly fingerprint: ReadonlyMap<string, LabelValue>;
  /** Any of its values: metric, unit and direction are the same in all of them. */
  readonly example: MeasuredValue;
  /** By run; null where the run has none. */
  readonly values: readonly (RunValue | null)[];
}

/** Durations beside a rate or a latency of the same rows are that again, seen from the other side. */
function withoutMirrors(values: readonly MeasuredValue[]): MeasuredValue[] {
  const rated = new Set<string>();
  const textOf = remembered((labels: MeasuredValue['labels']) => JSON.stringify([...labels]));
  const placeOf = ({ table, labels }: MeasuredValue) => `${table.artifact.path} ${textOf(labels)}`;
  for (const value of values) if (value.family === 'throughput' || value.family === 'latency') rated.add(placeOf(value));
  // Of a kept summary they were left out when it was made.
  return values.filter((value) => value.family !== 'duration' || isKept(value) || !rated.has(placeOf(value)));
}

/** The values of one run by series. Where a run has several of one series, they are its repetitions if each has a number of its own. */
export function valuesOfRun({ values }: Pick<MeasuredRun, 'values'>): Map<string, RunValue> {
  const found = new Map<string, RunValue>();
  for (const [key, parts] of groupBy(withoutMirrors(values), comparableKey)) {
    const numbers = new Set(parts.map(({ labels }) => labels.get('run')));
    const areRepetitions = parts.length > 1 && numbers.size === parts.length && !numbers.has(undefined);
    if ((parts.length > 1 && !areRepetitions) || parts.some(({ value }) => !(value > 0))) continue;
    const [only, ...others] = parts;
    const value = others.length === 0 ? only!.value : Math.exp(parts.reduce((sum, part) => sum + Math.log(part.value), 0) / parts.length);
    found.set(key, { parts, value });
  }
  return found;
}

/**
 * The series of some runs, in the order of the registry. Values that are not above zero have no logarithm and no ratio: they are left out, as
 * are series that a run measured several times without saying what tells these apart.
 */
export function seriesOverRuns(runs: readonly MeasuredRun[]): RunSeries[] {
  const byRun = runs.map(valuesOfRun);
  const keys = new Set(byRun.flatMap((own) => [...own.keys()]));
  const series = [...keys].flatMap((key): RunSeries[] => {
    const parts = ofOneSize(byRun.map((own) => own.get(key) ?? null));
    return parts.map(({ values, sizes }, index): RunSeries => {
      const example = values.findLast((value) => value !== null)!.parts[0]!;
      const fingerprint = new Map([...fingerprintOf(example), ...sizes]);
      return { key: index === 0 ? key : `${key} ${index}`, labels: comparableLabels(example.labels), fingerprint, example, values };
    });
  });
  return series.sort((a, b) => metricRank(a.example.metric) - metricRank(b.example.metric));
}

/** What makes series witnesses of each other's spread: the same metric, on the same kind of load. */
export function groupOf({ example, labels }: RunSeries): string {
  // One request alone and a server under load vary for different reasons; how hard beyond that is left to the spreads themselves.
  const isLoaded = Number(labels.get('concurrency') ?? 1) > 1 || labels.has('request_rate');
  const kinds = [...labels.keys()].filter((key) => isSlice(key)).sort();
  return `${example.metric} ${example.statistic} ${isLoaded} ${kinds.join(' ')}`;
}
