import type { ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { logLines } from '../readers/log-records.ts';
import { type MonitorColumn, monitorTable, wordsOf } from '../readers/monitor-lines.ts';

const COLUMNS: ReadonlyMap<string, MonitorColumn> = new Map([
  ['pwr', { metric: 'gpu_power', unit: 'W' }],
  ['gtemp', { metric: 'gpu_temperature', unit: '°C' }],
  ['temp', { metric: 'gpu_temperature', unit: '°C' }],
  ['mtemp', { metric: 'gpu_memory_temperature', unit: '°C' }],
  ['sm', { metric: 'gpu_utilization', unit: '%' }],
  ['mem', { metric: 'gpu_memory_utilization', unit: '%' }],
  ['mclk', { metric: 'gpu_memory_clock', unit: 'MHz' }],
  ['pclk', { metric: 'gpu_clock', unit: 'MHz' }],
  ['fb', { metric: 'gpu_memory_used', unit: 'MiB' }],
]);
const HEADER = /^#\s*(?:Date\s+)?(?:Time\s+)?gpu\s+\S/;

/** `nvidia-smi dmon`: a header that recurs, a line for each device and second; a dash is a sensor that the device lacks. */
export const nvidiaSmiDmon: Adapter = {
  id: 'nvidia-smi-dmon',
  title: 'nvidia-smi dmon output',
  tool: 'nvidia-smi',
  fallback: false,
  passages: true,
  source: 'https://docs.nvidia.com/deploy/nvidia-smi/index.html',
  claims: ({ kind, lines }) => (kind === 'text' || kind === 'markdown') && lines.some((line) => HEADER.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  return monitorTable(logLines(text, growing), {
    columns: COLUMNS,
    header: (line) => (HEADER.test(line) ? wordsOf(line.replace('#', ' ')).map(({ text: name }) => name) : null),
    row(line, names) {
      if (line.startsWith('#') || !/^\s*\d/.test(line)) return null;
      const words = wordsOf(line);
      return { words, device: words[names.indexOf('gpu')]?.text ?? null };
    },
  });
}
