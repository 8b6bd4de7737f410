/** A cell of a CSV file or a leaf of a JSON document. */
export type Scalar = string | number | boolean | null;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const MISSING = /^(?:|n\/?a|nan|-?inf(?:inity)?|null|none|nil|undefined|-{1,3}|\?)$/i;

/** Is this a cell that says that there is no value? Infinity stands for one too: nothing measured is infinite. */
export function isMissing(value: Scalar | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'string' && MISSING.test(value.trim());
}

/**
 * A number as JSON and C write it, nothing else: "0x10", "1,5" and "12 ms" are text.
 *
 * @returns null for what is missing, `undefined` for what is there and is no number.
 */
export function numberOf(value: Scalar | undefined): number | null | undefined {
  if (isMissing(value)) return null;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
