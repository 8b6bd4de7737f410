import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ArtifactEntry, listArtifacts, listArtifactsGently, listingBelow } from '../../src/edges/files/artifact-listing.ts';
import { AppError } from '../../src/errors.ts';
import { put, reportFiles, tempTree } from './temp-tree.ts';

const LIMITS = { ignore: [], countMax: 1_000, depthMax: 16 };
const [MD, HTML, JSON_REPORT] = reportFiles('sha256:a', 'sha256:b').map((file) => file.content) as [string, string, string];

function list(root: string, options: Partial<Parameters<typeof listArtifacts>[1]> = {}) {
  return listArtifacts(root, { ...LIMITS, ...options });
}

function pathsOf(root: string, options: Partial<Parameters<typeof listArtifacts>[1]> = {}): string[] {
  return list(root, options).entries.map((entry) => entry.path);
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

describe('listArtifacts', () => {
  test('finds files of every kind by extension, sorted by path, and counts the others', () => {
    const names = ['a.csv', 'b.tsv', 'c.json', 'd.jsonl', 'e.ndjson', 'f.md', 'g.markdown', 'h.txt', 'i.log', 'j.out', 'k.yaml', 'l.yml'];
    const tree = Object.fromEntries([...names, 'deep/er/M.CSV', 'n.sql', 'p.png', 'q', 'r.html', 's.benchstat'].map((name) => [name, 'x']));
    const root = tempTree(tree);

    const listing = list(root);

    expect(listing.entries.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'a.csv csv',
      'b.tsv csv',
      'c.json json',
      'd.jsonl jsonl',
      'deep/er/M.CSV csv',
      'e.ndjson jsonl',
      'f.md markdown',
      'g.markdown markdown',
      'h.txt text',
      'i.log text',
      'j.out text',
      'k.yaml yaml',
      'l.yml yaml',
      'n.sql sql',
      'q text',
      's.benchstat text',
    ]);
    expect(listing.otherFileCount).toBe(2);
    expect(listing.problems).toEqual([]);
  });

  test('names a large file with an extension that nobody lists, and does not read it', () => {
    const root = tempTree({ 'a.weights': 'x' });
    truncateSync(join(root, 'a.weights'), 17 * 1024 * 1024);

    expect(list(root)).toMatchObject({ entries: [], problems: [{ path: 'a.weights', message: expect.stringMatching(/not read/) }] });
  });

  test('gives nothing for an empty directory', () => {
    expect(list(tempTree())).toEqual({ entries: [], otherFileCount: 0, otherFileCounts: new Map(), problems: [] });
  });

  test('leaves out hidden names, node_modules, temporary files and what is ignored', () => {
    const root = tempTree({
      'a.csv': 'x',
      '.hidden.csv': 'x',
      '.git/b.json': 'x',
      'node_modules/p/package.json': '{}',
      '.benchscribe-01234567-12-0123456789abcdef.tmp': 'x',
      'old/c.csv': 'x',
    });
    expect(pathsOf(root)).toEqual(['a.csv', 'old/c.csv']);
    expect(pathsOf(root, { ignore: ['old/**'] })).toEqual(['a.csv']);
  });

  test('matches ignore patterns below the root when a subdirectory is listed', () => {
    const root = tempTree({ 'run/tmp/a.csv': 'x', 'run/b.csv': 'x' });
    expect(pathsOf(join(root, 'run'), { ignore: ['run/tmp/**'], base: 'run' })).toEqual(['b.csv']);
  });

  test('leaves out our own reports by what they say, also when they are renamed', () => {
    const root = tempTree({
      'benchscribe-report.md': MD,
      'benchscribe-report.html': HTML,
      'benchscribe-report.json': JSON_REPORT,
      'copy/kept-for-later.md': MD,
      'copy/kept.json': JSON_REPORT,
      'a.csv': 'x',
    });
    const listing = list(root);
    expect(listing.entries.map((entry) => entry.path)).toEqual(['a.csv']);
    expect(listing.otherFileCount).toBe(0);
  });

  test('recognises a JSON report whose keys were sorted by another program', () => {
    const report = { facts: Array.from({ length: 5_000 }, (_, id) => ({ id })), ...JSON.parse(JSON_REPORT) };
    const sorted = Object.fromEntries(Object.entries(report).sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(pathsOf(tempTree({ 'sorted.json': JSON.stringify(sorted) }))).toEqual([]);
  });

  test('takes a foreign file of the name of our report for an artifact', () => {
    const root = tempTree({
      'benchscribe-report.md': '# mine\n',
      'benchscribe-report.json': '{"note":"see benchscribe.report/1"}',
      'benchscribe-report.html': '<p>mine</p>',
      'quotes.md': 'A report starts with\n---\ngenerator: benchscribe\nschema: benchscribe.report/1\n---\n',
      'nested.json': JSON.stringify({ copy: JSON.parse(JSON_REPORT) }),
    });
    const listing = list(root);
    expect(listing.entries.map((entry) => entry.path)).toEqual([
      'benchscribe-report.json',
      'benchscribe-report.md',
      'nested.json',
      'quotes.md',
    ]);
    expect(listing.otherFileCount).toBe(1);
    expect(listing.problems.map(({ path }) => path)).toEqual([
      'benchscribe-report.html',
      'benchscribe-report.json',
      'benchscribe-report.md',
    ]);
  });

  test('names whatever else stands in the place of a report once, and takes an empty file there for nothing', () => {
    const root = tempTree({ 'benchscribe-report.md/inner.csv': 'a', 'sub/benchscribe-report.json': '' });
    symlinkSync('/etc/hostname', join(root, 'benchscribe-report.html'));
    const listing = list(root);
    expect(listing.problems.map(({ path, message }) => [path, message.slice(0, 24)])).toEqual([
      ['benchscribe-report.html', 'has the name of a report'],
      ['benchscribe-report.md', 'has the name of a report'],
    ]);
    expect(listing.entries.map(({ path }) => path)).toEqual(['benchscribe-report.md/inner.csv']);
  });

  test('takes front matter that cannot be read for foreign', () => {
    const bomb = `---\nschema: benchscribe.report/1\na: &a [x, x]\nb: &b [*a, *a]\ngenerator: [*b, *b]\n---\n`;
    expect(pathsOf(tempTree({ 'bomb.md': bomb, 'bad.md': '---\nschema: benchscribe.report/1\n: [\n---\n' }))).toEqual([
      'bad.md',
      'bomb.md',
    ]);
  });

  test('knows Markdown that begins as ours, also where a hand has broken what follows', () => {
    const start = `---\ngenerator: benchscribe 0.1.0\nschema: benchscribe.report/1\ndigest: sha256:${'0'.repeat(64)}\n`;
    const root = tempTree({
      'whole.md': `${start}---\n`,
      'broken.md': `${start}title: [\n---\n`,
      'other.md': `${start.replace('/1', '/1x')}---\n`,
    });
    expect(pathsOf(root)).toEqual(['other.md']);
  });

  test('opens a file again only when it has changed', () => {
    const root = tempTree({ 'note.md': MD });
    const ownReports = new Map<string, boolean>();
    expect(pathsOf(root, { ownReports })).toEqual([]);
    expect([...ownReports.values()]).toEqual([true]);
    for (const identity of ownReports.keys()) ownReports.set(identity, false);
    expect(pathsOf(root, { ownReports })).toEqual(['note.md']);
  });

  test('takes a directory named like a file for a directory', () => {
    const root = tempTree({ 'x.csv/y.csv': '1' });
    expect(pathsOf(root)).toEqual(['x.csv/y.csv']);
  });

  test('names links, pipes and sockets as problems and does not follow or open them', async () => {
    const root = tempTree({ 'a.csv': 'x' });
    symlinkSync('/etc/passwd', join(root, 'passwd.csv'));
    symlinkSync(root, join(root, 'loop'));
    execFileSync('mkfifo', [join(root, 'pipe.csv')]);
    const server = createServer().listen(join(root, 'socket.csv'));
    await new Promise((resolve) => server.once('listening', resolve));

    const listing = list(root);
    await new Promise((resolve) => server.close(resolve));

    expect(listing.entries.map((entry) => entry.path)).toEqual(['a.csv']);
    expect(listing.problems.map(({ path, message }) => `${path}: ${message.split(':')[0]}`)).toEqual([
      'loop: is a symbolic link',
      'passwd.csv: is a symbolic link',
      'pipe.csv: is a named pipe',
      'socket.csv: is a socket',
    ]);
  });

  test('names a file whose name is not UTF-8', () => {
    const root = tempTree();
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.csv')]), 'x');
    expect(list(root).problems).toEqual([
      { path: 'caf\uFFFD.csv', message: 'its name is not valid UTF-8, so it cannot be opened: rename it' },
    ]);
  });

  test('names directories deeper than the limit', () => {
    const root = tempTree({ 'a/b/c/d.csv': 'x', 'a/e.csv': 'x' });
    const listing = list(root, { depthMax: 2 });
    expect(listing.entries.map((entry) => entry.path)).toEqual(['a/e.csv']);
    expect(listing.problems).toEqual([{ path: 'a/b/c', message: 'lies more than 2 levels deep: not read (limits.depthMax)' }]);
  });

  test('refuses a directory with more artifacts than the limit and one that is not there', () => {
    const root = tempTree({ 'a.csv': 'x', 'b.csv': 'x' });
    expect(codeOf(() => list(root, { countMax: 1 }))).toBe('ARTIFACTS_TOO_MANY');
    expect(codeOf(() => list(join(root, 'absent')))).toBe('ROOT_UNREADABLE');
  });

  test('lists the same gently, and the same for a subdirectory as its part of the whole', async () => {
    const root = tempTree({ 'a.csv': '', 'a/x.csv': '', 'a/b/y.json': '[]', 'a-b/z.csv': '', 'ab/z.csv': '', 'b/plot.png': '' });
    symlinkSync('/etc/passwd', join(root, 'a/link.csv'));
    const whole = list(root);
    expect(await listArtifactsGently(root, LIMITS, () => {})).toEqual(whole);
    expect(listingBelow(whole, '.')).toBe(whole);
    for (const directory of ['a', 'a/b', 'a-b', 'ab', 'c']) {
      const nothing = { entries: [], otherFileCount: 0, otherFileCounts: new Map(), problems: [] };
      expect(listingBelow(whole, directory)).toEqual(directory === 'c' ? nothing : list(join(root, directory)));
    }
  });

  test('gives a file that is rewritten with the same size and modification time another identity', () => {
    const root = tempTree();
    put(join(root, 'a.csv'), '1', 1_700_000_000_000);
    const before = entryOf(root, 'a.csv');
    put(join(root, 'a.csv'), '2', 1_700_000_000_000);
    const after = entryOf(root, 'a.csv');
    expect([after.bytes, after.modifiedAtMs]).toEqual([before.bytes, before.modifiedAtMs]);
    expect(after.identity).not.toBe(before.identity);
  });
});
