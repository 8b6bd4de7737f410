import { rememberedText } from './remembered-text.ts';

interface Conversion {
  readonly base: string;
  /** A raw value times this is the value in the base unit. */
  readonly factor: number;
}

/** Unit as sources write it -> base unit and the factor that converts to it. Temperatures and plain counts need none. */
const UNITS: Readonly<Record<string, Conversion>> = {
  ns: { base: 'ms', factor: 1e-6 },
  us: { base: 'ms', factor: 1e-3 },
  ms: { base: 'ms', factor: 1 },
  s: { base: 'ms', factor: 1e3 },
  min: { base: 'ms', factor: 6e4 },
  h: { base: 'ms', factor: 3.6e6 },
  'tokens/s': { base: 'tokens/s', factor: 1 },
  'k tokens/s': { base: 'tokens/s', factor: 1e3 },
  'M tokens/s': { base: 'tokens/s', factor: 1e6 },
  'tokens/min': { base: 'tokens/s', factor: 1 / 60 },
  'requests/s': { base: 'requests/s', factor: 1 },
  'k requests/s': { base: 'requests/s', factor: 1e3 },
  'requests/min': { base: 'requests/s', factor: 1 / 60 },
  'operations/s': { base: 'operations/s', factor: 1 },
  'k operations/s': { base: 'operations/s', factor: 1e3 },
  'M operations/s': { base: 'operations/s', factor: 1e6 },
  bytes: { base: 'bytes', factor: 1 },
  KB: { base: 'bytes', factor: 1e3 },
  MB: { base: 'bytes', factor: 1e6 },
  GB: { base: 'bytes', factor: 1e9 },
  TB: { base: 'bytes', factor: 1e12 },
  KiB: { base: 'bytes', factor: 1024 },
  MiB: { base: 'bytes', factor: 1024 ** 2 },
  GiB: { base: 'bytes', factor: 1024 ** 3 },
  TiB: { base: 'bytes', factor: 1024 ** 4 },
  'bytes/s': { base: 'bytes/s', factor: 1 },
  'KB/s': { base: 'bytes/s', factor: 1e3 },
  'MB/s': { base: 'bytes/s', factor: 1e6 },
  'GB/s': { base: 'bytes/s', factor: 1e9 },
  'TB/s': { base: 'bytes/s', factor: 1e12 },
  'KiB/s': { base: 'bytes/s', factor: 1024 },
  'MiB/s': { base: 'bytes/s', factor: 1024 ** 2 },
  'GiB/s': { base: 'bytes/s', factor: 1024 ** 3 },
  'TiB/s': { base: 'bytes/s', factor: 1024 ** 4 },
  'bit/s': { base: 'bytes/s', factor: 1 / 8 },
  'kbit/s': { base: 'bytes/s', factor: 1e3 / 8 },
  'Mbit/s': { base: 'bytes/s', factor: 1e6 / 8 },
  'Gbit/s': { base: 'bytes/s', factor: 1e9 / 8 },
  'Tbit/s': { base: 'bytes/s', factor: 1e12 / 8 },
  mW: { base: 'W', factor: 1e-3 },
  W: { base: 'W', factor: 1 },
  kW: { base: 'W', factor: 1e3 },
  MW: { base: 'W', factor: 1e6 },
  mJ: { base: 'J', factor: 1e-3 },
  J: { base: 'J', factor: 1 },
  kJ: { base: 'J', factor: 1e3 },
  MJ: { base: 'J', factor: 1e6 },
  Wh: { base: 'J', factor: 3600 },
  kWh: { base: 'J', factor: 3.6e6 },
  '°C': { base: '°C', factor: 1 },
  Hz: { base: 'MHz', factor: 1e-6 },
  kHz: { base: 'MHz', factor: 1e-3 },
  MHz: { base: 'MHz', factor: 1 },
  GHz: { base: 'MHz', factor: 1e3 },
  ratio: { base: 'ratio', factor: 1 },
  '%': { base: 'ratio', factor: 0.01 },
  x: { base: 'x', factor: 1 },
  count: { base: 'count', factor: 1 },
  thousand: { base: 'count', factor: 1e3 },
  million: { base: 'count', factor: 1e6 },
  score: { base: 'score', factor: 1 },
  /** A number whose unit the source does not state. */
  value: { base: 'value', factor: 1 },
};

/**
 * Base unit of a unit and the factor to multiply a raw value with.
 *
 * @param unit as written by the source; a unit not in the table is its own base with factor 1, so nothing is lost.
 */
