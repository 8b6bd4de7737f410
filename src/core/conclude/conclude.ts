import type { Finding, Gap, Recommendation, Severity } from '../../contracts/claim.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { coldStartFindings } from './cold-starts.ts';
import { definitionFindings } from './definitions.ts';
import { effectFindings } from './effects.ts';
import { failureFindings } from './failures.ts';
import { findGaps } from './gaps.ts';
import { inputFindings, type ReviewedArtifact } from './input-quality.ts';
import { overloadFindings } from './overload.ts';
import { rankingFindings } from './ranking.ts';
import { recommendations } from './recommendations.ts';
import { settingFindings } from './settings.ts';

export interface Conclusions {
  readonly findings: Finding[];
  readonly gaps: Gap[];
  readonly recommendations: Recommendation[];
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notable', 'info'];

/** Findings of each topic in the text; the rest would drown the reader and is in the tables. */
const TOPIC_COUNT_MAX = 8;

/** Within a topic the graver first; ties keep the order in which they were found, which is that of the registry. */
function limited(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)).slice(0, TOPIC_COUNT_MAX);
}

/**
 * What the facts of a report say: findings ranked by what a reader decides first, gaps and recommendations.
 *
 * @param configurationKeys names of what the documents state about engine and host.
 */
export function conclude(
  measurement: Measurement,
  artifacts: readonly ReviewedArtifact[],
  configurationKeys: ReadonlySet<string>,
): Conclusions {
  return {
    findings: [
      ...limited(rankingFindings(measurement)),
      ...limited(coldStartFindings(measurement)),
      ...limited(effectFindings(measurement)),
      ...limited(failureFindings(measurement)),
      ...limited(overloadFindings(measurement)),
      ...limited(settingFindings(measurement)),
      ...limited(definitionFindings(measurement)),
      ...inputFindings(measurement, artifacts).flatMap(limited),
    ],
    gaps: findGaps(measurement, configurationKeys),
    recommendations: recommendations(measurement),
  };
}
