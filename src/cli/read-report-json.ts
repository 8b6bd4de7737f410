import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../contracts/report.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';

/** The report in a directory where one was just made as JSON. @throws ZodError for one that is none: a bug. */
export function readReportJson(directory: string): Report {
  return Report.parse(JSON.parse(readFileSync(join(directory, `${REPORT_BASENAME}.json`), 'utf8')));
}
