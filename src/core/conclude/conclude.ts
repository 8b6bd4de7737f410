import type { CheckedNote } from '../../contracts/checked-claim.ts';
import type { Finding, Gap, Recommendation, Severity } from '../../contracts/claim.ts';
import type { SeriesChange } from '../../contracts/history.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { Report } from '../../contracts/report.ts';
import { recommendationsOf } from '../advice.ts';
import { attempt, type OnFailure } from '../attempt.ts';
import { findingOf, type Telling } from '../telling.ts';
import { certaintyFindings } from './certainty.ts';
import { decidedFindings } from './change-states.ts';
import { changeFindings } from './changes.ts';
import { coldStartFindings } from './cold-starts.ts';
import { curveFindings } from './curves.ts';
import { definitionFindings } from './definitions.ts';
import { effectFindings } from './effects.ts';
import { failureFindings } from './failures.ts';
import { findGaps, gapOf } from './gaps.ts';
import { goodputFindings } from './goodput.ts';
import {
  agreementFindings,
  contradictionFindings,
  duplicateFindings,
  identityFindings,
  type ReviewedArtifact,
  silentFindings,
  unreadFindings,
} from './input-quality.ts';
import { KINDS } from './kinds.ts';
import { kneeFindings } from './knees.ts';
import { measuredFindings, untoldPoints } from './measured.ts';
import type { Naming } from './naming.ts';
import { nextRunSteps } from './next-runs.ts';
import { noiseFindings } from './noise.ts';
import { noteFindings, unverifiedFindings } from './notes.ts';
import { objectiveFindings } from './objectives.ts';
import { overloadFindings } from './overload.ts';
import { pageTable } from './page-table.ts';
import { percentileFindings } from './percentiles.ts';
import { type Point, pointsOf } from './points.ts';
import { rankingFindings } from './ranking.ts';
import { repeatSteps } from './repeat.ts';
import { runFindings } from './runs.ts';
import { settingFindings } from './settings.ts';
import { unrankedFindings } from './unranked.ts';

export interface Conclusions {
  /** Everything that can be said: findings, gaps, next steps, in the order in which a reader decides. Their ids are unique. */
  readonly tellings: Telling[];
  readonly findings: Finding[];
  readonly gaps: Gap[];
  readonly recommendations: Recommendation[];
  /** What the page shows beside its sentences. */
  readonly page: Report['page'];
  /** Ids of the facts whose value stands in line or table of the page, or of whose samples another statistic does. */
  readonly shownIds: ReadonlySet<string>;
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notable', 'info'];

/** Findings of each topic in the text; the rest would drown the reader and is in the tables. */
const TOPIC_COUNT_MAX = 8;

/** Within a topic the graver first; ties keep the order in which they were found, which is that of the registry. */
function limited(findings: readonly Telling[]): Telling[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)).slice(0, TOPIC_COUNT_MAX);
}

interface Reviewed {
  readonly measurement: Measurement;
  readonly points: readonly Point[];
  /** Those of which no ranking and no sentence on runs speaks. */
  readonly untold: readonly Point[];
  readonly naming: Naming;
  readonly artifacts: readonly ReviewedArtifact[];
  readonly notes: readonly CheckedNote[];
}

interface FindingKind {
  readonly name: string;
  readonly find: (reviewed: Reviewed) => Telling[];
}

function ofMeasurement(name: string, find: (measurement: Measurement, naming: Naming) => Telling[]): FindingKind {
  return { name: `findings: ${name}`, find: ({ measurement, naming }) => find(measurement, naming) };
}

/** Every kind of finding, in the order in which a reader decides. */
const FINDING_KINDS: readonly FindingKind[] = [
  { name: 'findings: changes', find: ({ measurement: { history }, naming }) => changeFindings(history, naming) },
  { name: 'findings: decisions on runs', find: ({ measurement }) => decidedFindings(measurement) },
  ofMeasurement('rankings', rankingFindings),
  {
    name: 'findings: runs of one series',
    find: ({ measurement: { history }, points, naming }) => (history === null ? runFindings(points, naming) : []),
  },
  { name: 'findings: what was measured', find: ({ untold, naming }) => measuredFindings(untold, naming) },
  ofMeasurement('what is not ranked', unrankedFindings),
  ofMeasurement('curves over load and size', curveFindings),
  ofMeasurement('knees of load', kneeFindings),
  ofMeasurement('cold starts', coldStartFindings),
  ofMeasurement('effects of settings', effectFindings),
  ofMeasurement('failures', failureFindings),
  ofMeasurement('objectives of the service', objectiveFindings),
  ofMeasurement('goodput', goodputFindings),
  ofMeasurement('overload', overloadFindings),
  ofMeasurement('noise', noiseFindings),
  ofMeasurement('best settings', settingFindings),
  ofMeasurement('percentiles', percentileFindings),
  ofMeasurement('definitions', definitionFindings),
  ofMeasurement('summaries that contradict their rows', contradictionFindings),
  {
    name: 'findings: texts that the data contradict',
    find: ({ measurement: { facts }, notes, naming }) =>
      notes.length === 0 ? [] : noteFindings(notes, new Map(facts.map((fact) => [fact.id, fact])), naming),
  },
  { name: 'findings: texts without data', find: ({ notes }) => unverifiedFindings(notes) },
  {
    name: 'findings: nothing measured',
    find: ({ measurement, points, artifacts }) =>
      points.length === 0 && measurement.failures.length === 0 ? silentFindings(artifacts) : [],
  },
  { name: 'findings: files that were not used', find: ({ measurement, artifacts }) => unreadFindings(measurement, artifacts) },
  ofMeasurement('columns that add up', identityFindings),
  ofMeasurement('copies', duplicateFindings),
  ofMeasurement('summaries that agree', agreementFindings),
  { name: 'findings: how sure single runs are', find: ({ untold }) => certaintyFindings(untold) },
];

