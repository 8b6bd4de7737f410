import type { RequestSize } from '../../contracts/history.ts';
import type { AssembledTable, ReportedValue } from '../../contracts/series.ts';
import type { Measured } from './quantities.ts';

/** Metrics of single requests whose mean says how large they were, with the metric of a whole run that has their total. */
const SIZES = [
  ['prompt_token_count', 'run_prompt_token_count'],
  ['output_token_count', 'run_output_token_count'],
] as const;

export type RequestSizes = ReadonlyMap<string, RequestSize>;

const NONE: RequestSizes = new Map();

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function ofSamples(values: Float64Array): RequestSize {
  const mean = sum(values) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, error: values.length < 2 ? mean : Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** How long prompts and answers were in what was measured together: from single requests, or from totals and the number of requests. */
export function requestSizes(measured: readonly Measured[]): RequestSizes {
  const of = (metric: string) => measured.find(({ quantity }) => quantity.metric === metric && quantity.column === null)?.samples.values;
  const requests = sum(of('request_count') ?? new Float64Array());
  return new Map(
    SIZES.flatMap(([single, total]): [string, RequestSize][] => {
      const [samples, totals] = [of(single), of(total)];
      if (samples && samples.length > 0) return [[single, ofSamples(samples)]];
      if (!totals || !(requests > 0)) return [];
      const mean = sum(totals) / requests;
      return [[single, { mean, error: mean / Math.sqrt(requests) }]];
    }),
  );
}

/** Sizes of the requests that stand behind a row of statistics. */
export interface SizesOfRows {
  /** Those that were measured in some rows of a table. */
  note(tables: readonly { readonly table: AssembledTable; readonly rows: Uint32Array }[], sizes: RequestSizes): void;
  of(value: Pick<ReportedValue, 'table' | 'row'>): RequestSizes;
}

/** @param reported statistics, among which the mean tokens of requests may be. */
export function sizesOfRows(reported: readonly ReportedValue[]): SizesOfRows {
  const known = new Map<AssembledTable, Map<number, RequestSizes>>();
  const put = (table: AssembledTable, row: number, sizes: RequestSizes) => {
    const rows = known.get(table) ?? new Map<number, RequestSizes>();
    known.set(table, rows.set(row, new Map([...(rows.get(row) ?? NONE), ...sizes])));
  };
  for (const { table, row, column } of reported) {
    const isSize = SIZES.some(([single]) => single === column.metric) && column.statistic === 'mean' && column.stated !== true;
    if (isSize) put(table, row, new Map([[column.metric, { mean: column.values[row]!, error: 0 }]]));
  }
  return {
    note(tables, sizes) {
      for (const { table, rows } of tables) {
        // Only rows that a tool summed up in statistics are asked for.
        if (sizes.size > 0 && table.table.columns.some(({ statistic }) => statistic !== null))
          for (const row of rows) put(table, row, sizes);
      }
    },
    of: ({ table, row }) => known.get(table)?.get(row) ?? NONE,
  };
}
