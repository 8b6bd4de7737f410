/** A number in text, with sign, thousands separators, decimals and exponent; not what is glued to a letter or digit before it. */
export const NUMBER_IN_TEXT = /(?<![\p{L}\p{N}_.])[-+−]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?/gu;

/** The numbers that a text of ours prints, in order, as printed. */
export function printedNumbers(text: string): string[] {
  return text.match(NUMBER_IN_TEXT) ?? [];
}
