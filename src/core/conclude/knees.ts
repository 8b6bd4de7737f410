import type { Knee, KneePoint, Measurement } from '../../contracts/measured.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, sizeOfRatio, subjectOf, tell } from './tell.ts';

function loadWords({ labels }: KneePoint, { key }: Knee, naming: Naming): Word[] {
  return naming.all([...labels].filter(([label]) => label === key));
}

/** "412.0 tokens/s with 1.9 s". */
function valueWords({ throughput, wait }: KneePoint): Word[] {
  return [shown(throughput), ' with ', shown(wait)];
}

function kneeFinding(knee: Knee, naming: Naming): Telling {
  const { key, shared, points, index, once } = knee;
  const [own, next] = [points[index]!, points[index + 1]!];
  const who = naming.subject(shared);
  const load = loadWords(own, knee, naming);
  const metrics: Word[] = [metricWord(own.throughput.metric, own.throughput.unit), ' for its ', metricWord(own.wait.metric, own.wait.unit)];
  const words: Word[] = [
    'of the loads that were tried with ',
    ...who,
    ', ',
    ...load,
    ' has the highest ',
    ...metrics,
    ': ',
    ...valueWords(own),
    '; ',
    ...loadWords(next, knee, naming),
    ' has ',
    ...valueWords(next),
    once ? '; each ran once.' : '.',
  ];
  return tell({
    kind: 'knee',
    id: `knee-${key}-${JSON.stringify([...shared])}`,
    words,
    also: points.flatMap(({ throughput, wait }) => [throughput, wait]),
    predicate: 'knee',
    severity: 'notable',
    topic: 'configuration',
    about: {
      subjects: [subjectOf(shared)],
      metrics: [own.throughput.metric, own.wait.metric],
      keys: [key],
      place: placeKey(shared),
      size: sizeOfRatio(next.wait.value / own.wait.value),
      certainty: once ? 'single' : null,
      scope: 'the knee',
    },
    slots: { who, load, values: valueWords(own) },
  });
}

/** Of the loads that were tried, the one beyond which waiting grows faster than throughput. */
export function kneeFindings({ knees }: Measurement, naming: Naming): Telling[] {
  return knees.map((knee) => kneeFinding(knee, naming));
}

/** A load that gives the most for the wait. */
export const KNEE_FRAMES: KindFrames = {
  id: 'knee',
  frames: [
    { role: 'title', text: '{who} has its knee at {load}: {values}', predicate: 'knee' },
    { role: 'state', text: '{say}.', predicate: 'knee' },
    { role: 'state', text: '{who} has its knee at {load}: {values}.', predicate: 'knee' },
    {
      role: 'advise',
      advice: 'drive-at-knee',
      text: 'Where waiting counts beside throughput, drive {who} at {load}: {values}.',
      predicate: 'advice',
      risk: 'A load between those that were tried may serve better.',
      mitigation: 'Try loads on both sides of it.',
    },
  ],
  causes: ['queueing', 'compute-bound'],
};
