import type { PageQuote } from '../contracts/page-facts.ts';

/** Cited lines that are shown at once, and lines on either side of them. */
const CITED_COUNT_MAX = 40;
const NEIGHBOURS = 1;
const DELIMITERS = [',', ';', '\t', '|'];

/** Where the fields of a line of separated values stand; quotation marks hold a field together. */
function fields(line: string, delimiter: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at <= line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted;
    if (at < line.length && (isQuoted || line[at] !== delimiter)) continue;
    found.push([from, at]);
    from = at + 1;
  }
  return found;
}

function fieldOf(line: string, head: string, column: string): [number, number] | null {
  for (const delimiter of DELIMITERS) {
    const index = fields(head, delimiter).findIndex(
      ([from, to]) =>
        head
          .slice(from, to)
          .trim()
          .replace(/^"(.*)"$/, '$1') === column,
    );
    if (index !== -1) return fields(line, delimiter)[index] ?? null;
  }
  return null;
}

function valueAfter(line: string, name: string): [number, number] | null {
  const named = line.indexOf(`"${name}"`);
  const at = named === -1 ? line.toLowerCase().indexOf(name.toLowerCase()) : named;
  if (at === -1) return null;
  const from = at + name.length + (named === -1 ? 0 : 2);
  const value = /-?\d[\d.,]*(?:e[+-]?\d+)?/i.exec(line.slice(from));
  return value ? [from + value.index, from + value.index + value[0].replace(/[.,]+$/, '').length] : null;
}

/** The line with the cell of the column in it marked, where it can be found. */
function marked(line: string, head: string | null, column: string): (string | Node)[] {
  const place = column === '' ? null : head === null ? valueAfter(line, column) : fieldOf(line, head, column);
  if (place === null || place[0] === place[1]) return [line];
  const mark = document.createElement('mark');
  mark.textContent = line.slice(...place);
  return [line.slice(0, place[0]), mark, line.slice(place[1])];
}

/** Cited line numbers in order, the first ones of a long list, and how many they are. */
function cited(ranges: readonly number[]): { numbers: number[]; count: number } {
  const numbers: number[] = [];
  let count = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    const [first, last] = [ranges[at]!, ranges[at + 1]!];
    count += last - first + 1;
    for (let line = first; line <= last && numbers.length < CITED_COUNT_MAX; line += 1) numbers.push(line);
  }
  return { numbers, count };
}

/**
 * The lines that cells stand on, with their neighbours, as they stand in the file; null where none of them is in the page.
 *
 * @param ranges first and last line of each range, ascending.
 * @param path of the file, for readers who do not see what stands above.
 */
export function sourceLines(ranges: readonly number[], file: PageQuote, column: string, path: string): HTMLElement | null {
  const texts = new Map(file.lines.flatMap(([first, ...lines]) => lines.map((line, index) => [first + index, line])));
  const { numbers, count } = cited(ranges);
  const there = numbers.filter((line) => texts.has(line));
  if (there.length === 0) return null;
  const head = file.head === 0 ? null : (texts.get(file.head) ?? null);
  const wanted = new Set(there.flatMap((line) => Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, index) => line - NEIGHBOURS + index)));
  if (head !== null) wanted.add(file.head);
  const shown = [...wanted].filter((line) => texts.has(line)).sort((a, b) => a - b);

  const list = document.createElement('ol');
  list.className = 'lines';
  list.tabIndex = 0;
  list.setAttribute('aria-label', `Lines of ${path}`);
  for (const [index, line] of shown.entries()) {
    const row = document.createElement('li');
    row.value = line;
    row.className = `${there.includes(line) ? 'cited' : ''}${index > 0 && shown[index - 1] !== line - 1 ? ' apart' : ''}`;
    const text = document.createElement('code');
    text.append(...(there.includes(line) ? marked(texts.get(line)!, head, column) : [texts.get(line)!]));
    row.append(text);
    list.append(row);
  }
  const box = document.createElement('div');
  box.append(list);
  if (count > there.length) {
    const rest = document.createElement('p');
    rest.className = 'rest';
    rest.textContent = `${there.length} of ${count} cited lines are shown.`;
    box.append(rest);
  }
  return box;
}
