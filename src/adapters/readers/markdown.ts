import type { Statement } from '../../contracts/observation.ts';
import { type FrontMatter, frontMatter } from './front-matter.ts';
import { inlineText } from './inline-text.ts';
import { type PipeTable, pipeTables } from './pipe-table.ts';

/** A piece of a Markdown text that can state something: a heading, a paragraph's line, a list entry, a table row. */
export type MarkdownBlock = Statement;

/** A table drawn with bars, outside code. */
export interface MarkdownTable extends PipeTable {
  readonly headings: readonly string[];
}

export interface MarkdownDocument {
  readonly frontMatter: FrontMatter;
  readonly blocks: readonly MarkdownBlock[];
  readonly tables: readonly MarkdownTable[];
}

/** Marks of quotations and list entries at the start of a line; nobody nests them deeper. */
const CONTAINER = /^(?:[ \t]{0,3}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]?){1,8}/;
const LIST_ENTRY = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
const FENCE = /^[ \t]*(`{3,}(?![^`]*`)|~{3,})/;
const HEADING = /^[ \t]{0,3}(#{1,6})(?:[ \t]+|$)/;
const UNDERLINE = /^[ \t]{0,3}(?:=+|-+)[ \t]*$/;
const RULE = /^[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const DEFINITION = /^[ \t]{0,3}\[[^\]]{1,200}\]:/;
const INDENTED_CODE = /^(?: {4}|\t)/;
/** Tags that begin a block of HTML, which ends at a blank line (CommonMark 0.31, section 4.6). */
const HTML_BLOCK =
  /^[ \t]{0,3}<\/?(?:address|article|aside|base|blockquote|body|caption|center|col|colgroup|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option|p|param|picture|pre|script|section|source|style|summary|table|tbody|td|textarea|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/i;

/** What a line is part of; front matter is none of them and is not listed. */
type LineKind = 'text' | 'blank' | 'code' | 'comment' | 'html';

/** A line of a Markdown text. */
export interface MarkdownLine {
  /** From 1. */
  readonly number: number;
  readonly kind: LineKind;
  /** Without the marks of quotations and list entries. */
  readonly content: string;
  readonly part: 'paragraph' | 'entry' | 'continued';
}

/** All lines behind the front matter, in order, and what would close a code block or comment that is still open at the end; null for none. */
export interface MarkdownLines {
  readonly lines: readonly MarkdownLine[];
  readonly open: string | null;
}

/**
 * Splits a Markdown text (CommonMark with GitHub's tables) into the lines and table rows that can state something, with their headings, and
 * its tables. One pass over the lines, in time that grows with the text alone: a line is what its beginning says, and no mark in it looks
 * further than its end.
 *
 * Code blocks, comments and raw HTML are left out.
 */
export function readMarkdown(text: string): MarkdownDocument {
  const matter = frontMatter(text);
  const all = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const lines = kindsOf(all, matter.lines).lines.filter(({ kind }) => kind === 'text');
  const headings = headingsOf(lines);
  const tables = pipeTables(visibleLines(all, lines)).map((table) => ({ ...table, headings: above(headings, table.header.line) }));
  const ofTables = new Set(tables.flatMap(({ header, rows }) => [header.line, header.line + 1, ...rows.map(({ line }) => line)]));
  const headingLines = new Set(headings.map(({ line }) => line));
  const blocks = [
    ...lines
      .filter(
        ({ number, content }) =>
          !ofTables.has(number) &&
          !headingLines.has(number) &&
          !UNDERLINE.test(content) &&
          !RULE.test(content) &&
          !DEFINITION.test(content),
      )
      .map(
        ({ number, content, part }): MarkdownBlock => ({
          line: number,
          part,
          text: inlineText(content).trim(),
          headings: above(headings, number),
        }),
      ),
    ...headings.map(({ line, path }): MarkdownBlock => ({ line, part: 'heading', text: path.at(-1)!, headings: path.slice(0, -1) })),
    ...tables.flatMap(rowBlocks),
  ];
  return { frontMatter: matter, blocks: blocks.filter(({ text: said }) => said !== '').sort((a, b) => a.line - b.line), tables };
}

function rowBlocks({ header, rows, headings }: MarkdownTable): MarkdownBlock[] {
  const names = header.cells.map((name) => inlineText(name).trim());
  return rows.map(({ line, cells }) => {
    const said = cells.map((cell, index) => ({ head: names[index] ?? '', text: inlineText(cell).trim() }));
    return {
      line,
      part: 'row',
      text: said.map(({ head, text }) => (head === '' ? text : `${head}: ${text}`)).join('; '),
      headings,
      cells: said,
    };
  });
}

/** What each line of a Markdown text is part of, by the same rules as `readMarkdown`. */
export function markdownLines(text: string): MarkdownLines {
  return kindsOf(
    text.split('\n').map((line) => line.replace(/\r$/, '')),
    frontMatter(text).lines,
  );
}

/** @param first index of the first line behind the front matter. */
function kindsOf(lines: readonly string[], first: number): MarkdownLines {
  const kinds: MarkdownLine[] = [];
  let fence: string | null = null;
  let inComment = false;
  let inHtml = false;
  let inList = false;
  let afterBlank = true;
  let lastText = 0;
  for (let index = first; index < lines.length; index += 1) {
    const line = lines[index]!;
    const content = line.replace(CONTAINER, '');
    const add = (kind: LineKind, part: MarkdownLine['part'] = 'paragraph') => kinds.push({ number: index + 1, kind, content, part });
    if (fence !== null) {
      add('code');
      if (closesFence(content, fence)) fence = null;
      continue;
    }
    const opening = FENCE.exec(content);
    if (inComment) {
      add('comment');
      inComment = !line.includes('-->');
    } else if (content.trim() === '') {
      add('blank');
      inHtml = false;
      afterBlank = true;
    } else if (/^[ \t]{0,3}<!--/.test(content)) {
      add('comment');
      inComment = !content.includes('-->');
    } else if (inHtml || HTML_BLOCK.test(content)) {
      add('html');
      inHtml = true;
    } else if (opening) {
      add('code');
      fence = opening[1]!;
    } else {
      const isEntry = LIST_ENTRY.test(line);
      if (afterBlank && !isEntry && !/^[ \t]/.test(line)) inList = false;
      inList ||= isEntry;
      const isCode: boolean = INDENTED_CODE.test(content) && afterBlank && !inList;
      add(isCode ? 'code' : 'text', isEntry ? 'entry' : afterBlank || lastText !== index ? 'paragraph' : 'continued');
      if (!isCode) lastText = index + 1;
      afterBlank = isCode;
    }
  }
  return { lines: kinds, open: fence ?? (inComment ? '-->' : null) };
}

function closesFence(content: string, fence: string): boolean {
  const bare = content.trim();
  return bare.length >= fence.length && bare === fence[0]!.repeat(bare.length);
}

/** All lines, those that are no text blanked out: tables keep their line numbers. */
function visibleLines(all: readonly string[], lines: readonly MarkdownLine[]): string[] {
  const visible = new Array<string>(all.length).fill('');
  for (const { number } of lines) visible[number - 1] = all[number - 1]!;
  return visible;
}

interface Heading {
  readonly line: number;
  /** Headings above it, itself the last. */
  readonly path: readonly string[];
}

function headingsOf(lines: readonly MarkdownLine[]): Heading[] {
  const headings: Heading[] = [];
  const open: { depth: number; text: string }[] = [];
  const add = (line: number, depth: number, text: string) => {
    while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop();
    open.push({ depth, text: inlineText(text).trim() });
    headings.push({ line, path: open.map((heading) => heading.text) });
  };
  lines.forEach(({ number, content }, index) => {
    const next = lines[index + 1];
    const hashes = HEADING.exec(content);
    if (hashes) add(number, hashes[1]!.length, content.slice(hashes[0].length).replace(/[ \t]+#+[ \t]*$/, ''));
    else if (next?.number === number + 1 && UNDERLINE.test(next.content) && !UNDERLINE.test(content) && !content.includes('|')) {
      add(number, next.content.includes('=') ? 1 : 2, content);
    }
  });
  return headings;
}

/** The headings above a line, by binary search: a text may have as many headings as lines. */
function above(headings: readonly Heading[], line: number): readonly string[] {
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (headings[middle]!.line < line) low = middle + 1;
    else high = middle;
  }
  return headings[low - 1]?.path ?? [];
}
