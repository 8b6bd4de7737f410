import type { History } from '../../contracts/history.ts';
import { commandsOf } from '../commands.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { seriesNaming } from './changed-series.ts';
import type { Naming } from './naming.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** The fewest further runs that decide something, what could then be seen, and how to make them. */
export function nextRunSteps(history: History | null, naming: Naming): Telling[] {
  const next = history?.next ?? null;
  if (history === null || next === null) return [];
  const { changes, needed, visible, time } = next;
  const [first] = changes;
  const { labels, metric, unit } = first!;
  const words: Word[] = [
    'Repeat what measured ',
    metricWord(metric, unit),
    ' of ',
    ...seriesNaming(history, naming)(labels, () => true),
    ' in runs of their own: a verdict needs ',
    shown(needed),
    needed.value === 1 ? ' run' : ' runs',
    ...(visible === null ? [] : [', in which a difference of ', shown(visible, 'percent'), ' would be seen']),
    ...(time === null ? [] : ['; by the times recorded the ', metricWord(time.metric), ' is ', shown(time)]),
    '.',
  ];
  return [
    tell({
      kind: 'next-runs',
      id: 'next-runs',
      words,
      also: [first!.fact],
      predicate: 'advice',
      severity: 'info',
      topic: 'change',
      about: { subjects: [subjectOf(labels)], metrics: [metric], place: placeKey(labels), certainty: 'undecided', scope: 'not decided' },
      commands: commandsOf(changes),
    }),
  ];
}

/** What to run next. */
export const NEXT_RUNS_FRAMES: KindFrames = {
  id: 'next-runs',
  frames: [
    {
      role: 'advise',
      advice: 'next-runs',
      text: '{say}.',
      predicate: 'advice',
      risk: 'Further runs hold the machine.',
      mitigation: 'Only what is undecided has to be measured again.',
    },
  ],
};
