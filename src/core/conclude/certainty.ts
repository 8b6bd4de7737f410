import { metricOf } from '../../metrics/registry.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Point, Quantity } from './points.ts';
import { middleOf } from './quantity-words.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** Why one run says little of the next one, by what it holds: repetitions of its own, or one figure for each metric. */
const WITHIN_A_RUN = 'the intervals hold the scatter within that run, and how far the next run would lie from it is not known';
const ONE_FIGURE = 'how far a further run would lie from it is not known';

/** What a benchmark is run for; a log of readings repeats nothing. */
const RESULTS: ReadonlySet<string> = new Set(['throughput', 'latency', 'duration', 'quality', 'scaling']);

function hasInterval({ facts }: Quantity): boolean {
  return [...facts.values()].some(({ interval }) => interval !== undefined);
}

function isOfOne(points: readonly Point[]): boolean {
  return new Set(points.map(({ labels }) => JSON.stringify([[...subjectOf(labels)], placeKey(labels)]))).size === 1;
}

/**
 * How sure the figures of single runs are: where nothing is ranked and no series was run again, nothing here tells how it would repeat.
 *
 * @param points of which no comparison speaks; none give [].
 */
export function certaintyFindings(points: readonly Point[]): Telling[] {
  const measured = points
    .filter(({ stated }) => !stated)
    .flatMap(({ quantities }) => quantities)
    .filter(({ metric }) => RESULTS.has(metricOf(metric).family));
  const example = measured.map(middleOf).find((fact) => fact !== null);
  if (!example) return [];
  const why = measured.some(hasInterval) ? WITHIN_A_RUN : ONE_FIGURE;
  return [
    tell({
      kind: 'certainty',
      id: 'certainty',
      words: [`Each of these was run once: ${why}.`],
      also: [example],
      severity: 'info',
      topic: 'certainty',
      about: { certainty: 'single', scope: 'one run each' },
      // Of several subjects it is said once for all of them, in a sentence of its own.
      slots: isOfOne(points) ? { why: [why] } : {},
    }),
  ];
}

/** How sure single runs are. */
export const CERTAINTY_FRAMES: KindFrames = {
  id: 'certainty',
  frames: [
    { role: 'state', text: '{say}.' },
    { role: 'caution', text: '{say}.' },
    {
      role: 'advise',
      advice: 'repeat',
      fallback: true,
      text: 'Repeat each run, the server started anew: only the spread between runs tells a later change from chance.',
      predicate: 'advice',
      risk: 'Further runs hold the machine.',
      mitigation: 'Repeat the settings that decide first.',
    },
  ],
};
