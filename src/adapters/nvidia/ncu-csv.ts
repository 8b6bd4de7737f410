import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { type CsvRecord, csvRecords } from '../readers/csv.ts';
import { emptyDocument } from '../readers/documents.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Wide columns that describe the launch, the device or the tool rather than measure the kernel. */
const DESCRIPTION = /^(?:device__|launch__|numa__|nvlink__|profiler__|c2clink__|pmsampling:|context__|thread__|source__)/;

/** Digit groups of any locale: `1,296`, and `66,89,95,806` as India writes them. */
const GROUPED = /^[-+]?\d{1,3}(?:,\d{2,3})+(?:\.\d+)?$/;
const PLAIN = /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;

/** A number as Nsight Compute writes it; null for `n/a`, names and empty cells. */
function ncuNumber(cell: string | undefined): number | null {
  const text = cell?.trim() ?? '';
  if (!PLAIN.test(text) && !GROUPED.test(text)) return null;
  return Number(text.replaceAll(',', ''));
}

/** `Kbyte/second`, `inst`, `cycle/nsecond`, `register/thread`: units without a base of ours are counts or stay unknown. */
function ncuUnit(text: string | undefined): string | null {
  const written = text?.trim() ?? '';
  if (written === '') return null;
  const known = spelledUnit(written);
  if (known) return known;
  if (/^cycle\/(?:usecond|us)$/.test(written)) return 'MHz';
  if (/^cycle\/(?:nsecond|ns)$/.test(written)) return 'GHz';
  if (/^cycle\/(?:second|s)$/.test(written)) return 'Hz';
  return /^[a-z]+$/i.test(written) ? 'count' : 'value';
}

/** Name of a metric in our registry's terms; a name that is not known there is kept as a slug. */
function metricId(name: string): string {
  return /^(?:gpu__time_duration\.(?:sum|avg)|Duration)$/.test(name) ? 'operation_time' : slug(name);
}

/**
 * Nsight Compute's `--csv`: `--page raw` is wide, a row for each launch and the units in a second header row; `--page details` (the
 * default) is long, a row for each metric. `==PROF==` lines come first when standard output was redirected whole.
 */
export const ncuCsv: Adapter = {
  id: 'ncu-csv',
  title: 'Nsight Compute CSV',
  tool: 'Nsight Compute',
  fallback: false,
  source: 'https://docs.nvidia.com/nsight-compute/NsightComputeCli/index.html',
  claims: ({ kind, lines }) =>
    (kind === 'csv' || kind === 'text') &&
    lines.some((line) => /^"?ID"?,/.test(line) && line.includes('Kernel Name') && line.includes('Process')),
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const start = records.findIndex(({ cells }) => cells[0] === 'ID' && cells.includes('Kernel Name'));
    const header = records[start]?.cells ?? [];
    const rows = records.slice(start + 1).filter(({ cells }) => !/^==/.test(cells[0] ?? ''));
    if (start === -1 || rows.length === 0) return { ...emptyDocument('a header and no kernel launch'), problems };
    return header.includes('Metric Value') ? readLong(header, rows, problems) : readWide(header, rows, problems);
  },
};

/** Kernel, its shape and its device. Process, host and context are left out: they name the machine, not what was measured. */
function launchLabels(header: readonly string[], cells: readonly string[]): Map<string, LabelValue> {
  const labels = new Map<string, LabelValue>();
  for (const [name, key] of LAUNCH_COLUMNS) {
    const cell = cells[header.indexOf(name)] ?? '';
    if (cell !== '') labels.set(key, cell);
  }
  return labels;
}

const LAUNCH_COLUMNS = [
  ['Kernel Name', 'operation'],
  ['Block Size', 'block_size'],
  ['Grid Size', 'grid_size'],
  ['ID', 'request'],
  ['device__attribute_display_name', 'device'],
] as const;

function readWide(header: readonly string[], rows: readonly CsvRecord[], problems: readonly Problem[]): ParseResult {
  const first = rows[0]!.cells;
  const hasUnits = first[0] === '';
  const units = hasUnits ? first : [];
  const launches = hasUnits ? rows.slice(1) : rows;
  const table = tableBuilder('row', {}, true);
  const configuration = new Map<string, LabelValue>();
  const found: Problem[] = [...problems];
  const measures = header.map((name, index) => ({ name, index })).filter(({ name }) => name.includes('__') && !DESCRIPTION.test(name));
  for (const { line, cells } of launches) {
    if (cells.length < header.length) {
      found.push({ line, message: 'the row breaks off: not used' });
      continue;
    }
    const readings = measures.flatMap(({ name, index }): Reading[] => {
      const value = ncuNumber(cells[index]);
      return value === null ? [] : [{ metric: metricId(name), unit: ncuUnit(units[index]) ?? 'count', at: name, value }];
    });
    table.add(line, readings, { labels: launchLabels(header, cells) });
    header.forEach((name, index) => {
      if (/^device__attribute_/.test(name) && cells[index]) configuration.set(name, ncuNumber(cells[index]) ?? cells[index]);
    });
  }
  const built = table.build();
  return built
    ? { ...NOTHING_READ, tables: [built], problems: found, configuration, version: 'wide' }
    : { ...emptyDocument('no launch has a measurement'), problems: found };
}

function readLong(header: readonly string[], rows: readonly CsvRecord[], problems: readonly Problem[]): ParseResult {
  const column = (name: string) => header.indexOf(name);
  const [nameAt, unitAt, valueAt] = [column('Metric Name'), column('Metric Unit'), column('Metric Value')];
  const table = tableBuilder('row', {}, true);
  const found: Problem[] = [...problems];
  for (const { line, cells } of rows) {
    const name = cells[nameAt] ?? '';
    if (cells.length < header.length) {
      found.push({ line, message: 'the row breaks off: not used' });
      continue;
    }
    const value = ncuNumber(cells[valueAt]);
    // Rows of rules (advice of the tool) and of the launch's shape have no value to read.
    if (value === null || name === '' || /^Launch Statistics$/.test(cells[column('Section Name')] ?? '')) continue;
    const unit = ncuUnit(cells[unitAt]) ?? 'count';
    table.add(line, [{ metric: metricId(name), unit, at: 'Metric Value', value }], { labels: launchLabels(header, cells) });
  }
  const built = table.build();
  return built
    ? { ...NOTHING_READ, tables: [built], problems: found, version: 'long' }
    : { ...emptyDocument('no launch has a measurement'), problems: found };
}
