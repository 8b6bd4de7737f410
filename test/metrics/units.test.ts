import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { METRICS } from '../../src/metrics/registry.ts';
import { isKnownUnit, spelledUnit, toBase, unitsOf } from '../../src/metrics/units.ts';

/**
 * Every unit and what one of it is in the base unit, written out by hand: SI prefixes after the SI brochure (9th edition, table 7), binary ones
 * after IEC 80000-13, bit = byte / 8 and the hour of 3600 s after UCUM.
 */
const TABLE: readonly (readonly [unit: string, base: string, factor: number])[] = [
  ['ns', 'ms', 0.000001],
  ['us', 'ms', 0.001],
  ['ms', 'ms', 1],
  ['s', 'ms', 1000],
  ['min', 'ms', 60_000],
  ['h', 'ms', 3_600_000],
  ['tokens/s', 'tokens/s', 1],
  ['k tokens/s', 'tokens/s', 1000],
  ['M tokens/s', 'tokens/s', 1_000_000],
  ['tokens/min', 'tokens/s', 0.016666666666666666],
  ['requests/s', 'requests/s', 1],
  ['k requests/s', 'requests/s', 1000],
  ['requests/min', 'requests/s', 0.016666666666666666],
  ['operations/s', 'operations/s', 1],
  ['k operations/s', 'operations/s', 1000],
  ['M operations/s', 'operations/s', 1_000_000],
  ['bytes', 'bytes', 1],
  ['KB', 'bytes', 1000],
  ['MB', 'bytes', 1_000_000],
  ['GB', 'bytes', 1_000_000_000],
  ['TB', 'bytes', 1_000_000_000_000],
  ['KiB', 'bytes', 1024],
  ['MiB', 'bytes', 1_048_576],
  ['GiB', 'bytes', 1_073_741_824],
  ['TiB', 'bytes', 1_099_511_627_776],
  ['bytes/s', 'bytes/s', 1],
  ['KB/s', 'bytes/s', 1000],
  ['MB/s', 'bytes/s', 1_000_000],
  ['GB/s', 'bytes/s', 1_000_000_000],
  ['TB/s', 'bytes/s', 1_000_000_000_000],
  ['KiB/s', 'bytes/s', 1024],
  ['MiB/s', 'bytes/s', 1_048_576],
  ['GiB/s', 'bytes/s', 1_073_741_824],
  ['TiB/s', 'bytes/s', 1_099_511_627_776],
  ['bit/s', 'bytes/s', 0.125],
  ['kbit/s', 'bytes/s', 125],
  ['Mbit/s', 'bytes/s', 125_000],
  ['Gbit/s', 'bytes/s', 125_000_000],
  ['Tbit/s', 'bytes/s', 125_000_000_000],
  ['mW', 'W', 0.001],
  ['W', 'W', 1],
  ['kW', 'W', 1000],
  ['MW', 'W', 1_000_000],
  ['mJ', 'J', 0.001],
  ['J', 'J', 1],
  ['kJ', 'J', 1000],
  ['MJ', 'J', 1_000_000],
  ['Wh', 'J', 3600],
  ['kWh', 'J', 3_600_000],
  ['°C', '°C', 1],
  ['Hz', 'MHz', 0.000001],
  ['kHz', 'MHz', 0.001],
  ['MHz', 'MHz', 1],
  ['GHz', 'MHz', 1000],
  ['ratio', 'ratio', 1],
  ['%', 'ratio', 0.01],
  ['x', 'x', 1],
  ['count', 'count', 1],
  ['thousand', 'count', 1000],
  ['million', 'count', 1_000_000],
  ['score', 'score', 1],
  ['value', 'value', 1],
];

const BASES = [...new Set(TABLE.map(([, base]) => base))];

describe('toBase', () => {
  test.each(TABLE)('takes one %s for %s times %d', (unit, base, factor) => {
    expect(toBase(unit)).toEqual({ base, factor });
    expect(isKnownUnit(unit)).toBe(true);
  });

  test('knows no unit that the table written by hand does not have', () => {
    expect(BASES.flatMap((base) => unitsOf(base).map(({ unit, factor }) => [unit, base, factor])).sort()).toEqual([...TABLE].sort());
    for (const { unit } of METRICS) expect(BASES).toContain(unit);
  });

  test('converts there and back to the same value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TABLE), fc.double({ min: 1e-9, max: 1e12, noNaN: true }), ([unit], value) => {
        const { factor } = toBase(unit);
        expect(Math.abs((value * factor) / factor - value)).toBeLessThanOrEqual(4 * Number.EPSILON * value);
      }),
    );
  });

  test('gives the same quantity whichever unit of a base it is stated in', () => {
    const pairs = fc.constantFrom(...BASES).chain((base) => {
      const units = fc.constantFrom(...TABLE.filter(([, own]) => own === base));
      return fc.tuple(units, units);
    });
    fc.assert(
      fc.property(pairs, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), ([[one, , ofOne], [other, , ofOther]], value) => {
        const restated = (value * ofOne) / ofOther;
        const difference = restated * toBase(other).factor - value * toBase(one).factor;
        expect(Math.abs(difference)).toBeLessThanOrEqual(1e-12 * value * ofOne);
      }),
    );
  });

  test('keeps a unit it does not know as it is', () => {
    expect(toBase('furlongs')).toEqual({ base: 'furlongs', factor: 1 });
    expect(unitsOf('furlongs')).toEqual([{ unit: 'furlongs', factor: 1 }]);
    expect(isKnownUnit('furlongs')).toBe(false);
    expect(isKnownUnit('__proto__')).toBe(false);
  });
});

