import type { ArtifactContent, ArtifactKind, Verdict } from '../contracts/artifact.ts';
import type { Coverage } from '../contracts/coverage.ts';
import { NOTHING_READ, type ParseResult, type Problem, statesNumber } from '../contracts/observation.ts';
import { accounted } from './account/accounted.ts';
import { type Adapter, AdapterFailure, type ParseInput, type Sniff } from './adapter.ts';
import { doubts } from './doubts.ts';
import { adapters } from './index.ts';
import { artifactKind, isListedKind } from './kind.ts';
import { leftOutProblems } from './left-out.ts';
import { readText, type TextReading } from './read-text.ts';
import { decodeText, type Encoding } from './readers/decode.ts';
import { plainText } from './readers/plain-text.ts';
import { sniffArtifact } from './sniff.ts';

/** A file can be wrong on every line: this many problems are listed, the rest is counted. */
const PROBLEMS_MAX = 100;

/** What became of one artifact. */
export interface ParsedArtifact {
  /** Ids of the adapters that read it (` + ` between them where several read parts of it), or 'none'. */
  readonly adapter: string;
  /** Name of the format as its users know it; '' where no adapter read it. */
  readonly title: string;
  readonly verdict: Verdict;
  /** Why the verdict is not `accepted`; null when it is. */
  readonly reason: string | null;
  readonly version: string | null;
  /** Finite values in `result.tables`, those of failed rows left out. */
  readonly sampleCount: number;
  readonly result: ParseResult;
  /** Stack of an exception that an adapter threw, for the log; null where none did. */
  readonly bug: string | null;
}

/**
 * Recognises an artifact by its content and reads it. Never throws: what an adapter throws is our bug and costs this file only.
 *
 * @param registry the adapters to choose from; exactly one that is no fallback may claim the file, else exactly one fallback.
 */
export function parseArtifact(content: ArtifactContent, registry: readonly Adapter[] = adapters): ParsedArtifact {
  if (content.bytes.length === 0) return refused('empty', 'the file has no bytes');
  const decoded = decodeText(content.bytes);
  // A file that only has the name of a database is read as text, as one of a name that nobody lists: then being none is no fault of it.
  const isStated = isListedKind(content.path) && artifactKind(content.path) === content.kind;
  if ('error' in decoded) return refused(isStated ? 'quarantined' : 'unknown', decoded.error);
  const text = plainText(decoded.text);
  if (text.trim() === '') return refused('empty', 'the file holds nothing but blanks');
  const impostor = notWhatItsNameSays(sniffArtifact(content.path, content.kind, text));
  if (impostor) return refused('quarantined', impostor);
  try {
    const input: ParseInput = { path: content.path, kind: content.kind, text, growing: content.growing, asked: new Set() };
    const reading = readText(input, registry);
    return judged(reading, accounted(input, reading.result), content.kind, decoded.encoding);
  } catch (error) {
    if (!(error instanceof AdapterFailure)) throw error;
    const { adapter, message, cause } = error;
    const bug = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { ...refused('quarantined', `${message}: please report this file as a bug`), adapter: adapter.id, title: adapter.title, bug };
  }
}

function refused(verdict: Verdict, reason: string): ParsedArtifact {
  return { adapter: 'none', title: '', verdict, reason, version: null, sampleCount: 0, result: NOTHING_READ, bug: null };
}

/**
 * The verdict on what was read.
 *
 * @param unknown what of the file a tool's adapter does not know: it is named, and the file is as good as it was.
 */
function judged(
  { adapters: readers, result, rivals }: TextReading,
  unknown: Coverage | null,
  kind: ArtifactKind,
  encoding: Encoding,
): ParsedArtifact {
  if (rivals.length > 0) {
    const names = rivals.map(({ id, title }) => `${id} (${title})`).join(' and ');
    return refused('unknown', `${names} both claim this file, so neither is believed: please report this file as a bug`);
  }
  if (readers.length === 0) return refused('unknown', `no adapter knows this ${kind} content; it is listed, but nothing is read from it`);
  const sorted = result.problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const problems = sorted.slice(0, PROBLEMS_MAX);
  if (sorted.length > PROBLEMS_MAX) problems.push({ message: `${sorted.length - PROBLEMS_MAX} more problems are not listed` });
  const left = leftOutProblems(result.coverage);
  for (const problem of [...doubts(result.tables), ...left, ...leftOutProblems(unknown)]) problems.push(problem);
  const sampleCount = countValues(result);
  const { verdict, reason } = result.rejected ?? verdictOf([...sorted, ...left], result, sampleCount);
  if (encoding === 'windows-1252') {
    problems.push({ message: 'not valid UTF-8; read as windows-1252, so check the special characters in names and units' });
  }
  return {
    adapter: readers.map(({ id }) => id).join(' + '),
    title: readers.map(({ title }) => title).join(' + '),
    verdict,
    reason,
    version: result.version,
    sampleCount,
    result: { ...result, problems, coverage: result.coverage ?? unknown },
    bug: null,
  };
}

function verdictOf(problems: readonly Problem[], result: ParseResult, sampleCount: number): { verdict: Verdict; reason: string | null } {
  const [first] = problems;
  if (first) {
    const where = first.line === undefined ? '' : `line ${first.line}: `;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    return { verdict: 'partial', reason: `${where}${first.message}${more}` };
  }
  return sampleCount > 0 || result.tables.some(({ failures }) => failures.size > 0)
    ? { verdict: 'accepted', reason: null }
    : { verdict: 'empty', reason: `it holds no measurement${besides(result)}` };
}

/** What a file without a measurement was read for. */
function besides({ statements, configuration }: ParseResult): string {
  const withNumbers = statements.filter(statesNumber).length;
  const rest = [
    ...(configuration.size > 0 ? [`${configuration.size} settings are kept as configuration`] : []),
    ...(withNumbers > 0 ? [`${withNumbers} lines with numbers are kept as statements`] : []),
  ];
  return rest.length === 0 ? '' : `; ${rest.join(', ')}`;
}

function countValues(result: ParseResult): number {
  let count = 0;
  for (const { columns, failures } of result.tables) {
    for (const { values } of columns) count += values.filter((value, row) => Number.isFinite(value) && !failures.has(row)).length;
  }
  return count;
}

const NEVER_HTML: ReadonlySet<ArtifactKind> = new Set(['csv', 'json', 'jsonl', 'yaml', 'sql']);

/** A file that is plainly something else than its extension says; the reason names the remedy. */
function notWhatItsNameSays({ head, kind, lines }: Sniff): string | null {
  if (head.startsWith('version https://git-lfs.github.com/spec/v1')) {
    return 'a Git LFS pointer, not the file itself: run `git lfs pull` in the repository it came from';
  }
  if (NEVER_HTML.has(kind) && /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(head)) {
    return `an HTML page saved under the name of a ${kind} file, likely a login or error page: download the file again`;
  }
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (kind === 'csv' && /^(?:=+\s*)?\[?(?:error|fatal|exception|traceback|usage)\b[\]=: ][^,;\t]*\s\S+\s/i.test(first)) {
    return `not CSV at all but a message of a program: "${first.slice(0, 120)}"`;
  }
  return null;
}
