import { type Context, found, type Groups, isStatistic, names, type Shape, value } from './context.ts';
import { type FactRecord, VALUE } from './evidence.ts';
import { isOf } from './names.ts';

/** Counts of what failed, and of what was tried, of the same labels. */
function isFailed({ metric, statistic }: FactRecord): boolean {
  return metric === 'failed_request_count' || /^failed |did not complete/.test(statistic);
}

function isTried({ metric, statistic, kind }: FactRecord): boolean {
  return kind === 'count' && metric === 'request_count' && /^(?:rows|requests) of/.test(statistic);
}

function countsProblem(said: Groups, failed: string, tried: string, who: readonly string[], context: Context): string | null {
  const { facts } = context;
  const wanted = said['fate'] === 'did not complete';
  const isSo = facts.some(
    (own) =>
      isFailed(own) &&
      !isStatistic(own) &&
      own.value === Number(failed) &&
      isOf(own, who) &&
      wanted === /did not complete/.test(own.statistic) &&
      facts.some((other) => isTried(other) && other.value === Number(tried) && sameLabels(own, other)),
  );
  return isSo ? null : `not ${failed} of ${tried} of ${who.join(' ')} ${said['fate']}`;
}

function sameLabels(a: FactRecord, b: FactRecord): boolean {
  const text = ({ labels }: FactRecord) => JSON.stringify(Object.entries(labels).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/** Over all runs: what failed of each adds up. */
function totalProblem(said: Groups, failed: string, tried: string, context: Context): string | null {
  const { facts } = context;
  const isSo = facts.some(
    (own) =>
      isFailed(own) &&
      own.value === Number(failed) &&
      (said['fate'] === 'did not complete') === /did not complete/.test(own.statistic) &&
      facts.some((other) => isTried(other) && other.value === Number(tried) && sameLabels(own, other)),
  );
  return isSo ? null : `not ${failed} of ${tried} ${said['fate']} over all runs`;
}

function someProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.who = names(said['who'], context);
  const failed = said['failed'] ?? said['all'] ?? '1';
  const tried = said['tried'] ?? said['all'] ?? '1';
  if (said['failed'] !== undefined && Number(failed) >= Number(tried)) return 'all of them failed, not some';
  const file = said['file'] === undefined ? [] : names(said['file'], context);
  const inFile =
    file.length === 0 ||
    context.facts.some((own) => isFailed(own) && isOf(own, scene.who) && own.sources.some(({ path }) => path === file.join(' ')));
  return inFile ? countsProblem(said, failed, tried, scene.who, context) : `nothing of it failed in ${file.join(' ')}`;
}

function aftermathProblem(said: Groups, context: Context): string | null {
  const figure = value(said['value'])!;
  const slowest = found(
    { metrics: [...new Set(context.facts.map(({ metric }) => metric))], of: context.scene.who, figure, statistic: 'min' },
    context,
  );
  const stated = context.facts.filter((own) => isOf(own, context.scene.who) && isStatistic(own) && !slowest.includes(own));
  if (slowest.length > 0) return null;
  return stated.length === 0 ? 'nothing is measured of it' : `${said['value']} is no smallest rate of ${context.scene.who.join(' ')}`;
}

function overloadProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  if (said['who'] !== undefined) scene.who = names(said['who'], context);
  const [rate = ''] = names(said['rate'], context);
  const asked = Number(/^request_rate=(.+)$/.exec(rate)?.[1] ?? Number.NaN);
  const own = found({ metrics: ['request_throughput'], of: [...scene.who, rate], figure: value(said['completed']) }, context);
  return own.some((fact) => fact.value < 0.9 * asked) ? null : `${scene.who.join(' ')} was not overloaded at ${rate}`;
}

const REASON = String.raw`(?:: (?<reason>.+))?`;
const FATE = '(?<fate>failed|did not complete)';
const WHAT = '(?:requests?|runs?)';

export const FAILURE_SHAPES: readonly Shape[] = [
  {
    name: 'failed in all',
    pattern: new RegExp(String.raw`^(?<failed>\d+) of (?<tried>\d+) ${WHAT} ${FATE}, over all runs${REASON}$`),
    judge: (said, context) =>
      Number(said['failed']) < Number(said['tried']) ? totalProblem(said, said['failed']!, said['tried']!, context) : 'all of them failed',
  },
  {
    name: 'all failed',
    pattern: new RegExp(String.raw`^[Aa]ll (?<all>\d+) ${WHAT} ${FATE}${REASON}$`),
    judge: (said, context) => totalProblem(said, said['all']!, said['all']!, context),
  },
  {
    name: 'failed',
    pattern: new RegExp(
      String.raw`^(?:(?<failed>\d+) of (?<tried>\d+) ${WHAT}|[Aa]ll (?<all>\d+) ${WHAT}|[Tt]he only (?:request|run)) of (?<who>.+?)(?: in (?<file>\S+))? ${FATE}${REASON}$`,
    ),
    judge: someProblem,
  },
  {
    name: 'caution on failures',
    pattern: new RegExp(
      String.raw`^(?:(?<failed>\d+) of (?<tried>\d+) ${WHAT}|[Aa]ll (?<all>\d+) ${WHAT}|[Tt]he only (?:request|run)) of (?<who>.+?) ${FATE}: what is measured of it holds for the requests that came back$`,
    ),
    judge: (said, context) => (said['failed'] === undefined ? 'no request came back' : someProblem(said, context)),
  },
  {
    name: 'in no statistic',
    pattern: /^they are in no statistic$/,
    judge: (_, { facts, scene }) =>
      facts.some((own) => isFailed(own) && own.statistic.startsWith('failed rows') && isOf(own, scene.who)) ? null : 'no rows failed',
  },
  { name: 'nothing stated', pattern: /^nothing is stated of it$/, judge: () => null },
  {
    name: 'aftermath',
    pattern: new RegExp(String.raw`^the request right after it is the slowest of the series \((?<value>${VALUE})\)$`),
    judge: aftermathProblem,
  },
  {
    name: 'overloaded',
    pattern: new RegExp(
      String.raw`^(?<who>.+) was asked for (?<rate>request_rate=\S+) and completed (?<completed>${VALUE}): it was overloaded, so its latencies are time in the queue and say nothing of an unloaded system$`,
    ),
    judge: overloadProblem,
  },
  {
    name: 'overloaded, joined',
    pattern: new RegExp(String.raw`^at (?<rate>request_rate=\S+) it completed (?<completed>${VALUE}) and was overloaded$`),
    judge: overloadProblem,
  },
];
