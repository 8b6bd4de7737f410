import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ArtifactKind } from '../../src/contracts/artifact.ts';
import { pointerLines } from '../../src/core/verify/pointer-lines.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { cellText, pointerToken } from '../../src/metrics/cells.ts';

function read(text: string, kind: ArtifactKind, ...cells: string[]) {
  return readCells(text, kind, cells).map(({ line, value, reason }) => ({ line, value, ...(reason === null ? {} : { reason }) }));
}

describe('readCells on CSV', () => {
  const csv = 'model,tokens_s,note\na,183.5,x\nb,284,"two\nlines"\nc,,y\nd,"1,146.31",z\n';

  test('reads a cell by row and column, with the header on line 1', () => {
    expect(readCells(csv, 'csv', ['row=2;col=tokens_s'])).toEqual([
      { cell: 'row=2;col=tokens_s', line: 2, name: 'tokens_s', raw: '183.5', value: 183.5, reason: null },
    ]);
  });

  test('counts physical lines, so a quoted line break moves the rows below it', () => {
    expect(read(csv, 'csv', 'row=3;col=tokens_s', 'row=4;col=tokens_s', 'row=5;col=tokens_s')).toEqual([
      { line: 3, value: 284 },
      { line: null, value: null, reason: 'no record starts on line 4' },
      { line: 5, value: null, reason: 'is empty' },
    ]);
  });

  test('reads thousands separators and refuses words', () => {
    expect(read(csv, 'csv', 'row=6;col=tokens_s', 'row=2;col=note')).toEqual([
      { line: 6, value: 1146.31 },
      { line: 2, value: null, reason: 'holds no number' },
    ]);
  });

  test('expands ranges and lists of rows, and stops at the first row that is not there', () => {
    const table = `x\n${Array.from({ length: 9 }, (_, index) => index * 10).join('\n')}\n`;
    expect(read(table, 'csv', 'row=2-4,7;col=x').map(({ value }) => value)).toEqual([0, 10, 20, 50]);
    expect(read(table, 'csv', 'row=9-900000000;col=x')).toEqual([
      { line: 9, value: 70 },
      { line: 10, value: 80 },
      { line: null, value: null, reason: 'no record starts on line 11' },
    ]);
  });

  test('takes the nearest header above, so stacked tables keep their own columns', () => {
    const stacked = 'Metric,avg,min\nTTFT,1,2\n\nMetric,Value,avg\nCount,3,4\n';
    expect(read(stacked, 'csv', 'row=2;col=avg', 'row=5;col=avg', 'row=5;col=Value', 'row=2;col=Value')).toEqual([
      { line: 2, value: 1 },
      { line: 5, value: 4 },
      { line: 5, value: 3 },
      { line: 2, value: null, reason: 'no row above line 2 has a column "Value"' },
    ]);
  });

  test('names a column by the rows of a stacked header joined by blanks', () => {
    const head = 'Run,Latency,Latency\nID,Successful,Successful\n,mean,median\nr,1.5,2.5\n';
    expect(read(head, 'csv', 'row=4;col=Latency Successful median')).toEqual([{ line: 4, value: 2.5 }]);
  });

  test('names a column by its number where no header has the name', () => {
    expect(read('a,5\nb,6\n', 'csv', 'row=2;col=2')).toEqual([{ line: 2, value: 6 }]);
  });

  test('points into a cell that holds JSON', () => {
    const nested = 'Profile\n"{""a"": [1.5, 2.5]}"\n"[7, 8]"\n"{broken"\n';
    expect(read(nested, 'csv', 'row=2;col=Profile;pointer=/a/1', 'row=3;col=Profile;index=1', 'row=4;col=Profile;pointer=/a')).toEqual([
      { line: 2, value: 2.5 },
      { line: 3, value: 8 },
      { line: 4, value: null, reason: 'the cell holds no JSON to point into' },
    ]);
  });

  test('is not confused by columns called __proto__, or with separators of cells in their names', () => {
    expect(read('__proto__,a;b=c\n1,2\n', 'csv', 'row=2;col=__proto__', 'row=2;col=a;b=c')).toEqual([
      { line: 2, value: 1 },
      { line: 2, value: 2 },
    ]);
  });
});

