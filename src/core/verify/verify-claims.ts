import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { printFact } from '../../metrics/format.ts';
import { directionProblem } from './claim-direction.ts';

/** What a claim may not say, and why. */
export interface RejectedClaim {
  readonly text: string;
  readonly reason: string;
}

/**
 * Words that state a number which no fact bears out. "one", "first", "both", "several" and the like are ordinary words; "second" is a unit
 * and an order.
 */
const NUMBER_WORDS =
  /\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|twice|thrice|half|halv(?:es?|ed|ing)|thirds|quarters?|doubl(?:es?|ed|ing)|tripl(?:es?|ed|ing)|quadrupl(?:es?|ed|ing)|(?:two|three|four|five|ten|many)fold)\b/i;

const DIGIT = /\p{N}/u;

/**
 * The numeric firewall: accepts the claims whose every number is printed from a fact and whose direction the facts bear out.
 *
 * A claim is rejected when a word part holds a digit or a number word, a fact does not exist or is not listed, a name with digits is
 * no name known here, `text` is not its parts printed, or a comparative contradicts the comparison it stands beside.
 *
 * @param facts of the report.
 * @param names further names that may be set as code: paths of artifacts, adapters, quotations of artifacts. Labels and sources of facts
 *   are known without.
 * @returns both lists in the order of `claims`.
 */
export function verifyClaims<C extends Claim>(
  claims: readonly C[],
  facts: readonly Fact[],
  names: readonly string[] = [],
): { accepted: C[]; rejected: RejectedClaim[] } {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const known = knownNames(facts, names);
  const accepted: C[] = [];
  const rejected: RejectedClaim[] = [];
  for (const claim of claims) {
    const reason = problemOf(claim, byId, known);
    if (reason === null) accepted.push(claim);
    else rejected.push({ text: claim.text, reason });
  }
  return { accepted, rejected };
}

/** A claim's parts with the numbers printed: what its `text` must be. Unknown facts print as their id. */
export function claimText(claim: Pick<Claim, 'parts'>, byId: ReadonlyMap<string, Fact>): string {
  return claim.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('name' in part) return part.name;
      const fact = byId.get(part.fact);
      if (!fact) return part.fact;
      const { number, unit } = printFact(fact, part.show);
      return unit === '' ? number : `${number} ${unit}`;
    })
    .join('');
}

function problemOf(claim: Claim, byId: ReadonlyMap<string, Fact>, known: KnownNames): string | null {
  const listed = new Set(claim.facts);
  const prose = claim.parts.map((part) => (typeof part === 'string' ? part : 'name' in part ? part.name : '')).join(' ');
  for (const id of claim.facts) if (!byId.has(id)) return `refers to ${id}, which is no fact of this report`;
  for (const part of claim.parts) {
    if (typeof part === 'string') {
      const word = DIGIT.exec(part) ?? NUMBER_WORDS.exec(part);
      if (word) return `states "${word[0]}" in words of its own: a number may only come from a fact`;
    } else if ('name' in part) {
      if (!known.covers(part.name, prose)) return `sets "${part.name}" as a name, but it is no name in the artifacts`;
    } else if (!byId.has(part.fact)) {
      return `prints ${part.fact}, which is no fact of this report`;
    } else if (!listed.has(part.fact)) {
      return `prints ${part.fact}, but does not list it among its facts`;
    }
  }
  const printed = claimText(claim, byId);
  if (printed !== claim.text) return `its text differs from its parts, which print as "${printed}"`;
  return directionProblem(claim, byId);
}

interface KnownNames {
  /** Is every digit of the name part of a name known here? A name without digits states no number and passes. */
  covers(name: string, prose: string): boolean;
}

/** What reads as a name and not as a measurement: with a letter, or a date such as 2025-01. */
const TELLING = /\p{L}|\d[-_]\d/u;

/** A place in a file: `a.csv:12`, `a.csv:12-14`. */
const PLACE_IN_FILE = /:\d+(?:-\d+)?$/;

/**
 * Names of the artifacts and labels. A bare number is a name only beside the label key whose value it is (`num_gpu=40`, or "num_gpu" in
 * the words of the claim), so that no measurement passes as one.
 */
function knownNames(facts: readonly Fact[], names: readonly string[]): KnownNames {
  const known = new Set<string>();
  const add = (...candidates: string[]) => {
    for (const name of candidates) if (TELLING.test(name)) known.add(name);
  };
  const values = new Map<string, Set<string>>();
  const paths = [...names, ...facts.flatMap(({ sources }) => sources.map(({ path }) => path))];
  for (const path of new Set(paths)) {
    const parts = path.split('/');
    parts.forEach((_, index) => {
      add(parts.slice(index).join('/'), parts.slice(0, index + 1).join('/'), parts[index]!, parts[index]!.replace(/\.[^.]*$/, ''));
    });
  }
  for (const { labels, contrast = {}, metric, definition = '' } of facts) {
    add(metric, definition);
    for (const [key, value] of [...Object.entries(labels), ...Object.entries(contrast)]) {
      add(key, String(value));
      values.set(key, (values.get(key) ?? new Set()).add(String(value)));
    }
  }
  const withDigits = [...known].filter((name) => DIGIT.test(name)).sort((a, b) => b.length - a.length);

  return {
    covers(name, prose) {
      if (!DIGIT.test(name) || known.has(name) || known.has(name.replace(PLACE_IN_FILE, ''))) return true;
      let rest = name;
      for (const inner of withDigits) if (rest.includes(inner)) rest = rest.replaceAll(inner, ' ');
      const words = rest.split(/[\s,;=()[\]]+/);
      return words.every((word, index) => {
        if (!DIGIT.test(word)) return true;
        const before = words[index - 1];
        const keys = before
          ? [before]
          : [...values.keys()].filter((key) => prose.includes(key) || prose.includes(key.replaceAll('_', ' ')));
        return keys.some((key) => values.get(key)?.has(word));
      });
    },
  };
}
