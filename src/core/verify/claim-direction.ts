import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';

/** What a comparative says of its subject: better or worse for its metric, or more or less of it. */
const COMPARATIVES: readonly (readonly [words: RegExp, sense: 'better' | 'worse' | 'up' | 'down'])[] = [
  [/\b(?:faster|quicker|better|outperforms?|beats?|ahead of)\b/i, 'better'],
  [/\b(?:slower|worse|trails|underperforms?)\b/i, 'worse'],
  [/\b(?:higher|greater|larger|longer|exceeds?)\b/i, 'up'],
  [/\b(?:lower|smaller|shorter)\b/i, 'down'],
];
const DENIED = /\b(?:not|no|neither|nor|never|nothing|cannot)\b|n't\b/i;
/** Before a name: it is what the subject is compared with. */
const BEFORE_OBJECT =
  /\b(?:than|compared (?:with|to)|against|versus|vs\.?|behind|ahead of|over|unlike|beats?|outperforms?|exceeds?|trails)\s*$/i;

/**
 * Checks the comparative of a claim against the one comparison, effect or change that it prints or lists.
 *
 * @returns what is wrong; null when it agrees or cannot be decided: no comparative or several that differ, a denial, several relations, a
 *   comparison whose sides the claim does not name, or a metric without direction.
 */
export function directionProblem(claim: Claim, byId: ReadonlyMap<string, Fact>): string | null {
  const words = claim.parts.filter((part) => typeof part === 'string').join(' ');
  const senses = COMPARATIVES.filter(([pattern]) => pattern.test(words));
  const relations = claim.facts.flatMap((id) => {
    const fact = byId.get(id);
    return fact?.baseline !== undefined && fact.candidate !== undefined ? [fact] : [];
  });
  const [relation] = relations;
  if (senses.length !== 1 || relations.length !== 1 || !relation || DENIED.test(words)) return null;
  const baseline = byId.get(relation.baseline ?? '');
  const candidate = byId.get(relation.candidate ?? '');
  const [pattern, sense] = senses[0]!;
  const said = signOf(sense, (baseline ?? relation).direction);
  const turn = relation.kind === 'comparison' ? subjectSign(claim, baseline, candidate) : 1;
  const measured = Math.sign(relation.unit === 'x' ? relation.value - 1 : relation.value) * turn;
  if (said === 0 || measured === 0 || said === measured) return null;
  return `says "${pattern.exec(words)![0]}", but ${relation.id} says the opposite`;
}

function signOf(sense: 'better' | 'worse' | 'up' | 'down', direction: Fact['direction']): -1 | 0 | 1 {
  if (sense === 'up') return 1;
  if (sense === 'down') return -1;
  if (direction === 'none') return 0;
  return (sense === 'better') === (direction === 'higher-is-better') ? 1 : -1;
}

/** 1 when the claim speaks of the candidate and compares it with the baseline, -1 the other way round, 0 when it cannot be told. */
function subjectSign(claim: Claim, baseline: Fact | undefined, candidate: Fact | undefined): -1 | 0 | 1 {
  if (!baseline || !candidate) return 0;
  const differing = Object.keys(candidate.labels).filter((key) => candidate.labels[key] !== baseline.labels[key]);
  const names = (fact: Fact) => new Set(differing.map((key) => String(fact.labels[key])));
  const [ofCandidate, ofBaseline] = [names(candidate), names(baseline)];
  for (const [index, part] of claim.parts.entries()) {
    if (typeof part === 'string' || !('name' in part)) continue;
    const side = ofCandidate.has(part.name) ? 1 : ofBaseline.has(part.name) ? -1 : 0;
    if (side === 0) continue;
    const before = claim.parts[index - 1];
    return typeof before === 'string' && BEFORE_OBJECT.test(before) ? (-side as -1 | 1) : side;
  }
  return 0;
}
