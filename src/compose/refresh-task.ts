import { mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import type { FailedPart } from '../core/attempt.ts';
import { type ArtifactEntry, type ArtifactListing, isYoung, listingBelow } from '../edges/files/artifact-listing.ts';
import type { ReadOptions } from '../edges/files/artifact-reader.ts';
import { hashFile } from '../edges/files/fingerprint.ts';
import { type Inputs, listInputs, readInputs } from '../edges/files/inputs.ts';
import { discardStaged, type StagedReport, stageReport } from '../edges/files/report-publisher.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { hasOwnReport } from '../edges/files/staleness.ts';
import { type IngestedArtifact, ingestArtifact } from '../edges/refresh/ingest-artifact.ts';
import { plainError } from '../edges/refresh/plain-error.ts';
import { quarantined } from '../edges/refresh/quarantined.ts';
import type { ChildPort, ChildTask, Flaw, HashTask, MadeReport, RefreshTarget, RefreshTask } from '../edges/refresh/task.ts';
import { AppError } from '../errors.ts';
import { makeReport, NO_TIMINGS, type ReportFile, renderReport } from '../pipeline.ts';

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

/** Artifacts that were read for one report of a task, by absolute path: others may be about them too. */
type Known = Map<string, { readonly identity: string; readonly ingested: IngestedArtifact }>;

/** Makes one report after the other; one that fails costs itself only. */
async function refreshAll(task: RefreshTask, port: ChildPort): Promise<void> {
  const known: Known = new Map();
  const listingOf = listings(task, port);
  for (const target of task.targets) {
    if (!(await port.turn())) return;
    try {
      const startMs = performance.now();
      const listing = listingOf(target.directory);
      if (bytesToRead(listing, known) > (task.bytesMax ?? Number.POSITIVE_INFINITY)) {
        port.tell({ kind: 'heavy' });
        return;
      }
      const made = await refreshOne(task, target, listing, known, startMs, port);
      if (await port.turn()) port.tell({ kind: 'made', made });
      else if (made.staged !== null) discardStaged(made.staged);
    } catch (error) {
      port.tell({ kind: 'failed', directory: target.directory, error: plainError(error) });
    }
  }
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

function bytesToRead({ entries }: ArtifactListing, known: Known): number {
  return entries.reduce((sum, entry) => (isKnown(entry, known) ? sum : sum + entry.bytes), 0);
}

function isKnown({ absolutePath, identity }: ArtifactEntry, known: Known): boolean {
  return known.get(absolutePath)?.identity === identity;
}

/** Reads, makes and stages one report. */
async function refreshOne(
  task: RefreshTask,
  target: RefreshTarget,
  listing: ArtifactListing,
  known: Known,
  startMs: number,
  port: ChildPort,
): Promise<MadeReport> {
  const { directory, outDirectory } = target;
  const flaws: Flaw[] = [];
  const inputs = await readAll(task, directory, listing, known, port, flaws);
  const ingestMs = performance.now() - startMs;
  const counts = { artifactCount: 0, factCount: 0, quarantinedCount: 0, gapCount: 0 };
  const nothing = { directory, staged: null, fingerprint: inputs.fingerprint, ...counts, summary: [], timings: NO_TIMINGS, flaws };
  // A report that stands where the last artifact was removed becomes one of an empty directory.
  if (inputs.contents.length + inputs.refused.length === 0 && !hasOwnReport(outDirectory, task.options.formats)) return nothing;
  port.announce({ doing: 'report', directory });
  const onFailure = ({ name, error }: FailedPart) => flaws.push({ part: name, error: plainError(error) });
  const deps = { version: task.version, rules: task.rules, now: () => new Date(), ingestMs, onFailure };
  const document = makeReport({ rootId: task.rootId, directory }, inputs, task.options, deps);
  const { report } = document;
  const files = await renderReport(document, task.options.formats, onFailure);
  return {
    directory,
    staged: stageInto(outDirectory, files),
    fingerprint: inputs.fingerprint,
    artifactCount: report.inputs.artifacts.length,
    factCount: report.facts.length,
    summary: report.narrative.sentences.map(({ text }) => text),
    quarantinedCount: report.inputs.artifacts.filter(({ verdict }) => verdict === 'quarantined').length,
    gapCount: report.gaps.length,
    timings: report.timings,
    flaws,
  };
}

async function readAll(
  task: RefreshTask,
  directory: string,
  listing: ArtifactListing,
  known: Known,
  port: ChildPort,
  flaws: Flaw[],
): Promise<Inputs<IngestedArtifact>> {
  const options = { ...task.options, nowMs: Date.now() };
  let turnAtMs = performance.now() + TURN_MS;
  function read(root: string, entry: ArtifactEntry): IngestedArtifact {
    const earlier = known.get(entry.absolutePath);
    if (earlier?.identity === entry.identity) return { ...earlier.ingested, path: entry.path };
    const ingested = ingestOne(task, root, directory, entry, options, port);
    known.set(entry.absolutePath, { identity: entry.identity, ingested });
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
    (root, entry) => {
      if (performance.now() < turnAtMs) return read(root, entry);
      return port.turn().then((isWanted) => {
        if (!isWanted) throw new Error('nobody waits for this report any more');
        turnAtMs = performance.now() + TURN_MS;
        return read(root, entry);
      });
    },
    ordered,
  );
}

function ingestOne(
  task: RefreshTask,
  root: string,
  directory: string,
  entry: ArtifactEntry,
  options: ReadOptions,
  port: ChildPort,
): IngestedArtifact {
  const { path, kind, identity, bytes, modifiedAtMs } = entry;
  const reason = task.quarantined[identity];
  if (reason !== undefined) {
    port.announce({ doing: 'read' });
    const { sha256 } = hashFile(root, entry, options);
    const growing = isYoung(modifiedAtMs, options.quietMs, options.nowMs);
    return { path, kind, bytes, sha256, modifiedAtMs, growing, parsed: quarantined(reason), parseMs: 0 };
  }
  port.announce({ doing: 'parse', identity, bytes });
  return ingestArtifact(root, entry, options, posix.join(directory, path));
}

/** Makes the directory where it is missing, as it is below `--out`. */
function stageInto(directory: string, files: readonly ReportFile[]): StagedReport {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    throw new AppError('REPORT_UNWRITABLE', `${directory} (${code})`, { cause: error });
  }
  return stageReport(directory, files);
}
