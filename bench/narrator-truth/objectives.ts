import { METRIC } from './contests.ts';
import { type Context, type Groups, isStatistic, metricIds, names, type Shape, value } from './context.ts';
import { type FactRecord, prints, VALUE } from './evidence.ts';
import { areOf } from './names.ts';

/** Sizes of units in the base unit of the metrics that objectives are of. */
const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, 'tokens/s': 1, 'requests/s': 1 };

interface Bound {
  readonly metric: string;
  readonly statistic: string;
  readonly limit: number;
}

/** `time_to_first_token.p99=500 ms and ...` */
function boundsOf(said: string, context: Context): Bound[] {
  return names(said.replaceAll(' and ', ' '), context).map((text) => {
    const [, metric = '', statistic = '', number = '', unit = ''] = /^(\w+)\.(\w+)=(\S+) (.+)$/.exec(text) ?? [];
    return { metric, statistic, limit: Number(number) * (UNITS[unit] ?? Number.NaN) };
  });
}

/** Statistics by what they are of: one contestant under one load and setting. */
function settingsOf({ facts }: Context): (readonly FactRecord[])[] {
  const groups = new Map<string, FactRecord[]>();
  for (const fact of facts.filter((own) => isStatistic(own) && own.subset !== 'cold')) {
    const key = JSON.stringify(Object.entries(fact.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    groups.set(key, [...(groups.get(key) ?? []), fact]);
  }
  return [...groups.values()];
}

function isKept(facts: readonly FactRecord[], { metric, statistic, limit }: Bound): boolean {
  const fact = facts.find((own) => own.metric === metric && own.statistic === statistic);
  return fact !== undefined && (fact.direction === 'lower-is-better' ? fact.value <= limit : fact.value >= limit);
}

/** Do the facts print what is said of each objective: "time to first token p99 480.0 ms"? */
function printsValues(said: string, facts: readonly FactRecord[], context: Context): boolean {
  return said.split(' and ').every((item) => {
    const [, metric = '', statistic = '', figure = ''] = /^(.+) (mean|median|min|max|p\d+) (\S+ \S+)$/.exec(item) ?? [];
    const ids = metricIds(metric, context);
    return facts.some((own) => ids.includes(own.metric) && own.statistic === statistic && prints(own, value(figure)!));
  });
}

function whoOf(said: Groups, context: Context): string[] {
  return names(said['who']!.replace(/(?:^| )at (?=\S+=)/, ' ').replace(/^it$/, ''), context);
}

function keptProblem(said: Groups, context: Context): string | null {
  const bounds = boundsOf(said['bounds']!, context);
  const metrics = metricIds(said['metric']!, context);
  const ofWork = settingsOf(context).filter(([first]) => areOf(first!.labels, names(said['work'], context)));
  const kept = ofWork.filter((facts) => bounds.every((bound) => isKept(facts, bound)));
  const own = kept.find(
    (facts) =>
      areOf(facts[0]!.labels, whoOf(said, context)) &&
      facts.some((fact) => metrics.includes(fact.metric) && prints(fact, value(said['rate'])!)) &&
      printsValues(said['values']!, facts, context),
  );
  if (!own) return `${said['who']} does not keep it, or not with these figures`;
  const rate = own.find((fact) => metrics.includes(fact.metric) && prints(fact, value(said['rate'])!))!;
  const ahead = kept.flat().find((other) => other.metric === rate.metric && other.statistic === rate.statistic && other.value > rate.value);
  context.scene.facts = own;
  return ahead ? `${JSON.stringify(ahead.labels)} keeps it with more` : null;
}

function noneProblem(said: Groups, context: Context): string | null {
  const bounds = boundsOf(said['bounds']!, context);
  const ofWork = settingsOf(context).filter(([first]) => areOf(first!.labels, names(said['work'], context)));
  const held = ofWork.filter((facts) =>
    bounds.every(({ metric, statistic }) => facts.some((own) => own.metric === metric && own.statistic === statistic)),
  );
  context.scene.facts = held.flat();
  if (held.length === 0) return 'nothing was measured of it';
  return held.some((facts) => bounds.every((bound) => isKept(facts, bound))) ? 'something keeps it' : null;
}

function nearestProblem(said: Groups, context: Context): string | null {
  const own = settingsOf(context).find(
    (facts) => areOf(facts[0]!.labels, whoOf(said, context)) && printsValues(said['values']!, facts, context),
  );
  return own ? null : `${said['who']} was not measured so`;
}

function goodProblem(said: Groups, { facts }: Context): string | null {
  const isSo = facts.some(
    (good) =>
      good.statistic.startsWith('requests that keep ') &&
      good.value === Number(said['good']) &&
      facts.some((all) => all.statistic === good.statistic.replace('that keep', 'held against') && all.value === Number(said['all'])),
  );
  return isSo ? null : `not ${said['good']} of ${said['all']} requests keep it`;
}

const WORK = '(?: for (?<work>.+?))?';

export const OBJECTIVE_SHAPES: readonly Shape[] = [
  {
    name: 'objective kept',
    pattern: new RegExp(
      String.raw`^Of what was tried${WORK}, (?<who>[^,]+?) has the highest ${METRIC} that keeps (?<bounds>.+?): (?<rate>${VALUE}) with (?<values>.+)$`,
    ),
    judge: keptProblem,
  },
  { name: 'objective not kept', pattern: new RegExp(String.raw`^Nothing that was tried${WORK} keeps (?<bounds>.+)$`), judge: noneProblem },
  { name: 'nearest to an objective', pattern: /^next to it came (?<who>.+?) with (?<values>.+)$/, judge: nearestProblem },
  { name: 'goodput', pattern: /^(?<good>\d+) of its (?<all>\d+) requests keep it each by itself$/, judge: goodProblem },
];
