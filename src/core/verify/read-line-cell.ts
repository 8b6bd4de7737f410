import { numbersIn, numbersOfCell, type WrittenNumber } from '../../metrics/numbers-in.ts';
import { type CellReader, expandRanges, missing, type ReadCell } from './cell-reader.ts';

const RULE = /^[\s|:-]*-[\s|:-]*$/;

/**
 * Reads numbers from lines of text: after a label (`line=12;col=Mean TTFT (ms)`), or in a Markdown table under a column (`line=7;col=t/s`),
 * whose header is the line above the nearest rule of dashes.
 */
export function lineReader(text: string): CellReader {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const heads = tableHeads(lines);

  return (cell, { ranges, column, index, decimal }) => {
    const name = column ?? '';
    return [...expandRanges(ranges, (number) => number <= lines.length)].map((number) => {
      const content = lines[number - 1];
      if (number < 1 || content === undefined) return missing(cell, name, `there is no line ${number}`);
      const head = content.includes('|') ? heads[number - 1] : undefined;
      const at = head ? head.indexOf(name) : -1;
      if (at !== -1) return numbered(splitRow(content)[at] ?? '', (text) => numbersOfCell(text, decimal), index, cell, name, number);
      return inLine(content, index, cell, name, number);
    });
  };
}

/** For each line the cells of the Markdown header above the nearest rule before it. */
function tableHeads(lines: readonly string[]): (readonly string[] | undefined)[] {
  let head: readonly string[] | undefined;
  return lines.map((line, index) => {
    const current = head;
    if (index > 0 && line.includes('-') && RULE.test(line)) head = splitRow(lines[index - 1]!);
    return current;
  });
}

/** Cells of a Markdown table row, without marks of emphasis and code. */
function splitRow(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(/[*`]/g, '').replaceAll('\\|', '|').trim());
}

function inLine(content: string, index: number | null, cell: string, name: string, line: number): ReadCell {
  const at = content.toLowerCase().indexOf(name.toLowerCase());
  if (at === -1 && index === null) return missing(cell, name, `line ${line} does not say "${name}"`, line);
  return numbered(at === -1 ? content : content.slice(at + name.length), numbersIn, index, cell, name, line);
}

function numbered(
  text: string,
  numbers: (text: string) => WrittenNumber[],
  index: number | null,
  cell: string,
  name: string,
  line: number,
): ReadCell {
  const found = numbers(text)[index ?? 0];
  if (!found) return { cell, line, name, raw: text.trim(), value: null, reason: 'holds no number' };
  return { cell, line, name, raw: found.text, value: found.value, reason: null };
}
