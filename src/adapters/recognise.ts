import type { ArtifactContent, ArtifactKind, Verdict } from '../contracts/artifact.ts';
import { NOTHING_READ, type ParseResult, type Problem } from '../contracts/observation.ts';
import type { Adapter, Sniff } from './adapter.ts';
import { adapters } from './index.ts';
import { decodeText, type Encoding } from './readers/decode.ts';
import { sniffArtifact } from './sniff.ts';

/** A file can be wrong on every line: this many problems are listed, the rest is counted. */
const PROBLEMS_MAX = 100;

/** What became of one artifact. */
export interface ParsedArtifact {
  /** Id of the adapter that read it, or 'none'. */
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
}

/**
 * Recognises an artifact by its content and reads it. Never throws: what an adapter throws is our bug and costs this file only.
 *
 * @param registry the adapters to choose from; exactly one that is no fallback may claim the file, else exactly one fallback.
 */
export function parseArtifact(content: ArtifactContent, registry: readonly Adapter[] = adapters): ParsedArtifact {
  if (content.bytes.length === 0) return refused('empty', 'the file has no bytes');
  const decoded = decodeText(content.bytes);
  if ('error' in decoded) return refused('quarantined', decoded.error);
  const { text, encoding } = decoded;
  if (text.trim() === '') return refused('empty', 'the file holds nothing but blanks');
  const sniff = sniffArtifact(content.path, content.kind, text);
  const impostor = notWhatItsNameSays(sniff);
  if (impostor) return refused('quarantined', impostor);

  let claimants: Adapter[];
  try {
    claimants = claimantsOf(registry, sniff);
  } catch (error) {
    return refused('quarantined', `recognition failed with ${nameOf(error)}: please report this file as a bug`);
  }
  const [adapter, ...others] = claimants;
  if (!adapter) return refused('unknown', `no adapter knows this ${sniff.kind} content; it is listed, but nothing is read from it`);
  if (others.length > 0) {
    const names = claimants.map(({ id, title }) => `${id} (${title})`).join(' and ');
    return refused('unknown', `${names} both claim this file, so neither is believed: please report this file as a bug`);
  }
  try {
    const result = adapter.parse({ path: content.path, kind: content.kind, text, growing: content.growing });
    return judged(adapter, result, encoding);
  } catch (error) {
    return { ...refused('quarantined', failureReason(adapter, error)), adapter: adapter.id, title: adapter.title };
  }
}

function refused(verdict: Verdict, reason: string): ParsedArtifact {
  return { adapter: 'none', title: '', verdict, reason, version: null, sampleCount: 0, result: NOTHING_READ };
}

function failureReason({ id }: Adapter, error: unknown): string {
  return `the adapter ${id} failed with ${nameOf(error)}: please report this file as a bug`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The adapters of one format that claim the file, else the general ones that do. */
function claimantsOf(registry: readonly Adapter[], sniff: Sniff): Adapter[] {
  const own = registry.filter((adapter) => !adapter.fallback && adapter.claims(sniff));
  return own.length > 0 ? own : registry.filter((adapter) => adapter.fallback && adapter.claims(sniff));
}

function judged(adapter: Adapter, result: ParseResult, encoding: Encoding): ParsedArtifact {
  const problems = [...result.problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, PROBLEMS_MAX);
  const more = result.problems.length - problems.length;
  if (more > 0) problems.push({ message: `${more} more problems are not listed` });
  const { verdict, reason } = result.rejected ?? verdictOf(problems);
  if (encoding === 'windows-1252') {
    problems.push({ message: 'not valid UTF-8; read as windows-1252, so check the special characters in names and units' });
  }
  return {
    adapter: adapter.id,
    title: adapter.title,
    verdict,
    reason,
    version: result.version,
    sampleCount: countValues(result),
    result: { ...result, problems },
  };
}

function verdictOf(problems: readonly Problem[]): { verdict: Verdict; reason: string | null } {
  const [first] = problems;
  if (!first) return { verdict: 'accepted', reason: null };
  const where = first.line === undefined ? '' : `line ${first.line}: `;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { verdict: 'partial', reason: `${where}${first.message}${more}` };
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
