import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { KeptRun } from '../../src/contracts/kept-run.ts';
import type { Report } from '../../src/contracts/report.ts';
import { fakeContext } from './fake-context.ts';

/** 14 nights of six models; three of them are slower from the tenth on. */
const nights = join(import.meta.dirname, '../reports/ledger/input');
let scratch: string;
let folder: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'keep-'));
  folder = join(scratch, 'nightly/benchscribe-runs');
  cpSync(nights, join(scratch, 'nightly'), { recursive: true, filter: (path) => !/regressions\.yaml$/.test(path) });
  const past = new Date(Date.UTC(2026, 10, 20));
  for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) utimesSync(join(scratch, name), past, past);
});
afterEach(() => rmSync(scratch, { recursive: true }));

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  return { exitCode: await runProgram([...argv, '--set', 'watch.quietMs=0'], context), stdout: stdout(), stderr: stderr() };
}

async function reported(): Promise<Report> {
  return JSON.parse((await run('report', 'nightly', '--stdout', 'json')).stdout) as Report;
}

const told = ({ history, changes }: Report) => ({
  history,
  changes: changes.map(({ fact, verdict, status, since, relativeChange, interval }) => ({
    fact,
    verdict,
    status,
    since,
    relativeChange,
    interval,
  })),
});

test('keep leaves a summary of each run, and says so once', async () => {
  const { exitCode, stdout } = await run('keep', 'nightly');
  expect([exitCode, stdout.split('\n').length]).toEqual([0, 14]);
  expect(readdirSync(folder)).toHaveLength(14);
  const kept = KeptRun.parse(JSON.parse(readFileSync(join(folder, '2026-09-01T03-00-00.json'), 'utf8')));
  expect(kept).toMatchObject({ run: { at: '2026-09-01T03:00:00.000Z' }, sources: [{ path: '2026-09-01T03-00-00/decode.csv' }] });
  expect(kept.values).toHaveLength(6);
  expect(kept.values[0]?.sources[0]?.cells).toEqual(['row=2-4;col=tokens_s']);
  const { mtimeMs } = statSync(join(folder, '2026-09-01T03-00-00.json'));
  expect((await run('keep', 'nightly')).stdout).toBe('');
  expect(statSync(join(folder, '2026-09-01T03-00-00.json')).mtimeMs).toBe(mtimeMs);
});

test('what is kept changes no verdict: beside the artifacts it is not counted, without them it takes their place', async () => {
  const before = await reported();
  await run('keep', 'nightly');
  const beside = await reported();
  expect(told(beside)).toEqual(told(before));
  expect(beside.inputs.artifacts.filter(({ verdict }) => verdict === 'empty')).toHaveLength(14);
  expect(beside.inputs.sampleCount).toBe(before.inputs.sampleCount);
  for (const night of ['1', '2', '3', '4', '5', '6']) rmSync(join(scratch, `nightly/2026-09-0${night}T03-00-00`), { recursive: true });
  const without = await reported();
  const names = ({ history }: Report) => history?.runs.map(({ name, at }) => [name, at]);
  expect(names(without)).toEqual(names(before));
  expect(told(without).changes).toEqual(told(before).changes);
  rmSync(join(folder, '2026-09-05T03-00-00.json'));
  expect(names(await reported())).toEqual(names(before)?.filter(([name]) => name !== '2026-09-05T03-00-00'));
}, 60_000);

test('compare holds a kept run against one that is there', async () => {
  const compared = () => run('compare', '2026-09-01T03-00-00', '2026-09-02T03-00-00', '--in', 'nightly');
  const before = await compared();
  expect(before).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^0 worse, 0 better, 0 unchanged, 6 undecided/) });
  await run('keep', 'nightly');
  rmSync(join(scratch, 'nightly/2026-09-01T03-00-00'), { recursive: true });
  expect(await compared()).toEqual(before);
}, 60_000);

test('audit reads what is kept, says how much rests on it, and finds it altered', async () => {
  await run('keep', 'nightly');
  rmSync(join(scratch, 'nightly/2026-09-01T03-00-00'), { recursive: true });
  await run('report', 'nightly', '--set', 'reports.directories=["."]');
  const audit = () => run('audit', join(scratch, 'nightly/benchscribe-report.md'), '--against', join(scratch, 'nightly'));
  expect(await audit()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+ facts rest on kept summaries of runs whose artifacts are gone/),
  });
  const path = join(folder, '2026-09-01T03-00-00.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('116.0', '126.0'));
  expect(await audit()).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('benchscribe-runs/2026-09-01T03-00-00.json: has SHA-256'),
  });
}, 60_000);

test('keep has nothing to keep of one run', async () => {
  for (const name of readdirSync(join(scratch, 'nightly')).slice(1)) rmSync(join(scratch, 'nightly', name), { recursive: true });
  expect(await run('keep', 'nightly')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/nothing to keep/) });
});
