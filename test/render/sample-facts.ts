import type { Fact } from '../../src/contracts/fact.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';

/** The facts of the sample report, every number invented. */

type Labels = Record<string, LabelValue>;

export const SHA = 'a3f1'.repeat(16);
/** Statistic, value, and the interval's half width where there is one. */
type Statistics = Record<string, number | readonly [value: number, half: number]>;

export const FAST = 'nimbus:1b-q4';
export const SLOW = 'nimbus:7b';
export const HOSTILE = 'a|b`c<script>alert(1)</script>![x](http://evil.example/x.png)';

export const facts: Fact[] = [];
let counter = 0;

function addFact(fact: Partial<Fact> & Pick<Fact, 'metric' | 'statistic' | 'value' | 'unit' | 'labels'>): string {
  counter += 1;
  const id = `f${(counter * 7919 + 46656 * 36).toString(36).padStart(7, '0')}`;
  const made: Fact = {
    // First, as in the facts of a book.
    id,
    series: `s${id.slice(1).padEnd(10, '0')}`,
    kind: 'statistic',
    direction: 'none',
    subset: 'all',
    sampleCount: 1,
    excluded: { failed: 0, implausible: 0 },
    formula: `${fact.statistic} of the samples`,
    sources: [],
    ...fact,
  };
  facts.push({ ...made, id });
  return id;
}

function cells(from: number, to: number, column: string): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `row=${from + index};col=${column}`);
}

interface SeriesSpec {
  metric: 'decode_throughput' | 'time_to_first_token';
  labels: Labels;
  subset?: string;
  n: number;
  failed?: number;
  path: string;
  statistics: Statistics;
}

/** Adds the facts of one series; column id to fact id, `n` to the fact whose sample count the column shows. */
function series({ metric, labels, subset = 'all', n, failed = 0, path, statistics }: SeriesSpec): Record<string, string> {
  const throughput = metric === 'decode_throughput';
  const column = throughput ? 'tokens_s' : 'ttft_s';
  const ids = Object.fromEntries(
    Object.entries(statistics).map(([statistic, spec]) => {
      const [value, half] = typeof spec === 'number' ? [spec, null] : spec;
      const id = addFact({
        metric,
        statistic,
        value,
        unit: statistic === 'cv' ? 'ratio' : throughput ? 'tokens/s' : 'ms',
        direction: throughput ? 'higher-is-better' : 'lower-is-better',
        labels,
        subset,
        sampleCount: n,
        excluded: { failed, implausible: 0 },
        ...(half === null
          ? {}
          : { interval: { level: 0.95, low: value - half, high: value + half, method: "Student's t, n - 1 degrees of freedom" } }),
        sources: [{ path, sha256: SHA, cells: cells(2, n + 1, column) }],
      });
      return [statistic, id];
    }),
  );
  return { ...ids, n: ids['mean']! };
}

export const byId = (id: string): Fact => facts.find((fact) => fact.id === id)!;

export const STATISTICS = ['n', 'mean', 'median', 'p95', 'min', 'max', 'cv'];

export const fastSweep = series({
  metric: 'decode_throughput',
  labels: { model: FAST, benchmark: 'sweep' },
  subset: 'warm',
  n: 23,
  failed: 2,
  path: 'nimbus_1b-q4_sweep.csv',
  statistics: { mean: [311.42, 8.13], median: 314.9, p95: 326.21, min: 231.74, max: 329.06, cv: 0.0604 },
});
export const slowSweep = series({
  metric: 'decode_throughput',
  labels: { model: SLOW, benchmark: 'sweep' },
  subset: 'warm',
  n: 28,
  path: 'nimbus_7b_sweep.csv',
  statistics: { mean: [97.334, 0.2117], median: 97.31, p95: 98.14, min: 96.42, max: 98.49, cv: 0.0056 },
});
export const hostileSweep = series({
  metric: 'decode_throughput',
  labels: { model: HOSTILE, benchmark: 'sweep' },
  subset: 'warm',
  n: 24,
  path: '---\n`evil`|<img src=x>.csv',
  statistics: { mean: [171.5, 0.72], median: 171.44, p95: 173.9, min: 168.02, max: 174.41, cv: 0.0099 },
});
export const fastWait = series({
  metric: 'time_to_first_token',
  labels: { model: FAST, benchmark: 'sweep' },
  subset: 'warm',
  n: 23,
  failed: 2,
  path: 'nimbus_1b-q4_sweep.csv',
  statistics: { mean: [71.2, 6.3], median: 66.4, p95: 109.7, min: 58.1, max: 121.3, cv: 0.2045 },
});
export const fastCold = series({
  metric: 'time_to_first_token',
  labels: { model: FAST, benchmark: 'sweep' },
  subset: 'cold',
  n: 11,
  path: 'nimbus_1b-q4_sweep.csv',
  statistics: { mean: [1411, 260], median: 1203.7, min: 1148.2, max: 2281.9 },
});
export const slowWait = series({
  metric: 'time_to_first_token',
  labels: { model: SLOW, benchmark: 'sweep' },
  subset: 'warm',
  n: 28,
  path: 'nimbus_7b_sweep.csv',
  statistics: { mean: [136.8, 3.1], median: 135.2, p95: 153.6, min: 123.4, max: 157.7, cv: 0.0584 },
});
export const slowCold = series({
  metric: 'time_to_first_token',
  labels: { model: SLOW, benchmark: 'sweep' },
  subset: 'cold',
  n: 8,
  path: 'nimbus_7b_sweep.csv',
  statistics: { mean: [2633, 110], median: 2589.1, min: 2521.6, max: 2902.3 },
});

