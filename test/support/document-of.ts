import type { Report } from '../../src/contracts/report.ts';
import type { FailedPart } from '../../src/core/attempt.ts';
import type { ReportDocument } from '../../src/core/render/document.ts';
import { reportDocument } from '../../src/core/render/report-document.ts';

/** For tests in which nothing may be left out: throws what a part threw. */
export function rethrow({ name, error }: FailedPart): never {
  throw new Error(`${name} could not be made`, { cause: error });
}

/** The document of a report of which every part can be made. */
export function documentOf(report: Report): ReportDocument {
  return reportDocument(report, rethrow);
}
