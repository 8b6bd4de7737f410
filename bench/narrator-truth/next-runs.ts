import { METRIC } from './contests.ts';
import { type Context, type Groups, metricIds, names, type Shape, value } from './context.ts';
import { prints, VALUE } from './evidence.ts';
import { areOf } from './names.ts';

/** A series of which nothing is decided, or that one run shows, and as many runs as one of its kind needs. */
function repeatProblem(said: Groups, context: Context): string | null {
  const { report, facts, byId } = context;
  const metrics = metricIds(said['metric']!, context);
  const who = names(said['who'], context);
  const count = Number(said['count']);
  const isOpen = ({ verdict, status }: { readonly verdict: string; readonly status?: string | undefined }) =>
    verdict === 'inconclusive' || status === 'suspected';
  const kindred = report.changes.filter((own) => isOpen(own) && metrics.includes(own.metric) && own.runsNeeded !== undefined);
  if (!kindred.some((own) => own.runsNeeded === count)) return `no such series needs ${count} runs`;
  const own = kindred.filter(({ labels }) => areOf(labels, who));
  if (own.length === 0) return `${who.join(' ')} is decided`;
  if (said['visible'] === undefined) return null;
  const isSo = facts.some(({ statistic, baseline, candidate, ...fact }) => {
    if (statistic !== 'difference then visible' || !own.some((change) => change.fact === baseline)) return false;
    return byId.get(candidate ?? '')?.value === count && prints({ statistic, ...fact }, value(said['visible'])!);
  });
  return isSo ? null : `no difference of ${said['visible']} would be seen`;
}

function timeProblem(said: Groups, { facts }: Context): string | null {
  const isSo = facts.some((fact) => fact.statistic === 'time of one run' && prints(fact, value(said['time'])!));
  return isSo ? null : `nothing takes ${said['time']}`;
}

export const NEXT_RUNS_SHAPES: readonly Shape[] = [
  {
    name: 'repeat what is undecided',
    pattern: new RegExp(
      String.raw`^Repeat what measured ${METRIC} of (?<who>.+) in runs of their own: a verdict needs (?<count>\d+) runs?(?:, in which a difference of (?<visible>\S+ %) would be seen)?$`,
    ),
    judge: repeatProblem,
  },
  {
    name: 'time of one run',
    pattern: new RegExp(String.raw`^by the times recorded the duration of the run is (?<time>${VALUE})$`),
    judge: timeProblem,
  },
];
