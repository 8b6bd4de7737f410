import { metricOf } from '../../metrics/registry.ts';
import { failureIn, isBadStatus, programErrors, zeroMeans } from '../../metrics/row-state.ts';
import type { Plan } from './plan.ts';
import { isMissing, type RawTable, type Scalar } from './table.ts';

/** Why this record failed, and the cell that says so where one does. */
export interface Failure {
  readonly reason: string;
  readonly at?: string;
}

/** Statistics of which a zero is as impossible as of the samples; the deviation of one sample is rightly 0. */
const NEVER_ZERO = /^(?:mean|median|max|p\d+(?:\.\d+)?)$/;

/** Why each row failed, null for those that did not. */
export function failuresOf(table: RawTable, plan: Plan): (Failure | null)[] {
  const answers = plan.answers.map((column) => ({ column, errors: programErrors(table.rows.map((_, row) => column.cell(row))) }));
  return table.rows.map((_, row) => {
    const answered = answers.find(({ errors }) => errors.has(row));
    return failureOf(table, row, plan, answered ? { reason: answered.errors.get(row)!, at: answered.column.at } : null);
  });
}

/**
 * Did this row fail? In order of trust: what its outcome columns say, an answer that is the error of the
 * program, what the object around it says, a word for a failure where a measurement should be, and zeros in every metric that cannot be zero.
 *
 * @returns null for a row that did not.
 */
function failureOf(table: RawTable, row: number, plan: Plan, answered: Failure | null): Failure | null {
  for (const { column, outcome } of plan.outcomes) {
    const cell = column.cell(row);
    const reason = isMissing(cell) ? null : failureIn(outcome, column.name, cell);
    if (reason !== null) return { reason, at: column.at };
  }
  if (answered !== null) return answered;
  const around = table.rows[row]!.failure;
  return around === undefined ? (wordsOnly(row, plan) ?? zerosOnly(row, plan)) : { reason: around };
}

/** What a run is made for; the size of a model stands in a table whether it ran or not. */
const MEASURED = new Set(['throughput', 'latency', 'duration', 'quality']);

/** Is this a word for a failure where a number should be (`OOM` under `tok/s`)? */
export function isFailureWord(cell: Scalar | undefined): boolean {
  return typeof cell === 'string' && !isMissing(cell) && /\p{L}/u.test(cell) && isBadStatus(cell);
}

/** Such a word in a row of which nothing was measured. */
function wordsOnly(row: number, { measures }: Plan): Failure | null {
  let word: Failure | null = null;
  for (const { numbers, measure } of measures) {
    if (!MEASURED.has(metricOf(measure.metric).family)) continue;
    if (!Number.isNaN(numbers.values[row]!)) return null;
    const cell = numbers.column.cell(row);
    if (isFailureWord(cell)) word ??= { reason: `${numbers.column.name} is ${String(cell).trim()}`, at: numbers.column.at };
  }
  return word;
}

/** Zeros in every metric that cannot be zero, where they stand for a failure: see `zeroMeans`. */
function zerosOnly(row: number, { measures, outcomes }: Plan): Failure | null {
  const tokens = measures.find(({ measure }) => measure.metric === 'output_token_count' && measure.statistic === null)?.numbers.values[row];
  const context = {
    outputTokens: tokens === undefined || Number.isNaN(tokens) ? null : tokens,
    besideGood: false,
    saidToBeGood: outcomes.length > 0,
  };
  let zero: string | null = null;
  for (const { numbers, measure } of measures) {
    const { metric, statistic } = measure;
    if (!metricOf(metric).zeroMeansFailed || (statistic !== null && !NEVER_ZERO.test(statistic))) continue;
    const value = numbers.values[row]!;
    if (value === 0 && zeroMeans(metric, { ...context, statistic }) === 'failed') zero ??= numbers.column.at;
    else if (!Number.isNaN(value) && value !== 0) return null;
  }
  return zero === null ? null : { reason: 'zeros stand for a failed request', at: zero };
}
