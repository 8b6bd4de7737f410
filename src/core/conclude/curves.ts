import type { Curve, MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSlice, labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { isOfSame, isWithinPlace, placeKey, sizeOfRatio, subjectOf, tell } from './tell.ts';
import { pooledWords } from './wording.ts';

/** Curves of one subject that are told in one sentence: at other sizes of the work, or under other loads. */
const CURVE_COUNT_MAX = 3;

function middleOf(series: MeasuredSeries): number {
  return centerOf(series)!.value;
}

/** The point of a curve over load with the most throughput, where it is neither the first nor the last. */
function peakOf({ metric, key, points }: Curve): MeasuredSeries | null {
  if (labelRole(key) !== 'load' || metricOf(metric).family !== 'throughput') return null;
  const peak = points.reduce((most, point) => (middleOf(point) > middleOf(most) ? point : most));
  return middleOf(peak) > Math.max(middleOf(points[0]!), middleOf(points.at(-1)!)) ? peak : null;
}

/** A point with its load, and with what tells its curve from the others of the sentence. */
function pointWords(point: MeasuredSeries, keys: ReadonlySet<string>, naming: Naming): Word[] {
  const place = [...point.labels].filter(([label]) => keys.has(label));
  return [shown(centerOf(point)!), ' (', ...naming.all(place), ')'];
}

function curveFinding(curves: readonly Curve[], naming: Naming): Telling {
  const first = curves[0]!;
  const { metric, key, points } = first;
  const alike = [...first.shared].filter(([label, value]) => curves.every(({ shared }) => shared.get(label) === value));
  const apart = new Set([key, ...[...first.shared.keys()].filter((label) => !alike.some(([own]) => own === label))]);
  const told = curves.slice(0, CURVE_COUNT_MAX);
  const peak = curves.length === 1 ? peakOf(first) : null;
  const once = curves.every((curve) => curve.points.every(({ sampleCount, reported }) => sampleCount === 1 && !reported));
  const words: Word[] = [
    metricWord(metric, points[0]!.unit),
    ' of ',
    ...naming.subject(new Map(alike)),
    ' goes ',
    ...enumerate(
      told.map((curve) => [
        'from ',
        ...pointWords(curve.points[0]!, apart, naming),
        ' to ',
        ...pointWords(curve.points.at(-1)!, apart, naming),
      ]),
    ),
    ...(told.length < curves.length ? [', among others'] : []),
    ...pooledWords(points[0]!.pooledOver),
    ...(peak === null ? [] : ['; it peaks at ', ...pointWords(peak, apart, naming)]),
    once ? '; each ran once.' : '.',
  ];
  const subject = new Map(alike);
  const ends = [first.points[0]!, first.points.at(-1)!].map((point) => centerOf(point)!.value) as [number, number];
  return tell({
    kind: 'curve',
    id: `curve-${metric}-${key}-${alike.map(([, value]) => value).join('-')}`,
    words,
    predicate: 'curve',
    severity: labelRole(key) === 'load' ? 'notable' : 'info',
    topic: 'configuration',
    about: {
      subjects: [subjectOf(subject)],
      metrics: [metric],
      keys: [key],
      place: placeKey(subject),
      size: ends[0] > 0 && ends[1] > 0 ? sizeOfRatio(ends[1] / ends[0]) : null,
      certainty: once ? 'single' : null,
      scope: peak === null ? '' : 'peak between',
    },
    slots: { first: curveWords(first, new Map(alike), apart, naming) },
  });
}

/** The first of several curves. */
function curveWords({ metric, points }: Curve, alike: ReadonlyMap<string, LabelValue>, apart: ReadonlySet<string>, naming: Naming): Word[] {
  const end = (point: Curve['points'][number]) => pointWords(point, apart, naming);
  return [
    metricWord(metric, points[0]!.unit),
    ' of ',
    ...naming.subject(alike),
    ' goes from ',
    ...end(points[0]!),
    ' to ',
    ...end(points.at(-1)!),
  ];
}

/** What the first throughput does over each load and size of the work: one finding for each subject and what varies. */
export function curveFindings({ curves }: Measurement, naming: Naming): Telling[] {
  const groups = groupBy(curves, ({ metric, key, shared, points }) =>
    JSON.stringify([metric, points[0]!.definition, points[0]!.reported, key, [...shared].filter(([label]) => !isSlice(label))]),
  );
  return [...groups.values()].map((own) => curveFinding(own, naming));
}

/** What a load or a size of the work does. */
export const CURVE_FRAMES: KindFrames = {
  id: 'curve',
  frames: [
    { role: 'title', text: '{first}', predicate: 'curve' },
    { role: 'state', text: '{say}.', predicate: 'curve' },
    { role: 'state', text: '{first}.', predicate: 'curve' },
  ],
  link: (from, to) => (to.kind === 'overload' && isOfSame(from, to) && isWithinPlace(from, to) ? 'overloaded-at' : null),
  pairs: {
    overload: [{ link: 'overloaded-at', text: '; at {rate} it completed {completed} and was overloaded', predicate: 'overloaded' }],
  },
  causes: ['queueing', 'compute-bound', 'cache-growth'],
};
