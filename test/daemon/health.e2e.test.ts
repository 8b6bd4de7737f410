import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { childrenOf, lookAtProcess } from '../../src/edges/host/processes.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { type DaemonProcess, startDaemonProcess } from '../support/daemon-process.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFiles } from './fault-steps.ts';
import { ownReportsBelow } from './fresh-reports.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const SETTINGS = { 'watch.quietMs': 200, 'watch.sweepMs': 500 };
const ROWS = 'model,tokens_s\ninvented:2b,10.5\ninvented:2b,11.5\n';

let daemon: DaemonProcess | null = null;
afterEach(async () => {
  daemon?.child.kill('SIGCONT');
  await daemon?.end('SIGKILL');
});

/** Starts a daemon over a tree with one result, and waits for its reports. */
async function watched(): Promise<{ root: string; daemon: DaemonProcess; ill: () => boolean }> {
  const tree = tempTree({ 'bench/run/a.csv': ROWS });
  const root = join(tree, 'bench');
  const env = { RUNTIME_DIRECTORY: join(tree, 'runtime') };
  daemon = startDaemonProcess(root, SETTINGS, env);
  await eventually('the reports', () => ownReportsBelow(root).length === 6, 30_000);
  const ill = () => spawnSync(process.execPath, [MAIN, 'doctor', '--quick', root], { env: { ...process.env, ...env } }).status !== 0;
  return { root, daemon, ill };
}

describe('the health check', () => {
  test('fails while the main process is stopped, and passes before and after', async () => {
    const { daemon: running, ill } = await watched();
    expect(ill()).toBe(false);
    running.child.kill('SIGSTOP');
    await eventually('it fails', ill, 30_000);
    running.child.kill('SIGCONT');
    await eventually('it passes', () => !ill(), 30_000);
  });

  test('fails while a process that makes reports is stopped, though the main process goes on', async () => {
    const { daemon: running, ill } = await watched();
    const [child] = childrenOf(running.child.pid!);
    process.kill(child!, 'SIGSTOP');
    await eventually('it fails', ill, 30_000);
    process.kill(child!, 'SIGCONT');
    await eventually('it passes', () => !ill(), 30_000);
  });

  test('passes when the daemon has ended, in order or not', async () => {
    const { daemon: running, ill } = await watched();
    await running.end('SIGKILL');
    expect(ill()).toBe(false);
  });
});

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends everything within two seconds while a large file is read', async (signal) => {
    const { root, daemon: running } = await watched();
    const line = (row: number) => `m${row % 4}:8b,${1 << (row % 3)},0.${String((row % 9_973) + 1).padStart(4, '0')},${50 + (row % 100)}.5`;
    const rows = Array.from({ length: 200_000 }, (_, row) => line(row));
    writeFileSync(join(root, '.new'), `model,batch_size,ttft_s,tokens_s\n${rows.join('\n')}\n`);
    mkdirSync(join(root, 'large'));
    renameSync(join(root, '.new'), join(root, 'large/a.csv'));
    await eventually('a job', () => childrenOf(running.child.pid!).some((child) => lookAtProcess(child)?.state === 'R'), 30_000);
    const children = childrenOf(running.child.pid!);
    const startedAtMs = performance.now();
    expect(await running.end(signal)).toBe(0);
    expect(performance.now() - startedAtMs).toBeLessThan(2_500);
    await eventually('its processes are gone', () => children.every((child) => (lookAtProcess(child)?.state ?? 'Z') === 'Z'), 2_000);
    expect(temporaryFiles(root)).toEqual([]);
  });
});

describe('a daemon', () => {
  test('starts without its root, takes it up when it appears, and goes on while it is away', async () => {
    const tree = tempTree();
    const root = join(tree, 'bench');
    daemon = startDaemonProcess(root, SETTINGS);
    await eventually('a line', () => daemon!.log.some(({ event }) => event === 'root.unavailable'), 30_000);
    put(join(tree, 'disk/run/a.csv'), ROWS);
    renameSync(join(tree, 'disk'), root);
    await eventually('the reports', () => ownReportsBelow(root).length === 6, 30_000);
    renameSync(root, join(tree, 'disk'));
    await eventually('another line', () => daemon!.log.filter(({ event }) => event === 'root.unavailable').length === 2, 30_000);
    rmSync(join(tree, 'disk/run/benchscribe-report.html'));
    renameSync(join(tree, 'disk'), root);
    await eventually('all reports again', () => ownReportsBelow(root).length === 6, 30_000);
    expect(daemon.child.exitCode).toBeNull();
  });
});
