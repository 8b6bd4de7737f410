import { existsSync, lstatSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { decodeText, type Encoding } from '../../adapters/readers/decode.ts';
import { AppError } from '../../errors.ts';
import { isOwnReport } from './own-report.ts';
import { systemErrorCode } from './safe-file.ts';
import { removeTemp } from './temp-files.ts';
import { flushDirectory, writeTemp } from './write-beside.ts';

/** Larger texts are no reports and no README. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
const NEW_MODE = 0o644;

/** A text that somebody wrote, with the bytes that it is made of. */
export interface TextFile {
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly bytes: Buffer;
  readonly encoding: Encoding;
  /** Bytes before the text: those of its byte order mark. */
  readonly markBytes: number;
}

/** Some of a text in another place or other words. */
export interface TextEdit {
  /** Where it begins and ends, in UTF-16 code units of the text: equal where something is only put in. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Reads a text in whatever encoding it is written.
 *
 * @throws AppError `REPORT_UNREADABLE` for one that is not there, cannot be read, is no text, or is larger than 8 MiB.
 */
export function readTextFile(path: string): TextFile {
  try {
    if (statSync(path).size > TEXT_BYTES_MAX) throw new AppError('REPORT_UNREADABLE', `${path}: larger than 8 MiB`);
    const bytes = readFileSync(path);
    const decoded = decodeText(bytes);
    if ('error' in decoded) throw new AppError('REPORT_UNREADABLE', `${path}: ${decoded.error}`);
    const { text, encoding } = decoded;
    const whole = isWide(encoding) ? bytes.length - (bytes.length % 2) : bytes.length;
    return { path, text, bytes, encoding, markBytes: whole - lengthIn(encoding, text) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('REPORT_UNREADABLE', path, { cause: error });
  }
}

/**
 * The bytes of a text with some of it changed. All others stay what they are: encoding, byte order mark, line ends, and what is no text.
 *
 * @param edits in the order of the text, none within another; in windows-1252 of ASCII, or of what HTML can say in ASCII.
 */
export function withEdits({ text, bytes, encoding, markBytes }: TextFile, edits: readonly TextEdit[]): Buffer {
  const parts: Buffer[] = [];
  let [from, at] = [0, 0];
  let offset = markBytes;
  const offsetAt = (position: number) => {
    offset += lengthIn(encoding, text.slice(at, position));
    at = position;
    return offset;
  };
  for (const { start, end, text: written } of edits) {
    parts.push(bytes.subarray(from, offsetAt(start)), encoded(encoding, written));
    from = offsetAt(end);
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

/**
 * Puts other bytes in the place of a file, whole or not at all. A link stays a link to the file that is replaced; permissions stay.
 *
 * @throws AppError `TEXT_UNWRITABLE` when the file system refuses; the file is then as it was.
 */
export function replaceTextFile(path: string, bytes: Buffer): void {
  try {
    const real = realpathSync(path);
    put(real, bytes, statSync(real).mode & 0o7777);
  } catch (error) {
    throw asWriteError(error, path);
  }
}

/**
 * Writes an annotated copy, whole or not at all.
 *
 * @returns false where it says so already.
 * @throws AppError `TEXT_FOREIGN` where something stands there that is no copy of ours; `TEXT_UNWRITABLE`.
 */
export function writeAnnotatedCopy(path: string, bytes: Buffer): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !(stats.isFile() && isOwnReport(path))) throw new AppError('TEXT_FOREIGN', path);
    if (stats !== undefined && existsSync(path) && readFileSync(path).equals(bytes)) return false;
    put(path, bytes, stats === undefined ? null : stats.mode & 0o7777);
    return true;
  } catch (error) {
    throw asWriteError(error, path);
  }
}

function put(path: string, bytes: Buffer, mode: number | null): void {
  const directory = dirname(path);
  const temp = join(directory, writeTemp(directory, bytes, mode, NEW_MODE));
  try {
    renameSync(temp, join(directory, basename(path)));
    flushDirectory(directory);
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
}

function asWriteError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  return code === null ? error : new AppError('TEXT_UNWRITABLE', `${path} (${code})`, { cause: error });
}

function isWide(encoding: Encoding): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

function lengthIn(encoding: Encoding, text: string): number {
  if (isWide(encoding)) return 2 * text.length;
  return encoding === 'utf-8' ? Buffer.byteLength(text) : text.length;
}

/** What windows-1252 cannot be trusted to have is written as HTML has it in ASCII. */
function encoded(encoding: Encoding, text: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text.replaceAll(/[^\0-\x7f]/gu, (character) => `&#x${character.codePointAt(0)!.toString(16)};`));
}
