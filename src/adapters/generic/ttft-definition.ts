import type { NamedMeasure } from '../../metrics/names.ts';
import { toBase } from '../../metrics/units.ts';
import type { ColumnNumbers } from './column-numbers.ts';

interface Measured {
  readonly numbers: ColumnNumbers;
  readonly measure: NamedMeasure;
  readonly variant: string;
}

/** Sources that round to four decimals of a second are off by three halves of the last digit at most. */
const ROUNDING_MS = 0.15;
const DEFINITION = 'time_to_first_token:load-plus-prompt-eval';

/**
 * Marks a time to first token that is load time plus prompt evaluation time in every record: it was computed and includes the model
 * load. Where prompt evaluation is not recorded, one that is never shorter than the load (three records or more) includes it too.
 */
export function ttftIncludesLoad<T extends Measured>(measures: readonly T[], rowCount: number): T[] {
  return measures.map((entry) => {
    const { measure, variant } = entry;
    if (measure.metric !== 'time_to_first_token' || measure.definition !== undefined) return entry;
    const partner = (metric: string) =>
      measures.find(
        (other) => other.measure.metric === metric && other.measure.statistic === measure.statistic && other.variant === variant,
      );
    const load = partner('load_duration');
    if (!load) return entry;
    const holds = isSum(entry, load, partner('prompt_eval_duration'), rowCount);
    return holds ? { ...entry, measure: { ...measure, definition: DEFINITION } } : entry;
  });
}

function isSum(ttft: Measured, load: Measured, promptEval: Measured | undefined, rowCount: number): boolean {
  const msOf = ({ numbers, measure }: Measured, row: number) => {
    const value = numbers.values[row]!;
    return value > 0 ? value * toBase(numbers.units?.[row] ?? measure.unit).factor : Number.NaN;
  };
  let compared = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const whole = msOf(ttft, row);
    const part = msOf(load, row);
    const rest = promptEval ? msOf(promptEval, row) : 0;
    if (Number.isNaN(whole + part + rest)) continue;
    compared += 1;
    const tolerance = Math.max(1e-6 * whole, ROUNDING_MS);
    if (promptEval ? Math.abs(whole - part - rest) > tolerance : whole < part - tolerance) return false;
  }
  return compared >= (promptEval ? 1 : 3);
}
