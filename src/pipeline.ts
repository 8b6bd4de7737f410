import { join } from 'node:path';
import type { Claim } from './contracts/claim.ts';
import { REPORT_BASENAME, REPORT_SCHEMA, type Timings } from './contracts/report.ts';
import { assemble } from './core/assemble/assemble.ts';
import type { FailedPart, OnFailure } from './core/attempt.ts';
import { type ComposedArtifact, composeReport } from './core/compose.ts';
import { analysisTables } from './core/conclude/analysis.ts';
import { conclude } from './core/conclude/conclude.ts';
import { namingOfMeasured } from './core/conclude/naming.ts';
import { measure } from './core/measure/measure.ts';
import { executiveSummary } from './core/narrate/executive-summary.ts';
import type { ReportDocument } from './core/render/document.ts';
import { renderJson } from './core/render/render-json.ts';
import { renderMarkdown } from './core/render/render-markdown.ts';
import { reportDocument, withPartGaps } from './core/render/report-document.ts';
import { verifyClaims } from './core/verify/verify-claims.ts';
import type { ArtifactEntry } from './edges/files/artifact-listing.ts';
import type { ReadOptions, SizeLimits } from './edges/files/artifact-reader.ts';
import { ruleFingerprint } from './edges/files/fingerprint.ts';
import { type Inputs, type RefusedInput, readInputs } from './edges/files/inputs.ts';
import { commitStaged, stageReport } from './edges/files/report-publisher.ts';
import { hasOwnReport, type ReportFormat } from './edges/files/staleness.ts';
import type { IngestedArtifact } from './edges/parser/ingest-artifact.ts';
import { quarantined } from './edges/parser/quarantined.ts';

/** Changes when the same inputs would give another report: raise it with every change of what is computed, said or laid out. */
const RULES_VERSION = '1';

/** One report directory and where its report goes. */
export interface RefreshTarget {
  readonly rootId: string;
  readonly rootPath: string;
  /** Relative to the root, "." for the root itself. */
  readonly directory: string;
  /** Where the report is written: the report directory itself unless told otherwise. */
  readonly outDirectory: string;
}

export interface RefreshOptions extends SizeLimits {
  readonly formats: readonly ReportFormat[];
  readonly ignore: readonly string[];
  readonly countMax: number;
  readonly depthMax: number;
  /** A file modified more recently counts as growing. */
  readonly quietMs: number;
}

/** Reads, recognises and parses one artifact; rejects with an AppError when it cannot be read, never for what is in the file. */
export type Ingest = (root: string, entry: ArtifactEntry, options: ReadOptions, signal: AbortSignal) => Promise<IngestedArtifact>;

export interface PipelineDeps {
  readonly version: string;
  readonly now: () => Date;
  readonly ingest: Ingest;
  /** Artifacts ingested at a time. */
  readonly ingestConcurrency: number;
  /** Told of each part of a report that a bug keeps away, for the log. */
  readonly onFailure: OnFailure;
  /** Asked right before the files are put in place: false when the inputs have changed meanwhile. */
  readonly isCurrent?: (fingerprint: string) => boolean;
}

export interface RefreshOutcome {
  readonly status: 'published' | 'unchanged' | 'no-inputs';
  readonly directory: string;
  readonly fingerprint: string;
  /** Paths of the files that were written; those whose content was there already are not. */
  readonly written: readonly string[];
  /** Paths under which something stands that is no report of ours: the file that belongs there is kept away. */
  readonly foreign: readonly string[];
  readonly artifactCount: number;
  readonly factCount: number;
  /** What was found, for the log and the terminal. */
  readonly summary: readonly string[];
  readonly quarantinedCount: number;
  readonly gapCount: number;
  readonly durationMs: number;
  readonly timings: Timings;
}

/** Fingerprint of the rules by which this version makes a report. */
export function currentRules(version: string): string {
  return ruleFingerprint([version, REPORT_SCHEMA, RULES_VERSION]);
}

const NO_TIMINGS: Timings = { readMs: 0, parseMs: 0, aggregateMs: 0, compareMs: 0, narrateMs: 0, renderMs: 0, totalMs: 0 };

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function stopwatch(): { lap(): number; total(): number } {
  const startMs = performance.now();
  let lastMs = startMs;
  return {
    lap() {
      const nowMs = performance.now();
      const lapMs = nowMs - lastMs;
      lastMs = nowMs;
      return tenths(lapMs);
    },
    total: () => tenths(performance.now() - startMs),
  };
}

type Ingested = Inputs<IngestedArtifact>;

function refusedArtifact({ path, kind, bytes, modifiedAtMs, message }: RefusedInput): ComposedArtifact {
  return composed({ path, kind, bytes, modifiedAtMs, sha256: '', growing: false, parsed: quarantined(message), parseMs: 0 });
}

function composed({ path, kind, bytes, sha256, modifiedAtMs, growing, parsed }: IngestedArtifact): ComposedArtifact {
  const { result, ...recognised } = parsed;
  return { path, kind, bytes, sha256, modifiedAtMs, growing, ...recognised, parsed: result };
}

