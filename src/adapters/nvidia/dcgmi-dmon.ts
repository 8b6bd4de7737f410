import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines } from '../readers/log-records.ts';
import { type MonitorColumn, monitorReadings, wordsOf } from '../readers/monitor-lines.ts';
import { tableBuilder } from '../readers/table.ts';

/** Short names of the fields. */
const COLUMNS: ReadonlyMap<string, MonitorColumn> = new Map([
  ['GPUTL', { metric: 'gpu_utilization', unit: '%' }],
  ['MCUTL', { metric: 'gpu_memory_utilization', unit: '%' }],
  ['POWER', { metric: 'gpu_power', unit: 'W' }],
  ['TOTEC', { metric: 'gpu_energy', unit: 'mJ', definition: 'gpu_energy:counter' }],
  ['TMPTR', { metric: 'gpu_temperature', unit: '°C' }],
  ['MMTMP', { metric: 'gpu_memory_temperature', unit: '°C' }],
  ['SMCLK', { metric: 'gpu_clock', unit: 'MHz' }],
  ['MMCLK', { metric: 'gpu_memory_clock', unit: 'MHz' }],
  ['FBUSD', { metric: 'gpu_memory_used', unit: 'MiB' }],
  ['FBFRE', { metric: 'gpu_memory_free', unit: 'MiB' }],
  ['FBTTL', { metric: 'gpu_memory_total', unit: 'MiB' }],
  ['SMACT', { metric: 'gpu_sm_activity', unit: 'ratio' }],
  ['SMOCC', { metric: 'gpu_sm_occupancy', unit: 'ratio' }],
  ['TENSO', { metric: 'gpu_tensor_activity', unit: 'ratio' }],
  ['DRAMA', { metric: 'gpu_dram_activity', unit: 'ratio' }],
]);
const HEADER = /^#\s*Entity\s+[A-Z0-9]{3,}/;
const ROW = /^\s*(?:GPU|GPU-I|GPU-CI)\s+\d+\s/;

/** `dcgmi dmon`: a header that recurs, two words for the device, then a value for each field. */
export const dcgmiDmon: Adapter = {
  id: 'dcgmi-dmon',
  title: 'dcgmi dmon output',
  tool: 'DCGM',
  fallback: false,
  passages: true,
  source: 'https://docs.nvidia.com/datacenter/dcgm/latest/user-guide/feature-overview.html',
  claims: ({ kind, lines }) => (kind === 'text' || kind === 'markdown') && lines.some((line) => HEADER.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const table = tableBuilder('line', {}, true);
  const problems: Problem[] = [];
  let names: string[] = [];
  for (const [index, line] of logLines(text, growing).entries()) {
    if (HEADER.test(line)) names = wordsOf(line.replace(/^#\s*Entity/, '')).map(({ text: name }) => name);
    if (names.length === 0 || !ROW.test(line)) continue;
    const [, id, ...words] = wordsOf(line);
    if (words.length !== names.length) {
      problems.push({ line: index + 1, message: `${words.length} values below ${names.length} fields: the line is left out` });
      continue;
    }
    const readings = monitorReadings(line, names, words, COLUMNS);
    if (readings.length > 0) table.add(index + 1, readings, { labels: { device: id?.text ?? null } });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built], problems } : emptyDocument('no device was read');
}
