import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from '@jest/globals';
import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import type { ReadBefore } from '../../src/core/claims/check-claims.ts';
import type { Draft } from '../../src/core/claims/reading/draft.ts';
import { keptValues } from '../../src/edges/cache/kept-values.ts';
import { packStore } from '../../src/edges/cache/pack-store.ts';
import { tempTree } from '../files/temp-tree.ts';
import { measuredOf } from '../support/told-of.ts';

const NOTES = [
  '# Oak at `num_gpu=80`',
  '`oak:2b` reaches 181.5 tok/s, 12 % more than `oak:300m`; it is faster. num_gpu has no effect.',
  '| model | mean TTFT (ms) |',
  '|---|---|',
  '| oak:2b | 225.0 |',
  'All 4 requests of runs.csv ran on 2025-09-01, in two files.',
].join('\n\n');

function runs(speeds: readonly number[], models = ['oak:2b', 'oak:300m'], prompts = ['a', 'b']): Record<string, string> {
  const rows = speeds.map((speed, index) => `${models[index % models.length]},${80 + 40 * (index % 2)},${speed},${prompts[index % 2]}.log`);
  return { 'runs.csv': ['model,num_gpu,tokens_s,output_file', ...rows, ''].join('\n') };
}

/** What becomes of the notes, and how often they were read, with what was kept on disk and written as it would be. */
function checker() {
  const kept = new Map<string, Buffer>();
  let readCount = 0;
  const readBefore: ReadBefore = (words) => ({
    get: (hash) => {
      const held = kept.get(words + hash);
      return held && (deserialize(held) as readonly Draft[]);
    },
    put: (hash, drafts) => {
      readCount += 1;
      kept.set(words + hash, serialize(drafts));
    },
  });
  const statements = readMarkdown(NOTES).blocks;
  return {
    check: (files: Record<string, string>, hash: string | null = 'notes') =>
      measuredOf(files, {}, readBefore).check('notes.md', statements, hash),
    afresh: (files: Record<string, string>) => measuredOf(files).check('notes.md', statements, null),
    readCount: () => readCount,
  };
}

describe('a text that was read before', () => {
  test('is not read again where the data call all by the same words, and is held against the new values as one that is', () => {
    const { check, afresh, readCount } = checker();
    const [first, second] = [runs([180.5, 282, 182.5, 284]), runs([90, 60, 91, 61])];
    expect(check(first)).toEqual(afresh(first));
    expect(check(second)).toEqual(afresh(second));
    expect(check(second)).not.toEqual(afresh(first));
    expect(readCount()).toBe(1);
  });

  test.each<[string, Record<string, string>, number]>([
    ['a model has another name', runs([180.5, 282, 182.5, 284], ['oak:2b', 'oak:900m']), 2],
    ['a file has another name', { 'others.csv': runs([180.5, 282, 182.5, 284])['runs.csv']! }, 2],
    ['a value changes that no text can name', runs([180.5, 282, 182.5, 284], undefined, ['a', 'c']), 1],
  ])('is read anew where what it is read with has changed: %s', (_, files, count) => {
    const { check, afresh, readCount } = checker();
    check(runs([180.5, 282, 182.5, 284]));
    expect(check(files)).toEqual(afresh(files));
    expect(readCount()).toBe(count);
  });

  test('is read each time where no hash tells what it holds', () => {
    const { check, afresh, readCount } = checker();
    const files = runs([180.5, 282, 182.5, 284]);
    for (let round = 0; round < 2; round += 1) expect(check(files, null)).toEqual(afresh(files));
    expect(readCount()).toBe(0);
  });
});

describe('values that are kept', () => {
  test('are there the next time under what they were made with, and those that nobody asked for are not', () => {
    const store = packStore(tempTree(), 1024 ** 2);
    const first = keptValues(store, 'place');
    first.under('words').put('a', { value: 1 });
    first.under('words').put('b', { value: 2 });
    first.save();
    const second = keptValues(store, 'place');
    expect(second.under('words').get('a')).toEqual({ value: 1 });
    expect(second.under('other words').get('a')).toBeUndefined();
    second.save();
    const third = keptValues(store, 'place');
    expect(third.under('words').get('a')).toEqual({ value: 1 });
    expect(third.under('words').get('b')).toBeUndefined();
    expect(keptValues(store, 'another place').under('words').get('a')).toBeUndefined();
  });
});
