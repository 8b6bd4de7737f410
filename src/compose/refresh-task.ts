import { mkdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readMarkdown } from '../adapters/readers/markdown.ts';
import type { Change } from '../contracts/report.ts';
import type { FailedPart } from '../core/attempt.ts';
import type { ReadBefore } from '../core/claims/check-claims.ts';
import { type KeptValues, keptValues } from '../edges/cache/kept-values.ts';
import { type PackStore, packStore } from '../edges/cache/pack-store.ts';
import { type ParseCache, parseCache } from '../edges/cache/parse-cache.ts';
import { type ArtifactEntry, type ArtifactListing, listingBelow } from '../edges/files/artifact-listing.ts';
import { artifactTexts } from '../edges/files/artifact-text.ts';
import { hashFile } from '../edges/files/fingerprint.ts';
import { type Inputs, listInputs, readInputs } from '../edges/files/inputs.ts';
import { dayOf } from '../edges/files/ledger-files.ts';
import { discardStaged, type StagedReport, stageReport } from '../edges/files/report-publisher.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { hasOwnReport } from '../edges/files/staleness.ts';
import { type StandingReport, standingReport } from '../edges/files/standing-report.ts';
import { type ArtifactSource, artifactSource } from '../edges/refresh/artifact-source.ts';
import type { IngestedArtifact, Ingesting } from '../edges/refresh/ingest-artifact.ts';
import { plainError } from '../edges/refresh/plain-error.ts';
import type { ChildPort, ChildTask, Flaw, HashTask, MadeReport, RefreshTarget, RefreshTask } from '../edges/refresh/task.ts';
import { AppError } from '../errors.ts';
import { makeReport, NO_TIMINGS, type PipelineDeps, type ReportFile, renderReport } from '../pipeline.ts';
import { asOf } from './as-of.ts';
import { knownChanges } from './known-changes.ts';

/** Does what a child process is asked, telling what comes of it; `done` is told by the caller. */
export async function doTask(task: ChildTask, port: ChildPort): Promise<void> {
  if (task.kind === 'hash') hashAll(task, port);
  else await refreshAll(task, port);
}

function hashAll({ root, entries, limits }: HashTask, { announce, tell }: ChildPort): void {
  announce({ doing: 'read' });
  const answers = entries.map((entry) => {
    try {
      return hashFile(root, entry, limits);
    } catch (error) {
      return { error: plainError(error) };
    }
  });
  tell({ kind: 'hashed', answers });
}

/** How long files are read without a look at what else there is to hear. */
const TURN_MS = 20;

/** Makes one report after the other; one that fails costs itself only. */
async function refreshAll(task: RefreshTask, port: ChildPort): Promise<void> {
  const { cacheDirectory, rules, options } = task;
  const store = cacheDirectory === null ? null : packStore(cacheDirectory);
  const cache = store && parseCache(store, rules, options);
  const source = artifactSource(task, port, cache);
  const listingOf = listings(task, port);
  for (const target of task.targets) {
    if (!(await port.turn())) return;
    try {
      const startMs = performance.now();
      const listing = listingOf(target.directory);
      if (isTooMuch(task, target, listing, source)) {
        port.tell({ kind: 'heavy' });
        return;
      }
      const made = await refreshOne(task, target, listing, source, { store, parsed: cache }, startMs, port);
      if (await port.turn()) port.tell({ kind: 'made', made });
      else if (made.staged !== null) discardStaged(made.staged);
    } catch (error) {
      port.tell({ kind: 'failed', directory: target.directory, error: plainError(error) });
    }
  }
  cache?.save(true);
}

function isTooMuch(
  { bytesMax, options }: RefreshTask,
  { directory }: RefreshTarget,
  listing: ArtifactListing,
  source: ArtifactSource,
): boolean {
  const bytes = listing.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytesMax === null || bytes <= bytesMax) return false;
  return source.bytesToRead(listing, directory, { ...options, nowMs: Date.now() }) > bytesMax;
}

