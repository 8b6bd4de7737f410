import type { Artifact, ArtifactKind, Verdict } from '../contracts/artifact.ts';
import type { Measurement } from '../contracts/measured.ts';
import type { Slo } from '../contracts/objective.ts';
import type { LabelValue, ParseResult } from '../contracts/observation.ts';
import type { KindSummary, Narrative, Report, Timings } from '../contracts/report.ts';
import { REPORT_SCHEMA } from '../contracts/report-name.ts';
import { maxOf } from '../sequences/extremes.ts';
import { compareKeys } from '../sequences/text-order.ts';
import { groupBy } from './group-by.ts';
import { historyVerdict, reportedChange } from './reported-changes.ts';
import { runOf } from './run-of.ts';

/** One artifact with everything the inventory states of it. */
export interface ComposedArtifact {
  readonly path: string;
  /** Relative to the root, where `path` is relative to the report directory. */
  readonly placedAt: string;
  readonly kind: ArtifactKind;
  readonly bytes: number;
  readonly sha256: string;
  readonly modifiedAtMs: number;
  readonly growing: boolean;
  readonly adapter: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly version: string | null;
  readonly sampleCount: number;
  readonly parsed: ParseResult;
}

/** What the inventory of a report is made from. */
export interface Inventoried {
  readonly fingerprint: string;
  readonly ruleFingerprint: string;
  readonly readLimits: NonNullable<Report['inputs']['readLimits']>;
  readonly otherFileCount: number;
  readonly baseline: string;
  readonly skipped: readonly { readonly path: string; readonly message: string }[];
  readonly artifacts: readonly ComposedArtifact[];
  readonly measurement: Measurement;
}

export interface Composition {
  readonly version: string;
  /** Objectives of the service, as they were configured. */
  readonly slo: Slo;
  readonly generatedAt: Date;
  readonly rootId: string;
  readonly directory: string;
  readonly artifacts: readonly ComposedArtifact[];
  readonly measurement: Measurement;
  readonly inputs: Report['inputs'];
  readonly analysis: Pick<Report['analysis'], 'tables' | 'omitted'>;
  readonly conclusions: Pick<Report, 'findings' | 'gaps' | 'recommendations' | 'page'>;
  readonly narrative: Narrative;
  readonly timings: Timings;
}

const FIRST_NAME_COUNT = 5;
/** Problems of one file that are listed; a file with more has them counted in the last one. */
const PROBLEM_COUNT_MAX = 20;

/** The inventory's entry of one artifact. */
export function inventoryEntry(artifact: ComposedArtifact, duplicateOf: string | undefined, implausibleCount: number): Artifact {
  const { path, kind, adapter, bytes, sha256, sampleCount, growing, parsed } = artifact;
  const listed = parsed.problems.slice(0, PROBLEM_COUNT_MAX);
  const hidden = parsed.problems.length - listed.length;
  const problems = [
    ...listed,
    ...(hidden > 0 ? [{ message: `and ${hidden} more problems of this kind` }] : []),
    ...(implausibleCount > 0
      ? [{ message: `${implausibleCount} values are impossible (negative, not finite, more than the whole) and were left out` }]
      : []),
  ];
  const leftOut = (parsed.coverage?.columns ?? []).flatMap(({ at, leftOut: cells, reason = '' }) =>
    cells > 0 ? [{ at, cells, reason }] : [],
  );
  return {
    path,
    kind,
    adapter,
    ...(artifact.version === null ? {} : { version: artifact.version }),
    bytes,
    sha256,
    modifiedAt: new Date(artifact.modifiedAtMs).toISOString(),
    verdict: artifact.verdict,
    ...(artifact.reason === null ? {} : { reason: artifact.reason }),
    sampleCount,
    rowCount: rowCountOf(artifact),
    ...(growing ? { growing } : {}),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    problems,
  };
}

function latest(artifacts: readonly { readonly modifiedAtMs: number }[]): string {
  return new Date(maxOf(artifacts.map(({ modifiedAtMs }) => modifiedAtMs))).toISOString();
}

function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

function rowCountOf({ parsed }: ComposedArtifact): number {
  return parsed.tables.reduce((sum, { places }) => sum + places.length, 0);
}

