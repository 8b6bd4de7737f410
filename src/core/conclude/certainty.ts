import type { Finding } from '../../contracts/claim.ts';
import { metricOf } from '../../metrics/registry.ts';
import { claim, type Word } from '../prose.ts';
import type { Point, Quantity } from './points.ts';
import { middleOf } from './quantity-words.ts';

/** Why one run says little of the next one, by what it holds: repetitions of its own, or one figure for each metric. */
const WITHIN_A_RUN: Word[] = [
  'Each of these was run once: the intervals hold the scatter within that run, and how far the next run would lie from it is not known.',
];
const ONE_FIGURE: Word[] = ['Each of these was run once: how far a further run would lie from it is not known.'];

/** What a benchmark is run for; a log of readings repeats nothing. */
const RESULTS: ReadonlySet<string> = new Set(['throughput', 'latency', 'duration', 'quality', 'scaling']);

function hasInterval({ facts }: Quantity): boolean {
  return [...facts.values()].some(({ interval }) => interval !== undefined);
}

/**
 * How sure the figures of single runs are: where nothing is ranked and no series was run again, nothing here tells how it would repeat.
 *
 * @param points of which no comparison speaks; none give [].
 */
export function certaintyFindings(points: readonly Point[]): Finding[] {
  const measured = points
    .filter(({ stated }) => !stated)
    .flatMap(({ quantities }) => quantities)
    .filter(({ metric }) => RESULTS.has(metricOf(metric).family));
  const example = measured.map(middleOf).find((fact) => fact !== null);
  if (!example) return [];
  const words = measured.some(hasInterval) ? WITHIN_A_RUN : ONE_FIGURE;
  return [{ ...claim('certainty', words, [example]), severity: 'info', topic: 'certainty' }];
}
