import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Acknowledgement, BaselineReset, Ledger, LedgerKey, RunNote, RunTag } from '../../contracts/ledger.ts';
import { LEDGER_SCHEMA } from '../../contracts/ledger-name.ts';
import { parseLedger } from './parse-ledger.ts';

const NEW_LEDGER = `# What was decided about the runs of this tree, for the reports of Benchscribe: written by "benchscribe regressions" and by hand.
# Whatever else a report says is computed from the results, so that an entry that is removed here holds nothing any more.
schema: ${LEDGER_SCHEMA}
`;

type Entry = Acknowledgement | BaselineReset | RunNote | RunTag;

/** What two entries of a list have in common that are about the same: the later one takes the place of the earlier. */
function aboutOf(key: LedgerKey, entry: Entry): string {
  if (key === 'tags' && 'tag' in entry) return entry.tag;
  const { metric, labels, since, run }: Partial<Acknowledgement & BaselineReset> = entry;
  return JSON.stringify([metric ?? null, Object.entries(labels ?? {}).sort(), since ?? null, run ?? null]);
}

function listAt(document: Document, key: LedgerKey): YAMLSeq {
  const known = document.get(key, true);
  if (isSeq(known)) return known;
  const list = document.createNode([]) as YAMLSeq;
  document.set(key, list);
  return list;
}

/** Sets the fields of an entry that is there, so that comments beside them stay. */
function update(document: Document, map: unknown, entry: Entry): void {
  if (!isMap(map)) throw new Error('an entry of a ledger that was read is no mapping');
  const fields = new Map<string, unknown>(Object.entries(entry));
  for (const { key } of [...map.items]) if (!fields.has(String(key))) map.delete(key);
  for (const [field, value] of fields) map.set(field, typeof value === 'object' ? document.createNode(value) : value);
}

/**
 * A ledger with one entry more, or with another one about the same. Everything else stays as it was written, comments too.
 *
 * @param text null where there is no ledger yet.
 * @returns what is wrong with the ledger that is there, where it cannot be read: it is not touched then.
 */
export function withEntry<K extends LedgerKey>(
  text: string | null,
  key: K,
  entry: Ledger[K][number],
): { readonly text: string } | { readonly problem: string } {
  const source = text ?? NEW_LEDGER;
  const parsed = parseLedger(source);
  if ('problem' in parsed) return parsed;
  const document = parseDocument(source, { schema: 'core' });
  const list = listAt(document, key);
  const entries: readonly Entry[] = parsed.ledger[key];
  const place = entries.findIndex((own) => aboutOf(key, own) === aboutOf(key, entry));
  if (place < 0) list.add(document.createNode(entry));
  else update(document, list.items[place], entry);
  const edited = document.toString({ lineWidth: 0 });
  const reread = parseLedger(edited);
  return 'problem' in reread ? reread : { text: edited };
}
