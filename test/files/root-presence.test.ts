import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rootPresence } from '../../src/edges/files/root-presence.ts';
import { tempTree } from './temp-tree.ts';

function statesOf(paths: readonly string[], holdsReport = false): string[] {
  const presence = rootPresence(() => holdsReport);
  return paths.map((path) => presence.look({ id: 'bench', path }).state);
}

test('takes a directory with anything in it that is not hidden for the root', () => {
  const root = tempTree({ 'run/a.csv': '1' });
  expect(statesOf([root])).toEqual(['present']);
  expect(rootPresence(() => false).look({ id: 'bench', path: root }).reason).toBe('');
});

test('takes nothing, a file, an unreadable and an empty directory for a root that is away', () => {
  const tree = tempTree({ file: 'x', 'hidden/.Trash/x': 'x', 'locked/x': 'x' });
  mkdirSync(join(tree, 'empty'));
  chmodSync(join(tree, 'locked'), 0o000);
  const locked = process.getuid?.() === 0 ? 'present' : 'absent';
  const states = ['gone', 'file', 'empty', 'hidden', 'locked'].map((name) => statesOf([join(tree, name)])[0]);
  chmodSync(join(tree, 'locked'), 0o700);
  expect(states).toEqual(['absent', 'absent', 'empty', 'empty', locked]);
});

test('takes another file system without a report of ours for another disk, until the first one is back', () => {
  const root = tempTree({ 'a.csv': '1' });
  const other = '/proc/self/fdinfo';
  expect(statesOf([root, other, root])).toEqual(['present', 'replaced', 'present']);
  expect(statesOf([root, other, root], true)).toEqual(['present', 'present', 'present']);
  // What was seen empty or absent before the disk was mounted is no disk.
  rmSync(join(root, 'a.csv'));
  expect(statesOf([root, other])).toEqual(['empty', 'present']);
});
