import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { fakeContext } from './fake-context.ts';

const ROWS = 'model,prompt,tokens_s,error\nfable:2b,a,140.5,\nfable:2b,b,141.5,\nfable:7b-q4,a,52.5,\nfable:7b-q4,b,51.5,\n';
const FAST = ['--format', 'md,json', '--set', 'watch.quietMs=0'];

let scratch: string;
let tree: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'report-'));
  tree = join(scratch, 'bench');
  for (const name of ['first', 'second', 'empty']) mkdirSync(join(tree, name), { recursive: true });
  writeFileSync(join(tree, 'first/invented_run.csv'), ROWS);
  writeFileSync(join(tree, 'second/invented_run.json'), '[{"model": "fable:2b", "prompt": "a", "tokens_s": 139.5}]');
});
afterEach(() => rmSync(scratch, { recursive: true }));

async function run(...argv: string[]) {
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  return { exitCode: await runProgram(['report', ...argv], context), stdout: stdout(), stderr: stderr() };
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

describe('report', () => {
  test('writes a report for the directory and each subdirectory that has artifacts, and names them on standard output', async () => {
    const { exitCode, stdout, stderr } = await run('bench', ...FAST);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'bench/benchscribe-report.md',
      'bench/benchscribe-report.json',
      'bench/first/benchscribe-report.md',
      'bench/first/benchscribe-report.json',
      'bench/second/benchscribe-report.md',
      'bench/second/benchscribe-report.json',
    ]);
    for (const path of stdout.split('\n')) expect(existsSync(join(scratch, path))).toBe(true);
    expect(readdirSync(join(tree, 'empty'))).toEqual([]);
    expect(stderr).toMatch(/^\.: published, 2 artifacts, \d+ facts\nfirst: published, 1 artifacts/);
    expect(stderr).toMatch(/\n- \S.*\.$/);
  });

  test.each([
    ['words of ours', '"words of ours": published, 1 artifacts'],
    ['a\nforged: all is well', '"a forged: all is well": published, 1 artifacts'],
  ])('sets the name %j of a directory in quotation marks, on one line', async (name, line) => {
    mkdirSync(join(tree, name));
    writeFileSync(join(tree, name, 'run.csv'), ROWS);
    const { stderr } = await run('bench', ...FAST);
    expect(stderr.split('\n')).toContainEqual(expect.stringContaining(line));
    expect(stderr).not.toMatch(/^forged/m);
  });

  test('turns the report of a directory whose last artifact was removed into one of an empty directory', async () => {
    await run('bench', ...FAST);
    for (const path of ['first/invented_run.csv', 'second/invented_run.json']) rmSync(join(tree, path));
    const { exitCode, stderr } = await run('bench', ...FAST);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('first: published, 0 artifacts, 0 facts');
    for (const directory of ['.', 'first', 'second']) {
      const report = JSON.parse(readFileSync(join(tree, directory, 'benchscribe-report.json'), 'utf8'));
      expect([report.facts, report.inputs.artifacts, report.verdict]).toEqual([[], [], 'the directory holds no results']);
    }
    expect(readdirSync(join(tree, 'empty'))).toEqual([]);
  });

  test('leaves the report of a subdirectory as it is where a new one would say the same', async () => {
    await run('bench', ...FAST);
    const markdown = join(tree, 'first/benchscribe-report.md');
    const first = readFileSync(markdown, 'utf8');
    writeFileSync(join(tree, 'second/invented_run.json'), '[{"model": "fable:2b", "prompt": "a", "tokens_s": 138.5}]');
    const { stderr, stdout } = await run('bench', ...FAST);
    expect(stderr).toMatch(/^\.: published, 2 artifacts, (\d+) facts\nfirst: unchanged, 1 artifacts, \d+ facts\nsecond: published/);
    expect(stdout).toContain('bench/first/benchscribe-report.md');
    expect(readFileSync(markdown, 'utf8')).toBe(first);
    writeFileSync(markdown, first.replace('fable', 'table'));
    expect((await run('bench', ...FAST)).stderr).toContain('first: published');
    expect(readFileSync(markdown, 'utf8')).not.toContain('table:');
    rmSync(markdown);
    expect((await run('bench', ...FAST)).stderr).toContain('first: published');
    writeFileSync(join(tree, 'first/benchscribe-report.html'), 'mine');
    expect((await run('bench', '--set', 'watch.quietMs=0')).stderr).toContain('first: published');
  });

  test('says in the report of a directory and in that of the root what keeps a file of it away', async () => {
    writeFileSync(join(tree, 'first/benchscribe-report.html'), '<p>mine</p>');
    await run('bench', ...FAST);
    const own = { path: 'benchscribe-report.html', message: expect.stringContaining('not written by benchscribe') };
    const skipped = (directory: string) =>
      JSON.parse(readFileSync(join(tree, directory, 'benchscribe-report.json'), 'utf8')).inputs.skipped;
    expect(skipped('first')).toEqual([own]);
    expect(skipped('.')).toEqual([{ ...own, path: 'first/benchscribe-report.html' }]);
    expect(readFileSync(join(tree, 'benchscribe-report.md'), 'utf8')).toContain('`first/benchscribe-report.html`');
  });

  test('writes HTML too unless told otherwise', async () => {
    await run('bench', '--set', 'watch.quietMs=0');
    expect(readdirSync(tree).filter((name) => name.startsWith('benchscribe'))).toEqual([
      'benchscribe-report.html',
      'benchscribe-report.json',
      'benchscribe-report.md',
    ]);
  });

  test('writes below --out in the same shape and leaves the artifacts alone', async () => {
    const before = filesBelow(tree);
    const { exitCode, stdout } = await run('bench', '--out', 'elsewhere', '--format', 'md', '--set', 'watch.quietMs=0');
    expect(exitCode).toBe(0);
    expect(filesBelow(tree)).toEqual(before);
    expect(filesBelow(join(scratch, 'elsewhere')).filter((path) => path.endsWith('.md'))).toHaveLength(3);
    expect(existsSync(join(scratch, 'elsewhere/empty'))).toBe(false);
    expect(stdout.split('\n')[1]).toBe('elsewhere/first/benchscribe-report.md');
  });

  test('prints the report of the directory itself with --stdout, and writes nothing', async () => {
    const before = filesBelow(scratch);
    const { exitCode, stdout } = await run('bench', '--stdout', 'json', '--root-id', 'lab', '--set', 'watch.quietMs=0');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'benchscribe.report/1', root: 'lab', directory: '.' });
    expect(filesBelow(scratch)).toEqual(before);
  });

  test('takes --no-narrative, which changes nothing in this version', async () => {
    const narrative = async (...flags: string[]) => {
      const { stdout } = await run('bench', '--stdout', 'json', '--set', 'watch.quietMs=0', ...flags);
      return (JSON.parse(stdout) as { narrative: object }).narrative;
    };
    expect(await narrative('--no-narrative')).toEqual(await narrative());
  });

  test('exits 1 with --fail-on when what it names is found, and writes the reports all the same', async () => {
    writeFileSync(join(tree, 'second/broken.json'), '{"results": [');
    expect((await run('bench', ...FAST)).exitCode).toBe(0);
    const { exitCode, stderr } = await run('bench', ...FAST, '--fail-on', 'quarantined');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--fail-on quarantined: 1 found');
    expect((await run('bench', '--stdout', 'md', '--fail-on', 'quarantined', '--set', 'watch.quietMs=0')).exitCode).toBe(1);
  });

  test('lets a directory that fails cost itself only', async () => {
    writeFileSync(join(tree, 'first/benchscribe-report.md'), 'my own notes\n');
    const { exitCode, stderr, stdout } = await run('bench', ...FAST);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('a file that is no report of benchscribe stands in the place of one');
    expect(stdout).toContain('bench/second/benchscribe-report.md');
    expect(readFileSync(join(tree, 'first/benchscribe-report.md'), 'utf8')).toBe('my own notes\n');
  });

  test('offers what helps where a file is named', async () => {
    const { exitCode, stderr, stdout } = await run('bench/first/invented_run.csv', ...FAST);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/is a file.*invented_run\.csv.*name its directory.*benchscribe inspect/);
  });

  test('begins no line with what follows a line end in the name of a directory', async () => {
    renameSync(join(tree, 'first'), join(tree, 'a\nFORGED: all models regressed\nz'));
    const { exitCode, stderr, stdout } = await run('bench', ...FAST);
    expect(exitCode).toBe(0);
    expect(`${stdout}\n${stderr}`).not.toMatch(/^\s*FORGED/m);
    expect(stdout).toContain('a\\nFORGED');
    const markdown = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
    expect(markdown).toHaveLength(3);
    for (const path of markdown) expect(readFileSync(join(tree, path), 'utf8')).not.toMatch(/^[\s#*-]*FORGED/m);
  });

  test('exits 2 when there is nothing to report, 3 when the directory is not there', async () => {
    expect(await run('bench/empty')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('holds no artifacts') });
    expect(await run('bench/empty', '--stdout', 'md')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('bench/gone')).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringContaining('bench/gone') });
  });

  test('waits for files that were written just now, so that their last rows count', async () => {
    writeFileSync(join(tree, 'first/invented_late.csv'), 'model,prompt,tokens_s\nfable:9b,a,20.5\nfable:9b,b,21.5');
    const { stdout } = await run('bench', '--stdout', 'json', '--set', 'watch.quietMs=200');
    const { inputs } = JSON.parse(stdout) as { inputs: { artifacts: { path: string; growing?: boolean; sampleCount: number }[] } };
    const late = inputs.artifacts.find(({ path }) => path.endsWith('invented_late.csv'))!;
    expect(late).toMatchObject({ sampleCount: 2 });
    expect(late.growing).not.toBe(true);
  });
});
