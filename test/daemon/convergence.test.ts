import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { tempTree } from '../files/temp-tree.ts';
import { eventually } from '../support/eventually.ts';
import { fakeDaemon, noteOf, writtenAt } from './fake-daemon.ts';

const SWEEP_MS = 200;

describe.each([{ events: true }, { events: false }])('a daemon with $events events', ({ events }) => {
  // With events the sweep is so rare that it cannot be what found the change.
  const watch = { events, sweepMs: events ? 60_000 : SWEEP_MS };

  test('reports on the root and its first-level directories at the start', async () => {
    const root = tempTree({ 'a.csv': '1', 'run/b.csv': '2', 'empty/plot.png': 'x' });
    const { lines } = await fakeDaemon(root, { watch });
    await eventually('both reports', () => noteOf(root) !== '' && noteOf(root, 'run') !== '');
    expect([noteOf(root), noteOf(root, 'run'), noteOf(root, 'empty')]).toEqual(['a.csv=1 run/b.csv=2', 'b.csv=2', '']);
    expect(lines.filter((line) => line['event'] === 'report.published')).toHaveLength(2);
  });

  test('reports on a new file, in the directory and in the root, and in a new directory', async () => {
    const root = tempTree({ 'run/b.csv': '2' });
    await fakeDaemon(root, { watch });
    await eventually('the first report', () => noteOf(root, 'run') === 'b.csv=2');
    writeFileSync(join(root, 'run/c.csv'), '3');
    await eventually('the new file', () => noteOf(root, 'run') === 'b.csv=2 c.csv=3' && noteOf(root) === 'run/b.csv=2 run/c.csv=3');
    mkdirSync(join(root, 'next/deep'), { recursive: true });
    writeFileSync(join(root, 'next/deep/d.csv'), '4');
    await eventually('the new directory', () => noteOf(root, 'next') === 'deep/d.csv=4' && noteOf(root).includes('next/deep/d.csv=4'));
  });

  test('writes nothing while nothing changes', async () => {
    const root = tempTree({ 'a.csv': '1', 'run/b.csv': '2' });
    const { refreshed } = await fakeDaemon(root, { watch });
    await eventually('both reports', () => noteOf(root) !== '' && noteOf(root, 'run') !== '');
    await sleep(SWEEP_MS);
    const before = [writtenAt(root), writtenAt(root, 'run'), [...refreshed]];
    await sleep(3 * SWEEP_MS);
    expect([writtenAt(root), writtenAt(root, 'run'), refreshed]).toEqual(before);
  });

  test('makes one report for one change', async () => {
    const root = tempTree({ 'a.csv': '1' });
    const { refreshed } = await fakeDaemon(root, { watch });
    await eventually('the report', () => noteOf(root) === 'a.csv=1');
    writeFileSync(join(root, 'a.csv'), '2');
    await eventually('the new report', () => noteOf(root) === 'a.csv=2');
    await sleep(3 * SWEEP_MS);
    expect(refreshed).toEqual(['.', '.']);
  });

  test('restores a report that is deleted', async () => {
    const root = tempTree({ 'a.csv': '1' });
    await fakeDaemon(root, { watch });
    await eventually('the report', () => noteOf(root) !== '');
    rmSync(join(root, 'benchscribe-report.md'));
    await eventually('the report again', () => noteOf(root) === 'a.csv=1');
  });

  test('makes no report of half a file that is written in ten slow chunks', async () => {
    const root = tempTree({ 'run/a.csv': '1' });
    await fakeDaemon(root, { watch });
    await eventually('the first report', () => noteOf(root, 'run') === 'a.csv=1');
    const seen = new Set<string>();
    for (let chunk = 0; chunk < 10; chunk += 1) {
      appendFileSync(join(root, 'run/slow.csv'), `${chunk}`);
      await sleep(50);
      seen.add(noteOf(root, 'run'));
    }
    await eventually('the whole file', () => noteOf(root, 'run') === 'a.csv=1 slow.csv=0123456789');
    expect([...seen]).toEqual(['a.csv=1']);
  });

  test('reports on a directory that is removed and recreated at once, and on what is written there later', async () => {
    const root = tempTree({ 'run/a.csv': '1' });
    await fakeDaemon(root, { watch });
    await eventually('the first report', () => noteOf(root, 'run') === 'a.csv=1');
    rmSync(join(root, 'run'), { recursive: true });
    mkdirSync(join(root, 'run'));
    writeFileSync(join(root, 'run/b.csv'), '2');
    await eventually('the second report', () => noteOf(root, 'run') === 'b.csv=2');
    writeFileSync(join(root, 'run/c.csv'), '3');
    await eventually('the third report', () => noteOf(root, 'run') === 'b.csv=2 c.csv=3');
  });

  test('reports on a file that never falls quiet after the cap, and once more when it has', async () => {
    const root = tempTree({ 'run/a.csv': '1' });
    const { refreshed } = await fakeDaemon(root, { watch: { ...watch, quietMsMax: 400 } });
    await eventually('the first report', () => noteOf(root, 'run') === 'a.csv=1');
    const seen = new Set<string>();
    for (let chunk = 0; chunk < 18; chunk += 1) {
      appendFileSync(join(root, 'run/log.csv'), '.');
      await sleep(60);
      seen.add(noteOf(root, 'run'));
    }
    expect([...seen].some((note) => /^a\.csv=1 log\.csv \(growing\)=\.+$/.test(note))).toBe(true);
    expect(seen.size).toBeLessThanOrEqual(4);
    await eventually('the file at rest', () => noteOf(root, 'run') === `a.csv=1 log.csv=${'.'.repeat(18)}`);
    expect(refreshed.filter((directory) => directory === 'run').length).toBeLessThanOrEqual(5);
  });
});
