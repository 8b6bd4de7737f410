import type { LabelColumn, LabelValue, ObservationTable } from '../../contracts/observation.ts';
import type { CellCondition } from '../../metrics/cell-conditions.ts';
import { isWholeCell, targetOf } from '../../metrics/cells.ts';
import { redact } from '../../metrics/redact.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import type { Numbering } from './row-numbers.ts';

/** A label of more characters is no name that one selects by. */
const TEXT_CHARS_MAX = 120;

/** A label column with its texts as numbers, so that rows are compared without looking at texts. */
interface CodedColumn {
  readonly at: string;
  readonly texts: readonly string[];
  /** By row index: position in `texts`. */
  readonly codes: Int32Array;
}

function textOf(value: LabelValue | null | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim();
}

function coded(at: string, { values }: LabelColumn, rowCount: number): CodedColumn {
  const known = new Map<string, number>();
  const codes = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const text = textOf(values[row]);
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    codes[row] = code;
  }
  return { at, texts: [...known.keys()], codes };
}

/** A name by which another cell of the row can be found, from the `at` of a column; null where it is more than a name. */
export function conditionName({ placement }: ObservationTable, below: string, at: string): string | null {
  if (isWholeCell(at)) return null;
  const { column, pointer, index } = targetOf(placement, at);
  if (index !== null || (column !== null && pointer !== null)) return null;
  if (placement === 'row') return column;
  return column === null ? `${below}${at}` : null;
}

/** The label columns whose values vary and are one cell each. */
const varyingColumns = remembered((table: ObservationTable): CodedColumn[] =>
  table.labelColumns.flatMap((column) => {
    if (column.at === undefined || conditionName(table, '', column.at) === null) return [];
    const own = coded(column.at, column, table.places.length);
    return own.texts.length > 1 ? [own] : [];
  }),
);

/** Rows by group and texts of some columns, for each choice of columns that was asked for. */
const indexes = remembered((_: ObservationTable) => new Map<string, ReadonlyMap<string, readonly number[]>>());

function tupleOf(columns: readonly CodedColumn[], group: number, row: number): string {
  let tuple = `${group}`;
  for (const { codes } of columns) tuple += ` ${codes[row]}`;
  return tuple;
}

function isConstant({ codes, texts }: CodedColumn, rows: Uint32Array): boolean {
  const first = codes[rows[0]!]!;
  const text = texts[first]!;
  return text.length <= TEXT_CHARS_MAX && redact(text) === text && rows.every((row) => codes[row] === first);
}

/** What the rows have in common, and all rows of the table that have it too. */
export interface Selection {
  readonly where: readonly CellCondition[];
  /** Ascending row indices, those asked for among them. */
  readonly rows: readonly number[];
}

/**
 * Selects rows by the labels in which they agree and the table varies.
 *
 * @param rows at least one, ascending, of one group.
 */
export function selectByLabels(table: ObservationTable, { groups, groupOf }: Numbering, rows: Uint32Array): Selection {
  const columns = varyingColumns(table).filter((column) => isConstant(column, rows));
  const signature = columns.map(({ at }) => at).join('\0');
  const known = indexes(table);
  let index = known.get(signature);
  if (!index) {
    index = groupBy(table.places.keys(), (row) => tupleOf(columns, groupOf[row]!, row));
    known.set(signature, index);
  }
  const { below } = groups[groupOf[rows[0]!]!]!;
  return {
    where: columns.map(({ at, codes, texts }) => ({
      name: conditionName(table, below, at)!,
      kind: 'is',
      texts: [texts[codes[rows[0]!]!]!],
    })),
    rows: index.get(tupleOf(columns, groupOf[rows[0]!]!, rows[0]!))!,
  };
}
