import { inlineText } from '../../adapters/readers/inline-text.ts';
import { readName } from '../../metrics/names.ts';
import { spelledUnit } from '../../metrics/units.ts';

const WORD_COUNT_MAX = 4;

/** "times" and its like say a ratio of two figures, which no source spells so. */
const TIMES = /^(?:times|fold|-fold)$/i;

/** The unit that the first of some words spell, as many of them as make one, and how long those are; null where they begin with none. */
export function unitOfWords(words: string): { readonly unit: string; readonly length: number } | null {
  const lead = words.length - words.trimStart().length;
  const parts = words.slice(lead).split(/(?<=\S)(?=\s)/, WORD_COUNT_MAX);
  for (let count = parts.length; count > 0; count -= 1) {
    const spelled = parts
      .slice(0, count)
      .join('')
      .replace(/[.,;:!?)]+$/, '');
    const unit = TIMES.test(spelled) ? 'x' : spelledUnit(spelled);
    if (unit !== null) return { unit, length: lead + spelled.length };
  }
  return null;
}

/** The unit that the head of a column or row states: "TTFT (ms)", "Rate [tok/s]", "Speed, tokens/s", "tokens/s", "ttft_s"; null where it states none. */
export function unitOfHead(head: string): string | null {
  const plain = inlineText(head).trim();
  const stated = [/[([]([^()[\]]{1,30})[)\]]\s*$/, /,\s*([^,]{1,30})$/, /^(.{1,30})$/].map((pattern) => pattern.exec(plain)?.[1]);
  for (const words of stated) {
    const unit = words === undefined ? null : spelledUnit(words);
    if (unit !== null) return unit;
  }
  return readName(plain)?.unit ?? null;
}
