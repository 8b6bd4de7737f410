import type { Claim, Predicate } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { changed } from './change-predicate.ts';
import { weighingWords } from './claim-words.ts';
import { knee } from './knee-predicate.ts';
import { objective } from './objective-predicate.ts';

type Facts = ReadonlyMap<string, Fact>;
type Rule = (claim: Claim, byId: Facts) => string | null;

function printedFacts({ parts }: Claim, byId: Facts): Fact[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'fact' in part && part.show !== 'count' ? (byId.get(part.fact) ?? []) : []));
}

function isRelation(fact: Fact): boolean {
  return fact.baseline !== undefined && fact.candidate !== undefined;
}

/** 1 when more is better, -1 when less is, 0 for neither. */
function directionOf({ metric }: Fact): number {
  const { direction } = metricOf(metric);
  return direction === 'none' ? 0 : direction === 'higher-is-better' ? 1 : -1;
}

/** The names between one number of a claim and the next, on both sides of a number: of whom it can be. */
function namesAround({ parts }: Claim, index: number): string[] {
  const isNumber = (part: Claim['parts'][number]) => typeof part === 'object' && 'fact' in part && part.show !== 'count';
  const start = parts.findLastIndex((part, at) => at < index && isNumber(part));
  const after = parts.slice(index + 1).findIndex(isNumber);
  const near = parts.slice(start + 1, after < 0 ? undefined : index + 1 + after);
  return near.flatMap((part) => (typeof part === 'object' && 'name' in part ? [part.name] : []));
}

function isNamed({ labels }: Fact, names: readonly string[]): boolean {
  return Object.entries(labels).some(([key, value]) => names.includes(String(value)) || names.includes(`${key}=${String(value)}`));
}

/** Whether a lead that is stated by ratios alone names the leader before what it leads in, and beside each ratio whom it is over. */
function namesOfLead(claim: Claim, first: Fact, byId: Facts): string | null {
  const place = claim.parts.findIndex((part) => typeof part === 'string' && /\bhas the (?:highest|lowest)\b/.test(part));
  const leader = claim.parts[place - 1];
  if (typeof leader !== 'object' || !('name' in leader) || !isNamed(first, [leader.name])) return `does not name ${first.id} as the leader`;
  for (const [index, part] of claim.parts.entries()) {
    const fact = typeof part === 'object' && 'fact' in part && part.show === 'times' ? byId.get(part.fact) : undefined;
    if (!fact || !isRelation(fact)) continue;
    const other = byId.get((fact.candidate === first.id ? fact.baseline : fact.candidate) ?? '');
    const names = namesAround(claim, index).filter((name) => name !== leader.name);
    if (other && !isNamed(other, names)) return `does not name ${other.id} beside ${fact.id}`;
  }
  return null;
}

/** The first statistic of a sentence leads: every other one is worse, and every ratio beside it is above one with its whole interval. */
function leads(claim: Claim, byId: Facts): string | null {
  const printed = printedFacts(claim, byId);
  const isStatistic = (fact: Fact) => !isRelation(fact) && fact.kind !== 'count';
  const stated = printed.some(isStatistic) ? printed : claim.facts.flatMap((id) => byId.get(id) ?? []);
  const [first, ...others] = stated.filter(isStatistic);
  const ratios = printed.filter(isRelation);
  if (!first || ratios.length === 0) return 'says that one leads, but prints no statistic of it and no comparison';
  const misnamed = stated === printed ? null : namesOfLead(claim, first, byId);
  if (misnamed !== null) return misnamed;
  const direction = directionOf(first);
  if (direction === 0) return `says that one leads in ${first.metric}, of which neither more nor less is better`;
  const words = weighingWords(claim.parts.filter((part) => typeof part === 'string').join(' '));
  const [superlative, ...further] = words.filter((word) => /est$/i.test(word));
  if (further.length > 0) return `says "${further[0]}" beside what the leader leads in`;
  if (superlative?.toLowerCase() !== (direction === 1 ? 'highest' : 'lowest'))
    return `calls ${first.metric} of the leader "${superlative}"`;
  const ahead = others.find((other) => other.metric === first.metric && direction * (other.value - first.value) > 0);
  if (ahead) return `says that ${first.id} leads, but ${ahead.id} is ahead of it`;
  const isOfLeader = ({ value, candidate, baseline }: Fact) => {
    const other = byId.get((candidate === first.id ? baseline : candidate) ?? '');
    const isBehind = !other || other.metric !== first.metric || direction * (other.value - first.value) <= 0;
    return value >= 1 && (candidate === first.id || baseline === first.id) && isBehind;
  };
  const wrong = ratios.find((own) => !isOfLeader(own));
  if (wrong) return `says that ${first.id} leads, but ${wrong.id} does not say so`;
  const nearest = ratios[0]!.interval;
  return nearest && nearest.low > 1 ? null : `says that ${first.id} leads, but ${ratios[0]!.id} may be chance`;
}

