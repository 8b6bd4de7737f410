import type { Claim } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { METRICS } from '../../metrics/registry.ts';
import type { KnownNames } from './known-names.ts';

type Part = Claim['parts'][number];

/** Between a number and the name that it belongs to where the name comes after it: "3 of `a`", "+2 % for `a`", "88 ms (`a`)". */
const BINDS_NEXT = /^(?:\s*\(?\s*|[^.;:,(]*\b(?:of|for)\s+)$/;

/** Where a clause or a sentence ends. */
const CLAUSE_END = /[;]|\.\s/;

const METRIC_BY_NAME = new Map(METRICS.map(({ id, name }) => [name.toLowerCase(), id]));

interface Named {
  readonly key: string;
  readonly value: string;
}

/** The label that a name states: by value where one key alone has it, or as key=value. */
function labelOf(name: string, known: Pick<KnownNames, 'keysOf'>): Named | null {
  const [only, ...others] = known.keysOf(name);
  if (only !== undefined && others.length === 0) return { key: only, value: name };
  const cut = name.indexOf('=');
  return cut > 0 ? { key: name.slice(0, cut), value: name.slice(cut + 1) } : null;
}

/** The names that a number stands before: `3 of a b`; [] where something else comes between. */
function namesAfter(parts: readonly Part[], from: number): string[] {
  const names: string[] = [];
  let between = '';
  for (const part of parts.slice(from + 1)) {
    if (typeof part === 'string') between += part;
    else if ('term' in part) between += part.term;
    else if ('name' in part && (names.length === 0 ? BINDS_NEXT.test(between) : between.trim() === '')) {
      names.push(part.name);
      between = '';
    } else break;
  }
  return names;
}

/** Whether a name stands in brackets behind a number, "88 ms (`a` `b`)": it says what that number is of and nothing else. */
function isOfNumberBefore(parts: readonly Part[], index: number): boolean {
  for (let at = index - 1; at > 0; at -= 1) {
    const part = parts[at]!;
    if (typeof part !== 'string') continue;
    if (part.trim() === '') continue;
    const before = parts[at - 1]!;
    return part.trim() === '(' && typeof before === 'object' && 'fact' in before;
  }
  return false;
}

/**
 * Checks that every number of a claim is of whom the names around it say: those that it stands before (`3 of a`), else the last one of
 * the same label before it in its clause, else the first of the sentence ("; it is ahead"). A fact without that label belongs to several,
 * such as a ratio.
 *
 * @returns what is wrong, or null.
 */
export function attributionProblem(claim: Claim, byId: ReadonlyMap<string, Fact>, known: Pick<KnownNames, 'keysOf'>): string | null {
  const first = new Map<string, string>();
  let said = new Map<string, string>();
  for (const [index, part] of claim.parts.entries()) {
    if (typeof part === 'string' && CLAUSE_END.test(part)) said = new Map(first);
    if (typeof part === 'string' || 'term' in part) continue;
    if ('name' in part) {
      if (isOfNumberBefore(claim.parts, index)) continue;
      const named = labelOf(part.name, known);
      // A value of several keys may be of any of them: what was said of these before does not hold any more.
      for (const key of known.keysOf(part.name)) said.delete(key);
      if (named) said.set(named.key, named.value);
      if (named && !first.has(named.key)) first.set(named.key, named.value);
      continue;
    }
    const fact = byId.get(part.fact);
    if (!fact) continue;
    const wanted = new Map(said);
    for (const following of namesAfter(claim.parts, index)) {
      for (const key of known.keysOf(following)) wanted.delete(key);
      const named = labelOf(following, known);
      if (named) wanted.set(named.key, named.value);
    }
    for (const [key, value] of wanted) {
      const own = fact.labels[key] ?? (fact.contrast?.[key] === undefined ? undefined : value);
      if (own !== undefined && String(own) !== value) return `prints ${fact.id} of ${key}=${String(own)} as if it were of ${value}`;
    }
  }
  return null;
}

/** Checks that the numbers of a claim are of the metrics that it names; a claim that names none, and counts, are free. */
export function metricProblem(claim: Claim, byId: ReadonlyMap<string, Fact>): string | null {
  const named = new Set(
    claim.parts.flatMap((part) => (typeof part === 'object' && 'term' in part ? (METRIC_BY_NAME.get(part.term.toLowerCase()) ?? []) : [])),
  );
  if (named.size === 0) return null;
  for (const part of claim.parts) {
    if (typeof part === 'string' || !('fact' in part) || part.show === 'count') continue;
    const fact = byId.get(part.fact);
    if (fact && fact.kind !== 'count' && !named.has(fact.metric))
      return `names ${[...named].join(', ')}, but prints ${fact.id} of ${fact.metric}`;
  }
  return null;
}
