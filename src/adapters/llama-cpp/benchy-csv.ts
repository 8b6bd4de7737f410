import { NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { numberIn } from '../readers/fields.ts';
import { headerOf } from '../readers/known-columns.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { benchyTest, quantityOf } from './benchy-markdown.ts';

/** Columns of the CSV by those of the Markdown table, whose meaning they share; each stands there twice, with `_mean` and `_std`. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['t_s', 't/s'],
  ['t_s_req', 't/s (req)'],
  ['t_s_total', 't/s (total)'],
  ['peak_ts', 'peak t/s'],
  ['peak_ts_req', 'peak t/s (req)'],
  ['ttfr', 'ttfr (ms)'],
  ['est_ppt', 'est_ppt (ms)'],
  ['e2e_ttft', 'e2e_ttft (ms)'],
]);

/** The CSV of llama-benchy, one row a test; its times are milliseconds, `t_s` is tokens per second, the spread is the population's. */
export const llamaBenchyCsv: Adapter = {
  id: 'llama-benchy-csv',
  title: 'llama-benchy CSV',
  tool: 'llama-benchy',
  fallback: false,
  source: 'https://github.com/eugr/llama-benchy',
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' ? headerOf(lines) : [];
    return header.includes('test_name') && header.includes('ttfr_mean') && header.includes('t_s_mean');
  },
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
    const [header, ...rows] = records;
    const found: Problem[] = [...problems];
    const builder = tableBuilder('row', { benchmark: 'llama-benchy' }, true);
    for (const { line, cells } of header ? rows : []) {
      const test = benchyTest(cells[header!.cells.indexOf('test_name')] ?? '');
      if (!test || cells.length < header!.cells.length) {
        found.push({ line, message: 'no llama-benchy row: its test is not readable or cells are missing' });
        continue;
      }
      const readings = header!.cells.flatMap((name, index) => readingsOf(name, test.part, cells[index]!));
      const model = cells[header!.cells.indexOf('model')] ?? null;
      builder.add(line, readings, { labels: new Map([['model', model], ...test.labels]) });
    }
    const table = builder.build();
    if (table === null)
      return { ...NOTHING_READ, problems: found, rejected: { verdict: 'empty', reason: 'a header and no row with a number' } };
    return { ...NOTHING_READ, tables: [table], problems: found };
  },
};

/** A mean, or its spread; zero stands for what was not measured. */
function readingsOf(name: string, part: string, cell: string): Reading[] {
  const [, stem = '', statistic] = /^(.*)_(mean|std)$/.exec(name) ?? [];
  const quantity = quantityOf(COLUMNS.get(stem) ?? '', part);
  const value = numberIn(cell);
  if (!quantity || !value) return [];
  return [{ ...quantity, statistic: statistic === 'mean' ? 'mean' : 'pstdev', at: name, value }];
}
