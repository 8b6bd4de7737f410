import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { hourlyBudget } from '../../src/edges/narration/budget.ts';
import { cooldown } from '../../src/edges/narration/cooldown.ts';
import { type GpuLoad, gpuLoad, gpuSignal, parseLoad } from '../../src/edges/narration/gpu-load.ts';
import { holdSignal, readHold, releaseHold, writeHold } from '../../src/edges/narration/hold.ts';
import { lastWrite } from '../../src/edges/narration/last-write.ts';
import { latestModified } from '../../src/edges/narration/latest-modified.ts';
import { modelServersSignal } from '../../src/edges/narration/loaded-models.ts';

const scratch = mkdtempSync(join(tmpdir(), 'gate-signals-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const never = new AbortController().signal;

/** An executable that behaves as `script` says. */
function program(name: string, script: string): string {
  const path = join(scratch, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('the load of the GPUs', () => {
  test.each<[string, GpuLoad]>([
    ['0\n', { kind: 'load', percent: 0 }],
    ['3\n97\n12\n', { kind: 'load', percent: 97 }],
    ['[N/A]\n41\n', { kind: 'load', percent: 41 }],
    ['[Not Supported]\n', { kind: 'untold', why: 'nvidia-smi tells no load' }],
    ['', { kind: 'untold', why: 'nvidia-smi tells no load' }],
    ['No devices were found\n', { kind: 'untold', why: 'nvidia-smi tells no load' }],
  ])('is read from %j', (csv, load) => {
    expect(parseLoad(csv)).toEqual(load);
  });

  test('is asked of nvidia-smi by its query', async () => {
    const path = program('asked', `[ "$*" = "--query-gpu=utilization.gpu --format=csv,noheader,nounits" ] && echo 55`);
    expect(await gpuLoad(path)).toEqual({ kind: 'load', percent: 55 });
  });

  test('is not told where there is no such program, or no driver', async () => {
    expect(await gpuLoad(join(scratch, 'absent'))).toEqual({ kind: 'untold', why: 'no nvidia-smi is here' });
    expect(await gpuLoad(program('failing', 'exit 9'))).toEqual({ kind: 'untold', why: 'nvidia-smi failed (9)' });
  });

  test('counts as too high where nvidia-smi gives no answer in time', async () => {
    const path = program('silent', 'exec sleep 30');
    expect(await gpuSignal(10, () => gpuLoad(path, 100)).look('before', never)).toEqual({
      id: 'gpu',
      reason: 'nvidia-smi does not answer',
    });
  });

  test('closes above the limit only, and never during a call of our own', async () => {
    const at = (percent: number) => gpuSignal(10, async () => ({ kind: 'load', percent }));
    expect(await at(10).look('before', never)).toBeNull();
    expect(await at(11).look('before', never)).toEqual({ id: 'gpu', reason: 'a GPU is at 11 %' });
    expect(await at(100).look('during', never)).toBeNull();
  });
});

describe('a hold', () => {
  const path = join(scratch, 'deep/below/hold');

  test('stands until its time is over, also during a call', async () => {
    writeHold(path, 1_000);
    expect(readHold(path, 999)).toEqual({ untilMs: 1_000 });
    expect(readHold(path, 1_000)).toBeNull();
    const reason = 'held until 1970-01-01T00:00:01.000Z';
    expect(await holdSignal(path, () => 0).look('during', never)).toEqual({ id: 'hold', reason });
    expect(await holdSignal(path, () => 2_000).look('before', never)).toBeNull();
  });

  test('stands until it is released where it has no end', async () => {
    writeHold(path, null);
    expect(await holdSignal(path).look('before', never)).toEqual({ id: 'hold', reason: `held by ${path}` });
    expect(releaseHold(path, Date.now())).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(releaseHold(path, Date.now())).toBe(false);
  });

  test.each(['', 'benchmarking, Ann', '{"until": "soon"}', '[1]', '{"until"'])('stands for a file with %j in it', (text) => {
    writeFileSync(path, text);
    expect(readHold(path, Date.now())).toEqual({ untilMs: Number.POSITIVE_INFINITY });
  });

  test('stands for what cannot be read as a file', () => {
    const directory = join(scratch, 'a-directory');
    mkdirSync(directory);
    expect(readHold(directory, 0)).toEqual({ untilMs: Number.POSITIVE_INFINITY });
    expect(readHold(join(path, 'below-a-file'), 0)).toBeNull();
  });
});

describe('the last write', () => {
  const AFTER_MS = 1_000;

  function watched(latestAtMs: number | null) {
    const clock = { nowMs: 1_000_000, latestAtMs, walks: 0 };
    const write = lastWrite({
      afterWriteMs: AFTER_MS,
      now: () => clock.nowMs,
      latestModified: async () => {
        clock.walks += 1;
        return clock.latestAtMs;
      },
    });
    return { clock, write, look: () => write.signal.look('before', never) };
  }

  test('closes until the time is over, and speaks against nothing where there is none', async () => {
    const { clock, look } = watched(1_000_000);
    expect(await look()).toEqual({ id: 'write', reason: 'something was written 0 s ago' });
    clock.nowMs += AFTER_MS;
    expect(await look()).toBeNull();
    expect(await watched(null).look()).toBeNull();
  });

  test('is heard of through events too, those of our own reports left out', async () => {
    const { write, look } = watched(null);
    write.note('/srv/bench/run/benchscribe-report.md');
    expect(await look()).toBeNull();
    write.note('/srv/bench/run/checkpoint.bin');
    expect(await look()).not.toBeNull();
  });

  test('does not keep the gate closed for a file of next year', async () => {
    const { clock, look } = watched(1_000_000 + 365 * 86_400_000);
    expect(await look()).toBeNull();
    // Long after the first walk: a tree is not gone through again at once.
    clock.nowMs += 3_600_000;
    clock.latestAtMs = clock.nowMs + AFTER_MS / 2;
    await expect(look()).resolves.not.toBeNull();
  });

  test('is found in the files below the roots, but not in our own reports or a root that is away', async () => {
    const root = join(scratch, 'root');
    mkdirSync(join(root, 'run'), { recursive: true });
    writeFileSync(join(root, 'run/a.csv'), 'tok/s\n1\n');
    utimesSync(join(root, 'run/a.csv'), 50, 50);
    const report = '---\ngenerator: benchscribe 1\nschema: benchscribe.report/1\n---\n';
    writeFileSync(join(root, 'run/benchscribe-report.md'), report);
    const options = { ignore: [], countMax: 10, depthMax: 4 };
    expect(await latestModified([{ path: root }, { path: join(scratch, 'away') }], options)).toBe(50_000);
    expect(await latestModified([{ path: join(scratch, 'away') }], options)).toBeNull();
    expect(readFileSync(join(root, 'run/benchscribe-report.md'), 'utf8')).toBe(report);
  });
});

describe('the model servers', () => {
  const server = (loaded: Awaited<ReturnType<Parameters<typeof modelServersSignal>[0][number]['loadedByOthers']>>) => ({
    url: 'http://127.0.0.1:11434',
    loadedByOthers: async () => loaded,
  });
  const loading = (...names: string[]) => server({ kind: 'loaded', names });
  const away = server({ kind: 'failed', reason: 'unreachable', message: 'nobody listens', totalMs: 1 });

  test.each(['before', 'during'] as const)('close %s a call while somebody else has a model loaded', async (moment) => {
    const closed = await modelServersSignal([loading(), loading('llama3:8b', 'qwen3:4b')], 'wait').look(moment, never);
    expect(closed).toEqual({ id: 'models', reason: 'llama3:8b, qwen3:4b loaded at http://127.0.0.1:11434' });
  });

  test('leave it open where that is not to matter, and where they cannot tell', async () => {
    expect(await modelServersSignal([loading('llama3:8b')], 'ignore').look('before', never)).toBeNull();
    expect(await modelServersSignal([server({ kind: 'loaded', names: null })], 'wait').look('before', never)).toBeNull();
  });

  test('close while one is away, but do not break off a call for want of an answer', async () => {
    expect(await modelServersSignal([loading(), away], 'ignore').look('before', never)).toEqual({ id: 'server', reason: 'nobody listens' });
    expect(await modelServersSignal([away], 'wait').look('during', never)).toBeNull();
  });
});

describe('the hourly budget', () => {
  test.each([
    ['calls', { callsPerHour: 2, secondsPerHour: 100 }, '2 calls in this hour (narrator.budget.callsPerHour)'],
    ['seconds', { callsPerHour: 100, secondsPerHour: 60 }, '60 s of models in this hour (narrator.budget.secondsPerHour)'],
  ])('is used up by %s, and there again an hour later', async (_, limits, reason) => {
    let nowMs = 0;
    const budget = hourlyBudget(limits, () => nowMs);
    budget.note(30_000);
    expect(await budget.signal.look('before', never)).toBeNull();
    nowMs = 1_800_000;
    budget.note(30_000);
    expect(budget.spent()).toEqual({ calls: 2, seconds: 60 });
    expect(await budget.signal.look('before', never)).toEqual({ id: 'budget', reason });
    expect(await budget.signal.look('during', never)).toBeNull();
    nowMs = 3_600_000;
    expect(await budget.signal.look('before', never)).toBeNull();
    expect(budget.spent()).toEqual({ calls: 1, seconds: 30 });
  });
});

describe('the cooldown of a server', () => {
  test('doubles with each failure up to a quarter of an hour, and ends with a success', async () => {
    let nowMs = 0;
    const { failed, succeeded, signal } = cooldown(60_000, () => nowMs);
    const waits: number[] = [];
    for (let failure = 0; failure < 6; failure += 1) {
      failed('out of memory');
      const startMs = nowMs;
      while ((await signal.look('before', never)) !== null) nowMs += 60_000;
      waits.push((nowMs - startMs) / 60_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    failed('out of memory');
    expect(await signal.look('during', never)).toBeNull();
    expect(await signal.look('before', never)).toEqual({ id: 'server', reason: 'out of memory' });
    succeeded();
    expect(await signal.look('before', never)).toBeNull();
  });
});
