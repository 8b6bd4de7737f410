import type { Claim, Finding, FindingTopic } from '../../contracts/claim.ts';
import { groupBy } from '../group-by.ts';
import { claim } from '../prose.ts';

const SENTENCE_COUNT_MAX = 5;

/**
 * What a reader asks first, and how much less each further finding of a topic tells: the second ranking of a report waits until cold
 * starts, failures and settings had their say, the second finding on settings does not.
 */
const WEIGHTS: Readonly<Record<FindingTopic, { readonly first: number; readonly step: number }>> = {
  ranking: { first: 100, step: 30 },
  'cold-start': { first: 90, step: 25 },
  contradiction: { first: 84, step: 15 },
  failure: { first: 82, step: 15 },
  effect: { first: 80, step: 5 },
  input: { first: 50, step: 10 },
  quality: { first: 50, step: 10 },
  identity: { first: 45, step: 10 },
  noise: { first: 83, step: 15 },
  configuration: { first: 40, step: 10 },
  telemetry: { first: 35, step: 10 },
  duplicate: { first: 30, step: 10 },
};

const ORDER: readonly FindingTopic[] = ['ranking', 'cold-start', 'effect', 'failure', 'contradiction'];

function weighed(findings: readonly Finding[]): { finding: Finding; weight: number }[] {
  return [...groupBy(findings, ({ topic }) => topic)].flatMap(([topic, own]) =>
    own.map((finding, index) => {
      const { first, step } = WEIGHTS[topic];
      const bySeverity = finding.severity === 'critical' && index === 0 ? 10 : finding.severity === 'info' ? -30 : 0;
      return { finding, weight: first - step * index + bySeverity };
    }),
  );
}

/**
 * The executive summary: the five findings that tell a reader most, in the order in which he asks.
 *
 * @param findings ranked within each topic; none gives one sentence that says so.
 */
export function executiveSummary(findings: readonly Finding[]): Claim[] {
  if (findings.length === 0) return [claim('summary-nothing', ['Nothing was measured that could be compared.'])];
  const rank = ({ topic }: Finding) => (ORDER.includes(topic) ? ORDER.indexOf(topic) : ORDER.length);
  return weighed(findings)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, SENTENCE_COUNT_MAX)
    .sort((a, b) => rank(a.finding) - rank(b.finding) || b.weight - a.weight)
    .map(({ finding: { severity: _severity, topic: _topic, ...said } }) => ({ ...said, id: `summary-${said.id}` }));
}
