import type { MeasuredSeries, MeasuredSubject, ParetoFront } from '../../contracts/measured.ts';
import { labelRole } from '../../metrics/labels.ts';
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

/** What was asked: a setting is no better than another for having had less to do. */
function sizeOf({ subject }: MeasuredSubject, { throughput: { labels } }: Point): string {
  return JSON.stringify(subject.slices.filter((key) => labelRole(key) === 'workload').map((key) => labels.get(key) ?? null));
}

/**
 * The settings and loads of each sweep that no other beats in both throughput and latency on the same work (the Pareto front), fastest
 * first. Subjects without both metrics, or with fewer than three settings for one size of the work, have none.
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
    return [...groupBy(points, (point) => sizeOf(measured, point)).values()].flatMap((own) => {
      if (own.length < 3) return [];
      const front = own.filter((point) => !own.some((other) => beats(other, point)));
      return [{ measured, points: front.sort((a, b) => meanOf(b.throughput) - meanOf(a.throughput)) }];
    });
  });
}
