import { isNode, LineCounter, parseDocument } from 'yaml';
import { pointerTokens } from '../../metrics/cells.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;

interface Frame {
  readonly array: boolean;
  index: number;
  key: string;
}

/**
 * Where each wanted value of a JSON document begins. A parser gives values without places, so the tokens are walked once more.
 *
 * @param text a document that parses; bare NaN and Infinity are words like others.
 * @param pointers printed JSON pointers (RFC 6901), '' for the document.
 * @returns pointer -> index in the text, in the order of the text; what the document does not have is absent.
 */
export function pointerOffsets(text: string, pointers: ReadonlySet<string>): Map<string, number> {
  const offsets = new Map<string, number>();
  const stack: Frame[] = [];
  const path: string[] = [''];
  let expectsKey = false;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    const frame = stack.at(-1);
    if (token === '}' || token === ']') {
      stack.pop();
      path.pop();
      expectsKey = false;
    } else if (token === ',') {
      if (frame?.array) frame.index += 1;
      expectsKey = frame !== undefined && !frame.array;
    } else if (token === ':') {
      expectsKey = false;
    } else if (expectsKey && frame) {
      frame.key = JSON.parse(token) as string;
    } else {
      const pointer = frame ? `${path.at(-1)}/${frame.array ? frame.index : escapeToken(frame.key)}` : '';
      if (pointers.has(pointer)) offsets.set(pointer, match.index);
      if (token === '{' || token === '[') {
        stack.push({ array: token === '[', index: 0, key: '' });
        path.push(pointer);
        expectsKey = token === '{';
      }
    }
  }
  return offsets;
}

/** The line on which each wanted value begins, counted from 1; see `pointerOffsets`. */
export function pointerLines(text: string, pointers: ReadonlySet<string>): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let lineEnd = text.indexOf('\n');
  for (const [pointer, offset] of [...pointerOffsets(text, pointers)].sort((a, b) => a[1] - b[1])) {
    while (lineEnd !== -1 && lineEnd < offset) {
      line += 1;
      lineEnd = text.indexOf('\n', lineEnd + 1);
    }
    lines.set(pointer, line);
  }
  return lines;
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** As `pointerLines`, for YAML (1.2 core schema). */
export function yamlPointerLines(text: string, pointers: ReadonlySet<string>): Map<string, number> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, schema: 'core', logLevel: 'silent' });
  const lines = new Map<string, number>();
  for (const pointer of pointers) {
    const node = document.getIn(pointerTokens(pointer), true);
    if (isNode(node) && node.range) lines.set(pointer, lineCounter.linePos(node.range[0]).line);
  }
  return lines;
}
