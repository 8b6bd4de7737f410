import type { CoveredColumn } from '../../contracts/coverage.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { AskedFields } from '../readers/asked-fields.ts';
import { isListOrMap, type Json } from '../readers/json-value.ts';
import { countCell, emptyTally, settled, type Tally } from './tally.ts';
import type { WhatWasRead } from './what-was-read.ts';

/** One of the documents of a file, or its only one. */
export interface PlacedDocument {
  readonly value: Json;
  /** Its JSON pointer in the file, '' for the only one; or the line on which it stands, for JSON lines. */
  readonly place: string | number;
}

/** A field of one name; the members of a list or of a map of alike records are one field. */
interface Field {
  readonly tally: Tally;
  readonly members: Map<string, Field>;
}

/** More fields than this that were left out of one object are one entry, which names the first of them. */
const NAMED_MAX = 6;
const EXAMPLES_MAX = 8;
/** Deeper nesting than this is one cell. */
const DEPTH_MAX = 24;

/**
 * What became of the fields of JSON or YAML documents, named by JSON pointer with a star for each index or name of a map.
 *
 * @param asked the fields that the adapter asked for.
 */
export function documentFields(documents: readonly PlacedDocument[], read: WhatWasRead, asked: AskedFields): CoveredColumn[] {
  const root: Field = { tally: emptyTally(), members: new Map() };
  for (const { value, place } of documents) {
    const cellOf =
      typeof place === 'number' ? (at: string) => read.lines.get(place)?.get(at) : (at: string) => read.pointers.get(place + at);
    const isSetting = (at: string) => read.settings.has(at) || read.settings.has(`${place}${at}`);
    countFields(root, value, '', (at, text, tally) => {
      const cell = cellOf(at);
      countCell(tally, text, cell === undefined ? (isSetting(at) ? 'declared' : 'rest') : Number.isNaN(cell) ? 'declared' : 'value');
    });
  }
  return columnsOf(root, '', read, asked);
}

type Count = (at: string, text: string, tally: Tally) => void;

function countFields(field: Field, value: Json, at: string, count: Count, depth = 0): void {
  if (value === null) return;
  if (typeof value !== 'object' || depth > DEPTH_MAX) {
    count(at, typeof value === 'object' ? 'deeper' : String(value).trim(), field.tally);
    return;
  }
  const alike = isListOrMap(value);
  for (const [key, member] of Object.entries(value)) {
    const token = pointerToken(key);
    const name = alike ? '*' : token;
    let inner = field.members.get(name);
    if (!inner) {
      inner = { tally: emptyTally(), members: new Map() };
      field.members.set(name, inner);
    }
    countFields(inner, member, `${at}/${token}`, count, depth + 1);
  }
}

function columnsOf({ tally, members }: Field, at: string, read: WhatWasRead, asked: AskedFields): CoveredColumn[] {
  const own = settled(at, tally, { read, isAsked: asked.has(at), claimed: new Set() });
  const below = [...members].flatMap(([name, member]) => columnsOf(member, `${at}/${name}`, read, asked));
  const left = below.filter(({ use }) => use === 'left-out');
  const named = left.length > NAMED_MAX && at !== '' ? [...below.filter(({ use }) => use !== 'left-out'), together(left, at)] : below;
  return own ? [own, ...named] : named;
}

function together(left: readonly CoveredColumn[], at: string): CoveredColumn {
  const filled = left.reduce((sum, column) => sum + column.filled, 0);
  const names = [...new Set(left.flatMap((column) => column.detail?.split(', ') ?? column.at.slice(column.at.lastIndexOf('/') + 1)))];
  const more = names.length > EXAMPLES_MAX ? ', ...' : '';
  const detail = names.slice(0, EXAMPLES_MAX).join(', ') + more;
  return { at, use: 'left-out', filled, leftOut: filled, reason: left[0]!.reason!, detail };
}
