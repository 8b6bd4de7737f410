import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shownNames } from '../../src/metrics/shown-names.ts';

function called(key: string, ...written: string[]): (string | undefined)[] {
  const names = shownNames(key, written);
  return written.map((value) => names.get(value));
}

describe('shownNames', () => {
  test.each([
    ['/home/ann/models/fable-7b.gguf', 'fable-7b'],
    ['models/fable-7b-q4.gguf', 'fable-7b-q4'],
    ['C:\\Users\\ann\\fable-7b', 'fable-7b'],
    ['~/m/fable/', 'fable'],
    ['org/fable-7b', 'org/fable-7b'],
    ['/root/.cache/huggingface/hub/models--org--fable-7b/snapshots/0a1b/', 'org/fable-7b'],
    ['fable:7b', 'fable:7b'],
    ['/home/ann', '/home/ann'.replace('/home/ann', '~')],
  ])('calls the model %s %s', (written, name) => {
    expect(called('model', written)).toEqual([name]);
  });

  test('tells models whose paths end alike apart by the directories in front', () => {
    expect(called('model', '/data/q4/model.gguf', '/data/q8/model.gguf', '/data/old/q8/model.gguf')).toEqual([
      'data/q4/model',
      'data/q8/model',
      'old/q8/model',
    ]);
  });

  test('shows nobody by name while it tells home directories apart', () => {
    const names = called('model', '/home/ann/a/model.gguf', '/home/ann/b/model.gguf');
    expect(names).toEqual(['a/model', 'b/model']);
  });

  test('takes a bare name and the one path that ends in it for the same model', () => {
    expect(called('model', 'fable.gguf', '/models/fable.gguf', 'fable')).toEqual(['fable', 'fable', 'fable']);
  });

  test('numbers texts that differ in a secret only', () => {
    const [a, b] = called('operation', 'run --password=abcdefg', 'run --password=hijklmn');
    expect(a).toBe('run --password=[redacted]');
    expect(b).toBe('run --password=[redacted] #2');
  });

  test('cuts a long text and keeps two of them apart', () => {
    const [a, b] = called('test', `${'x'.repeat(400)}a`, `${'x'.repeat(400)}b`);
    expect(a).not.toBe(b);
    expect(a!.length).toBeLessThan(310);
  });

  test('never calls two different paths the same', () => {
    const part = fc.stringMatching(/^[a-c]{1,2}$/);
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 2, maxLength: 6 }), (paths) => {
        const names = shownNames('model', paths);
        expect(new Set(names.values()).size).toBe(paths.length);
      }),
    );
  });
});
