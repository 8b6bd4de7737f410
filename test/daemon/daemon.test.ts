import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { embeddedQueue } from '../../src/edges/queue/embedded-queue.ts';
import { AppError } from '../../src/errors.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { eventually } from '../support/eventually.ts';
import { fakeDaemon, noteOf } from './fake-daemon.ts';

const SWEEP_MS = 200;

describe('a daemon', () => {
  test('leaves the reports of unchanged directories alone when it is started again', async () => {
    const root = tempTree({ 'a.csv': '1', 'run/b.csv': '2' });
    const first = await fakeDaemon(root);
    await eventually('both reports', () => noteOf(root) !== '' && noteOf(root, 'run') !== '');
    await first.daemon.stop('restart');
    put(join(root, 'run/b.csv'), '3');
    const second = await fakeDaemon(root);
    await eventually('the changed ones', () => noteOf(root, 'run') === 'b.csv=3' && noteOf(root).includes('b.csv=3'));
    expect(second.refreshed.sort()).toEqual(['.', 'run']);
    await second.daemon.stop('restart');
    const third = await fakeDaemon(root);
    await sleep(2 * SWEEP_MS);
    expect(third.refreshed).toEqual([]);
  });

  test('makes every report again under other rules', async () => {
    const root = tempTree({ 'a.csv': '1' });
    const first = await fakeDaemon(root);
    await eventually('the report', () => noteOf(root) !== '');
    await first.daemon.stop('upgrade');
    const { lines } = await fakeDaemon(root, { deps: { ruleFingerprint: 'sha256:newer' } });
    // The fake pipeline knows only the old rules, so the report is disputed, said once, and not made over and over.
    await eventually('a dispute', () => lines.some((line) => line['event'] === 'report.disputed'));
    await sleep(2 * SWEEP_MS);
    expect(lines.filter((line) => line['event'] === 'report.disputed').length).toBeLessThanOrEqual(2);
  });

  test('tries a failing directory again only when its inputs change, and serves the others', async () => {
    const root = tempTree({ 'bad/a.csv': 'poison', 'good/a.csv': '1' });
    const { refreshed, lines } = await fakeDaemon(root, {
      onRefresh: (job, inputs) => {
        if (inputs.contents.some(({ bytes }) => Buffer.from(bytes).toString() === 'poison') && job.directory === 'bad') {
          throw new AppError('ARTIFACTS_TOO_MANY', 'bad');
        }
      },
    });
    await eventually('the good report', () => noteOf(root, 'good') === 'a.csv=1');
    await sleep(4 * SWEEP_MS);
    expect(refreshed.filter((directory) => directory === 'bad')).toHaveLength(1);
    expect(lines.filter((line) => line['event'] === 'job.failed')).toHaveLength(1);
    writeFileSync(join(root, 'bad/a.csv'), 'antidote');
    await eventually('the report of the cured directory', () => noteOf(root, 'bad') === 'a.csv=antidote');
  });

  test('tries again by itself what failed for a reason that may pass', async () => {
    const root = tempTree({ 'a.csv': '1' });
    let failures = 0;
    await fakeDaemon(root, {
      onRefresh: () => {
        failures += 1;
        if (failures <= 3) throw new AppError('REPORT_UNWRITABLE', 'disk full');
      },
    });
    await eventually('the report', () => noteOf(root) === 'a.csv=1');
  });

  test('reports on a change that arrives while the directory is refreshed', async () => {
    const root = tempTree({ 'a.csv': '1' });
    let changes = 0;
    await fakeDaemon(root, {
      onRefresh: async () => {
        if (changes > 0) return;
        changes += 1;
        put(join(root, 'a.csv'), '2');
        await sleep(300);
      },
    });
    await eventually('the later change', () => noteOf(root) === 'a.csv=2');
  });

  test('publishes nothing about inputs that another process has overtaken', async () => {
    const root = tempTree({ 'a.csv': '1' });
    const published = new Set<string>();
    let isFirst = true;
    const { lines } = await fakeDaemon(root, {
      watch: { sweepMs: 60_000, events: false },
      onRefresh: () => {
        if (!isFirst) return;
        isFirst = false;
        put(join(root, 'a.csv'), '2');
      },
    });
    await eventually('the newer report', () => {
      published.add(noteOf(root));
      return noteOf(root) === 'a.csv=2';
    });
    expect([...published].sort()).toEqual(['', 'a.csv=2']);
    expect(lines.filter((line) => line['event'] === 'report.superseded')).toHaveLength(1);
    expect(lines.filter((line) => line['level'] === 'warn')).toEqual([]);
  });

  test('keeps reports and says so while a root is away, and goes on when it is back', async () => {
    const parent = tempTree({ 'root/run/a.csv': '1' });
    const root = join(parent, 'root');
    const { lines } = await fakeDaemon(root);
    await eventually('the report', () => noteOf(root, 'run') === 'a.csv=1');
    rmSync(root, { recursive: true });
    await eventually('a line', () => lines.some((line) => line['event'] === 'root.unavailable'));
    await sleep(2 * SWEEP_MS);
    put(join(root, 'run/b.csv'), '2');
    await eventually('a report again', () => noteOf(root, 'run') === 'b.csv=2');
    expect(lines.filter((line) => line['event'] === 'root.unavailable')).toHaveLength(1);
    expect(lines.filter((line) => line['event'] === 'root.available')).toHaveLength(1);
  });

  test('serves the roots that are there, and one that appears later as soon as it does', async () => {
    const parent = tempTree({ 'here/run/a.csv': '1' });
    const roots = ['here', 'late', 'later'].map((id) => ({ id, path: join(parent, id) }));
    mkdirSync(join(parent, 'later'));
    const { lines, daemon } = await fakeDaemon(parent, { roots });
    await eventually('the report', () => noteOf(parent, 'here/run') === 'a.csv=1');
    const told = lines
      .filter((line) => line['event'] === 'root.unavailable')
      .map(({ root, err }) => [root, (err as { code: string }).code]);
    expect(told.sort()).toEqual([
      ['late', 'ROOT_UNREADABLE'],
      ['later', 'ROOT_AWAY'],
    ]);
    put(join(parent, 'late/run/b.csv'), '2');
    put(join(parent, 'later/run/c.csv'), '3');
    await eventually('a report', () => noteOf(parent, 'late/run') === 'b.csv=2' && noteOf(parent, 'later/run') === 'c.csv=3');
    await daemon.stop('seen');
  });

  test('writes nothing into the empty place of a root, also while its report is being made', async () => {
    const parent = tempTree({ 'root/run/a.csv': '1' });
    const root = join(parent, 'root');
    let isTaken = false;
    const { lines } = await fakeDaemon(root, {
      onRefresh: (job) => {
        if (isTaken || job.directory !== '.') return;
        isTaken = true;
        renameSync(root, join(parent, 'disk'));
        mkdirSync(root);
      },
    });
    await eventually('a line', () => lines.some((line) => line['event'] === 'root.unavailable'));
    await sleep(3 * SWEEP_MS);
    expect(readdirSync(root)).toEqual([]);
    rmSync(root, { recursive: true });
    renameSync(join(parent, 'disk'), root);
    await eventually('the reports', () => noteOf(root) === 'run/a.csv=1' && noteOf(root, 'run') === 'a.csv=1');
    expect(lines.filter((line) => line['event'] === 'root.available')).toHaveLength(1);
  });

  test('stops while a refresh hangs, and only once', async () => {
    const root = tempTree({ 'a.csv': '1' });
    const queue = embeddedQueue({ attempts: 1, backoffMs: 0, jobTimeoutMs: 60_000 });
    const deadlines: number[] = [];
    const close = (deadlineMs: number) => {
      deadlines.push(deadlineMs);
      return queue.close(50);
    };
    let isHanging = false;
    const { daemon, lines } = await fakeDaemon(root, {
      deps: { queue: { ...queue, close } },
      onRefresh: () => {
        isHanging = true;
        return new Promise(() => {});
      },
    });
    await eventually('the job', () => isHanging);
    await Promise.all([daemon.stop('first'), daemon.stop('second')]);
    expect(deadlines).toEqual([700]);
    expect(lines.at(-1)).toMatchObject({ event: 'daemon.stopped', reason: 'first' });
  });

  test('removes the temporary files of a killed predecessor', async () => {
    const root = tempTree({ 'run/a.csv': '1' });
    put(join(root, 'run/.benchscribe-00000000-1-0123456789abcdef.tmp'), 'x', Date.now() - 7_200_000);
    const { lines } = await fakeDaemon(root);
    const name = '.benchscribe-00000000-1-0123456789abcdef.tmp';
    expect(lines.find((line) => line['event'] === 'temps.removed')).toMatchObject({ removed: [`run/${name}`] });
  });

  test('only finds as a watcher, only works as a worker', async () => {
    const root = tempTree({ 'a.csv': '1' });
    const queue = embeddedQueue({ attempts: 1, backoffMs: 0, jobTimeoutMs: 60_000 });
    const worker = await fakeDaemon(root, { role: 'worker', deps: { queue } });
    await sleep(2 * SWEEP_MS);
    expect(worker.refreshed).toEqual([]);
    await fakeDaemon(root, { role: 'watcher', deps: { queue } });
    await eventually('the report', () => noteOf(root) === 'a.csv=1');
    expect(worker.refreshed).toEqual(['.']);
  });
});
