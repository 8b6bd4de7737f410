import { toBase } from '../../metrics/units.ts';
import type { NumberMention } from './reading/find-numbers.ts';

/** An "about" allows for so much of a value with one or two digits, and for less of one that is stated to more. */
const APPROXIMATE_RATIOS: readonly number[] = [0.05, 0.05, 0.05, 0.01];
const APPROXIMATE_RATIO_MIN = 0.005;
/** A value that is farther off than this is wrong however roughly it is meant. */
const ROUGH_RATIO = 0.1;

export interface PrintedInterval {
  readonly low: number;
  readonly high: number;
}

/** Base unit of what a number is written in; without a unit that of the quantity, where it is one of several units each is tried. */
export function baseUnits(unit: string | null, bases: readonly string[]): readonly { readonly base: string; readonly factor: number }[] {
  // A tool that counts in 1024 and a reader who writes MB mean the same.
  if (unit === 'MB' || unit === 'GB') return [toBase(unit), toBase(unit === 'MB' ? 'MiB' : 'GiB')];
  if (unit !== null) return [toBase(unit)];
  return bases.flatMap((base) =>
    base === 'ms'
      ? [toBase('ms'), toBase('s')]
      : base === 'ratio'
        ? [toBase('ratio'), toBase('%')]
        : base === 'bytes'
          ? ['bytes', 'MB', 'MiB', 'GB', 'GiB'].map(toBase)
          : [toBase(base)],
  );
}

/** Last zeros of a whole number that is said to be about right count as rounded. */
function roundedStep({ value, step, isApproximate }: NumberMention): number {
  if (!isApproximate || step < 1 || value === 0) return step;
  let wide = step;
  while (Number.isInteger(value / (wide * 10))) wide *= 10;
  return wide;
}

function approximateRatio(number: NumberMention): number {
  return APPROXIMATE_RATIOS[digitsOf({ ...number, step: roundedStep(number) })] ?? APPROXIMATE_RATIO_MIN;
}

/** The values, in the base unit, that are printed as this number: rounded or cut at its last place, or near it where it is "about". */
export function printedInterval(number: NumberMention, factor: number): PrintedInterval {
  const epsilon = Math.abs(number.value) * 1e-9;
  if (number.isApproximate) {
    const slack = Math.max(roundedStep(number) / 2, Math.abs(number.value) * approximateRatio(number)) + epsilon;
    return { low: (number.value - slack) * factor, high: (number.to + slack) * factor };
  }
  // 14.19 is cut to 14.1 by those who do not round it; what is counted is written out.
  const [rounded, cut] = [number.step / 2 + epsilon, number.unit === 'count' ? 0.5 : number.step * (1 - 1e-6)];
  return number.value < 0
    ? { low: (number.value - cut) * factor, high: (number.to + rounded) * factor }
    : { low: (number.value - rounded) * factor, high: (number.to + cut) * factor };
}

/** Where no rounding of any sort of this number ends: what lies within is too near to call it wrong. */
export function roughInterval(number: NumberMention, factor: number): PrintedInterval {
  const reach = number.isApproximate ? Math.max(roundedStep(number), Math.abs(number.value) * ROUGH_RATIO) : number.step;
  return { low: (number.value - reach) * factor, high: (number.to + reach) * factor };
}

/** Significant digits of a number as written: by how many it tells its value from others. */
export function digitsOf({ value, step }: Pick<NumberMention, 'value' | 'step'>): number {
  return value === 0 ? 1 : Math.max(1, Math.floor(Math.log10(Math.abs(value) / step) + 1e-9) + 1);
}
