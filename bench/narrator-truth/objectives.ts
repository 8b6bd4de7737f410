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

/** Counts of requests that keep objectives, with the count of all beside each, and how many that is in a second, by their own durations. */
function countsOf({ facts, byId }: Context): { good: FactRecord; all: FactRecord; perSecond: number | null; rate: FactRecord | null }[] {
  return facts.flatMap((good) => {
    const of = JSON.stringify(good.labels);
    const all = facts.find(
      (own) => own.statistic === good.statistic.replace('that keep', 'held against') && JSON.stringify(own.labels) === of,
    );
    if (!all || !good.statistic.startsWith('requests that keep ')) return [];
    const rate = facts.find(({ candidate, unit }) => candidate === good.id && unit === 'requests/s') ?? null;
    const duration = rate === null ? undefined : byId.get(rate.baseline ?? '');
    return [{ good, all, rate, perSecond: duration?.unit === 'ms' ? (1000 * good.value) / duration.value : null }];
  });
}

function goodProblem(said: Groups, context: Context): string | null {
  const goodput = said['goodput'] === undefined ? null : value(said['goodput']);
  const own = countsOf(context).find(
    ({ good, all, rate, perSecond }) =>
      good.value === Number(said['good']) &&
      all.value === Number(said['all']) &&
      (goodput === null || (rate !== null && perSecond !== null && prints({ ...rate, value: perSecond }, goodput))) &&
      context.scene.facts.every((fact) => JSON.stringify(fact.labels) === JSON.stringify(good.labels)),
  );
  return own ? null : `not ${said['good']} of ${said['all']} requests keep it, or not so many in a second`;
}

/** "a at concurrency=8 with 3.1 requests/s (37 of 40) and ...": in the order of the rate. */
function goodputProblem(said: Groups, context: Context): string | null {
  const bounds = names(said['bounds']!.replaceAll(' and ', ' '), context);
  const items = said['items']!.split(/(?<=\d\))(?:, and |, | and )/);
  let last = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const [, who = '', figure = '', good, all] = /^(.+) with (\S+ \S+) \((\d+) of (\d+)\)$/.exec(item) ?? [];
    const own = countsOf(context).find(
      (count) =>
        count.good.value === Number(good) &&
        count.all.value === Number(all) &&
        bounds.every((bound) => count.good.statistic.includes(bound)) &&
        areOf(count.good.labels, [...names(said['work'], context), ...whoOf({ who }, context)]) &&
        count.rate !== null &&
        count.perSecond !== null &&
        prints({ ...count.rate, value: count.perSecond }, value(figure)!),
    );
    if (!own || own.perSecond! > last) return `"${item}" is no goodput, or out of order`;
    last = own.perSecond!;
  }
  return null;
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
  {
    name: 'goodput',
    pattern: new RegExp(
      String.raw`^(?<good>\d+) of its (?<all>\d+) requests keep it each by itself(?:, request goodput (?<goodput>${VALUE}))?$`,
    ),
    judge: goodProblem,
  },
  {
    name: 'goodput by setting',
    pattern: new RegExp(String.raw`^${METRIC} under (?<bounds>.+?)${WORK}: (?<items>.+? with ${VALUE} \(.+?)(?:, among others)?$`),
    judge: goodputProblem,
  },
];
