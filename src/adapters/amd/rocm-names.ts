import type { KnownColumn } from '../readers/known-columns.ts';

/** Where the names of rocm-smi are made. */
export const ROCM_SMI_SOURCE = 'https://github.com/ROCm/rocm_smi_lib/blob/amd-mainline/python_smi_tools/rocm_smi.py';

const NAMES: readonly (readonly [pattern: RegExp, column: KnownColumn])[] = [
  [/^(?:Average|Current Socket) Graphics Package Power \(W\)$/, { metric: 'gpu_power', unit: 'W' }],
  [/^Temperature \(Sensor (?:edge|junction)\) \(C\)$/, { metric: 'gpu_temperature', unit: '°C' }],
  [/^Temperature \(Sensor memory\) \(C\)$/, { metric: 'gpu_memory_temperature', unit: '°C' }],
  [/^GPU use \(%\)$/, { metric: 'gpu_utilization', unit: '%' }],
  [/^VRAM Total Used Memory \(B\)$/, { metric: 'gpu_memory_used', unit: 'bytes' }],
  [/^VRAM Total Memory \(B\)$/, { metric: 'gpu_memory_total', unit: 'bytes' }],
];

/**
 * What a name of rocm-smi's CSV and JSON holds; null for one that is not read. Of several sensors of the same device the first one is read.
 */
export function rocmColumn(name: string): KnownColumn | null {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** The names that are read, each metric once. */
export function rocmColumns(names: readonly string[]): Map<string, KnownColumn> {
  const columns = new Map<string, KnownColumn>();
  const seen = new Set<string>();
  for (const name of names) {
    const column = rocmColumn(name);
    if (!column || seen.has(column.metric)) continue;
    seen.add(column.metric);
    columns.set(name, column);
  }
  return columns;
}
