import type { Statement } from '../../../contracts/observation.ts';
import { remembered } from '../../../metrics/remembered.ts';

/** From where on in a joined text its words stand on a line. */
export interface LineStart {
  readonly from: number;
  readonly line: number;
}

/** A paragraph, entry, heading or row with what stands around it. */
export interface Passage {
  readonly line: number;
  /** Its lines, the first one among them, in their order. */
  readonly lines: readonly LineStart[];
  readonly part: 'heading' | 'paragraph' | 'entry' | 'row';
  readonly text: string;
  /** Innermost first: the entry that it stands below, what opens the list that it is an entry of, then the headings above it. */
  readonly around: readonly string[];
  /** What opens its list, and the headings above that: the same for all entries of a list. */
  readonly under: string;
  readonly cells: readonly { readonly head: string; readonly text: string }[];
}

/** A sentence of a passage. */
export interface Sentence {
  readonly text: string;
  readonly around: readonly string[];
  /** The line on which the word at a place of the sentence stands. */
  readonly lineAt: (at: number) => number;
}

/** Longest sentence that is read: nobody states facts at such length, and every pattern is bounded by it. */
const SENTENCE_CHARS_MAX = 2_000;

/** Statements of a text that are read; nobody reads a report that is longer. */
const STATEMENT_COUNT_MAX = 5_000;

/** What something stands under says so within this length, at its end. */
const AROUND_CHARS_MAX = 400;
/** Of a longer paragraph the beginning is read. */
const PASSAGE_CHARS_MAX = 20_000;

/** What opens a list: "Requirements:", "Key findings:". */
const LEAD_IN = /:\s*$/;
/** A short line before a list names what its entries are of: "Recommended setup: `num_gpu=80`". */
const LABEL_CHARS_MAX = 120;

/** An entry of a name or a setting alone, "num_gpu=99", holds for the entries below it. */
const BARE_ENTRY = /^(?:(?:\p{L}{1,3}|(?=\S*[\p{Lu}\d_=])[^\s.!?]+(?:[.:][^\s.!?]+)*)(?:\s+|$)){1,4}$/u;
const MEASURED = /\d\s?(?:tok|t\/s|ms\b|s\b|%|req|x\b|[KMG]i?B\b)/;

/** A sentence that states a figure is no title of what comes after it. */
function opens(text: string): boolean {
  return LEAD_IN.test(text) || (text.length <= LABEL_CHARS_MAX && !(/[.!?]\s*$/.test(text) && MEASURED.test(text)));
}

/** Where one sentence ends: a mark with a blank behind it, before a capital, a digit, a quotation or a name; not within "e.g." or "vs.". */
const SENTENCE_END = /(?<!\b(?:e\.g|i\.e|vs|cf|approx|ca|no|fig|etc|incl|avg|max|min))[.!?]["”')\]]*\s+(?=["“'(\p{Lu}\p{N}`])|;\s+/giu;

/** A heading mark within a line, where somebody has lost the line break before it. */
const LOST_HEADING = /\s#{1,6}\s+/;

/** Statements with the headings that stand within their lines as headings of their own, for all that follows. */
function withLostHeadings(statements: readonly Statement[]): Statement[] {
  let lost: readonly string[] = [];
  let above: readonly string[] = [];
  return statements.flatMap((statement) => {
    if (statement.headings !== above) lost = [];
    above = statement.headings;
    const headings = lost.length === 0 ? statement.headings : [...statement.headings, ...lost];
    const own = lost.length === 0 ? statement : { ...statement, headings };
    if (statement.part === 'row' || !LOST_HEADING.test(statement.text)) return [own];
    const [first = '', ...titles] = statement.text.split(LOST_HEADING);
    lost = titles.slice(-1);
    const found = titles.map((text): Statement => ({ ...statement, part: 'paragraph', text, headings: [...statement.headings, text] }));
    return [{ ...own, text: first }, ...found];
  });
}

interface Joining extends Passage {
  text: string;
  readonly lines: LineStart[];
}

/**
 * Joins the lines of each paragraph and entry, and puts beside them what they stand under: the paragraph that ends in a colon before a list,
 * an entry before the entries within it, the headings.
 */
export const passagesOf = remembered(joinedPassages);

function joinedPassages(statements: readonly Statement[]): readonly Passage[] {
  const passages: Joining[] = [];
  let lead = '';
  let holder = '';
  let headings: readonly string[] = [];
  for (const { line, part, text, headings: own, cells = [] } of withLostHeadings(statements.slice(0, STATEMENT_COUNT_MAX))) {
    const last = passages.at(-1);
    if (part === 'continued' && last && (last.part === 'paragraph' || last.part === 'entry')) {
      if (last.text.length < PASSAGE_CHARS_MAX) {
        last.lines.push({ from: last.text.length + 1, line });
        last.text = `${last.text} ${text}`;
      }
      if (lead !== '' || LEAD_IN.test(text)) lead = opens(last.text) ? last.text : '';
      continue;
    }
    if (own.join('\n') !== headings.join('\n')) lead = '';
    headings = own;
    const isBare = part === 'entry' && BARE_ENTRY.test(text) && !LEAD_IN.test(text) && !MEASURED.test(text);
    if (part !== 'entry' || isBare) holder = '';
    const opening = [...(lead !== '' && (part === 'entry' || part === 'row') ? [lead] : []), ...own.toReversed()];
    const around = [...(holder === '' ? [] : [holder]), ...opening].map((outer) => outer.slice(-AROUND_CHARS_MAX));
    if (isBare) holder = text;
    if (part === 'paragraph' || (part === 'entry' && LEAD_IN.test(text))) lead = opens(text) ? text : '';
    else if (part === 'heading') lead = '';
    passages.push({
      line,
      lines: [{ from: 0, line }],
      part: part === 'continued' ? 'paragraph' : part,
      text,
      around,
      under: opening.join('\n'),
      cells,
    });
  }
  return passages;
}

/** The sentences of a passage; a row is none. */
export const sentencesOf = remembered(splitPassage);

function splitPassage({ lines, text: whole, around }: Passage): readonly Sentence[] {
  const text = whole.slice(0, PASSAGE_CHARS_MAX);
  const sentences: Sentence[] = [];
  const add = (from: number, to: number) => {
    const said = text.slice(from, to);
    const start = from + said.length - said.trimStart().length;
    if (said.trim() !== '') sentences.push({ text: said.trim().slice(0, SENTENCE_CHARS_MAX), around, lineAt: lineFinder(lines, start) });
  };
  let from = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const to = match.index + match[0].trimEnd().length;
    add(from, to);
    from = match.index + match[0].length;
  }
  add(from, text.length);
  return sentences;
}

function lineFinder(lines: readonly LineStart[], start: number): Sentence['lineAt'] {
  return (at) => (lines.findLast(({ from }) => from <= start + at) ?? lines[0]!).line;
}