/** One row per setting of the sweep: throughput, and time to first token of the same requests. */
export const configurations = [FAST, SLOW, HOSTILE].flatMap((model, modelIndex) =>
  [40, 60, 80, 999].flatMap((num_gpu, gpuIndex) =>
    [1024, 2048, 4096].map((num_ctx, ctxIndex) => {
      const labels = { model, benchmark: 'sweep', num_gpu, num_ctx };
      const place = gpuIndex * 3 + ctxIndex;
      const throughput = [309.2, 96.9, 171.1][modelIndex]! + place * [1.7, 0.11, 0.2][modelIndex]!;
      const wait = [82.5, 151.3, 97.6][modelIndex]! - ((place * 5) % 12) * 1.9;
      const spec = { labels, subset: 'warm', n: 3, path: 'nimbus_sweep.csv' };
      return {
        labels,
        throughput: series({
          ...spec,
          metric: 'decode_throughput',
          statistics: { mean: [throughput, throughput * 0.012], median: throughput + 0.1 },
        }),
        wait: series({ ...spec, metric: 'time_to_first_token', statistics: { mean: [wait, 4.4], median: wait - 0.3 } }),
      };
    }),
  ),
);

export const ratio = addFact({
  kind: 'comparison',
  metric: 'decode_throughput',
  statistic: 'ratio of means',
  value: byId(fastSweep['mean']!).value / byId(slowSweep['mean']!).value,
  unit: 'x',
  labels: { benchmark: 'sweep' },
  subset: 'warm',
  sampleCount: 51,
  interval: { level: 0.95, low: 3.11, high: 3.29, method: "delta method on the logarithm, Welch's degrees of freedom" },
  baseline: slowSweep['mean']!,
  candidate: fastSweep['mean']!,
});
export const effect = addFact({
  kind: 'effect',
  metric: 'decode_throughput',
  statistic: 'relative change of the mean',
  value: 0.0281,
  unit: 'ratio',
  labels: { model: FAST, benchmark: 'sweep' },
  subset: 'matched',
  sampleCount: 11,
  interval: { level: 0.95, low: 0.0175, high: 0.0387, method: 'ratio of means of matched pairs' },
  baseline: configurations[0]!.throughput['mean']!,
  candidate: configurations[9]!.throughput['mean']!,
});
export const small = addFact({
  ...byId(effect),
  labels: { model: SLOW, benchmark: 'sweep' },
  value: -0.0028,
  sampleCount: 9,
  interval: { level: 0.95, low: -0.0048, high: -0.0008, method: 'ratio of means of matched pairs' },
});
export const requests = addFact({
  kind: 'count',
  metric: 'request_count',
  statistic: 'count',
  value: 36,
  unit: 'count',
  labels: { model: FAST },
});
export const failed = addFact({
  kind: 'count',
  metric: 'failed_request_count',
  statistic: 'count',
  value: 2,
  unit: 'count',
  labels: { model: FAST },
  sampleCount: 2,
  sources: [{ path: 'nimbus_1b-q4_sweep.csv', sha256: SHA, cells: ['row=20;col=error', 'row=21;col=error'] }],
});
export const before = series({
  metric: 'decode_throughput',
  labels: { model: SLOW, benchmark: 'baseline' },
  n: 5,
  path: 'run-1/nimbus_7b_baseline.csv',
  statistics: { mean: [121.7, 1.9] },
});
export const after = series({
  metric: 'decode_throughput',
  labels: { model: SLOW, benchmark: 'baseline' },
  n: 5,
  path: 'run-2/nimbus_7b_baseline.csv',
  statistics: { mean: [96.2, 2.2] },
});
export const relativeChange = byId(after['mean']!).value / byId(before['mean']!).value - 1;
export const change = addFact({
  kind: 'change',
  metric: 'decode_throughput',
  statistic: 'relative change of the mean',
  value: relativeChange,
  unit: 'ratio',
  labels: { model: SLOW, benchmark: 'baseline' },
  sampleCount: 10,
  interval: { level: 0.95, low: relativeChange - 0.02, high: relativeChange + 0.02, method: 'bootstrap of the ratio of means' },
  baseline: before['mean']!,
  candidate: after['mean']!,
});
