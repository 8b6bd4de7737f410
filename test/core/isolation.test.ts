import { expect, test } from '@jest/globals';
import { assemble } from '../../src/core/assemble/assemble.ts';
import type { FailedPart } from '../../src/core/attempt.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact } from './artifacts.ts';

const ROWS = [1, 2, 3].map((number) => ({ tokens_s: 100.25 + number, ttft_s: 0.2 + number / 100 }));

/** An artifact whose rows cannot be counted: a bug in whatever looks at them. */
function broken(path: string) {
  const file = artifact(path, ROWS, { model: 'broken' });
  const [table] = file.parsed.tables;
  const places = new Proxy([...table!.places], {
    get(target, key) {
      if (key === 'map' || key === 'keys' || key === 'forEach') throw new Error('boom');
      return Reflect.get(target, key);
    },
  });
  return { ...file, parsed: { ...file.parsed, tables: [{ ...table!, places }] } };
}

test('assembles and measures all other tables when one throws, and names it', () => {
  const failed: FailedPart[] = [];
  const onFailure = (part: FailedPart) => void failed.push(part);
  const assembly = assemble([artifact('good.csv', ROWS, { model: 'good' }), broken('bad.csv')], onFailure);
  const { facts } = measure(assembly, [], onFailure);
  expect(assembly.subjects.map(({ labels }) => labels.get('model'))).toEqual(['good']);
  expect(facts.some(({ metric, statistic }) => metric === 'decode_throughput' && statistic === 'mean')).toBe(true);
  expect(failed.map(({ name }) => name)).toContain('assembly: bad.csv');
  expect(failed.every(({ error }) => error instanceof Error)).toBe(true);
});

test('measures all other subjects when one throws, and names it', () => {
  const assembly = assemble([
    artifact('a.csv', ROWS, { model: 'a' }),
    artifact(
      'b.csv',
      ROWS.map((row) => ({ ...row, tokens_s: row.tokens_s * 2 })),
      { model: 'b' },
    ),
  ]);
  const [first, second] = assembly.subjects;
  const failed: FailedPart[] = [];
  const blocks = second!.blocks.map((block) => ({
    ...block,
    get rows(): Uint32Array {
      throw new Error('boom');
    },
  }));
  const { subjects } = measure({ ...assembly, subjects: [first!, { ...second!, blocks }] }, [], (part) => void failed.push(part));
  expect(subjects.map(({ subject }) => subject.labels.get('model'))).toEqual(['a']);
  expect(failed.some(({ name }) => name.startsWith('measurement: '))).toBe(true);
});

test('lets a bug through where nobody asks to be told', () => {
  expect(() => assemble([broken('bad.csv')])).toThrow('boom');
});
