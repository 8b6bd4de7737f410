import { withoutPrefixes } from './line-prefixes.ts';

const ESC = '\u001b';
/** Erasing the line or moving to its first column: what stood there before is gone, as after a carriage return. */
const LINE_ANEW = new RegExp(String.raw`${ESC}\[(?:2K|1?G)`, 'g');
/** Escape sequences of terminals (ECMA-48): control (colours, cursor), operating system (titles, links), and those of two characters. */
const ESCAPES = new RegExp(
  String.raw`${ESC}(?:\[[0-?]*[ -/]*[@-~]|\][^\x07${ESC}\n]*(?:\x07|${ESC}\\)|[PX^_][^${ESC}\n]*${ESC}\\|[ -/]+[0-~]|[0-Z\\-~])`,
  'g',
);
/** Colours whose escape character a web form or `cat -v` has taken away or written out; read as such only beside the one that ends them. */
const BARE_COLOURS = /(?:\^\[|\\u001b|\\x1b|\\033|\\e)?\[(?:\d{1,3}(?:;\d{1,3})*m|K)/g;
const BARE_RESET = '[0m';

/**
 * The text of a log as a person reads it: without colours, without what a progress bar has overwritten, without the envelope of a
 * container's log file, and without what stands before every line (time stamps, names of services). Lines keep their numbers, so a cell
 * still points at the line of the file; whoever reads a cell back cleans the text with this function first.
 *
 * @param text decoded, byte order mark removed.
 * @returns the text itself where it holds nothing of that kind.
 */
export function plainText(text: string): string {
  const unwrapped = unwrappedLines(text);
  let plain = unwrapped ? unwrapped.join('\n') : text;
  if (plain.includes(ESC)) plain = plain.replaceAll(LINE_ANEW, '\r').replaceAll(ESCAPES, '');
  else if (plain.includes(BARE_RESET)) plain = plain.replaceAll(BARE_COLOURS, '');
  if (plain.includes('\n') && /\r(?!\n|$)/.test(plain)) plain = plain.split('\n').map(asDrawn).join('\n');
  return withoutPrefixes(plain);
}

/** What stands in a line in the end, after a progress bar has drawn itself anew. */
function asDrawn(line: string): string {
  if (!line.includes('\r')) return line;
  const end = line.endsWith('\r') ? '\r' : '';
  const drawn = line.split('\r').findLast((part) => part.trim() !== '');
  return `${drawn ?? ''}${end}`;
}

/**
 * The lines inside the JSON objects that Docker (`json-file`: `{"log", "stream", "time"}`) and journald (`-o json`: `MESSAGE`) write for
 * each line of a program. A long line that Docker cut into parts is put together where it starts.
 *
 * @returns null where not every line is such an object, a last one that breaks off apart.
 */
function unwrappedLines(text: string): string[] | null {
  if (!/^\s*\{[^\n]*"(?:log|MESSAGE)" ?:/.test(text.slice(0, 20_000))) return null;
  const lines = text.split('\n');
  const out: string[] = [];
  let open: number | null = null;
  for (const [index, line] of lines.entries()) {
    out.push('');
    if (line.trim() === '') continue;
    const inner = innerLine(line);
    if (inner === null) {
      if (index === lines.length - 1) continue;
      return null;
    }
    const start: number = open ?? index;
    // A program's line feed within one message would move all lines after it.
    out[start] += inner.replace(/\r?\n$/, '').replaceAll('\n', ' ');
    open = inner.endsWith('\n') || !line.includes('"log"') ? null : start;
  }
  return out;
}

function innerLine(line: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const record = value as Readonly<Record<string, unknown>>;
  if (typeof record['log'] === 'string' && ('stream' in record || 'time' in record)) return record['log'];
  return typeof record['MESSAGE'] === 'string' && '__REALTIME_TIMESTAMP' in record ? record['MESSAGE'] : null;
}
