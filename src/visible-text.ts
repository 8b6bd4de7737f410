const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
]);

function escaped(character: string): string {
  return ESCAPES.get(character) ?? `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
}

/**
 * Text of several lines that is safe to show: control characters other than line ends and tabs, and the marks that turn the reading
 * direction, become visible escapes. File names, model names and cells come from files that anybody may have written.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escaped);
}

/** The same for one line: a line end in a name starts no other. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll(/[\n\t]/g, escaped);
}
