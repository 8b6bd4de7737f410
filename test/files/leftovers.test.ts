import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Report } from '../../src/contracts/report.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { removeLeftovers } from '../../src/edges/files/leftovers.ts';
import { reportDirectories } from '../../src/edges/files/report-directories.ts';
import { commitStaged, stageReport } from '../../src/edges/files/report-publisher.ts';
import { isUnaltered, sealed } from '../../src/edges/files/report-seal.ts';
import { sampleReport } from '../render/sample-report.ts';
import { documentOf, htmlOf } from '../support/document-of.ts';
import { put, reportFiles, tempTree } from './temp-tree.ts';

const NAMES = ['md', 'html', 'json'].map((format) => `benchscribe-report.${format}`);

/** A tree with an artifact in `run` and `old`, and a report of each made for this root. */
function reportedTree(root = 'bench'): string {
  const tree = tempTree({ 'run/a.csv': '1', 'old/b.csv': '2' });
  for (const directory of ['run', 'old']) publish(join(tree, directory), root, directory);
  return tree;
}

function publish(directory: string, root: string, relative: string): void {
  commitStaged(stageReport(directory, reportFiles('sha256:1', 'sha256:r', 'note', { root, directory: relative })));
}

function clear(tree: string, globs = ['.', '*']) {
  const options = { ignore: ['ignored/**'], depthMax: 8 };
  return removeLeftovers({ id: 'bench', path: tree }, reportDirectories(tree, globs, options.ignore), options);
}

describe('removeLeftovers', () => {
  test('leaves the reports where they belong', () => {
    expect(clear(reportedTree())).toEqual({ removed: [], temps: [], kept: [] });
  });

  test('removes what came with a directory that was moved below another, and no artifact', () => {
    const tree = reportedTree();
    renameSync(join(tree, 'old'), join(tree, 'run/old'));
    expect([...clear(tree).removed].sort()).toEqual(NAMES.map((name) => `run/old/${name}`).sort());
    expect(readFileSync(join(tree, 'run/old/b.csv'), 'utf8')).toBe('2');
    expect(clear(tree)).toEqual({ removed: [], temps: [], kept: [] });
    for (const name of NAMES) expect(existsSync(join(tree, 'run', name))).toBe(true);
  });

  test('removes what killed processes left unfinished, also in a directory that was moved below another', () => {
    const tree = reportedTree();
    const name = '.benchscribe-00000000-1-0123456789abcdef.tmp';
    put(join(tree, 'old', name), 'x', Date.now() - 7_200_000);
    put(join(tree, 'run/.benchscribe-00000000-1-fedcba9876543210.tmp'), 'of another host, and young', Date.now());
    renameSync(join(tree, 'old'), join(tree, 'run/old'));
    expect(clear(tree).temps).toEqual([`run/old/${name}`]);
    expect(clear(tree).temps).toEqual([]);
  });

  test('removes the reports of directories that get none any more', () => {
    const tree = reportedTree();
    expect([...clear(tree, ['run']).removed].sort()).toEqual(NAMES.map((name) => `old/${name}`).sort());
  });

  test.each(NAMES)('keeps a %s that was altered, and names it', (name) => {
    const tree = reportedTree();
    const path = join(tree, 'old', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('note', 'my own note'));
    const { removed, kept } = clear(tree, ['run']);
    expect(removed).toHaveLength(2);
    expect(kept).toEqual([{ path: `old/${name}`, reason: 'it was altered since it was written' }]);
    expect(readFileSync(path, 'utf8')).toContain('my own note');
  });

  test('does not touch the reports of another root, foreign files, copies under other names, and what is ignored', () => {
    const tree = reportedTree('another');
    publish(join(tree, 'run'), 'bench', 'run');
    writeFileSync(join(tree, 'old/benchscribe-report.md'), '# mine');
    renameSync(join(tree, 'run/benchscribe-report.md'), join(tree, 'run/kept-for-the-record.md'));
    expect(clear(tree, ['.'])).toEqual({
      removed: ['run/benchscribe-report.html', 'run/benchscribe-report.json'],
      temps: [],
      kept: [],
    });
    expect(readFileSync(join(tree, 'old/benchscribe-report.md'), 'utf8')).toBe('# mine');
  });

  test('names what it may not remove', () => {
    const tree = reportedTree();
    chmodSync(join(tree, 'old'), 0o500);
    const { removed, kept } = clear(tree, ['run']);
    chmodSync(join(tree, 'old'), 0o700);
    const isRoot = process.getuid?.() === 0;
    expect([removed.length, kept.map(({ reason }) => reason)]).toEqual(
      isRoot ? [3, []] : [0, Array.from({ length: 3 }, () => 'it cannot be removed (EACCES)')],
    );
  });
});

describe('the digest of a report', () => {
  const files = reportFiles('sha256:1', 'sha256:r').map(({ name, content }) => [name, content] as const);

  test.each(files)('of %s tells any change of a byte', (name, content) => {
    const text = String(sealed(name, content));
    expect(isUnaltered(name, text)).toBe(true);
    expect(isUnaltered(name, content)).toBe(false);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('x', '0', ' ', ''), (at, other) => {
        const altered = text.slice(0, at) + other + text.slice(at + 1);
        return altered === text || !isUnaltered(name, altered);
      }),
    );
    expect(isUnaltered(name, `${text}\n`)).toBe(false);
  });

  test('finds its place in what is really rendered, and the root too', async () => {
    const document = documentOf(sampleReport);
    const rendered = [renderMarkdown(document), htmlOf(document), renderJson(sampleReport)];
    const tree = tempTree({ 'deep/down/x.csv': '1' });
    commitStaged(
      stageReport(
        join(tree, 'deep/down'),
        NAMES.map((name, index) => ({ name, content: rendered[index]! })),
      ),
    );
    const found = removeLeftovers({ id: sampleReport.root, path: tree }, ['.', 'deep'], { ignore: [], depthMax: 8 });
    expect([...found.removed].sort()).toEqual(NAMES.map((name) => `deep/down/${name}`).sort());
  });

  test('is a part of the report that its schema knows', () => {
    expect(Report.parse(JSON.parse(String(sealed('r.json', renderJson(sampleReport))))).digest).toMatch(/^sha256:/);
  });
});
