import { stripVTControlCharacters } from 'node:util';

interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * One line on a terminal that is overwritten as work goes on.
 *
 * @returns a function that shows `text`, cut to the width of the terminal and free of control characters, and removes the line for '';
 *   on anything but a terminal it does nothing.
 */
export function progressLine(stream: TerminalStream): (text: string) => void {
  if (!stream.isTTY) return () => undefined;
  let shown = '';
  return (text) => {
    const plain = stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
    const line = [...plain].slice(0, Math.max(10, (stream.columns ?? 80) - 1)).join('');
    if (line === shown) return;
    shown = line;
    // Return to the start of the line, then erase to its end (ECMA-48: CR, EL).
    stream.write(`\r\u001b[K${line}`);
  };
}
