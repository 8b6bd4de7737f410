import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import type { Report } from '../contracts/report.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';
import { isPassing, stemOf } from '../core/history/comparable.ts';
import { MARK_NAME, presentFacts } from '../core/marks/present-facts.ts';
import { isHidden } from '../edges/files/artifact-listing.ts';
import { isUnaltered } from '../edges/files/report-seal.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { AppError } from '../errors.ts';

/** Levels of subdirectories searched for reports. */
const DEPTH_MAX = 16;
/** Candidates named when an id is ambiguous. */
const NAMED_COUNT_MAX = 10;

/** What a name stands for, and the report that holds it. */
export interface FoundFacts {
  /** One, or those of a row of the evidence (`E62`). */
  readonly facts: readonly [Fact, ...Fact[]];
  readonly report: Report;
  readonly jsonPath: string;
  /** Directory of the report. */
  readonly directory: string;
}

/**
 * Finds a fact by its id, by the beginning of its id, by the name that marks have for it, or by a reference as it stands in the text (`E3`, `[^E3]:`; `3` in HTML): in the report of
 * a directory, else in the reports below it.
 *
 * @param rules by which this program makes reports: see `readRules`.
 * @returns null when there is no report at all.
 * @throws AppError `FACT_UNKNOWN` when no report has the fact, or the beginning of an id stands for several; `ROOT_UNREADABLE`,
 *   `REPORT_UNREADABLE`.
 */
export async function findFacts(name: string, directory: string, rules: string): Promise<FoundFacts | null> {
  const paths = reportsBelow(directory);
  if (paths.length === 0) return null;
  const reference = /^\[?\^?E?(\d+)\]?:?$/i.exec(name.trim())?.[1];
  for (const jsonPath of paths) {
    const report = await reportAt(jsonPath, rules);
    if (report === null) continue;
    const [first, ...others] = reference === undefined ? byId(name.trim(), report) : await byReference(reference, report);
    if (first === undefined) continue;
    if (reference === undefined && others.length > 0)
      throw new AppError('FACT_UNKNOWN', `${name} stands for ${listed([first, ...others])}`);
    return { facts: [first, ...others], report, jsonPath, directory: dirname(jsonPath) };
  }
  throw new AppError('FACT_UNKNOWN', `${name}, in ${paths.length} reports in or below ${directory}`);
}

/** A report by its JSON; null for what is none. One that this program wrote by these rules, and nobody has altered, is taken as it is. */
async function reportAt(jsonPath: string, rules: string): Promise<Report | null> {
  const text = readText(jsonPath);
  if (isUnaltered(jsonPath, text)) {
    const report = JSON.parse(text) as Report;
    if (report.inputs.ruleFingerprint === rules) return report;
  }
  const { readReport } = await import('./read-report.ts');
  const files = readReport(jsonPath);
  return files.kind === 'own' ? files.report : null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    throw new AppError('REPORT_UNREADABLE', path, { cause: error });
  }
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

/** The facts of a row of the evidence, which the text numbers as it cites them. */
async function byReference(reference: string, report: Report): Promise<readonly Fact[]> {
  const { reportDocument } = await import('../core/render/report-document.ts');
  const row = reportDocument(report, () => undefined).evidence.find(({ id }) => id === reference);
  return (row?.facts ?? []).flatMap((id) => report.facts.find((fact) => fact.id === id) ?? []);
}

function byId(name: string, report: Report): readonly Fact[] {
  const { facts } = report;
  const exact = facts.filter(({ id }) => id === name);
  if (exact.length > 0 || name === '') return exact;
  if (!MARK_NAME.test(name)) return facts.filter(({ id }) => id.startsWith(name));
  const named = presentFacts(report, { isPassing, stemOf }).named(name);
  return named.kind === 'several' ? named.facts : named.kind === 'none' ? [] : [named.fact];
}
