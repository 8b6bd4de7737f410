import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reportDirectories } from '../../src/edges/files/report-directories.ts';
import { tempTree } from './temp-tree.ts';

const IGNORE = ['**/node_modules/**', '**/.*/**', '**/.*'];

function tree(): string {
  return tempTree({ 'a/x.csv': '', 'a/deep/x.csv': '', 'b/x.csv': '', '.git/x': '', 'node_modules/p/x.json': '', 'top.csv': '' });
}

test('gives the root and its first-level directories by default', () => {
  const root = tree();
  symlinkSync(join(root, 'a'), join(root, 'latest'));
  expect(reportDirectories(root, ['.', '*'], IGNORE)).toEqual(['.', 'a', 'b']);
});

test('follows globs further down, each directory once, and leaves out what is ignored', () => {
  const root = tree();
  expect(reportDirectories(root, ['**'], IGNORE)).toEqual(['a', 'a/deep', 'b']);
  expect(reportDirectories(root, ['*/deep', './a/', 'a/*'], IGNORE)).toEqual(['a', 'a/deep']);
  expect(reportDirectories(root, ['.', '**'], ['a/**'])).toEqual(['.', 'b']);
});

test('gives nothing where nothing matches', () => {
  expect(reportDirectories(tree(), ['absent/*'], IGNORE)).toEqual([]);
});

test('fails for a root that is not there', () => {
  expect(() => reportDirectories(join(tree(), 'absent'), ['.'], [])).toThrow('cannot be read');
});
