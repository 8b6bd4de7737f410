import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDaemons } from '../../src/cli/doctor-daemons.ts';
import { type Pulse, startHeart } from '../../src/edges/host/heart.ts';
import { type Heartbeat, judgeHeartbeat, readHeartbeats } from '../../src/edges/host/heartbeat.ts';
import { jobPulse } from '../../src/edges/host/job-pulse.ts';
import { childrenOf, lookAtProcess } from '../../src/edges/host/processes.ts';
import { serviceDirectories } from '../../src/edges/host/service-directories.ts';
import { tempTree } from '../files/temp-tree.ts';
import { eventually } from '../support/eventually.ts';

const ROOTS = [{ id: 'bench', path: '/srv/bench', trouble: null, stranded: [] }];
const CALM: Pulse = { roots: ROOTS, narrator: null, sweepAtMs: null, sweepMsMax: 1_000, jobAtMs: null, jobMsMax: 1_000 };

function beatOf(pid: number, more: Partial<Heartbeat> = {}): Heartbeat {
  const startedAt = lookAtProcess(pid)?.startedAt ?? '1';
  return { version: 1, host: hostname(), pid, startedAt, role: 'all', mainAtMs: Date.now(), ...CALM, ...more };
}

describe('judgeHeartbeat', () => {
  test('finds fault with a part exactly when it has been silent for longer than it may', () => {
    const silence = fc.nat(100_000);
    fc.assert(
      fc.property(silence, silence, silence, (main, sweep, job) => {
        const beat = { ...CALM, mainAtMs: -main, sweepAtMs: -sweep, sweepMsMax: 30_000, jobAtMs: -job, jobMsMax: 60_000 };
        const isIll = main > 15_000 || sweep > 30_000 || job > 60_000;
        return (judgeHeartbeat(beat, 0) !== null) === isIll;
      }),
    );
  });

  test('takes no sweep and no job for nothing to be late with', () => {
    expect(judgeHeartbeat({ ...CALM, mainAtMs: 0 }, 15_000)).toBeNull();
    expect(judgeHeartbeat({ ...CALM, mainAtMs: 0, jobAtMs: 0 }, 1_001)).toBe('a job has run for 1 s');
  });
});

describe('startHeart', () => {
  test('writes into the first directory that takes it, removes what the dead left, and leaves nothing when it stops', () => {
    const tree = tempTree({ file: '', 'state/heartbeat-4194999.json': JSON.stringify(beatOf(4_194_999)), 'state/heartbeat-1.json': 'x' });
    const refusals: unknown[] = [];
    const heart = startHeart({
      directories: [join(tree, 'file/x'), join(tree, 'state'), join(tree, 'other')],
      notifier: { watchdogMs: null, ready: async () => {}, alive: async () => {}, stopping: async () => {} },
      role: 'worker',
      pulse: () => CALM,
      onRefused: (error) => refusals.push(error),
    });
    expect(readdirSync(join(tree, 'state')).sort()).toEqual(['heartbeat-1.json', `heartbeat-${process.pid}.json`].sort());
    expect(readHeartbeats([join(tree, 'state')]).map(({ beat }) => [beat.pid, beat.role])).toEqual([[process.pid, 'worker']]);
    heart.stop();
    expect(readdirSync(join(tree, 'state'))).toEqual(['heartbeat-1.json']);
    expect(existsSync(join(tree, 'other'))).toBe(false);
    expect(refusals).toEqual([]);
  });

  test('feeds the watchdog while all works, and says that no directory takes the heartbeat', async () => {
    let fed = 0;
    const refusals: unknown[] = [];
    let pulse = CALM;
    const alive = async () => {
      fed += 1;
    };
    const heart = startHeart({
      directories: [],
      notifier: { watchdogMs: 20, ready: async () => {}, alive, stopping: async () => {} },
      role: 'all',
      pulse: () => pulse,
      onRefused: (error) => refusals.push(error),
    });
    await eventually('it is fed', () => fed > 2);
    pulse = { ...CALM, jobAtMs: Date.now() - 2_000 };
    const before = fed;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(fed).toBe(before);
    heart.stop();
    expect(refusals).toEqual([undefined]);
  });
});

