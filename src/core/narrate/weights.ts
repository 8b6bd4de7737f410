import type { Claim, Finding, FindingTopic } from '../../contracts/claim.ts';
import { groupBy } from '../group-by.ts';

/**
 * What a reader asks first, and how much less each further finding of a topic tells: the second ranking of a report waits until cold
 * starts, failures and settings had their say, the second finding on settings does not.
 */
const WEIGHTS: Readonly<Record<FindingTopic, { readonly first: number; readonly step: number }>> = {
  change: { first: 110, step: 4 },
  ranking: { first: 100, step: 30 },
  measured: { first: 95, step: 12 },
  certainty: { first: 85, step: 10 },
  'cold-start': { first: 90, step: 25 },
  contradiction: { first: 84, step: 15 },
  failure: { first: 82, step: 25 },
  effect: { first: 80, step: 5 },
  input: { first: 50, step: 10 },
  quality: { first: 50, step: 10 },
  identity: { first: 45, step: 10 },
  noise: { first: 83, step: 15 },
  configuration: { first: 40, step: 10 },
  telemetry: { first: 35, step: 10 },
  duplicate: { first: 30, step: 10 },
};

const ORDER: readonly FindingTopic[] = ['change', 'ranking', 'measured', 'cold-start', 'effect', 'failure', 'contradiction'];

/** Beside a ranking, what was measured otherwise waits until what follows from the ranking has been said. */
const MEASURED_BESIDE = { first: 72, step: 12 };

function weighed<F extends Finding>(findings: readonly F[]): { finding: F; weight: number }[] {
  const isRanked = findings.some(({ topic }) => topic === 'ranking');
  return [...groupBy(findings, ({ topic }) => topic)].flatMap(([topic, own]) =>
    own.map((finding, index) => {
      const { first, step } = topic === 'measured' && isRanked ? MEASURED_BESIDE : WEIGHTS[topic];
      const bySeverity = finding.severity === 'critical' && index === 0 ? 10 : finding.severity === 'info' ? -30 : 0;
      return { finding, weight: first - step * index + bySeverity };
    }),
  );
}

/** Of no weight for a page: copies and summaries that agree. */
const WEIGHT_MIN = 10;

function printedFacts({ parts }: Claim): string[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'fact' in part && part.show !== 'count' ? [part.fact] : []));
}

/** Without findings whose every number stands in one before it: the page prints a number once. */
function withoutRepeats<F extends Finding>(findings: readonly F[]): F[] {
  const printed = new Set<string>();
  return findings.filter((finding) => {
    const own = printedFacts(finding);
    const isNew = own.length === 0 || own.some((id) => !printed.has(id));
    for (const id of own) printed.add(id);
    return isNew;
  });
}

/**
 * Findings that are worth a place on the page, the most telling first.
 *
 * @param findings ranked within each topic; none gives none.
 */
export function mostTelling<F extends Finding>(findings: readonly F[]): F[] {
  const ordered = weighed(findings)
    .filter(({ weight }) => weight >= WEIGHT_MIN)
    .sort((a, b) => b.weight - a.weight);
  return withoutRepeats(ordered.map(({ finding }) => finding));
}

/** The chosen ones in the order in which a reader asks; what is critical comes first. @param chosen the most telling first. */
export function inReadingOrder<F extends Finding>(chosen: readonly F[]): F[] {
  const rank = ({ topic, severity }: Finding) =>
    severity === 'critical' ? -1 : ORDER.includes(topic) ? ORDER.indexOf(topic) : ORDER.length;
  return chosen.toSorted((a, b) => rank(a) - rank(b));
}
