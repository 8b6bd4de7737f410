import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ParsedArtifact } from '../adapters/recognise.ts';
import { readLimits } from '../compose/refresh-options.ts';
import type { Problem } from '../contracts/observation.ts';
import { labelBook } from '../core/assemble/labels.ts';
import { type ArtifactEntry, listArtifacts } from '../edges/files/artifact-listing.ts';
import type { ReadOptions } from '../edges/files/artifact-reader.ts';
import { ingestArtifact } from '../edges/refresh/ingest-artifact.ts';
import { quarantined } from '../edges/refresh/quarantined.ts';
import { AppError } from '../errors.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { describeArtifact, type Inspection, inspectionLines } from './inspect-format.ts';

interface InspectedFile {
  readonly entry: ArtifactEntry;
  readonly growing: boolean;
  readonly sha256: string;
  readonly parsed: ParsedArtifact;
}

/**
 * `inspect PATH`: for each file which adapter reads it and what it reads. Exit 0 when every file is accepted, 1 otherwise.
 *
 * @throws AppError `ROOT_UNREADABLE` when PATH is not there.
 */
export async function inspect(path: string, options: SharedOptions & { readonly json: boolean }, context: CliContext): Promise<ExitCode> {
  const limits = readLimits(await commandConfig(context, options));
  const absolute = resolve(context.cwd, path);
  const directory = isDirectory(absolute) ? absolute : dirname(absolute);
  const listing = listArtifacts(directory, {
    ignore: directory === absolute ? limits.ignore : [],
    countMax: limits.countMax,
    depthMax: directory === absolute ? limits.depthMax : 0,
  });
  const isAsked = directory === absolute ? () => true : (name: string) => resolve(directory, name) === absolute;
  const problems = listing.problems.filter((problem) => isAsked(problem.path));
  const files: InspectedFile[] = [];
  for (const [index, entry] of listing.entries.filter((candidate) => isAsked(candidate.path)).entries()) {
    // Reading is synchronous: without a turn of the event loop no signal would be heard.
    await setImmediate();
    context.signal.throwIfAborted();
    context.progress(`reading ${index + 1} of ${listing.entries.length}: ${entry.path}`);
    files.push(await readFile(directory, entry, { ...limits, nowMs: Date.now() }));
  }
  context.progress('');
  if (directory !== absolute && files.length === 0 && problems.length === 0) {
    problems.push({ path, message: 'is no artifact: a report of benchscribe, a hidden file or a kind of file that holds no results' });
  }
  const inspections = describeAll(files);
  const otherFileCount = directory === absolute ? listing.otherFileCount : 0;
  if (options.json) context.printText(JSON.stringify({ files: inspections, problems, otherFileCount }, null, 2));
  else printText(inspections, problems, otherFileCount, context);
  return problems.length === 0 && inspections.every(({ verdict }) => verdict === 'accepted') ? 0 : 1;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new AppError('ROOT_UNREADABLE', path, { cause: error });
  }
}

async function readFile(directory: string, entry: ArtifactEntry, options: ReadOptions): Promise<InspectedFile> {
  try {
    const { growing, sha256, parsed } = await ingestArtifact(directory, entry, options, entry.path);
    return { entry, growing, sha256, parsed };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { entry, growing: false, sha256: '', parsed: quarantined(error.message) };
  }
}

function describeAll(files: readonly InspectedFile[]): Inspection[] {
  const book = labelBook(
    files.map(({ entry, sha256, parsed }) => {
      return { path: entry.path, placedAt: entry.path, sha256, adapter: parsed.adapter, verdict: parsed.verdict, parsed: parsed.result };
    }),
  );
  return files.map(({ entry, growing, parsed }) => {
    return describeArtifact({ path: entry.path, kind: entry.kind, growing }, parsed, book);
  });
}

function printText(
  inspections: readonly Inspection[],
  problems: readonly (Problem & { path: string })[],
  otherFileCount: number,
  context: CliContext,
): void {
  for (const line of inspections.flatMap(inspectionLines)) context.print(line);
  for (const { path, message } of problems) context.print(`${path}: ${message}`);
  if (inspections.length === 1 && problems.length === 0) return;
  const counts = new Map<string, number>();
  for (const { verdict } of inspections) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  if (otherFileCount > 0) parts.push(`${otherFileCount} of other kinds, not read`);
  context.print(`${inspections.length} files: ${parts.join(', ') || 'nothing to read'}`);
}
