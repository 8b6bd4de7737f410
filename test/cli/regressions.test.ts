import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import type { Report } from '../../src/contracts/report.ts';
import { fakeContext } from './fake-context.ts';

/** 14 nights of six models; three of them are slower from the tenth on. */
const nights = join(import.meta.dirname, '../reports/ledger/input');
const AT_REST = ['--set', 'watch.quietMs=0'];
const REASON = ['--reason', 'known'];

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'regressions-'));
  cpSync(nights, join(scratch, 'nightly'), { recursive: true, filter: (path) => !/regressions\.yaml$/.test(path) });
  const past = new Date(Date.UTC(2026, 10, 20));
  for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) utimesSync(join(scratch, name), past, past);
});
afterEach(() => rmSync(scratch, { recursive: true }));

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  return { exitCode: await runProgram([...argv, ...AT_REST], context), stdout: stdout(), stderr: stderr() };
}

async function reported(...argv: string[]): Promise<Report> {
  return JSON.parse((await run('report', 'nightly', '--stdout', 'json', ...argv)).stdout) as Report;
}

async function openIds(): Promise<string[]> {
  const { changes } = JSON.parse((await run('regressions', 'nightly', '--json')).stdout) as Pick<Report, 'changes'>;
  return changes.flatMap(({ fact, state }) => (state === 'open' ? [fact] : []));
}

const ledgerPath = (directory = 'nightly') => join(scratch, directory, 'benchscribe-regressions.yaml');

