import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import { centerOf } from '../center.ts';
import { name, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** A system that completes less than this share of the requests asked of it is overloaded: its latencies measure the queue. */
const ACHIEVED_SHARE_MIN = 0.9;

function overloadFinding(series: MeasuredSeries, completed: Fact, requested: number, naming: Naming): Telling {
  const words: Word[] = [
    ...naming.subject(series.labels),
    ' was asked for ',
    name(`request_rate=${requested}`),
    ' and completed ',
    shown(completed),
    ': it was overloaded, so its latencies are time in the queue and say nothing of an unloaded system.',
  ];
  return tell({
    kind: 'overload',
    id: `overload-${JSON.stringify([...series.labels])}`,
    words,
    also: [completed],
    predicate: 'overloaded',
    severity: 'warning',
    topic: 'noise',
    about: {
      subjects: [subjectOf(series.labels)],
      metrics: ['request_throughput'],
      place: placeKey(series.labels),
      certainty: 'certain',
      scope: 'at this load',
    },
    slots: { rate: [name(`request_rate=${requested}`)], completed: [shown(completed)], who: naming.subject(series.labels) },
  });
}

/** Runs that completed far fewer requests per second than were sent. An unlimited rate asks for nothing in particular. */
export function overloadFindings({ subjects }: Measurement, naming: Naming): Telling[] {
  const series = subjects.flatMap((measured) => (measured.configurations.length > 0 ? measured.configurations : measured.series));
  return series.flatMap((own) => {
    const requested = own.labels.get('request_rate');
    if (own.metric !== 'request_throughput' || typeof requested !== 'number' || requested <= 0) return [];
    const completed = centerOf(own);
    return completed && completed.value < ACHIEVED_SHARE_MIN * requested ? [overloadFinding(own, completed, requested, naming)] : [];
  });
}

/** A server that was asked for more than it gives. */
export const OVERLOAD_FRAMES: KindFrames = {
  id: 'overload',
  frames: [
    { role: 'state', text: '{say}.', predicate: 'overloaded' },
    {
      role: 'advise',
      text: 'Where latencies are to be measured, ask {who} for what it completes ({completed}): at {rate} they are time in the queue.',
      predicate: 'advice',
      risk: 'The largest load it can serve lies somewhere between the rates that were tried.',
      mitigation: 'Try rates around what it completed.',
    },
  ],
  causes: ['queueing'],
};