/** Spellings by unit, in any case. */
const WORDS: Readonly<Record<string, string>> = {
  ns: 'ns, nsec, nsecs, nsecond, nseconds, nanosec, nanoseconds',
  us: 'us, µs, μs, usec, usecond, useconds, microsecond, microseconds',
  ms: 'ms, msec, msecs, msecond, millis, millisecond, milliseconds',
  s: 's, sec, secs, second, seconds',
  min: 'min, mins, minute, minutes',
  h: 'h, hr, hrs, hour, hours',
  'tokens/s': 't/s, tok/s, toks/s, token/s, tokens/s, tok/sec, tokens/second, tokens per second, tokens / s, tps',
  'k tokens/s': 'ktok/s, k tok/s, k tokens/s, thousand tokens per second',
  'tokens/min': 'tok/min, tokens/minute, tokens per minute',
  'requests/s': 'req/s, reqs/s, request/s, requests/s, requests per second, queries/s, query/sec, rps, qps',
  'k requests/s': 'k req/s, kreq/s, k requests/s',
  'requests/min': 'req/min, requests/minute, requests per minute',
  'operations/s': 'op/s, ops/s, operations per second, it/s, iter/s, iterations/s, samples/s, samples/second',
  'k operations/s': 'k ops/s, kops/s, k iterations/s',
  bytes: 'byte, bytes',
  KB: 'kbyte, kbytes, kilobyte, kilobytes',
  MB: 'mbyte, mbytes, megabyte, megabytes',
  GB: 'gbyte, gbytes, gigabyte, gigabytes',
  TB: 'tbyte, terabytes',
  KiB: 'kib, kibibytes',
  MiB: 'mib, mebibyte',
  GiB: 'gib, gibibytes',
  TiB: 'tib, tebibytes',
  'bytes/s': 'byte/s, bytes/s, byte/second, bytes per second',
  'KB/s': 'kbyte/s, kbyte/second, kilobytes/s',
  'MB/s': 'mbyte/s, mbytes/second, megabytes per second',
  'GB/s': 'gbyte/s, gbyte/second, gigabytes/s',
  'TB/s': 'tbyte/s, tbyte/second',
  'KiB/s': 'kib/s, kibps',
  'MiB/s': 'mib/s, mib/sec',
  'GiB/s': 'gib/s, gibibytes per second',
  'TiB/s': 'tib/s',
  'bit/s': 'bit/s, bits/s, bits per second',
  'kbit/s': 'kbit/s, kilobits/s',
  'Mbit/s': 'mbit/s, mbits/sec, megabits per second',
  'Gbit/s': 'gbit/s, gigabit/s',
  'Tbit/s': 'tbit/s',
  mW: 'milliwatt, milliwatts',
  W: 'w, watt, watts',
  kW: 'kw, kilowatts',
  mJ: 'millijoules',
  J: 'j, joule, joules',
  kJ: 'kj, kilojoules',
  MJ: 'megajoules',
  Wh: 'wh, watt-hours, watt hour',
  kWh: 'kwh, kilowatt-hours',
  '°C': '°c, c, degc, deg c, celsius',
  Hz: 'hz, hertz',
  kHz: 'khz',
  GHz: 'ghz',
  '%': '%, pct, percent, percentage, per cent',
  ratio: 'ratio, fraction',
  x: 'x, ×',
  count: 'count, tokens, requests, samples',
  thousand: 'k tokens, ktok, thousand tokens, k requests, thousand',
  million: 'million tokens, million requests, millions',
};

