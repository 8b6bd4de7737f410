import type { Problem } from '../../contracts/observation.ts';
import { type AskedFields, watched } from './asked-fields.ts';
import type { Json } from './json-value.ts';

/** A JSON document, or why it is none. */
export type JsonDocument = { readonly value: Json; readonly problems: Problem[] } | { readonly error: Problem };

/** JSON text cut into strings and the rest, to find the bare words that Python's json module writes. */
const STRING_OR_WORD = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\b(?:Infinity|NaN)\b/g;

/**
 * Parses JSON, also with the bare `NaN` and `Infinity` that Python writes: these become null, which every adapter takes as missing.
 *
 * @param text without byte order mark.
 * @param asked receives the fields that the caller asks the value for; absent where nobody wants to know.
 * @returns the value; or the first error with its line. A truncated document is an error: nothing of it is used.
 */
export function parseJson(text: string, asked?: AskedFields): JsonDocument {
  const document = parsed(text);
  return asked && !('error' in document) ? { ...document, value: watched(document.value, asked) } : document;
}

function parsed(text: string): JsonDocument {
  try {
    return { value: JSON.parse(text) as Json, problems: [] };
  } catch (error) {
    let count = 0;
    const strict = text.replaceAll(STRING_OR_WORD, (match) => {
      if (match.startsWith('"')) return match;
      count += 1;
      return 'null';
    });
    if (count > 0) {
      try {
        return { value: JSON.parse(strict) as Json, problems: [] };
      } catch (second) {
        return { error: jsonProblem(strict, second) };
      }
    }
    return { error: jsonProblem(text, error) };
  }
}

function jsonProblem(text: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message);
  const at = position ? Number(position[1]) : text.length;
  const line = text.slice(0, at).split('\n').length;
  // Node versions word the same error differently; all of them stop at the end of a text that breaks off.
  const cut = /end of JSON|Unterminated/i.test(message) || (position !== null && at >= text.trimEnd().length);
  return {
    line,
    message: cut ? 'the JSON document breaks off here: the file is truncated or still being written' : 'not valid JSON from here on',
  };
}

/** One line of a JSON lines file. */
export interface JsonLine {
  readonly line: number;
  readonly value: Json;
}

/**
 * Parses JSON lines; empty lines are skipped, a line that is no JSON is a problem and costs itself only.
 *
 * @param growing the last line is left out when it has no line end: it is still being written.
 * @param asked see `parseJson`.
 */
export function parseJsonLines(text: string, growing = false, asked?: AskedFields): { lines: JsonLine[]; problems: Problem[] } {
  const lines: JsonLine[] = [];
  const problems: Problem[] = [];
  const raw = text.split('\n');
  if (growing) raw.pop();
  raw.forEach((content, index) => {
    if (content.trim() === '') return;
    const document = parseJson(content, asked);
    if ('error' in document) problems.push({ line: index + 1, message: document.error.message });
    else lines.push({ line: index + 1, value: document.value });
  });
  return { lines, problems };
}
