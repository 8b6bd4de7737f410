import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';

/** Words that say which way values went, with the sign that they went with. */
const WAYS: readonly (readonly [pattern: RegExp, sign: number])[] = [
  [/\bfell\b/i, -1],
  [/\brose\b/i, 1],
];

/**
 * What a sentence on changes says must be so: the changes that it prints went the way that it says; one that it calls confirmed or suspected
 * has an interval that leaves out no change; counts of series stand beside the words that they were counted by.
 */
export function changed({ parts, facts }: Claim, byId: ReadonlyMap<string, Fact>): string | null {
  const known = facts.flatMap((id) => byId.get(id) ?? []);
  const changes = known.filter(({ kind }) => kind === 'change');
  const counts = known.filter(({ kind }) => kind === 'count');
  if (changes.length === 0 && counts.length === 0 && parts.some((part) => typeof part === 'object' && 'fact' in part))
    return 'tells of a change, but prints none';
  const words = parts.map((part) => (typeof part === 'string' ? part : ' … ')).join('');
  for (const [pattern, sign] of WAYS) {
    const other = pattern.test(words) ? changes.find(({ value }) => Math.sign(value) !== sign) : undefined;
    if (other) return `says which way ${other.id} went, but it went the other`;
  }
  const isSure = /\b(?:confirmed|suspected),/.test(words);
  const unsure = isSure ? changes.find(({ interval }) => !interval || (interval.low <= 0 && interval.high >= 0)) : undefined;
  if (unsure) return `calls ${unsure.id} a change, but it may be none`;
  return countProblem(parts, byId) ?? shareProblem(parts, byId, isSure) ?? uncountedProblem(parts, changes);
}

/** "4 of 80 failed, against 2 of 400": a change is one of the share, and no part is more than its whole. */
function shareProblem(parts: Claim['parts'], byId: ReadonlyMap<string, Fact>, isSure: boolean): string | null {
  const against = parts.findIndex((part) => typeof part === 'string' && part.includes(', against '));
  if (against < 0) return null;
  const counted = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? (byId.get(part.fact) ?? []) : []));
  const [failed, requests, failedBefore, requestsBefore] = counted;
  if (!failed || !requests || !failedBefore || !requestsBefore) return 'holds counts against each other, but prints fewer than it needs';
  if (failed.value > requests.value || failedBefore.value > requestsBefore.value)
    return `prints ${failed.id} as a part, but it is more than the whole`;
  const [share, shareBefore] = [failed.value / requests.value, failedBefore.value / requestsBefore.value];
  return isSure && share === shareBefore ? `calls the share of ${failed.id} a change, but it is none` : null;
}

/** "worse" and "better" are words of a count; what is called unchanged has an interval that leaves room for that. */
function uncountedProblem(parts: Claim['parts'], changes: readonly Fact[]): string | null {
  const uncounted = parts.find((part, index) => {
    const before = parts[index - 1];
    const isCounted = typeof before === 'object' && 'fact' in before;
    return typeof part === 'string' && /\b(?:worse|better)\b/i.test(isCounted ? part.replace(/^ \w+/, '') : part);
  });
  if (uncounted !== undefined) return 'weighs a change in words of its own';
  const isUnchanged = parts.some((part) => typeof part === 'string' && /\bunchanged\b(?! (?:is )?so)/i.test(part));
  const moved = isUnchanged ? changes.find(({ interval }) => interval && (interval.low > 0 || interval.high < 0)) : undefined;
  return moved ? `calls ${moved.id} unchanged, but it is not` : null;
}

/** "1 worse, 0 better": each number is the count of the word after it. */
function countProblem(parts: Claim['parts'], byId: ReadonlyMap<string, Fact>): string | null {
  for (const [index, part] of parts.entries()) {
    const after = parts[index + 1];
    if (typeof part === 'string' || !('fact' in part) || typeof after !== 'string') continue;
    const word = /^ (worse|better|unchanged|undecided)\b/.exec(after)?.[1];
    const counted = byId.get(part.fact)?.labels['verdict'];
    if (word !== undefined && word !== counted) return `prints ${part.fact}, which counts ${String(counted)}, as ${word}`;
  }
  return null;
}
