import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import { centerOf } from '../center.ts';
import { claim, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';

/** A system that completes less than this share of the requests asked of it is overloaded: its latencies measure the queue. */
const ACHIEVED_SHARE_MIN = 0.9;

function overloadFinding(series: MeasuredSeries, completed: Fact, requested: number, naming: Naming): Finding {
  const words: Word[] = [
    ...naming.subject(series.labels),
    ' was asked for ',
    name(`request_rate=${requested}`),
    ' and completed ',
    shown(completed),
    ': it was overloaded, so its latencies are time in the queue and say nothing of an unloaded system.',
  ];
  const id = `overload-${JSON.stringify([...series.labels])}`;
  return { ...claim(id, words, [], 'overloaded'), severity: 'warning', topic: 'noise' };
}

/** Runs that completed far fewer requests per second than were sent. An unlimited rate asks for nothing in particular. */
export function overloadFindings({ subjects }: Measurement, naming: Naming): Finding[] {
  const series = subjects.flatMap((measured) => (measured.configurations.length > 0 ? measured.configurations : measured.series));
  return series.flatMap((own) => {
    const requested = own.labels.get('request_rate');
    if (own.metric !== 'request_throughput' || typeof requested !== 'number' || requested <= 0) return [];
    const completed = centerOf(own);
    return completed && completed.value < ACHIEVED_SHARE_MIN * requested ? [overloadFinding(own, completed, requested, naming)] : [];
  });
}