/** The artifacts of each target. A tree that is wanted as a whole is listed once for all of them. */
function listings({ rootPath, targets, options }: RefreshTask, port: ChildPort): (directory: string) => ArtifactListing {
  let whole: ArtifactListing | null = null;
  const list = (directory: string) => {
    port.announce({ doing: 'read' });
    return listInputs(rootPath, directory, options);
  };
  return (directory) => {
    if (targets.length < 2 || !targets.some((target) => target.directory === '.')) return list(directory);
    whole ??= list('.');
    // What lies too deep below the root may be near enough to its report directory.
    const isTooDeep = whole.problems.some(({ path }) => path.split('/').length > options.depthMax);
    return isTooDeep && directory !== '.' ? list(directory) : listingBelow(whole, directory);
  };
}

/** What is kept of earlier tasks; null where nothing is. */
interface Kept {
  readonly store: PackStore | null;
  readonly parsed: ParseCache | null;
}

/** Reads, makes and stages one report. */
async function refreshOne(
  task: RefreshTask,
  target: RefreshTarget,
  listing: ArtifactListing,
  source: ArtifactSource,
  kept: Kept,
  startMs: number,
  port: ChildPort,
): Promise<MadeReport> {
  const { directory, outDirectory, keepsStanding } = target;
  const flaws: Flaw[] = [];
  const inputs = asOf(await readAll(task, directory, listing, source, port, flaws), directory, task.options.asOfMs);
  kept.parsed?.save(false);
  const ingestMs = performance.now() - startMs;
  const noCounts = { artifactCount: 0, factCount: 0, quarantinedCount: 0, gapCount: 0, regressionCount: 0, suspectedCount: 0 };
  const none = { directory, narrative: null, checked: [], kept: null, flaws, known: { run: null, changes: [] } };
  const nothing = { ...none, staged: null, fingerprint: inputs.fingerprint, ...noCounts, title: '', summary: [], timings: NO_TIMINGS };
  // A report that stands where the last artifact was removed becomes one of an empty directory.
  const isEmpty = inputs.contents.length + inputs.refused.length === 0;
  if (isEmpty && task.audited.length === 0 && !hasOwnReport(outDirectory, task.options.formats)) return nothing;
  const { fingerprint } = inputs;
  const { formats } = task.options;
  // What agents have said is read and checked by code that few reports need.
  const lookedUp = task.narration === null ? null : { lookup: task.narration, ...(await import('./telling.ts')) };
  const expected = lookedUp === null ? null : lookedUp.expectedOf(lookedUp.lookup);
  const standing = keepsStanding ? standingReport(outDirectory, fingerprint, { formats, ruleFingerprint: task.rules }, expected) : null;
  if (standing !== null) return { ...none, staged: standing.staged, fingerprint, ...countsOf(standing.report) };
  port.announce({ doing: 'report', directory });
  const onFailure = ({ name, error }: FailedPart) => flaws.push({ part: name, error: plainError(error) });
  const telling = lookedUp === null ? null : lookedUp.tellingOf(lookedUp.lookup);
  const narrationOf = telling?.narrationOf ?? null;
  const comment = telling?.comment ?? null;
  const drafts = kept.store && hasText(inputs) ? keptDrafts(kept.store, task, directory) : null;
  const claims = await claimsOf(task, inputs, drafts, comment !== null);
  const parseLedger = inputs.ledgers.length === 0 ? noLedger : (await import('../core/ledger/parse-ledger.ts')).parseLedger;
  const made = { version: task.version, rules: task.rules, slo: task.options.slo, now: () => new Date(), ingestMs };
  const deps = { ...made, onFailure, narrationOf, comment, claims, parseLedger };
  const { document, brief, questions, checked, history } = makeReport({ rootId: task.rootId, directory }, inputs, task.options, deps);
  drafts?.save();
  const narrator = telling?.mark(document.report.narrative);
  const marked = narrator === undefined ? document : { ...document, report: { ...document.report, narrator } };
  const files = await renderReport(marked, formats, artifactTexts(task.rootPath, listing), onFailure, task.options.isPageOnly);
  const narrative = narrator === undefined || brief === null ? null : { brief, questions, status: narrator.status };
  const counts = countsOf(document.report);
  return {
    directory,
    staged: stageInto(task, target, files),
    fingerprint,
    ...counts,
    known: knownChanges(document.report),
    narrative,
    checked,
    kept: task.options.keepsRuns === true ? (history?.kept() ?? null) : null,
    flaws,
  };
}

function hasText({ contents }: Inputs<IngestedArtifact>): boolean {
  return contents.some(({ parsed }) => parsed.result.statements.length > 0);
}