describe('checkDaemons', () => {
  const check = (beats: readonly object[]) => {
    const directory = tempTree();
    for (const [index, beat] of beats.entries()) writeFileSync(join(directory, `heartbeat-${index}.json`), JSON.stringify(beat));
    return checkDaemons({ roots: [{ id: 'bench', path: '/srv/bench' }] }, [directory, join(directory, 'gone')], Date.now());
  };

  test('passes without a daemon, and over those of other roots and hosts and those that are dead', () => {
    const elsewhere = beatOf(process.pid, { roots: [{ id: 'bench', path: '/srv/other', trouble: null, stranded: [] }], mainAtMs: 0 });
    const others = [beatOf(process.pid, { host: 'other', mainAtMs: 0 }), beatOf(4_194_999, { mainAtMs: 0 }), elsewhere];
    const successor = beatOf(process.pid, { startedAt: '7', mainAtMs: 0 });
    expect(check([...others, successor, { version: 2 }])).toEqual([
      { name: 'daemon', status: 'ok', message: expect.stringContaining('none') },
    ]);
  });

  test('fails for a daemon that has fallen silent, and warns of its roots that are away', () => {
    const roots = [{ ...ROOTS[0]!, trouble: 'is empty', stranded: ['a/r.md', 'b/r.md', 'c/r.md', 'd/r.md'] }];
    expect(check([beatOf(process.pid), beatOf(process.pid, { mainAtMs: Date.now() - 20_000, roots })])).toMatchObject([
      { name: 'daemon', status: 'ok' },
      { name: 'daemon', status: 'failed', message: expect.stringContaining('has not moved for 20 s') },
      { name: 'root bench', status: 'warning', message: 'is empty' },
      { name: 'root bench', status: 'warning', message: expect.stringMatching(/a\/r\.md, b\/r\.md, c\/r\.md and 1 more$/) },
    ]);
  });

  test('fails at once for a process that is stopped, and for one whose job is', async () => {
    const parent = spawn('bash', ['-c', 'sleep 60 & wait'], { stdio: 'ignore' });
    await eventually('a child', () => childrenOf(parent.pid!).length === 1);
    const [child] = childrenOf(parent.pid!) as [number];
    const status = () => check([beatOf(parent.pid!)])[0]!;
    expect(status()).toMatchObject({ status: 'ok' });
    for (const [pid, told] of [
      [parent.pid!, 'its main process is stopped'],
      [child, `its process ${child} is stopped`],
    ] as const) {
      process.kill(pid, 'SIGSTOP');
      await eventually('it stops', () => status().status === 'failed');
      expect(status().message).toContain(told);
      process.kill(pid, 'SIGCONT');
      await eventually('it goes on', () => status().status === 'ok');
    }
    process.kill(child, 'SIGKILL');
    await once(parent, 'exit');
  });
});

test('the pulse of the jobs tells when the oldest that runs began', async () => {
  let nowMs = 0;
  const pulse = jobPulse(() => nowMs);
  const ends: (() => void)[] = [];
  const handle = pulse.watched(() => new Promise((resolve) => ends.push(resolve)));
  const { signal } = new AbortController();
  const runs = [1, 2, 3].map((atMs) => {
    nowMs = atMs;
    return handle(null, signal);
  });
  expect(pulse.oldestAtMs()).toBe(1);
  ends[1]!();
  await runs[1];
  expect(pulse.oldestAtMs()).toBe(1);
  ends[0]!();
  await runs[0];
  expect(pulse.oldestAtMs()).toBe(3);
  ends[2]!();
  await runs[2];
  expect(pulse.oldestAtMs()).toBeNull();
});

test('the directories of a service are those that its environment names, the most fleeting first', () => {
  const env = {
    RUNTIME_DIRECTORY: '/run/a:/run/b',
    STATE_DIRECTORY: '',
    XDG_STATE_HOME: '/x',
    HOME: '/home/me',
    XDG_RUNTIME_DIR: undefined,
  };
  expect(serviceDirectories(env)).toEqual(['/run/a', '/run/b', '/x/benchscribe', '/home/me/.local/state/benchscribe']);
  expect(serviceDirectories({})).toEqual([]);
});

test('a heartbeat file says what it is', () => {
  const beat = beatOf(process.pid);
  const directory = tempTree({ 'heartbeat-5.json': JSON.stringify(beat) });
  expect(JSON.parse(readFileSync(join(directory, 'heartbeat-5.json'), 'utf8'))).toEqual(beat);
  expect(readHeartbeats([directory])).toEqual([{ path: join(directory, 'heartbeat-5.json'), beat }]);
});
