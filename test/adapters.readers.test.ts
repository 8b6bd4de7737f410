import { describe, expect, test } from '@jest/globals';
import { flattenConfiguration, member, numberIn, numberOf, settingOf, timeOf } from '../src/adapters/readers/fields.ts';
import { pipeTables } from '../src/adapters/readers/pipe-table.ts';
import { parseYaml } from '../src/adapters/readers/yaml.ts';
import type { LabelValue } from '../src/contracts/observation.ts';

describe('fields of a document', () => {
  test('takes an empty cell, a word and a hexadecimal number as missing, not as 0', () => {
    expect(['', ' ', 'N/A', '0x10', '1,5', '12 W', 'inf'].map(numberIn)).toEqual(Array(7).fill(null));
    expect(['7', ' -1.5e3 ', '.5', '5.'].map(numberIn)).toEqual([7, -1500, 0.5, 5]);
  });

  test('takes a number too large for a double, and one that is no number, as missing', () => {
    expect([numberIn('1e999'), numberOf(Number.POSITIVE_INFINITY), numberOf(null), numberOf(true), numberOf('2.5')]).toEqual([
      null,
      null,
      null,
      null,
      2.5,
    ]);
  });

  test('judges a long row of digits at once', () => {
    expect(numberIn(`${'1'.repeat(400_000)}x`)).toBe(null);
  });

  test('keeps a random seed of twenty digits as text', () => {
    expect([settingOf('16799458546791641818'), settingOf('600000'), settingOf('auto')]).toEqual(['16799458546791641818', 600000, 'auto']);
  });

  test('finds own members only', () => {
    const document = JSON.parse('{"a": [{"__proto__": 1}]}');
    expect([member(document, 'a', 0, '__proto__'), member(document, 'toString'), member(document, 'a', 'length')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  test('reads times with and without a zone, and no other text', () => {
    expect(timeOf('2026-03-07T08:09:10+01:00')).toBe(Date.UTC(2026, 2, 7, 7, 9, 10));
    expect(timeOf('2026/03/06 07:08:09.100')).toBe(Date.UTC(2026, 2, 6, 7, 8, 9, 100));
    expect(timeOf('2025-11-14T01:14:29.514706400Z')).toBe(Date.UTC(2025, 10, 14, 1, 14, 29, 514));
    expect([timeOf('yesterday'), timeOf('2026-13-40T99:00:00Z'), timeOf(17)]).toEqual([null, null, null]);
  });

  test('keeps secrets, hosts, users and long texts out of the configuration', () => {
    const flat = new Map<string, LabelValue>();
    flattenConfiguration(
      { a: { api_key: 'canary', hostname: 'canary', user: 'canary', code: 'canary'.repeat(99), n: 1, 'b/c': '/home/canary/x' } },
      flat,
    );
    expect([...flat]).toEqual([
      ['/a/n', 1],
      ['/a/b~1c', 'x'],
    ]);
  });
});

describe('tables drawn with bars', () => {
  test('finds tables in any text, also quoted, with the lines they stand on', () => {
    const tables = pipeTables(['text', '| a | b |', '|---|--:|', '| 1 | **2** |', '', '> | c |', '> |---|', '> | x \\| y |', 'end']);
    expect(tables).toEqual([
      { header: { line: 2, cells: ['a', 'b'] }, rows: [{ line: 4, cells: ['1', '2'] }], end: 5 },
      { header: { line: 6, cells: ['c'] }, rows: [{ line: 8, cells: ['x | y'] }], end: 9 },
    ]);
  });

  test('takes bars without a rule below them for no table', () => {
    expect(pipeTables(['| a | b |', '| 1 | 2 |'])).toEqual([]);
  });
});

describe('YAML', () => {
  test('reads dates as text and .inf as infinity', () => {
    expect(parseYaml('a: 2026-01-01\nb: .inf\nc: 012\n')).toEqual({
      value: { a: '2026-01-01', b: Number.POSITIVE_INFINITY, c: 12 },
      problems: [],
    });
  });

  test('names the line of a mistake', () => {
    expect(parseYaml('a: 1\nb: [1\n')).toEqual({ error: { line: 3, message: expect.stringContaining('not readable as YAML') } });
  });

  test.each([
    ['aliases', 'a: &x [1]\nb: *x\n'],
    ['brackets without end', '{'.repeat(200_000)],
    ['a list in a list in a list', '- '.repeat(200_000)],
    ['deep indentation', Array.from({ length: 600 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['one line of many mistakes', '* '.repeat(200_000)],
    ['five megabytes', 'a: 1\n'.repeat(1_000_000)],
  ])('refuses %s without harm', (_, text) => {
    expect(parseYaml(text)).toMatchObject({ error: { message: expect.stringMatching(/YAML/) } });
  });

  test('is not misled by keys that objects have anyway', () => {
    const document = parseYaml('__proto__: {polluted: true}\nconstructor: 1\n');
    expect('value' in document && Object.keys(document.value as object).sort()).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
