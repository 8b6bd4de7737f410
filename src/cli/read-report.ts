import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../adapters/readers/json.ts';
import { Report } from '../contracts/report.ts';
import { REPORT_SCHEMA } from '../contracts/report-name.ts';
import { HEAD_BYTES, isOwnReportHead } from '../edges/files/own-report.ts';
import { isAltered } from '../edges/files/report-seal.ts';
import { AppError } from '../errors.ts';

/** A report as it lies on disk. */
export type ReportFiles =
  | { readonly kind: 'foreign' }
  /** Markdown of ours without the facts behind it. */
  | { readonly kind: 'no-json'; readonly jsonPath: string }
  /** JSON of ours that does not fit its schema any more, with what is wrong. */
  | { readonly kind: 'broken'; readonly jsonPath: string; readonly message: string }
  | {
      readonly kind: 'own';
      readonly report: Report;
      readonly jsonPath: string;
      readonly markdownPath: string;
      /** null when there is no Markdown beside the JSON. */
      readonly markdown: string | null;
      readonly htmlPath: string;
      /** null when there is no HTML of ours beside the JSON. */
      readonly html: string | null;
      /** Paths of the parts that record a digest of themselves which is not theirs any more. */
      readonly altered: readonly string[];
    };

/**
 * Reads a report and its other parts: of Markdown, JSON and HTML one is given, the others lie beside it.
 *
 * @throws AppError `REPORT_UNREADABLE` when there is no such file or it cannot be read.
 */
export function readReport(path: string): ReportFiles {
  const extension = extname(path).toLowerCase();
  const stem = path.slice(0, path.length - extension.length);
  const isHtml = extension === '.html' || extension === '.htm';
  const jsonPath = extension === '.json' ? path : `${stem}.json`;
  const markdownPath = extension === '.json' || isHtml ? `${stem}.md` : path;
  const htmlPath = isHtml ? path : `${stem}.html`;
  const given = readText(path);
  const partOf = (own: string) => (own === path ? given : existsSync(own) ? readText(own) : null);
  const [json, markdown, html] = [partOf(jsonPath), partOf(markdownPath), partOf(htmlPath)];
  const isOwn = (text: string | null, kind: '.md' | '.html') => text !== null && isOwnReportHead(text.slice(0, HEAD_BYTES), kind);
  const marked = isOwn(markdown, '.md') || isOwn(html, '.html');
  // One of the two marks is enough: the other may be what was tampered with.
  if (json === null || !(marked || json.includes(`"${REPORT_SCHEMA}"`)))
    return marked ? { kind: 'no-json', jsonPath } : { kind: 'foreign' };
  const document = parseJson(json);
  if ('error' in document) {
    const { line, message } = document.error;
    return { kind: 'broken', jsonPath: line === undefined ? jsonPath : `${jsonPath}:${line}`, message };
  }
  const report = Report.safeParse(document.value);
  if (!report.success) return { kind: 'broken', jsonPath, message: z.prettifyError(report.error) };
  const parts = [[jsonPath, json] as const, [markdownPath, markdown] as const, [htmlPath, html] as const];
  return {
    kind: 'own',
    report: report.data,
    altered: parts.flatMap(([own, text]) => (text !== null && isAltered(own, text) ? [own] : [])),
    jsonPath,
    markdownPath,
    markdown,
    htmlPath,
    html: path === htmlPath || isOwn(html, '.html') ? html : null,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('REPORT_UNREADABLE', path, { cause: error });
  }
}
