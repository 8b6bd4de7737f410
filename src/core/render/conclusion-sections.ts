import type { Finding, FindingTopic } from '../../contracts/claim.ts';
import type { Report } from '../../contracts/report.ts';
import { causeOf } from '../causes.ts';
import type { Block, Inline, Section } from './document.ts';
import { number, section, strong, text } from './inline.ts';
import { claimContent, type References } from './references.ts';

/** Findings about the inputs themselves; they stand with the gaps. */
const DATA_QUALITY: ReadonlySet<FindingTopic> = new Set(['duplicate', 'contradiction', 'identity', 'input']);

function paragraph(words: string): Block {
  return { kind: 'paragraph', content: [text(words)] };
}

/** A severity that asks for attention is named; of the rest the order of the list says enough. */
function findingEntry(finding: Finding, references: References): Inline[] {
  const content = claimContent(finding, references);
  return finding.severity === 'critical' || finding.severity === 'warning' ? [strong(finding.severity), text(': '), ...content] : content;
}

/** A supposed cause: what it would explain, by its topic, and what would tell. */
function supposedContent({ finding, cause }: Report['narrative']['supposed'][number], { findings }: Report): Inline[] {
  const topic = findings.find(({ id }) => id === finding)?.topic ?? 'finding';
  const { text: words, test } = causeOf(cause);
  return [text(`Of the ${topic.replaceAll('-', ' ')}: ${words}. To find out: ${test.charAt(0).toLowerCase()}${test.slice(1)}`)];
}

/** Chapter 4, section 2. */
export function summarySection(report: Report, references: References): Section {
  const { sentences, risks, supposed } = report.narrative;
  return section('executive-summary', 'Executive summary', [
    sentences.length > 0
      ? { kind: 'list', ordered: true, entries: sentences.map((sentence) => claimContent(sentence, references)) }
      : paragraph('The inputs support no statement.'),
    ...(risks.length === 0
      ? []
      : [
          paragraph('To beware of:'),
          { kind: 'list', ordered: false, entries: risks.map((risk) => claimContent(risk, references)) } as const,
        ]),
    ...(supposed.length === 0
      ? []
      : [
          paragraph('Supposed by the model, not measured:'),
          { kind: 'list', ordered: false, entries: supposed.map((own) => supposedContent(own, report)) } as const,
        ]),
  ]);
}

/** Chapter 4, section 6: ranked, findings about the inputs left to the gaps. */
export function findingsSection(report: Report, references: References): Section {
  const findings = report.findings.filter((finding) => !DATA_QUALITY.has(finding.topic));
  return section('key-findings', 'Key findings', [
    findings.length > 0
      ? { kind: 'list', ordered: true, entries: findings.map((finding) => findingEntry(finding, references)) }
      : paragraph('Nothing stands out.'),
  ]);
}

/** Chapter 4, section 7: each with the facts behind it, then what may go wrong with it. */
export function recommendationsSection(report: Report, references: References): Section {
  const recommendations = report.recommendations.slice(0, report.narrative.advised);
  if (recommendations.length === 0) return section('recommendations', 'Recommendations', [paragraph('The data supports none.')]);
  const risks = recommendations.flatMap(({ risk, mitigation }, index) => (risk === '' ? [] : [{ index: index + 1, risk, mitigation }]));
  return section('recommendations', 'Recommendations', [
    { kind: 'list', ordered: true, entries: recommendations.map((recommendation) => claimContent(recommendation, references)) },
    ...(risks.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption: [text('Risk and mitigation of each recommendation')],
            columns: [
              { head: [text('no.')], align: 'right' },
              { head: [text('risk')], align: 'left' },
              { head: [text('mitigation')], align: 'left' },
            ],
            rows: risks.map(({ index, risk, mitigation }) => [[number(index, 'ordinal')], [text(risk)], [text(mitigation || '–')]]),
          } as const,
        ]),
  ]);
}

/** Chapter 4, section 8: what was not recorded and what that prevents, then what is wrong with what was. */
export function gapsSection(report: Report, references: References): Section {
  const quality = report.findings.filter((finding) => DATA_QUALITY.has(finding.topic));
  return section(
    'gaps',
    'Gaps',
    [],
    [
      section('missing', 'Not recorded', [
        report.gaps.length > 0
          ? { kind: 'list', ordered: false, entries: report.gaps.map((gap) => claimContent(gap, references)) }
          : paragraph('Nothing is known to be missing.'),
      ]),
      section('data-quality', 'Data quality', [
        quality.length > 0
          ? { kind: 'list', ordered: false, entries: quality.map((finding) => findingEntry(finding, references)) }
          : paragraph('No finding about the inputs themselves.'),
      ]),
    ],
  );
}