/** Ahead in so many of so many cells: in all of them only where every ratio is above one, and never in more than were compared. */
function leadsOverCells(claim: Claim, byId: Facts): string | null {
  const own = claim.facts.flatMap((id) => byId.get(id) ?? []);
  const ratios = own.filter(isRelation);
  const counted = (name: string) => own.filter(({ kind, statistic }) => kind === 'count' && statistic.includes(`cells ${name} `));
  const [compared, ahead] = [counted('compared'), counted('ahead')];
  if (compared.length === 0 || ahead.length !== compared.length || ratios.length === 0) return 'says who is ahead, but counts no cells';
  const wrong = ahead.findIndex(({ value }, index) => value > compared[index]!.value);
  if (wrong >= 0) return `says that ${ahead[wrong]!.id} of ${compared[wrong]!.id} cells are won`;
  const everywhere = ahead.every(({ value }, index) => value === compared[index]!.value);
  const behind = ratios.find(({ value }) => value <= 1);
  if (everywhere === (behind === undefined)) return null;
  return everywhere
    ? `says that one is ahead everywhere, but ${behind!.id} does not say so`
    : 'says that one is not ahead everywhere, but prints no such cell';
}

/** From one end of a load or size to the other; what stands between as the peak lies above both. */
function curve(claim: Claim, byId: Facts): string | null {
  const printed = printedFacts(claim, byId).filter((fact) => !isRelation(fact));
  if (printed.length < 2) return 'tells of a curve, but prints no two points of it';
  if (!claim.parts.some((part) => typeof part === 'string' && /\bpeaks\b/.test(part))) return null;
  const peak = printed.at(-1)!;
  const above = printed.find(({ value }) => value > peak.value);
  return above ? `says that the curve peaks at ${peak.id}, but ${above.id} is above it` : null;
}

/** A lead that is none: the ratio of the two may be one, or cannot be told from the samples. */
function tied(claim: Claim, byId: Facts): string | null {
  const ratio = claim.facts.flatMap((id) => byId.get(id) ?? []).find(isRelation);
  return ratio?.interval && ratio.interval.low > 1 ? `says that nothing can be told, but ${ratio.id} can` : null;
}

/** "best" stands before the better of two statistics, "worst" behind it. */
function extremes(claim: Claim, byId: Facts): string | null {
  const [best, worst] = printedFacts(claim, byId).filter((fact) => !isRelation(fact));
  if (!best || !worst) return apartEverywhere(claim, byId);
  return directionOf(best) * (best.value - worst.value) < 0 ? `calls ${best.id} the best, but ${worst.id} is better` : null;
}

/** Best settings of several loads or sizes, named without their values: each is apart from the worst there. */
function apartEverywhere({ facts }: Claim, byId: Facts): string | null {
  const ratios = facts.flatMap((id) => byId.get(id) ?? []).filter(isRelation);
  return ratios.length > 0 && ratios.every(({ value }) => value > 1)
    ? null
    : 'names a best and a worst, but nothing says how far they are apart';
}

function effect(claim: Claim, byId: Facts): string | null {
  const printed = printedFacts(claim, byId);
  return printed.some(({ kind }) => kind === 'effect' || kind === 'change') ? null : 'tells of an effect, but prints none';
}

/** Advice needs a fact; what it only names, without a single fact, is an opinion. */
function advice({ facts }: Claim): string | null {
  return facts.length === 0 ? 'gives advice that no fact bears out' : null;
}

/** What is missing has no number and no name. */
function missing({ parts }: Claim): string | null {
  return parts.every((part) => typeof part === 'string') ? null : 'tells of something missing, but names or prints something';
}

/** Contestants of each metric among the facts of a claim, best first, by the labels in which they differ. */
function ordersOf({ facts }: Claim, byId: Facts): Map<string, string[]> {
  const own = facts.flatMap((id) => byId.get(id) ?? []).filter((fact) => !isRelation(fact) && fact.kind !== 'count');
  const varying = [...new Set(own.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (key) => own.every(({ labels }) => labels[key] !== undefined) && new Set(own.map(({ labels }) => labels[key])).size > 1,
  );
  return new Map(
    [...groupBy(own, ({ metric }) => metric)].map(([metric, ranked]) => [
      metric,
      ranked
        .toSorted((a, b) => directionOf(a) * (b.value - a.value))
        .map(({ labels }) => JSON.stringify(varying.map((key) => labels[key]))),
    ]),
  );
}

/** Two metrics put the same contestants in one order, or another one first; every ratio that is printed says who is ahead. */
function orders(claim: Claim, byId: Facts, isSame: boolean): string | null {
  const found = [...ordersOf(claim, byId).values()];
  const [one, other] = found;
  if (found.length !== 2 || !one || !other || one.length < 2) return 'compares two orders, but refers to no two of them';
  if (new Set([...one, ...other]).size !== one.length || one.length !== other.length) return 'compares the orders of different contestants';
  const behind = printedFacts(claim, byId).find((fact) => isRelation(fact) && fact.value < 1);
  if (behind) return `prints ${behind.id} as a lead`;
  if (isSame) return one.every((name, place) => name === other[place]) ? null : 'says that two orders are the same, but they differ';
  return one[0] === other[0] ? 'says that another one is ahead, but it is the same one' : null;
}

/** What the facts must bear out for each kind of sentence; for the others their words weigh nothing. */
const RULES: Readonly<Partial<Record<Predicate, Rule>>> = {
  leads,
  'leads-over-cells': leadsOverCells,
  tied,
  curve,
  extremes,
  effect,
  advice,
  missing,
  changed,
  objective,
  knee,
  'same-order': (claim, byId) => orders(claim, byId, true),
  'other-leader': (claim, byId) => orders(claim, byId, false),
};

/** Checks a claim against the facts as its predicate demands; null when they bear it out. */
export function predicateProblem(claim: Claim, byId: Facts): string | null {
  return claim.predicate === undefined ? null : (RULES[claim.predicate]?.(claim, byId) ?? null);
}
