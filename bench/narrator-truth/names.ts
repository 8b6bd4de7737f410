import type { FactRecord } from './evidence.ts';

/** A sentence with every quotation replaced by one mark, so that no word or stop within one is taken for ours. */
export interface Masked {
  readonly text: string;
  readonly quotations: readonly string[];
}

export function masked(sentence: string): Masked {
  const quotations: string[] = [];
  const text = sentence.replaceAll(/"[^"]*"/g, (quotation) => {
    quotations.push(quotation.slice(1, -1));
    return `⟦${quotations.length - 1}⟧`;
  });
  return { text, quotations };
}

/** A text as it is printed on one line in quotation marks. */
export function quotedAs(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replaceAll('"', "'");
}

/** The names of a phrase, quotations as they were written; "`x` not stated" is the empty value of x. */
export function namesIn(phrase: string, { quotations }: Masked): string[] {
  return phrase
    .replaceAll(/(\S+) not stated/g, '$1=')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(/⟦(\d+)⟧/g, (_, index) => quotations[Number(index)]!));
}

function isCalled(value: unknown, name: string): boolean {
  return String(value) === name || quotedAs(String(value)) === name;
}

/** The keys under which labels have a value that is called so. */
export function keysCalled(labels: Readonly<Record<string, unknown>>, name: string): string[] {
  return Object.entries(labels)
    .filter(([key, value]) => isCalled(value, name) || isCalled(`${key}=${String(value)}`, name))
    .map(([key]) => key);
}

/** Whether labels have all that is named. */
export function areOf(labels: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => keysCalled(labels, name).length > 0);
}

/** Whether a fact is of all that is named, a file or a day among them. */
export function isOf(fact: FactRecord, names: readonly string[]): boolean {
  return names.every(
    (name) =>
      keysCalled(fact.labels, name).length > 0 ||
      fact.sources.some(({ path }) => path === name) ||
      (/^\d{4}-\d\d-\d\d$/.test(name) && Object.values(fact.labels).some((value) => String(value).startsWith(`${name}T`))),
  );
}

/** Splits "a, b and c" where no bracket is open. */
export function listed(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    const joint = depth === 0 ? /^(?:, and |, | and )/.exec(text.slice(index))?.[0] : undefined;
    if (joint === undefined) continue;
    items.push(text.slice(start, index));
    start = index + joint.length;
    index = start - 1;
  }
  return [...items, text.slice(start)];
}
