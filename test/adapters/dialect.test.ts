import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DELIMITERS, findDelimiter } from '../../src/adapters/readers/dialect.ts';

describe('findDelimiter', () => {
  test.each([
    ['one column', 'ttft_ms\n1\n2\n', ','],
    ['a decimal comma between semicolons', 'model;tokens_per_second;ttft_ms\nm1;50,5;120,5\nm2;20,1;300,2\n', ';'],
    ['groups of thousands in quotation marks', 'model,tps\na,"1,204.5"\nb,"2,100.5"\n', ','],
    ['bars', 'model|ttft_ms|tps\na|12.5|100.5\n', '|'],
    ['bars as psql draws them', ' model | ttft_ms \n-------+---------\n a     |    12.5\n b     |    13.5\n', '|'],
    ['tabs beside commas in texts', 'model\tprompt\tttft_ms\na\thello, world, you\t12\nb\tone, two\t13\n', '\t'],
    ['a remark that is full of commas', '# a, b, c, d, e, f\nmodel;ttft_ms\na;1\n', ';'],
    ['JSON in a cell', 'benchmark,params,value\nx,"{""a"": 1; ""b"": 2}",3\ny,"{""a"": 1; ""b"": 3}",4\n', ','],
    ['nothing at all', '', ','],
  ])('of %s', (_, text, delimiter) => expect(findDelimiter(text)).toBe(delimiter));

  test('finds the separator that a table was written with, whatever stands in its cells', () => {
    const cell = fc.oneof(
      fc.constantFrom('llama3:8b', 'qwen2.5-7b', 'OK', 'out of memory', 'Q4_K_M', '2026-03-01T10:00:00Z', ''),
      fc.double({ min: 0.1, max: 9999, noNaN: true }).map((value) => value.toFixed(2)),
      fc.integer({ min: 0, max: 99_999 }).map(String),
    );
    const table = fc
      .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 2, max: 20 }))
      .chain(([width, height]) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
      );
    fc.assert(
      fc.property(table, fc.constantFrom(...DELIMITERS), fc.boolean(), (rows, delimiter, isGerman) => {
        const marked =
          delimiter === ',' || !isGerman ? rows : rows.map((row) => row.map((value) => value.replace(/^(\d+)\.(\d\d)$/, '$1,$2')));
        const header = rows[0]!.map((_, index) => `column_${index}`);
        const text = [header, ...marked].map((row) => row.join(delimiter)).join('\n');
        expect(findDelimiter(text)).toBe(delimiter);
      }),
      { numRuns: 300 },
    );
  });
});