describe('regressions', () => {
  test('lists what is open, and exits 1 for it only where that is asked for', async () => {
    expect(await openIds()).toHaveLength(3);
    expect((await run('regressions', 'nightly')).exitCode).toBe(0);
    expect((await run('regressions', 'nightly', '--fail-on', 'open')).exitCode).toBe(1);
  });

  test('acknowledges all of them, so that nothing is open and a build does not fail', async () => {
    expect((await run('report', 'nightly', '--stdout', 'json', '--fail-on', 'suspected')).exitCode).toBe(1);
    const { exitCode, stdout } = await run('regressions', 'acknowledge', ...(await openIds()), '--in', 'nightly', ...REASON);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^nightly\/benchscribe-regressions\.yaml: acknowledged f/)]);
    expect(await openIds()).toEqual([]);
    expect((await run('regressions', 'nightly', '--fail-on', 'open')).exitCode).toBe(0);
    expect((await run('report', 'nightly', '--stdout', 'json', '--fail-on', 'suspected')).exitCode).toBe(0);
    const { changes, findings, ledger } = await reported();
    expect(changes.filter(({ state }) => state === 'acknowledged')).toHaveLength(3);
    expect(ledger?.files).toEqual([{ path: 'benchscribe-regressions.yaml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(findings.find(({ id }) => id.startsWith('change-f'))).toMatchObject({
      severity: 'notable',
      text: expect.stringContaining('; acknowledged: known'),
    });
  });

  test('opens them again on the day after the last one', async () => {
    await run('regressions', 'acknowledge', ...(await openIds()), '--in', 'nightly', '--until', '2026-09-20', ...REASON);
    expect((await reported('--as-of', '2026-09-20')).changes.filter(({ state }) => state === 'acknowledged')).toHaveLength(3);
    const later = (await reported('--as-of', '2026-09-21')).changes.filter(({ state }) => state === 'reopened');
    expect(later).toHaveLength(3);
    expect(later[0]).toMatchObject({ reopened: 'the acknowledgement has ended', acknowledged: { reason: 'known', until: '2026-09-20' } });
  });

  test('leaves an excluded run out of the history, and lets it be named still', async () => {
    const before = await reported();
    expect((await run('regressions', 'exclude', '2026-09-14T03-00-00', '--in', 'nightly', ...REASON)).exitCode).toBe(0);
    const { history, inputs, ledger } = await reported();
    expect(history?.runs.map(({ name }) => name)).toEqual(before.history?.runs.map(({ name }) => name).slice(0, -1));
    expect(inputs.artifacts).toHaveLength(before.inputs.artifacts.length);
    expect(ledger?.excluded).toEqual([{ run: '2026-09-14T03-00-00', reason: 'known' }]);
    expect((await run('regressions', 'exclude', '2026-09-14T03-00-00', '--in', 'nightly', ...REASON)).exitCode).toBe(0);
  });

  test('begins anew with a run: what was before it is no baseline', async () => {
    await run('regressions', 'reset', '2026-09-10T03-00-00', '--in', 'nightly', ...REASON);
    const { history, ledger } = await reported();
    expect(history).toMatchObject({ worse: 0 });
    expect(ledger?.resets).toEqual([{ run: '2026-09-10T03-00-00', reason: 'known' }]);
  });

  test('tags a run, and compare takes the tag', async () => {
    await run('regressions', 'tag', '2026-09-01T03-00-00', 'v1', '--in', 'nightly', ...REASON);
    const byTag = await run('compare', 'v1', '2026-09-02T03-00-00', '--in', 'nightly');
    expect(byTag).toMatchObject({
      exitCode: 0,
      stdout: (await run('compare', '2026-09-01T03-00-00', '2026-09-02T03-00-00', '--in', 'nightly')).stdout,
    });
  });

  test('writes into the root of the configuration that the directory lies in', async () => {
    writeFileSync(join(scratch, 'bench.yaml'), `roots:\n  - { id: box, path: . }\n`);
    await run('regressions', 'accept', '2026-09-03T03-00-00', '--in', 'nightly', '--config', 'bench.yaml', ...REASON);
    expect(readFileSync(ledgerPath('.'), 'utf8')).toContain('accepted:\n  - run: nightly/2026-09-03T03-00-00\n    reason: known\n');
    const { stdout } = await run('regressions', 'nightly', '--config', 'bench.yaml');
    expect(stdout).toContain('accepted 2026-09-03T03-00-00: known');
  });

  test.each([
    ['a run that is not there', ['exclude', '2026-12-01'], /no such run: 2026-12-01; it has 2026-09-01T03-00-00, /],
    ['a change that is not there', ['acknowledge', 'fzzzzzzz'], /no such regression: fzzzzzzz; it has f/],
    ['a day that is none', ['acknowledge', 'fzzzzzzz', '--until', 'soon'], /A day: 2026-12-31/],
    ['a tag that is a number', ['tag', '2026-09-01T03-00-00', '1'], /A tag starts with a letter/],
  ])('exits 2 for %s, and writes nothing', async (_, argv, message) => {
    const { exitCode, stderr } = await run('regressions', ...argv, '--in', 'nightly', ...REASON);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(() => readFileSync(ledgerPath())).toThrow(/ENOENT/);
  });

  test.each([
    ['no reason', [], /required option '--reason <text>'/],
    ['a blank reason', ['--reason', ' '], /A reason says why/],
  ])('exits 2 for %s', async (_, argv, message) => {
    const { exitCode, stderr } = await run('regressions', 'exclude', '2026-09-01T03-00-00', '--in', 'nightly', ...argv);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('never touches a ledger that is broken, and the report is made without it and says so', async () => {
    writeFileSync(ledgerPath(), 'schema: benchscribe.regressions/1\nexcluded:\n  - ran: x\n');
    const { exitCode, stderr } = await run('regressions', 'exclude', '2026-09-01T03-00-00', '--in', 'nightly', ...REASON);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/not changed: line 3/)]);
    expect(readFileSync(ledgerPath(), 'utf8')).toContain('ran: x');
    const { history, findings, ledger } = await reported();
    expect(history?.worse).toBe(3);
    expect(ledger?.files[0]?.problem).toMatch(/^line 3: /);
    expect(findings.find(({ id }) => id.startsWith('ledger-broken'))).toMatchObject({ severity: 'warning' });
  });

  test('does not write through a link', async () => {
    writeFileSync(join(scratch, 'elsewhere.yaml'), 'schema: benchscribe.regressions/1\n');
    symlinkSync(join(scratch, 'elsewhere.yaml'), ledgerPath());
    const { exitCode, stderr } = await run('regressions', 'exclude', '2026-09-01T03-00-00', '--in', 'nightly', ...REASON);
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/no regular file/)]);
    expect((await reported()).ledger?.files[0]?.problem).toMatch(/not a regular file/);
  });

  test('says of a directory without results that there are none', async () => {
    mkdirSync(join(scratch, 'empty'));
    const { exitCode, stderr } = await run('regressions', 'empty');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/holds no artifacts/)]);
  });
});

describe('audit', () => {
  test('agrees with a report that was made with decisions, and names the ledger that changed since', async () => {
    await run('regressions', 'acknowledge', ...(await openIds()), '--in', 'nightly', ...REASON);
    await run('report', 'nightly', '--set', 'reports.directories=["."]');
    const audit = () => run('audit', join(scratch, 'nightly/benchscribe-report.md'), '--against', join(scratch, 'nightly'));
    expect(await audit()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ok: made again/) });
    writeFileSync(ledgerPath(), 'schema: benchscribe.regressions/1\n');
    expect(await audit()).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/but the artifacts give/) });
  });
});
