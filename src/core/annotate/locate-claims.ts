import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import { firstIndex } from '../../sequences/first-index.ts';
import { lineAt, lineStarts } from '../line-starts.ts';
import { plainSource } from './plain-source.ts';
import { type Stretch, statementStretches } from './statement-stretches.ts';

/** Where the words of a claim stand in its text, in UTF-16 code units; line and column from 1. */
export interface ClaimPlace {
  readonly start: number;
  readonly end: number;
  /** Behind the sentence that it is in; null where that is not told (a row, or a sentence longer than is quoted). */
  readonly sentenceEnd: number | null;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What is found of a claim in its stretch. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly sentenceEnd: number | null;
}

/** The mark at the end of a quotation that was cut. */
const CUT = /…$/;

/**
 * Finds the words of claims in the text that they were read from: in the order of the text, each later claim of the same words at their next
 * place. Where the words cannot be found (they were put together, or hold what was blacked out), its sentence; else its whole paragraph or row.
 *
 * @param claims of this very text.
 * @param stretches of the text.
 * @returns a place for each claim, in their order.
 */
export function locateClaims(
  text: string,
  claims: readonly CheckedClaim[],
  stretches: ReadonlyMap<number, Stretch> = statementStretches(text),
): ClaimPlace[] {
  const starts = lineStarts(text);
  const finders = new Map<number, (claim: CheckedClaim, lineStart: number) => Found>();
  return claims.map((claim) => {
    const lineStart = starts[claim.line - 1] ?? text.length;
    const stretch = stretches.get(claim.line);
    if (stretch === undefined) return placed({ start: lineStart, end: lineStart, sentenceEnd: null }, starts);
    const finder = finders.get(stretch.line) ?? (stretch.part === 'row' ? rowFinder(text, stretch) : sentenceFinder(text, stretch));
    finders.set(stretch.line, finder);
    return placed(finder(claim, lineStart), starts);
  });
}

/** A claim stands on its own line, its sentence may begin above it. */
function sentenceFinder(text: string, { start, end }: Stretch): (claim: CheckedClaim, lineStart: number) => Found {
  const source = plainSource(text, start, end);
  /** Quotation -> where it begins in the plain text; words within it -> where to look on. */
  const quotes = new Map<string, number>();
  const cursors = new Map<string, number>();
  let reached = 0;
  return ({ quote, said }, lineStart) => {
    const sentence = plainSource(quote.replace(CUT, '')).plain.trim();
    const known = quotes.get(quote) ?? indexFrom(source.plain, sentence, reached);
    quotes.set(quote, known);
    const from = Math.max(
      known,
      firstIndex(source.starts, (own) => own < lineStart),
      0,
    );
    if (known >= 0) reached = known;
    const sentenceEnd = known < 0 || CUT.test(quote) ? null : source.ends[known + sentence.length - 1]!;
    const words = plainSource(said).plain.trim();
    const key = JSON.stringify([quote, words]);
    const at = words === '' ? -1 : indexFrom(source.plain, words, Math.max(cursors.get(key) ?? 0, from), Math.max(known, 0));
    if (at >= 0) {
      cursors.set(key, at + words.length);
      return { start: source.starts[at]!, end: source.ends[at + words.length - 1]!, sentenceEnd };
    }
    if (known < 0) return { start, end, sentenceEnd: null };
    return { start: source.starts[known]!, end: source.ends[known + sentence.length - 1]!, sentenceEnd };
  };
}

/** The words of a row's claim are "head: figure". */
function rowFinder(text: string, stretch: Stretch): (claim: CheckedClaim) => Found {
  const cells = stretch.cells.map((cell) => ({ ...cell, source: plainSource(text, cell.start, cell.end), reached: 0 }));
  const whole = { start: cells[0]?.start ?? stretch.start, end: cells.at(-1)?.end ?? stretch.end, sentenceEnd: null };
  return ({ said }) => {
    for (const cell of cells) {
      // A long head is cut where it is read.
      const cut = said.startsWith(`${cell.head}: `) ? cell.head.length : said.indexOf(': ');
      if (cut < 0 || !cell.head.startsWith(said.slice(0, cut))) continue;
      const words = plainSource(said.slice(cut + 2)).plain.trim();
      const at = words === '' ? -1 : cell.source.plain.indexOf(words, cell.reached);
      if (at < 0) continue;
      cell.reached = at + words.length;
      return { start: cell.source.starts[at]!, end: cell.source.ends[cell.reached - 1]!, sentenceEnd: null };
    }
    return whole;
  };
}

/** From a position on, else from an earlier one; -1 where there is none. */
function indexFrom(plain: string, words: string, from: number, earlier = 0): number {
  if (words === '') return -1;
  const at = plain.indexOf(words, from);
  return at < 0 ? plain.indexOf(words, earlier) : at;
}

function placed(found: Found, starts: readonly number[]): ClaimPlace {
  const [startLine, endLine] = [lineAt(starts, found.start), lineAt(starts, found.end)];
  return {
    ...found,
    startLine,
    startColumn: found.start - starts[startLine - 1]! + 1,
    endLine,
    endColumn: found.end - starts[endLine - 1]! + 1,
  };
}
