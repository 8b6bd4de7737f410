import type { ObservationTable } from '../../contracts/observation.ts';
import { groupBy } from '../group-by.ts';

/** Where rows stand that differ in one number only: CSV rows, lines, or the items of one array of a JSON document. */
export interface RowGroup {
  /** Pointer to the array, and from the item to the record; both '' where the number is that of a row or line. */
  readonly of: string;
  readonly below: string;
}

/** How the rows of a table are numbered. */
export interface Numbering {
  readonly groups: readonly RowGroup[];
  /** By row index: position of its group; -1 for a row without a number, which only its own pointer names. */
  readonly groupOf: Int32Array;
  /** By row index: CSV row, line, or position in the array. */
  readonly numberOf: Int32Array;
  /** true when all rows are of one group. */
  readonly isOneGroup: boolean;
}

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** Position of the token that has the most distinct numbers: the one that counts the records; -1 where none is a number. */
function countingToken(tokens: readonly (readonly string[])[]): number {
  const distinct: Set<string>[] = [];
  for (const own of tokens) {
    own.forEach((token, position) => {
      if (!INDEX.test(token)) return;
      distinct[position] ??= new Set();
      distinct[position].add(token);
    });
  }
  let best = -1;
  distinct.forEach((own, position) => {
    if (own.size >= (distinct[best]?.size ?? 1)) best = position;
  });
  return best;
}

function byPointer(places: readonly (number | string)[]): Numbering {
  const tokens = places.map((place) => String(place).split('/'));
  const position = countingToken(tokens);
  const [groupOf, numberOf] = [new Int32Array(places.length).fill(-1), new Int32Array(places.length).fill(-1)];
  const counted = [...tokens.keys()].filter((row) => INDEX.test(tokens[row]![position] ?? ''));
  const alike = groupBy(counted, (row) => JSON.stringify([tokens[row]!.slice(0, position), tokens[row]!.slice(position + 1)]));
  const groups = [...alike.values()].map((rows, group): RowGroup => {
    for (const row of rows) {
      numberOf[row] = Number(tokens[row]![position]);
      groupOf[row] = group;
    }
    const own = tokens[rows[0]!]!;
    const below = own.slice(position + 1).map((token) => `/${token}`);
    return { of: own.slice(0, position).join('/'), below: below.join('') };
  });
  return { groups, groupOf, numberOf, isOneGroup: groups.length === 1 && counted.length === places.length };
}

/**
 * The numbers of a table's rows. Pointers that differ in several numbers (runs and their samples) are grouped by all but the one that counts most.
 */
export function rowNumbers({ placement, places }: ObservationTable): Numbering {
  if (placement === 'pointer') return byPointer(places);
  return {
    groups: [{ of: '', below: '' }],
    groupOf: new Int32Array(places.length),
    numberOf: Int32Array.from(places, Number),
    isOneGroup: true,
  };
}