/** What was read to be claimed in the texts of a directory, by what decides it beside a text and the words of the data. */
function keptDrafts(store: PackStore, { rules, rootPath, options }: RefreshTask, directory: string): KeptValues {
  const { bytesMax, documentBytesMax, textBytesMax, textLinesMax } = options;
  const limits = [bytesMax, documentBytesMax, textBytesMax, textLinesMax];
  return keptValues(store, JSON.stringify(['claims', rules, limits, rootPath, directory]));
}

/** What holds texts against the data; null where there is no text and none is written, which then costs nothing. */
async function claimsOf(
  { audited }: RefreshTask,
  inputs: Inputs<IngestedArtifact>,
  drafts: KeptValues | null,
  isCommented: boolean,
): Promise<PipelineDeps['claims']> {
  if (audited.length === 0 && !isCommented && !hasText(inputs)) return null;
  const { claimChecker } = await import('../core/claims/check-claims.ts');
  return {
    checkerOf: (data) => claimChecker(data, drafts && (drafts.under as ReadBefore)),
    audited: audited.map(({ path, text }) => ({ path, statements: readMarkdown(text).blocks })),
  };
}

function noLedger(): never {
  throw new Error('a ledger was read that is not there');
}

/** What is told of a report beside its files. */
function countsOf({ title, inputs, facts, narrative, gaps, changes, history, timings }: StandingReport['report']) {
  const judged: readonly Pick<Change, 'verdict' | 'status' | 'state'>[] = [...changes, ...(history?.failures ?? [])];
  const worse = (status: string) =>
    judged.filter((change) => change.verdict === 'regressed' && change.status === status && change.state !== 'acknowledged').length;
  return {
    artifactCount: inputs.artifacts.length,
    factCount: facts.length,
    title,
    summary: narrative.sentences.map(({ text }) => text),
    quarantinedCount: inputs.artifacts.filter(({ verdict }) => verdict === 'quarantined').length,
    gapCount: gaps.length,
    regressionCount: worse('confirmed'),
    suspectedCount: worse('suspected'),
    timings,
  };
}

async function readAll(
  task: RefreshTask,
  directory: string,
  listing: ArtifactListing,
  source: ArtifactSource,
  port: ChildPort,
  flaws: Flaw[],
): Promise<Inputs<IngestedArtifact>> {
  const nowMs = Date.now();
  const { asOfMs = nowMs } = task.options;
  const options = { ...task.options, today: task.options.today ?? dayOf(asOfMs), nowMs };
  let turnAtMs = performance.now() + TURN_MS;
  function read(entry: ArtifactEntry): Ingesting {
    const ingesting = source.ingest(entry, directory, options);
    return ingesting instanceof Promise ? ingesting.then((ingested) => noted(entry, ingested)) : noted(entry, ingesting);
  }
  function noted(entry: ArtifactEntry, ingested: IngestedArtifact): IngestedArtifact {
    const { bug } = ingested.parsed;
    const part = `reading ${posix.join(directory, entry.path)}`;
    if (bug !== null) flaws.push({ part, error: { name: 'Error', message: `${part} failed`, stack: bug } });
    return ingested;
  }
  const suspects = new Set(task.suspects);
  const [first, others] = [true, false].map((isFirst) => listing.entries.filter(({ identity }) => suspects.has(identity) === isFirst));
  const ordered = { ...listing, entries: [...first!, ...others!] };
  return readInputs(
    task.rootPath,
    { root: task.rootId, directory },
    options,
    (_root, entry) => {
      if (performance.now() < turnAtMs) return read(entry);
      return port.turn().then((isWanted) => {
        if (!isWanted) throw new Error('nobody waits for this report any more');
        turnAtMs = performance.now() + TURN_MS;
        return read(entry);
      });
    },
    ordered,
  );
}

/**
 * Makes the directory where it is missing, as it is below `--out`; never one of the root itself, which may have been taken away while the
 * report was made: an empty place is not written to.
 */
function stageInto({ rootPath }: RefreshTask, { directory, outDirectory }: RefreshTarget, files: readonly ReportFile[]): StagedReport {
  try {
    if (outDirectory !== join(rootPath, directory)) mkdirSync(outDirectory, { recursive: true });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    throw new AppError('REPORT_UNWRITABLE', `${outDirectory} (${code})`, { cause: error });
  }
  return stageReport(outDirectory, files);
}
