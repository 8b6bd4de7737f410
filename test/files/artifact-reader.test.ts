import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { appendFileSync, linkSync, mkdirSync, renameSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ArtifactEntry, listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { readArtifact } from '../../src/edges/files/artifact-reader.ts';
import { AppError } from '../../src/errors.ts';
import { put, sizeLimits, tempTree } from './temp-tree.ts';

const READ = { ...sizeLimits(1_000_000), quietMs: 2_000, nowMs: Date.now() };

function list(root: string) {
  return listArtifacts(root, { ignore: [], countMax: 1_000, depthMax: 16 });
}

function entryOf(root: string, path: string): ArtifactEntry {
  return list(root).entries.find((entry) => entry.path === path)!;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('readArtifact', () => {
  test('reads exactly the bytes, with their hash', () => {
    const bytes = new Uint8Array(200_000).map((_, index) => index % 251);
    const root = tempTree({ 'sub/a.csv': bytes });
    const content = readArtifact(root, entryOf(root, 'sub/a.csv'), READ);
    expect(Buffer.compare(content.bytes, bytes)).toBe(0);
    expect(content).toMatchObject({ path: 'sub/a.csv', kind: 'csv', growing: false, sha256: hash('sha256', bytes, 'hex') });
  });

  test('reads an empty file and keeps NUL bytes and byte order marks', () => {
    const root = tempTree({ 'empty.csv': '', 'nul.csv': '\uFEFFa\0b' });
    expect(readArtifact(root, entryOf(root, 'empty.csv'), READ).bytes).toHaveLength(0);
    expect(Buffer.from(readArtifact(root, entryOf(root, 'nul.csv'), READ).bytes).toString()).toBe('\uFEFFa\0b');
  });

  test('calls a file growing that was modified within the quiet period', () => {
    const root = tempTree();
    put(join(root, 'a.csv'), 'x', READ.nowMs - 500);
    put(join(root, 'b.csv'), 'x', READ.nowMs - 5_000);
    put(join(root, 'from-another-clock.csv'), 'x', READ.nowMs + 3_600_000);
    const growing = list(root).entries.map((entry) => readArtifact(root, entry, READ).growing);
    expect(growing).toEqual([true, false, false]);
  });

  test('refuses a file over the limit without reading it', () => {
    const root = tempTree({ 'big.csv': '' });
    truncateSync(join(root, 'big.csv'), 5 * 1024 ** 3);
    expect(codeOf(() => readArtifact(root, entryOf(root, 'big.csv'), READ))).toBe('ARTIFACT_TOO_LARGE');
  });

  test('refuses a file that was replaced by a link after it was listed', () => {
    const root = tempTree({ 'a.csv': 'x' });
    const entry = entryOf(root, 'a.csv');
    renameSync(join(root, 'a.csv'), join(root, 'b.csv'));
    symlinkSync('/etc/passwd', join(root, 'a.csv'));
    expect(codeOf(() => readArtifact(root, entry, READ))).toBe('ARTIFACT_UNSAFE');
  });

  test('refuses a file whose directory was replaced by a link out of the root', () => {
    const root = tempTree({ 'sub/passwd': 'x', 'sub/a.csv': 'x' });
    const entry = { ...entryOf(root, 'sub/a.csv'), absolutePath: join(root, 'sub/passwd') };
    renameSync(join(root, 'sub'), join(root, 'moved'));
    symlinkSync('/etc', join(root, 'sub'));
    expect(codeOf(() => readArtifact(root, entry, READ))).toBe('ARTIFACT_UNSAFE');
  });

  test('reads below a root that is itself named through a link', () => {
    const root = tempTree({ 'real/a.csv': 'x' });
    symlinkSync(join(root, 'real'), join(root, 'named'));
    const named = join(root, 'named');
    expect(readArtifact(named, entryOf(named, 'a.csv'), READ).path).toBe('a.csv');
  });

  test('refuses a pipe, a directory and a socket without waiting for them', () => {
    const root = tempTree({ 'a.csv': 'x' });
    execFileSync('mkfifo', [join(root, 'pipe.csv')]);
    mkdirSync(join(root, 'dir.csv'));
    const entry = entryOf(root, 'a.csv');
    for (const name of ['pipe.csv', 'dir.csv']) {
      expect(codeOf(() => readArtifact(root, { ...entry, absolutePath: join(root, name) }, READ))).toBe('ARTIFACT_UNSAFE');
    }
  });

  test('says that a file has changed when it is gone', () => {
    const root = tempTree({ 'a.csv': 'x' });
    const entry = { ...entryOf(root, 'a.csv'), absolutePath: join(root, 'gone.csv') };
    expect(codeOf(() => readArtifact(root, entry, READ))).toBe('ARTIFACT_CHANGED');
  });

  test('reads what a file holds now, also when it has grown since it was listed', () => {
    const root = tempTree({ 'a.csv': 'x\n' });
    linkSync(join(root, 'a.csv'), join(root, 'same.csv'));
    const entry = entryOf(root, 'a.csv');
    appendFileSync(join(root, 'a.csv'), 'y\n');
    expect(Buffer.from(readArtifact(root, entry, { ...READ, nowMs: Date.now() }).bytes).toString()).toBe('x\ny\n');
  });

  describe('of a file that is too large to be held', () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row},"x\n${row}"\n`).join('');
    const csv = `a,b\n${rows}`;
    const LIMITS = { ...READ, textBytesMax: 100_000 };

    test('holds the first whole records, hashes all of it and counts its lines', () => {
      const root = tempTree({ 'a.csv': csv });
      const { bytes, cut, sha256 } = readArtifact(root, entryOf(root, 'a.csv'), LIMITS);
      const text = Buffer.from(bytes).toString();
      expect(csv.startsWith(text)).toBe(true);
      expect(text).toMatch(/"\n$/);
      expect(bytes.length).toBeGreaterThan(99_950);
      expect(sha256).toBe(hash('sha256', csv, 'hex'));
      const lineCount = text.split('\n').length - 1;
      expect(cut).toEqual({ bytesTotal: csv.length, lineCount, lineCountTotal: 40_001, limitedBy: 'textBytesMax' });
    });

    test('holds all of one that is just not too large, and of a document', () => {
      const root = tempTree({ 'a.csv': csv, 'b.json': csv });
      const limits = { ...READ, textBytesMax: csv.length };
      expect(readArtifact(root, entryOf(root, 'a.csv'), limits)).toMatchObject({ bytes: { length: csv.length } });
      expect(readArtifact(root, entryOf(root, 'a.csv'), limits).cut).toBeUndefined();
      expect(readArtifact(root, entryOf(root, 'b.json'), LIMITS).bytes).toHaveLength(csv.length);
      const code = codeOf(() => readArtifact(root, entryOf(root, 'b.json'), { ...LIMITS, documentBytesMax: 1_000 }));
      expect(code).toBe('ARTIFACT_TOO_LARGE');
    });

    test('holds no more records than it may, however short they are', () => {
      const root = tempTree({ 'a.csv': csv, 'b.json': csv });
      const limits = { ...READ, textLinesMax: 1_000 };
      const { bytes, cut } = readArtifact(root, entryOf(root, 'a.csv'), limits);
      expect(Buffer.from(bytes).toString().split('\n')).toHaveLength(1_000);
      expect(cut).toEqual({ bytesTotal: csv.length, lineCount: 999, lineCountTotal: 40_001, limitedBy: 'textLinesMax' });
      expect(readArtifact(root, entryOf(root, 'a.csv'), { ...limits, textLinesMax: 40_001 }).cut).toBeUndefined();
      expect(readArtifact(root, entryOf(root, 'b.json'), limits).cut).toBeUndefined();
    });

    test('holds the beginning of a first line that does not end', () => {
      const root = tempTree({ 'a.jsonl': 'x'.repeat(200_000) });
      const { bytes, cut } = readArtifact(root, entryOf(root, 'a.jsonl'), LIMITS);
      expect([bytes.length, cut]).toEqual([100_000, { bytesTotal: 200_000, lineCount: 0, lineCountTotal: 1, limitedBy: 'textBytesMax' }]);
    });
  });
});
