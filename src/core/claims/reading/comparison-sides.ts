import { groupBy } from '../../group-by.ts';
import type { AnalysedText } from './analysed-text.ts';
import type { Found } from './comparing-words.ts';
import type { Condition } from './condition.ts';
import type { Context } from './context.ts';
import type { RelationDraft } from './draft.ts';
import type { NameMention, Span } from './find-names.ts';
import { settingsFor } from './settings-for.ts';
import { alternativesOf, isHard } from './subject-of.ts';

/** What leads to whom something is held against. */
export const AGAINST = /\b(?:than|over|vs\.?|versus|compared (?:to|with)|against|relative to|as)\b/i;

export function conditionsOf(mention: NameMention | undefined): readonly Condition[] | null {
  if (!mention) return null;
  const [conditions] = alternativesOf([mention]);
  return conditions !== undefined && conditions.length > 0 ? conditions : null;
}

export function isSubject({ namings, isForeign }: NameMention): boolean {
  return isForeign || namings.some(({ key }) => isHard(key));
}

/** What the words of a comparison say of both sides. */
type Common = Pick<RelationDraft, 'shared' | 'settings'>;

/** Names of other keys than those of the two, and the settings: "in `m`, `a` is faster than `b` at concurrency 8". */
export function commonOf(context: Context, { first, second }: Pick<Sides, 'first' | 'second'>, at: Span): Common {
  const taken = new Set([...(first ?? []), ...(second ?? [])].map(({ key }) => key));
  const shared: Condition[] = [];
  for (const { names } of [context.own, ...context.around]) {
    const conditions = alternativesOf(names.filter(({ isForeign }) => !isForeign))[0] ?? [];
    for (const condition of conditions) {
      if (taken.has(condition.key) || condition.values.length > 1) continue;
      taken.add(condition.key);
      shared.push(condition);
    }
  }
  return { shared, settings: settingsFor(context, at).filter(({ key }) => !taken.has(key)) };
}

export interface Sides {
  readonly first: readonly Condition[] | null;
  readonly second: readonly Condition[] | null;
  readonly foreign: string | null;
  /** What the text calls the first one. */
  readonly called: string | null;
  /** Two are named before the comparing word, and nothing says which of them is ahead. */
  readonly isEither: boolean;
}

/** "879 tok/s at concurrency 32, 17.7x that at concurrency 1": two values of one setting, of what the sentence names. */
export function settingSides({ own }: Context): Pick<Sides, 'first' | 'second'> | null {
  for (const [key, mentions] of groupBy(own.settings, (setting) => setting.key)) {
    const [one, other, ...more] = [...new Set(mentions.map(({ value }) => value))];
    if (one === undefined || other === undefined || more.length > 0) continue;
    return { first: [{ key, values: [one] }], second: [{ key, values: [other] }] };
  }
  return null;
}

/** "`a` ..., five times the speed of `b`": who is spoken of first, and who stands right behind the number. */
function aroundNumber({ text, names }: AnalysedText, at: Span): readonly [NameMention, NameMention] | null {
  const [first] = names.filter(isSubject);
  const next = names.find((name) => isSubject(name) && name.start >= at.end);
  if (!first || !next || first.end > at.start) return null;
  return /^[\s*_`]*(?:(?:times|x|×)\s+)?(?:the\s+)?(?:\w+\s+)?(?:of|that of|what|as)\s+[\s*_`]*$/i.test(text.slice(at.end, next.start))
    ? [first, next]
    : null;
}

/**
 * The two that a ratio without a comparing word may be of: all that the sentence names of one key, or the values of one setting.
 *
 * @param isDirect only those whom the words right behind the number name.
 */
export function ratioSides(context: Context, at: Span, isDirect: boolean): Pick<Sides, 'first' | 'second'> | null {
  const direct = aroundNumber(context.own, at);
  if (isDirect && !direct) return null;
  const names = context.own.names.length > 0 ? context.own.names : (context.around[0]?.names ?? []);
  const two = direct ?? rivalsOf(names.filter(isSubject));
  if (two && !two.some(({ isForeign }) => isForeign)) return { first: conditionsOf(two[0]), second: conditionsOf(two[1]) };
  return settingSides(context);
}

/** Who is held against whom: the name before the comparing word, and the one after "than", or after a verb that needs none. */
export function sidesOf({ own, around }: Context, { at }: Found): Sides {
  const names = own.names.filter(isSubject);
  const rest = own.text.slice(at.end);
  const against = AGAINST.exec(rest);
  const pivot = against ? at.end + against.index + against[0].length : null;
  const opening = /^\W*(?:compared (?:to|with)|versus|relative to|unlike)\b/i.test(own.text);
  const before = names.filter(({ end }) => end <= at.start);
  const after = names.filter(({ start }) => start >= (pivot ?? at.end));
  const isVerb = /\b(?:outperform|outpac|beat|surpass|exceed|lag|trail|underperform|behind)/i.test(own.text.slice(at.start, at.end));
  let first: NameMention | undefined;
  let second: NameMention | undefined;
  // "That is 8.7x faster" is of the two that the sentence before has named.
  const rivals = own.names.length === 0 ? (around[0]?.names ?? []).filter(isSubject) : before;
  const two = pivot === null && !isVerb ? rivalsOf(rivals) : null;
  const isEither = two !== null && !/\bvs\.?\b|\bversus\b/i.test(own.text.slice(two[0].end, two[1].start)) && after.length === 0;
  if (opening && before.length >= 2) [second, first] = [before[0], before[1]];
  else if (
    pivot === null &&
    !isVerb &&
    before.length >= 2 &&
    /\bvs\.?\b|\bversus\b/i.test(own.text.slice(before[0]!.end, before[1]!.start))
  )
    [first, second] = [before[0], before[1]];
  else if (two && isEither) [first, second] = two;
  else {
    const between = names.filter(({ start, end }) => pivot !== null && start >= at.end && end <= pivot);
    first = subjectBefore(own, before) ?? between[0];
    second = pivot !== null || isVerb ? after[0] : undefined;
  }
  const inherited = first ? null : (around.flatMap((outer) => outer.names.filter(isSubject))[0] ?? null);
  const chosen = first ?? inherited ?? undefined;
  const foreign = [chosen, second].find((mention) => mention?.isForeign)?.text ?? null;
  return { first: conditionsOf(chosen), second: conditionsOf(second), foreign, called: chosen?.text ?? null, isEither };
}

/** The two, and no more, that a sentence has named of one key: "`a` reaches 184 tokens/s, `b` 21: that is 8.7x faster". */
function rivalsOf(names: readonly NameMention[]): readonly [NameMention, NameMention] | null {
  const byKey = groupBy(names, (own) => conditionsOf(own)?.[0]?.key ?? '');
  for (const [key, own] of [...byKey].sort(([a], [b]) => Number(b === 'model') - Number(a === 'model'))) {
    const [first, second, ...others] = new Map(own.map((name) => [JSON.stringify(name.namings), name])).values();
    if (key !== '' && first && second && others.length === 0) return [first, second];
  }
  return null;
}

/** The last name before the comparing word that is itself no object of one: "`a` is ahead of `b` and faster than `c`" is of `a`. */
function subjectBefore({ text }: AnalysedText, before: readonly NameMention[]): NameMention | undefined {
  return (
    before.findLast(
      ({ start }) =>
        !/\b(?:than|over|vs\.?|versus|of|to|with|against)\s+(?:the\s+)?[`*_"(]*$/i.test(text.slice(Math.max(0, start - 16), start)),
    ) ?? before.at(-1)
  );
}