export function toBase(unit: string): Conversion {
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

/** What stands around a unit text; it decides where the text alone does not. */
export interface UnitContext {
  /** Name that the unit belongs to, as written and without the unit: "Memory" of "Memory (Gb)". */
  readonly name?: string;
}

const PER_SECOND = String.raw` ?(?:\/|per) ?s(?:ecs?|econds?)?`;
const PER_MINUTE = String.raw` ?(?:\/|per) ?min(?:ute)?`;

/** Words and signs that mean one thing in whatever case they are written; headers are title-cased and shouted. */
const WORDS: readonly (readonly [unit: string, pattern: string])[] = [
  ['ns', 'ns|nsecs?|nseconds?|nanosec(?:ond)?s?'],
  ['us', 'us|µs|μs|usecs?|useconds?|microsec(?:ond)?s?'],
  ['ms', 'ms|msecs?|mseconds?|millis|millisec(?:ond)?s?'],
  ['s', 's|secs?|seconds?'],
  ['min', 'mins?|minutes?'],
  ['h', 'h|hrs?|hours?'],
  ['tokens/s', `(?:t|toks?|tokens?)${PER_SECOND}|tps`],
  ['k tokens/s', `(?:k|kilo|thousand) ?(?:toks?|tokens?)${PER_SECOND}`],
  ['tokens/min', `(?:toks?|tokens?)${PER_MINUTE}`],
  ['requests/s', `(?:reqs?|requests?|query|queries)${PER_SECOND}|[rq]ps`],
  ['k requests/s', `(?:k|kilo|thousand) ?(?:reqs?|requests?|queries)${PER_SECOND}`],
  ['requests/min', `(?:reqs?|requests?|queries)${PER_MINUTE}`],
  ['operations/s', `(?:ops?|operations?|it|iters?|iterations?|samples?)${PER_SECOND}`],
  ['k operations/s', `(?:k|kilo|thousand) ?(?:ops?|operations?|iters?|iterations?|samples?)${PER_SECOND}`],
  ['bytes', 'bytes?'],
  ['bytes/s', `bytes?${PER_SECOND}`],
  ['bit/s', `bits?${PER_SECOND}`],
  ...(['KB', 'MB', 'GB', 'TB'] as const).flatMap((unit, index) => {
    const prefix = ['k(?:ilo)?', 'm(?:ega)?', 'g(?:iga)?', 't(?:era)?'][index]!;
    const bits = ['kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'][index]!;
    return [
      [unit, `${prefix}bytes?`],
      [`${unit}/s`, `${prefix}bytes?${PER_SECOND}`],
      [bits, `${prefix}bits?${PER_SECOND}`],
    ] as const;
  }),
  ...(['KiB', 'MiB', 'GiB', 'TiB'] as const).flatMap((unit, index) => {
    const word = ['kibi', 'mebi', 'gibi', 'tebi'][index]!;
    return [
      [unit, `${unit}|${word}bytes?`],
      [`${unit}/s`, `${unit}${PER_SECOND}|${unit}ps|${word}bytes?${PER_SECOND}`],
    ] as const;
  }),
  ['mW', 'milliwatts?'],
  ['W', 'w|watts?'],
  ['kW', 'kw|kilowatts?'],
  ['mJ', 'millijoules?'],
  ['J', 'j|joules?'],
  ['kJ', 'kj|kilojoules?'],
  ['MJ', 'megajoules?'],
  ['Wh', 'wh|watt[- ]?hours?'],
  ['kWh', 'kwh|kilowatt[- ]?hours?'],
  ['°C', '°c|c|deg ?c|celsius'],
  ['Hz', 'hz|hertz'],
  ['kHz', 'khz|kilohertz'],
  ['GHz', 'ghz|gigahertz'],
  ['%', '%|pct|percent|percentage|per cent'],
  ['ratio', 'ratio|fraction'],
  ['x', 'x|×'],
  ['count', 'count|tokens|requests|samples'],
  ['thousand', '(?:k|thousand) ?(?:toks?|tokens|reqs?|requests|samples)|thousands?'],
  ['million', 'million ?(?:toks?|tokens|reqs?|requests|samples)|millions?'],
];

/** Every word in one pattern, the first that fits: a group for each. */
const WORD = new RegExp(`^(?:${WORDS.map(([, pattern]) => `(${pattern})`).join('|')})$`, 'i');

/** Most texts are seen not to be a unit by their length, or by a digit or mark in them. */
const LIKE_WORD = /^[a-zµμ°%×/ -]{1,40}$/i;

const wordUnit = rememberedText((written): string | null => {
  if (!LIKE_WORD.test(written)) return null;
  const groups = WORD.exec(written)?.slice(1) ?? [];
  return WORDS[groups.findIndex((group) => group !== undefined)]?.[0] ?? null;
});

/** Signs in which the case says what is meant, as they are written: milli or mega. Without a capital `mw` and `mj` are milli, `mhz` is mega. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['mW', 'mW'],
  ['mw', 'mW'],
  ['MW', 'MW'],
  ['mJ', 'mJ'],
  ['mj', 'mJ'],
  ['MJ', 'MJ'],
  ['MHz', 'MHz'],
  ['Mhz', 'MHz'],
  ['mhz', 'MHz'],
  ['MHZ', 'MHz'],
]);

/** Multiples of a million, whose capital tells them from thousandths. */
const MILLIONS: readonly (readonly [unit: string, pattern: RegExp])[] = [
  ['M tokens/s', new RegExp(`^M ?(?:[Tt]oks?|[Tt]okens?)${PER_SECOND}$`)],
  ['M operations/s', new RegExp(`^M ?(?:[Oo]ps?|[Oo]perations?|[Ss]amples?)${PER_SECOND}$`)],
  ['million', /^M ?(?:[Tt]oks?|[Tt]okens|[Rr]equests|[Ss]amples)$/],
];

/** `b`, `GB`, `Gb/s`, `Mbps`: an amount or a rate of bits or bytes. */
const DATA = /^([kmgt]?)(b)((?: ?\/ ?| per )s(?:ec(?:ond)?)?|ps)?$/i;

const MEMORY = /(?:^|[^a-z])(?:v?ram|mem(?:ory)?|hbm\d?|dram|cache|disk|file|size|footprint|weights)/i;
const NETWORK = /(?:^|[^a-z])(?:net(?:work)?|nic|ethernet|eth\d*|link|wan|lan|wifi|infiniband|rdma|roce|download|upload|ingress|egress)/i;

/**
 * Unit that a text spells as a whole ("milliseconds", "tok/s", "%"), or null: no unit, or one that the text and what stands around it leave
 * open. Nothing is guessed that would be wrong by a factor:
 *
 * - b is bit and B is byte, as IEC 80000-13 has it. Text without any capital, or in capitals only, says neither: an amount, or a rate written
 *   with a stroke, is of bytes unless its name speaks of a network; `gbps` and `GBPS` are bytes of a memory, bits of a network, else open.
 *   An amount in `Gb` is open, but of bytes where its name is one of storage, whose size nobody states in bits.
 * - m is milli and M is mega for watts, joules and tokens.
 */
export function spelledUnit(text: string, context: UnitContext = {}): string | null {
  const written = text.trim();
  const sign = SIGNS.get(written);
  if (sign !== undefined) return /^M[WJ]$/.test(written) && isShouted(context.name) ? null : sign;
  const data = DATA.exec(written);
  if (data) return dataUnit(data[1]!, data[2]!, data[3] ?? '', context);
  const million = written.startsWith('M') ? MILLIONS.find(([, pattern]) => pattern.test(written)) : undefined;
  return million?.[0] ?? wordUnit(written);
}

/** A name all in capitals says nothing by the capitals of its unit. */
function isShouted(name = ''): boolean {
  return /\p{Lu}/u.test(name) && !/\p{Ll}/u.test(name);
}

const DATA_PREFIXES = ['', 'k', 'm', 'g', 't'];
const BYTE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];
const BIT_RATES = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];

/** @param letter b or B. @param per '' for an amount; else how the rate is written, "/s" or "ps". */
function dataUnit(prefix: string, letter: string, per: string, { name = '' }: UnitContext): string | null {
  const size = DATA_PREFIXES.indexOf(prefix.toLowerCase());
  const bytes = BYTE_UNITS[size]!;
  if (per === '') return letter === 'B' || prefix === prefix.toLowerCase() || MEMORY.test(name) ? bytes : null;
  const isWord = /^p/i.test(per);
  const letters = `${prefix}${letter}${isWord ? per : ''}`;
  if (letters !== letters.toLowerCase() && letters !== letters.toUpperCase()) return letter === 'B' ? `${bytes}/s` : BIT_RATES[size]!;
  if (!isWord) return letter === 'b' && NETWORK.test(name) ? null : `${bytes}/s`;
  if (MEMORY.test(name)) return `${bytes}/s`;
  return NETWORK.test(name) ? BIT_RATES[size]! : null;
}
