import { NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

const COLUMN_LINE = /^#Tag,Interval_Start,Interval_Length,count,/;

/** Histograms that count things; the unit of time in the head of the file is not theirs. */
const COUNTS = /(?:^|\.)(?:tries|pages|tokens|skipped-tokens|resultset-size|result-?size|rows|retries|errors|cardinality)$/;

/**
 * Histogram statistics of NoSQLBench (`--log-histostats`), one of the inputs of Otava: after comment lines a row for each tag and
 * interval. A row whose count is 0 holds zeros that measure nothing.
 */
export const otavaHistostatsCsv: Adapter = {
  id: 'otava-histostats-csv',
  title: 'NoSQLBench histogram statistics CSV (Otava)',
  tool: 'Apache Otava',
  fallback: false,
  source: 'https://github.com/apache/otava',
  claims: ({ kind, lines }) => (kind === 'csv' || kind === 'text') && lines.some((line) => COLUMN_LINE.test(line)),
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const comments = records.filter(({ cells }) => cells[0]?.startsWith('#')).map(({ cells }) => cells.join(','));
    const header = records.find(({ cells }) => cells[0] === '#Tag')?.cells ?? [];
    const unit = spelledUnit(/\[TimeUnit:\s*(\w+)\]/.exec(comments.join('\n'))?.[1] ?? '');
    const start = numberIn(/\[StartTime:\s*([\d.]+)/.exec(comments.join('\n'))?.[1]);
    const table = tableBuilder('row', { benchmark: 'NoSQLBench' }, true);
    const found: Problem[] = [...problems];
    for (const { line, cells } of records) {
      if (cells[0]?.startsWith('#')) continue;
      const tag = cells[0]?.replace(/^Tag=/, '') ?? '';
      const count = numberIn(cells[header.indexOf('count')]);
      if (cells.length < header.length || tag === '' || count === null) {
        found.push({ line, message: 'the row breaks off or has no count: not used' });
        continue;
      }
      if (count === 0) continue;
      const offset = numberIn(cells[header.indexOf('Interval_Start')]);
      const readings = header.flatMap((name, index) => readingOf(name, tag, numberIn(cells[index]), unit, count));
      const timeMs = start === null || offset === null ? null : Math.round((start + offset) * 1000);
      table.add(line, readings, { labels: { operation: tag, interval: offset }, timeMs });
    }
    const built = table.build();
    const runAt = start === null ? null : Math.round(start * 1000);
    return built
      ? { ...NOTHING_READ, tables: [built], problems: found, runAt }
      : { ...emptyDocument('no interval with a value'), problems: found };
  },
};

function readingOf(name: string, tag: string, value: number | null, unit: string | null, count: number): Reading[] {
  const statistic = name === 'p50' ? 'median' : name === 'min' || name === 'max' ? name : percentileOf(name);
  if (statistic === null || value === null) return [];
  if (COUNTS.test(tag)) return [{ metric: slug(tag.split('.').at(-1)!), statistic, unit: 'count', at: name, value, count }];
  return [{ metric: 'operation_time', statistic, unit: unit ?? 'ns', at: name, value, count, definition: 'operation_time:nosqlbench-hdr' }];
}

/** `p999` is the 99.9th percentile, `p9999` the 99.99th. */
function percentileOf(name: string): string | null {
  const digits = /^p(\d{1,5})$/.exec(name)?.[1];
  if (digits === undefined) return null;
  return digits.length <= 2 ? `p${Number(digits)}` : `p${digits.slice(0, 2)}.${digits.slice(2)}`;
}
