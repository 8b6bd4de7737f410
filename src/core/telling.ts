import type { Claim, Clause, Finding, NextCommand, Predicate, Recommendation } from '../contracts/claim.ts';
import type { Fact } from '../contracts/fact.ts';
import type { Audience, CardCertainty, CardSize, FrameRole } from '../contracts/narration.ts';
import type { LabelValue } from '../contracts/observation.ts';
import { rememberedText } from '../metrics/remembered-text.ts';
import { claim, name, plainText, sentenceCase, type Word } from './prose.ts';

/** The words that fill the slots of a frame. A slot that is not there makes its frames unavailable; an empty one prints nothing. */
export type Slots = Readonly<Record<string, readonly Word[]>>;

/** What a telling is of, in terms that links and cards are computed from. */
export interface About {
  /** Who it speaks of, as far as labels say: the best first where they are ordered. */
  readonly subjects: readonly ReadonlyMap<string, LabelValue>[];
  readonly ordered: boolean;
  /** Metric ids, the first one first said. */
  readonly metrics: readonly string[];
  /** Label keys whose effect it speaks of. */
  readonly keys: readonly string[];
  /** The benchmark, run or place within which it holds, as a key; empty for the whole report. */
  readonly place: string;
  readonly size: CardSize | null;
  readonly certainty: CardCertainty | null;
  /** Condition in words of the registry; empty for none. */
  readonly scope: string;
}

/**
 * Something that a report can say: a finding, a gap, a next step. As a claim it is the whole of what there is to say, as it stands among the key
 * findings; its frames say it shorter.
 */
export interface Telling extends Finding {
  readonly kind: string;
  readonly slots: Slots;
  /** Facts that bear it out without being printed in each of its sentences. */
  readonly also: readonly Fact[];
  readonly about: About;
  /** How to do what is advised; absent where no artifact states how it was made. */
  readonly commands?: readonly NextCommand[];
}

/** A sentence with slots: `{leader} has the {best}: {value}.` */
export interface Frame {
  readonly role: FrameRole;
  readonly text: string;
  readonly predicate?: Predicate;
  readonly when?: (telling: Telling) => boolean;
  /** Available only after a telling was said that has a link of this name to it: its "too" or "instead" points there. */
  readonly after?: string;
  /** Preferred for these readers. */
  readonly audience?: Audience;
  /** Of advice: what it comes to. The same advice is given once, however many tellings call for it. */
  readonly advice?: string;
  /** Of advice: another telling that calls for the same says it better. */
  readonly fallback?: true;
  /** Of advice: what may go wrong with it, and what to do about that. */
  readonly risk?: string;
  readonly mitigation?: string;
}

/** What makes one sentence of two tellings that a link connects: it follows the first one's statement, without its full stop. */
export interface PairFrame {
  readonly link: string;
  readonly text: string;
  readonly predicate?: Predicate;
  /** The first one alone would say more than holds. */
  readonly binding?: true;
}

/** How the tellings of one kind are said. */
export interface KindFrames {
  readonly id: string;
  readonly frames: readonly Frame[];
  /** By kind of the telling that follows. */
  readonly pairs?: Readonly<Record<string, readonly PairFrame[]>>;
  /** Name of the link from a telling of this kind to another one, computed from what both are of; null for none. */
  readonly link?: (from: Telling, to: Telling) => string | null;
  /** Ids of the causes that could explain a telling of this kind, in the order in which they are to be thought of. */
  readonly causes?: readonly string[];
  /** It says that something cannot be told, which heads a page only where nothing else is known. */
  readonly isOpen?: boolean;
}

/** A telling as the report lists it. */
export function findingOf({ kind: _kind, slots: _slots, also: _also, about: _about, commands: _commands, ...finding }: Telling): Finding {
  return finding;
}

/** What is told when nothing is known of it but its words. */
export const ABOUT_NOTHING: About = {
  subjects: [],
  ordered: false,
  metrics: [],
  keys: [],
  place: '',
  size: null,
  certainty: null,
  scope: '',
};

const SLOT = /\{(\w+)\}/;

/** The text of a frame in pieces: words, name of a slot, words and so on. */
const piecesOf = rememberedText((text: string): readonly string[] => text.split(SLOT));

function isSlot(index: number): boolean {
  return index % 2 === 1;
}

/** Whether every slot of a frame's text is there. */
function isFillable(text: string, slots: Slots): boolean {
  return piecesOf(text).every((piece, index) => !isSlot(index) || Object.hasOwn(slots, piece));
}

/** The words of a frame's text with its slots filled; null where one of them is missing. */
function filled(text: string, slots: Slots): Word[] | null {
  if (!isFillable(text, slots)) return null;
  return piecesOf(text).flatMap((piece, index): readonly Word[] => (isSlot(index) ? slots[piece]! : piece === '' ? [] : [piece]));
}

/** Words of a text, as its readers count them. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** What a bullet of the page may cost its reader. */
export const SENTENCE_WORD_COUNT_MAX = 35;

/** How many words a frame, or what a pair adds to a sentence, comes to. */
function lengthOf({ text }: Pick<Frame, 'text'>, { slots }: Telling): number {
  return wordsIn(plainText(filled(text, slots) ?? []));
}

