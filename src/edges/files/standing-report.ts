import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../contracts/report.ts';
import { REPORT_BASENAME } from '../../contracts/report-name.ts';
import { isForeign } from './own-report.ts';
import type { StagedReport } from './report-publisher.ts';
import { isUnaltered } from './report-seal.ts';
import { type ExpectedNarrator, isNarrativeDue, type ReportFormat, reportDifference } from './staleness.ts';

/** What is counted of a report; that all of it is as this program wrote it by these rules, its fingerprints and its digest say. */
interface Counted extends Pick<Report, 'title' | 'inputs' | 'gaps' | 'changes' | 'narrative' | 'timings' | 'history'> {
  readonly facts: { readonly length: number };
}

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
  const files = new Map(names.map((name) => [name, readFileSync(join(directory, name))]));
  const json = files.get(`${REPORT_BASENAME}.json`);
  if (json === undefined || ![...files].every(([name, bytes]) => isUnaltered(name, bytes))) return null;
  return { staged: { directory, files: [], unchanged: names, foreign: [] }, report: countedOf(json) };
}

const FACTS = '\n "facts": [';

/** What is counted of a JSON report of ours. Its facts, most of it, stand on a line each: they are counted, and not read. */
function countedOf(json: Buffer): Counted {
  const start = json.indexOf(FACTS) + FACTS.length;
  const end = json.indexOf(json.toString('utf8', start, start + 1) === ']' ? ']' : '\n ]', start);
  let length = 0;
  for (let line = json.indexOf('\n', start); line !== -1 && line < end; line = json.indexOf('\n', line + 1)) length += 1;
  const others = JSON.parse(json.toString('utf8', 0, start) + json.toString('utf8', end)) as Omit<Counted, 'facts'>;
  return { ...others, facts: { length } };
}
