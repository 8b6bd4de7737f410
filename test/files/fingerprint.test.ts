import { hash } from 'node:crypto';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { hashCache, hashFile, inputFingerprint } from '../../src/edges/files/fingerprint.ts';
import { AppError } from '../../src/errors.ts';
import { put, sizeLimits, tempTree } from './temp-tree.ts';

const LIMITS = { ignore: [], countMax: 1_000, depthMax: 16 };
const BYTES_MAX = sizeLimits(1_000);

function onlyEntry(root: string) {
  return listArtifacts(root, LIMITS).entries[0]!;
}

const PLACE = { root: 'bench', directory: 'run' };

describe('inputFingerprint', () => {
  test('does not depend on the order of the files', () => {
    const file = fc.record({ path: fc.string(), sha256: fc.string() });
    fc.assert(fc.property(fc.array(file), (files) => inputFingerprint(PLACE, files) === inputFingerprint(PLACE, [...files].reverse())));
  });

  test('is equal only for equal paths and hashes', () => {
    const files = fc.array(fc.record({ path: fc.string(), sha256: fc.string() }), { maxLength: 3 });
    const canonical = (list: readonly { path: string; sha256: string }[]) =>
      list.map((file) => JSON.stringify([file.path, file.sha256])).sort();
    fc.assert(
      fc.property(files, files, (a, b) => {
        const areEqual = JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
        return (inputFingerprint(PLACE, a) === inputFingerprint(PLACE, b)) === areEqual;
      }),
    );
  });

  test('is that of one place: the same files elsewhere, or below another root, have another', () => {
    const place = fc.record({ root: fc.string(), directory: fc.string() });
    const files = fc.array(fc.record({ path: fc.string(), sha256: fc.string() }), { maxLength: 3 });
    fc.assert(
      fc.property(place, place, files, (a, b, list) => {
        const isSame = a.root === b.root && a.directory === b.directory;
        return (inputFingerprint(a, list) === inputFingerprint(b, list)) === isSame;
      }),
    );
  });

  test('tells a growing file from the same bytes at rest', () => {
    const file = { path: 'a.csv', sha256: 'aa' };
    expect(inputFingerprint(PLACE, [{ ...file, growing: false }])).toBe(inputFingerprint(PLACE, [file]));
    expect(inputFingerprint(PLACE, [{ ...file, growing: true }])).not.toBe(inputFingerprint(PLACE, [file]));
  });

  test('has a form that names its algorithm, also for no files', () => {
    expect(inputFingerprint(PLACE, [])).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('hashCache', () => {
  test('hashes the bytes of a file', () => {
    const bytes = new Uint8Array(150_000).map((_, index) => index % 7);
    const root = tempTree({ 'a.csv': bytes });
    expect(hashCache().sha256Of(root, onlyEntry(root), sizeLimits(1_000_000))).toBe(hash('sha256', bytes, 'hex'));
  });

  test('hashes again a file that was changed within the last two seconds, because its time stamps may stand still', () => {
    const root = tempTree({ 'a.csv': 'old' });
    const hashes = hashCache();
    // `ctime` is now, so this entry is racy however old its modification time is.
    const entry = onlyEntry(root);
    expect(hashes.sha256Of(root, entry, BYTES_MAX)).toBe(hash('sha256', 'old'));
    put(join(root, 'a.csv'), 'new', entry.modifiedAtMs);
    // The entry as it would be listed if the clock of the file system had not ticked.
    expect(hashes.sha256Of(root, entry, BYTES_MAX)).toBe(hash('sha256', 'new'));
  });

  test('does not read again a file that has been at rest, and sees a rewrite of the same size and modification time', async () => {
    const root = tempTree({ 'a.csv': 'old' });
    const hashes = hashCache();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const entry = onlyEntry(root);
    const first = hashes.sha256Of(root, entry, BYTES_MAX);
    writeFileSync(join(root, 'a.csv'), 'new');
    utimesSync(join(root, 'a.csv'), entry.modifiedAtMs / 1_000, entry.modifiedAtMs / 1_000);

    expect(onlyEntry(root).modifiedAtMs).toBe(entry.modifiedAtMs);
    expect(hashes.sha256Of(root, entry, BYTES_MAX)).toBe(first);
    expect(hashes.sha256Of(root, onlyEntry(root), BYTES_MAX)).toBe(hash('sha256', 'new'));
  });

  test('fails for a file over the limit and one that is no file any more', () => {
    const root = tempTree({ 'a.csv': 'x'.repeat(1_001), 'b.csv': 'x' });
    const [big, small] = listArtifacts(root, LIMITS).entries;
    rmSync(join(root, 'b.csv'));
    mkdirSync(join(root, 'b.csv'));
    expect(() => hashCache().sha256Of(root, big!, BYTES_MAX)).toThrow('1001 bytes');
    expect(() => hashCache().sha256Of(root, small!, BYTES_MAX)).toThrow('not a regular file');
  });

  describe('with another process to hash for it', () => {
    const limits = sizeLimits(100_000_000);
    const large = 'x'.repeat(5 * 1024 * 1024);
    const tree = () => tempTree({ 'a.csv': 'small', 'b.csv': large, 'c.json': large });

    /** A cache that notes which files it has had hashed elsewhere, in batches. */
    function notedCache() {
      const batches: string[][] = [];
      const hashes = hashCache(async (root, entries, given) => {
        batches.push(entries.map(({ path }) => path));
        return entries.map((entry) => {
          return entry.path === 'c.json' ? new AppError('ARTIFACT_UNREADABLE', entry.path) : hashFile(root, entry, given);
        });
      });
      return { batches, hashes };
    }

    test('has much hashed elsewhere, with failures as they come', async () => {
      const root = tree();
      const { entries } = listArtifacts(root, LIMITS);
      const { batches, hashes } = notedCache();
      expect(hashes.isSlow(entries, limits)).toBe(true);
      const ahead = await hashes.ahead(root, entries, limits);
      expect(batches).toEqual([['a.csv', 'b.csv', 'c.json']]);
      expect(ahead.sha256Of(root, entries[1]!, limits)).toBe(hash('sha256', large));
      expect(() => ahead.sha256Of(root, entries[2]!, limits)).toThrow('cannot be read');
    });

    test('hashes little here, and nothing elsewhere that is refused anyway', async () => {
      const root = tree();
      const { entries } = listArtifacts(root, LIMITS);
      const { batches, hashes } = notedCache();
      expect(hashes.isSlow(entries, sizeLimits(1_000))).toBe(false);
      const ahead = await hashes.ahead(root, entries.slice(0, 1), limits);
      expect(ahead.sha256Of(root, entries[0]!, limits)).toBe(hash('sha256', 'small'));
      expect(batches).toEqual([]);
      expect(hashCache().isSlow(entries, limits)).toBe(false);
    });
  });
});
