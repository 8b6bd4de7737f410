import type { Report } from '../../contracts/report.ts';
import { appendixSection } from './appendix-section.ts';
import { changesSection } from './changes-section.ts';
import { findingsSection, gapsSection, recommendationsSection, summarySection } from './conclusion-sections.ts';
import { countNumbers } from './count-numbers.ts';
import type { ReportDocument } from './document.ts';
import { header } from './header.ts';
import { ingestionSection } from './ingestion-section.ts';
import { singleLine } from './inline.ts';
import { performanceSection } from './performance-section.ts';
import { createReferences } from './references.ts';

/**
 * The report as a document: the sections of chapter 4 of the design in their order, the evidence rows numbered as they are cited, and the
 * numbers of the text counted. Depends on nothing but the report; what that says of its verification is not believed but counted anew.
 *
 * @throws Error when the report cites a fact that it does not hold.
 */
export function reportDocument(report: Report): ReportDocument {
  const references = createReferences(report);
  const head = header(report);
  const body = [
    summarySection(report, references),
    ingestionSection(report),
    performanceSection(report, references),
    changesSection(report, references),
    findingsSection(report, references),
    recommendationsSection(report, references),
    gapsSection(report, references),
  ];
  // The appendix states how many numbers there are, its own among them: as many as it has with any count.
  const verification = countNumbers(head, [...body, appendixSection(report, report.verification)]);
  return {
    report: { ...report, verification },
    title: singleLine(report.title),
    header: head,
    sections: [...body, appendixSection(report, verification)],
    evidence: references.evidence(),
  };
}