/** The inventory of a report: every artifact with its verdict, and what is counted of them. */
export function composeInputs({
  artifacts,
  measurement,
  fingerprint,
  ruleFingerprint,
  readLimits,
  otherFileCount,
  baseline,
  skipped,
}: Inventoried): Report['inputs'] {
  const copies = new Map(measurement.duplicates.filter(({ whole }) => whole).map((duplicate) => [duplicate.dropped, duplicate.kept]));
  const inventory = artifacts.map((artifact) =>
    inventoryEntry(artifact, copies.get(artifact.path), measurement.implausible.get(artifact.path) ?? 0),
  );
  const byKind = [...groupBy(artifacts, ({ kind }) => kind)].sort(compareKeys);
  const byDirectory = [...groupBy(artifacts, ({ path }) => directoryOf(path))].sort(compareKeys);
  const read = artifacts.filter(({ adapter }) => adapter !== 'none');
  const byAdapter = [...groupBy(read, ({ adapter }) => adapter)].sort(compareKeys);
  const counted = artifacts.filter(({ path }) => !copies.has(path));
  const sum = (chosen: readonly ComposedArtifact[], of: (artifact: ComposedArtifact) => number) =>
    chosen.reduce((total, artifact) => total + of(artifact), 0);
  return {
    fingerprint,
    ruleFingerprint,
    readLimits,
    ...(baseline === 'robust' ? {} : { baseline }),
    byKind: Object.fromEntries(
      byKind.map(([kind, own]): [string, KindSummary] => [
        kind,
        {
          count: own.length,
          latestModified: latest(own),
          names: own
            .map(({ path }) => path)
            .sort()
            .slice(0, FIRST_NAME_COUNT),
        },
      ]),
    ),
    directories: byDirectory.map(([path, own]) => ({ path, fileCount: own.length, latestModified: latest(own) })),
    formats: byAdapter.map(([adapter, own]) => ({
      adapter,
      title: own[0]!.title,
      fileCount: own.length,
      rowCount: sum(own, rowCountOf),
      sampleCount: sum(own, ({ sampleCount }) => sampleCount),
    })),
    rowCount: sum(counted, rowCountOf),
    sampleCount: sum(counted, ({ sampleCount }) => sampleCount),
    otherFileCount,
    skipped: [...skipped],
    artifacts: inventory,
  };
}

function isUsed({ verdict }: ComposedArtifact): boolean {
  return verdict === 'accepted' || verdict === 'partial';
}

function verdictOfRuns(used: readonly ComposedArtifact[], { history }: Measurement): string {
  if (history !== null) return historyVerdict(history.summary);
  const runs = new Set(used.flatMap((artifact) => runOf(artifact) ?? []));
  return runs.size > 1 ? 'several runs, of which none can be compared' : 'compared with no other run';
}

/** The verdict of the run in one phrase, without a number. */
function verdictOf({ measurement, artifacts }: Composition): string {
  if (artifacts.length === 0) return 'the directory holds no results';
  const failed = measurement.failures.length > 0;
  const unread = artifacts.some(({ verdict }) => verdict === 'quarantined');
  const doubts = [...(failed ? ['requests failed'] : []), ...(unread ? ['files could not be read'] : [])];
  const growing = artifacts.some((artifact) => artifact.growing) ? ['files are still growing'] : [];
  const qualified = [...doubts, ...growing];
  return [verdictOfRuns(artifacts.filter(isUsed), measurement), ...qualified].join('; ');
}

/** Evidence of the labels that facts carry: what only single requests are called is not stated. */
function labelsOfFacts({ labels, facts }: Measurement): Report['labels'] {
  const carried = new Map<string, Set<LabelValue>>();
  // The statistics of a series share theirs.
  for (const own of new Set(facts.map((fact) => fact.labels))) {
    for (const [key, value] of Object.entries(own)) {
      const known = carried.get(key);
      if (known) known.add(value);
      else carried.set(key, new Set([value]));
    }
  }
  return labels.filter(({ key, value }) => carried.get(key)?.has(value));
}

/** What a report is of, by its name: the directory, of the root itself its id. */
export function subjectOf(rootId: string, directory: string): string {
  return directory === '.' ? rootId : directory;
}

function kneesOf({ knees }: Measurement): Pick<Report['analysis'], 'knees'> {
  const reported = knees.map(({ key, points, index }) => ({ key, throughput: points[index]!.throughput.id, wait: points[index]!.wait.id }));
  return reported.length === 0 ? {} : { knees: reported };
}

/** Puts the report together; nothing is computed here that a reader could dispute. Verification counts are filled in after rendering. */
export function composeReport(composition: Composition): Report {
  const { measurement, conclusions, narrative, inputs, directory, rootId } = composition;
  return {
    schema: REPORT_SCHEMA,
    generator: { name: 'benchscribe', version: composition.version },
    generatedAt: composition.generatedAt.toISOString(),
    title: narrative.headline?.text ?? `${subjectOf(rootId, directory)}: ${verdictOf(composition)}`,
    root: rootId,
    directory,
    verdict: verdictOf(composition),
    inputs,
    labels: labelsOfFacts(measurement),
    ...(Object.keys(composition.slo).length === 0 ? {} : { slo: composition.slo }),
    facts: [...measurement.facts],
    page: conclusions.page,
    analysis: {
      tables: composition.analysis.tables,
      effects: [...measurement.effects],
      ...kneesOf(measurement),
      omitted: composition.analysis.omitted,
    },
    changes: (measurement.history?.changes ?? []).map(reportedChange),
    ...(measurement.history === null ? {} : { history: measurement.history.summary }),
    ...(measurement.ledger === null ? {} : { ledger: measurement.ledger }),
    findings: conclusions.findings,
    recommendations: conclusions.recommendations,
    gaps: conclusions.gaps,
    narrative,
    verification: { numbersInText: 0, numbersTraced: 0 },
    timings: composition.timings,
  };
}
