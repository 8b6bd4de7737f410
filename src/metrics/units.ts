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
  'k requests/s': { base: 'requests/s', factor: 1e3 },
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
  'KB/s': { base: 'bytes/s', factor: 1e3 },
  'TB/s': { base: 'bytes/s', factor: 1e12 },
  'KiB/s': { base: 'bytes/s', factor: 1024 },
  'MiB/s': { base: 'bytes/s', factor: 1024 ** 2 },
  'GiB/s': { base: 'bytes/s', factor: 1024 ** 3 },
  mW: { base: 'W', factor: 1e-3 },
  W: { base: 'W', factor: 1 },
  mJ: { base: 'J', factor: 1e-3 },
  J: { base: 'J', factor: 1 },
  kJ: { base: 'J', factor: 1e3 },
  MJ: { base: 'J', factor: 1e6 },
  '°C': { base: '°C', factor: 1 },
  MHz: { base: 'MHz', factor: 1 },
  GHz: { base: 'MHz', factor: 1e3 },
  Hz: { base: 'MHz', factor: 1e-6 },
  ratio: { base: 'ratio', factor: 1 },
  '%': { base: 'ratio', factor: 0.01 },
  x: { base: 'x', factor: 1 },
  count: { base: 'count', factor: 1 },
  score: { base: 'score', factor: 1 },
  /** A number whose unit the source does not state. */
  value: { base: 'value', factor: 1 },
};

/** How sources spell units where they write them as text: in parentheses after a name, or in a field called unit. Lower case. */
const SPELLINGS: readonly (readonly [unit: string, pattern: RegExp])[] = [
  ['ns', /^(?:ns|nsecs?|nseconds?|nanosec(?:ond)?s?)$/],
  ['us', /^(?:us|µs|μs|usecs?|useconds?|microsec(?:ond)?s?)$/],
  ['ms', /^(?:ms|msecs?|mseconds?|millis|millisec(?:ond)?s?)$/],
  ['s', /^(?:s|secs?|seconds?)$/],
  ['min', /^(?:mins?|minutes?)$/],
  ['h', /^(?:h|hrs?|hours?)$/],
  ['tokens/s', /^(?:t|toks?|tokens?) ?(?:\/|per) ?(?:s|secs?|seconds?)$|^tps$/],
  ['tokens/min', /^(?:toks?|tokens?) ?(?:\/|per) ?(?:min|minute)$/],
  ['requests/s', /^(?:reqs?|requests?|query|queries) ?(?:\/|per) ?(?:s|secs?|seconds?)$|^[rq]ps$/],
  ['requests/min', /^(?:reqs?|requests?) ?(?:\/|per) ?(?:min|minute)$/],
  ['operations/s', /^(?:ops?|operations?|it|iters?|iterations?|samples?) ?(?:\/|per) ?(?:s|secs?|seconds?)$/],
  ['bytes', /^(?:b|bytes?)$/],
  ['KB', /^(?:kb|kbytes?|kilobytes?)$/],
  ['MB', /^(?:mb|mbytes?|megabytes?)$/],
  ['GB', /^(?:gb|gbytes?|gigabytes?)$/],
  ['KiB', /^kib$/],
  ['MiB', /^mib$/],
  ['GiB', /^gib$/],
  ['bytes/s', /^(?:b|bytes?) ?\/ ?s(?:ec(?:ond)?)?$/],
  ['KB/s', /^(?:kb|kbytes?) ?\/ ?s(?:ec(?:ond)?)?$/],
  ['MB/s', /^(?:mb|mbytes?) ?\/ ?s(?:ec(?:ond)?)?$/],
  ['GB/s', /^(?:gb|gbytes?) ?\/ ?s(?:ec(?:ond)?)?$|^gbps$/],
  ['TB/s', /^(?:tb|tbytes?) ?\/ ?s(?:ec(?:ond)?)?$/],
  ['W', /^(?:w|watts?)$/],
  ['J', /^(?:j|joules?)$/],
  ['kJ', /^kj$/],
  ['°C', /^(?:°c|c|degc|celsius)$/],
  ['MHz', /^mhz$/],
  ['GHz', /^ghz$/],
  ['Hz', /^hz$/],
  ['%', /^(?:%|pct|percent|percentage|per cent)$/],
  ['ratio', /^(?:ratio|fraction)$/],
  ['x', /^(?:x|×)$/],
  ['count', /^(?:count|tokens|requests|samples)$/],
];

/** Unit that a text spells as a whole ("milliseconds", "tok/s", "%"), or null. mW, mJ and MJ differ by case only and are taken as written. */
export function spelledUnit(text: string): string | null {
  const written = text.trim();
  if (written === 'mW' || written === 'mJ' || written === 'MJ') return written;
  const lower = written.toLowerCase();
  return SPELLINGS.find(([, pattern]) => pattern.test(lower))?.[0] ?? null;
}

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

/** Every unit that converts to a base unit, the base itself included; only the base itself where the table does not know it. */
export function unitsOf(base: string): { unit: string; factor: number }[] {
  const known = Object.entries(UNITS).filter(([, entry]) => entry.base === base);
  return known.length === 0 ? [{ unit: base, factor: 1 }] : known.map(([unit, { factor }]) => ({ unit, factor }));
}
