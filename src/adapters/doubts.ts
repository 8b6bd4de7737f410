import type { ObservationTable, Problem } from '../contracts/observation.ts';
import { toBase } from '../metrics/units.ts';

/** Memory that the name of a device states: `A100 80GB`, `RTX 4090 24 GiB`, `H100-80G`. */
const STATED_MEMORY = /(?<![\d.])(\d{1,4})\s?(?:GB|GiB|G)\b/i;
/** More memory than any node of accelerators has is in the wrong unit, however many devices are meant. */
const DEVICES_MAX = 16;
const GIB = 1024 ** 3;

/**
 * Values that cannot be where the file says that they are: more memory in use than the device that the row names holds. They stand as
 * written, since several devices may be meant, and are remarked.
 */
export function doubts(tables: readonly ObservationTable[]): Problem[] {
  return tables.flatMap((table) =>
    table.columns
      .filter(({ metric }) => metric === 'gpu_memory_used')
      .flatMap(({ unit, values }) => {
        const factor = toBase(unit).factor;
        const row = values.findIndex((value, index) => value * factor > memoryAt(table, index));
        return row === -1 ? [] : [doubt(table, row, values[row]! * factor)];
      }),
  );
}

function deviceAt({ labels, labelColumns }: ObservationTable, row: number): string {
  return String(labelColumns.find(({ key }) => key === 'device')?.values[row] ?? labels.get('device')?.value ?? '');
}

/** Bytes that the device of a row holds, or infinitely many where its name does not say. */
function memoryAt(table: ObservationTable, row: number): number {
  const stated = STATED_MEMORY.exec(deviceAt(table, row))?.[1];
  return stated === undefined ? Number.POSITIVE_INFINITY : Number(stated) * GIB;
}

function doubt(table: ObservationTable, row: number, bytes: number): Problem {
  const place = table.places[row];
  const devices = bytes / memoryAt(table, row);
  const remedy = devices > DEVICES_MAX ? 'check the unit' : 'several devices, or another unit?';
  const held = `${Number((bytes / GIB).toPrecision(4)).toLocaleString('en-US')} GiB of GPU memory in use are more than "${deviceAt(table, row)}" holds`;
  return { ...(typeof place === 'number' ? { line: place } : {}), message: `${held}: ${remedy}` };
}
