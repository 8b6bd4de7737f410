type Key = number | string | null;

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?=$|\s)/;

/** What a cell is ordered by: the fact that it shows, else the number or the words in it; null where nothing stands in it. */
function keyOf(cell: HTMLTableCellElement | undefined, valueAt: (fact: number) => number | null): Key {
  const fact = cell?.querySelector<HTMLElement>('[data-f]')?.dataset['f'];
  const value = fact === undefined ? null : valueAt(Number(fact));
  if (value !== null) return value;
  const words = (cell?.textContent ?? '').trim();
  if (words === '' || words === '–') return null;
  const number = NUMBER.exec(words);
  return number ? Number(number[0]) : words;
}

/** Numbers before words, nothing last. */
function compare(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en', { numeric: true });
  return typeof a === 'number' ? -1 : 1;
}

/**
 * Makes the head cells of a table buttons that order its rows: ascending, descending, as they were. Cells without content stay last in either
 * direction.
 *
 * @param valueAt value of a fact by its place.
 */
export function sortTable(table: HTMLTableElement, valueAt: (fact: number) => number | null): void {
  const [body] = table.tBodies;
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (body === undefined) return;
  const original = [...body.rows];

  function order(head: HTMLTableCellElement, index: number): void {
    const next = head.ariaSort === 'ascending' ? 'descending' : head.ariaSort === 'descending' ? null : 'ascending';
    for (const other of heads) other.ariaSort = null;
    head.ariaSort = next;
    if (next === null) {
      body!.append(...original);
      return;
    }
    const sign = next === 'ascending' ? 1 : -1;
    const keyed = original.map((row) => ({ row, key: keyOf(row.cells[index], valueAt) }));
    const known = keyed.filter(({ key }) => key !== null).sort((a, b) => sign * compare(a.key, b.key));
    body!.append(...known.map(({ row }) => row), ...keyed.filter(({ key }) => key === null).map(({ row }) => row));
  }

  for (const [index, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => order(head, index));
  }
}
