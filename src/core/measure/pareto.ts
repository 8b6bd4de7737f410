import type { MeasuredSeries, MeasuredSubject, ParetoFront } from '../../contracts/measured.ts';
import { groupBy } from '../group-by.ts';

const THROUGHPUTS = ['output_token_throughput', 'decode_throughput', 'total_token_throughput', 'request_throughput'];
const LATENCIES = ['time_to_first_token', 'request_latency', 'time_per_output_token'];

type Point = ParetoFront['points'][number];

function meanOf(series: MeasuredSeries): number {
  return series.facts.get('mean')!.value;
}

/** Is `other` at least as good in both and better in one? */
function beats(other: Point, point: Point): boolean {
  const [more, same] = [meanOf(other.throughput) - meanOf(point.throughput), meanOf(point.latency) - meanOf(other.latency)];
  return more >= 0 && same >= 0 && (more > 0 || same > 0);
}

/**
 * The settings of each sweep that no other setting beats in both throughput and latency (the Pareto front), fastest first. Subjects
 * without both metrics, or with fewer than three settings, have none.
 */
export function paretoFronts(subjects: readonly MeasuredSubject[]): ParetoFront[] {
  return subjects.flatMap((measured) => {
    const bySetting = groupBy(measured.configurations, ({ labels }) => JSON.stringify([...labels]));
    const metricIn = (metrics: readonly string[]) =>
      metrics.find((metric) => measured.configurations.some((series) => series.metric === metric));
    const [throughput, latency] = [metricIn(THROUGHPUTS), metricIn(LATENCIES)];
    if (throughput === undefined || latency === undefined) return [];
    const points = [...bySetting.values()].flatMap((own): Point[] => {
      const [fast, prompt] = [own.find(({ metric }) => metric === throughput), own.find(({ metric }) => metric === latency)];
      return fast && prompt ? [{ throughput: fast, latency: prompt }] : [];
    });
    if (points.length < 3) return [];
    const front = points.filter((point) => !points.some((other) => beats(other, point)));
    return [{ measured, points: front.sort((a, b) => meanOf(b.throughput) - meanOf(a.throughput)) }];
  });
}
