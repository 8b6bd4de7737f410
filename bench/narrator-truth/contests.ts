import { contestKey, fieldOf, isClear, ratio, ratioFigure } from './contest-fields.ts';
import {
  type Context,
  comparisonsOf,
  found,
  type Groups,
  isOfSubset,
  isStatistic,
  labelsBeside,
  metricIds,
  names,
  type Shape,
  value,
} from './context.ts';
import { type FactRecord, isPrintedAs, printsBounds, VALUE, wayOf } from './evidence.ts';
import { isOf, listed } from './names.ts';
import { otherLeaderProblem, sameOrderProblem } from './orders.ts';

const PLACE = String.raw`(?:[Ii]n (?<place>.+?), )?`;
const TIMES = String.raw`\d+(?:\.\d+)? times`;

function boundsProblem(text: string | undefined, a: FactRecord, b: FactRecord, context: Context): string | null {
  const bounds = text === undefined ? null : /(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) times/.exec(text);
  if (!bounds) return null;
  const [low, high] = [value(bounds[1])!, value(`${bounds[2]} times`)!];
  return comparisonsOf(a, b, context).some((own) => printsBounds(own, low, high)) ? null : `no comparison lies within ${bounds[0]}`;
}

function leaderProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  scene.subset = said['warm'] === undefined ? null : 'warm';
  const [leader = ''] = [names(said['who'], context).join(' ')];
  const figure = value(said['value']);
  const candidates = found({ metrics: scene.metrics, of: [...scene.place, leader], figure, subset: scene.subset }, context);
  const own = candidates[0];
  if (!own) return `no ${said['metric']} of ${leader} prints as ${said['value']}`;
  if (wayOf(own) === 0 || (said['best'] === 'highest') !== wayOf(own) > 0) return `${said['best']} is not what is good of ${own.metric}`;
  scene.contestants = [leader];
  scene.facts = candidates;
  return null;
}

/** What may follow from the choice. */
export const MAY_FOLLOW: ReadonlySet<string> = new Set([
  'quantization',
  'dtype',
  'engine_version',
  'model_size',
  'parameters',
  'source',
  'test',
]);

/** Rivals of a leader whose place is not said: in one of those where it was measured it must be so. */
function rivalsSomewhere(rivals: string, context: Context): string | null {
  const { scene } = context;
  const [leader] = scene.contestants as [string];
  const [own, place] = [scene.facts, scene.place];
  let problem = rivalsProblem({ rivals }, context);
  for (const fact of problem === null ? [] : own) {
    const beside = Object.entries(fact.labels).filter(([key, label]) => String(label) !== leader && !MAY_FOLLOW.has(key));
    scene.facts = [fact];
    scene.contestants = [leader];
    scene.place = [...place, ...beside.map(([key, label]) => `${key}=${String(label)}`)];
    problem = rivalsProblem({ rivals }, context);
    if (problem === null) break;
  }
  if (problem !== null) scene.facts = own;
  return problem;
}

/** A leader whose value is not said: the ratios that follow are held against every value that it has. */
function bareLeaderProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  scene.subset = said['warm'] === undefined ? null : 'warm';
  scene.listing = 'rivals';
  scene.isBare = true;
  const [leader = ''] = [names(said['who'], context).join(' ')];
  scene.facts = found({ metrics: scene.metrics, of: [...scene.place, leader], subset: scene.subset }, context);
  scene.contestants = [leader];
  const [own] = scene.facts;
  if (!own) return `no ${said['metric']} of ${leader} is there`;
  if (wayOf(own) === 0 || (said['best'] === 'highest') !== wayOf(own) > 0) return `${said['best']} is not what is good of ${own.metric}`;
  const rivals = said['rivals'] ?? (said['second'] === undefined ? undefined : `${said['times']} ${said['second']}`);
  return rivals === undefined ? null : rivalsSomewhere(rivals, context);
}

/** What is held against a leader: of its own subset, or all requests of one that never ran cold. */
function rivalsOf({ metric, statistic, subset }: FactRecord, rival: string, context: Context): FactRecord[] {
  const isWarm = subset === 'warm' || context.scene.subset === 'warm';
  return found({ metrics: [metric], of: [...context.scene.place, rival], statistic, subset: isWarm ? 'warm' : subset }, context);
}

const RIVAL = new RegExp(
  String.raw`^(?:(?<times>${TIMES}) (?<after>.+?)|(?<before>.+?) has (?<much>${TIMES}) as much)(?: \((?<bounds>[^)]*)\))?$`,
);

function rivalsProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  const told: FactRecord[] = [];
  const [leaderName] = scene.contestants as [string];
  for (const item of listed(said['rivals']!)) {
    const groups = RIVAL.exec(item)?.groups;
    if (!groups) return `no rival is read in "${item}"`;
    const rival = names(groups['after'] ?? groups['before'], context).join(' ');
    const match = scene.facts
      .flatMap((leader) => rivalsOf(leader, rival, context).map((other) => ({ leader, other })))
      .find(
        ({ leader, other }) =>
          contestKey(leader, other, leaderName, rival) !== null &&
          isPrintedAs(ratio(leader, other), ratioFigure(groups['times'] ?? groups['much']!)) &&
          boundsProblem(groups['bounds'], leader, other, context) === null,
      );
    if (!match) return `the lead over ${rival} is not ${groups['times'] ?? groups['much']}`;
    if ((groups['times'] !== undefined) !== wayOf(match.leader) > 0) return 'less is called more';
    if (told.length > 0 && ratio(match.leader, match.other) < ratio(match.leader, told.at(-1)!)) return 'rivals stand in another order';
    if (told.length === 0 && !comparisonsOf(match.leader, match.other, context).some(({ interval }) => interval && interval.low > 1))
      return `the lead over ${rival} may be chance`;
    const key = contestKey(match.leader, match.other, leaderName, rival)!;
    const ahead = fieldOf(match.leader, key, context).find((own) => wayOf(own) * (own.value - match.leader.value) > 0);
    if (ahead) return `${JSON.stringify(ahead.labels)} is ahead of ${leaderName}`;
    told.push(match.other);
    scene.contestants = [...scene.contestants, rival];
  }
  return null;
}

/** Both of one subset, or both without cold requests; of settings the whole of one that ran cold is left aside. */
function isComparable(a: FactRecord, b: FactRecord, { facts, scene }: Context): boolean {
  if (a.kind !== b.kind) return false;
  return scene.subset === 'warm' ? isOfSubset(a, 'warm', facts) && isOfSubset(b, 'warm', facts) : a.subset === b.subset;
}

/** Settings that both completed, compared one by one. */
function matchedCounts(context: Context, rival: string): { count: number; ahead: number }[] {
  const { scene } = context;
  const [leader] = scene.contestants as [string];
  const of = (who: string) =>
    context.facts.filter(
      (own) => isStatistic(own) && scene.metrics.includes(own.metric) && own.statistic === 'mean' && isOf(own, [...scene.place, who]),
    );
  const groups = new Map<string, { count: number; ahead: number }>();
  const others = of(rival);
  for (const own of of(leader)) {
    for (const other of others) {
      const key = contestKey(own, other, leader, rival);
      if (key === null || !isComparable(own, other, context) || labelsBeside(own, [key]) !== labelsBeside(other, [key])) continue;
      const cells = `${own.kind} ${scene.subset ?? own.subset} ${Object.keys(own.labels).sort().join(' ')}`;
      const known = groups.get(cells) ?? { count: 0, ahead: 0 };
      groups.set(cells, {
        count: known.count + 1,
        ahead: known.ahead + (wayOf(own) * (own.value - other.value) > 0 ? 1 : 0),
      });
    }
  }
  return [...groups.values()];
}

function everywhereProblem(said: Groups, context: Context): string | null {
  const counts = listed(said['counts']!).map(Number);
  const rivals = context.scene.contestants.slice(1);
  if (counts.length !== rivals.length) return 'settings are counted of others than are named';
  const wrong = rivals.find(
    (rival, index) => !matchedCounts(context, rival).some((own) => own.count === counts[index] && own.ahead === own.count),
  );
  return wrong === undefined ? null : `it is not ahead of ${wrong} in so many settings`;
}

function openOrderProblem(first: string, second: string, metrics: readonly string[], context: Context): string | null {
  const { place } = context.scene;
  const [one, other] = [first, second].map((who) => found({ metrics, of: [...place, who] }, context)) as [FactRecord[], FactRecord[]];
  if (one.length === 0 || other.length === 0) return `not both have a value of ${metrics.join(' or ')}`;
  const clear = one.flatMap((own) =>
    other.filter((rival) => Object.keys(own.labels).join() === Object.keys(rival.labels).join() && isClear(own, rival, context)),
  );
  return clear.length > 0 ? `${first} and ${second} can be told apart` : null;
}

function tieProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  const [a, b] = [names(said['first'], context), names(said['second'], context)];
  const of = (who: readonly string[], figure: string | undefined) =>
    found({ metrics: scene.metrics, of: [...scene.place, ...who], ...(figure === undefined ? {} : { figure: value(figure) }) }, context);
  const [one, other] = [of(a, said['one']), of(b, said['other'])];
  const pairs = one.flatMap((own) =>
    other.flatMap((rival) => {
      const isOne = said['one'] !== undefined || (own.metric === rival.metric && own.statistic === rival.statistic);
      return isOne ? [{ own, rival, ratios: comparisonsOf(own, rival, context) }] : [];
    }),
  );
  const isSo = pairs.some(({ own, rival, ratios }) => {
    if (wayOf(own) * (own.value - rival.value) < 0) return false;
    const intervals = ratios.flatMap(({ interval }) => interval ?? []);
    if (said['why'] === 'is within the noise') return intervals.some(({ low }) => low <= 1);
    if (intervals.length > 0) return false;
    return said['why'] !== 'rests on a single sample' || own.sampleCount <= 1 || rival.sampleCount <= 1;
  });
  return isSo ? null : `the lead of ${a.join(' ')} is none of this kind`;
}

