import type { Problem } from '../../contracts/observation.ts';
import { parseJson } from './json.ts';
import { isObject, type Json } from './json-value.ts';

/** One of several JSON documents of a text. */
export interface JsonPiece {
  /** Line on which it starts, counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly value: Json;
}

/** Strings (which hold no line feed), brackets, and a quotation mark that opens a string which never ends. */
const STRING_OR_BRACKET = /"(?:[^"\\\n]|\\.)*"|[{}[\]"]/g;
/** A document that is never closed is looked for to the end of the text: after this many texts read in vain the rest is given up. */
const SCANS_MAX = 8;
const INDENT_MAX = 100;

/**
 * The JSON documents of a text that is none as a whole, in order: one after another (`--append-result`, `>>`, JSON lines), between other
 * lines of a log, or in a Markdown text. A document starts a line or follows another one on its line; it is an object or a list of objects.
 *
 * @returns no piece for a text without any; a problem, with its line, for each that breaks off or is no JSON.
 */
export function jsonDocuments(text: string): { pieces: JsonPiece[]; problems: Problem[] } {
  const pieces: JsonPiece[] = [];
  const problems: Problem[] = [];
  let scanned = 0;
  let line = 1;
  let margin = Number.POSITIVE_INFINITY;
  for (let start = 0; start < text.length; ) {
    const from = start;
    // What is indented deeper than a document that is never closed is a part of it.
    const indent = /[^ \t]/.exec(text.slice(start, start + INDENT_MAX))?.index ?? INDENT_MAX;
    const end = indent <= margin && opensDocument(text, start) ? endOf(text, start) : null;
    scanned += end?.scanned ?? 0;
    const value = end?.at === undefined ? undefined : documentIn(text, start, end.at);
    if (end?.at !== undefined && value !== undefined) {
      pieces.push({ line, text: text.slice(start, end.at), value });
      start = nextOnLine(text, end.at) ?? lineAfter(text, end.at);
    } else {
      if (end) problems.push({ line, message: end.at === undefined ? BREAKS_OFF : 'no valid JSON, although it begins like it: left out' });
      if (end && end.at === undefined) margin = text[start + indent] === '[' ? -1 : indent;
      start = lineAfter(text, start);
    }
    for (let at = text.indexOf('\n', from); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line += 1;
    if (scanned > SCANS_MAX * text.length) {
      problems.push({ line, message: 'too many documents that are never closed: nothing is read from here on' });
      break;
    }
  }
  return { pieces, problems };
}

const BREAKS_OFF = 'the JSON document that begins here breaks off: the file is truncated or still being written, so it is left out';

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Start of the document that follows another one without a line end between them; null where none does. */
function nextOnLine(text: string, at: number): number | null {
  const gap = /[ \t\r,]*/y;
  gap.lastIndex = at;
  gap.exec(text);
  return opensDocument(text, gap.lastIndex) ? gap.lastIndex : null;
}

function opensDocument(text: string, at: number): boolean {
  const opening = /[ \t]*(?:\{\s*["}]|\[\s*\{)/y;
  opening.lastIndex = at;
  return opening.test(text);
}

/** Where the document that starts here ends; `at` is undefined for one that never does. */
function endOf(text: string, start: number): { at?: number; scanned: number } {
  const token = new RegExp(STRING_OR_BRACKET);
  token.lastIndex = start;
  let depth = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [mark] = found;
    if (mark === '"') return { scanned: found.index - start };
    if (mark === '{' || mark === '[') depth += 1;
    else if (mark === '}' || mark === ']') depth -= 1;
    if (depth === 0) return { at: token.lastIndex, scanned: token.lastIndex - start };
  }
  return { scanned: text.length - start };
}

/** The document, where nothing but another one follows on its line. */
function documentIn(text: string, start: number, end: number): Json | undefined {
  const rest = text.slice(end, lineAfter(text, end));
  if (rest.trim() !== '' && nextOnLine(text, end) === null) return undefined;
  const document = parseJson(text.slice(start, end));
  if ('error' in document) return undefined;
  const { value } = document;
  return isObject(value) || (Array.isArray(value) && isObject(value[0])) ? value : undefined;
}
