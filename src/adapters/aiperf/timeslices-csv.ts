import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { tableBuilder } from '../readers/table.ts';
import { sliceReading, sliceTime } from './timeslices.ts';

const HEADER = /^"?Timeslice"?,(?:"?Start_NS"?,"?End_NS"?,)?"?Metric"?,"?Unit"?,"?Stat"?,"?Value"?\s*$/i;

/**
 * `profile_export_aiperf_timeslices.csv` (`--slice-duration`): a row per slice of time, metric and statistic. Of each slice the mean is
 * read.
 */
export const aiperfTimeslicesCsv: Adapter = {
  id: 'aiperf-timeslices-csv',
  title: 'AIPerf export by slices of time (CSV)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://docs.nvidia.com/aiperf/tutorials/metrics-analysis/time-slicing-for-performance-analysis',
  claims: ({ lines }) => HEADER.test(lines[0] ?? ''),
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
    const [header, ...rows] = records;
    const columns = new Map(header?.cells.map((name, index) => [name.toLowerCase(), index]));
    const table = tableBuilder('row', {}, true);
    for (const { line, cells } of rows) {
      if (header && cells.length !== header.cells.length) {
        problems.push({ line, message: `the row has ${cells.length} cells, its header ${header.cells.length}: it is left out` });
        continue;
      }
      const cell = (name: string) => cells[columns.get(name) ?? -1] ?? '';
      if (cell('stat').toLowerCase() !== 'avg') continue;
      const readings = sliceReading(cell('metric'), cell('unit'), 'Value', cell('value'));
      const context = { labels: { interval: scalarLabel(cell('timeslice')) }, timeMs: sliceTime(cell('start_ns')) };
      if (readings.length > 0) table.add(line, readings, context);
    }
    const built = table.build();
    if (built) return { ...NOTHING_READ, tables: [built], problems, runAt: built.times?.find((time) => time !== null) ?? null };
    const [first] = problems;
    return first ? refusedDocument(first) : emptyDocument('no slice holds a value of a known metric');
  },
};
