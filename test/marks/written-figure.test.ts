import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { factorOf, halfStep, writtenAs, writtenFigure } from '../../src/core/marks/written-figure.ts';

/** The figure before "@@", which stands for a mark. */
function figureIn(text: string, heads: readonly string[] = []) {
  const at = text.indexOf('@@');
  const figure = writtenFigure(text, 0, at, at + 2, heads);
  if (figure === null) return null;
  const { number, spread, unit } = figure;
  const written = text.slice(number.start, number.end);
  return { written, value: number.value, ...(spread ? { spread: spread.value } : {}), unit, factor: factorOf(figure) };
}

describe('the number before a mark', () => {
  test.each([
    ['13.6 tok/s @@', '13.6', 13.6, 'tokens/s', 1],
    ['13.6@@ tok/s and 2 ms', '13.6', 13.6, 'tokens/s', 1],
    ['reaches **1,282.5** tokens per second @@', '1,282.5', 1282.5, 'tokens/s', 1],
    ['reaches `0.25 s` @@', '0.25', 0.25, 's', 1000],
    ['1.2k tokens/s @@', '1.2', 1.2, 'tokens/s', 1000],
    ['12.5 %@@', '12.5', 12.5, '%', 0.01],
    ['12.5%@@', '12.5', 12.5, '%', 0.01],
    ['is 1.6x@@', '1.6', 1.6, 'x', 1],
    ['is 1.6 times @@ as fast', '1.6', 1.6, 'x', 1],
    ['changed by −3.2 % @@', '−3.2', -3.2, '%', 0.01],
    ['changed by +3.2 % @@', '+3.2', 3.2, '%', 0.01],
    ['between 13–15 ms @@', '15', 15, 'ms', 1],
    ['[181.5 tok/s](runs.csv) @@', '181.5', 181.5, 'tokens/s', 1],
    ['(181.5 tokens/s)@@', '181.5', 181.5, 'tokens/s', 1],
    ['44 Markdown files @@', '44', 44, null, 1],
    ['a mean of 181.5\ntokens/s @@', '181.5', 181.5, 'tokens/s', 1],
    ['12’345.5 ms @@', '12’345.5', 12345.5, 'ms', 1],
    ['1.5e3 ms @@', '1.5e3', 1500, 'ms', 1],
    ['7 GiB @@', '7', 7, 'GiB', 1024 ** 3],
  ])('is read in %j', (text, written, value, unit, factor) => {
    expect(figureIn(text)).toEqual({ written, value, unit, factor });
  });

  test('is read with its spread', () => {
    expect(figureIn('283.6 ± 31.8 tokens/s @@')).toEqual({ written: '283.6', value: 283.6, spread: 31.8, unit: 'tokens/s', factor: 1 });
  });

  test.each([
    [['TTFT (ms)'], 'ms'],
    [['Speed [tok/s]'], 'tokens/s'],
    [['Speed, tok/s'], 'tokens/s'],
    [['tokens/s'], 'tokens/s'],
    [['ttft_s'], 's'],
    [['oak:2b', 'TTFT (ms)'], 'ms'],
    [['Model'], null],
  ])('has the unit of the head of its column or row: %j', (heads, unit) => {
    expect(figureIn('| 13.6 @@ |', heads)?.unit).toBe(unit);
  });

  test.each(['no number @@', 'p99 @@', 'q4_0 @@', '13,6 ms @@', 'v1.2.3 @@', '181.5 tokens/s (the mean of all five of them) @@'])(
    'is none in %j',
    (text) => {
      expect(figureIn(text)).toBeNull();
    },
  );

  test('is looked for no further back than people write, also in hostile text', () => {
    const startMs = performance.now();
    for (const part of ['1 ', '1,000,', '* ', 'a b ', '± 1 ', '-']) figureIn(`${part.repeat(1_000_000 / part.length)}@@`);
    expect(performance.now() - startMs).toBeLessThan(30_000);
  });
});

describe('a value in the way of a number', () => {
  test.each([
    ['181.5', 190.249, '190.2'],
    ['182', 190.249, '190'],
    ['1,282.5', 999.96, '1,000.0'],
    ['1,282', 1234567.8, '1,234,568'],
    ['999', 1234.5, '1235'],
    ['+3.2', 4.04, '+4.0'],
    ['−3.2', -4.04, '−4.0'],
    ['-3.2', -0.01, '0.0'],
    ['1.5e3', 23456, '2.3e4'],
  ])('%s becomes %s', (written, value, expected) => {
    const { number } = writtenFigure(`${written} ms `, 0, written.length + 4, written.length + 4, [])!;
    expect(writtenAs(value, number)).toBe(expected);
  });

  test('is read again as what it was written as, to half of one in the last place', () => {
    const style = fc.constantFrom('1.5', '7', '1,234.25', '+0.125', '12’345', '3.25e2');
    fc.assert(
      fc.property(style, fc.double({ min: 0.001, max: 1e9, noNaN: true }), (written, value) => {
        const read = (text: string) => writtenFigure(`${text} ms`, 0, text.length + 3, text.length + 3, [])!.number;
        const again = read(writtenAs(value, read(written)));
        expect(Math.abs(again.value - value)).toBeLessThanOrEqual(halfStep(again) * (1 + 1e-6) + 1e-9 * value);
      }),
    );
  });
});
