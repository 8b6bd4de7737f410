import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { numberIn, settingOf, timeOf } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Field of `nvidia-smi --query-gpu` -> metric, and the unit where neither header nor cell states it (`nvidia-smi --help-query-gpu`). */
const FIELDS: readonly (readonly [field: RegExp, metric: string, unit: string])[] = [
  [/^power\.draw(?:\.average|\.instant)?$/, 'gpu_power', 'W'],
  [/^(?:enforced\.)?power\.limit$/, 'gpu_power_limit', 'W'],
  [/^temperature\.gpu$/, 'gpu_temperature', '°C'],
  [/^temperature\.memory$/, 'gpu_memory_temperature', '°C'],
  [/^utilization\.gpu$/, 'gpu_utilization', '%'],
  [/^utilization\.memory$/, 'gpu_memory_utilization', '%'],
  [/^memory\.used$/, 'gpu_memory_used', 'MiB'],
  [/^memory\.total$/, 'gpu_memory_total', 'MiB'],
  [/^memory\.free$/, 'gpu_memory_free', 'MiB'],
  [/^clocks\.(?:current\.)?sm$/, 'gpu_clock', 'MHz'],
  [/^clocks\.(?:current\.)?(?:gr|graphics)$/, 'gpu_graphics_clock', 'MHz'],
  [/^clocks\.(?:current\.)?(?:mem|memory)$/, 'gpu_memory_clock', 'MHz'],
  [/^fan\.speed$/, 'gpu_fan_speed', '%'],
];

interface Column {
  readonly name: string;
  readonly field: string;
  readonly unit: string | null;
  readonly quantity: readonly [field: RegExp, metric: string, unit: string] | undefined;
}

/** `power.draw [W]` -> field and unit. */
function columnOf(name: string): Column {
  const bracket = name.indexOf('[');
  const field = name
    .slice(0, bracket === -1 ? undefined : bracket)
    .trim()
    .toLowerCase();
  const unit = bracket === -1 ? null : spelledUnit(name.slice(bracket + 1).replace(/\]$/, ''));
  return { name, field, unit, quantity: FIELDS.find(([pattern]) => pattern.test(field)) };
}

/**
 * `nvidia-smi --query-gpu=... --format=csv`, with blanks after the commas, units in the header and in the cells, or (`nounits`) in none.
 * `[N/A]` and `[Not Supported]` are missing values.
 */
export const nvidiaSmiCsv: Adapter = {
  id: 'nvidia-smi-csv',
  title: 'nvidia-smi CSV',
  tool: 'nvidia-smi',
  fallback: false,
  source: 'https://docs.nvidia.com/deploy/nvidia-smi/index.html',
  claims: ({ kind, lines }) => {
    if (kind !== 'csv' && kind !== 'text') return false;
    const columns = headerLine(lines)
      .split(',')
      .map((name) => columnOf(name.trim()));
    return columns.length > 1 && columns.some(({ quantity }) => quantity !== undefined);
  },
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const columns = records[0]?.cells.map(columnOf) ?? [];
    // The header comes again when two runs are appended to one file.
    const rows = records.slice(1).filter(({ cells }) => cells[0] !== columns[0]?.name);
    const found: Problem[] = [...problems];
    const deviceOf = deviceNames(columns, rows);
    const table = tableBuilder('row', {}, true);
    const configuration = new Map<string, LabelValue>();
    let runAt: number | null = null;
    for (const { line, cells } of rows) {
      if (cells.length < columns.length) {
        found.push({ line, message: 'the row breaks off: not used' });
        continue;
      }
      const timeMs = timeOf(cells[columns.findIndex(({ field }) => field === 'timestamp')]);
      runAt ??= timeMs;
      table.add(
        line,
        columns.flatMap((column, index) => readingOf(column, cells[index]!)),
        { labels: { device: deviceOf(cells) }, timeMs },
      );
      for (const [index, { field }] of columns.entries()) noteSetting(configuration, field, cells[index]!);
    }
    const built = table.build();
    if (!built) return { ...NOTHING_READ, problems: found, rejected: { verdict: 'empty', reason: 'a header and no reading' } };
    return { ...NOTHING_READ, tables: [built], problems: found, runAt, configuration };
  },
};

function headerLine(lines: readonly string[]): string {
  return lines.find((line) => line.trim() !== '') ?? '';
}

function readingOf({ name, unit, quantity }: Column, cell: string): Reading[] {
  const match = /^([-+]?\d[\d.]*)\s*(\S*)$/.exec(cell.slice(0, 60));
  const value = numberIn(match?.[1]);
  if (!quantity || value === null) return [];
  const [, metric, standard] = quantity;
  const inCell = match![2] === '' ? null : spelledUnit(match![2]!);
  return [{ metric, unit: inCell ?? unit ?? standard, at: name, value }];
}

/** Name of the device of a row; where several devices have one name, or none has, its index says which it is. */
function deviceNames(
  columns: readonly Column[],
  rows: readonly { cells: readonly string[] }[],
): (cells: readonly string[]) => string | null {
  const position = (...fields: string[]) => columns.findIndex(({ field }) => fields.includes(field));
  const name = position('name', 'gpu_name');
  const index = position('index', 'gpu_index', 'pci.bus_id', 'gpu_bus_id', 'uuid', 'gpu_uuid');
  const isSeveral = new Set(rows.map(({ cells }) => cells[index] ?? '')).size > 1;
  return (cells) => {
    const [own, which] = [cells[name] ?? '', cells[index] ?? ''];
    if (own === '') return which === '' ? null : `GPU ${which}`;
    return isSeveral && which !== '' ? `${own} (GPU ${which})` : own;
  };
}

/** Fields that describe the driver or the link rather than the moment. */
function noteSetting(configuration: Map<string, LabelValue>, field: string, cell: string): void {
  if (
    /^(?:driver_version|cuda_version|vbios_version|pcie\.link\.|clocks\.max\.|compute_mode|persistence_mode)/.test(field) &&
    cell !== ''
  ) {
    configuration.set(field, settingOf(cell));
  }
}
