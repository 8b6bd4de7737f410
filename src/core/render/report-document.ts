import type { Report } from '../../contracts/report.ts';
import { singleLine } from '../../metrics/quotation.ts';
import { attempt, type FailedPart, type OnFailure, partGap } from '../attempt.ts';
import { appendixSection } from './appendix-section.ts';
import { changesSection } from './changes-section.ts';
import { findingsSection, gapsSection, recommendationsSection, summarySection } from './conclusion-sections.ts';
import { countNumbers } from './count-numbers.ts';
import type { MakePart, ReportDocument, Section } from './document.ts';
import { header } from './header.ts';
import { ingestionSection } from './ingestion-section.ts';
import { section, text } from './inline.ts';
import { performanceSection } from './performance-section.ts';
import { createReferences, type References } from './references.ts';

/** A report with gaps for the parts that could not be made; one that it names already is not named again. */
export function withPartGaps(report: Report, failed: readonly FailedPart[]): Report {
  const known = new Set(report.gaps.map(({ id }) => id));
  const added = failed.map(({ name }) => partGap(name)).filter(({ id }) => !known.has(id));
  return added.length === 0 ? report : { ...report, gaps: [...report.gaps, ...added] };
}

/** The sections of chapter 4 of the design up to the gaps, in their order; the gaps come last, because they name the parts that failed. */
function bodySections(report: Report, references: References, made: MakePart): Section[] {
  const whole = (id: string, title: string, make: () => Section): Section =>
    made({ name: `section: ${title}`, make }) ?? section(id, title, [{ kind: 'paragraph', content: [text('Left out: see the gaps.')] }]);
  return [
    whole('executive-summary', 'Executive summary', () => summarySection(report, references)),
    whole('data-ingestion-summary', 'Data ingestion summary', () => ingestionSection(report)),
    whole('performance-analysis', 'Performance analysis', () => performanceSection(report, references, made)),
    whole('changes-since-the-baseline', 'Changes since the baseline', () => changesSection(report, references)),
    whole('key-findings', 'Key findings', () => findingsSection(report, references)),
    whole('recommendations', 'Recommendations', () => recommendationsSection(report, references)),
  ];
}

/**
 * The report as a document: its sections, the evidence rows numbered as they are cited, and the numbers of the text counted. Depends on
 * nothing but the report; what that says of its verification is not believed but counted anew. A table or section that throws (it cites
 * a fact that the report does not hold, say) is left out and named in the gaps.
 */
export function reportDocument(report: Report, onFailure: OnFailure): ReportDocument {
  const references = createReferences(report);
  const failed: FailedPart[] = [];
  const made: MakePart = ({ name, make }) => {
    const cited = references.evidence().length;
    return attempt(name, make, (part) => {
      references.forgetAfter(cited);
      failed.push(part);
      onFailure(part);
    });
  };
  const head = header(report);
  const body = bodySections(report, references, made);
  const named = withPartGaps(report, failed);
  const sections = [...body, gapsSection(named, references)];
  // The appendix states how many numbers there are, its own among them: as many as it has with any count.
  const verification = countNumbers(head, [...sections, appendixSection(named, report.verification)]);
  return {
    report: { ...named, verification },
    title: singleLine(report.title),
    header: head,
    sections: [...sections, appendixSection(named, verification)],
    evidence: references.evidence(),
  };
}
