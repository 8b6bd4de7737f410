import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../contracts/report.ts';
import { REPORT_BASENAME } from '../../contracts/report-name.ts';
import { isForeign } from './own-report.ts';
import type { StagedReport } from './report-publisher.ts';
import { isUnaltered } from './report-seal.ts';
import { type ExpectedNarrator, isNarrativeDue, type ReportFormat, reportDifference } from './staleness.ts';

/** What is counted of a report; that all of it is as this program wrote it by these rules, its fingerprints and its digest say. */
type Counted = Pick<Report, 'title' | 'inputs' | 'facts' | 'gaps' | 'changes' | 'narrative' | 'timings' | 'history'>;

/** A report that stands in its place and says already what a new one would. */
export interface StandingReport {
  /** Nothing is to be put in place. */
  readonly staged: StagedReport;
  readonly report: Counted;
}

/**
 * The report of a directory, where it tells of exactly these inputs by these rules and nobody has altered any of its files since; null where
 * it must be made. Agents that are still to be asked about it are a reason too. What it found is told by its JSON: one without it is made again, and one that must say what keeps a file of it away.
 */
export function standingReport(
  directory: string,
  fingerprint: string,
  rules: { readonly formats: readonly ReportFormat[]; readonly ruleFingerprint: string },
  narrator: ExpectedNarrator | null = null,
): StandingReport | null {
  if (reportDifference(directory, fingerprint, rules) !== null) return null;
  if (isNarrativeDue(directory, rules.formats, narrator)) return null;
  const names = rules.formats.map((format) => `${REPORT_BASENAME}.${format}`);
  if (names.some((name) => isForeign(join(directory, name)))) return null;
  const texts = new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
  const json = texts.get(`${REPORT_BASENAME}.json`);
  if (json === undefined || ![...texts].every(([name, text]) => isUnaltered(name, text))) return null;
  return { staged: { directory, files: [], unchanged: names, foreign: [] }, report: JSON.parse(json) as Counted };
}
