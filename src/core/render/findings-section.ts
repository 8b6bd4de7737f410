import type { Claim, Finding, FindingTopic } from '../../contracts/claim.ts';
import type { Report } from '../../contracts/report.ts';
import { factsById } from '../facts-by-id.ts';
import type { Block, Inline, Section } from './document.ts';
import { number, section, strong, text } from './inline.ts';
import { claimContent, type References } from './references.ts';

/** Findings about the inputs themselves; they stand with the data. */
const DATA_QUALITY: ReadonlySet<FindingTopic> = new Set(['duplicate', 'contradiction', 'identity', 'input']);

/** A severity that asks for attention is named; of the rest the order of the list says enough. */
function findingEntry(finding: Finding, references: References): Inline[] {
  const content = claimContent(finding, references);
  return finding.severity === 'critical' || finding.severity === 'warning' ? [strong(finding.severity), text(': '), ...content] : content;
}

/** Facts that the page prints or shows in its table. */
function onPage({ narrative, page, changes }: Report): Set<string> {
  const { headline, sentences } = narrative;
  const byFact = new Map(changes.map((change) => [change.fact, [change.fact, change.baseline, change.candidate]]));
  return new Set([
    ...[...(headline === null ? [] : [headline]), ...sentences].flatMap(printedFacts),
    ...(page.table?.rows.flatMap(({ cells }) => cells.flat()) ?? []),
    ...page.failures.flatMap(({ failed, requests }) => [failed, requests]),
    ...page.changes.flatMap((id) => byFact.get(id) ?? []),
  ]);
}

function printedFacts({ parts }: Pick<Claim, 'parts'>): string[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'fact' in part && part.show !== 'count' ? [part.fact] : []));
}

/** Findings that the page does not say, or not with all their figures. */
function untold(report: Report, isOwn: (topic: FindingTopic) => boolean): Finding[] {
  const shown = onPage(report);
  const byId = factsById(report.facts);
  const isTold = (finding: Finding) => {
    if (!report.narrative.told.includes(finding.id)) return false;
    return printedFacts(finding).every((id) => shown.has(id) || byId.get(id)?.kind === 'count');
  };
  return report.findings.filter((finding) => isOwn(finding.topic) && !isTold(finding));
}

function entries(findings: readonly Finding[], references: References): Block[] {
  return findings.length === 0
    ? []
    : [{ kind: 'list', ordered: false, entries: findings.map((finding) => findingEntry(finding, references)) }];
}

/** What follows from the data and has no room on the page, then what to do about the risks of what is advised. */
export function findingsSection(report: Report, references: References): Section {
  const findings = untold(report, (topic) => !DATA_QUALITY.has(topic));
  const advised = report.recommendations.slice(0, report.narrative.advised);
  const mitigated = advised.flatMap(({ mitigation }, index) => (mitigation === '' ? [] : [{ mitigation, index }]));
  const blocks = entries(findings, references);
  return section('key-findings', 'Key findings', [
    ...(blocks.length > 0 ? blocks : [{ kind: 'paragraph', content: [text('The page has them all.')] } as const]),
    ...(mitigated.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption: [text('Against the risk of each recommendation')],
            columns: [
              { head: [text('no.')], align: 'right' },
              { head: [text('mitigation of its risk')], align: 'left' },
            ],
            rows: mitigated.map(({ mitigation, index }) => [[number(index + 1, 'ordinal')], [text(mitigation)]]),
          } as const,
        ]),
  ]);
}

/** Findings about the inputs themselves. */
export function dataQualityBlocks(report: Report, references: References): Block[] {
  return entries(
    untold(report, (topic) => DATA_QUALITY.has(topic)),
    references,
  );
}
