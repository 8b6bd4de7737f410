import type { Curve, MeasuredSeries, MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSlice, labelRank } from '../../metrics/labels.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { labelsText, sortedLabels } from '../labels-text.ts';

const FAMILIES: readonly string[] = ['throughput', 'latency', 'duration', 'quality'];

type Labels = ReadonlyMap<string, LabelValue>;

function without(labels: Labels, isLeftOut: (key: string) => boolean): (readonly [string, LabelValue])[] {
  return sortedLabels(labels).filter(([key]) => !isLeftOut(key));
}

/** All that a curve does not go over. */
const besideSlices = remembered((labels: Labels) => JSON.stringify(without(labels, isSlice)));

/** The first throughput of some series, or the first metric that has a direction. */
function tellingSeries(all: readonly MeasuredSeries[]): MeasuredSeries[] {
  const eligible = all
    .filter(({ metric }) => FAMILIES.includes(metricOf(metric).family) && metricOf(metric).direction !== 'none')
    .toSorted(
      (a, b) =>
        FAMILIES.indexOf(metricOf(a.metric).family) - FAMILIES.indexOf(metricOf(b.metric).family) ||
        metricRank(a.metric) - metricRank(b.metric),
    );
  const first = eligible[0];
  return eligible.filter(({ metric, definition }) => metric === first?.metric && definition === first.definition);
}

function keyOf({ metric, definition, labels }: MeasuredSeries): string {
  return `${metric} ${definition} ${labelsText(labels)}`;
}

/** Without the series of cold samples, and those of all samples for which a series of warm ones stands. */
function undisturbed(all: readonly MeasuredSeries[]): MeasuredSeries[] {
  const warm = new Set(all.flatMap((series) => (series.subset === 'warm' ? [keyOf(series)] : [])));
  return all.filter((series) => series.subset === 'warm' || (series.subset === 'all' && !warm.has(keyOf(series))));
}

function curvesOver(key: string, all: readonly MeasuredSeries[]): Curve[] {
  const numbered = all.filter(({ labels }) => typeof labels.get(key) === 'number');
  return [...groupBy(numbered, ({ labels }) => JSON.stringify(without(labels, (own) => own === key))).values()].flatMap((own) => {
    const points = own.toSorted((a, b) => Number(a.labels.get(key)) - Number(b.labels.get(key)));
    const values = new Set(points.map(({ labels }) => labels.get(key)));
    if (values.size < 2 || values.size < points.length) return [];
    return [{ metric: points[0]!.metric, key, shared: new Map(without(points[0]!.labels, (label) => label === key)), points }];
  });
}

/**
 * What the first throughput of each subject (or its first metric) does over each load and size of the work that varies, all else equal.
 *
 * @param subjects measured ones, and what tools reported.
 */
export function curvesOf(subjects: readonly MeasuredSubject[]): Curve[] {
  const series = subjects.flatMap((measured) => undisturbed(measured.series).filter((own) => centerOf(own) !== null));
  const families = groupBy(series, ({ labels, reported }) => `${reported} ${besideSlices(labels)}`);
  return [...families.values()].flatMap((own) => {
    const telling = tellingSeries(own);
    const keys = new Set(telling.flatMap(({ labels }) => [...labels.keys()].filter(isSlice)));
    return [...keys].sort((a, b) => labelRank(a) - labelRank(b)).flatMap((key) => curvesOver(key, telling));
  });
}
