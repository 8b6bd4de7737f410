import type { Fact } from '../../contracts/fact.ts';
import { metricOf } from '../../metrics/registry.ts';
import { shown, term, type Word } from '../prose.ts';
import type { Quantity } from './points.ts';

/** Statistics that tell how values scatter and not where they lie. */
const SPREADS: ReadonlySet<string> = new Set(['stdev', 'cv', 'variance', 'stderr', 'mad', 'iqr', 'range']);
const MIDDLES = ['median', 'p50', 'mean', 'value', 'stated'];
const TAILS = ['p99', 'p95', 'p90', 'max'];
/** A quantile of samples is stated from the number on at which it is not simply the largest of them. */
const SAMPLES_BEHIND: Readonly<Record<string, number>> = { p99: 100, p95: 20, p90: 10, max: 2 };

/** What a reader wants of times is the middle one and the slow end; of rates the mean. */
function isTime({ metric }: Pick<Quantity, 'metric'>): boolean {
  return ['latency', 'duration'].includes(metricOf(metric).family);
}

/** Readings of a device, one after the other: they are no independent samples, so that their mean has no error. */
function isReadings({ metric }: Pick<Quantity, 'metric'>): boolean {
  return metricOf(metric).family === 'telemetry';
}

/** The statistic that stands for a quantity; null for one of which only its spread is known. */
export function middleOf(quantity: Pick<Quantity, 'metric' | 'facts'>): Fact | null {
  const middles = isTime(quantity) || isReadings(quantity) ? MIDDLES : ['mean', ...MIDDLES];
  for (const statistic of middles) {
    const fact = quantity.facts.get(statistic);
    if (fact) return fact;
  }
  return [...quantity.facts.values()].find(({ statistic }) => !SPREADS.has(statistic)) ?? null;
}

/** "median 150 ms", "633.6 tokens/s", "mean 118.2 ± 0.3 tokens/s": a fact with the name of its statistic where that is not the value itself. */
export function statisticWords(fact: Fact, { reported, sampleCount }: Quantity): Word[] {
  const isOne = !reported && sampleCount === 1;
  const isNamed = !isOne && !['value', 'stated'].includes(fact.statistic);
  const isSymmetric = fact.interval !== undefined && fact.statistic === 'mean';
  return [...(isNamed ? [term(fact.statistic), ' '] : []), shown(fact, isSymmetric ? 'interval' : 'value')];
}

/** The slow end of a quantity: the farthest percentile that it has samples for; null where it has none. */
export function tailOf({ facts, reported, sampleCount }: Pick<Quantity, 'facts' | 'reported' | 'sampleCount'>): Fact | null {
  const tail = TAILS.find((statistic) => facts.has(statistic) && (reported || sampleCount >= SAMPLES_BEHIND[statistic]!));
  return tail === undefined ? null : facts.get(tail)!;
}

/** The middle of a quantity, with the slow end of times and the range of readings: "median 150 ms, p99 620 ms". */
export function quantityWords(quantity: Quantity): Word[] {
  const middle = middleOf(quantity);
  if (middle === null) return [];
  const words = statisticWords(middle, quantity);
  const [least, most] = [quantity.facts.get('min'), quantity.facts.get('max')];
  if (isReadings(quantity) && quantity.sampleCount !== 1 && least && most)
    return least.value === most.value ? [shown(middle)] : [...words, ', from ', shown(least), ' to ', shown(most)];
  const tail = isTime(quantity) ? tailOf(quantity) : null;
  return tail === null || tail === middle ? words : [...words, ', ', ...statisticWords(tail, quantity)];
}
