import type { Report } from '../../contracts/report.ts';
import { appendixSection } from './appendix-section.ts';
import { changesSection } from './changes-section.ts';
import { findingsSection, gapsSection, recommendationsSection, summarySection } from './conclusion-sections.ts';
import type { ReportDocument } from './document.ts';
import { header } from './header.ts';
import { ingestionSection } from './ingestion-section.ts';
import { singleLine } from './inline.ts';
import { performanceSection } from './performance-section.ts';
import { createReferences } from './references.ts';

/**
 * The report as a document: the sections of chapter 4 of the design in their order, and the evidence rows numbered as they are cited.
 * Depends on nothing but the report.
 *
 * @throws Error when the report cites a fact that it does not hold.
 */
export function reportDocument(report: Report): ReportDocument {
  const references = createReferences(report);
  const sections = [
    summarySection(report, references),
    ingestionSection(report),
    performanceSection(report, references),
    changesSection(report, references),
    findingsSection(report, references),
    recommendationsSection(report, references),
    gapsSection(report, references),
    appendixSection(report),
  ];
  return { title: singleLine(report.title), header: header(report), sections, evidence: references.evidence() };
}
