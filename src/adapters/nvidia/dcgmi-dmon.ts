import type { ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { logLines } from '../readers/log-records.ts';
import { type MonitorColumn, monitorTable, wordsOf } from '../readers/monitor-lines.ts';

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
  return monitorTable(logLines(text, growing), {
    columns: COLUMNS,
    header: (line) => (HEADER.test(line) ? wordsOf(line.replace(/^#\s*Entity/, '')).map(({ text: name }) => name) : null),
    row(line) {
      if (!ROW.test(line)) return null;
      const [, id, ...words] = wordsOf(line);
      return { words, device: id?.text ?? null };
    },
  });
}
