import type { LabelValue } from '../../contracts/observation.ts';
import type { AssembledTable, RowBlock, RowSet, Subject } from '../../contracts/series.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';

function hasFailed(row: number, { failures }: AssembledTable): boolean {
  return failures.has(row);
}

export function isCold(row: number, { cold }: AssembledTable): boolean {
  return cold.has(row);
}

/** The rows of one setting that succeeded (warm ones where the subject has cold ones), and how many failed. */
export interface Setting {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly pooledOver: readonly string[];
  readonly rows: readonly RowSet[];
  readonly failedCount: number;
  readonly onlyCold: boolean;
}

/** The settings of a subject in order of first appearance; [] for fewer than two. */
export function settingsOf({ labels, parameters, drawn, blocks }: Subject): Setting[] {
  const groups = [...groupBy(blocks, ({ setting }) => JSON.stringify(setting)).values()];
  if (groups.length < 2) return [];
  return groups.map((own) => {
    const rows = rowsByTable(own);
    const good = filterRows(rows, (row, table) => !hasFailed(row, table));
    const warm = filterRows(good, (row, table) => !isCold(row, table));
    return {
      labels: new Map([...labels, ...parameters.map((key, position) => [key, own[0]!.setting[position]!] as const)]),
      pooledOver: drawn,
      rows: warm,
      failedCount: rowCount(rows) - rowCount(good),
      onlyCold: warm.length === 0 && good.length > 0,
    };
  });
}

/** The rows of one load and size of the work that succeeded, and those of them that paid a cold start: what is pooled. */
export interface Slice {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly pooledOver: readonly string[];
  readonly good: readonly RowSet[];
  readonly cold: readonly RowSet[];
  readonly failedCount: number;
}

/** Numbers before texts, each in ascending order. */
function compareValues(a: LabelValue, b: LabelValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  return compareTexts(String(a), String(b));
}

/** The loads and sizes of a subject in ascending order; one slice where it has none that vary. */
export function slicesOf({ labels, parameters, slices, drawn, blocks }: Subject): Slice[] {
  const positions = slices.map((key) => parameters.indexOf(key));
  const groups = [...groupBy(blocks, ({ setting }) => JSON.stringify(positions.map((at) => setting[at]))).values()];
  const first = positions[0];
  const order = (a: readonly RowBlock[], b: readonly RowBlock[]) =>
    positions.reduce((found, at) => found || compareValues(a[0]!.setting[at]!, b[0]!.setting[at]!), 0);
  return (first === undefined ? groups : groups.sort(order)).map((own) => {
    const rows = rowsByTable(own);
    const good = filterRows(rows, (row, table) => !hasFailed(row, table));
    const settings = parameters.filter((_, at) => own.some(({ setting }) => setting[at] !== own[0]!.setting[at]));
    return {
      labels:
        first === undefined ? labels : new Map([...labels, ...slices.map((key, at) => [key, own[0]!.setting[positions[at]!]!] as const)]),
      pooledOver: [...settings, ...drawn],
      good,
      cold: filterRows(good, isCold),
      failedCount: rowCount(rows) - rowCount(good),
    };
  });
}

/** Number of loads and sizes of the work in which a subject was measured. */
export function sliceCount({ parameters, slices, blocks }: Subject): number {
  if (slices.length === 0) return 1;
  const positions = slices.map((key) => parameters.indexOf(key));
  return new Set(blocks.map(({ setting }) => JSON.stringify(positions.map((at) => setting[at])))).size;
}
