import { labelRole } from '../../../metrics/labels.ts';
import { remembered } from '../../../metrics/remembered.ts';
import { appendAll } from '../../../sequences/append-all.ts';
import type { AnalysedText } from './analysed-text.ts';
import type { Condition } from './condition.ts';
import type { NameMention, Span } from './find-names.ts';
import { FILE_KEY, type KnownSubjects } from './known-subjects.ts';
import { strangerIn } from './stranger.ts';

/** Whom a claim is of. */
export interface ClaimSubject {
  /** Sets of conditions that the words may mean, all of them allowed; one empty set where nobody is named. */
  readonly alternatives: readonly (readonly Condition[])[];
  /** The words leave no other than those of the alternatives. */
  readonly isSure: boolean;
  /** Keys by which contestants differ and that the words leave open; the data may know one alone of them. */
  readonly open: readonly string[];
  /** Keys under which it is named in the same sentence or row, and not only above. */
  readonly ownKeys: ReadonlySet<string>;
  /** A name that the data do not know. */
  readonly foreign: string | null;
  /** Why it may be of something else, where the sentence names nobody whom the data know. */
  readonly doubt: string | null;
  /** Words that stand for a subject without naming it. */
  readonly pronoun: string | null;
}

const ALTERNATIVE_COUNT_MAX = 8;

