import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type TreeWatcher, watchTree } from '../../src/edges/files/watcher.ts';
import { eventually } from '../support/eventually.ts';
import { tempTree } from './temp-tree.ts';

let watcher: TreeWatcher | null = null;
const dirty = new Set<string>();
const errors: Error[] = [];

afterEach(async () => {
  await watcher?.close();
  watcher = null;
});

async function watchAll(root: string): Promise<void> {
  watcher = watchTree(
    root,
    { ignore: ['skip/**'] },
    {
      onDirty: (path) => dirty.add(relative(root, path) || '.'),
      onError: (error) => errors.push(error),
      onDegraded: (remedy) => errors.push(new Error(remedy)),
    },
  );
  await watcher.ready;
  await sleep(20);
  dirty.clear();
  errors.length = 0;
}

async function hears(act: () => void, path: string): Promise<void> {
  dirty.clear();
  act();
  await eventually(`an event for ${path}; heard ${[...dirty].join(' ')}`, () => dirty.has(path));
}

/** As `hears`, where the directory was made or moved a moment ago: what happens before it is watched again is left to the sweep. */
async function hearsSoon(act: () => void, path: string): Promise<void> {
  dirty.clear();
  let checks = 0;
  await eventually(`an event for ${path}`, () => {
    if (checks % 20 === 0) act();
    checks += 1;
    return dirty.has(path);
  });
}

describe('watchTree', () => {
  test('hears files created, appended to, renamed over and removed, in every directory', async () => {
    const root = tempTree({ 'run/deep/a.csv': 'x' });
    await watchAll(root);
    await hears(() => writeFileSync(join(root, 'top.csv'), 'x'), 'top.csv');
    await hears(() => writeFileSync(join(root, 'run/b.csv'), 'x'), 'run/b.csv');
    await hears(() => appendFileSync(join(root, 'run/deep/a.csv'), 'y'), 'run/deep/a.csv');
    await hears(() => renameSync(join(root, 'run/b.csv'), join(root, 'run/deep/a.csv')), 'run/deep/a.csv');
    await hears(() => rmSync(join(root, 'run/deep/a.csv')), 'run/deep/a.csv');
    expect(errors).toEqual([]);
  });

  test('hears files in directories that are created, moved in and renamed', async () => {
    const root = tempTree({ 'a.csv': 'x' });
    const outside = tempTree({ 'tree/sub/b.csv': 'x' });
    await watchAll(root);
    await hears(() => mkdirSync(join(root, 'new/deep'), { recursive: true }), 'new/deep');
    await hearsSoon(() => appendFileSync(join(root, 'new/deep/c.csv'), 'x'), 'new/deep/c.csv');
    await hears(() => renameSync(join(outside, 'tree'), join(root, 'moved')), 'moved/sub');
    await hearsSoon(() => appendFileSync(join(root, 'moved/sub/b.csv'), 'y'), 'moved/sub/b.csv');
    await hears(() => renameSync(join(root, 'moved'), join(root, 'renamed')), 'renamed/sub');
    await hearsSoon(() => appendFileSync(join(root, 'renamed/sub/b.csv'), 'z'), 'renamed/sub/b.csv');
  });

  test('still hears a directory that was removed and recreated at once', async () => {
    const root = tempTree({ 'run/deep/a.csv': 'x', 'other/a.csv': 'x' });
    await watchAll(root);
    for (const gapMs of [0, 20, 95, 120]) {
      rmSync(join(root, 'run'), { recursive: true });
      if (gapMs > 0) await sleep(gapMs);
      mkdirSync(join(root, 'run/deep'), { recursive: true });
      await sleep(400);
      await hears(() => writeFileSync(join(root, 'run/b.csv'), 'x'), 'run/b.csv');
      await hears(() => writeFileSync(join(root, 'run/deep/b.csv'), 'x'), 'run/deep/b.csv');
    }
  });

  test('hears a recreated root again after rearm', async () => {
    const parent = tempTree({ 'root/run/a.csv': 'x' });
    const root = join(parent, 'root');
    await watchAll(root);
    rmSync(root, { recursive: true });
    await sleep(300);
    mkdirSync(join(root, 'run'), { recursive: true });
    watcher!.rearm();
    await sleep(200);
    await hears(() => writeFileSync(join(root, 'run/b.csv'), 'x'), 'run/b.csv');
  });

  test('does not hear hidden and ignored names, temporary files and what lies behind a link', async () => {
    const elsewhere = tempTree({ 'a.csv': 'x' });
    const root = tempTree({ 'skip/a.csv': 'x', '.git/a': 'x', 'node_modules/p/a.json': 'x', 'run/a.csv': 'x' });
    symlinkSync(elsewhere, join(root, 'run/link'));
    await watchAll(root);
    for (const path of ['skip/b.csv', '.git/b', 'node_modules/p/b.json', '.benchscribe-x.tmp', 'run/.hidden.csv']) {
      writeFileSync(join(root, path), 'x');
    }
    writeFileSync(join(elsewhere, 'b.csv'), 'x');
    await sleep(300);
    expect([...dirty]).toEqual([]);
    await hears(() => writeFileSync(join(root, 'run/b.csv'), 'x'), 'run/b.csv');
  });

  test('says nothing after it was closed', async () => {
    const root = tempTree({ 'run/a.csv': 'x' });
    await watchAll(root);
    await watcher!.close();
    writeFileSync(join(root, 'run/b.csv'), 'x');
    await sleep(100);
    expect([...dirty]).toEqual([]);
  });
});
