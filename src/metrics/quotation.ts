/** Longest name or quotation that is printed; the JSON report holds the whole of it. */
export const QUOTE_LENGTH_MAX = 300;

/** Broken surrogates, and characters that turn the direction of the text around them so that a name reads as another one (UAX 9). */
export const UNPRINTABLE = /[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What reads as a name wherever it stands: one word of letters, digits and the marks that join them, and the directory itself. */
const NAME = /^(?:\.|[\p{L}\p{N}][\p{L}\p{N}._:/@+=~%-]*)$/u;

/** Words of ASCII with one blank between them: most names are such a line already. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Text from outside as one printable line: control characters and runs of white space become one blank, direction controls and broken
 * surrogates become U+FFFD, and what is longer than `QUOTE_LENGTH_MAX` is cut with an ellipsis. An empty text stays empty.
 */
export function singleLine(text: string): string {
  if (text.length <= QUOTE_LENGTH_MAX && PLAIN.test(text)) return text;
  const line = text
    .replaceAll(UNPRINTABLE, '\ufffd')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (line.length <= QUOTE_LENGTH_MAX) return line;
  const characters = [...line];
  return characters.length > QUOTE_LENGTH_MAX ? `${characters.slice(0, QUOTE_LENGTH_MAX).join('')}…` : line;
}

/**
 * A name or quotation of an artifact within a plain sentence (JSON, terminal): in quotation marks, so that it never reads as a word of
 * ours. One word that can only be a name stands as it is.
 */
export function quoted(text: string): string {
  const line = singleLine(text);
  return NAME.test(line) ? line : `"${line.replaceAll('"', "'")}"`;
}
