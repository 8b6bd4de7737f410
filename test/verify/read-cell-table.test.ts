import { expect, test } from '@jest/globals';
import type { ArtifactKind } from '../../src/contracts/artifact.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';

const TEXTS: Partial<Record<ArtifactKind, string>> = {
  csv: 'model,ttft,ttft\na,1,2\nb,,x\n"c\nd",3\nname,"{""x"": [1, {""y"": 2}]}",7 (8)\nLatency,Latency\nmean,p99\n5,6\n',
  json: '{"a": {"b": [1, "2 ms", {"c": "x"}], "n": null}, "rows": [{"m": "p", "v": 1.5}, {"m": "q", "v": 2.5}, {"m": "p", "v": "3"}]}',
  jsonl: '{"m": "p", "v": 1}\n{"m": "q", "v": 2}\n\nnot json\n{"m": {"z": 1}, "v": 3}\n',
  text: 'start\n{"v": 1}\ntext {"v": 2} more\n',
  yaml: 'a: 1\nb:\n  - c: 2\n',
};

/** Line, name, value, and why there is none, of each cell that an address names. */
type Cells = readonly (readonly [line: number | null, name: string, value: number | null, reason: string | null])[];

test.each<[ArtifactKind, string, Cells]>([
  ['csv', 'row=2;col=ttft', [[2, 'ttft', 1, null]]],
  ['csv', 'row=3;col=ttft', [[3, 'ttft', null, 'is empty']]],
  [
    'csv',
    'row=2-4;col=ttft',
    [
      [2, 'ttft', 1, null],
      [3, 'ttft', null, 'is empty'],
      [4, 'ttft', 3, null],
    ],
  ],
  ['csv', 'row=4;col=ttft', [[4, 'ttft', 3, null]]],
  ['csv', 'row=5;col=ttft', [[null, 'ttft', null, 'no record starts on line 5']]],
  ['csv', 'row=6;col=ttft', [[6, 'ttft', null, 'holds no number']]],
  ['csv', 'row=6;col=ttft;pointer=/x/0', [[6, 'ttft', 1, null]]],
  ['csv', 'row=6;col=ttft;pointer=/x/1/y', [[6, 'ttft', 2, null]]],
  ['csv', 'row=6;col=ttft;pointer=/z', [[6, 'ttft', null, 'the pointer breaks at "z"']]],
  ['csv', 'row=2;col=ttft;pointer=/x', [[2, 'ttft', null, 'the pointer breaks at "x"']]],
  ['csv', 'row=9;col=Latency mean', [[9, 'Latency mean', null, 'no row above line 9 has a column "Latency mean"']]],
  ['csv', 'row=9;col=latency P99', [[9, 'latency P99', null, 'no row above line 9 has a column "latency P99"']]],
  ['csv', 'row=9;col=mean', [[9, 'mean', 5, null]]],
  ['csv', 'row=2;col=3', [[2, '3', 2, null]]],
  ['csv', 'row=2;col=4', [[2, '4', null, 'no row above line 2 has a column "4"']]],
  ['csv', 'row=2;col=nope', [[2, 'nope', null, 'no row above line 2 has a column "nope"']]],
  ['csv', 'row=20;col=ttft', [[null, 'ttft', null, 'no record starts on line 20']]],
  ['csv', 'row=2-9;col=ttft;where=model="a"', [[2, 'ttft', 1, null]]],
  ['csv', 'row=2-9;col=ttft;where=nope="a"', []],
  ['csv', 'row=2-9;col=ttft;where=model="a","b"', [[null, '', null, 'is no cell in a syntax known here']]],
  ['csv', 'pointer=/x', [[null, '', null, 'is no cell in a syntax known here']]],
  ['csv', 'row=0;col=ttft', [[null, 'ttft', null, 'no record starts on line 0']]],
  ['json', '/a/b/0', [[1, 'b', 1, null]]],
  ['json', '/rows/1/v', [[1, 'v', 2.5, null]]],
  [
    'json',
    'item=0-2;of=/rows;pointer=/v',
    [
      [1, 'v', 1.5, null],
      [1, 'v', 2.5, null],
      [1, 'v', 3, null],
    ],
  ],
  [
    'json',
    'item=0-9;of=/rows;pointer=/v',
    [
      [1, 'v', 1.5, null],
      [1, 'v', 2.5, null],
      [1, 'v', 3, null],
      [null, '', null, 'there is no item 3'],
    ],
  ],
  [
    'json',
    'item=0-2;of=/rows;pointer=/v;where=/m="p"',
    [
      [1, 'v', 1.5, null],
      [1, 'v', 3, null],
    ],
  ],
  ['json', 'item=0;of=/nope;pointer=/v', [[null, '', null, 'there is no list of items']]],
  ['json', 'item=5;of=/rows;pointer=/v', [[null, '', null, 'there is no item 5']]],
  ['json', 'item=0-1;of=/rows', [[null, '', null, 'is no cell in a syntax known here']]],
  ['jsonl', 'line=1;pointer=/v', [[1, 'v', 1, null]]],
  [
    'jsonl',
    'line=1-5;pointer=/v',
    [
      [1, 'v', 1, null],
      [2, 'v', 2, null],
      [3, '', null, 'line 3 is no JSON'],
      [4, '', null, 'line 4 is no JSON'],
      [5, 'v', 3, null],
    ],
  ],
  ['jsonl', 'line=4;pointer=/v', [[4, '', null, 'line 4 is no JSON']]],
  ['jsonl', 'line=9;pointer=/v', [[null, '', null, 'there is no line 9']]],
  ['jsonl', 'line=0;pointer=/v', [[null, '', null, 'there is no line 0']]],
  [
    'jsonl',
    'line=1-5;pointer=/v;where=/m="p"',
    [
      [1, 'v', 1, null],
      [3, '', null, 'line 3 is no JSON'],
      [4, '', null, 'line 4 is no JSON'],
    ],
  ],
  ['jsonl', 'line=5;pointer=/m', [[5, 'm', null, 'is an object, not a value']]],
  ['jsonl', 'line=2;col=v', [[2, 'v', 2, null]]],
  ['jsonl', '/1/v', [[2, 'v', 2, null]]],
  ['text', '/0/v', [[2, 'v', 1, null]]],
  ['text', '/1/v', [[null, 'v', null, 'the pointer breaks at "1"']]],
  ['text', '/2/v', [[null, 'v', null, 'the pointer breaks at "2"']]],
  [
    'text',
    'item=0-1;of=;pointer=/v',
    [
      [2, 'v', 1, null],
      [null, '', null, 'there is no item 1'],
    ],
  ],
  ['yaml', '/a', [[1, 'a', 1, null]]],
  ['yaml', '/b/0/c', [[3, 'c', 2, null]]],
  ['yaml', '/b/1', [[null, 'b', null, 'the pointer breaks at "1"']]],
  ['yaml', '/b', [[3, 'b', null, 'is an object, not a value']]],
])('of %s, %s names its cells or says why it names none', (kind, address, cells) => {
  const read = readCells(TEXTS[kind]!, kind, [address]);
  expect(read.map(({ line, name, value, reason }) => [line, name, value, reason])).toEqual(cells);
});
