import { contestKey, fieldOf, isClear, ratio, ratioFigure } from './contest-fields.ts';
import { type Context, found, type Groups, metricIds, names } from './context.ts';
import { type FactRecord, isPrintedAs, wayOf } from './evidence.ts';
import { listed } from './names.ts';

/** Contestants of another metric, best first, with the facts by which they are ordered. */
function orderIn(metrics: readonly string[], contestants: readonly string[], subset: string | null, context: Context): FactRecord[][] {
  const of = (who: string) => found({ metrics, of: [...context.scene.place, who], subset }, context);
  const columns = contestants.map(of);
  return columns[0]!.map((first) =>
    contestants.flatMap((who, index) => {
      if (index === 0) return [first];
      const other = columns[index]!.find((own) => {
        const key = contestKey(first, own, contestants[0]!, who);
        return (
          key !== null &&
          own.metric === first.metric &&
          own.statistic === first.statistic &&
          (own.subset === first.subset || subset === 'warm') &&
          Object.keys(own.labels).sort().join() === Object.keys(first.labels).sort().join()
        );
      });
      return other ? [other] : [];
    }),
  );
}

function isOrdered(facts: readonly FactRecord[], ratios: readonly string[], context: Context): boolean {
  const [best, ...others] = facts;
  if (!best || wayOf(best) === 0 || ratios.length !== others.length) return false;
  return others.every((other, index) => {
    const before = index === 0 ? best : others[index - 1]!;
    const isBehind = wayOf(best) * (before.value - other.value) >= 0 && ratio(best, other) >= 1;
    return isBehind && isPrintedAs(ratio(best, other), ratioFigure(ratios[index]!)) && (index > 0 || isClear(best, other, context));
  });
}

function isElsewhere(said: Groups, context: Context): boolean {
  return said['place'] !== undefined && names(said['place'], context).join(' ') !== context.scene.place.join(' ');
}

export function sameOrderProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  if (scene.contestants.length < 2) return 'there is no order before it';
  if (isElsewhere(said, context)) return 'the order before it is of another place';
  const metrics = metricIds(said['metric']!, context);
  const orders = orderIn(metrics, scene.contestants, said['warm'] === undefined ? null : 'warm', context);
  if (orders.some((own) => own.length === scene.contestants.length && isOrdered(own, listed(said['ratios']!), context))) return null;
  return `${said['metric']} has another order`;
}

export function otherLeaderProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  const metrics = metricIds(said['metric']!, context);
  const leader = names(said['who'], context).join(' ');
  if (scene.contestants.length < 2) return 'there is no order before it';
  if (isElsewhere(said, context)) return 'the order before it is of another place';
  if (leader === scene.contestants[0]) return `${leader} is the same one`;
  const subset = said['warm'] === undefined ? null : 'warm';
  const ratios = listed(said['ratios']!);
  const rivals = scene.contestants.filter((own) => own !== leader);
  const isSo = permutations(rivals, ratios.length).some((own) =>
    orderIn(metrics, [leader, ...own], subset, context).some(
      (facts) =>
        facts.length === own.length + 1 && isOrdered(facts, ratios, context) && isBestOf(facts[0]!, leader, facts[1]!, own[0]!, context),
    ),
  );
  return isSo ? null : `${leader} is not ahead in ${said['metric']}`;
}

function isBestOf(own: FactRecord, name: string, other: FactRecord, otherName: string, context: Context): boolean {
  const key = contestKey(own, other, name, otherName);
  return key !== null && !fieldOf(own, key, context).some((rival) => wayOf(own) * (rival.value - own.value) > 0);
}

function permutations(items: readonly string[], length: number): string[][] {
  if (length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1), length - 1).map((rest) => [item, ...rest]));
}
