import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { readArtifact } from '../../src/edges/files/artifact-reader.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { readInputs } from '../../src/edges/files/inputs.ts';
import { commitStaged, stageReport } from '../../src/edges/files/report-publisher.ts';
import { reportState, type StalenessOptions } from '../../src/edges/files/staleness.ts';
import { put, reportFiles, sizeLimits, tempTree } from './temp-tree.ts';

const RULES = 'sha256:rules';
let root = '';
let options: StalenessOptions;

beforeEach(() => {
  root = tempTree({ 'run/a.csv': 'x\n1\n', 'run/b.json': '[]' });
  options = {
    ignore: [],
    countMax: 100,
    depthMax: 4,
    ...sizeLimits(1_000),
    quietMs: 2_000,
    quietMsMax: 60_000,
    nowMs: Date.now(),
    formats: ['md', 'html', 'json'],
    ruleFingerprint: RULES,
    hashes: hashCache(),
  };
});

const RUN = { root: 'bench', directory: 'run' };
const ROOT = { root: 'bench', directory: '.' };

async function look(more: Partial<StalenessOptions> = {}, directory = 'run') {
  const { state, reason } = await reportState(root, { root: 'bench', directory }, { ...options, nowMs: Date.now(), ...more });
  return `${state}: ${reason}`;
}

/** Publishes what the pipeline would: the fingerprint of the inputs as they are read now. */
async function publish(more: Partial<StalenessOptions> = {}): Promise<void> {
  const { fingerprint } = await readInputs(root, RUN, { ...options, nowMs: Date.now(), ...more }, readArtifact);
  commitStaged(stageReport(join(root, 'run'), reportFiles(fingerprint, RULES)));
}

