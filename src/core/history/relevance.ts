import type { MetricFamily } from '../../contracts/metric.ts';

/** Changes smaller than this are of no interest, however sure they are: a ratio, less one. */
const SMALLEST_OF_INTEREST: Readonly<Partial<Record<MetricFamily, number>>> = {
  throughput: 0.03,
  latency: 0.05,
  duration: 0.05,
  quality: 0.02,
  memory: 0.03,
};

/** The smallest change of interest of a metric, on the scale of natural logarithms. */
export function smallestOfInterest(family: MetricFamily): number {
  return Math.log1p(SMALLEST_OF_INTEREST[family] ?? 0.05);
}

/** What is asked first has the larger share of the level. */
export const FAMILY_ORDER: readonly MetricFamily[] = ['throughput', 'latency', 'quality', 'duration', 'memory'];
