import type { Label, LabelColumn, LabelValue } from '../../contracts/observation.ts';
import { labelKey } from '../../metrics/labels.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { writtenLabel } from './known-labels.ts';
import type { Plan } from './plan.ts';
import { isMissing, type RawColumn, type RawRow, type RawTable } from './table.ts';

/** Labels of the rows of a table: what holds for all of them, and the others by row. */
export interface RowLabels {
  readonly constants: ReadonlyMap<string, Label>;
  readonly columns: readonly LabelColumn[];
}

/**
 * Labels of each row: the column whose name is the key itself wins over synonyms, and what is nearer over what is around. What the objects
 * around all rows say alike holds for the table.
 */
export function rowLabels({ rows, constants: given }: RawTable, plan: Plan): RowLabels {
  const columns = new Map<string, LabelColumn>();
  for (const [key, sources] of sourcesByKey(plan)) {
    const values = rows.map((_, row) => valueIn(sources, row));
    columns.set(key, { key, ...(sources.length === 1 ? { at: sources[0]!.at } : {}), values });
  }
  for (const [key, values] of parameterLabels(plan, rows.length)) if (!columns.has(key)) columns.set(key, { key, values });
  const constants = new Map<string, Label>(given);
  for (const key of new Set(rows.flatMap(({ inherited }) => [...inherited.keys()]))) {
    const own = columns.get(key);
    const shared = own === undefined ? sharedValue(rows, key) : undefined;
    if (shared !== undefined) constants.set(key, { value: shared, origin: 'document' });
    else
      columns.set(key, {
        key,
        ...(own?.at === undefined ? {} : { at: own.at }),
        values: rows.map(({ inherited }, row) => own?.values[row] ?? inherited.get(key) ?? null),
      });
  }
  return { constants, columns: [...columns.values()].filter(({ values }) => values.some((value) => value !== null)) };
}

function sourcesByKey({ labels }: Plan): Map<string, RawColumn[]> {
  const sources = new Map<string, RawColumn[]>();
  for (const { column, key } of labels.toSorted((a, b) => Number(b.isExact) - Number(a.isExact))) {
    const found = sources.get(key);
    if (found) found.push(column);
    else sources.set(key, [column]);
  }
  return sources;
}

function valueIn(sources: readonly RawColumn[], row: number): LabelValue | null {
  for (const source of sources) {
    const cell = source.cell(row);
    if (cell !== undefined && cell !== null && !isMissing(cell)) return writtenLabel(cell);
  }
  return null;
}

function sharedValue(rows: readonly RawRow[], key: string): LabelValue | undefined {
  const value = rows[0]?.inherited.get(key);
  return rows.every(({ inherited }) => inherited.get(key) === value) ? value : undefined;
}

/** Known labels of cells that hold a JSON object: `{"temperature":0.3,"top_p":0.9}`. */
function parameterLabels({ parameters }: Plan, rowCount: number): Map<string, (LabelValue | null)[]> {
  const found = new Map<string, (LabelValue | null)[]>();
  for (const column of parameters) {
    for (let row = 0; row < rowCount; row += 1) {
      for (const [key, value] of optionsOf(String(column.cell(row) ?? ''))) {
        const values = found.get(key) ?? new Array<LabelValue | null>(rowCount).fill(null);
        values[row] ??= value;
        found.set(key, values);
      }
    }
  }
  return found;
}

function optionsOf(text: string): [string, LabelValue][] {
  const document = parseJson(text);
  if ('error' in document || !isObject(document.value)) return [];
  return Object.entries(document.value).flatMap(([name, value]): [string, LabelValue][] => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    const key = labelKey(name, value);
    return key === null ? [] : [[key, writtenLabel(value)]];
  });
}