describe('reportState', () => {
  test('is stale without a report and fresh with one of these inputs and rules', async () => {
    expect(await look()).toBe('stale: benchscribe-report.md is missing');
    await publish();
    expect(await look()).toBe('fresh: the report matches its inputs');
    expect(await look({ ruleFingerprint: 'sha256:newer' })).toBe('stale: benchscribe-report.md was made by other rules');
  });

  test.each(['md', 'html', 'json'])('is stale when the %s file is deleted, unless it is not wanted', async (format) => {
    await publish();
    rmSync(join(root, `run/benchscribe-report.${format}`));
    expect(await look()).toBe(`stale: benchscribe-report.${format} is missing`);
    expect(await look({ formats: (['md', 'html', 'json'] as const).filter((kept) => kept !== format) })).toMatch(/^fresh/);
  });

  test('is stale when a crash between two renames left files of two generations', async () => {
    await publish();
    const [, html] = reportFiles('sha256:other', RULES);
    commitStaged(stageReport(join(root, 'run'), [html!]));
    expect(await look()).toBe('stale: benchscribe-report.html tells of other inputs');
  });

  test('is stale when an input is changed, added, removed or renamed', async () => {
    await publish();
    put(join(root, 'run/a.csv'), 'x\n2\n');
    expect(await look()).toBe('stale: benchscribe-report.md tells of other inputs');
    put(join(root, 'run/a.csv'), 'x\n1\n');
    expect(await look()).toMatch(/^fresh/);
    put(join(root, 'run/c.csv'), 'x\n');
    expect(await look()).toMatch(/^stale/);
    rmSync(join(root, 'run/c.csv'));
    expect(await look()).toMatch(/^fresh/);
    rmSync(join(root, 'run/b.json'));
    put(join(root, 'run/renamed.json'), '[]');
    expect(await look()).toMatch(/^stale/);
  });

  test('is fresh when a file is touched, an image added, or another report of ours appears', async () => {
    await publish();
    put(join(root, 'run/a.csv'), 'x\n1\n', 1_700_000_000_000);
    put(join(root, 'run/plot.png'), 'x');
    put(join(root, 'run/sub/benchscribe-report.md'), reportFiles('sha256:a', 'sha256:b')[0]!.content);
    expect(await look()).toMatch(/^fresh/);
  });

  test('is stale when something unreadable appears, and when it becomes readable', async () => {
    await publish();
    symlinkSync('/etc/passwd', join(root, 'run/link.csv'));
    expect(await look()).toMatch(/^stale/);
    await publish();
    expect(await look()).toMatch(/^fresh/);
    rmSync(join(root, 'run/link.csv'));
    put(join(root, 'run/big.csv'), 'x'.repeat(1_001));
    expect(await look()).toMatch(/^stale/);
    await publish();
    expect(await look()).toMatch(/^fresh/);
    expect(await look(sizeLimits(2_000))).toMatch(/^stale/);
  });

  test.each(['md', 'html', 'json'])('is stale once when a foreign %s comes or goes, and never for want of it', async (format) => {
    const path = join(root, `run/benchscribe-report.${format}`);
    const obstacles: (() => void)[] = [() => put(path, 'mine'), () => mkdirSync(path), () => symlinkSync('a.csv', path)];
    for (const obstruct of obstacles) {
      await publish();
      rmSync(path);
      obstruct();
      expect(await look()).toMatch(/^stale: benchscribe-report\.[a-z]+ tells of other inputs/);
      await publish();
      expect(await look()).toBe('fresh: the report matches its inputs');
      rmSync(path, { recursive: true });
      expect(await look()).toMatch(/^stale/);
    }
  });

  test('becomes stale when the last artifact is removed, and is done with a report of no artifacts', async () => {
    await publish();
    rmSync(join(root, 'run/a.csv'));
    expect(await look()).toMatch(/^stale/);
    rmSync(join(root, 'run/b.json'));
    expect(await look()).toBe('stale: benchscribe-report.md tells of other inputs');
    await publish();
    expect(await look()).toBe('fresh: the report matches its inputs');
  });

  test('wants no report where neither an artifact nor a report of ours is: an empty place may be that of a disk that is away', async () => {
    mkdirSync(join(root, 'empty'));
    expect(await look({}, 'empty')).toBe('no-inputs: no artifacts');
    expect(await look({}, 'gone')).toBe('no-inputs: the directory is gone');
    await expect(reportState(join(root, 'unmounted'), ROOT, options)).rejects.toThrow('cannot be read');
  });

  test('waits for a file that was modified within the quiet period', async () => {
    const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
    put(join(root, 'run/a.csv'), 'x\n', nowMs - 500);
    expect(await reportState(root, RUN, { ...options, nowMs })).toEqual({
      state: 'unsettled',
      reason: 'a.csv is being written',
      fingerprint: '',
      settleInMs: 1_500,
      isGrowing: false,
      isUntold: false,
    });
  });

  test('takes a file that never falls quiet as it is after the cap, and makes the report again when it has fallen quiet', async () => {
    const nowMs = Date.now();
    put(join(root, 'run/a.csv'), 'x\n1\n', nowMs - 100);
    expect(await look({ nowMs, unsettledSinceMs: nowMs - 59_999 })).toMatch(/^unsettled/);
    expect(await look({ nowMs, unsettledSinceMs: nowMs - 60_000 })).toBe('stale: its inputs never fall quiet');
    await publish({ nowMs });
    expect(await look({ nowMs, unsettledSinceMs: nowMs - 60_000 })).toBe('unsettled: the report matches its inputs');
    // The same bytes at rest: the report said that the file was growing.
    expect(await look({ nowMs: nowMs + 2_000 })).toBe('stale: benchscribe-report.md tells of other inputs');
    await publish({ nowMs: nowMs + 2_000 });
    expect(await look({ nowMs: nowMs + 2_000 })).toMatch(/^fresh/);
  });

  test('sees what was appended after a growing report', async () => {
    const nowMs = Date.now();
    put(join(root, 'run/a.csv'), 'x\n1\n', nowMs - 100);
    await publish({ nowMs });
    appendFileSync(join(root, 'run/a.csv'), '2\n');
    expect(await look({ nowMs: Date.now() + 5_000 })).toMatch(/^stale/);
  });

  test('reports on the whole tree for the root itself', async () => {
    const state = await reportState(root, ROOT, options);
    expect(state).toMatchObject({
      state: 'stale',
      fingerprint: (await readInputs(root, ROOT, options, readArtifact)).fingerprint,
    });
  });
});
