import type { Adapter } from '../adapter.ts';
import { headerOf, type KnownColumn, knownColumns } from '../readers/known-columns.ts';

/** Columns of `amd-smi monitor --csv`, whose units the documentation states. */
const COLUMNS: ReadonlyMap<string, KnownColumn> = new Map([
  ['power_usage', { metric: 'gpu_power', unit: 'W' }],
  ['hotspot_temperature', { metric: 'gpu_temperature', unit: '°C' }],
  ['memory_temperature', { metric: 'gpu_memory_temperature', unit: '°C' }],
  ['gfx_clk', { metric: 'gpu_clock', unit: 'MHz' }],
  ['gfx_clock', { metric: 'gpu_clock', unit: 'MHz' }],
  ['gfx', { metric: 'gpu_utilization', unit: '%' }],
  ['mem', { metric: 'gpu_memory_utilization', unit: '%' }],
  ['mem_clock', { metric: 'gpu_memory_clock', unit: 'MHz' }],
  ['vram_used', { metric: 'gpu_memory_used', unit: 'MB' }],
  ['vram_free', { metric: 'gpu_memory_free', unit: 'MB' }],
  ['vram_total', { metric: 'gpu_memory_total', unit: 'MB' }],
]);
const LEFT = new Set([
  'encoder',
  'enc_clock',
  'decoder',
  'dec_clock',
  'vclock',
  'dclock',
  'single_bit_ecc',
  'double_bit_ecc',
  'pcie_replay',
  'pcie_bw',
  'vram_percent',
  'max_power',
  'power_cap',
  'xcp',
]);

/** `amd-smi monitor --csv`: a row for each device and moment. */
export const amdSmiCsv: Adapter = {
  id: 'amd-smi-csv',
  title: 'amd-smi monitor CSV',
  tool: 'amd-smi',
  fallback: false,
  source: 'https://rocm.docs.amd.com/projects/amdsmi/en/latest/how-to/amdsmi-cli-tool.html',
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' || kind === 'text' ? headerOf(lines) : [];
    return (
      header.includes('gpu') && header.includes('power_usage') && (header.includes('hotspot_temperature') || header.includes('vram_used'))
    );
  },
  parse: (input) => knownColumns(input, { columns: COLUMNS, constants: {}, time: 'timestamp', left: LEFT }),
};