/** Spellings whose case, or whose name, says what they are; null for what is left open. */
const AS_WRITTEN: readonly (readonly [text: string, name: string | undefined, unit: string | null])[] = [
  ['B', undefined, 'bytes'],
  ['kB', undefined, 'KB'],
  ['KB', undefined, 'KB'],
  ['MB', undefined, 'MB'],
  ['GB', undefined, 'GB'],
  ['TB', undefined, 'TB'],
  ['gb', undefined, 'GB'],
  ['mb', 'peak', 'MB'],
  ['Gb', undefined, null],
  ['Mb', 'transfer', null],
  ['Gb', 'GPU memory', 'GB'],
  ['Mb', 'peak_vram', 'MB'],
  ['GB/s', undefined, 'GB/s'],
  ['GB/sec', undefined, 'GB/s'],
  ['GB per second', undefined, 'GB/s'],
  ['GBps', undefined, 'GB/s'],
  ['MBps', 'network', 'MB/s'],
  ['kB/s', 'network', 'KB/s'],
  ['KB/s', undefined, 'KB/s'],
  ['B/s', undefined, 'bytes/s'],
  ['Bps', undefined, 'bytes/s'],
  ['Gb/s', undefined, 'Gbit/s'],
  ['Gb/s', 'memory bandwidth', 'Gbit/s'],
  ['Mb/s', undefined, 'Mbit/s'],
  ['Kb/s', undefined, 'kbit/s'],
  ['Tb/s', undefined, 'Tbit/s'],
  ['Gbps', undefined, 'Gbit/s'],
  ['Gbps', 'memory bandwidth', 'Gbit/s'],
  ['Mbps', undefined, 'Mbit/s'],
  ['Kbps', undefined, 'kbit/s'],
  ['gb/s', undefined, 'GB/s'],
  ['gb/s', 'memory bandwidth', 'GB/s'],
  ['gb/s', 'network', null],
  ['GB/s', 'network', 'GB/s'],
  ['gbps', undefined, null],
  ['GBPS', undefined, null],
  ['gbps', 'mem_bw', 'GB/s'],
  ['gbps', 'NIC', 'Gbit/s'],
  ['mbps', 'download', 'Mbit/s'],
  ['kbps', 'link', 'kbit/s'],
  ['bps', 'uplink of the ethernet', 'bit/s'],
  ['bps', undefined, null],
  ['mW', undefined, 'mW'],
  ['mw', undefined, 'mW'],
  ['MW', undefined, 'MW'],
  ['MW', 'Power', 'MW'],
  ['MW', 'GPU POWER', null],
  ['mJ', undefined, 'mJ'],
  ['MJ', undefined, 'MJ'],
  ['MJ', 'ENERGY', null],
  ['MHz', 'CLOCK', 'MHz'],
  ['Mhz', undefined, 'MHz'],
  ['mhz', undefined, 'MHz'],
  ['MHZ', undefined, 'MHz'],
  ['mHz', undefined, null],
  ['M tok/s', undefined, 'M tokens/s'],
  ['Mtok/s', undefined, 'M tokens/s'],
  ['m tok/s', undefined, null],
  ['M ops/s', undefined, 'M operations/s'],
  ['M tokens', undefined, 'million'],
  ['Mtok', undefined, 'million'],
  ['m tokens', undefined, null],
  [' ms ', undefined, 'ms'],
  ['°F', undefined, null],
  ['K', undefined, null],
  ['', undefined, null],
  ['furlongs', undefined, null],
  ['tokens/fortnight', undefined, null],
  ['avg', undefined, null],
  ['max', undefined, null],
];

describe('spelledUnit', () => {
  const spellings = Object.entries(WORDS).flatMap(([unit, list]) => list.split(', ').map((text) => ({ text, unit })));

  test.each(spellings)('reads $text as $unit', ({ text, unit }) => {
    expect(isKnownUnit(unit)).toBe(true);
    for (const written of [text, text.toUpperCase(), `${text[0]!.toUpperCase()}${text.slice(1)}`]) {
      // "μ" in capitals is the letter M, and a small prefix before a word is no mega.
      if (!/^[mΜ]/i.test(text) || text === written || unit === 'ms' || unit === 'min') expect(spelledUnit(written)).toBe(unit);
    }
  });

  test.each(AS_WRITTEN)('reads %j of %j as %j', (text, name, unit) => {
    expect(spelledUnit(text, name === undefined ? {} : { name })).toBe(unit);
  });

  test('gives only units that the table has, whatever the text', () => {
    const prefix = fc.constantFrom('', 'k', 'K', 'm', 'M', 'G', 'g', 'T', 'Ki', 'Mi', 'k ', 'M ');
    const sign = fc.constantFrom('b', 'B', 'bit', 'byte', 'W', 'w', 'J', 'Hz', 'hz', 'tok', 'tokens', 'req', 'ops', 's', 'Wh');
    const per = fc.constantFrom('', '/s', '/S', 'ps', ' per second', '/min', 'Ps');
    fc.assert(
      fc.property(
        prefix,
        sign,
        per,
        fc.option(fc.constantFrom('network', 'VRAM', 'x'), { nil: undefined }),
        (first, middle, last, name) => {
          const unit = spelledUnit(`${first}${middle}${last}`, name === undefined ? {} : { name });
          if (unit !== null) expect(isKnownUnit(unit)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('METRICS', () => {
  test('has a base unit, a definition and a name of its own for every metric', () => {
    expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
    for (const { id, unit, definition, name } of METRICS) {
      expect({ id, factor: toBase(unit).factor }).toEqual({ id, factor: 1 });
      expect(definition).toMatch(/\.$/);
      expect(name.length).toBeGreaterThan(2);
    }
  });
});