function composedAll({ contents, refused }: Ingested): ComposedArtifact[] {
  return [...refused.map(refusedArtifact), ...contents.map(composed)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes the report of one directory from its artifacts, without touching the disk. */
function makeReport(target: RefreshTarget, inputs: Ingested, limits: SizeLimits, deps: PipelineDeps, ingestMs: number): ReportDocument {
  const watch = stopwatch();
  const artifacts = composedAll(inputs);
  // Several may have been parsed at a time, or in processes that had to be started: what is not parsing is reading.
  const parseMs = Math.min(ingestMs, tenths(inputs.contents.reduce((sum, content) => sum + content.parseMs, 0)));
  const readMs = tenths(ingestMs - parseMs);
  const assembly = assemble(artifacts.filter(({ verdict }) => verdict === 'accepted' || verdict === 'partial'));
  const measurement = measure(assembly, artifacts);
  const aggregateMs = watch.lap();
  const configurationKeys = new Set(artifacts.flatMap(({ parsed }) => [...parsed.configuration.keys()]));
  const failed: FailedPart[] = [];
  const onFailure = (part: FailedPart) => {
    failed.push(part);
    deps.onFailure(part);
  };
  const naming = namingOfMeasured(measurement);
  const conclusions = conclude(measurement, artifacts, configurationKeys, naming, onFailure);
  const analysis = analysisTables(measurement, naming, onFailure);
  const names = artifacts.flatMap(({ path, adapter, reason, parsed }) => [
    path,
    adapter,
    reason ?? '',
    ...parsed.tables.flatMap(({ failures, columns }) => [...failures.values(), ...columns.map(({ at }) => at)]),
  ]);
  const check = <C extends Claim>(claims: readonly C[]) => verifyClaims(claims, measurement.facts, names);
  const findings = check(conclusions.findings);
  const recommendations = check(conclusions.recommendations);
  const gaps = check(conclusions.gaps);
  const narrateMs = watch.lap();
  const report = composeReport({
    version: deps.version,
    generatedAt: deps.now(),
    rootId: target.rootId,
    directory: target.directory,
    fingerprint: inputs.fingerprint,
    ruleFingerprint: currentRules(deps.version),
    readLimits: { textBytesMax: limits.textBytesMax, textLinesMax: limits.textLinesMax },
    otherFileCount: inputs.otherFileCount,
    skipped: inputs.problems,
    artifacts,
    measurement,
    analysis,
    conclusions: { findings: findings.accepted, recommendations: recommendations.accepted, gaps: gaps.accepted },
    summary: executiveSummary(findings.accepted),
    rejected: [...findings.rejected, ...recommendations.rejected, ...gaps.rejected],
    timings: { ...NO_TIMINGS, readMs, parseMs, aggregateMs, narrateMs },
  });
  const renderMs = watch.lap();
  const timings = { ...report.timings, renderMs, totalMs: tenths(watch.total() + ingestMs) };
  return reportDocument({ ...withPartGaps(report, failed), timings }, deps.onFailure);
}

/** HTML brings the chart library along, which costs more to load than everything else: only who wants HTML pays. */
async function htmlOf(document: ReportDocument, onFailure: OnFailure): Promise<string> {
  const { renderHtml } = await import('./core/render/render-html.ts');
  return renderHtml(document, onFailure);
}

/**
 * Makes the report of one directory match its inputs: read, parse, assemble, measure, conclude, narrate, verify, render, publish.
 * Safe to run twice: everything is read afresh.
 *
 * @throws AppError of the stage that failed; the signal's reason when it is aborted.
 */
export async function refreshReport(
  target: RefreshTarget,
  options: RefreshOptions,
  deps: PipelineDeps,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const watch = stopwatch();
  const ingest = async (root: string, entry: ArtifactEntry, limits: ReadOptions) => {
    signal.throwIfAborted();
    return deps.ingest(root, entry, limits, signal);
  };
  const reading = { ...options, nowMs: deps.now().getTime() };
  const inputs = await readInputs(
    target.rootPath,
    { root: target.rootId, directory: target.directory },
    reading,
    ingest,
    deps.ingestConcurrency,
  );
  const ingestMs = watch.lap();
  const nothing = {
    directory: target.directory,
    fingerprint: inputs.fingerprint,
    written: [],
    foreign: [],
    artifactCount: 0,
    factCount: 0,
    summary: [],
    quarantinedCount: 0,
    gapCount: 0,
  };
  // A report that stands where the last artifact was removed becomes one of an empty directory.
  if (inputs.contents.length + inputs.refused.length === 0 && !hasOwnReport(target.outDirectory, options.formats))
    return { status: 'no-inputs', ...nothing, durationMs: watch.total(), timings: NO_TIMINGS };
  const document = makeReport(target, inputs, options, deps, ingestMs);
  const { report } = document;
  const files: { name: string; content: string }[] = [];
  for (const format of options.formats) {
    const content =
      format === 'md' ? renderMarkdown(document) : format === 'json' ? renderJson(report) : await htmlOf(document, deps.onFailure);
    files.push({ name: `${REPORT_BASENAME}.${format}`, content });
  }
  signal.throwIfAborted();
  const { isCurrent } = deps;
  const staged = stageReport(target.outDirectory, files);
  const published = commitStaged(staged, isCurrent ? { fresh: () => isCurrent(inputs.fingerprint) } : {});
  return {
    status: published.written.length === 0 ? 'unchanged' : 'published',
    directory: target.directory,
    fingerprint: inputs.fingerprint,
    written: published.written.map((name) => join(target.outDirectory, name)),
    foreign: published.foreign.map((name) => join(target.outDirectory, name)),
    artifactCount: report.inputs.artifacts.length,
    factCount: report.facts.length,
    summary: report.narrative.sentences.map(({ text }) => text),
    quarantinedCount: report.inputs.artifacts.filter(({ verdict }) => verdict === 'quarantined').length,
    gapCount: report.gaps.length,
    durationMs: watch.total(),
    timings: report.timings,
  };
}
