import { describe, expect, test } from '@jest/globals';
import { QUOTE_LENGTH_MAX, quoted, singleLine } from '../../src/metrics/quotation.ts';

describe('singleLine', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    [' a  b ', 'a b'],
    ['a\r\n\tb\u0000\u001bc', 'a b c'],
    ['a\u00a0\u2003\u2028b', 'a b'],
    ['a\u0085b', 'a b'],
    // Each of them stands for one sign, so that nobody can hide how many there were.
    ['a\u202eb\u2066\u2069c', 'a\ufffdb\ufffd\ufffdc'],
    ['\u061c\u200e\u200f\u202a', '\ufffd\ufffd\ufffd\ufffd'],
    ['\ud800x', '\ufffdx'],
    ['a\u200db', 'a\u200db'],
    ['grüße 🙂', 'grüße 🙂'],
  ])('of %j is %j', (text, line) => expect(singleLine(text)).toBe(line));

  test('is cut after three hundred characters, none of them halved', () => {
    expect(singleLine('🙂'.repeat(QUOTE_LENGTH_MAX))).toBe('🙂'.repeat(QUOTE_LENGTH_MAX));
    expect(singleLine('🙂'.repeat(QUOTE_LENGTH_MAX + 1))).toBe(`${'🙂'.repeat(QUOTE_LENGTH_MAX)}…`);
    expect(singleLine(`${'a '.repeat(QUOTE_LENGTH_MAX / 2)}${' '.repeat(99)}`)).toBe('a '.repeat(QUOTE_LENGTH_MAX / 2).trim());
  });
});

describe('quoted', () => {
  test.each(['a', '7b', 'q4_k.m', 'org/model:tag@1+2=3~4%5-6', 'größe', '٣', '.'])('leaves %j as it is', (name) =>
    expect(quoted(name)).toBe(name),
  );

  test.each(['-a', '_a', '/a', './a', '..', 'a b', 'a,b', 'a;b', 'a(b)', 'a|b', '', '🙂', 'a…'])('puts %j in quotation marks', (name) =>
    expect(quoted(name)).toBe(`"${name}"`),
  );

  test('makes single marks of those in the text', () => expect(quoted('"a" "b"')).toBe(`"'a' 'b'"`));
});
