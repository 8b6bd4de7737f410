import { UNPRINTABLE } from '../../metrics/quotation.ts';

/** Text of an answer that is read; nobody reads a longer commentary. */
export const ANSWER_CHARS_MAX = 6_000;
/** Sentences that are read. */
const SENTENCE_COUNT_MAX = 24;
/** Of a longer one nothing is read: nobody states facts at such length. */
export const SENTENCE_CHARS_MAX = 400;

/** What begins a line of Markdown that is a title, a rule or the edge of a block of code, and no sentence. */
const NO_SENTENCE = /^(?:#{1,6}\s|```|~~~|[-*_=|:\s]+$)/;
/** Marks of an entry or a quotation before its text. */
const ENTRY_MARK = /^(?:>|[-*+•]\s|\(?\d{1,2}[.)]\s)\s*/;
/** Marks of emphasis and code around words; an underscore within a name stays. */
const EMPHASIS = /[*`]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}_])/gu;
const SENTENCE_END = /(?<!\b(?:e\.g|i\.e|vs|cf|approx|ca|no|fig|etc|incl|avg|max|min))[.!?]["”')\]]*\s+|;\s+/giu;
/** A line without an end of its own that is no title reads on in the next one. */
const ENDED = /[.!?:;]["”')\]]*$/;
const TITLE_CHARS_MAX = 60;

/** The lines of an answer as paragraphs of plain text: entries and quotations without their marks, titles left out. */
function paragraphs(text: string): string[] {
  const found: string[] = [];
  let open = '';
  const close = () => {
    if (open !== '') found.push(open);
    open = '';
  };
  for (const raw of text.split(/\r\n|[\n\r\u0085\u2028\u2029]/)) {
    const line = raw.trim();
    if (line === '' || NO_SENTENCE.test(line)) {
      close();
      continue;
    }
    const isEntry = ENTRY_MARK.test(line);
    if (isEntry) close();
    let own = line;
    while (ENTRY_MARK.test(own)) own = own.replace(ENTRY_MARK, '');
    const plain = own
      .replaceAll(EMPHASIS, '')
      .replaceAll(UNPRINTABLE, '\ufffd')
      .replaceAll(/[\p{Cc}\s]+/gu, ' ')
      .trim();
    if (plain === '') continue;
    open = open === '' ? plain : `${open} ${plain}`;
    if (ENDED.test(plain)) close();
  }
  close();
  return found;
}

function sentencesIn(paragraph: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (const match of paragraph.matchAll(SENTENCE_END)) {
    const mark = match[0].trimEnd();
    found.push(paragraph.slice(from, match.index + (mark === ';' ? 0 : mark.length)));
    from = match.index + match[0].length;
  }
  found.push(paragraph.slice(from));
  return found.map((sentence) => sentence.trim());
}

/** A title or a lead-in states nothing: "Summary:", "Key findings". */
function isTitle(sentence: string): boolean {
  return /:$/.test(sentence) || (sentence.length <= TITLE_CHARS_MAX && !/[.!?]["”')\]]*$/.test(sentence) && !/\d/.test(sentence));
}

/** A text up to the end of its last whole sentence: half of one may say something else, and half a number is another one. */
function withoutRest(text: string): string {
  const ends = [...text.matchAll(/[.!?]["”')\]]*\s|[\n\r]/g)];
  const last = ends.at(-1);
  return last === undefined ? '' : text.slice(0, last.index + last[0].length);
}

/**
 * The sentences of what a model wrote, as plain text on one line each, without marks of Markdown, in their order, none twice.
 *
 * @param text of any length and language; only its beginning is read. @param isCut it was stopped before its end.
 */
export function answerSentences(text: string, isCut = false): string[] {
  const read = text.slice(0, ANSWER_CHARS_MAX);
  const all = paragraphs(isCut || read.length < text.length ? withoutRest(read) : read).flatMap(sentencesIn);
  const told = all.filter((sentence) => /\p{L}/u.test(sentence) && !isTitle(sentence));
  const seen = new Map(
    told.map((sentence) => [
      sentence
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
      sentence,
    ]),
  );
  return [...seen.values()].slice(0, SENTENCE_COUNT_MAX);
}