/** A name stands right behind what is said of it: "13.6 tok/s for `a`". */
const BINDS_NEXT =
  /^\s*\([\s`*_"]*$|^[\s)*_`"]*(?:\((?=[^()]{0,60}$))?\s*(?:(?:tok\w*\/s|tokens?|per second)\s+)?(?:for|with|on|of|by|from|in|using|at)\s+(?:the\s+)?[`*_"(]*$/i;
/** Words after which a number is no longer of the name before them: "`a` is faster than `b` and reaches 13.6". */
const LEAVES_CLAUSE = /[;,]|\b(?:than|vs\.?|versus|compared|while|whereas|but|over|against|and)\b/i;
const PRONOUN =
  /\b(?:it|its|they|this (?:model|one|variant|configuration)|that (?:model|one)|the (?:model(?! (?:load|name|size|file|server|card))|smaller|larger|quantized|quantised|full|base|other|former|latter|first|second|compact|big|small|smallest|largest)(?: (?:one|model|variant))?)\b/i;

const HARD_KEYS: ReadonlySet<string> = new Set(['operation', 'test', 'benchmark', 'config_name', FILE_KEY]);

/** A label that a text holds a number against: who competes, or what was run. Others only say where. */
export function isHard(key: string): boolean {
  return labelRole(key) === 'contestant' || HARD_KEYS.has(key);
}

function hardKey({ namings, isForeign }: NameMention): string | null {
  return isForeign ? 'model' : (namings.find(({ key }) => isHard(key))?.key ?? null);
}

/** Conditions of several mentions together: what they share under a key, or, where they share nothing, any of them. */
export function alternativesOf(mentions: readonly NameMention[]): Condition[][] {
  let alternatives: Condition[][] = [[]];
  for (const { namings } of mentions) {
    const options = namings.filter(({ key }) => isHard(key));
    if (options.length === 0) continue;
    alternatives = alternatives
      .flatMap((conditions) => options.map(({ key, values }) => joined(conditions, { key, values })))
      .slice(0, ALTERNATIVE_COUNT_MAX);
  }
  return alternatives;
}

function joined(conditions: readonly Condition[], added: Condition): Condition[] {
  const known = conditions.find(({ key }) => key === added.key);
  if (!known) return [...conditions, added];
  const shared = known.values.filter((value) => added.values.includes(value));
  const values = shared.length > 0 ? shared : [...new Set([...known.values, ...added.values])];
  return conditions.map((own) => (own === known ? { key: own.key, values } : own));
}

function sameMeaning(a: NameMention, b: NameMention): boolean {
  if (a === b) return true;
  return a.isForeign === b.isForeign && JSON.stringify(a.namings) === JSON.stringify(b.namings);
}

/** The mentions of one key that a place in a text is of; `isSure` where its words leave no other. */
function boundAmong(
  text: string,
  mentions: readonly NameMention[],
  place: Span,
  all: AnalysedText,
): { mentions: readonly NameMention[]; isSure: boolean } {
  if (isOfTwo(all, mentions, place)) return { mentions: [], isSure: false };
  if (/\b(?:both|each of|all of|neither)\b/i.test(text.slice(0, mentions[0]!.start).slice(-24))) return { mentions, isSure: false };
  if (mentions.every((own) => sameMeaning(own, mentions[0]!))) return { mentions: [mentions[0]!], isSure: true };
  const next = mentions.find(({ start }) => start >= place.end);
  if (next && BINDS_NEXT.test(text.slice(place.end, next.start))) return { mentions: [next], isSure: true };
  const before = mentions.findLast(({ end }) => end <= place.start);
  const pair = pairedIn(all, mentions, place);
  if (pair) return { mentions: [pair], isSure: true };
  const between = before ? text.slice(before.end, place.start) : '';
  if (before && !LEAVES_CLAUSE.test(between)) {
    const others = all.numbers.some(({ start }) => start >= before.end && start < place.start);
    const isCompared = /\b(?:than|vs\.?|versus|over|compared)\b/i.test(text.slice(Math.max(0, before.start - 24), before.start));
    if ((!others || /^[\s`*_"')]*[(:]/.test(between)) && !isCompared) return { mentions: [before], isSure: true };
    if (isCompared && /^[\s`*_"']*[(:]/.test(between) && !others) return { mentions: [before], isSure: true };
  }
  return { mentions, isSure: false };
}

const JOINED = /^\s*(?:tok\w*\/s|ms|s)?\s*(?:,|\/|→|->|=>|\bto\b|\band\b|\bvs\.?\b|\bversus\b|\bagainst\b|,\s*and\b)\s*[~≈]?$/i;
const AGAINST = /\bvs\.?\b|\bversus\b|\bagainst\b/i;

/** The numbers that stand in one row with the one at a place: "102.8 vs 76.6", "183 and 284". */
export function runOf({ text, numbers }: AnalysedText, place: Span): { readonly run: AnalysedText['numbers']; readonly at: number } {
  const at = numbers.findIndex(({ start }) => start === place.start);
  if (at < 0) return { run: [], at: 0 };
  let [first, last] = [at, at];
  const joins = (from: number, to: number) => JOINED.test(text.slice(numbers[from]!.end, numbers[to]!.start));
  while (first > 0 && joins(first - 1, first)) first -= 1;
  while (last + 1 < numbers.length && joins(last, last + 1)) last += 1;
  return { run: numbers.slice(first, last + 1), at: at - first };
}

/** "34 % faster than `b` (102.8 vs 76.6)": two numbers held against each other beside one name, which is that of one of them. */
function isOfTwo(all: AnalysedText, mentions: readonly NameMention[], place: Span): boolean {
  const { run } = runOf(all, place);
  if (run.length < 2 || !AGAINST.test(all.text.slice(run[0]!.end, run.at(-1)!.start))) return false;
  const before = mentions.filter(({ end }) => end <= run[0]!.start);
  return before.length < run.length && !mentions.some(({ start }) => start >= run[0]!.end);
}

/** "`a` ... than `b` (102.8 vs 76.6 tok/s)", "`a` and `b` reach 183 and 284, respectively": as many numbers as names, in one row. */
function pairedIn(all: AnalysedText, mentions: readonly NameMention[], place: Span): NameMention | null {
  const { text } = all;
  const { run, at } = runOf(all, place);
  if (run.length < 2) return null;
  const before = mentions.filter(({ end }) => end <= run[0]!.start).slice(-run.length);
  if (before.length !== run.length || mentions.some(({ start }) => start >= run.at(-1)!.end)) return null;
  const isTold = /\brespectively\b|\bthan\b/i.test(text) || AGAINST.test(text.slice(run[0]!.end, run.at(-1)!.start));
  return isTold ? (before[at] ?? null) : null;
}

/** A name, of a service or a data set, that the data do not know. */
export function doubtOf(stranger: string | null): string | null {
  return stranger === null ? null : `may be of ${stranger}, of which the data know nothing`;
}

/** "+34 % faster (102.8 vs 76.6)": two numbers held against each other, and nobody named. */
function isOfRivals(all: AnalysedText, place: Span): boolean {
  const { run } = runOf(all, place);
  return run.length > 1 && AGAINST.test(all.text.slice(run[0]!.end, run.at(-1)!.start));
}

/** Mentions by the key under which they are held against the data. */
const byKey = remembered((names: readonly NameMention[]): ReadonlyMap<string, readonly NameMention[]> => {
  const groups = new Map<string, NameMention[]>();
  for (const own of names) {
    const key = hardKey(own);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), own]);
  }
  return groups;
});

/**
 * Sets of conditions, and each again with what the data do not label by some keys: a heading "on vLLM" is of rows that name vLLM, and may be of
 * rows that name no backend.
 */
export function orUnlabelled(alternatives: readonly (readonly Condition[])[], keys: ReadonlySet<string>): (readonly Condition[])[] {
  if (keys.size === 0) return [...alternatives];
  const unlabelled = alternatives.map((conditions) => conditions.map((own) => (keys.has(own.key) ? { key: own.key, values: [''] } : own)));
  return [...alternatives, ...unlabelled];
}

/** What a text says beneath the name of a file may be of that file, and of what it was read from. */
function orAnyFile(alternatives: readonly (readonly Condition[])[], ownKeys: ReadonlySet<string>): (readonly Condition[])[] {
  if (ownKeys.has(FILE_KEY)) return [...alternatives];
  const open = alternatives.flatMap((conditions) => {
    const others = conditions.filter(({ key }) => key !== FILE_KEY);
    return others.length === conditions.length ? [] : [others];
  });
  return [...alternatives, ...open];
}

const ONLY_A_NAME = /^[\s*_`'":(),]*$/;

function withoutNames({ text, names }: AnalysedText): string {
  if (names.length === 0) return text;
  return names.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/**
 * Whom the words at a place in a text are of: names of its own sentence first, then, for keys that it does not name, of what it stands under.
 *
 * @param around texts that it stands under, the innermost first.
 */
export function subjectOf(own: AnalysedText, place: Span, around: readonly AnalysedText[], known: KnownSubjects): ClaimSubject {
  const chosen: NameMention[] = [];
  let isSure = true;
  const named = new Set<string>();
  for (const [key, mentions] of byKey(own.names)) {
    const bound = boundAmong(own.text, mentions, place, own);
    isSure &&= bound.isSure;
    appendAll(chosen, bound.mentions);
    named.add(key);
  }
  const ownKeys = new Set(
    chosen.flatMap(({ namings, isForeign }) => (isForeign ? ['model'] : namings.map(({ key }) => key)).filter(isHard)),
  );
  for (const key of named) ownKeys.add(key);
  const isNamed = ownKeys.size > 0;
  const pronoun = named.size === 0 ? (PRONOUN.exec(own.text)?.[0] ?? null) : null;
  for (const outer of around) {
    // A list under a file's name and nothing else is of that file.
    if (ONLY_A_NAME.test(withoutNames(outer))) ownKeys.add(FILE_KEY);
    for (const [key, mentions] of byKey(outer.names)) {
      if (named.has(key)) continue;
      named.add(key);
      const isOne = mentions.every((mention) => sameMeaning(mention, mentions[0]!));
      // "`a` has ..." under "On X and Y" is of either.
      if (!isOne && ownKeys.size > 0) continue;
      isSure &&= isOne;
      appendAll(chosen, mentions);
    }
  }
  const foreign = chosen.find((mention) => mention.isForeign)?.text ?? null;
  const inherited = new Set(ownKeys.has('model') ? [...named].filter((key) => !ownKeys.has(key)) : []);
  const alternatives = orAnyFile(orUnlabelled(alternativesOf(chosen), inherited), ownKeys);
  const open = known.choices.filter((key) => !named.has(key));
  const isOne = alternatives.every((conditions) => conditions.every(({ values }) => values.length === 1));
  return {
    alternatives,
    isSure: isSure && chosen.length + Number(known.choices.length === 0) > 0,
    open,
    foreign,
    pronoun: chosen.length > 0 && isOne ? null : pronoun,
    ownKeys,
    doubt: !isNamed && isOfRivals(own, place) ? 'does not say which of two it is of' : doubtOf(strangerIn(own, isNamed)),
  };
}
