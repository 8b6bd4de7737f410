import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from '../../src/adapters/readers/csv.ts';
import { lineCounter, wholeRecords } from '../../src/edges/files/record-boundary.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const wide = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
const swapped = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16());

/** What is kept of a text. */
function keptOf(text: string, kind: 'csv' | 'jsonl' | 'text' = 'csv', linesMax = Number.MAX_SAFE_INTEGER): string {
  return Buffer.from(bytes(text).subarray(0, wholeRecords(bytes(text), kind, linesMax).length)).toString();
}

describe('wholeRecords', () => {
  test('ends with the last line end', () => {
    expect(keptOf('a,b\n1,2\n3,')).toBe('a,b\n1,2\n');
    expect(keptOf('a,b\r\n1,2\r\n')).toBe('a,b\r\n1,2\r\n');
    expect(keptOf('{"a": "b\n', 'jsonl')).toBe('{"a": "b\n');
    expect([keptOf(''), keptOf('a,b'), keptOf('{"a"', 'jsonl')]).toEqual(['', '', '']);
  });

  test('leaves out what reaches beyond the last line wanted', () => {
    expect(keptOf('a\n1\n2\n3\n', 'text', 3)).toBe('a\n1\n2\n');
    expect(keptOf('a\n1\n"2\n3\n"\n4\n', 'csv', 4)).toBe('a\n1\n');
    expect(wholeRecords(bytes('a\n1\n"2\n3\n"\n4\n'), 'csv', 5)).toEqual({ length: 11, lineCount: 5, isLimited: true });
  });

  test('takes no line end within quotation marks for the end of a record', () => {
    expect(keptOf('a,b\n1,"x\ny')).toBe('a,b\n');
    expect(keptOf('a;b\n1; "x\n,y"\n2;"z\n')).toBe('a;b\n1; "x\n,y"\n');
    expect(keptOf('a\tb\n"say ""hi""\n"\t1\n"open\n')).toBe('a\tb\n"say ""hi""\n"\t1\n');
  });

  test('takes a quotation mark within a field for a part of it', () => {
    expect(keptOf('a,b\n1,5" disk\n2,x\n3')).toBe('a,b\n1,5" disk\n2,x\n');
  });

  test('gives up on a quotation mark whose partner never comes', () => {
    const rows = '1,2\n'.repeat(1_100_000);
    expect(keptOf(`a,b\n"1,2\n${rows}3,`)).toHaveLength(`a,b\n"1,2\n${rows}`.length);
  });

  test('finds line ends where every character takes two bytes', () => {
    for (const encode of [wide, swapped]) {
      // U+0A0A and U+0100 hold the bytes of a line end and of NUL without being one.
      const text = 'model,note\nfable,"ਊ\n"\nĀ\nx';
      expect(wholeRecords(encode(text), 'csv', 100)).toEqual({ length: 2 + 2 * (text.length - 1), lineCount: 4, isLimited: false });
      const counter = lineCounter(encode === wide ? 'utf-16le' : 'utf-16be');
      for (const byte of encode(text)) counter.add(Uint8Array.of(byte));
      expect([counter.lineEnds(), counter.lines()]).toEqual([4, 5]);
    }
  });

  test('leaves records that a CSV reader reads as it reads the whole', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' '), maxLength: 6 });
    const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), fc.nat(80), (rows, cut) => {
        const text = `first,second\n${rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('')}`;
        const all = csvRecords(text).records;
        const { records, problems } = csvRecords(keptOf(text.slice(0, cut)));
        expect(problems).toEqual([]);
        expect(records).toEqual(all.slice(0, records.length));
      }),
    );
  });
});

describe('lineCounter', () => {
  test('counts a last line without line end, and nothing in nothing', () => {
    const count = (...chunks: string[]) => {
      const counter = lineCounter(null);
      for (const chunk of chunks) counter.add(bytes(chunk));
      return counter.lines();
    };
    expect([count(), count(''), count('a'), count('a\n'), count('a\n', 'b'), count('a', '\n'), count('\n\n')]).toEqual([
      0, 0, 1, 1, 2, 1, 2,
    ]);
  });
});
