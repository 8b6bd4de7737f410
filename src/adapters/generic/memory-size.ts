import { nameParts } from '../../metrics/name-parts.ts';
import type { ColumnNumbers } from './column-numbers.ts';
import { knownLabelKey } from './known-labels.ts';
import type { RawTable } from './table.ts';

/** A memory, and nothing of what is done with it: `vram_gb`, `gpu_memory`. */
const BARE_MEMORY = /^(?:(?:gpu|device|system|host|total)_)*(?:memory|mem|vram|ram|hbm|dram)(?:_(?:size|capacity|total))?$/;
/** Sizes in which memories are made, in GB or GiB. */
const MEMORY_SIZES: ReadonlySet<number> = new Set([
  4, 6, 8, 10, 11, 12, 16, 20, 24, 32, 36, 40, 48, 64, 80, 94, 96, 120, 128, 141, 144, 180, 192, 256, 288, 384, 512, 768, 1024, 1536, 2048,
]);
const DEVICES: ReadonlySet<string> = new Set(['device', 'host', 'machine', 'instance']);

/** `memory_gb: 48` of a machine is how much it has, where each number is a size in which memories are made and is the same for each device. */
export function isMemorySize({ column, values, numeric }: ColumnNumbers, table: RawTable): boolean {
  const { stem, statistic, unit } = nameParts(column.name);
  if (numeric === 0 || statistic !== null || !BARE_MEMORY.test(stem) || (unit !== 'GB' && unit !== 'GiB')) return false;
  if ([...values].some((value) => !Number.isNaN(value) && !MEMORY_SIZES.has(value))) return false;
  const device = table.columns.find(({ name, within }) => DEVICES.has(knownLabelKey(name, within, '') ?? ''));
  const sizes = new Map<string, Set<number>>();
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const key = String(device?.cell(row));
    sizes.set(key, (sizes.get(key) ?? new Set()).add(value));
  }
  return [...sizes.values()].every((own) => own.size === 1);
}
