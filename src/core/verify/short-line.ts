/** A line that is not longer is left as it is. */
const LENGTH_MAX = 300;
/** Of a quoted text within a line, so much of its beginning. */
const TEXT_LENGTH_MAX = 48;
/** Characters before and after the beginning of a value. */
const BEFORE = 60;
const AFTER = 40;
const LONG_TEXT = new RegExp(String.raw`"((?:[^"\\]|\\.){${TEXT_LENGTH_MAX}})(?:[^"\\]|\\.)+"`, 'g');

/**
 * A line with an ellipsis for what makes it too long to be read: of texts in quotation marks their beginning, and where that is not enough
 * what stands around the values at `offsets`.
 */
export function shortLine(line: string, offsets: readonly number[]): string {
  if (line.length <= LENGTH_MAX) return line;
  const shortened = line.length > 20 * LENGTH_MAX ? line : line.replaceAll(LONG_TEXT, '"$1…"');
  if (shortened.length <= LENGTH_MAX) return shortened;
  if (offsets.length === 0) return `${shortened.slice(0, LENGTH_MAX)}…`;
  const pieces: string[] = [];
  let end = 0;
  let length = 0;
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    const from = Math.max(end, offset - BEFORE);
    const to = Math.min(line.length, offset + AFTER);
    if (to <= end || length > 2 * LENGTH_MAX) continue;
    if (from > end) pieces.push('…');
    pieces.push(line.slice(from, to));
    length += to - from;
    end = to;
  }
  return `${pieces.join('')}${end < line.length ? '…' : ''}`;
}