/** Whether a frame can be said of a telling: every slot is there, and its condition holds. */
export function isAvailable(frame: Frame, telling: Telling): boolean {
  return (frame.when?.(telling) ?? true) && isFillable(frame.text, telling.slots);
}

/** Whether a pair can be said of the telling that follows: every slot is there. */
export function isFitting(pair: PairFrame, to: Telling): boolean {
  return isFillable(pair.text, to.slots);
}

/** What it takes to state a telling, in words; 0 where it cannot be stated. */
export function statementWords(kind: KindFrames, telling: Telling, audience: Audience): number {
  const frame = frameOf(kind, telling, 'state', audience, () => false);
  return frame === undefined ? 0 : lengthOf(frame, telling);
}

/** What a pair adds to a sentence, in words. */
export function addedWords(pair: PairFrame, to: Telling): number {
  return lengthOf(pair, to);
}

/** What holds two tellings against each other needs the facts of both. */
const OF_BOTH: ReadonlySet<Predicate | undefined> = new Set(['same-order', 'other-leader']);

function factsBehind(telling: Telling, { predicate }: Pick<Frame, 'predicate'>, from: Telling | null): Fact[] {
  return OF_BOTH.has(predicate) && from !== null ? [...telling.also, ...from.also] : [...telling.also];
}

/**
 * A telling said by one of its frames.
 *
 * @param from what was said before and points to it, where the frame says "the same": its facts bear that out.
 * @throws Error where the frame is not available.
 */
export function say(telling: Telling, frame: Frame, id: string, from: Telling | null = null): Claim {
  const words = filled(frame.text, telling.slots);
  if (words === null) throw new Error(`${telling.kind} has no slot for "${frame.text}"`);
  return claim(id, sentenceCase(words), factsBehind(telling, frame, from), frame.predicate);
}

/** What a report answers: a telling in one phrase, behind the name of what the report is of. */
export function headline(telling: Telling, frame: Frame, of: string): Claim {
  const words = filled(frame.text, telling.slots);
  if (words === null) throw new Error(`${telling.kind} has no slot for "${frame.text}"`);
  return claim('headline', [name(of), ': ', ...words], factsBehind(telling, frame, null), frame.predicate);
}

/** Advice, with what may go wrong with it. */
export function advise(telling: Telling, frame: Frame, id: string): Recommendation {
  const { commands = [] } = telling;
  const how = commands.length === 0 ? {} : { commands: [...commands] };
  return { ...say(telling, frame, id), risk: frame.risk ?? '', mitigation: frame.mitigation ?? '', ...how };
}

function clauseOf({ parts, facts, predicate }: Claim): Clause {
  return { parts, facts, ...(predicate === undefined ? {} : { predicate }) };
}

/**
 * Tellings in one sentence: what was stated, then what the pair says of another one.
 *
 * @param first the statement of `from`, which may be joined to others already.
 * @returns null where the second one lacks a slot of the pair.
 */
export function sayJoined(first: Claim, from: Telling, to: Telling, pair: PairFrame): Claim | null {
  const words = filled(pair.text, to.slots);
  if (words === null) return null;
  const tail = claim('', [...words, '.'], factsBehind(to, pair, from), pair.predicate);
  const last = first.parts.at(-1);
  const open =
    typeof last === 'string' ? [...first.parts.slice(0, -1), last.replace(/\.$/, '')].filter((part) => part !== '') : first.parts;
  return {
    id: first.id,
    parts: [...open, ...tail.parts],
    text: first.text.replace(/\.$/, '') + tail.text,
    facts: [...new Set([...first.facts, ...tail.facts])],
    clauses: [...headClauses(first, open), clauseOf(tail)],
  };
}

/** The clauses of a sentence whose full stop was taken away. */
function headClauses(first: Claim, open: Claim['parts']): Clause[] {
  if (!first.clauses) return [clauseOf({ ...first, parts: open })];
  const before = first.clauses.slice(0, -1);
  const skipped = before.reduce((sum, { parts }) => sum + parts.length, 0);
  return [...before, { ...first.clauses.at(-1)!, parts: open.slice(skipped) }];
}

/** The frames of a role that can be said: those for these readers, if there are any. `isAfter` tells whether a link of that name was said. */
export function framesOf(
  { frames }: KindFrames,
  telling: Telling,
  role: FrameRole,
  audience: Audience,
  isAfter: (link: string) => boolean,
): readonly Frame[] {
  const available = frames.filter(
    (frame) => frame.role === role && (frame.after === undefined || isAfter(frame.after)) && isAvailable(frame, telling),
  );
  const own = available.filter((frame) => frame.audience === audience);
  return own.length > 0 ? own : available.filter((frame) => frame.audience === undefined);
}

/**
 * One of `framesOf`; undefined where there is none. Of several it is the first that is short enough for a page, else the shortest: a kind
 * lists those that say most first.
 */
export function frameOf(
  kind: KindFrames,
  telling: Telling,
  role: FrameRole,
  audience: Audience,
  isAfter: (link: string) => boolean,
): Frame | undefined {
  const fitting = framesOf(kind, telling, role, audience, isAfter);
  if (fitting.length < 2) return fitting[0];
  const short = fitting.find((frame) => lengthOf(frame, telling) <= SENTENCE_WORD_COUNT_MAX);
  return short ?? fitting.reduce((least, next) => (lengthOf(next, telling) < lengthOf(least, telling) ? next : least));
}
