import { labelKey, slug } from '../../metrics/labels.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
import { numberIn } from '../readers/fields.ts';
import type { FieldContext, WhatWasRead } from './what-was-read.ts';

/**
 * Texts of a field that are those of a label or setting: of the one that has its name, else of the one with which it has most texts in common and that
 * no other field states, so that no chance number of another label speaks for it. Numbers of a field of a document that nobody asked for are
 * only those of a label of its name.
 */
export function labelledTexts(at: string, written: readonly string[], { read, isAsked, claimed }: FieldContext): ReadonlySet<string> {
  const own = namesakes(at, read);
  const named = written.filter((text) => own.some((key) => isAmong(read.texts.get(key)!, text)));
  if (2 * named.length > written.length) {
    for (const key of own) claimed.add(key);
    return new Set(named);
  }
  const open = isAsked === false ? written.filter((text) => numberIn(text) === null) : written;
  let best: { readonly key: string; readonly held: readonly string[] } | null = null;
  for (const [key, texts] of read.texts) {
    if (claimed.has(key)) continue;
    const held = open.filter((text) => isAmong(texts, text));
    if (2 * held.length > texts.size && held.length > (best?.held.length ?? 0)) best = { key, held };
    if (held.length === open.length) break;
  }
  if (best === null || 2 * best.held.length <= open.length) return new Set(named);
  claimed.add(best.key);
  return new Set([...named, ...best.held]);
}

/** Has a label or setting the name of this field? */
export function hasNamesake(at: string, read: WhatWasRead): boolean {
  return namesakes(at, read).length > 0;
}

function namesakes(at: string, { texts }: WhatWasRead): string[] {
  const name = at.slice(at.lastIndexOf('/') + 1);
  const keys = new Set([name, slug(name), labelKey(name) ?? name]);
  return [...keys].filter((key) => texts.has(key));
}

const PART_CHARS_MIN = 2;
/** A file with more labels than this has them in columns of their own. */
const LABELS_MAX = 500;

/** Is the text a part of a label (`512` of `pp512`), or a label a part of it (a name with parameters)? */
export function isPartOfLabel(text: string, { texts }: WhatWasRead): boolean {
  if (text.length < PART_CHARS_MIN) return false;
  const isNumber = numberIn(text) !== null;
  for (const own of texts.values()) {
    if (own.size > LABELS_MAX) continue;
    for (const label of own) {
      // A number that is another label's as a whole is there by chance.
      if (label === text ? !isNumber : holdsWord(label, text) || (label.length > PART_CHARS_MIN && holdsWord(text, label))) return true;
    }
  }
  return false;
}

function holdsWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at === -1) return false;
  const joined = (left: string, right: string) => (/\d/.test(left) && /[\d.]/.test(right)) || (/\p{L}/u.test(left) && /\p{L}/u.test(right));
  return !joined(text[at - 1] ?? '', word[0]!) && !joined(word.at(-1)!, text[at + word.length] ?? '');
}

/** Is the text one of these, or a number among them that is written otherwise? */
export function isAmong(own: ReadonlySet<string>, text: string): boolean {
  if (own.has(text)) return true;
  const number = numberText(text);
  return number !== null && own.has(number);
}

/** A number as it is written of its value alone: the same texts are looked for among those of many labels. */
const numberText = rememberedText((text): string | null => {
  const number = numberIn(text);
  return number === null ? null : String(number);
});
