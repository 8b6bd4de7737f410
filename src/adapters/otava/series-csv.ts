import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn, timeOf } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Columns that say which version was measured. */
const ATTRIBUTES = new Set(['commit', 'branch', 'version', 'change', 'release', 'tag', 'revision', 'build']);

/** `2024.01.02 3:00:00 +0100`, as in Otava's examples, or ISO 8601, or seconds since 1970. */
function timeIn(cell: string): number | null {
  const seconds = numberIn(cell);
  if (seconds !== null) return seconds > 1e9 && seconds < 4.1e9 ? Math.round(seconds * 1000) : null;
  return timeOf(cell);
}

/**
 * Time series for Otava's change detection: a time, the version (`commit`, `branch`), and a column for each metric, one row a run. Names
 * and directions of the metrics stand in Otava's configuration, not in the file.
 */
export const otavaSeriesCsv: Adapter = {
  id: 'otava-series-csv',
  title: 'Otava time series CSV',
  tool: 'Apache Otava',
  fallback: false,
  source: 'https://otava.apache.org/docs/csv/',
  claims: ({ kind, lines }) => {
    const separator = /^"?(?:time|timestamp|date)"?([,;\t])/i.exec(lines[0] ?? '')?.[1];
    if (kind !== 'csv' || separator === undefined) return false;
    const names = (lines[0] ?? '').split(separator).map((name) => name.trim().replaceAll('"', '').toLowerCase());
    const others = names.slice(1).filter((name) => !ATTRIBUTES.has(name));
    const first = (lines[1] ?? '').split(separator)[0] ?? '';
    return names.includes('commit') && others.length > 0 && names.length <= 200 && timeIn(first.replaceAll('"', '').trim()) !== null;
  },
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete);
    const header = records[0]?.cells ?? [];
    const table = tableBuilder('row', {}, true);
    const found: Problem[] = [...problems];
    for (const { line, cells } of records.slice(1)) {
      const timeMs = timeIn(cells[0] ?? '');
      if (cells.length < header.length || timeMs === null) {
        found.push({ line, message: cells.length < header.length ? 'the row breaks off: not used' : `no time: "${cells[0] ?? ''}"` });
        continue;
      }
      const labels = new Map<string, LabelValue>();
      const readings: Reading[] = [];
      header.forEach((name, index) => {
        const cell = cells[index]!;
        const value = numberIn(cell);
        if (index === 0 || cell === '') return;
        if (ATTRIBUTES.has(name.toLowerCase())) labels.set(name.toLowerCase() === 'commit' ? 'run' : slug(name), cell);
        else if (value !== null) readings.push({ metric: slug(name) || 'metric', unit: 'value', at: name, value });
      });
      table.add(line, readings, { labels, timeMs });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built], problems: found } : { ...emptyDocument('a header and no row'), problems: found };
  },
};
