/**
 * Text that is safe to show on a terminal: control characters other than line ends and tabs, and the marks that turn the reading
 * direction, become visible escapes. File names, model names and cells come from files that anybody may have written.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
