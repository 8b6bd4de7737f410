import type { Report } from '../../contracts/report.ts';
import { singleLine } from '../../metrics/quotation.ts';
import { attempt, type FailedPart, type OnFailure, partGap } from '../attempt.ts';
import { appendixSection } from './appendix-section.ts';
import { changesSection } from './changes-section.ts';
import { commentarySection } from './commentary-section.ts';
import { countNumbers } from './count-numbers.ts';
import type { MakePart, ReportDocument, Section } from './document.ts';
import { findingsSection } from './findings-section.ts';
import { ingestionSection } from './ingestion-section.ts';
import { section, text } from './inline.ts';
import { pageHead, plainHeading } from './page-head.ts';
import { gapsSection, recommendationsSection, summarySection } from './page-sections.ts';
import { performanceSection } from './performance-section.ts';
import { createReferences, type References } from './references.ts';

/** A report with gaps for the parts that could not be made; one that it names already is not named again. */
export function withPartGaps(report: Report, failed: readonly FailedPart[]): Report {
  const known = new Set(report.gaps.map(({ id }) => id));
  const added = failed.map(({ name }) => partGap(name)).filter(({ id }) => !known.has(id));
  return added.length === 0 ? report : { ...report, gaps: [...report.gaps, ...added] };
}

type Whole = (id: string, title: string, make: () => Section) => Section;

/** The page but for the gaps, which come last, because they name the parts that failed. */
function pageSections(report: Report, references: References, made: MakePart, whole: Whole): Section[] {
  return [
    whole('summary', '', () => summarySection(report, references, made)),
    whole('recommendations', 'Recommendations', () => recommendationsSection(report, references)),
  ];
}

/** What is opened on doubt, but for the appendix, which counts the numbers of all others. */
function foldedSections(report: Report, references: References, made: MakePart, whole: Whole): Section[] {
  return [
    ...(report.changes.length === 0
      ? []
      : [whole('changes-since-the-baseline', 'Changes since the baseline', () => changesSection(report, references))]),
    whole('performance-analysis', 'Performance analysis', () => performanceSection(report, references, made)),
    whole('key-findings', 'Key findings', () => findingsSection(report, references)),
    whole('data-ingestion-summary', 'Data ingestion summary', () => ingestionSection(report, references)),
  ];
}

/**
 * The report as a document: the page and what is folded below it, the evidence rows numbered as they are cited, and the numbers of the text
 * counted. Depends on nothing but the report; what that says of its verification is not believed but counted anew. A table or section that
 * throws (it cites a fact that the report does not hold, say) is left out and named in the gaps.
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
  const whole: Whole = (id, title, make) =>
    made({ name: `section: ${title === '' ? id : title}`, make }) ??
    section(id, title, [{ kind: 'paragraph', content: [text('Left out: see the gaps.')] }]);
  const { heading, line } = made({ name: 'head of the page', make: () => pageHead(report, references) }) ?? {
    heading: plainHeading(report),
    line: [text('Left out: see the gaps.')],
  };
  const page = pageSections(report, references, made, whole);
  references.endPage();
  const folded = foldedSections(report, references, made, whole);
  const commentary = made({ name: 'commentary', make: () => commentarySection(report, references) });
  const named = withPartGaps(report, failed);
  const wholePage = [...page, gapsSection(named, references)];
  // The appendix states how many numbers there are, its own among them: as many as it has with any count.
  const verification = countNumbers(
    [heading, line],
    [...wholePage, ...folded, appendixSection(named, report.verification), ...(commentary === null ? [] : [commentary])],
  );
  return {
    report: { ...named, verification },
    title: singleLine(report.title),
    heading,
    line,
    page: wholePage,
    folded: [...folded, appendixSection(named, verification)],
    commentary,
    evidence: references.evidence(),
  };
}
