import type { Fact, Interval } from '../../contracts/fact.ts';
import type { FailureCount } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { FactBook } from '../fact-book.ts';
import type { Share } from './failure-chance.ts';

/** Quantile of the normal distribution that leaves 2.5 % on each side. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * How far a share of failed requests is known: Wilson, Journal of the American Statistical Association 22 (1927), of as many requests as these are
 * worth. What runs vary beyond chance makes them worth less by that factor (Kish, Survey Sampling, 1965).
 *
 * @param dispersion see `dispersionOf`, 1 or more.
 * @returns bounds within 0 and 1, the share between them.
 */
export function shareInterval({ failed, requests }: Share, dispersion: number): Interval {
  const share = failed / requests;
  const worth = requests / dispersion;
  const square = NORMAL_QUANTILE ** 2 / worth;
  const center = (share + square / 2) / (1 + square);
  const half = (NORMAL_QUANTILE * Math.sqrt((share * (1 - share)) / worth + square / (4 * worth))) / (1 + square);
  const low = Math.max(0, Math.min(share, center - half));
  const high = Math.min(1, Math.max(share, center + half));
  return { level: 0.95, low, high, method: "Wilson's, of as many requests as these are worth with what runs vary beyond chance" };
}

/** States the share that some failed requests are. @param scope which requests they are. */
export function shareFact(
  book: FactBook,
  { failed, requests }: FailureCount,
  labels: ReadonlyMap<string, LabelValue>,
  dispersion: number,
  scope: string,
): Fact {
  return book.add({
    kind: 'comparison',
    metric: 'failed_request_share',
    statistic: `share of failed requests of ${scope}`,
    value: failed.value / requests.value,
    unit: 'ratio',
    direction: 'lower-is-better',
    labels,
    subset: 'all',
    sampleCount: requests.value,
    excluded: { failed: 0, implausible: 0 },
    interval: shareInterval({ failed: failed.value, requests: requests.value }, dispersion),
    formula: `${failed.id} divided by ${requests.id}`,
    baseline: requests.id,
    candidate: failed.id,
    sources: [],
  });
}
