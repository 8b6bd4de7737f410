import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import { REPORT_BASENAME, type Report } from '../contracts/report.ts';
import { parseMarkdown } from '../core/verify/markdown-blocks.ts';
import { isHidden } from '../edges/files/artifact-listing.ts';
import { AppError } from '../errors.ts';
import { readReport } from './read-report.ts';

/** Levels of subdirectories searched for reports. */
const DEPTH_MAX = 16;
/** Candidates named when an id is ambiguous. */
const NAMED_COUNT_MAX = 10;

/** A fact and the report that holds it. */
export interface FoundFact {
  readonly fact: Fact;
  readonly report: Report;
  readonly jsonPath: string;
  /** Directory of the report. */
  readonly directory: string;
}

/**
 * Finds a fact by its id, by the beginning of its id, or by the number of its row in the evidence (`E3`): in the report of a directory,
 * else in the reports below it.
 *
 * @returns null when there is no report at all.
 * @throws AppError `FACT_UNKNOWN` when no report has the fact, or the name stands for several; `ROOT_UNREADABLE`.
 */
export function findFact(name: string, directory: string): FoundFact | null {
  const paths = reportsBelow(directory);
  if (paths.length === 0) return null;
  for (const jsonPath of paths) {
    const files = readReport(jsonPath);
    if (files.kind !== 'own') continue;
    const facts = candidates(name, files.report, files.markdown);
    if (facts.length === 1) return { fact: facts[0]!, report: files.report, jsonPath, directory: dirname(jsonPath) };
    if (facts.length > 1) throw new AppError('FACT_UNKNOWN', `${name} stands for ${listed(facts)}`);
  }
  throw new AppError('FACT_UNKNOWN', `${name}, in ${paths.length} reports in or below ${directory}`);
}

function listed(facts: readonly Fact[]): string {
  const shown = facts.slice(0, NAMED_COUNT_MAX).map(({ id, statistic, metric }) => `${id} (${statistic} of ${metric})`);
  return `${shown.join(', ')}${facts.length > shown.length ? ` and ${facts.length - shown.length} more` : ''}`;
}

/** JSON reports in the directory and below, nearest first. */
function reportsBelow(directory: string): string[] {
  const found: string[] = [];
  const pending = [{ path: directory, depth: 0 }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const entries = readEntries(next.path, next.depth === 0);
    if (entries.some((entry) => entry.isFile() && entry.name === `${REPORT_BASENAME}.json`))
      found.push(join(next.path, `${REPORT_BASENAME}.json`));
    if (next.depth === DEPTH_MAX) continue;
    for (const { name } of entries
      .filter((entry) => entry.isDirectory() && !isHidden(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))) {
      pending.push({ path: join(next.path, name), depth: next.depth + 1 });
    }
  }
  return found;
}

function readEntries(path: string, needed: boolean) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (needed) throw new AppError('ROOT_UNREADABLE', path, { cause: error });
    // A subdirectory that cannot be read holds no report that could be shown.
    return [];
  }
}

function candidates(name: string, report: Report, markdown: string | null): Fact[] {
  const row = /^[es]\d+$/i.test(name) && markdown !== null ? parseMarkdown(markdown).footnotes.get(name.toLowerCase()) : undefined;
  if (row !== undefined) {
    const ids = new Set([...row.matchAll(/\bf[0-9a-z]{6,10}\b/g)].map(([id]) => id));
    const facts = report.facts.filter(({ id }) => ids.has(id));
    // A row of one fact begins with it, and goes on to the facts that it relates.
    return /^e/i.test(name) ? facts.filter(({ id }) => row.startsWith(id)) : facts;
  }
  const exact = report.facts.filter(({ id }) => id === name);
  return exact.length > 0 || name === '' ? exact : report.facts.filter(({ id }) => id.startsWith(name));
}
