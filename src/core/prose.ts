import type { Claim, ProsePart, Show } from '../contracts/claim.ts';
import type { Fact } from '../contracts/fact.ts';
import { printFact } from '../metrics/format.ts';

/** A fact with the way its number is to be printed. */
export interface Shown {
  readonly fact: Fact;
  readonly show: Show;
}

/** What a sentence is written from: words, names set as code, and facts. */
export type Word = string | { readonly name: string } | Shown;

/** Prints a fact's number in a sentence. */
export function shown(fact: Fact, show: Show = 'value'): Shown {
  return { fact, show };
}

/** Sets a model, file or label as code. */
export function name(text: string | number | boolean): { name: string } {
  return { name: String(text) };
}

/** Joins words into an enumeration: a, b and c. */
export function enumerate(groups: readonly (readonly Word[])[]): Word[] {
  return groups.flatMap((words, index) => {
    if (index === 0) return words;
    return [index === groups.length - 1 ? ' and ' : ', ', ...words];
  });
}

function isShown(word: Word): word is Shown {
  return typeof word === 'object' && 'fact' in word;
}

function textOf(word: Word): string {
  if (typeof word === 'string') return word;
  if (!isShown(word)) return word.name;
  const { number, unit } = printFact(word.fact, word.show);
  return unit === '' ? number : `${number} ${unit}`;
}

/**
 * A sentence that refers to facts. The words carry no digit; every number is printed from its fact.
 *
 * @param also facts that bear the sentence out without being printed in it.
 */
export function claim(id: string, words: readonly Word[], also: readonly Fact[] = []): Claim {
  const parts: ProsePart[] = [];
  for (const word of words) {
    const last = parts.at(-1);
    if (typeof word === 'string' && typeof last === 'string') parts[parts.length - 1] = last + word;
    else if (isShown(word)) parts.push({ fact: word.fact.id, show: word.show });
    else parts.push(word);
  }
  const facts = [...words.filter(isShown).map(({ fact }) => fact.id), ...also.map(({ id: own }) => own)];
  return { id, parts, text: words.map(textOf).join(''), facts: [...new Set(facts)] };
}
