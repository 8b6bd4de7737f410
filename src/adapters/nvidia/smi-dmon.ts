import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines } from '../readers/log-records.ts';
import { type MonitorColumn, monitorReadings, wordsOf } from '../readers/monitor-lines.ts';
import { tableBuilder } from '../readers/table.ts';

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
  const table = tableBuilder('line', {}, true);
  const problems: Problem[] = [];
  let names: string[] = [];
  for (const [index, line] of logLines(text, growing).entries()) {
    if (HEADER.test(line)) names = wordsOf(line.replace('#', ' ')).map(({ text: name }) => name);
    const words = wordsOf(line);
    if (names.length === 0 || line.startsWith('#') || !/^\s*\d/.test(line)) continue;
    if (words.length !== names.length) {
      problems.push({ line: index + 1, message: `${words.length} cells below ${names.length} columns: the line is left out` });
      continue;
    }
    const readings = monitorReadings(line, names, words, COLUMNS);
    if (readings.length > 0) table.add(index + 1, readings, { labels: { device: words[names.indexOf('gpu')]?.text ?? null } });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built], problems } : emptyDocument('no device was read');
}
