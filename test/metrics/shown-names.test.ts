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

  test.each([
    // A file of a repository on a hub is called as it is there, a place below one is a path.
    ['unsloth/Qwen-GGUF/qwen-q4.gguf', 'unsloth/Qwen-GGUF/qwen-q4.gguf'],
    ['org/name-gguf/sub/file.gguf', 'file'],
    ['a/b.gguf', 'b'],
    ['a/b.bin', 'b.bin'],
    ['x/model.safetensors', 'model.safetensors'],
    ['./m/x.onnx', 'x.onnx'],
    ['../x', 'x'],
    ['D:\\models\\x.gguf', 'x'],
    ['\\\\host\\share\\x.gguf', 'x'],
    ['a\\b', 'b'],
    ['~', '~'],
    ['/root', '~'],
    ['/root/x', 'x'],
    ['models--org--m', 'org/m'],
    ['/x/models--org--m/snapshots/abc/file.gguf', 'org/m'],
    [' x.gguf ', 'x'],
    ['x.GGUF', 'x'],
    ['x.bin', 'x.bin'],
    ['org/name/', 'org/name'],
  ])('calls the model %j %s', (written, name) => expect(called('model', written)).toEqual([name]));

  test.each<[string, string[], string[]]>([
    ['model', ['a/b.bin', 'c.bin'], ['b.bin', 'c.bin']],
    ['model', ['/a/x.gguf', '/a/x'], ['x #2', 'x']],
    ['model', ['x', 'x.gguf', 'X.gguf'], ['x', 'x', 'X']],
    ['model', ['/a/x', '/b/x', 'x'], ['a/x', 'b/x', 'x']],
    ['model', ['./x', 'x'], ['x', 'x']],
    ['model', ['/home/ann/x', '/home/bob/x'], ['x', 'x #2']],
    ['model', ['x/y/z.gguf', 'x/w/z.gguf'], ['y/z', 'w/z']],
    ['operation', ['/data/x', ' y '], ['/data/x', 'y']],
    ['operation', ['/home/ann/x/run', '/home/bob/x/run'], ['run', 'run #2']],
    ['operation', ['cat /home/ann/a/f', 'cat /home/ann/b/f'], ['cat a/f', 'cat b/f']],
    ['operation', ['x.gguf', 'a', 'a'], ['x.gguf', 'a', 'a']],
    ['operation', [], []],
  ])('of %s calls %j %j', (key, written, names) => expect(called(key, ...written)).toEqual(names));

  test('shows three hundred characters', () => {
    expect(called('test', 'y'.repeat(300), 'z'.repeat(301))).toEqual(['y'.repeat(300), `${'z'.repeat(300)}…`]);
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
