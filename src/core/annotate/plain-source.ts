import { inlineText } from '../../adapters/readers/inline-text.ts';

/** A stretch of Markdown without its marks, and where each character of that stands in the source. */
export interface PlainSource {
  readonly plain: string;
  /** Where each character of `plain` begins and ends in the source. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Comments, tags, entities, targets of links, blanks with the marks of a quotation at the start of the next line, marks. Each looks no further than its limit. */
const PIECE =
  /<!--(?:[^-]|-(?!->)){0,400}-->|<\/?[a-z][^<>]{0,200}>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});|\]\([^()[\]\s]{0,1000}(?:\s"[^"[\]]{0,300}")?\)|\s+(?:>\s*)*|[*_`~\\[\]!]/giy;

/**
 * Takes the marks of Markdown off a stretch of a text, so that words that were read from it can be found in it again. Applied to such words it
 * takes off what could be taken for marks, so that both sides agree.
 *
 * @param to behind its last character. One pass.
 */
export function plainSource(text: string, from = 0, to = text.length): PlainSource {
  let plain = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (characters: string, start: number, end: number) => {
    for (let count = characters.length; count > 0; count -= 1) {
      starts.push(start);
      ends.push(end);
    }
    plain += characters;
  };
  for (let index = from; index < to; ) {
    PIECE.lastIndex = index;
    const piece = PIECE.exec(text)?.[0];
    if (piece === undefined) {
      add(text[index]!, index, index + 1);
      index += 1;
      continue;
    }
    if (/^\s/.test(piece)) add(plain.endsWith(' ') ? '' : ' ', index, index + piece.length);
    else if (piece.startsWith('&')) add(inlineText(piece), index, index + piece.length);
    index += piece.length;
  }
  return { plain, starts, ends };
}
