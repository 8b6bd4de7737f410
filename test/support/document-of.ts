import type { Report } from '../../src/contracts/report.ts';
import type { FailedPart } from '../../src/core/attempt.ts';
import type { Chart } from '../../src/core/render/charts/chart.ts';
import { reportCharts } from '../../src/core/render/charts/report-charts.ts';
import type { ReportDocument } from '../../src/core/render/document.ts';
import { htmlPage } from '../../src/core/render/html-page.ts';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { reportDocument } from '../../src/core/render/report-document.ts';

/** For tests in which nothing may be left out: throws what a part threw. */
export function rethrow({ name, error }: FailedPart): never {
  throw new Error(`${name} could not be made`, { cause: error });
}

/** Ids of the facts that each reference of a document leads to. */
export function factsOfReferences({ evidence }: Pick<ReportDocument, 'evidence'>): Map<string, readonly string[]> {
  return new Map(evidence.map(({ id, facts }) => [id, facts]));
}

/** The document of a report of which every part can be made. */
export function documentOf(report: Report): ReportDocument {
  return reportDocument(report, rethrow);
}

/** A document as HTML that quotes nothing of the artifacts; every part of it can be made. */
export function htmlOf(document: ReportDocument): string {
  return renderHtml(document, { quote: () => [] }, rethrow);
}

/** The charts of a report, all of which can be made. */
export function chartsOf(report: Report): Chart[] {
  return reportCharts(report, htmlPage(report)).flatMap(({ make }) => make());
}
