import type { Fact } from '../../contracts/fact.ts';

type FactOf = (id: string) => Fact | undefined;

function runs({ statistic, runs: own = [] }: Fact): number {
  return statistic.endsWith(' of runs') ? own.length : 1;
}

/**
 * The difference that could be told from none after further runs, from the interval that is there: its half width on logarithms goes with
 * the square root of one over the runs before plus one over the runs after; 2.801585 / 1.959964 puts a power of 80 % on a level of 95 %.
 *
 * @returns why it cannot be computed, where that is so.
 */
export function visibleDifference({ baseline = '', candidate = '' }: Fact, factOf: FactOf): number | string {
  const [change, needed] = [factOf(baseline), factOf(candidate)];
  const [before, after] = [factOf(change?.baseline ?? ''), factOf(change?.candidate ?? '')];
  if (!change?.interval || !needed || !before || !after) return 'is of a change, or a number of runs, that is no fact of the report';
  const { low, high } = change.interval;
  const share = (1 / runs(before) + 1 / (runs(after) + needed.value)) / (1 / runs(before) + 1 / runs(after));
  const half = Math.log((1 + high) / (1 + low)) / 2;
  return Math.exp((half * Math.sqrt(share) * (1.959964 + 0.841621)) / 1.959964) - 1;
}

/** The median of runs on logarithms. Returns why it cannot be computed, where that is so. */
export function medianOfRuns({ runs: own = [], unit, metric }: Fact, factOf: FactOf): number | string {
  const values: number[] = [];
  for (const id of own) {
    const run = factOf(id);
    if (!run) return `is of ${id}, which is no fact of the report`;
    if (run.unit !== unit || run.metric !== metric) return `is of ${id}, which is ${run.metric} in ${run.unit}`;
    values.push(run.value);
  }
  if (values.length === 0) return 'names no run';
  values.sort((a, b) => a - b);
  const half = values.length / 2;
  return Number.isInteger(half) ? Math.sqrt(values[half - 1]! * values[half]!) : values[Math.floor(half)]!;
}

/** Failed requests divided by all. Returns why it cannot be computed, where that is so. */
export function shareOfRequests({ baseline = '', candidate = '' }: Fact, factOf: FactOf): number | string {
  const [requests, failed] = [factOf(baseline), factOf(candidate)];
  if (!requests || !failed) return 'is of requests, or of failed ones, that are no fact of the report';
  if (requests.metric !== 'request_count' || failed.metric !== 'failed_request_count')
    return `is of ${failed.metric} and ${requests.metric}`;
  return failed.value / requests.value;
}

/** Requests in a second. Returns why it cannot be computed, where that is so. */
export function requestsPerSecond({ baseline = '', candidate = '' }: Fact, factOf: FactOf): number | string {
  const [duration, requests] = [factOf(baseline), factOf(candidate)];
  if (!duration || !requests) return 'is of requests, or of a duration, that are no fact of the report';
  if (duration.unit !== 'ms' || requests.unit !== 'count') return `is of ${requests.unit} in ${duration.unit}`;
  return requests.value / (duration.value / 1000);
}

/** The time of one run, from the durations of its parts. Returns why it cannot be computed, where that is so. */
export function timeOfRun({ runs: parts = [], unit }: Fact, factOf: FactOf): number | string {
  let total = 0;
  for (const id of parts) {
    const part = factOf(id);
    if (!part) return `is of ${id}, which is no fact of the report`;
    if (part.unit !== unit) return `is of ${id}, which is in ${part.unit}`;
    total += part.value * (part.sampleCount > 0 ? part.sampleCount : 1);
  }
  return parts.length > 0 ? total : 'names no part';
}
