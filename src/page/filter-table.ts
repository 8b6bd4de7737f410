/** Puts a field above a table that leaves the rows in which every word of it occurs, and says how many these are. */
export function filterTable(table: HTMLTableElement): void {
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const label = document.createElement('label');
  const field = document.createElement('input');
  const count = document.createElement('output');
  field.type = 'search';
  field.placeholder = 'words of a row';
  label.className = 'filter';
  label.append('Filter ', field, ' ', count);
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent?.toLowerCase() ?? '';
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = field.value.trim() === '' ? '' : `${shown} of ${rows.length} rows`;
  });
  (table.closest('.scroll') ?? table).before(label);
}
