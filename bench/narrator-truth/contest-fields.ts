import { type Context, comparisonsOf, isStatistic } from './context.ts';
import { type FactRecord, wayOf } from './evidence.ts';
import { isOf, keysCalled } from './names.ts';

/** The key under which both are called so. */
export function contestKey(a: FactRecord, b: FactRecord, ownName: string, otherName: string): string | null {
  return keysCalled(a.labels, ownName).find((key) => keysCalled(b.labels, otherName).includes(key)) ?? null;
}

export function ratioFigure(text: string) {
  const number = /\d+(?:\.\d+)?/.exec(text)![0];
  return { value: Number(number), places: number.includes('.') ? number.length - number.indexOf('.') - 1 : 0 };
}

/** How many times the one is better than the other. */
export function ratio(best: FactRecord, other: FactRecord): number {
  return wayOf(best) > 0 ? best.value / other.value : other.value / best.value;
}

/** Facts of others that stand where the leader's does: same metric, statistic, subset and labels but for the key. */
export function fieldOf(leader: FactRecord, key: string, context: Context): FactRecord[] {
  const keys = Object.keys(leader.labels).sort().join(' ');
  return context.facts.filter(
    (own) =>
      isStatistic(own) &&
      own.kind === leader.kind &&
      own.metric === leader.metric &&
      own.statistic === leader.statistic &&
      own.subset === leader.subset &&
      own.definition === leader.definition &&
      isOf(own, context.scene.place) &&
      Object.keys(own.labels).sort().join(' ') === keys &&
      own.labels[key] !== undefined,
  );
}

export function isClear(a: FactRecord, b: FactRecord, context: Context): boolean {
  return comparisonsOf(a, b, context).some(({ interval }) => interval !== undefined && interval.low > 1);
}
