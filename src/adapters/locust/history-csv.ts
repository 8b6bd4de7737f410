import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/**
 * `<prefix>_stats_history.csv` of `locust --csv`: the state of the run once a second. Only the rates of the moment are read: percentiles
 * and totals run from the start, so that one row repeats the one before it.
 */
export const locustHistoryCsv: Adapter = {
  id: 'locust-history-csv',
  title: 'locust history CSV',
  tool: 'locust',
  fallback: false,
  source: 'https://docs.locust.io/en/stable/retrieving-stats.html',
  claims: ({ kind, lines }) => kind === 'csv' && /^"?Timestamp"?,"?User Count"?,"?Type"?,"?Name"?,"?Requests\/s"?,/.test(lines[0] ?? ''),
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const header = records[0]?.cells ?? [];
    const table = tableBuilder('row', { benchmark: 'locust' }, true);
    let runAt: number | null = null;
    for (const { line, cells } of records.slice(1)) {
      const cellOf = (name: string) => numberIn(cells[header.indexOf(name)]);
      const rate = cellOf('Requests/s');
      const seconds = cellOf('Timestamp');
      if (rate === null || rate === 0 || cells.length < header.length) continue;
      runAt ??= seconds === null ? null : seconds * 1000;
      const readings: Reading[] = [
        { metric: 'request_throughput', unit: 'requests/s', at: 'Requests/s', value: rate, definition: 'request_throughput:with-failures' },
        { metric: 'failure_throughput', unit: 'requests/s', at: 'Failures/s', value: cellOf('Failures/s') },
      ];
      const labels = { test: [cells[2], cells[3]].filter(Boolean).join(' '), concurrency: cellOf('User Count') };
      table.add(line, readings, { labels, timeMs: seconds === null ? null : seconds * 1000 });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built], problems, runAt } : { ...emptyDocument('no request was made'), problems };
  },
};
