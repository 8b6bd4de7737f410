import type { Fact } from '../contracts/fact.ts';
import type { MeasuredSeries } from '../contracts/measured.ts';

/**
 * The statistic by which series are compared and named: the mean, or the median where a tool reports that only.
 *
 * @returns null for a series of which only percentiles or extremes are known: it has no middle, and is ranked nowhere.
 */
export function centerOf(series: Pick<MeasuredSeries, 'facts'>): Fact | null {
  return series.facts.get('mean') ?? series.facts.get('median') ?? null;
}

/** Is the deviation of a series larger than its mean, so that one slow call may have made it? Then no mean of it is compared. */
export function isScattered({ facts }: Pick<MeasuredSeries, 'facts'>): boolean {
  const mean = facts.get('mean')?.value;
  if (mean === undefined) return false;
  const deviation = facts.get('stdev')?.value ?? (facts.get('cv')?.value ?? 0) * mean;
  return deviation > mean;
}
