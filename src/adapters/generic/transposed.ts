import type { CoveredColumn } from '../../contracts/coverage.ts';
import { isBareChange, readName, withoutUnit } from '../../metrics/names.ts';
import type { BuiltTable } from './build.ts';
import { isNumeric, numbersOf } from './column-numbers.ts';
import { knownLabelKey } from './known-labels.ts';
import { buildLongTable } from './long.ts';
import { isMissing, type RawColumn, type RawTable } from './table.ts';

/** Names of a column that holds the names of metrics. */
const METRIC_NAME = /^(?:metrics?|measure(?:ment)?s?|kpis?|name|test|benchmark|quantity|column 1|)$/i;

/** Is this the name of a metric, be its unit stated or not? */
export function isMetricName(name: string): boolean {
  return readName(name) !== null || withoutUnit(name) !== null;
}

/**
 * A table that lies on its side: a row for each metric, and a column for each of those compared (`metric,llama-8b,qwen-7b`). The name of a
 * column is the variant whose values it holds.
 *
 * @returns null for any other table.
 */
export function buildTransposed(raw: RawTable): BuiltTable | null {
  const metric = raw.columns.find((column) => METRIC_NAME.test(column.name) && namesMetrics(column, raw.rows.length));
  if (!metric) return null;
  const changes = raw.columns.filter((column) => column !== metric && isBareChange(column.name));
  const columns = raw.columns.filter((column) => column !== metric && !changes.includes(column));
  const areNames = columns.every(({ name, within }) => !isMetricName(name) && knownLabelKey(name, within, '') === null);
  if (columns.length < 2 || !areNames) return null;
  const variants = numbersOf({ ...raw, columns });
  if (!variants.every(isNumeric)) return null;
  const built = variants.flatMap(({ column }) => {
    const constants = new Map([...raw.constants, ['variant', { value: column.name, origin: 'column' as const }]] as const);
    const columns = [
      { ...metric, name: 'metric' },
      { ...column, name: 'value' },
    ];
    return buildLongTable({ ...raw, columns, constants, isWhole: false }) ?? [];
  });
  const [first] = built;
  const ofMetric = first?.covered.filter(({ at }) => at === metric.at) ?? [];
  return {
    table: null,
    further: built.flatMap(({ table }) => table ?? []),
    problems: built.flatMap(({ problems }) => problems),
    covered: [...ofMetric, ...built.flatMap(({ covered }) => covered.filter(({ at }) => at !== metric.at)), ...changes.map(leftOut(raw))],
    allFailed: false,
    unused: [],
  };
}

/** How far two of the columns lie apart is a value of neither. */
function leftOut({ rows }: RawTable): (column: RawColumn) => CoveredColumn {
  return (column) => {
    const filled = rows.filter((_, row) => !isMissing(column.cell(row))).length;
    return { at: column.at, use: 'left-out', reason: 'changes between other columns', filled, leftOut: filled };
  };
}

/** Each cell another name, two at least and most of them names of metrics; of one that nobody knows the values are kept under it. */
function namesMetrics(column: RawColumn, rowCount: number): boolean {
  const cells = Array.from({ length: rowCount }, (_, row) => column.cell(row)).filter((cell) => !isMissing(cell));
  const names = new Set(cells.map(String));
  const known = [...names].filter(isMetricName).length;
  return names.size === cells.length && known >= 2 && 2 * known >= names.size;
}
