/** A share of a length, in per cent with one decimal. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

/** A number beside an axis: at most four significant digits, thousands as they are. */
export function tickText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
