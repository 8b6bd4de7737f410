import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Report } from '../../src/contracts/report.ts';
import { type DaemonProcess, startDaemonProcess } from '../support/daemon-process.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';

const QUIET_MS = 300;
const SWEEP_MS = 700;
const WITHIN_MS = 20_000;
const HEADER = 'prompt,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,error\n';

function rows(count: number, base = 100): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const load = 0.05 + index / 1000;
    const prompt = 0.01 + index / 2000;
    const count_ = 100 + index;
    const rate = base + index / 7;
    return `p${index},${load + prompt},${rate},${load},${prompt},${count_ / rate},${count_},`;
  });
  return `${lines.join('\n')}\n`;
}

let redis: RedisServer;
let root: string;
const running: DaemonProcess[] = [];

beforeAll(async () => {
  redis = await redisServer();
});
afterAll(async () => {
  await redis.remove();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((daemon) => daemon.end('SIGKILL')));
  // A process that made reports for a killed daemon ends within a second, and may write until then.
  rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

function tree(): string {
  root = mkdtempSync(join(tmpdir(), 'benchscribe-watch-'));
  for (const directory of ['run-a', 'run-b']) {
    mkdirSync(join(root, directory));
    writeFileSync(join(root, directory, 'fable_2b_baseline.csv'), HEADER + rows(5, directory === 'run-a' ? 100 : 80));
  }
  return root;
}

function start(
  settings: Readonly<Record<string, string | number | boolean>> = {},
  env: Readonly<Record<string, string>> = {},
): DaemonProcess {
  const daemon = startDaemonProcess(
    root,
    { 'watch.quietMs': QUIET_MS, 'watch.sweepMs': SWEEP_MS, 'queue.backoffMs': 100, ...settings },
    env,
  );
  running.push(daemon);
  return daemon;
}

function report(directory: string): Report | null {
  const path = join(root, directory, 'benchscribe-report.json');
  return existsSync(path) ? Report.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

function rowCount(directory: string): number {
  return report(directory)?.inputs.rowCount ?? -1;
}

const REPORTS = ['.', 'run-a', 'run-b'].flatMap((directory) =>
  ['md', 'html', 'json'].map((format) => join(directory, `benchscribe-report.${format}`)),
);

async function allReports(): Promise<void> {
  await eventually('reports of root and subdirectories', () => REPORTS.every((path) => existsSync(join(root, path))), WITHIN_MS);
}

function temporaries(directory: string): string[] {
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((path) => path.includes('.benchscribe-') || path.endsWith('.tmp'));
}

/** The ways to run that must all converge. */
const WAYS: readonly { way: string; settings: Record<string, string | number | boolean>; bullmq: boolean; flush: boolean }[] = [
  { way: 'embedded queue', settings: {}, bullmq: false, flush: false },
  { way: 'embedded queue, sweep alone', settings: { 'watch.events': false }, bullmq: false, flush: false },
  { way: 'bullmq', settings: {}, bullmq: true, flush: false },
  { way: 'bullmq, sweep alone, FLUSHALL every second', settings: { 'watch.events': false }, bullmq: true, flush: true },
];

describe.each(WAYS)('watch with $way', ({ settings, bullmq, flush }) => {
  let flushing: NodeJS.Timeout | undefined;
  const launch = () => {
    if (flush) flushing = setInterval(() => void redis.flushAll().catch(() => {}), 1_000);
    return start(settings, bullmq ? { REDIS_URL: redis.url } : {});
  };
  afterEach(() => clearInterval(flushing));

  test('reports what is there, and a new file after it', async () => {
    tree();
    launch();
    await allReports();
    expect(rowCount('.')).toBe(10);
    writeFileSync(join(root, 'run-a', 'fable_7b_baseline.csv'), HEADER + rows(4, 55.5));
    await eventually('both reports hold the new file', () => rowCount('run-a') === 9 && rowCount('.') === 14, WITHIN_MS);
  });

  test('writes nothing while nothing changes', async () => {
    tree();
    launch();
    await allReports();
    await sleep(QUIET_MS + SWEEP_MS);
    const times = () => REPORTS.map((path) => statSync(join(root, path), { bigint: true }).mtimeNs);
    const before = times();
    await sleep(2 * SWEEP_MS + 500);
    expect(times()).toEqual(before);
  });

  test('restores a report that was deleted', async () => {
    tree();
    launch();
    await allReports();
    rmSync(join(root, 'run-a', 'benchscribe-report.md'));
    await eventually('the report is back', () => existsSync(join(root, 'run-a', 'benchscribe-report.md')), WITHIN_MS);
  });

  test('makes no report with half of a file that comes in ten slow chunks', async () => {
    tree();
    launch();
    await allReports();
    const content = HEADER + rows(40, 60.5);
    const path = join(root, 'run-a', 'slow.csv');
    const seen = new Set<number>();
    for (let part = 0; part < 10; part += 1) {
      appendFileSync(path, content.slice((content.length * part) / 10, (content.length * (part + 1)) / 10));
      for (let look = 0; look < 5; look += 1) {
        await sleep(QUIET_MS / 10);
        seen.add(rowCount('run-a'));
      }
    }
    await eventually('the whole file is in', () => rowCount('run-a') === 45, WITHIN_MS);
    expect([...seen].filter((count) => count !== 5 && count !== 45)).toEqual([]);
  });

  test('reports a directory that was removed and recreated at once', async () => {
    tree();
    launch();
    await allReports();
    for (let round = 0; round < 3; round += 1) {
      rmSync(join(root, 'run-b'), { recursive: true });
      mkdirSync(join(root, 'run-b'));
      writeFileSync(join(root, 'run-b', 'fable_2b_baseline.csv'), HEADER + rows(6 + round, 70 + round));
      await sleep(50);
    }
    await eventually('the recreated directory has its report', () => rowCount('run-b') === 8, WITHIN_MS);
    appendFileSync(join(root, 'run-b', 'fable_2b_baseline.csv'), rows(1, 71.3));
    await eventually('and later changes are seen', () => rowCount('run-b') === 9, WITHIN_MS);
  });

  test('leaves no partial report after kill -9 at random, and the next start repairs', async () => {
    tree();
    for (let round = 0; round < 4; round += 1) {
      const daemon = launch();
      appendFileSync(join(root, 'run-a', 'fable_2b_baseline.csv'), rows(1, 90 + round));
      await sleep(400 + 350 * round);
      await daemon.end('SIGKILL');
      clearInterval(flushing);
      for (const path of REPORTS.filter((name) => existsSync(join(root, name)))) {
        const content = readFileSync(join(root, path), 'utf8');
        if (path.endsWith('.json')) expect(() => Report.parse(JSON.parse(content))).not.toThrow();
        else expect(content.trimEnd().length).toBeGreaterThan(500);
      }
    }
    launch();
    await eventually('everything is up to date', () => rowCount('run-a') === 9 && rowCount('.') === 14, WITHIN_MS);
    await eventually('no temporary file is left', () => temporaries(root).length === 0, WITHIN_MS);
  });

  test('stops within ten seconds of SIGTERM', async () => {
    tree();
    const daemon = launch();
    await allReports();
    const startMs = performance.now();
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});

describe('watch', () => {
  test('reports a file that never falls quiet on its complete rows, marked as growing', async () => {
    tree();
    start({ 'watch.quietMsMax': 1_500 });
    await allReports();
    const path = join(root, 'run-a', 'endless.csv');
    writeFileSync(path, HEADER);
    let written = 0;
    const writer = setInterval(() => {
      appendFileSync(path, `p${written},0.1,1`);
      appendFileSync(path, `${written % 90}.25,0.05,0.05,1,100,\n`);
      written += 1;
    }, QUIET_MS / 3);
    try {
      await eventually(
        'a growing report',
        () => report('run-a')?.inputs.artifacts.some(({ path: name, growing }) => name === 'endless.csv' && growing === true) ?? false,
        WITHIN_MS,
      );
    } finally {
      clearInterval(writer);
    }
    await eventually(
      'the final report',
      () => {
        const artifact = report('run-a')?.inputs.artifacts.find(({ path: name }) => name === 'endless.csv');
        return artifact !== undefined && artifact.growing === undefined && rowCount('run-a') === 5 + written;
      },
      WITHIN_MS,
    );
  });

  test('keeps working while Redis is away and says so', async () => {
    tree();
    const own = await redisServer();
    try {
      const daemon = start({}, { REDIS_URL: own.url });
      await allReports();
      await own.kill();
      writeFileSync(join(root, 'run-a', 'x.csv'), HEADER + rows(3, 44.5));
      await eventually('the report without Redis', () => rowCount('run-a') === 8, WITHIN_MS);
      expect(JSON.stringify(daemon.log)).toContain('queue.degraded');
      await own.start();
      writeFileSync(join(root, 'run-b', 'x.csv'), HEADER + rows(3, 33.5));
      await eventually('the report with Redis back', () => rowCount('run-b') === 8, WITHIN_MS);
    } finally {
      await own.remove();
    }
  });

  test('shares the work between two workers and one watcher, one refresh of a directory at a time, and takes over from a killed worker', async () => {
    root = mkdtempSync(join(tmpdir(), 'benchscribe-watch-'));
    for (let index = 0; index < 12; index += 1) {
      mkdirSync(join(root, `d${index}`));
      writeFileSync(join(root, `d${index}`, 'fable_2b_baseline.csv'), HEADER + rows(5, 50 + index));
    }
    await redis.flushAll();
    const env = { REDIS_URL: redis.url };
    const first = start({ role: 'worker' }, env);
    const second = start({ role: 'worker' }, env);
    start({ role: 'watcher' }, env);
    const done = () => Array.from({ length: 12 }, (_, index) => rowCount(`d${index}`)).every((count) => count === 5);
    await eventually('all directories', done, 40_000);
    const published = (daemon: DaemonProcess) => daemon.log.filter(({ event }) => event === 'report.published');
    expect(published(first).length).toBeGreaterThan(0);
    expect(published(second).length).toBeGreaterThan(0);
    const directories = [...published(first), ...published(second)].map((line) => String(line['reportDir'] ?? line['directory']));
    expect(new Set(directories).size).toBe(directories.length);

    for (let index = 0; index < 12; index += 1) appendFileSync(join(root, `d${index}`, 'fable_2b_baseline.csv'), rows(1, 40 + index));
    await sleep(QUIET_MS + SWEEP_MS);
    await first.end('SIGKILL');
    await eventually(
      'the other worker takes over',
      () => Array.from({ length: 12 }, (_, index) => rowCount(`d${index}`)).every((count) => count === 6),
      50_000,
    );
  });

  test('never changes an artifact nor a file of its name that it did not write', async () => {
    tree();
    writeFileSync(join(root, 'run-a', 'benchscribe-report.md'), '# my own notes\n');
    cpSync(join(root, 'run-b', 'fable_2b_baseline.csv'), join(root, 'before.csv'));
    start();
    await eventually('the other directory', () => rowCount('run-b') === 5, WITHIN_MS);
    await sleep(2 * SWEEP_MS);
    expect(readFileSync(join(root, 'run-a', 'benchscribe-report.md'), 'utf8')).toBe('# my own notes\n');
    expect(readFileSync(join(root, 'run-b', 'fable_2b_baseline.csv'), 'utf8')).toBe(readFileSync(join(root, 'before.csv'), 'utf8'));
  });
});
