/** With fewer values a line and a step are not told apart. */
const VALUE_COUNT_MIN = 12;

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Squares of what is left of values when something is taken out of each. */
function restOf(values: readonly number[], taken: (index: number) => number): number {
  return values.reduce((sum, value, index) => sum + (value - taken(index)) ** 2, 0);
}

/**
 * Does a straight line describe some values better than two levels, of which the second begins at an index? Both have two numbers to fit, the
 * step its place besides.
 */
export function isDrift(values: readonly number[], index: number): boolean {
  if (values.length < VALUE_COUNT_MIN) return false;
  const [below, above] = [meanOf(values.slice(0, index)), meanOf(values.slice(index))];
  const [middle, centre] = [(values.length - 1) / 2, meanOf(values)];
  const places = [...values.keys()];
  const slope = values.reduce((sum, value, at) => sum + (at - middle) * (value - centre), 0) / restOf(places, () => middle);
  return restOf(values, (at) => centre + slope * (at - middle)) < restOf(values, (at) => (at < index ? below : above));
}
