import type { Fact, Interval } from '../../contracts/fact.ts';
import type { MeasuredSeries } from '../../contracts/measured.ts';
import type { FactBook } from '../fact-book.ts';
import { type RelativeVariance, ratioInterval, relativeVariance } from '../ratio-interval.ts';
import { statisticOf } from './statistics.ts';

/** Of the mean of a series: from its samples; of a reported one from the deviation and n, or the standard error, that the tool states beside it. */
function varianceOf({ facts, samples, sampleCount, reported }: MeasuredSeries): RelativeVariance | null {
  const mean = facts.get('mean')?.value;
  if (mean === undefined || mean <= 0) return null;
  const error = facts.get('stderr')?.value;
  if (error !== undefined) return { value: (error / mean) ** 2, degrees: sampleCount >= 2 ? sampleCount - 1 : Number.POSITIVE_INFINITY };
  const cv = facts.get('cv')?.value;
  const stated = facts.get('stdev')?.value ?? (cv === undefined ? undefined : cv * mean);
  const deviation = reported ? stated : (statisticOf(samples.values, 'stdev') ?? undefined);
  return deviation === undefined ? null : relativeVariance(mean, deviation, sampleCount);
}

/** A ratio of two series, with an interval where it is one of means and the spread of both is known. */
export interface SeriesRatio {
  readonly value: number;
  readonly interval: Interval | null;
}

/** Sums of the same numbers in another order differ by less. */
const ROUNDING_RATIO = 1e-9;

/** Is a ratio above one by more than the rounding of binary fractions? */
export function isAboveOne(ratio: number): boolean {
  return ratio > 1 + ROUNDING_RATIO;
}

/** One statistic of `candidate` divided by that of `baseline`; null where one has none above zero. */
export function seriesRatio(candidate: MeasuredSeries, baseline: MeasuredSeries, statistic: string): SeriesRatio | null {
  const [top, bottom] = [candidate.facts.get(statistic), baseline.facts.get(statistic)];
  if (!top || !bottom || bottom.value <= 0 || top.value <= 0) return null;
  const value = top.value / bottom.value;
  const [above, below] = statistic === 'mean' ? [varianceOf(candidate), varianceOf(baseline)] : [null, null];
  return { value, interval: above && below ? ratioInterval(value, above, below) : null };
}

/**
 * Fact: one statistic of `candidate` divided by that of `baseline`, with an interval where it is one of means and the spread of both is
 * known; null where one has none above zero.
 *
 * @param labels what both sides share.
 */
export function ratioFact(
  book: FactBook,
  candidate: MeasuredSeries,
  baseline: MeasuredSeries,
  labels: MeasuredSeries['labels'],
  statistic: string,
): Fact | null {
  const ratio = seriesRatio(candidate, baseline, statistic);
  if (ratio === null) return null;
  const [top, bottom] = [candidate.facts.get(statistic)!, baseline.facts.get(statistic)!];
  return book.add({
    kind: 'comparison',
    metric: candidate.metric,
    statistic: `ratio of ${statistic === 'min' ? 'minima' : `${statistic}s`}`,
    value: ratio.value,
    unit: 'x',
    direction: 'none',
    labels,
    subset: candidate.subset,
    sampleCount: candidate.sampleCount + baseline.sampleCount,
    excluded: {
      failed: top.excluded.failed + bottom.excluded.failed,
      implausible: top.excluded.implausible + bottom.excluded.implausible,
    },
    ...(ratio.interval ? { interval: ratio.interval } : {}),
    formula: `${top.id} divided by ${bottom.id}`,
    baseline: bottom.id,
    candidate: top.id,
    sources: [],
  });
}
