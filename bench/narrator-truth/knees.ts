import { METRIC } from './contests.ts';
import { type Context, found, type Groups, isStatistic, labelsBeside, metricIds, names, type Shape, value } from './context.ts';
import { type FactRecord, VALUE } from './evidence.ts';
import { keysCalled } from './names.ts';

interface Point {
  readonly load: number;
  readonly throughput: FactRecord;
  readonly wait: FactRecord;
}

/** A throughput and a wait of one load that print as they are said. */
function pointsAt(of: readonly string[], said: Groups, context: Context): Omit<Point, 'load'>[] {
  const metricsIn = (text: string | undefined) => (text === undefined ? null : metricIds(text, context));
  const [rates, times] = [metricsIn(said['metric']), metricsIn(said['wait'])];
  const all = [...new Set(context.facts.filter(isStatistic).map(({ metric }) => metric))];
  const throughputs = found({ metrics: rates ?? all, of, figure: value(said['rate']) }, context);
  const waits = found({ metrics: times ?? all, of, figure: value(said['time']) }, context);
  return throughputs.flatMap((throughput) =>
    waits
      .filter((wait) => wait.unit === 'ms' && throughput.unit.endsWith('/s') && labelsBeside(wait, []) === labelsBeside(throughput, []))
      .map((wait) => ({ throughput, wait })),
  );
}

/** What was measured alike at each load, this one among them. */
function sweepOf({ throughput, wait }: Omit<Point, 'load'>, key: string, { facts }: Context): Point[] {
  const alike = (own: FactRecord) =>
    facts.filter(
      (fact) =>
        isStatistic(fact) &&
        fact.metric === own.metric &&
        fact.statistic === own.statistic &&
        fact.subset === own.subset &&
        typeof fact.labels[key] === 'number' &&
        labelsBeside(fact, [key]) === labelsBeside(own, [key]),
    );
  return alike(throughput).flatMap((rate) => {
    const time = alike(wait).find((fact) => fact.labels[key] === rate.labels[key]);
    return time ? [{ load: Number(rate.labels[key]), throughput: rate, wait: time }] : [];
  });
}

function kneeProblem(said: Groups, context: Context): string | null {
  const [who, load] = [names(said['who'], context), names(said['load'], context)];
  const { scene } = context;
  for (const point of pointsAt([...who, ...load], said, context)) {
    const key = load
      .flatMap((name) => keysCalled(point.throughput.labels, name))
      .find((own) => typeof point.throughput.labels[own] === 'number');
    const sweep = key === undefined ? [] : sweepOf(point, key, context);
    const at = Number(point.throughput.labels[key ?? '']);
    const power = (own: Omit<Point, 'load'>) => own.throughput.value / own.wait.value;
    const others = sweep.filter((own) => own.load !== at);
    const isBetween = others.some((own) => own.load < at) && others.some((own) => own.load > at);
    if (!isBetween || !others.every((own) => power(own) < power(point))) continue;
    scene.who = who;
    scene.listing = 'knee';
    scene.facts = sweep.flatMap(({ throughput, wait }) => [throughput, wait]);
    return null;
  }
  return `${said['load']} is no knee of ${said['who']} with ${said['rate']} and ${said['time']}`;
}

/** Another load of the same sweep: the next one beyond the knee. */
function besideProblem(said: Groups, context: Context): string | null {
  const [load, { scene }] = [names(said['load'], context), context];
  const own = pointsAt([...scene.who, ...load], said, context);
  return own.some(({ throughput, wait }) => scene.facts.includes(throughput) && scene.facts.includes(wait))
    ? null
    : `${said['load']} was not measured so`;
}

const POINT = String.raw`(?<rate>${VALUE}) with (?<time>${VALUE})`;

export const KNEE_SHAPES: readonly Shape[] = [
  {
    name: 'knee',
    pattern: new RegExp(
      String.raw`^Of the loads that were tried with (?<who>.+?), (?<load>[^,]+?) has the highest ${METRIC} for its (?<wait>[^,;:()]+?): ${POINT}$`,
    ),
    judge: kneeProblem,
  },
  { name: 'beyond the knee', within: 'knee', pattern: new RegExp(String.raw`^(?<load>\S+) has ${POINT}$`), judge: besideProblem },
  {
    name: 'each load ran once',
    within: 'knee',
    pattern: /^each ran once$/,
    judge: (_, { scene: { facts } }) =>
      facts.every(({ unit, sampleCount }) => !unit.endsWith('/s') || sampleCount === 1) ? null : 'one of them ran several times',
  },
  {
    name: 'knee in short',
    pattern: new RegExp(String.raw`^(?<who>.+?) has its knee at (?<load>[^,:]+?): ${POINT}$`),
    judge: kneeProblem,
  },
  {
    name: 'advice on a knee',
    pattern: new RegExp(String.raw`^Where waiting counts beside throughput, drive (?<who>.+?) at (?<load>[^:]+?): ${POINT}$`),
    judge: kneeProblem,
  },
];
