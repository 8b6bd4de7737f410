import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';

/** Throughput divided by the wait, of the facts of one load; null where one of them is missing. */
function powerOf(facts: readonly Fact[]): number | null {
  const throughput = facts.find(({ metric }) => metricOf(metric).family === 'throughput');
  const wait = facts.find(({ metric }) => metricOf(metric).family !== 'throughput');
  return throughput && wait && wait.value > 0 ? throughput.value / wait.value : null;
}

/** The load that a sentence prints first has more throughput for its wait than any other among its facts, of which there are two at least. */
export function knee(claim: Claim, byId: ReadonlyMap<string, Fact>): string | null {
  const printed = claim.parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? (byId.get(part.fact) ?? []) : []));
  const facts = claim.facts.flatMap((id) => byId.get(id) ?? []);
  const labelText = ({ labels }: Fact) => JSON.stringify(Object.entries(labels).sort());
  const loads = groupBy(facts, labelText);
  const first = printed[0] === undefined ? undefined : loads.get(labelText(printed[0]));
  const power = first === undefined ? null : powerOf(first);
  if (first === undefined || power === null) return 'tells of a knee, but prints no throughput and wait of one load';
  const others = [...loads.values()].filter((own) => own !== first).map(powerOf);
  if (others.length < 2 || others.includes(null)) return 'tells of a knee, but refers to no loads around it';
  return others.every((other) => other! < power)
    ? null
    : `says that the knee is at ${printed[0]!.id}, but another load has more for its wait`;
}
