import type { Fact } from '../../../contracts/fact.ts';
import type { AnalysisRow, AnalysisTable } from '../../../contracts/report.ts';
import { singleLine } from '../../../metrics/quotation.ts';
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

/** Values of labels as a name, in the order of table columns. */
export function nameOf(labels: AnalysisRow['labels'], keys: readonly string[], more: readonly string[] = []): string {
  return singleLine([...keys.flatMap((key) => (Object.hasOwn(labels, key) ? [String(labels[key])] : [])), ...more].join(' · '));
}

/** A text that is the same for the same labels. */
export function labelText(labels: AnalysisRow['labels']): string {
  return JSON.stringify(sortedKeys(labels).map((key) => [key, labels[key]]));
}

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

/** Rows to compare: of a series that is stated over all samples and over the warm ones, the warm ones. */
export function comparableRows(rows: readonly AnalysisRow[]): AnalysisRow[] {
  const warm = new Set(rows.filter(({ subset }) => subset === 'warm').map(({ labels }) => labelText(labels)));
  return rows.filter(({ labels, subset }) => subset !== 'all' || !warm.has(labelText(labels)));
}

/** A name as the beginning of a title. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
