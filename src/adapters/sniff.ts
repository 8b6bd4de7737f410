import type { ArtifactKind } from '../contracts/artifact.ts';
import type { Sniff } from './adapter.ts';

const HEAD_CHARS = 256 * 1024;
const HEAD_LINES = 40;

/** JSON text cut into strings, those that a colon follows being keys, and brackets; the string is unrolled so that a long one costs linear time. */
const STRING_OR_BRACKET = /("[^"\\]*(?:\\[\s\S][^"\\]*)*")(\s*:)?|[{}[\]]/g;

/**
 * What recognition may look at: see `Sniff`.
 *
 * @param text decoded content, byte order mark removed.
 */
export function sniffArtifact(path: string, kind: ArtifactKind, text: string): Sniff {
  const head = text.slice(0, HEAD_CHARS);
  const { keys, topKeys } = jsonKeys(head);
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1).toLowerCase(),
    kind,
    head,
    complete: head.length === text.length,
    keys,
    topKeys,
    lines: head.split(/\r\n|\n|\r/, HEAD_LINES),
  };
}

/** Names of object keys without parsing: the head of a large document is no valid JSON. */
function jsonKeys(head: string): { keys: ReadonlySet<string>; topKeys: ReadonlySet<string> } {
  const keys = new Set<string>();
  const topKeys = new Set<string>();
  const start = head.trimStart()[0];
  if (start !== '{' && start !== '[') return { keys, topKeys };
  const topDepth = start === '{' ? 1 : 2;
  let depth = 0;
  let inTop = true;
  for (const [token, text, colon] of head.matchAll(STRING_OR_BRACKET)) {
    if (text !== undefined) {
      if (colon === undefined) continue;
      const key = unquoted(text);
      keys.add(key);
      if (inTop && depth === topDepth) topKeys.add(key);
    } else if (token === '{' || token === '[') {
      depth += 1;
    } else {
      if (depth <= topDepth) inTop = false;
      depth -= 1;
    }
  }
  return { keys, topKeys };
}

function unquoted(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch (error) {
    if (error instanceof SyntaxError) return token.slice(1, -1);
    throw error;
  }
}
