import { LineCounter, parseDocument } from 'yaml';
import type { Problem } from '../../contracts/observation.ts';
import { type AskedFields, watched } from './asked-fields.ts';
import type { JsonDocument } from './json.ts';
import type { Json } from './json-value.ts';

/** Above this size a YAML document is not read: its tree takes about a hundred times the text. */
const YAML_CHARS_MAX = 4 * 1024 * 1024;

/** A longer line is not read: the library's work grows with the square of the mistakes in one line. */
const LINE_CHARS_MAX = 20_000;

/** Deeper nesting than this is refused before parsing: the library recurses, and V8 ends the process where its stack runs out. */
const DEPTH_MAX = 100;

/**
 * The line on which a text nests deeper than 100 levels or is too long, counted from 1; null where there is none. Counted without a
 * parser, so brackets in texts count too: by open brackets, by dashes at the start of a line, and by indentation.
 */
function unreadableAt(text: string): number | null {
  let open = 0;
  let line = 1;
  let start = 0;
  let dashes = 0;
  let isStart = true;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]!;
    if (char === '{' || char === '[') open += 1;
    else if ((char === '}' || char === ']') && open > 0) open -= 1;
    if (char === '\n') {
      line += 1;
      start = index + 1;
      dashes = 0;
      isStart = true;
    } else if (isStart && (char === '-' || char === '?')) dashes += 1;
    else if (char !== ' ' && isStart) {
      isStart = false;
      if (index - start > 5 * DEPTH_MAX) return line;
    }
    if (open > DEPTH_MAX || dashes > DEPTH_MAX || index - start > LINE_CHARS_MAX) return line;
  }
  return null;
}

/**
 * Parses one YAML document (1.2 core schema). Aliases are refused, so a small file cannot grow to a huge one; dates stay text.
 *
 * @param text without byte order mark.
 * @param asked see `parseJson`.
 * @returns the value; or the first error with its line.
 */
export function parseYaml(text: string, asked?: AskedFields): JsonDocument {
  if (text.length > YAML_CHARS_MAX) return { error: { message: 'YAML of more than 4 MB is not read: split it' } };
  const unreadable = unreadableAt(text);
  if (unreadable !== null) {
    return {
      error: { line: unreadable, message: `YAML deeper than ${DEPTH_MAX} levels, or with a line over 20,000 characters, is not read` },
    };
  }
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter, schema: 'core', uniqueKeys: false, logLevel: 'silent', stringKeys: true });
    const [first] = document.errors;
    if (first) return { error: { line: lineOf(lineCounter, first.pos[0]), message: `not readable as YAML: ${firstLine(first.message)}` } };
    const value = document.toJS({ maxAliasCount: 0 }) as Json;
    return { value: asked ? watched(value, asked) : value, problems: [] };
  } catch (error) {
    // The library reports what it cannot compose (aliases, too deep nesting) by throwing.
    if (!(error instanceof Error)) throw error;
    return { error: { message: `not readable as YAML: ${firstLine(error.message)}` } };
  }
}

function lineOf(lineCounter: LineCounter, offset: number): NonNullable<Problem['line']> {
  return Math.max(1, lineCounter.linePos(offset).line);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/:$/, '');
}
