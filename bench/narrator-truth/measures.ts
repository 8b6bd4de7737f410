import { METRIC } from './contests.ts';
import { type Context, found, type Groups, isStatistic, metricIds, names, type Shape, value } from './context.ts';
import { type FactRecord, VALUE } from './evidence.ts';
import { areOf, isOf, keysCalled, listed } from './names.ts';

const AT = String.raw`(?: \((?<at>[^)]*)\))?`;

function sameKeys(a: FactRecord, b: FactRecord): boolean {
  return Object.keys(a.labels).sort().join(' ') === Object.keys(b.labels).sort().join(' ');
}

/** Facts alike: of the same metric, statistic, subset, definition and kinds of labels. */
export function alike(own: FactRecord, of: readonly string[], { facts }: Context): FactRecord[] {
  return facts.filter(
    (other) =>
      isStatistic(other) &&
      other.kind === own.kind &&
      other.metric === own.metric &&
      other.statistic === own.statistic &&
      other.subset === own.subset &&
      other.definition === own.definition &&
      other.labels['column'] === own.labels['column'] &&
      sameKeys(other, own) &&
      isOf(other, of),
  );
}

/** "median 1 s, p99 2 s", "median 3 W, from 1 W to 4 W": every one of them of the same subject. */
function valuesProblem(text: string, of: readonly string[], context: Context): string | null {
  for (const part of text.split(/, (?:from )?| to /)) {
    const figure = value(part);
    if (found({ metrics: context.scene.metrics, of, figure }, context).length === 0)
      return `no ${context.scene.metrics.join()} of ${of.join(' ')} prints as ${part}`;
  }
  return null;
}

function countProblem(of: readonly string[], said: Groups, context: Context): string | null {
  if (said['count'] === undefined) return null;
  const own = found({ metrics: context.scene.metrics, of, subset: said['countWarm'] === undefined ? null : 'warm' }, context);
  return own.some(({ sampleCount }) => sampleCount === Number(said['count'])) ? null : `nothing has ${said['count']} samples`;
}

function rangeProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  const [low, high] = [value(said['low']), value(said['high'])];
  const lows = found({ metrics: scene.metrics, of: [...scene.who, ...names(said['lowAt'], context)], figure: low }, context);
  const highs = found({ metrics: scene.metrics, of: [...scene.who, ...names(said['highAt'], context)], figure: high }, context);
  if (lows.length === 0 || highs.length === 0) return `no ${scene.metrics.join()} goes from ${said['low']} to ${said['high']} there`;
  const isSo = lows.some((own) => {
    const others = alike(own, scene.who, context);
    return highs.some(
      (top) => others.includes(top) && top.value >= own.value && others.every(({ value: v }) => v >= own.value && v <= top.value),
    );
  });
  return isSo ? null : `${said['low']} and ${said['high']} are not the ends of ${scene.metrics.join()}`;
}

function quantityProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.listing = 'quantities';
  if (said['who'] !== undefined) scene.who = names(said['who'].replace(/ at (?=\S+=)/, ' '), context);
  scene.metrics = metricIds(said['metric']!, context);
  if (scene.metrics.length === 0) return `nothing measures ${said['metric']}`;
  if (said['low'] !== undefined) return rangeProblem(said, context);
  const of = [...scene.who, ...names(said['at'], context)];
  return valuesProblem(said['values']!, of, context) ?? countProblem(of, said, context);
}

const COUNT = String.raw`(?: \((?<count>\d+)(?<countWarm> warm)? samples\))?`;
const VALUES = String.raw`(?<values>${VALUE}(?:, ${VALUE})*(?:, from ${VALUE} to ${VALUE})?)`;
const RANGE = String.raw`from (?<low>${VALUE})(?: \((?<lowAt>[^)]*)\))? to (?<high>${VALUE})(?: \((?<highAt>[^)]*)\))?`;

function curveProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.listing = 'curve';
  scene.who = names(said['who'], context);
  scene.metrics = metricIds(said['metric']!, context);
  scene.facts = [];
  for (const leg of listed(said['legs']!)) {
    const groups = new RegExp(`^${RANGE}$`).exec(leg)?.groups;
    if (!groups) return `no curve is read in "${leg}"`;
    const problem = legProblem(groups, context);
    if (problem !== null) return problem;
  }
  return null;
}

function legProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  const [from, to] = [names(said['lowAt'], context), names(said['highAt'], context)];
  const starts = found({ metrics: scene.metrics, of: [...scene.who, ...from], figure: value(said['low']) }, context);
  for (const start of starts) {
    const key = from
      .flatMap((name) => keysCalled(start.labels, name))
      .find((own) => typeof start.labels[own] === 'number' && !to.some((name) => keysCalled(start.labels, name).includes(own)));
    if (key === undefined) continue;
    const shared = from.filter((name) => !keysCalled(start.labels, name).includes(key));
    const points = alike(start, [...scene.who, ...shared], context);
    const end = points.find(
      (own) => areOf(own.labels, to) && found({ metrics: scene.metrics, of: to, figure: value(said['high']) }, context).includes(own),
    );
    const at = (own: FactRecord) => Number(own.labels[key]);
    if (!end || at(end) <= at(start)) continue;
    if (points.every((own) => at(own) >= at(start) && at(own) <= at(end))) {
      scene.facts = [...scene.facts, ...points];
      return null;
    }
  }
  return `no ${scene.metrics.join()} goes from ${said['low']} at ${said['lowAt']} to ${said['high']} at ${said['highAt']}`;
}

function peakProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  const peaks = found({ metrics: scene.metrics, of: [...scene.who, ...names(said['at'], context)], figure: value(said['value']) }, context);
  return peaks.some((own) => scene.facts.includes(own) && scene.facts.every((other) => other.value <= own.value))
    ? null
    : `it does not peak at ${said['value']}`;
}

/** "V (`run`), V (`run`) and V (`run`)", or "in the first V (`run`) and in the last V (`run`)". */
function runsProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.listing = 'runs';
  if (said['who'] !== undefined) scene.who = names(said['who'].replace(/^[Tt]his$/, ''), context);
  scene.metrics = metricIds(said['metric']!, context);
  const items = listed(said['items']!.replace(/^in the first /, '').replace(/ and in the last /, ' and '));
  const runs: string[] = [];
  for (const item of items) {
    const groups = new RegExp(String.raw`^(?<value>${VALUE})${AT}$`).exec(item)?.groups;
    const at = names(groups?.['at'], context);
    if (!groups || at.length === 0) return `no run is read in "${item}"`;
    const own = found({ metrics: scene.metrics, of: scene.who, figure: value(groups['value']) }, context);
    if (
      !own.some((fact) =>
        at.every(
          (name) =>
            isOf(fact, [name]) ||
            fact.sources.some(
              ({ path }) => path.split('/').includes(name) || path.replaceAll(/\D/g, '').includes(name.replaceAll(/\D/g, '')),
            ),
        ),
      )
    )
      return `no run ${at.join(' ')} gave ${groups['value']}`;
    runs.push(at[0]!);
  }
  const sorted = runs.toSorted(new Intl.Collator('en', { numeric: true }).compare);
  return runs.every((run, index) => run === sorted[index]) ? null : 'runs stand in another order';
}

function noiseProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  const of = [...scene.place, ...names(said['who'], context)];
  const mean = found({ metrics: scene.metrics, of, figure: value(said['mean']), statistic: 'mean' }, context);
  const deviation = found({ metrics: scene.metrics, of, figure: value(said['deviation']), statistic: 'stdev' }, context);
  return mean.some((own) => deviation.some((other) => other.value >= 0.3 * own.value)) ? null : `${of.join(' ')} does not scatter so`;
}

