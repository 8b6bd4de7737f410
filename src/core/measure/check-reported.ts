import type { MeasuredSubject, ReportedFact, SummaryCheck } from '../../contracts/measured.ts';
import type { ReportedValue } from '../../contracts/series.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { reportedFact } from './reported.ts';
import { type Checked, checkSummary, summaryCheck } from './summary-checks.ts';
import { summaryRows } from './summary-rows.ts';

/**
 * Makes facts of what tools reported, and holds each against the raw rows that it sums up where there are any.
 *
 * @returns the facts, `backed` where the rows give the same value (stating both would say one thing twice), and one check per file.
 */
export function checkReported(
  book: FactBook,
  values: readonly ReportedValue[],
  subjects: readonly MeasuredSubject[],
): { reported: ReportedFact[]; summaries: SummaryCheck[] } {
  const rowsBehind = summaryRows(subjects);
  const reported: ReportedFact[] = [];
  const summaries: SummaryCheck[] = [];
  for (const [path, own] of groupBy(values, ({ table }) => table.artifact.path)) {
    const checked: Checked[] = [];
    for (const value of own) {
      const behind = rowsBehind(value);
      const outcome = behind && checkSummary(value, behind);
      if (outcome) checked.push(outcome);
      reported.push({ fact: reportedFact(book, value), backed: outcome?.agrees ?? false, stated: value.column.stated === true });
    }
    if (checked.length > 0) summaries.push(summaryCheck(book, path, checked, own));
  }
  return { reported, summaries };
}
