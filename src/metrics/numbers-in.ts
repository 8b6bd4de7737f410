const NUMBER = String.raw`(?:\d{1,3}(?:,\d{2,3})+(?![\d,])|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+`;
const ALONE = new RegExp(String.raw`(?<![\p{L}\p{N}_.])[-+]?(?:${NUMBER})(?![\p{L}\p{N}_]*[A-Za-z_]\d)`, 'gu');
const STARTS_LIKE_A_NUMBER = /^[~≈<>*`"\s]*[-+]?[\d.]/;

/** A number in a text, as written and as read. */
export interface WrittenNumber {
  readonly text: string;
  readonly value: number;
}

/**
 * The numbers that stand alone in a text, in order: not those glued to letters before them (`p99`, `Q4`), with thousands separators read
 * (`1,146.31`). What is too large for a double is left out.
 */
export function numbersIn(text: string): WrittenNumber[] {
  return [...text.matchAll(ALONE)]
    .map(([written]) => ({ text: written, value: Number(written.replaceAll(',', '')) }))
    .filter(({ value }) => Number.isFinite(value));
}

/** The numbers of a table cell or string field: as `numbersIn`, but none when the text does not begin with one (`N/A`, `run 3`). */
export function numbersOfCell(text: string): WrittenNumber[] {
  return STARTS_LIKE_A_NUMBER.test(text) ? numbersIn(text) : [];
}
