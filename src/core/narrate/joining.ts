import type { Claim } from '../../contracts/claim.ts';
import { addedWords, isFitting, type KindFrames, type PairFrame, SENTENCE_WORD_COUNT_MAX, sayJoined, type Telling } from '../telling.ts';

export type Kinds = ReadonlyMap<string, KindFrames>;

/** The link from one telling to another; null for none. */
export function linkOf(from: Telling, to: Telling, kinds: Kinds): string | null {
  return from.id === to.id ? null : (kinds.get(from.kind)?.link?.(from, to) ?? null);
}

/** The frame that makes one sentence of two tellings; undefined where none fits. */
export function pairOf(from: Telling, to: Telling, kinds: Kinds): PairFrame | undefined {
  const pairs = kinds.get(from.kind)?.pairs?.[to.kind];
  if (!pairs) return undefined;
  const link = linkOf(from, to, kinds);
  return link === null ? undefined : pairs.find((pair) => pair.link === link && isFitting(pair, to));
}

/** Is there room in a sentence of so many words for what a pair adds? */
export function hasRoom(wordCount: number, pair: PairFrame, to: Telling): boolean {
  return wordCount + addedWords(pair, to) <= SENTENCE_WORD_COUNT_MAX;
}

/** What must be said with a telling, because it alone would say more than holds. */
export function bound(telling: Telling, all: readonly Telling[], kinds: Kinds): Telling | undefined {
  return all.find((other) => pairOf(telling, other, kinds)?.binding === true);
}

/** A statement with what a link joins to it. @returns null where no frame makes one sentence of the two. */
export function joined(statement: Claim, from: Telling, to: Telling, kinds: Kinds): Claim | null {
  const pair = pairOf(from, to, kinds);
  return pair === undefined ? null : sayJoined(statement, from, to, pair);
}
