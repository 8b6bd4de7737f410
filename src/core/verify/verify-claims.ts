import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { factsById } from '../facts-by-id.ts';
import { claimText } from '../prose.ts';
import { attributionProblem, metricProblem } from './claim-attribution.ts';
import { predicateProblem } from './claim-predicates.ts';
import { NUMBER_WORDS, unborneWord } from './claim-words.ts';
import { type KnownNames, knownNames } from './known-names.ts';

/** What a claim may not say, and why. */
export interface RejectedClaim {
  readonly text: string;
  readonly reason: string;
}

const DIGIT = /\p{N}/u;

interface Checked {
  readonly byId: ReadonlyMap<string, Fact>;
  readonly known: KnownNames;
}

/** What may be wrong with a claim: each gives the reason, or null. All that a claim says must pass all of them. */
const CLAIM_RULES: readonly ((claim: Claim, checked: Checked) => string | null)[] = [
  (claim, { byId }) => {
    const unknown = claim.facts.find((id) => !byId.has(id));
    return unknown === undefined ? null : `refers to ${unknown}, which is no fact of this report`;
  },
  wordProblem,
  nameProblem,
  numberProblem,
  (claim, { byId }) => {
    const printed = claimText(claim, byId);
    return printed === claim.text ? null : `its text differs from its parts, which print as "${printed}"`;
  },
  (claim) => {
    const word = unborneWord(claim);
    return word === null ? null : `weighs with "${word}", which nothing that it refers to bears out`;
  },
  (claim, { byId }) => predicateProblem(claim, byId),
  (claim, { byId, known }) => attributionProblem(claim, byId, known),
  (claim, { byId }) => metricProblem(claim, byId),
  (claim) => ('risk' in claim && claim.facts.length === 0 ? 'gives advice that no fact bears out' : null),
];

/** What is accepted and what is not, each in the order of the claims. */
export interface CheckedClaims<C extends Claim> {
  readonly accepted: C[];
  readonly rejected: RejectedClaim[];
}

/**
 * The firewall: accepts the claims whose every number is printed from a fact of the subject and metric that the sentence names, whose every
 * name stands in the artifacts, and that weigh and compare only as their predicate and the facts bear out.
 *
 * @param facts of the report.
 * @param names further names that may be set as code: paths of artifacts, adapters, columns, quotations of artifacts. Labels and sources of
 *   facts are known without.
 * @returns what checks claims of this report.
 */
export function claimVerifier(
  facts: readonly Fact[],
  names: readonly string[] = [],
): <C extends Claim>(claims: readonly C[]) => CheckedClaims<C> {
  const checked = { byId: factsById(facts), known: knownNames(facts, names) };
  return (claims) => verifyWith(claims, checked);
}

/** The same for claims that are all there. */
export function verifyClaims<C extends Claim>(
  claims: readonly C[],
  facts: readonly Fact[],
  names: readonly string[] = [],
): CheckedClaims<C> {
  return claimVerifier(facts, names)(claims);
}

function verifyWith<C extends Claim>(claims: readonly C[], checked: Checked): CheckedClaims<C> {
  const accepted: C[] = [];
  const rejected: RejectedClaim[] = [];
  for (const claim of claims) {
    const reason = jointProblem(claim) ?? firstProblem(clausesOf(claim, checked), checked);
    if (reason === null) accepted.push(claim);
    else rejected.push({ text: claim.text, reason });
  }
  return { accepted, rejected };
}

/** Why the clauses of a sentence are not what it says; null where they are. */
function jointProblem({ parts, clauses }: Claim): string | null {
  if (!clauses) return null;
  const own = JSON.stringify(clauses.flatMap((clause) => clause.parts));
  return own === JSON.stringify(parts) ? null : 'its clauses differ from its parts';
}

/** What a claim says, each thing by itself; the sentence as a whole comes first, since its text must be that of its parts. */
function clausesOf(claim: Claim, { byId }: Checked): Claim[] {
  if (!claim.clauses) return [claim];
  const printed = claimText(claim, byId);
  if (printed !== claim.text) return [{ ...claim, predicate: undefined }];
  return claim.clauses.map((clause) => ({ id: claim.id, text: claimText(clause, byId), ...clause }));
}

function firstProblem(claims: readonly Claim[], checked: Checked): string | null {
  for (const claim of claims) {
    const reason = CLAIM_RULES.reduce<string | null>((found, rule) => found ?? rule(claim, checked), null);
    if (reason !== null) return reason;
  }
  return null;
}

function wordProblem({ parts }: Claim, { known }: Checked): string | null {
  for (const part of parts) {
    const word = typeof part === 'string' ? (DIGIT.exec(part) ?? NUMBER_WORDS.exec(part)) : null;
    if (word) return `states "${word[0]}" in words of its own: a number may only come from a fact`;
    if (typeof part === 'object' && 'term' in part && !known.isTerm(part.term))
      return `sets "${part.term}" as a term, but it is none of the registry`;
  }
  return null;
}

function nameProblem({ parts }: Claim, { known }: Checked): string | null {
  const strange = parts.find((part) => typeof part === 'object' && 'name' in part && !known.covers(part.name));
  return strange === undefined ? null : `sets "${(strange as { name: string }).name}" as a name, but it is no name in the artifacts`;
}

function numberProblem({ parts, facts }: Claim, { byId }: Checked): string | null {
  for (const part of parts) {
    if (typeof part === 'string' || !('fact' in part)) continue;
    if (!byId.has(part.fact)) return `prints ${part.fact}, which is no fact of this report`;
    if (!facts.includes(part.fact)) return `prints ${part.fact}, but does not list it among its facts`;
  }
  return null;
}