describe('readCells on JSON and JSON lines', () => {
  const json =
    '{\n  "results": [\n    {"ttft_s": 0.5, "ok": true, "note": "12.5 ms"},\n    {"ttft_s": NaN, "a/b": {"~": [1, 2]}}\n  ]\n}\n';

  test('follows pointers and names the line of the value', () => {
    expect(read(json, 'json', '/results/0/ttft_s', '/results/0/note', '/results/1/a~1b/~0')).toEqual([
      { line: 3, value: 0.5 },
      { line: 3, value: 12.5 },
      { line: 4, value: 1 },
      { line: 4, value: 2 },
    ]);
  });

  test('says why there is no number', () => {
    expect(read(json, 'json', '/results/0/ok', '/results/1/ttft_s', '/results/2/x', '/results', '/results/0/__proto__')).toEqual([
      { line: 3, value: null, reason: 'holds no number' },
      { line: 4, value: null, reason: 'holds no number' },
      { line: null, value: null, reason: 'the pointer breaks at "2"' },
      { line: 2, value: null, reason: 'is an object, not a value' },
      { line: 2, value: null, reason: 'is an object, not a value' },
      { line: null, value: null, reason: 'the pointer breaks at "__proto__"' },
    ]);
    expect(read('{"a": 1', 'json', '/a')).toEqual([{ line: null, value: null, reason: 'the file cannot be read as a document' }]);
  });

  test('reads a line of JSON lines by pointer or by name, and the whole file as a list', () => {
    const lines = '{"ttft": 1}\n\n{"ttft": 2, "x": {"y": 3}}\n';
    expect(read(lines, 'jsonl', 'line=3;pointer=/x/y', 'line=1;col=ttft', '/1/ttft', 'line=2;pointer=/ttft', 'line=9;col=ttft')).toEqual([
      { line: 3, value: 3 },
      { line: 1, value: 1 },
      { line: 3, value: 2 },
      { line: 2, value: null, reason: 'line 2 is no JSON' },
      { line: null, value: null, reason: 'there is no line 9' },
    ]);
  });

  test('reads YAML by the same pointers', () => {
    const yaml = 'run: a\nmetrics:\n  latency:\n    mean: 0.25\n    units: s\n  list:\n    - 1\n    - 2.5\n';
    expect(read(yaml, 'yaml', '/metrics/latency/mean', '/metrics/list/1', '/metrics/none')).toEqual([
      { line: 4, value: 0.25 },
      { line: 8, value: 2.5 },
      { line: null, value: null, reason: 'the pointer breaks at "none"' },
    ]);
  });

  test('finds the line of every leaf of any document, whatever its layout', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 3), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        const expected = new Map<string, unknown>();
        (function walk(value: unknown, pointer: string) {
          expected.set(pointer, value);
          if (typeof value !== 'object' || value === null) return;
          for (const [key, inner] of Object.entries(value)) walk(inner, `${pointer}/${pointerToken(key)}`);
        })(document, '');
        const lines = pointerLines(text, new Set(expected.keys()));
        expect([...lines.keys()].sort()).toEqual([...expected.keys()].sort());
        const written = text.split('\n');
        for (const [pointer, value] of expected) {
          const start = typeof value === 'object' && value !== null ? (Array.isArray(value) ? '[' : '{') : JSON.stringify(value);
          expect(written[lines.get(pointer)! - 1]).toContain(start);
        }
      }),
    );
  });
});

describe('readCells on text and Markdown', () => {
  test('reads the number after a label, or one of several', () => {
    const log = '====\nMean TTFT (ms):    12.5   p99 30\r\nrate 1e3 of Q4_0\n';
    expect(
      read(log, 'text', 'line=2;col=Mean TTFT (ms)', 'line=2;col=Mean TTFT (ms);index=1', 'line=3;col=rate', 'line=3;col=TPOT'),
    ).toEqual([
      { line: 2, value: 12.5 },
      { line: 2, value: 30 },
      { line: 3, value: 1000 },
      { line: 3, value: null, reason: 'line 3 does not say "TPOT"' },
    ]);
  });

  test('reads a Markdown table under its own header', () => {
    const markdown =
      '| test | t/s |\n| --- | ---: |\n| pp512 | **1,173.98** ± 2.5 |\n\n| model \\| x | t/s | n |\n|---|---|---|\n| a | 5 | 7 |\n';
    expect(read(markdown, 'markdown', 'line=3;col=t/s', 'line=3;col=t/s;index=1', 'line=7;col=n', 'line=7;col=t/s')).toEqual([
      { line: 3, value: 1173.98 },
      { line: 3, value: 2.5 },
      { line: 7, value: 7 },
      { line: 7, value: 5 },
    ]);
  });

  test('says that an unknown syntax is none', () => {
    expect(read('x', 'text', 'R2C3')).toEqual([{ line: null, value: null, reason: 'is no cell in a syntax known here' }]);
  });
});

