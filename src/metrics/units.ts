/** Unit as sources write it -> base unit and the factor that converts to it. Temperatures and plain counts need none. */
const UNITS: Readonly<Record<string, { readonly base: string; readonly factor: number }>> = {
  ns: { base: 'ms', factor: 1e-6 },
  us: { base: 'ms', factor: 1e-3 },
  ms: { base: 'ms', factor: 1 },
  s: { base: 'ms', factor: 1e3 },
  min: { base: 'ms', factor: 6e4 },
  h: { base: 'ms', factor: 3.6e6 },
  'tokens/s': { base: 'tokens/s', factor: 1 },
  'tokens/min': { base: 'tokens/s', factor: 1 / 60 },
  'requests/s': { base: 'requests/s', factor: 1 },
  'requests/min': { base: 'requests/s', factor: 1 / 60 },
  'operations/s': { base: 'operations/s', factor: 1 },
  bytes: { base: 'bytes', factor: 1 },
  KB: { base: 'bytes', factor: 1e3 },
  MB: { base: 'bytes', factor: 1e6 },
  GB: { base: 'bytes', factor: 1e9 },
  KiB: { base: 'bytes', factor: 1024 },
  MiB: { base: 'bytes', factor: 1024 ** 2 },
  GiB: { base: 'bytes', factor: 1024 ** 3 },
  'bytes/s': { base: 'bytes/s', factor: 1 },
  'MB/s': { base: 'bytes/s', factor: 1e6 },
  'GB/s': { base: 'bytes/s', factor: 1e9 },
  mW: { base: 'W', factor: 1e-3 },
  W: { base: 'W', factor: 1 },
  mJ: { base: 'J', factor: 1e-3 },
  J: { base: 'J', factor: 1 },
  kJ: { base: 'J', factor: 1e3 },
  MJ: { base: 'J', factor: 1e6 },
  '°C': { base: '°C', factor: 1 },
  MHz: { base: 'MHz', factor: 1 },
  GHz: { base: 'MHz', factor: 1e3 },
  ratio: { base: 'ratio', factor: 1 },
  '%': { base: 'ratio', factor: 0.01 },
  x: { base: 'x', factor: 1 },
  count: { base: 'count', factor: 1 },
};

/**
 * Base unit of a unit and the factor to multiply a raw value with.
 *
 * @param unit as written by the source; a unit not in the table is its own base with factor 1, so nothing is lost.
 */
export function toBase(unit: string): { base: string; factor: number } {
  return Object.hasOwn(UNITS, unit) ? UNITS[unit]! : { base: unit, factor: 1 };
}

/** Is this a unit the table knows? */
export function isKnownUnit(unit: string): boolean {
  return Object.hasOwn(UNITS, unit);
}
