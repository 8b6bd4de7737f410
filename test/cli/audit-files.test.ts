import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { tempTree } from '../files/temp-tree.ts';
import { auditedTree } from './audit-fixture.ts';
import { fakeContext } from './fake-context.ts';

const RUNS = 'model,tokens_s\noak:2b,180.5\noak:2b,182.5\noak:300m,280.25\noak:300m,284.75\n';
const RIGHT = 'The mean of `oak:2b` is 181.5 tokens/s.\n';
const WRONG = '`oak:2b` peaks at 253.9 tokens/s.\n';

function tree(files: Record<string, string> = { 'notes.md': WRONG, 'right.md': RIGHT }): string {
  return tempTree({ 'data/runs.csv': RUNS, ...files });
}

async function run(cwd: string, ...argv: string[]) {
  const lines: string[] = [];
  const { context, stderr } = fakeContext({ cwd, print: (line) => lines.push(line) });
  const exitCode = await runProgram(['audit', ...argv, '--against', 'data'], context);
  return { exitCode, lines, stderr: stderr() };
}

describe('audit of several texts', () => {
  test('prints each with its own summary, and ends with 1 where one is accused', async () => {
    const { exitCode, lines } = await run(tree(), 'right.md', 'notes.md');
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^right\.md:1: supported: /),
      expect.stringMatching(/^1 claim: 1 supported; /),
      expect.stringMatching(/^notes\.md:1: contradicted: /),
      expect.stringMatching(/^1 claim: 1 contradicted; /),
    ]);
  });

  test('prints an object for each as JSON', async () => {
    const { lines } = await run(tree(), 'right.md', 'notes.md', '--json');
    expect(lines.map((line) => JSON.parse(line)).map(({ text, ok }) => [text, ok])).toEqual([
      ['right.md', true],
      ['notes.md', false],
    ]);
  });

  test('audits a report of ours among them by its strict path', async () => {
    const { directory } = auditedTree();
    const lines: string[] = [];
    const { context } = fakeContext({ cwd: directory, print: (line) => lines.push(line) });
    const notes = join(tree(), 'right.md');
    await runProgram(['audit', join(directory, 'benchscribe-report.md'), notes, '--against', directory], context);
    expect(lines.some((line) => /facts agree with \d+ cells re-read/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/^1 claim: /);
  });
});

describe('audit --annotate', () => {
  test('writes a copy beside each text, tells of it on standard error, and leaves the text as it is', async () => {
    const directory = tree({ 'notes.md': WRONG, 'more.txt': RIGHT });
    const { exitCode, lines, stderr } = await run(directory, 'notes.md', 'more.txt', '--annotate');
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(/^notes\.md:1: contradicted: /);
    expect(stderr).toBe('notes.annotated.md written\nmore.txt.annotated.md written');
    expect(readFileSync(join(directory, 'notes.md'), 'utf8')).toBe(WRONG);
    expect(readFileSync(join(directory, 'notes.annotated.md'), 'utf8')).toMatch(
      /^`oak:2b` peaks at 253\.9 tokens\/s ✘\[\^bs-1\]\.\n\n---\n\n.*\n\n\[\^bs-1\]: .*\(data\/runs\.csv#L3\)\n/,
    );
    expect((await run(directory, 'notes.md', '--annotate')).stderr).toBe('notes.annotated.md says so already');
  });

  test('stops at a file that is not ours, exit code 2, and leaves it', async () => {
    const directory = tree({ 'notes.md': WRONG, 'notes.annotated.md': 'mine\n' });
    const { exitCode, stderr } = await run(directory, 'notes.md', '--annotate');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('notes.annotated.md')]);
    expect(readFileSync(join(directory, 'notes.annotated.md'), 'utf8')).toBe('mine\n');
  });

  test('makes no artifact: a copy among the data is not read with them', async () => {
    const directory = tree({ 'data/notes.md': 'There is 1 Markdown file.\n' });
    expect((await run(directory, 'data/notes.md', '--annotate')).exitCode).toBe(0);
    expect(readdirSync(join(directory, 'data'))).toContain('notes.annotated.md');
    expect((await run(directory, 'data/notes.md')).exitCode).toBe(0);
  });

  test('leaves copies out, which "*.md" names too; of nothing else there is no audit, exit code 2', async () => {
    const directory = tree();
    await run(directory, 'notes.md', '--annotate');
    const { exitCode, lines, stderr } = await run(directory, 'notes.annotated.md', 'right.md');
    expect([exitCode, lines.length, stderr]).toEqual([0, 2, expect.stringContaining('notes.annotated.md is an annotated copy')]);
    expect((await run(directory, 'notes.annotated.md')).exitCode).toBe(2);
  });

  test('refuses a report of ours, exit code 2', async () => {
    const { directory: reports } = auditedTree();
    const { context, stderr } = fakeContext({ cwd: reports });
    expect(await runProgram(['audit', join(reports, 'benchscribe-report.md'), '--against', reports, '--annotate'], context)).toBe(2);
    expect(stderr()).toContain('leave it out');
    expect(existsSync(join(reports, 'benchscribe-report.annotated.md'))).toBe(false);
  });
});

describe('audit --sarif', () => {
  test('prints one log of all texts and nothing else, with addresses relative to the working directory', async () => {
    const { exitCode, lines } = await run(tree({ 'my notes.md': WRONG, 'right.md': RIGHT }), 'right.md', 'my notes.md', '--sarif');
    expect([exitCode, lines.length]).toEqual([1, 1]);
    const [only] = JSON.parse(lines[0]!).runs;
    expect(only.artifacts.map(({ location }: { location: { uri: string } }) => location.uri)).toEqual(['right.md', 'my%20notes.md']);
    expect(only.results).toHaveLength(1);
    expect(only.results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'my%20notes.md', uriBaseId: '%SRCROOT%' });
    expect(only.results[0].relatedLocations[0].physicalLocation.artifactLocation.uri).toBe('data/runs.csv');
  });

  test('is not asked for together with --json', async () => {
    expect((await run(tree(), 'notes.md', '--sarif', '--json')).exitCode).toBe(2);
  });
});
