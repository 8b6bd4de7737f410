import type { Fact } from '../../../contracts/fact.ts';
import type { AnalysisRow, AnalysisTable, Report } from '../../../contracts/report.ts';
import { labelRole } from '../../../metrics/labels.ts';
import { singleLine } from '../../../metrics/quotation.ts';
import { remembered } from '../../../metrics/remembered.ts';
import { sortedKeys } from '../inline.ts';
import type { Point } from './chart.ts';

/** What a chart needs of the page that it stands in. */
export interface ChartContext {
  /** Throws for a fact that the report does not hold. */
  factOf(id: string): Fact;
  /** The label by which contestants have their colours; '' where nobody competes. */
  readonly contestantKey: string;
}

/** All labels of a row. */
export function labelsOf({ constants }: Pick<AnalysisTable, 'constants'>, { labels }: Pick<AnalysisRow, 'labels'>): AnalysisRow['labels'] {
  return { ...constants, ...labels };
}

/** Whose row it is; null where nobody competes. */
export function contestantOf(labels: AnalysisRow['labels'], { contestantKey }: Pick<ChartContext, 'contestantKey'>): string | null {
  const value = Object.hasOwn(labels, contestantKey) ? labels[contestantKey] : undefined;
  return value === undefined ? null : singleLine(String(value));
}

/** A number says nothing without the key that it is of. */
function namedValue(key: string, value: AnalysisRow['labels'][string]): string {
  return typeof value === 'string' ? value : `${key}=${String(value)}`;
}

/** Values of labels as a name, in the order of table columns. */
export function nameOf(labels: AnalysisRow['labels'], keys: readonly string[], more: readonly string[] = []): string {
  return singleLine([...keys.flatMap((key) => (Object.hasOwn(labels, key) ? [namedValue(key, labels[key]!)] : [])), ...more].join(' · '));
}

/** A text that is the same for the same labels. */
export const labelText = remembered((labels: AnalysisRow['labels']) => JSON.stringify(sortedKeys(labels).map((key) => [key, labels[key]])));

/** The fact of a row in a column, where it has one of the table's own unit. */
export function factIn(
  row: AnalysisRow,
  column: string,
  table: Pick<AnalysisTable, 'unit'>,
  { factOf }: Pick<ChartContext, 'factOf'>,
): Fact | null {
  const fact = Object.hasOwn(row.facts, column) ? factOf(row.facts[column]!) : null;
  return fact?.unit === table.unit ? fact : null;
}

/** A fact as a point, in a unit of this size. */
export function pointOf({ id, value, interval }: Fact, size: number): Point {
  return { value: value / size, interval: interval ? [interval.low / size, interval.high / size] : null, fact: id };
}

/** Loads from which on a curve says more than bars. */
export const LOAD_COUNT_MIN = 3;

/** The load that varies in most rows of a table, as numbers; null where there is none. */
export function loadKeyOf({ labelKeys, rows }: AnalysisTable): string | null {
  const loads = labelKeys.filter((key) => labelRole(key) === 'load');
  const values = (key: string) => new Set(rows.flatMap(({ labels }) => (typeof labels[key] === 'number' ? [labels[key]] : [])));
  const [best] = loads.toSorted((a, b) => values(b).size - values(a).size);
  return best !== undefined && values(best).size >= LOAD_COUNT_MIN ? best : null;
}

/** Is a label the name of a run, or the time at which it was made? */
export function isRun(label: AnalysisRow['labels'][string], { name, at }: NonNullable<Report['history']>['runs'][number]): boolean {
  return String(label) === name || (at !== null && Date.parse(at) === Date.parse(String(label)));
}

/** A name as the beginning of a title. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
