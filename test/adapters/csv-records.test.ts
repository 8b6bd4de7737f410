import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from '../../src/adapters/readers/csv.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', ' ', '\u00a0', 'é', '#', '|'), maxLength: 4 });
const row = (delimiter: string) => fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(delimiter));

test.each([',', ';', '\t'])(
  'every line without quotation marks that is not blank is a record of its own line, parted by %j',
  (delimiter) => {
    const lines = fc.array(fc.tuple(row(delimiter), fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 6 });
    fc.assert(
      fc.property(lines, row(delimiter), (complete, last) => {
        const text = complete.map((parts) => parts.join('')).join('') + last;
        const written = text.split(/\r\n|\n|\r/).map((content, index) => {
          return { line: index + 1, cells: content.split(delimiter).map((one) => one.trim()) };
        });
        const { records, problems } = csvRecords(text, { delimiter });
        expect(problems).toEqual([]);
        expect(records).toEqual(written.filter(({ cells }) => cells.length > 1 || cells[0] !== ''));
      }),
    );
  },
);

test('a quoted cell may hold what parts cells and lines, and counts its lines', () => {
  const { records } = csvRecords('a,"b, \n c"\n\nd,e', { delimiter: ',' });
  expect(records).toEqual([
    { line: 1, cells: ['a', 'b, \n c'] },
    { line: 4, cells: ['d', 'e'] },
  ]);
});
