import { cellNumber, type DecimalMark } from './cell-number.ts';

const NUMBER = String.raw`(?:\d{1,3}(?:,\d{2,3})+(?![\d,])|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+`;
/** A duration of several units as Go prints it (`2m8.49s`, `1h0m3s`): one number, of seconds. */
const DURATION = String.raw`\d+h(?:\d+m)?(?:\d+(?:\.\d+)?s)?|\d+m\d+(?:\.\d+)?s`;
const DURATION_PARTS = /^([-+]?)(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const ALONE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.])[-+]?(?:(?:${DURATION})(?![\p{L}\p{N}])|${NUMBER})(?![\p{L}\p{N}_]*[A-Za-z_]\d)`,
  'gu',
);
const STARTS_LIKE_A_NUMBER = /^[~≈<>*`"\s]*[-+]?[\d.]/;

/** A number in a text, as written and as read. */
export interface WrittenNumber {
  readonly text: string;
  readonly value: number;
}

/**
 * The numbers that stand alone in a text, in order: not those glued to letters before them (`p99`, `Q4`), with thousands separators read
 * (`1,146.31`), and durations of several units as seconds (`2m8.49s` is 128.49). What is too large for a double is left out.
 */
export function numbersIn(text: string): WrittenNumber[] {
  return [...text.matchAll(ALONE)]
    .map(([written]) => ({ text: written, value: secondsOf(written) ?? Number(written.replaceAll(',', '')) }))
    .filter(({ value }) => Number.isFinite(value));
}

/**
 * The numbers of a table cell or string field: of one that is a number as a whole (`1,204.5 ms`, `10k`, `96.7 ± 0.4`), that and its spread;
 * of another as `numbersIn`, but none when the text does not begin with a number (`N/A`, `run 3`).
 *
 * @param decimal the mark that the column is written with.
 */
export function numbersOfCell(text: string, decimal: DecimalMark = '.'): WrittenNumber[] {
  const whole = cellNumber(text, decimal);
  if (whole) return [whole.value, whole.spread].flatMap((value) => (value === null ? [] : [{ text: text.trim(), value }]));
  return decimal === '.' && STARTS_LIKE_A_NUMBER.test(text) ? numbersIn(text) : [];
}

/** Seconds of a duration of several units; null for anything else, a plain number and one with a single unit included. */
export function secondsOf(text: string): number | null {
  const match = /[hm]/.test(text) ? DURATION_PARTS.exec(text) : null;
  if (!match) return null;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}
