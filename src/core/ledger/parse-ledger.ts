import { isNode, LineCounter, parseDocument } from 'yaml';
import { Ledger } from '../../contracts/ledger.ts';
import { LEDGER_SCHEMA } from '../../contracts/ledger-name.ts';

/** A ledger, or the first thing that is wrong with it, with its line. */
export type ParsedLedger = { readonly ledger: Ledger } | { readonly problem: string };

type Key = string | number;

/**
 * Reads a ledger that people edit by hand. It holds as a whole or not at all: of a file in which one line is wrong, nobody can say what was meant
 * with the others.
 */
export function parseLedger(text: string): ParsedLedger {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'core', lineCounter: lines, prettyErrors: false });
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) return { problem: `line ${lines.linePos(broken.pos[0]).line}: ${broken.message}` };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { problem: `line 1: ${error.message}` };
  }
  const parsed = Ledger.safeParse(value);
  if (parsed.success) return { ledger: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue!.path.filter((part): part is Key => typeof part !== 'symbol');
  const keys = issue!.code === 'unrecognized_keys' ? issue!.keys : [];
  const offset = offsetOf(document, keys.length > 0 ? [...path, keys[0]!] : path);
  const what = keys.length > 0 ? `no such key: ${keys.join(', ')}` : messageOf(path, issue!.message);
  return { problem: `line ${lines.linePos(offset).line}: ${what}` };
}

function messageOf(path: readonly Key[], message: string): string {
  if (path.length === 0 || path[0] === 'schema') return `the file states "schema: ${LEDGER_SCHEMA}"`;
  return `${path.join('.')}: ${message}`;
}

/** Where a value stands; of one that is missing, what should hold it. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly Key[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
