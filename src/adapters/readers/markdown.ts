import type { Nodes, PhrasingContent, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { toString as plainText } from 'mdast-util-to-string';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { type FrontMatter, frontMatter } from './front-matter.ts';

/** A piece of a Markdown text that can state something: a paragraph's line, a list entry, a table row. */
export interface MarkdownBlock {
  /** Line of the file, counted from 1. */
  readonly line: number;
  readonly kind: 'text' | 'row';
  /** Plain text; the cells of a row joined as `Column: cell`. */
  readonly text: string;
  /** Headings above it, outermost first. */
  readonly headings: readonly string[];
}

export interface MarkdownDocument {
  readonly frontMatter: FrontMatter;
  readonly blocks: readonly MarkdownBlock[];
  /** Characters at the end that were not read, 0 for all but very long files. */
  readonly charsLeft: number;
}

/** What of GitHub's Markdown matters to a reader. Its bare links, which remark-gfm brings along, double the time and change no text. */
const SYNTAX = { extensions: [gfmTable(), gfmTaskListItem()], mdastExtensions: [gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown()] };

/** Longer than any report; the parser takes some 20 us per character. */
const CHARS_MAX = 200_000;
/** More marks than a person sets in one paragraph: the parser's time grows with their square (an adversarial 32 KB took 40 s). */
const MARKS_MAX = 400;
/** Deeper quotations and lists overflow the parser's stack. */
const INDENT_MAX = 40;
/** More entries within entries than a person writes: here too the parser's time grows with their square. */
const NESTED_LINES_MAX = 1_000;
/** Lines of dashes, each of which may be a rule, an underline or the second row of a table: the parser tries them all, again by the square. */
const DASH_LINES_MAX = 1_000;
const DASH_LINE = /^[^\p{L}\p{N}]*-[^\p{L}\p{N}]*$/u;
/** Marks of quotations and list entries at the start of a line. */
const CONTAINER_MARKS = /^(?:\s|>|[-*+](?=\s)|\d{1,9}[.)](?=\s))*/;

/**
 * Splits a Markdown text (CommonMark with GitHub's tables) into the lines and table rows that can state something, with their headings.
 *
 * Code blocks and raw HTML are left out. Text longer than 200,000 characters is read up to there.
 */
export function readMarkdown(text: string): MarkdownDocument {
  const matter = frontMatter(text);
  const start = text.split('\n', matter.lines).reduce((chars, line) => chars + line.length + 1, 0);
  const body = defused(text.slice(start, start + CHARS_MAX));
  const tree: Root = fromMarkdown(body, SYNTAX);
  const blocks: MarkdownBlock[] = [];
  const headings: { depth: number; text: string }[] = [];

  function visit(node: Nodes): void {
    const line = (node.position?.start.line ?? 1) + matter.lines;
    const above = headings.map((heading) => heading.text);
    if (node.type === 'heading') {
      while (headings.length > 0 && headings.at(-1)!.depth >= node.depth) headings.pop();
      headings.push({ depth: node.depth, text: plainText(node) });
    } else if (node.type === 'paragraph') {
      for (const [index, content] of linesOf(node.children).entries()) {
        if (content.trim() !== '') blocks.push({ line: line + index, kind: 'text', text: content.trim(), headings: above });
      }
    } else if (node.type === 'table') {
      const [header, ...rows] = node.children;
      const names = header?.children.map((cell) => plainText(cell).trim()) ?? [];
      for (const row of rows) {
        const cells = row.children.map((cell, index) => [names[index] ?? '', plainText(cell).trim()] as const);
        const content = cells.map(([name, cell]) => (name === '' ? cell : `${name}: ${cell}`)).join('; ');
        blocks.push({ line: (row.position?.start.line ?? 1) + matter.lines, kind: 'row', text: content, headings: above });
      }
    } else if (node.type === 'root' || node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote') {
      for (const child of node.children) visit(child);
    }
  }

  visit(tree);
  return { frontMatter: matter, blocks, charsLeft: Math.max(0, text.length - start - CHARS_MAX) };
}

/** The text with the marks blanked out, at equal length, in paragraphs that hold absurdly many, and with deep nesting cut. */
function defused(text: string): string {
  let nested = 0;
  let dashed = 0;
  const lines = text.split('\n').map((line) => {
    if (DASH_LINE.test(line)) dashed += 1;
    if (dashed > DASH_LINES_MAX && DASH_LINE.test(line)) return '';
    if (/^[\s>*+-]*/.exec(line)![0].length > INDENT_MAX) return line.replace(/^[\s>*+-]*/, '');
    const marks = CONTAINER_MARKS.exec(line)![0];
    if (/^(?:\s{2,}\S|\s*\S+\s*\S)/.test(marks)) nested += 1;
    return nested > NESTED_LINES_MAX ? line.slice(marks.length) : line;
  });
  const marksIn = (line: string) => line.match(/[*_`[\]<~\\&]/g)?.length ?? 0;
  const bare = (line: string) => line.replaceAll(/[*_`[\]<>~!\\&]/g, ' ');
  let first = 0;
  let marks = 0;
  const blank = (end: number) => {
    if (marks > MARKS_MAX) for (let index = first; index < end; index += 1) lines[index] = bare(lines[index]!);
    marks = 0;
    first = end + 1;
  };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') blank(index);
    else if (!line.startsWith('|')) marks += marksIn(line);
    else if (marksIn(line) > MARKS_MAX) lines[index] = bare(line); // cells are parsed one by one, so only a single row can be too much
  }
  blank(lines.length);
  return lines.join('\n');
}

/** Plain text of a paragraph by line of the source: a soft break is a line, and so is a hard one. */
function linesOf(children: readonly PhrasingContent[]): string[] {
  return children
    .map((child) => (child.type === 'break' ? '\n' : plainText(child)))
    .join('')
    .split('\n');
}
