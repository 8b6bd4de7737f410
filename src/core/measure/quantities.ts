import type { SampleRun, Samples } from '../../contracts/measured.ts';
import type { MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable, RowSet } from '../../contracts/series.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { readSamples } from './samples.ts';

/** Families whose settings are compared one by one; counts and telemetry are stated pooled only. */
const COMPARED = new Set(['throughput', 'latency', 'duration', 'quality']);

interface Quantity {
  readonly metric: string;
  readonly definition: string | null;
  /** Set where a table has several columns of one metric, which are then different quantities; repeats of one measurement are not. */
  readonly column: string | null;
}

interface QuantityColumn {
  readonly key: string;
  readonly quantity: Quantity;
  readonly column: MeasureColumn;
  readonly implausible: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** The sample columns of a table, each with what it measures. */
const quantitiesOf = remembered(({ table: { columns }, implausible }: AssembledTable): readonly QuantityColumn[] => {
  const samples = columns.filter(({ statistic }) => statistic === null);
  const alike = groupBy(samples, ({ metric, definition }) => `${metric}\0${definition ?? ''}`);
  return samples.map((column) => {
    const { metric, definition, at } = column;
    const others = alike.get(`${metric}\0${definition ?? ''}`)!;
    const isAmbiguous = new Set(others.flatMap((other) => (other.repeat === true ? [] : [other.at]))).size > 1;
    const quantity = { metric, definition: definition ?? null, column: isAmbiguous ? at : null };
    const key = JSON.stringify([metric, quantity.definition, quantity.column]);
    return { key, quantity, column, implausible: implausible.get(columns.indexOf(column)) ?? NONE };
  });
});

/** Samples of one quantity in some rows, and how many values of it were impossible there. */
export interface Measured {
  readonly key: string;
  readonly quantity: Quantity;
  readonly samples: Samples;
  readonly implausibleCount: number;
}

/** The rows of one table in which a quantity is looked for. */
interface Found {
  readonly of: QuantityColumn;
  readonly run: SampleRun;
}

/** Every quantity that has a sample in these rows, in the order of the registry. */
export function measuredIn(sets: readonly RowSet[]): Measured[] {
  const found = sets.flatMap(({ table, rows }) =>
    quantitiesOf(table).map((of): Found => ({ of, run: { table, rows, column: of.column } })),
  );
  return [...groupBy(found, ({ of }) => of.key)]
    .map(([key, own]) => ({
      key,
      quantity: own[0]!.of.quantity,
      samples: readSamples(own.map(({ run }) => run)),
      implausibleCount: own.reduce((sum, { of: { implausible }, run }) => sum + countIn(run.rows, implausible), 0),
    }))
    .filter(({ samples }) => samples.values.length > 0)
    .sort(compareQuantities);
}

/** In the order of the registry; the settings of one quantity keep theirs. */
export function compareQuantities(a: Measured, b: Measured): number {
  if (a.key === b.key) return 0;
  return metricRank(a.quantity.metric) - metricRank(b.quantity.metric) || compareTexts(a.key, b.key);
}

function countIn(rows: Uint32Array, chosen: ReadonlySet<number>): number {
  return chosen.size === 0 ? 0 : rows.reduce((sum, row) => sum + (chosen.has(row) ? 1 : 0), 0);
}

/** Is the metric of a family whose settings are compared? */
export function isCompared({ metric }: { readonly metric: string }): boolean {
  return COMPARED.has(metricOf(metric).family);
}

/** Of each family that is compared the first quantity, in the order of the registry. */
export function firstOfFamilies(found: readonly Measured[]): Measured[] {
  const families = groupBy(found, ({ quantity }) => metricOf(quantity.metric).family);
  return [...families].flatMap(([family, own]) => (COMPARED.has(family) ? [own[0]!] : []));
}
