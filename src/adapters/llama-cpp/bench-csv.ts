import { NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import { agreedMark, cellNumber, type DecimalMark, markEvidence } from '../../metrics/cell-number.ts';
import type { Adapter } from '../adapter.ts';
import { type CsvRecord, csvRecords } from '../readers/csv.ts';
import { type FailedRun, failedRuns } from '../readers/failed-runs.ts';
import { elements, numberIn, numberOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { type TableBuilder, tableBuilder } from '../readers/table.ts';
import {
  averageReadings,
  benchConfiguration,
  benchLabels,
  type FieldOf,
  fieldText,
  kindOf,
  LLAMA_BENCH_SOURCE,
  rateReading,
} from './bench-record.ts';

const REQUIRED = ['avg_ts', 'stddev_ts', 'n_prompt', 'n_gen'];

/** Columns of numbers with decimals, which a spreadsheet writes with the decimal mark of its country. */
const MEASURED = ['avg_ns', 'stddev_ns', 'avg_ts', 'stddev_ts'];

/** Separators of llama-bench itself and of the spreadsheets that save its table again. */
const SEPARATORS = [',', ';', '\t'];

/** The separator that makes of a line a header; null where none does. */
function separatorOf(line: string): string | null {
  if (!REQUIRED.every((name) => line.includes(name))) return null;
  return SEPARATORS.find((separator) => isHeader(line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))) ?? null;
}

function isHeader(cells: readonly string[]): boolean {
  return REQUIRED.every((name) => cells.includes(name)) && cells.some((name) => name === 'model_filename' || name === 'model');
}

/**
 * `llama-bench -o csv`, and tables that keep its column names (`curve_summary.csv`, whose `samples_ts` cell is a JSON list). The header
 * is unquoted and the values are quoted in native output; columns change with the build. What the program logs before the header and
 * between the rows is passed over.
 */
export const llamaBenchCsv: Adapter = {
  id: 'llama-bench-csv',
  title: 'llama-bench CSV',
  tool: 'llama.cpp',
  fallback: false,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ kind, lines }) => {
    if (kind !== 'csv' && kind !== 'text') return false;
    return lines.some((line) => separatorOf(line) !== null);
  },
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const separator = complete.split('\n').reduce<string | null>((found, line) => found ?? separatorOf(line.trimEnd()), null);
    const { records, problems } = csvRecords(complete, { delimiter: separator ?? ',' });
    const start = records.findIndex(({ cells }) => isHeader(cells));
    const [header, ...rows] = start === -1 ? [] : records.slice(start);
    if (!header || rows.length === 0) {
      return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'a header and no row: no test was finished' } };
    }
    const mark = markOf(header.cells, rows);
    if (typeof mark !== 'string') return { ...NOTHING_READ, problems, rejected: { verdict: 'quarantined', reason: mark.reason } };
    return readRows(header.cells, withPoints(header.cells, rows, mark), problems, mark);
  },
};

/** The decimal mark of the measured columns, which share it. */
function markOf(header: readonly string[], rows: readonly CsvRecord[]): DecimalMark | { readonly reason: string } {
  const evidence = markEvidence(MEASURED.flatMap((name) => rows.map(({ cells }) => cells[header.indexOf(name)] ?? '')));
  return agreedMark(evidence, evidence, '.');
}

/** The rows with decimal points in the measured columns. */
function withPoints(header: readonly string[], rows: readonly CsvRecord[], mark: DecimalMark): readonly CsvRecord[] {
  if (mark === '.') return rows;
  return rows.map(({ line, cells }) => ({
    line,
    cells: cells.map((cell, index) => (MEASURED.includes(header[index] ?? '') ? String(cellNumber(cell, mark)?.value ?? cell) : cell)),
  }));
}

function readRows(header: readonly string[], rows: readonly CsvRecord[], problems: readonly Problem[], mark: DecimalMark) {
  const averages = tableBuilder('row', {}, true);
  const failed: FailedRun[] = [];
  const repetitions: TableBuilder[] = [];
  const found: Problem[] = [...problems];
  let first: FieldOf | null = null;
  let runAt: number | null = null;
  for (const { line, cells } of rows) {
    if (isHeader(cells)) continue;
    const record = new Map(header.map((name, index) => [name, cells[index]]));
    const field: FieldOf = (name) => fieldText(record.get(name));
    const kind = kindOf(field);
    if (kind === null || cells.length < header.length) {
      found.push({ line, message: kind === null ? 'names no test: n_prompt and n_gen are missing or 0' : 'the row breaks off: not used' });
      continue;
    }
    first ??= field;
    const timeMs = timeOf(record.get('test_time'));
    runAt ??= timeMs;
    const context = { labels: benchLabels(field), timeMs };
    const samples = listIn(record.get('samples_ts'));
    if ((numberIn(record.get('avg_ts')) ?? 0) === 0 && samples.length === 0) {
      const reason = `avg_ts is ${record.get('avg_ts') || 'empty'}: the test failed`;
      failed.push({ place: line, at: 'avg_ts', reason, labels: context.labels });
      found.push({ line, message: `${reason}, so it is left out` });
      continue;
    }
    averages.add(
      line,
      averageReadings(field, kind, (name) => (mark === ',' ? `${name};decimal=,` : name), samples.length > 0 ? samples.length : undefined),
      context,
    );
    samples.forEach((value, index) => {
      repetitions[index] ??= tableBuilder('row', {}, true);
      if (value !== null && value > 0) repetitions[index].add(line, [rateReading(kind, `samples_ts;pointer=/${index}`, value)], context);
    });
  }
  const tables = [...[averages, ...repetitions].map((builder) => builder.build()), failedRuns('row', failed)].filter(
    (table): table is ObservationTable => table !== null,
  );
  const configuration = first === null ? NOTHING_READ.configuration : benchConfiguration(first);
  const version = header.includes('build_number') ? 'native' : 'derived';
  return { ...NOTHING_READ, tables, problems: found, runAt, configuration, version };
}

/** Numbers of a cell that holds a JSON list; none for any other cell. */
function listIn(cell: string | undefined): (number | null)[] {
  if (!cell?.startsWith('[')) return [];
  const document = parseJson(cell);
  return 'error' in document ? [] : elements(document.value).map(numberOf);
}
