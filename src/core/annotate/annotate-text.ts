import { markdownLines } from '../../adapters/readers/markdown.ts';
import { ANNOTATED_SIGN } from '../../contracts/annotated.ts';
import type { CheckedClaim, CheckedText, ClaimForm } from '../../contracts/checked-claim.ts';
import { footnoteOf, type HrefOf, summaryOf, toMarkdown } from './footnotes.ts';
import { insertionPoint, type Whole, wholesOf } from './insertion-point.ts';
import { type ClaimPlace, locateClaims } from './locate-claims.ts';
import { type Stretch, statementStretches } from './statement-stretches.ts';
import { summaryText, VERDICTS } from './verdict-words.ts';

/** Something that is put into a text, in front of the character at `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** What is said of two things is judged as a whole: its mark stands behind the sentence. */
const OF_SENTENCE: ReadonlySet<ClaimForm> = new Set(['relation', 'superlative', 'effect']);

/**
 * What makes an annotated copy of a Markdown text: a mark with a footnote behind each claim, and at the end a summary, the footnotes and the sign
 * of a copy of ours. Nothing of the text is taken out or moved. A sentence that states nothing of the data gets no mark.
 *
 * @param checked what became of the claims of this very text.
 * @param against directory of the data, as the summary names it.
 * @returns in the order of the text.
 */
export function annotationsOf(text: string, checked: CheckedText, against: string, hrefOf: HrefOf): Insertion[] {
  const marked = checked.claims.filter(({ form }) => form !== 'none');
  const label = labelsFor(text);
  const stretches = statementStretches(text);
  const pointOf = pointsIn(text, stretches);
  const points = locateClaims(text, checked.claims, stretches).flatMap((place, index): { at: number; claim: CheckedClaim }[] => {
    const claim = checked.claims[index]!;
    return claim.form === 'none' ? [] : [{ at: pointOf(claim, place), claim }];
  });
  const ordered = points.toSorted((a, b) => a.at - b.at);
  const marks = ordered.map(({ at, claim }, index): Insertion => ({ at, text: ` ${VERDICTS[claim.verdict].mark}[^${label(index + 1)}]` }));
  const footnotes = ordered.map(({ claim }, index) => footnoteOf(claim, label(index + 1), hrefOf));
  const unmarked = checked.claims.length - marked.length;
  const summary = [
    `: ${summaryText(checked, true)}.`,
    ...(unmarked > 0 ? [`${unmarked} of them state nothing of the data and have no mark.`] : []),
    ...(checked.hasData ? [] : ['There are no measurements: nothing of this text can be verified.']),
  ].join(' ');
  const tail = `---\n\n${toMarkdown([summaryOf(against, summary), ...footnotes])}\n${ANNOTATED_SIGN}\n`;
  return [...marks, { at: text.length, text: withLineEndsOf(text, `${endOf(text)}${tail}`) }];
}

/** Labels of footnotes that the text has not got. */
function labelsFor(text: string): (index: number) => string {
  let name = 'bs';
  while (text.includes(`[^${name}-`)) name += 's';
  return (index) => `${name}-${index}`;
}

/** Where the mark of a claim goes; what a stretch holds is looked for once. */
function pointsIn(text: string, stretches: ReadonlyMap<number, Stretch>): (claim: CheckedClaim, place: ClaimPlace) => number {
  const wholes = new Map<number, readonly Whole[]>();
  const limitOf = (stretch: Stretch, { end }: ClaimPlace) =>
    stretch.cells.find((cell) => cell.start <= end && end <= cell.end)?.end ?? stretch.cells.at(-1)?.end ?? stretch.end;
  return (claim, place) => {
    const stretch = stretches.get(claim.line);
    if (stretch === undefined) return place.end;
    const known = wholes.get(stretch.line) ?? wholesOf(text, stretch.start, stretch.end);
    wholes.set(stretch.line, known);
    const wanted = OF_SENTENCE.has(claim.form) && place.sentenceEnd !== null ? place.sentenceEnd : place.end;
    return insertionPoint(text, wanted, known, limitOf(stretch, place));
  };
}

/** What ends the text, so that something can stand behind it: what closes code or a comment that was left open, and a blank line. */
function endOf(text: string): string {
  const { open } = markdownLines(text);
  const lineEnd = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${lineEnd}${open === null ? '' : `${open}\n`}\n`;
}

function withLineEndsOf(text: string, added: string): string {
  return /^[^\n]*\r\n/.test(text) ? added.replaceAll('\n', '\r\n') : added;
}
