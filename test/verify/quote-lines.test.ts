import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArtifactText, quoteLines } from '../../src/core/verify/quote-lines.ts';
import { shortLine } from '../../src/core/verify/short-line.ts';

type Files = Readonly<Record<string, ArtifactText>>;

function quote(files: Files, ...sources: readonly (readonly [path: string, ...cells: string[]])[]) {
  return quoteLines(
    sources.map(([path, ...cells]) => ({ path, sha256: '', cells })),
    (path) => files[path] ?? null,
  );
}

/** Numbers of the lines quoted of one file, which is too long to be quoted whole. */
function numbers(kind: ArtifactText['kind'], lines: readonly string[], ...cells: string[]): number[] {
  const text = [...lines, ...Array.from({ length: 60 }, () => '#'.repeat(90))].join('\n');
  return [...quote({ a: { kind, text } }, ['a', ...cells])[0]!.lines.keys()];
}

const csv = ['model,tokens_s', ...Array.from({ length: 20 }, (_, index) => `m,${index}`)];

describe('quoteLines', () => {
  test('quotes a short file whole, with the line of its head', () => {
    const [quoted] = quote({ 'a.csv': { kind: 'csv', text: 'model,tokens_s\na,1\nb,2\n' } }, ['a.csv', 'row=3;col=tokens_s']);
    expect(quoted).toEqual({
      path: 'a.csv',
      head: 1,
      lines: new Map([
        [1, 'model,tokens_s'],
        [2, 'a,1'],
        [3, 'b,2'],
      ]),
      linesOf: new Map(),
    });
  });

  test('quotes of a long file the head, the first cited lines and the last one, with their neighbours', () => {
    expect(numbers('csv', csv, 'row=5-12;col=tokens_s')).toEqual([1, 4, 5, 6, 7, 8, 11, 12, 13]);
    expect(numbers('csv', csv, 'row=2;col=tokens_s', 'row=9;col=model')).toEqual([1, 2, 3, 8, 9, 10]);
    expect(numbers('text', ['a', 'b', 'Mean TTFT: 7', 'c', 'd'], 'line=3;col=Mean TTFT')).toEqual([2, 3, 4]);
  });

  test('finds the lines of cells that do not name them', () => {
    const document = JSON.stringify({ runs: [{ rate: 1 }, { rate: 2 }, { rate: 3 }], top: 4 }, null, 1);
    const cells = ['/top', 'item=0-2;of=/runs;pointer=/rate'];
    const [quoted] = quote({ 'a.json': { kind: 'json', text: document } }, ['a.json', ...cells]);
    const lines = document.split('\n');
    const at = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    expect(quoted!.linesOf).toEqual(
      new Map([
        ['/top', [at('"top"')]],
        [cells[1]!, [at('"rate": 1'), at('"rate": 2'), at('"rate": 3')]],
      ]),
    );
    const selection = 'row=2-21;col=tokens_s;where=tokens_s="7"';
    expect(quote({ a: { kind: 'csv', text: csv.join('\n') } }, ['a', selection])[0]!.linesOf).toEqual(new Map([[selection, [9]]]));
  });

  test('shows of a long line what stands around the cited values', () => {
    const record = JSON.stringify({ prompt: 'word '.repeat(400), before: Array(300).fill(7), ttft: 0.125, after: Array(300).fill(9) });
    const [quoted] = quote({ 'a.jsonl': { kind: 'jsonl', text: `${record}\n` } }, ['a.jsonl', 'line=1;pointer=/ttft']);
    const shown = quoted!.lines.get(1)!;
    expect(shown).toContain('"ttft":0.125,"after"');
    expect(shown.length).toBeLessThan(400);
  });

  test('takes out secrets and what turns the direction of a text', () => {
    const text = 'model,token\n/home/ann/models/x.gguf,hf_abcdefghijklmnopqrst\u202e\n';
    const [quoted] = quote({ 'a.csv': { kind: 'csv', text } }, ['a.csv', 'row=2;col=model']);
    expect(quoted!.lines.get(2)).toBe('x.gguf,[redacted]\ufffd');
  });

  test('leaves out what has no text, and cells that are not there', () => {
    expect(quote({}, ['a.csv', 'row=2;col=x'])).toEqual([]);
    const [quoted] = quote({ 'a.json': { kind: 'json', text: '{}' } }, ['a.json', '/none', 'nonsense']);
    expect(quoted!.linesOf).toEqual(new Map([['/none', []]]));
  });

  test('never quotes more than a page can hold, however much is cited', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 400 }), (files, width) => {
        const text = ['x', ...Array.from({ length: 400 }, () => '1'.repeat(width))].join('\n');
        const names = Array.from({ length: files }, (_, index) => `${index}.csv`);
        const cells = Array.from({ length: 400 }, (_, index) => `row=${index + 2};col=x`);
        const quoted = quote(
          Object.fromEntries(names.map((name) => [name, { kind: 'csv', text }])),
          ...names.map((name) => [name, ...cells] as const),
        );
        const length = quoted.flatMap(({ lines }) => [...lines.values()]).reduce((sum, line) => sum + JSON.stringify(line).length, 0);
        expect(length).toBeLessThanOrEqual(44_000);
        expect(length).toBeGreaterThanOrEqual(Math.min(43_998 - width, files * 400 * Math.min(width, 300)));
      }),
      { numRuns: 10 },
    );
  });
});

describe('shortLine', () => {
  test('leaves a line of ordinary length as it is', () => {
    expect(shortLine('x'.repeat(300), [])).toBe('x'.repeat(300));
  });

  test('cuts long texts within a line, else its end', () => {
    expect(shortLine(`{"a":"${'y'.repeat(400)}","b":1}`, [])).toBe(`{"a":"${'y'.repeat(48)}…","b":1}`);
    expect(shortLine('z'.repeat(301), [])).toBe(`${'z'.repeat(300)}…`);
  });

  test('shows what stands around several values, joined where they are near', () => {
    const line = `${'a'.repeat(500)}1${'b'.repeat(20)}2${'c'.repeat(500)}3${'d'.repeat(500)}`;
    const shown = shortLine(line, [500, 521, 1022]);
    expect(shown.split('…').filter((part) => part !== '')).toHaveLength(2);
    for (const value of ['1', '2', '3']) expect(shown).toContain(value);
    expect(shortLine(line, [0])).toMatch(/^a{40}…$/);
  });
});