test('reads back every number that cellText addresses', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((text) => /^[^\s",;\t|]/.test(text) && text.trim() === text && !/[",\r\n\t;|\0]/.test(text));
  fc.assert(
    fc.property(
      fc.uniqueArray(
        name.filter((text) => !/^\d+$/.test(text)),
        { minLength: 1, maxLength: 5 },
      ),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 5 }),
      (columns, values) => {
        const rows = values.map((value) => columns.map(() => String(value)).join(','));
        const text = `${columns.join(',')}\n${rows.join('\n')}\n`;
        const cells = values.flatMap((_, row) => columns.map((column) => cellText('row', row + 2, column)));
        const expected = values.flatMap((value) => columns.map(() => value + 0));
        expect(readCells(text, 'csv', cells).map(({ value }) => (value ?? Number.NaN) + 0)).toEqual(expected);
      },
    ),
  );
});

describe('readCells on selections', () => {
  const csv = 'model,ttft_s,error\na,0.1,\nb,0.2,\na,0,timeout\na,0.3,\nb,,lost\n';
  const lines =
    '{"model":"a","n":{"ttft":1}}\n{"model":"b","n":{"ttft":2}}\n{"model":"a","error":"x","n":{"ttft":3}}\n{"model":"a","n":{"ttft":4}}\n';
  const json = JSON.stringify({
    results: lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  });

  test.each<[string, ArtifactKind, string, (number | null)[]]>([
    ['the rows of one label without an error', 'csv', 'row=2-6;col=ttft_s;where=model="a",error=""', [0.1, 0.3]],
    ['rows of either label', 'csv', 'row=2-3,5;col=ttft_s;where=model="a"|"b"', [0.1, 0.2, 0.3]],
    ['rows whose value is not zero', 'csv', 'row=2-5;col=ttft_s;where=ttft_s!=0', [0.1, 0.2, 0.3]],
    ['rows that hold a number', 'csv', 'row=2-6;col=ttft_s;where=model="b",ttft_s=number', [0.2]],
    ['no row where the column of a condition is not there', 'csv', 'row=2-6;col=ttft_s;where=backend=""', []],
    ['the lines of one label', 'jsonl', 'line=1-4;pointer=/n/ttft;where=/model="a",/error=""', [1, 4]],
    ['a range of lines', 'jsonl', 'line=2-3;pointer=/n/ttft', [2, 3]],
    ['a range of items', 'json', 'item=0-1,3;of=/results;pointer=/n/ttft', [1, 2, 4]],
    ['the items of one label', 'json', 'item=0-3;of=/results;pointer=/n/ttft;where=/model!="a"', [2]],
    ['the items of a JSON lines file', 'jsonl', 'item=1-2;of=;pointer=/n/ttft', [2, 3]],
    ['the first item that is not there, and no more', 'json', 'item=3-900000000;of=/results;pointer=/n/ttft', [4, null]],
    ['no item where there is no list', 'json', 'item=0-900000000;of=/nothing;pointer=/n', [null]],
  ])('reads %s', (_, kind, cell, expected) => {
    expect(readCells({ csv, jsonl: lines, json }[kind as 'csv' | 'jsonl' | 'json'], kind, [cell]).map(({ value }) => value)).toEqual(
      expected,
    );
  });

  test('names the line of each item', () => {
    const text = '{\n"r": [\n{"t": 1},\n{"t": 2}\n]}';
    expect(readCells(text, 'json', ['item=0-1;of=/r;pointer=/t']).map(({ line }) => line)).toEqual([3, 4]);
  });
});
