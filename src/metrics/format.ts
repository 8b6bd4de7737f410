import type { Show } from '../contracts/claim.ts';
import type { Fact } from '../contracts/fact.ts';
import { quoted } from './quotation.ts';
import { isKnownUnit } from './units.ts';

/** A number as the text prints it, and the unit that follows it ('' for none). */
export interface PrintedNumber {
  readonly number: string;
  readonly unit: string;
}

/** Units larger than the base unit that are easier to read, largest first. */
const SCALES: Readonly<Record<string, readonly (readonly [unit: string, size: number])[]>> = {
  ms: [
    ['h', 3.6e6],
    ['min', 6e4],
    ['s', 1e3],
    ['ms', 1],
    ['us', 1e-3],
    ['ns', 1e-6],
  ],
  bytes: [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
    ['bytes', 1],
  ],
  ratio: [['%', 0.01]],
};

/** The unit in which a value of this size is printed, and its size in the base unit. Minutes only from ten of them, hours from two. */
export function scaleOf(value: number, unit: string): { unit: string; size: number } {
  const size = Math.abs(value);
  if (size === 0 && unit !== 'ratio') return { unit, size: 1 };
  for (const [name, factor] of SCALES[unit] ?? []) {
    const from = name === 'min' ? 10 * factor : name === 'h' ? 2 * factor : factor;
    if (size >= from || factor <= 1e-6 || name === 'bytes' || name === '%') return { unit: name, size: factor };
  }
  return { unit, size: 1 };
}

/**
 * Decimals that an interval supports: the half width is printed with two significant digits at most, never more than four decimals.
 * Without an interval the value gets four significant digits.
 */
export function decimalsFor(value: number, halfWidth: number | null): number {
  const size = Math.abs(value);
  if (halfWidth !== null && halfWidth > 0) return clamp(1 - Math.floor(Math.log10(halfWidth)), 0, size >= 100 ? 1 : size >= 10 ? 2 : 4);
  if (size === 0) return 0;
  return clamp(3 - Math.floor(Math.log10(size)), 0, 4);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * Decimals of a number as it is printed: what its interval supports; two significant digits for a coefficient of variation, which is itself
 * an estimate that no sample of ours fixes better.
 */
function decimalsOf(fact: Fact, size: number): number {
  const half = halfWidth(fact);
  if (fact.statistic === 'cv' && half === null) {
    const value = Math.abs(fact.value / size);
    return value === 0 ? 0 : clamp(1 - Math.floor(Math.log10(value)), 0, 4);
  }
  return decimalsFor(fact.value / size, half === null ? null : half / size);
}

/** Half width of a fact's interval in its unit, or null. */
export function halfWidth(fact: Fact): number | null {
  return fact.interval ? (fact.interval.high - fact.interval.low) / 2 : null;
}

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

function isCount(fact: Fact): boolean {
  return fact.kind === 'count' || fact.unit === 'count';
}

/**
 * Prints a fact's number the one way it is printed everywhere: in Markdown, HTML and the text fields of JSON.
 *
 * - `value` 291.6 tokens/s; `bare` the same without unit, for table cells whose column states it in `unit`; `interval` 283.6 ± 31.8
 *   tokens/s (symmetric intervals only); `bounds` 2.52 to 2.90 s; `times` 1.58 times, for comparisons; `percent` +2.4 %, for effects and
 *   changes; `count` its sample count.
 * @param unit print in this unit instead of the one that suits the value: for a column with one unit.
 * @param places decimals instead of those that suit the fact: for a row whose numbers share a precision.
 */
export function printFact(fact: Fact, show: Show, unit?: string, places?: number): PrintedNumber {
  if (show === 'count') return { number: String(fact.sampleCount), unit: '' };
  if (show === 'times') return { number: fixed(fact.value, fact.value >= 10 ? 1 : 2), unit: 'times' };
  const low = fact.interval?.low ?? fact.value;
  const high = fact.interval?.high ?? fact.value;
  const half = halfWidth(fact);
  if (show === 'percent') {
    const decimals = Math.min(2, decimalsFor(fact.value * 100, half === null ? null : half * 100));
    return { number: `${fact.value >= 0 ? '+' : ''}${fixed(fact.value * 100, decimals)}`, unit: '%' };
  }
  const scale = unit === undefined ? scaleOf(fact.value, fact.unit) : { unit, size: sizeOf(fact.unit, unit) };
  const whole = isCount(fact) && Number.isInteger(fact.value);
  const decimals = whole ? 0 : (places ?? decimalsOf(fact, scale.size));
  const print = (value: number) => fixed(value / scale.size, decimals);
  const shown = scale.unit === 'count' ? '' : unitText(scale.unit);
  if (show === 'bare') return { number: print(fact.value), unit: '' };
  if (show === 'interval') return { number: half === null ? print(fact.value) : `${print(fact.value)} ± ${print(half)}`, unit: shown };
  if (show === 'bounds')
    return {
      number: fact.unit === 'x' ? `${fixed(low, 2)} to ${fixed(high, 2)}` : `${print(low)} to ${print(high)}`,
      unit: fact.unit === 'x' ? 'times' : shown,
    };
  return { number: print(fact.value), unit: shown };
}

/** A unit in print: one that the table of units does not know is what a source wrote, so it stands as a quotation. */
export function unitText(unit: string): string {
  return isKnownUnit(unit) ? unit : quoted(unit);
}

/** Size of `unit` in the base unit `base`; 1 where the two are the same. */
export function sizeOf(base: string, unit: string): number {
  return SCALES[base]?.find(([name]) => name === unit)?.[1] ?? 1;
}
