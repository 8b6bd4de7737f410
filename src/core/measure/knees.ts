import type { Knee, KneePoint, MeasuredSeries, MeasuredSubject, Measurement } from '../../contracts/measured.ts';
import { labelRole } from '../../metrics/labels.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { labelsText, sortedLabels } from '../labels-text.ts';

/** What a whole system completes in a second, the first of these that was measured. */
const THROUGHPUTS = ['output_token_throughput', 'request_throughput', 'total_token_throughput'];
/** How long one request takes, or waits to begin where nothing else is known. */
const WAITS = ['request_latency', 'time_to_first_token'];
const LOAD_COUNT_MIN = 3;
/**
 * So many times that of every other load its power must be. Throughputs that differ by three per cent and waits that differ by five are of no
 * interest when runs are compared, and what such differences decide is no knee.
 */
const POWER_RATIO_MIN = 1.08;

function textWithout(labels: MeasuredSeries['labels'], leftOut: string): string {
  return JSON.stringify(sortedLabels(labels).filter(([key]) => key !== leftOut));
}

/** The middle of each metric at one place: of all samples where they are stated, else of the warm ones. */
type Place = ReadonlyMap<string, MeasuredSeries>;

function placesOf(series: readonly MeasuredSeries[]): Place[] {
  const undisturbed = series.filter(({ subset, labels }) => subset !== 'cold' && !labels.has('column'));
  return [...groupBy(undisturbed, ({ labels }) => labelsText(labels)).values()].map((own) => {
    const ordered = own.toSorted((a, b) => Number(a.subset === 'all') - Number(b.subset === 'all'));
    return new Map(ordered.map((one) => [one.metric, one]));
  });
}

function pointOf(place: Place, throughput: string, wait: string): KneePoint | null {
  const [rate, time] = [place.get(throughput), place.get(wait)];
  const [given, taken] = [rate && centerOf(rate), time && centerOf(time)];
  if (!rate || !given || !taken || given.value <= 0 || taken.value <= 0) return null;
  return { labels: rate.labels, throughput: given, wait: taken };
}

/** Did requests fail under this load, as their rows or counts of them say? Those that came back are no fair sample then. */
function hasFailures({ labels, throughput, wait }: KneePoint, key: string, failures: Measurement['failures']): boolean {
  if (throughput.excluded.failed + wait.excluded.failed > 0) return true;
  return failures.some((own) => own.labels.has(key) && [...own.labels].every(([label, value]) => labels.get(label) === value));
}

function powerOf({ throughput, wait }: KneePoint): number {
  return throughput.value / wait.value;
}

/** Index of the point with the most power by far, where loads on both sides of it have less. */
function kneeIn(points: readonly KneePoint[]): number | null {
  const powers = points.map(powerOf);
  const most = powers.reduce((best, power, index) => (power > powers[best]! ? index : best), 0);
  const isApart = powers.every((power, index) => index === most || powers[most]! >= POWER_RATIO_MIN * power);
  return most > 0 && most < points.length - 1 && isApart ? most : null;
}

/** The knee of what was measured at some places that differ in one load alone; null where the data bear none out. */
function kneeOver(key: string, places: readonly Place[], failures: Measurement['failures']): Knee | null {
  for (const throughput of THROUGHPUTS) {
    for (const wait of WAITS) {
      const all = places.map((place) => pointOf(place, throughput, wait));
      const points = all.filter((point) => point !== null).sort((a, b) => Number(a.labels.get(key)) - Number(b.labels.get(key)));
      const loads = new Set(points.map(({ labels }) => labels.get(key)));
      // What was measured at some of the loads alone says nothing of the others.
      if (points.length < all.length || loads.size < LOAD_COUNT_MIN || loads.size < points.length) continue;
      const index = kneeIn(points);
      if (index === null || hasFailures(points[index]!, key, failures)) return null;
      const own = places.flatMap((place) => place.get(throughput) ?? []);
      const once = own.every(({ sampleCount, reported }) => sampleCount === 1 && !reported);
      return { key, shared: new Map([...points[0]!.labels].filter(([label]) => label !== key)), points, index, once };
    }
  }
  return null;
}

/**
 * Where among the loads that were tried, all else equal, a system has the most power: throughput divided by the time that a request takes. Up to
 * there throughput grows in a larger proportion than the wait, and beyond it the wait does (Kleinrock, Proceedings of the International Conference
 * on Communications, 1979; Jain, The Art of Computer Systems Performance Analysis, 1991, chapter 3, calls that load the knee).
 *
 * @param subjects measured ones, and what tools reported.
 * @param failures requests that failed, by whom and under which load.
 * @returns none where power is largest at the smallest or the largest load, or not apart from that of another one, and where requests failed under that load.
 */
export function kneesOf(subjects: readonly MeasuredSubject[], failures: Measurement['failures']): Knee[] {
  // A document has throughputs of the whole run beside statistics of its requests, which a tool computed.
  const places = placesOf(subjects.flatMap(({ configurations, series }) => (configurations.length > 0 ? configurations : series)));
  const labelsOf = (place: Place) => [...place.values()][0]!.labels;
  const keys = new Set(places.flatMap((place) => [...labelsOf(place)].flatMap(([key, value]) => (isLoad(key, value) ? [key] : []))));
  return [...keys].flatMap((key) => {
    const stating = places.filter((place) => typeof labelsOf(place).get(key) === 'number');
    return [...groupBy(stating, (place) => textWithout(labelsOf(place), key)).values()].flatMap(
      (own) => kneeOver(key, own, failures) ?? [],
    );
  });
}

function isLoad(key: string, value: unknown): boolean {
  return labelRole(key) === 'load' && typeof value === 'number';
}