function percentilesProblem(said: Groups, context: Context): string | null {
  const metrics = metricIds(said['metric']!, context);
  const of = (who: string | undefined, figure: string | undefined) =>
    found({ metrics, of: names(who, context), figure: value(figure), statistic: said['statistic']! }, context);
  const [low, high] = [
    of(said['lowWho'] ?? said['who'], said['low']),
    said['high'] === undefined ? null : of(said['highWho'], said['high']),
  ];
  if (low.length === 0 || high?.length === 0) return `no ${said['statistic']} of ${said['metric']} is ${said['low']}`;
  const middles = [...low, ...(high ?? [])].flatMap((own) =>
    ['mean', 'median', 'p50'].flatMap((statistic) =>
      alike({ ...own, statistic }, [], context).filter((other) => JSON.stringify(other.labels) === JSON.stringify(own.labels)),
    ),
  );
  if (middles.length > 0) return 'a mean or a median is reported';
  return high === null || low.some((own) => high.some((top) => top.value >= own.value)) ? null : 'it goes the other way';
}

export const MEASURE_SHAPES: readonly Shape[] = [
  {
    name: 'curve',
    pattern: new RegExp(String.raw`^${METRIC} of (?<who>.+?) goes (?<legs>from .+?)(?:, among others)?(?: over several values of .+)?$`),
    judge: curveProblem,
  },
  { name: 'peak', pattern: new RegExp(String.raw`^it peaks at (?<value>${VALUE})${AT}$`), judge: peakProblem },
  {
    name: 'each ran once',
    within: 'curve',
    pattern: /^each ran once$/,
    judge: (_, { scene: { facts } }) => (facts.every(({ sampleCount }) => sampleCount === 1) ? null : 'one of them ran several times'),
  },
  {
    name: 'several runs',
    pattern: new RegExp(
      String.raw`^(?<who>.+?) was measured in several runs, which are not compared here: ${METRIC} (?<items>(?:in the first )?${VALUE} \(.+)$`,
    ),
    judge: runsProblem,
  },
  {
    name: 'what several runs measured',
    pattern: new RegExp(String.raw`^(?:(?<who>[^:]+?|\S+): )?${METRIC} (?<items>(?:in the first )?${VALUE} \(.+? and .+)$`),
    judge: runsProblem,
  },
  {
    name: 'several runs, further metric',
    within: 'runs',
    pattern: new RegExp(String.raw`^${METRIC} (?<items>(?:in the first )?${VALUE} \(.+)$`),
    judge: runsProblem,
  },
  {
    name: 'noise',
    pattern: new RegExp(
      String.raw`^${METRIC} of (?<who>.+) scatters too widely to compare: a standard deviation of (?<deviation>${VALUE}) stands beside a mean of (?<mean>${VALUE})$`,
    ),
    judge: noiseProblem,
  },
  {
    name: 'nothing ranked for noise',
    pattern: new RegExp(
      String.raw`^(?:[Ii]n (?<place>.+?), )?[Nn]othing is ranked by ${METRIC}: the mean of (?<who>.+?) \((?<mean>${VALUE})\) has a standard deviation of (?<deviation>${VALUE}), and no median of all is stated$`,
    ),
    judge: noiseProblem,
  },
  {
    name: 'percentiles',
    pattern: new RegExp(
      String.raw`^Reported (?<statistic>\S+) ${METRIC} goes from (?<low>${VALUE}) \((?<lowWho>[^)]*)\) to (?<high>${VALUE}) \((?<highWho>[^)]*)\)$`,
    ),
    judge: percentilesProblem,
  },
  {
    name: 'percentile',
    pattern: new RegExp(String.raw`^The (?<statistic>\S+) ${METRIC} of (?<who>.+) is (?<low>${VALUE})$`),
    judge: percentilesProblem,
  },
  { name: 'percentiles rank nothing', pattern: /^no mean and no median is reported, so nothing is ranked by it$/, judge: () => null },
  {
    name: 'measured range',
    pattern: new RegExp(String.raw`^(?:(?<who>[^;]+?): )?${METRIC} ${RANGE}${COUNT}$`),
    judge: quantityProblem,
  },
  { name: 'measured', pattern: new RegExp(String.raw`^(?:(?<who>[^;]+?): )?${METRIC}${AT} ${VALUES}${COUNT}$`), judge: quantityProblem },
];
