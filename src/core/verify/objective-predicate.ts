import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Objective } from '../../contracts/objective.ts';
import { keeps, objectiveOf } from '../../metrics/objectives.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';

/** The objectives that a sentence names: `time_to_first_token.p99=500 ms`. */
function objectivesIn({ parts }: Claim): Objective[] {
  return parts.flatMap((part) => {
    if (typeof part !== 'object' || !('name' in part)) return [];
    const cut = part.name.indexOf('=');
    const found = cut < 0 ? '' : objectiveOf(part.name.slice(0, cut), part.name.slice(cut + 1));
    return typeof found === 'string' ? [] : [found];
  });
}

function ofObjective(facts: readonly Fact[], { metric, statistic }: Objective): Fact | undefined {
  return facts.find((fact) => fact.metric === metric && fact.statistic === statistic && fact.kind !== 'count');
}

function isKept(facts: readonly Fact[], objectives: readonly Objective[]): boolean {
  return objectives.every((objective) => {
    const fact = ofObjective(facts, objective);
    return fact !== undefined && keeps(objective, fact.value);
  });
}

/**
 * What a sentence says of objectives is so: what it names keeps all of them, and no other setting among its facts that does has more
 * throughput; or none of them keeps all.
 */
export function objective(claim: Claim, byId: ReadonlyMap<string, Fact>): string | null {
  const objectives = objectivesIn(claim);
  if (objectives.length === 0) return 'tells of an objective, but names none';
  const facts = claim.facts.flatMap((id) => byId.get(id) ?? []);
  const settings = [...groupBy(facts, ({ labels }) => JSON.stringify(Object.entries(labels).sort())).values()];
  const kept = settings.filter((own) => isKept(own, objectives));
  const isDenied = claim.parts.some((part) => typeof part === 'string' && /\bnothing that was tried\b/i.test(part));
  if (isDenied) return kept.length === 0 ? null : 'says that nothing keeps the objectives, but something does';
  const printed = claim.parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? (byId.get(part.fact) ?? []) : []));
  if (!isKept(printed, objectives)) return 'says that something keeps the objectives, but prints nothing that does';
  const rate = printed.find(({ metric, kind }) => metricOf(metric).family === 'throughput' && kind !== 'count');
  const ahead = kept
    .flat()
    .find(({ metric, statistic, value }) => metric === rate?.metric && statistic === rate.statistic && value > rate.value);
  if (!rate) return 'says that something keeps the objectives, but prints no throughput';
  return ahead ? `says that ${rate.id} is the most that keeps the objectives, but ${ahead.id} is more` : null;
}