/**
 * What the facts of a report say: findings ranked by what a reader decides first, gaps and recommendations. A kind of finding that throws
 * costs itself only.
 *
 * @param configurationKeys names of what the documents state about engine and host.
 * @param notes what became of the claims of Markdown artifacts. Default: there are none.
 */
export function conclude(
  measurement: Measurement,
  artifacts: readonly ReviewedArtifact[],
  configurationKeys: ReadonlySet<string>,
  naming: Naming,
  onFailure: OnFailure,
  notes: readonly CheckedNote[] = [],
): Conclusions {
  const runs = new Map(artifacts.map(({ path, run }) => [path, run]));
  const points = attempt('findings: points', () => pointsOf(measurement, (path) => runs.get(path) ?? null), onFailure) ?? [];
  const untold = attempt('findings: what no comparison speaks of', () => untoldPoints(measurement, points), onFailure) ?? [];
  const reviewed = { measurement, points, untold, naming, artifacts, notes };
  const findings = FINDING_KINDS.flatMap(({ name, find }) => limited(attempt(name, () => find(reviewed), onFailure) ?? []));
  const gaps = attempt('gaps', () => findGaps(measurement, configurationKeys), onFailure) ?? [];
  const next =
    attempt('next steps', () => [...nextRunSteps(measurement.history, naming), ...repeatSteps(measurement, naming)], onFailure) ?? [];
  const page = pageOf(measurement, points, onFailure);
  const tellings = withOwnIds([...findings, ...gaps, ...next]);
  return {
    tellings,
    findings: tellings.slice(0, findings.length).map(findingOf),
    gaps: tellings.slice(findings.length, findings.length + gaps.length).map(gapOf),
    recommendations: attempt('recommendations', () => recommendationsOf(tellings, KINDS), onFailure) ?? [],
    page,
    shownIds: shownBy(page, points),
  };
}

/** Changes that a page has room for. */
const CHANGE_COUNT_MAX = 8;

/** What the page shows beside its sentences: what changed, else who was measured. */
function pageOf(measurement: Measurement, points: readonly Point[], onFailure: OnFailure): Report['page'] {
  const size = ({ fact }: SeriesChange) => Math.abs(fact.value);
  const changes = ['regressed', 'improved'].flatMap((verdict) =>
    (measurement.history?.changes ?? []).filter((change) => change.verdict === verdict).sort((a, b) => size(b) - size(a)),
  );
  return {
    failures: attempt('the failures of the page', () => failuresOf(measurement), onFailure) ?? [],
    changes: changes.slice(0, CHANGE_COUNT_MAX).map(({ fact }) => fact.id),
    table: changes.length > 0 ? null : attempt('the table of the page', () => pageTable(measurement, points), onFailure),
  };
}

function shownBy({ table, failures }: Report['page'], points: readonly Point[]): Set<string> {
  const inLine = failures.length === 1 ? failures.flatMap(({ failed, requests }) => [failed, requests]) : [];
  const shown = new Set([...inLine, ...(table?.rows.flatMap(({ cells }) => cells.flat()) ?? [])]);
  const alike = points.flatMap(({ quantities }) => quantities.map(({ facts }) => [...facts.values()].map(({ id }) => id)));
  return new Set([...shown, ...alike.filter((ids) => ids.some((id) => shown.has(id))).flat()]);
}

function failuresOf({ failures, failureTotal }: Measurement): Report['page']['failures'] {
  const groups = failureTotal === null ? failures : [failureTotal];
  return groups.map(({ failed, requests, what }) => ({ failed: failed.id, requests: requests.id, what }));
}

/** Two findings of one kind on subjects that are named alike have ids of their own. */
function withOwnIds(tellings: readonly Telling[]): Telling[] {
  const counts = new Map<string, number>();
  return tellings.map((telling) => {
    const count = (counts.get(telling.id) ?? 0) + 1;
    counts.set(telling.id, count);
    return count === 1 ? telling : { ...telling, id: `${telling.id}-${count}` };
  });
}