function scatterProblem(said: Groups, context: Context): string | null {
  const of = [...context.scene.place, ...names(said['who'], context)];
  const mean = found({ metrics: context.scene.metrics, of, figure: value(said['mean']), statistic: 'mean' }, context);
  const deviation = found({ metrics: context.scene.metrics, of, figure: value(said['deviation']), statistic: 'stdev' }, context);
  return mean.some((own) => deviation.some((other) => other.value > own.value)) ? null : 'no deviation is above its mean';
}

function differsProblem(said: Groups, { scene, facts }: Context): string | null {
  const [leader, rival] = scene.contestants;
  const keys = listed(said['keys']!);
  const of = (who: string) =>
    facts.filter((own) => isStatistic(own) && scene.metrics.includes(own.metric) && isOf(own, [...scene.place, who]));
  const isSo = of(leader!).some((own) => of(rival!).some((other) => keys.every((key) => own.labels[key] !== other.labels[key])));
  return isSo ? null : `they do not differ in ${keys.join(', ')}`;
}

const OVER = String.raw`(?: over several values of (?<pooled>[^:;]+?))?`;
export const METRIC = String.raw`(?<metric>[^,;:()]+?)`;

const HAS = String.raw`${PLACE}(?<who>\S+(?: not stated)?) has the (?<best>highest|lowest) ${METRIC}(?<warm> over warm requests)?${OVER}`;

export const CONTEST_SHAPES: readonly Shape[] = [
  {
    name: 'leader',
    pattern: new RegExp(
      String.raw`^${PLACE}(?<who>\S+(?: not stated)?) has the (?<best>highest|lowest) ${METRIC}(?<warm> over warm requests)?${OVER}: (?<value>${VALUE})$`,
    ),
    judge: (said, context) => {
      context.scene.listing = 'rivals';
      return leaderProblem(said, context);
    },
  },
  {
    name: 'leader by ratios',
    pattern: new RegExp(String.raw`^${HAS}: (?<rivals>.*${TIMES}.*)$`),
    judge: bareLeaderProblem,
  },
  {
    name: 'leader over the next',
    pattern: new RegExp(String.raw`^${HAS}(?:, (?<times>${TIMES}) that of (?<second>\S+(?: not stated)?))?$`),
    judge: bareLeaderProblem,
  },
  {
    name: 'everywhere',
    within: 'rivals',
    pattern: /^it is ahead in every setting that both completed \((?<counts>[^)]*)\)$/,
    judge: everywhereProblem,
  },
  { name: 'differs', pattern: /^they differ in (?<keys>.+) too$/, judge: differsProblem },
  {
    name: 'same order',
    pattern: new RegExp(String.raw`^${PLACE}${METRIC}(?<warm> over warm requests)?${OVER} has the same order \((?<ratios>[^)]*)\)$`),
    judge: sameOrderProblem,
  },
  {
    name: 'other leader',
    pattern: new RegExp(
      String.raw`^${PLACE}[Ii]n ${METRIC}(?<warm> over warm requests)?${OVER}, (?<who>\S+(?: not stated)?) is ahead \((?<ratios>[^)]*)\)$`,
    ),
    judge: otherLeaderProblem,
  },
  {
    name: 'cannot be told apart',
    pattern: new RegExp(String.raw`^in ${METRIC}, (?<first>\S+(?: not stated)?) and (?<second>\S+(?: not stated)?) cannot be told apart$`),
    judge: (said, context) =>
      openOrderProblem(
        names(said['first'], context).join(' '),
        names(said['second'], context).join(' '),
        metricIds(said['metric']!, context),
        context,
      ),
  },
  {
    name: 'tie',
    pattern: new RegExp(
      String.raw`^${PLACE}[Tt]he lead of (?<first>\S+(?: not stated)?) in ${METRIC}${OVER} \((?<one>${VALUE})\) over (?<second>\S+(?: not stated)?) \((?<other>${VALUE})\) (?<why>is within the noise|rests on a single sample|comes without a spread): no verdict$`,
    ),
    judge: tieProblem,
  },
  {
    name: 'tie without values',
    pattern: new RegExp(
      String.raw`^${PLACE}[Tt]he lead of (?<first>\S+(?: not stated)?) over (?<second>\S+(?: not stated)?) in ${METRIC} (?<why>is within the noise|rests on a single sample|comes without a spread): no verdict$`,
    ),
    judge: tieProblem,
  },
  {
    name: 'scatter',
    pattern: new RegExp(
      String.raw`^means are not compared, since that of (?<who>\S+(?: not stated)?) \((?<mean>${VALUE})\) has a standard deviation of (?<deviation>${VALUE})$`,
    ),
    judge: scatterProblem,
  },
  // Last of those that follow a leader: it takes what no other clause is.
  {
    name: 'rivals',
    within: 'rivals',
    pattern: new RegExp(String.raw`^(?<rivals>.*${TIMES}.*)$`),
    judge: (said, context) => (context.scene.isBare ? rivalsSomewhere(said['rivals']!, context) : rivalsProblem(said, context)),
  },
];
