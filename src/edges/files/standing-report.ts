import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { REPORT_BASENAME, Report } from '../../contracts/report.ts';
import { isForeign } from './own-report.ts';
import type { StagedReport } from './report-publisher.ts';
import { isUnaltered } from './report-seal.ts';
import { type ExpectedNarrator, isNarrativeDue, type ReportFormat, reportDifference } from './staleness.ts';

const Judged = z.object({ verdict: z.string(), status: z.string().optional(), state: z.string().optional() });

/** What is counted of a report; that the rest of it is as it was written, its digest says. */
const Counted = z.object({
  title: z.string(),
  inputs: z.object({ artifacts: z.array(z.object({ verdict: z.string() })) }),
  facts: z.array(z.unknown()),
  gaps: z.array(z.unknown()),
  changes: z.array(Judged),
  history: z.object({ failures: z.array(Judged).optional() }).optional(),
  narrative: z.object({ sentences: z.array(z.object({ text: z.string() })) }),
  timings: Report.shape.timings,
});

/** A report that stands in its place and says already what a new one would. */
export interface StandingReport {
  /** Nothing is to be put in place. */
  readonly staged: StagedReport;
  readonly report: z.infer<typeof Counted>;
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
  return { staged: { directory, files: [], unchanged: names, foreign: [] }, report: Counted.parse(JSON.parse(json)) };
}
