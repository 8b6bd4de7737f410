import type { Claim, Predicate, ProsePart, Show } from '../contracts/claim.ts';
import type { Fact } from '../contracts/fact.ts';
import { printFact } from '../metrics/format.ts';
import { quoted } from '../metrics/quotation.ts';
import { knownMetric, metricOf } from '../metrics/registry.ts';

/** A fact with the way its number is to be printed. */
export interface Shown {
  readonly fact: Fact;
  readonly show: Show;
}

/** What a sentence is written from: words, terms of the registry, names set as code, and facts. */
export type Word = string | { readonly term: string } | { readonly name: string } | Shown;

/** Prints a fact's number in a sentence. */
export function shown(fact: Fact, show: Show = 'value'): Shown {
  return { fact, show };
}

/** Sets a model, file or label as code. */
export function name(text: string | number | boolean): { name: string } {
  return { name: String(text) };
}

/** A statistic, or other words of the registry, in which a digit may stand. */
export function term(text: string): { term: string } {
  return { term: text };
}

/** A metric in running text: its name in the registry, or, set as a name, what its source calls it. */
export function metricWord(id: string, unit?: string): { term: string } | { name: string } {
  const { name: metricName } = metricOf(id, unit);
  return knownMetric(id) ? term(metricName) : name(metricName);
}

/** Joins words into an enumeration: a, b and c. */
export function enumerate(groups: readonly (readonly Word[])[]): Word[] {
  return groups.flatMap((words, index) => {
    if (index === 0) return words;
    return [index === groups.length - 1 ? ' and ' : ', ', ...words];
  });
}

/** First letter in upper case, for the first word of a sentence. */
export function sentenceCase(words: readonly Word[]): Word[] {
  const start = words.findIndex((word) => word !== '');
  const first = words[start];
  const rest = words.slice(start + 1);
  const raised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  if (typeof first === 'string') return [raised(first), ...rest];
  return first && 'term' in first ? [{ term: raised(first.term) }, ...rest] : [...words];
}

function isShown(word: Word): word is Shown {
  return typeof word === 'object' && 'fact' in word;
}

/** Words as plain text: names that could be read as words of ours stand in quotation marks. */
export function plainText(words: readonly Word[]): string {
  return words
    .map((word) => {
      if (typeof word === 'string') return word;
      if ('term' in word) return word.term;
      if ('name' in word) return quoted(word.name);
      const { number, unit } = printFact(word.fact, word.show);
      return unit === '' ? number : `${number} ${unit}`;
    })
    .join('');
}

/** The text of a claim, printed from its parts anew. A fact that is not known prints as its id. */
export function claimText({ parts }: Pick<Claim, 'parts'>, byId: ReadonlyMap<string, Fact>): string {
  return plainText(
    parts.map((part) => {
      if (typeof part === 'string' || !('fact' in part)) return part;
      const fact = byId.get(part.fact);
      return fact ? { fact, show: part.show } : part.fact;
    }),
  );
}

/**
 * A sentence that refers to facts. The words carry no digit; every number is printed from its fact.
 *
 * @param also facts that bear the sentence out without being printed in it.
 * @param predicate what the sentence says of its subject; without one it may not weigh or compare.
 */
export function claim(id: string, words: readonly Word[], also: readonly Fact[] = [], predicate?: Predicate): Claim {
  const parts: ProsePart[] = [];
  for (const word of words) {
    const last = parts.at(-1);
    if (typeof word === 'string' && typeof last === 'string') parts[parts.length - 1] = last + word;
    else if (isShown(word)) parts.push({ fact: word.fact.id, show: word.show });
    else parts.push(word);
  }
  const facts = [...words.filter(isShown).map(({ fact }) => fact.id), ...also.map(({ id: own }) => own)];
  return { id, parts, text: plainText(words), facts: [...new Set(facts)], ...(predicate === undefined ? {} : { predicate }) };
}
