import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { fakeContext } from './fake-context.ts';

const nightly = join(import.meta.dirname, '../../examples/invented-nightly');
const AT_REST = ['--set', 'watch.quietMs=0'];

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'compare-'));
  for (const [side, nights] of [
    ['before', ['2026-11-08', '2026-11-09', '2026-11-10']],
    ['after', ['2026-11-13', '2026-11-14', '2026-11-15']],
  ] as const) {
    for (const night of nights)
      cpSync(join(nightly, night, 'invented_llama_bench.json'), join(scratch, side, night, 'invented_llama_bench.json'));
  }
  const hourAgo = new Date(Date.UTC(2026, 10, 20));
  for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) utimesSync(join(scratch, name), hourAgo, hourAgo);
});
afterAll(() => rmSync(scratch, { recursive: true }));

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  return { exitCode: await runProgram([...argv, ...AT_REST], context), lines: stdout().split('\n'), stderr: stderr() };
}

describe('compare', () => {
  test('says of two directories with three runs each what is worse and what is unchanged', async () => {
    const { exitCode, lines } = await run('compare', 'before', 'after');
    expect(exitCode).toBe(0);
    expect(lines[0]).toBe('4 worse, 0 better, 12 unchanged, 0 undecided');
    expect(
      lines.slice(1, 5).map((line) => /^worse {6}generation throughput,.* depth=(16384|32768)\b|depth=(16384|32768)\b/.test(line)),
    ).toEqual([true, true, true, true]);
    expect(lines[1]).toMatch(/-[89]\.\d % \(-\d+\.\d to -\d\.\d %\); 3 against 3 runs$/);
  });

  test('exits 1 where a series is worse and that was asked for, and prints JSON', async () => {
    const { exitCode, lines } = await run('compare', 'before', 'after', '--json', '--fail-on', 'regression');
    expect(exitCode).toBe(1);
    const { series } = JSON.parse(lines[0]!) as { series: { verdict: string; labels: { depth: number } }[] };
    expect(series.filter(({ verdict }) => verdict === 'worse').map(({ labels }) => labels.depth)).toEqual([16384, 32768, 16384, 32768]);
    expect((await run('compare', 'after', 'before', '--fail-on', 'regression')).exitCode).toBe(0);
  });

  test('finds two sides in one directory, by run or by label', async () => {
    expect((await run('compare', '2026-11-08', '2026-11-09', '--in', 'before')).lines[0]).toBe(
      '0 worse, 0 better, 0 unchanged, 16 undecided',
    );
    const { lines } = await run('compare', 'engine_version=9e04b7f3', 'engine_version=d83f6a10', '--in', '.');
    expect(lines[0]).toBe('4 worse, 0 better, 12 unchanged, 0 undecided');
  });

  test('exits 2 where nothing is comparable', async () => {
    const { exitCode, stderr } = await run('compare', 'engine_version=none', '2026-11-09', '--in', 'before');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no series in common/);
  });
});

describe('report', () => {
  const report = (...argv: string[]) => run('report', '.', '--stdout', 'json', ...argv);

  test('exits 1 for a regression that a later run bore out, and for a suspicion where that is asked for', async () => {
    expect((await report('--fail-on', 'regression')).exitCode).toBe(1);
    expect((await report('--fail-on', 'regression,suspected', '--as-of', '2026-11-10')).exitCode).toBe(0);
    const suspected = await report('--fail-on', 'suspected', '--as-of', '2026-11-13');
    expect([suspected.exitCode, suspected.stderr]).toEqual([1, expect.stringContaining('--fail-on suspected: 4 found')]);
    expect((await report('--fail-on', 'regression', '--as-of', '2026-11-13')).exitCode).toBe(0);
  });

  test('leaves out with --as-of what was made after that day', async () => {
    const { lines } = await report('--as-of', '2026-11-09');
    const { history } = JSON.parse(lines.join('\n')) as { history: { runs: { name: string }[] } };
    expect(history.runs.map(({ name }) => name)).toEqual(['2026-11-08', '2026-11-09']);
  });
});
