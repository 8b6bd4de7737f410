/**
 * Half of the last digit of a number as it is written shortest: 3089.02 may stand for anything within 0.005 of it, 5e-7 within 5e-8, and
 * 5.25e-7 within 5e-10. A whole number may stand for anything within 0.5 of it. The one tolerance by which two writings of a value agree.
 *
 * @returns in the unit of the value; NaN for what is no finite number.
 */
export function halfOfLastDigit(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  const [digits, exponent = '0'] = String(value).split('e') as [string, string?];
  const decimals = digits.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

/** Digits of a number as it is written shortest, leading and trailing zeros left out: 4 for 0.01204 and for 1204000. */
export function significantDigits(value: number): number {
  return String(Math.abs(value)).replace(/e.*$/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length;
}
