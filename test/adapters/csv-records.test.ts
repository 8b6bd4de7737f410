import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRecords } from '../../src/adapters/readers/csv.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', ' ', '\u00a0', 'é', '#', '|'), maxLength: 4 });
const row = (delimiter: string) => fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(delimiter));

/** What the parser makes of a text, without the line of each record. */
function parsed(text: string, delimiter: string): string[][] {
  return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true, trim: true, record_delimiter: ['\r\n', '\n', '\r'] });
}

test.each([',', ';', '\t'])('a text without quotation marks has the records that a parser of CSV finds, parted by %j', (delimiter) => {
  const lines = fc.array(fc.tuple(row(delimiter), fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 6 });
  fc.assert(
    fc.property(lines, row(delimiter), (complete, last) => {
      const text = complete.map((parts) => parts.join('')).join('') + last;
      const { records, problems } = csvRecords(text, { delimiter });
      expect(problems).toEqual([]);
      expect(records.map(({ cells }) => cells)).toEqual(parsed(text, delimiter));
      const written = text.split(/\r\n|\n|\r/);
      for (const { line, cells } of records) expect(written[line - 1]!.split(delimiter).map((one) => one.trim())).toEqual(cells);
    }),
  );
});

test('a quoted cell may hold what parts cells and lines, and counts its lines', () => {
  const { records } = csvRecords('a,"b, \n c"\n\nd,e', { delimiter: ',' });
  expect(records).toEqual([
    { line: 1, cells: ['a', 'b, \n c'] },
    { line: 4, cells: ['d', 'e'] },
  ]);
});
