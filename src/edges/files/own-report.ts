import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parse } from 'yaml';
import { ANNOTATED_SIGN } from '../../contracts/annotated.ts';
import { LEDGER_NAME, LEDGER_SCHEMA } from '../../contracts/ledger-name.ts';
import { REPORT_BASENAME, REPORT_SCHEMA } from '../../contracts/report-name.ts';
import { readInto, systemErrorCode } from './safe-file.ts';

/** Front matter and the head of an HTML page are looked for in this much of a file. */
export const HEAD_BYTES = 16 * 1024;
/** `jq -S` moves the marker of a JSON report to its end: this much of the end is searched for it. */
const TAIL_BYTES = 4 * 1024;
/** A rewritten copy of a report that is larger than this is not looked into; it would be refused as an artifact by its adapter. */
const PARSE_BYTES_MAX = 64 * 1024 * 1024;

const SCHEMA_PATTERN = REPORT_SCHEMA.replace('.', '\\.');
/** How our own Markdown starts as it is written. What another program has written anew is read as the YAML that it is. */
const MARKDOWN_START = new RegExp(`^---\\ngenerator: benchscribe [^\\n]*\\nschema: ${SCHEMA_PATTERN}\\ndigest: sha256:[0-9a-f]{64}\\n`);
/** How our own JSON starts: schema and generator come first. */
const JSON_START = new RegExp(
  `^\\s*\\{\\s*"schema"\\s*:\\s*"${SCHEMA_PATTERN}"\\s*,\\s*"generator"\\s*:\\s*\\{\\s*"name"\\s*:\\s*"benchscribe"`,
);
/** A ledger states its schema in a line of its own, behind comments at most. */
const LEDGER_START = new RegExp(`^schema\\s*:\\s*["']?${LEDGER_SCHEMA.replace('.', '\\.')}["']?\\s*(?:#.*)?$`, 'm');
const HTML_GENERATOR = /<meta\s(?=[^>]*\bname\s*=\s*["']?generator\b)[^>]*\bcontent\s*=\s*["']?benchscribe\b/i;

/**
 * Tells whether a file is ours, by what it says, whatever its name: Markdown by its front matter (`generator` and `schema`) or, an annotated copy,
 * by its last line, JSON by its top-level `schema` and `generator`, HTML by its generator meta element, a ledger in YAML by its `schema`. Other extensions, links
 * and whatever is no regular file are never ours; a file that cannot be opened is not either.
 */
export function isOwnReport(path: string): boolean {
  const extension = extname(path).toLowerCase();
  if (!OWN_EXTENSIONS.has(extension)) return false;
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return false;
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return false;
    const head = readText(fd, Math.min(stats.size, HEAD_BYTES));
    if (isOwnReportHead(head, extension)) return true;
    if (extension === '.json') return hasMovedMarks(fd, head, stats.size);
    return extension === '.md' && isAnnotatedTail(readText(fd, stats.size, Math.max(0, stats.size - TAIL_BYTES)));
  } finally {
    closeSync(fd);
  }
}

/** Whether a file is the ledger of its directory by its name: never an artifact, also where a slip of the pen has broken it. */
export function isLedgerName(name: string): boolean {
  return name === LEDGER_NAME;
}

/** Whether a name is that of a file of a report: what stands there and is not ours keeps that file away, and is no artifact. */
export function isReportName(path: string): boolean {
  return REPORT_NAMES.has(basename(path));
}

/**
 * Whether something that is no report of ours stands at the place of a report file. A zero-length file does not count: it holds nothing that
 * could be lost, and a crash of the machine may leave one.
 */
export function isForeign(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !(stats.isFile() && (stats.size === 0 || isOwnReport(path)));
}

/** Whether the end of a text is that of an annotated copy, in whatever encoding. */
function isAnnotatedTail(tail: string): boolean {
  return tail.replaceAll('\0', '').trimEnd().endsWith(ANNOTATED_SIGN);
}

/** `isOwnReport` for the first `HEAD_BYTES` of a text and an extension such as ".md". */
export function isOwnReportHead(head: string, extension: string): boolean {
  if (extension === '.json') return JSON_START.test(head);
  if (extension === '.html' || extension === '.htm') return HTML_GENERATOR.test(head.slice(0, 4096));
  if (extension === '.yaml' || extension === '.yml') return LEDGER_START.test(head);
  if (MARKDOWN_START.test(head)) return true;
  const { generator, schema } = fieldsOf(frontMatterOf(head));
  return schema === REPORT_SCHEMA && typeof generator === 'string' && generator.startsWith('benchscribe');
}

/** The fields of a foreign value; none of what is no mapping. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The YAML mapping between the first two `---` lines of a Markdown text; null where there is none or it cannot be read. */
export function frontMatterOf(head: string): unknown {
  const block = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---\r?(?:\n|$)/.exec(head)?.[1];
  if (block === undefined || !block.includes(REPORT_SCHEMA)) return null;
  try {
    return parse(block, { schema: 'core', maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    // Foreign text: whatever the parser dislikes about it (syntax, aliases, depth) makes it no front matter of ours.
    return null;
  }
}

const REPORT_NAMES: ReadonlySet<string> = new Set(['md', 'html', 'json'].map((format) => `${REPORT_BASENAME}.${format}`));
const OWN_EXTENSIONS: ReadonlySet<string> = new Set(['.md', '.markdown', '.json', '.html', '.htm', '.yaml', '.yml']);

function hasMovedMarks(fd: number, head: string, size: number): boolean {
  if (size > PARSE_BYTES_MAX) return false;
  const marker = `"${REPORT_SCHEMA}"`;
  const tail = size > HEAD_BYTES ? readText(fd, size, Math.max(0, size - TAIL_BYTES)) : '';
  if (!head.includes(marker) && !tail.includes(marker)) return false;
  try {
    const { generator, schema } = fieldsOf(JSON.parse(readText(fd, size)));
    return schema === REPORT_SCHEMA && fieldsOf(generator)['name'] === 'benchscribe';
  } catch {
    // Foreign text that is not JSON is no report of ours.
    return false;
  }
}

function readText(fd: number, size: number, from = 0): string {
  const bytes = Buffer.alloc(size - from);
  return bytes.toString('utf8', 0, readInto(fd, bytes, from));
}
