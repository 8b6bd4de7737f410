import { REPORT_BASENAME } from '../contracts/report-name.ts';
import type { ReportDocument } from '../core/render/document.ts';
import { renderMarkdown } from '../core/render/render-markdown.ts';
import { traceNumbers } from '../core/verify/trace-numbers.ts';
import { sealedAs } from '../edges/files/report-seal.ts';
import { htmlOf, type TextOf } from '../pipeline.ts';

/** A place where a report is not what it should be. */
export interface AuditProblem {
  readonly kind: 'artifact' | 'fact' | 'report' | 'repeat' | 'fingerprint' | 'text' | 'number';
  /** File with line and column, artifact, fact or JSON pointer. */
  readonly place: string;
  readonly message: string;
}

/** Characters shown on either side of a difference. */
const CONTEXT_LENGTH = 30;

/**
 * Checks that every number of a report's Markdown comes from somewhere.
 *
 * @param document of the report, for what its references lead to.
 *
 * @param path as messages name the Markdown.
 * @returns problems with line and column, and how many numbers there are and are traced.
 */
export function auditNumbers(
  markdown: string,
  { report, evidence }: Pick<ReportDocument, 'report' | 'evidence'>,
  path: string,
): { problems: AuditProblem[]; found: number; traced: number } {
  const { numbers } = traceNumbers(markdown, report, new Map(evidence.map(({ id, facts }) => [id, facts])));
  const lost = numbers.filter(({ tracedTo }) => tracedTo === null);
  const problems = lost.map(({ line, column, text }): AuditProblem => {
    return { kind: 'number', place: `${path}:${line}:${column}`, message: `the number ${text} comes from no fact` };
  });
  return { problems, found: numbers.length, traced: numbers.length - lost.length };
}

/** Checks the Markdown of a report against its JSON: it must be the rendering of it. */
export function auditMarkdown(markdown: string, document: ReportDocument, path: string): AuditProblem[] {
  return differences(markdown, sealedAs(`${REPORT_BASENAME}.md`, renderMarkdown(document), markdown), path);
}

/** The line of a page that quotes the artifacts. */
const QUOTES = /^<script type="application\/json" id="quotes">.*$/m;

/**
 * Checks the HTML of a report against its JSON and its artifacts: it must be the rendering of them.
 *
 * @param textOf text of an artifact; null where the artifacts are not what they were, so that nothing can be told of what is quoted.
 */
export async function auditHtml(html: string, document: ReportDocument, path: string, textOf: TextOf | null): Promise<AuditProblem[]> {
  // What cannot be drawn here could not be drawn there either: the page names it in both.
  const made = await htmlOf(document, textOf ?? (() => null), () => undefined);
  const expected = textOf === null ? made.replace(QUOTES, () => QUOTES.exec(html)?.[0] ?? '') : made;
  return differences(html, sealedAs(`${REPORT_BASENAME}.html`, expected, html), path);
}

/** Lines that differ, paired after the common start and before the common end. */
function differences(found: string, expected: string, path: string): AuditProblem[] {
  if (found === expected) return [];
  const [own, right] = [found.split('\n'), expected.split('\n')];
  const shorter = Math.min(own.length, right.length);
  let start = 0;
  while (start < shorter && own[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && own.at(-1 - end) === right.at(-1 - end)) end += 1;
  const count = Math.max(own.length, right.length) - start - end;
  return Array.from({ length: count }, (_, index) => start + index).flatMap((line): AuditProblem[] => {
    const [left, wanted] = [line < own.length - end ? own[line] : undefined, line < right.length - end ? right[line] : undefined];
    if (left === wanted) return [];
    const place = (column: number) => `${path}:${Math.min(line + 1, own.length)}:${column}`;
    if (left === undefined) return [{ kind: 'text', place: place(1), message: `a line is missing here: "${excerpt(wanted!, 0)}"` }];
    if (wanted === undefined) return [{ kind: 'text', place: place(1), message: `a line too many: "${excerpt(left, 0)}"` }];
    let at = 0;
    while (left[at] === wanted[at]) at += 1;
    return [{ kind: 'text', place: place(at + 1), message: `expected "${excerpt(wanted, at)}", found "${excerpt(left, at)}"` }];
  });
}

function excerpt(line: string, at: number): string {
  const [from, to] = [Math.max(0, at - CONTEXT_LENGTH), at + CONTEXT_LENGTH];
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}
