import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Narration } from '../../src/contracts/narration.ts';
import { keptReplies } from '../../src/edges/narration/kept-replies.ts';
import { narration } from './narration.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kept-replies-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let count = 0;

function store(countMax?: number) {
  count += 1;
  const directory = join(scratch, String(count));
  const replies = keptReplies(directory, Narration, countMax);
  const files = () => readdirSync(directory).map((name) => join(directory, name));
  return { directory, replies, files };
}

describe('kept replies', () => {
  test('are read as they were kept, by their key alone', () => {
    const { replies, files } = store();
    expect(replies.read('sha256:x')).toBeNull();
    replies.keep(narration('sha256:x'));
    replies.keep(narration('../../y', { insight: null, inventory: null, reason: 'it chose by position' }));
    expect(replies.read('sha256:x')).toEqual(narration('sha256:x'));
    expect(replies.read('../../y')?.reason).toBe('it chose by position');
    expect(replies.read('sha256:z')).toBeNull();
    expect(files()).toHaveLength(2);
    for (const path of files()) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('are not used where the weights are others by now, and where nobody can tell they are', () => {
    const { replies } = store();
    replies.keep(narration('sha256:x'));
    expect(replies.read('sha256:x', { insight: 'sha256:b' })).toBeNull();
    for (const digests of [{ insight: 'sha256:a' }, { insight: null }, {}]) expect(replies.read('sha256:x', digests)).not.toBeNull();
  });

  test('are replaced by what is kept under the same key later', () => {
    const { replies, files } = store();
    replies.keep(narration('sha256:x'));
    replies.keep(narration('sha256:x', { reason: 'later' }));
    expect(replies.read('sha256:x')?.reason).toBe('later');
    expect(files()).toHaveLength(1);
  });

  test.each([
    ['a file that was cut', (path: string) => truncateSync(path, 40)],
    ['an empty file', (path: string) => truncateSync(path, 0)],
    ['a reply of another key', (path: string) => writeFileSync(path, JSON.stringify(narration('sha256:other')))],
    ['a reply with a sentence in it', (path: string) => writeFileSync(path, JSON.stringify({ ...narration('sha256:x'), text: 'A wins' }))],
    [
      'a file that is far too large',
      (path: string) => writeFileSync(path, ' '.repeat(2 * 1024 * 1024) + JSON.stringify(narration('sha256:x'))),
    ],
  ])('are passed over and removed for %s', (_, damage) => {
    const { replies, files } = store();
    replies.keep(narration('sha256:x'));
    damage(files()[0]!);
    expect(replies.read('sha256:x')).toBeNull();
    expect(files()).toEqual([]);
  });

  test('are no more than the limit: what was used longest ago goes', () => {
    const { replies, files } = store(2);
    replies.keep(narration('sha256:old'));
    utimesSync(files()[0]!, 1, 1);
    replies.keep(narration('sha256:newer'));
    replies.read('sha256:old');
    utimesSync(files().find((path) => readFileSync(path, 'utf8').includes('newer'))!, 2, 2);
    replies.keep(narration('sha256:newest'));
    expect(['old', 'newer', 'newest'].filter((name) => replies.read(`sha256:${name}`) !== null)).toEqual(['old', 'newest']);
  });

  test('lose what a killed process left unfinished', () => {
    const { directory, replies, files } = store();
    replies.keep(narration('sha256:x'));
    writeFileSync(join(directory, '1-ab.tmp'), 'half');
    utimesSync(join(directory, '1-ab.tmp'), 1, 1);
    replies.keep(narration('sha256:y'));
    expect(files().filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });

  test('fail loudly where they cannot be kept', () => {
    const path = join(scratch, 'a-file');
    writeFileSync(path, '');
    for (const use of [() => keptReplies(path, Narration).keep(narration('sha256:x')), () => keptReplies(path, Narration).check()]) {
      expect(use).toThrow(expect.objectContaining({ code: 'NARRATIONS_UNWRITABLE' }));
    }
    expect(keptReplies(path, Narration).read('sha256:x')).toBeNull();
  });
});
