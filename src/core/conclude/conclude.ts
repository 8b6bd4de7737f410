import type { Finding, Gap, Recommendation, Severity } from '../../contracts/claim.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { attempt, type OnFailure } from '../attempt.ts';
import { coldStartFindings } from './cold-starts.ts';
import { curveFindings } from './curves.ts';
import { definitionFindings } from './definitions.ts';
import { effectFindings } from './effects.ts';
import { failureFindings } from './failures.ts';
import { findGaps } from './gaps.ts';
import {
  agreementFindings,
  contradictionFindings,
  duplicateFindings,
  identityFindings,
  type ReviewedArtifact,
  unreadFindings,
} from './input-quality.ts';
import type { Naming } from './naming.ts';
import { noiseFindings } from './noise.ts';
import { overloadFindings } from './overload.ts';
import { percentileFindings } from './percentiles.ts';
import { rankingFindings } from './ranking.ts';
import { RECOMMENDATION_KINDS } from './recommendations.ts';
import { settingFindings } from './settings.ts';
import { unrankedFindings } from './unranked.ts';

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

interface Reviewed {
  readonly measurement: Measurement;
  readonly naming: Naming;
  readonly artifacts: readonly ReviewedArtifact[];
}

interface FindingKind {
  readonly name: string;
  readonly find: (reviewed: Reviewed) => Finding[];
}

function ofMeasurement(name: string, find: (measurement: Measurement, naming: Naming) => Finding[]): FindingKind {
  return { name: `findings: ${name}`, find: ({ measurement, naming }) => find(measurement, naming) };
}

/** Every kind of finding, in the order in which a reader decides. */
const FINDING_KINDS: readonly FindingKind[] = [
  ofMeasurement('rankings', rankingFindings),
  ofMeasurement('what is not ranked', unrankedFindings),
  ofMeasurement('curves over load and size', curveFindings),
  ofMeasurement('cold starts', coldStartFindings),
  ofMeasurement('effects of settings', effectFindings),
  ofMeasurement('failures', failureFindings),
  ofMeasurement('overload', overloadFindings),
  ofMeasurement('noise', noiseFindings),
  ofMeasurement('best settings', settingFindings),
  ofMeasurement('percentiles', percentileFindings),
  ofMeasurement('definitions', definitionFindings),
  ofMeasurement('summaries that contradict their rows', contradictionFindings),
  { name: 'findings: files that were not used', find: ({ measurement, artifacts }) => unreadFindings(measurement, artifacts) },
  ofMeasurement('columns that add up', identityFindings),
  ofMeasurement('copies', duplicateFindings),
  ofMeasurement('summaries that agree', agreementFindings),
];

/**
 * What the facts of a report say: findings ranked by what a reader decides first, gaps and recommendations. A kind of finding that throws
 * costs itself only.
 *
 * @param configurationKeys names of what the documents state about engine and host.
 */
export function conclude(
  measurement: Measurement,
  artifacts: readonly ReviewedArtifact[],
  configurationKeys: ReadonlySet<string>,
  naming: Naming,
  onFailure: OnFailure,
): Conclusions {
  const reviewed = { measurement, naming, artifacts };
  return {
    findings: FINDING_KINDS.flatMap(({ name, find }) => limited(attempt(name, () => find(reviewed), onFailure) ?? [])),
    gaps: attempt('gaps', () => findGaps(measurement, configurationKeys), onFailure) ?? [],
    recommendations: RECOMMENDATION_KINDS.flatMap(
      ({ name, recommend }) => attempt(`recommendation: ${name}`, () => recommend(measurement, naming), onFailure) ?? [],
    ),
  };
}
