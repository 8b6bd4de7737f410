import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { knownChanges } from '../../src/compose/known-changes.ts';
import { KnownChange } from '../../src/contracts/webhook.ts';
import { fakeContext } from './fake-context.ts';

const PAST = new Date(Date.UTC(2026, 10, 20));
const REASON = ['--reason', 'the proxy drops them'];
let scratch: string;

/** A night of forty requests of one model, as fast as any other, of which some failed. */
function night(day: number, failed: number): void {
  const rows = Array.from({ length: 40 }, (_, row) =>
    row < failed ? 'elm:3b,0,0,timed out' : `elm:3b,${(0.2 + row / 1000).toFixed(4)},${(100 + ((row * 7 + day) % 11) / 10).toFixed(2)},`,
  );
  const directory = join(scratch, `nightly/2026-11-${String(day).padStart(2, '0')}`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'chat.csv'), `model,ttft_s,tokens_s,error\n${rows.join('\n')}\n`);
  for (const path of [join(directory, 'chat.csv'), directory]) utimesSync(path, PAST, PAST);
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'regressions-failures-'));
  for (const [at, failed] of [0, 1, 0, 0, 1, 12].entries()) night(at + 1, failed);
});
afterEach(() => rmSync(scratch, { recursive: true }));

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  return { exitCode: await runProgram([...argv, '--set', 'watch.quietMs=0'], context), stdout: stdout(), stderr: stderr() };
}

async function listed(): Promise<string> {
  return (await run('regressions', 'nightly')).stdout;
}

async function failureId(): Promise<string> {
  const { failures } = JSON.parse((await run('regressions', 'nightly', '--json')).stdout) as { failures: { share: string }[] };
  return failures[0]!.share;
}

const failOn = async (what: string) => (await run('report', 'nightly', '--stdout', 'json', '--fail-on', what)).exitCode;

describe('requests that fail', () => {
  test('are listed with what became of them, and fail a build', async () => {
    expect(await listed()).toMatch(
      /^1 open, 0 reopened, 0 acknowledged, 0 recovered\nf\w+ open {9}share of failed requests, model=elm:3b: 2 of 200 to 12 of 40 requests, 30\.0 % \(1\d\.\d to 4\d\.\d %\); suspected since 2026-11-06\n?$/,
    );
    expect(await failOn('suspected')).toBe(1);
  });

  test('are acknowledged by the id that is listed, recovered when they are back, and reopened when they come again', async () => {
    night(7, 14);
    const { exitCode } = await run('regressions', 'acknowledge', await failureId(), '--in', 'nightly', ...REASON);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(scratch, 'nightly/benchscribe-regressions.yaml'), 'utf8')).toContain(
      'metric: failed_request_share\n    labels:\n      benchmark: chat\n      model: elm:3b\n    since: 2026-11-06\n    failedShare: 0.325\n    reason: the proxy drops them\n',
    );
    expect(await listed()).toMatch(
      / acknowledged share of failed requests.*; confirmed since 2026-11-06; acknowledged: the proxy drops them/,
    );
    expect(await failOn('suspected')).toBe(0);
    night(8, 0);
    night(9, 1);
    expect(await listed()).toMatch(/ recovered {4}share of failed requests.*; recovered since 2026-11-08/);
    night(10, 13);
    expect(await listed()).toMatch(/ reopened {5}share of failed requests.*; suspected since 2026-11-10; it had recovered before/);
  });

  test('begin anew with a run by decision', async () => {
    await run('regressions', 'reset', '2026-11-06', '--in', 'nightly', '--metric', 'failed_request_share', ...REASON);
    expect(await listed()).toMatch(/^0 open, 0 reopened, 0 acknowledged, 0 recovered\nreset with 2026-11-06/);
  });

  test('are told to a webhook', async () => {
    const report = JSON.parse((await run('report', 'nightly', '--stdout', 'json')).stdout);
    const { run: last, changes } = knownChanges(report);
    expect(last).toBe('2026-11-06');
    expect(changes.map((change) => KnownChange.parse(change))).toMatchObject([
      {
        ...{ metric: 'failed_request_share', labels: { model: 'elm:3b' }, state: 'open', status: 'suspected', since: '2026-11-06' },
        ...{ share: 0.3, shareBefore: 0.01, interval: { level: 0.95 } },
      },
    ]);
  });

  test('have a share that audit computes again', async () => {
    await run('report', 'nightly', '--set', 'reports.directories=["."]');
    const audit = await run('audit', join(scratch, 'nightly/benchscribe-report.md'), '--against', join(scratch, 'nightly'));
    expect(audit).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ok: made again/) });
  });
});
