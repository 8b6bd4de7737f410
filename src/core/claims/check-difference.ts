import {
  type Contest,
  contestOf,
  contestsFor,
  contestText,
  decisive,
  evidenceOf,
  holds,
  regardlessOfSpread,
  sameConditions,
} from './check-comparison.ts';
import type { Evidence, Slice } from './evidence.ts';
import { conditionsText, type Outcome, outcome } from './outcome.ts';
import { type PrintedInterval, printedInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import type { DifferenceDraft } from './reading/draft.ts';
import type { ReadingScope } from './readings.ts';

/** A share that is off by no more than this is near enough not to be called wrong. */
const NEAR_RATIO = 0.05;
const NEAR_STEPS = 2;

/** Every way in which people state a difference of two values as a share: of the one, of the other, or as a ratio. */
function sharesOf({ first, second }: Contest, isRatio: boolean): number[] {
  const ratio = Math.max(first.value, second.value) / Math.min(first.value, second.value);
  return isRatio ? [ratio, ratio - 1, 1 / ratio] : [ratio - 1, 1 - 1 / ratio];
}

const CROSSED: ReadonlySet<string> = new Set(['mean', 'median', 'max']);
const WIDE: readonly ReadingScope[] = ['whole', 'file'];

/** Wide figures of both sides against each other, wherever each was measured: a text may compare a baseline with a sweep. */
function crossedContests(
  metrics: readonly string[],
  first: readonly Condition[],
  second: readonly Condition[],
  evidence: Evidence,
): Contest[] {
  return metrics.flatMap((metric) => {
    const [own, other] = [evidence.slice(metric, first), evidence.slice(metric, second)];
    if (!own || !other) return [];
    const wide = ({ readings }: Slice) => readings(WIDE).filter(({ statistic, subset }) => CROSSED.has(statistic) && subset !== 'cold');
    const others = wide(other);
    return wide(own).flatMap((left) =>
      others.flatMap((right) => (left.statistic === right.statistic ? (contestOf(metric, own.unit, left, right) ?? []) : [])),
    );
  });
}

function isWithin(share: number, { low, high }: PrintedInterval, bound: DifferenceDraft['number']['bound']): boolean {
  if (bound === 'above') return share >= low;
  return bound === 'below' ? share <= high : share >= low && share <= high;
}

/** What the data say of "34 % faster than", "1.6x". */
export function checkDifference(draft: DifferenceDraft, evidence: Evidence): Outcome {
  const { first, second, foreign, metrics, number } = draft;
  if (foreign !== null) return outcome('unsupported', `nothing in the data is about ${foreign}`);
  if (first === null || second === null) return outcome('not-checkable', 'does not say what is compared with what');
  if (sameConditions(first, second)) return outcome('not-checkable', 'whom it is held against cannot be told');
  const met = contestsFor(draft, first, second, evidence);
  const crossed = draft.settings.length > 0 ? [] : crossedContests(metrics, first, second, evidence);
  const all = [...met, ...crossed];
  const [shown] = decisive(all, null);
  if (shown === undefined)
    return outcome(
      'unsupported',
      `${conditionsText(first)} and ${conditionsText(second)} were not measured in the same quantity under the same conditions`,
    );
  const isRatio = number.unit === 'x';
  const factor = isRatio ? 1 : 0.01;
  const magnitude = { ...number, value: Math.abs(number.value), to: Math.abs(number.to) };
  const agrees = (interval: PrintedInterval) => (contest: Contest) => {
    const isSo = sharesOf(contest, isRatio).some((share) => isWithin(share, interval, number.bound));
    return isSo && (draft.isEither || (draft.way === null && draft.merit === null) || holds(regardlessOfSpread(contest), draft) === true);
  };
  const asked =
    draft.statistic === null || draft.statistic === 'average' ? all : all.filter(({ first: own }) => own.statistic === draft.statistic);
  const agreeing = asked.find(agrees(printedInterval(magnitude, factor)));
  if (agreeing) return outcome('supported', contestText(agreeing), evidenceOf(agreeing, evidence));
  const reach = Math.max(NEAR_STEPS * number.step, magnitude.value * NEAR_RATIO) * (number.isApproximate ? 2 : 1);
  const near = all.find(agrees({ low: (magnitude.value - reach) * factor, high: (magnitude.to + reach) * factor }));
  if (near)
    return outcome(
      'unsupported',
      `is near what the data have, but not to the precision that it states: ${contestText(near)}`,
      evidenceOf(near, evidence),
    );
  return outcome(
    'contradicted',
    `${contestText(shown)}: the first is ${(shown.first.value / shown.second.value).toFixed(2)} times the second`,
    evidenceOf(shown, evidence),
  );
}
