/**
 * Half of the last digit of a number as it is written shortest: 3089.02 may stand for anything within 0.005 of it, 5e-7 within 5e-8, and
 * 5.25e-7 within 5e-10. A whole number may stand for anything within 0.5 of it. The one tolerance by which two writings of a value agree.
 *
 * @returns in the unit of the value; NaN for what is no finite number.
 */
export function halfOfLastDigit(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  const text = String(value);
  const [point, e] = [text.indexOf('.'), text.indexOf('e')];
  const decimals = point < 0 ? 0 : (e < 0 ? text.length : e) - point - 1;
  return 0.5 * 10 ** ((e < 0 ? 0 : Number(text.slice(e + 1))) - decimals);
}

/** Digits of a number as it is written shortest, leading and trailing zeros left out: 4 for 0.01204 and for 1204000. */
export function significantDigits(value: number): number {
  const text = String(Math.abs(value));
  const e = text.indexOf('e');
  let [first, end] = [0, e < 0 ? text.length : e];
  while (first < end && (text[first] === '0' || text[first] === '.')) first += 1;
  while (end > first && (text[end - 1] === '0' || text[end - 1] === '.')) end -= 1;
  const point = text.indexOf('.', first);
  return end - first - (point >= 0 && point < end ? 1 : 0);
}
