import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { MarkedNumber } from '../../src/contracts/marked-number.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { fakeContext } from './fake-context.ts';

const RUNS = 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,1280.25,0.1\noak:300m,1284.75,0.125\n';
const FASTER = RUNS.replace('180.5', '190.5').replace('0.25\n', '0.35\n').replace('1284.75', '999.75');

async function run(cwd: string, ...argv: string[]) {
  const lines: string[] = [];
  const { context, stderr } = fakeContext({ cwd, print: (line) => lines.push(line) });
  const exitCode = await runProgram(['audit', ...argv, '--against', 'data'], context);
  return { exitCode, lines, stderr: stderr() };
}

/** What a mark names for the fact of which the candidates of an unnamed one say so. */
async function nameOf(directory: string, number: string, about: RegExp): Promise<string> {
  writeFileSync(join(directory, 'asked.md'), `${number} <!-- benchscribe: ? -->\n`);
  const { lines } = await run(directory, '--check', 'asked.md');
  const line = lines.find((own) => about.test(own) && own.startsWith('  '));
  if (line === undefined) throw new Error(`no candidate is ${about}: ${lines.join('\n')}`);
  return line.trim().split(':')[0]!;
}

const README = (rate: string, large: string, ttft: string) =>
  [
    '# Oak\r',
    '\r',
    `It reaches 181.5 tokens/s <!-- benchscribe: ${rate} -->, \`oak:300m\` **1,282.5** tok/s <!-- benchscribe: ${large} for the large one -->.\r`,
    `Its TTFT is 225<!-- benchscribe: ${ttft} --> ms or 0.23 s <!-- benchscribe: ${ttft} -->.\r`,
    '\r',
    '| model | TTFT (ms) |\r',
    '| --- | --- |\r',
    `| oak:2b | 225.0 <!-- benchscribe: ${ttft} --> |\r`,
    '\r',
    '```md\r',
    '1 token/s <!-- benchscribe: shown -->\r',
    '```\r',
    '\r',
    'As in `1 <!-- benchscribe: shown -->`.\r',
    '',
  ].join('\n');

async function marked() {
  const directory = tempTree({ 'data/runs.csv': RUNS });
  const names = [
    await nameOf(directory, '181.5 tokens/s', /: mean of .*oak:2b/),
    await nameOf(directory, '1,282.5 tokens/s', /: mean of .*oak:300m/),
    await nameOf(directory, '225 ms', /: mean of .*oak:2b/),
  ] as const;
  const text = README(...names);
  writeFileSync(join(directory, 'README.md'), `\ufeff${text}`);
  return { directory, names, text };
}

describe('audit --check', () => {
  test('ends with 0 where every marked number is what its fact is, in text, code and tables, in any unit and scale', async () => {
    const { directory } = await marked();
    const { exitCode, lines } = await run(directory, '--check', 'README.md');
    expect([exitCode, lines.at(-1)]).toEqual([0, 'README.md: 5 marked numbers: 5 hold']);
    expect(lines[0]).toBe('README.md:3:12: holds: "181.5 tokens/s": mean of generation throughput, oak:2b is 181.5 tokens/s');
  });

  test('ends with 1 where the data have moved, and says what each number is now', async () => {
    const { directory, text } = await marked();
    put(join(directory, 'data/runs.csv'), FASTER);
    const { exitCode, lines } = await run(directory, '--check', 'README.md');
    expect(exitCode).toBe(1);
    expect(lines.map((line) => /"[^"]*" is now "[^"]*"/.exec(line)?.[0] ?? line)).toEqual([
      '"181.5 tokens/s" is now "186.5 tokens/s"',
      '"1,282.5 tok/s" is now "1,140.0 tok/s"',
      '"225" is now "275"',
      '"0.23 s" is now "0.28 s"',
      '"225.0" is now "275.0"',
      'README.md: 5 marked numbers: 5 moved',
    ]);
    expect(readFileSync(join(directory, 'README.md'), 'utf8')).toBe(`\ufeff${text}`);
  });

  test('names the nearest facts where there is none of the name, with file, line and column, exit code 2', async () => {
    const { directory, names } = await marked();
    const [rate] = names;
    const slip = `${rate.slice(0, 5)}${rate[5] === '2' ? '3' : '2'}${rate.slice(6)}`;
    writeFileSync(join(directory, 'notes.md'), `A mean of 181.5 tokens/s <!-- benchscribe: ${slip} -->\n`);
    const { exitCode, lines } = await run(directory, '--check', 'notes.md');
    expect(exitCode).toBe(2);
    expect(lines[0]).toBe(`notes.md:1:11: unknown fact: "181.5 tokens/s": the data have no fact ${slip}`);
    expect(lines[1]).toBe(`  ${rate}: mean of generation throughput, oak:2b is 181.5 tokens/s`);
  });

  test('prints the numbers of each file as JSON', async () => {
    const { directory } = await marked();
    const { lines } = await run(directory, '--check', 'README.md', 'asked.md', '--json');
    const found = lines.map((line) => JSON.parse(line));
    expect(found.map(({ text, ok }) => [text, ok])).toEqual([
      ['README.md', true],
      ['asked.md', false],
    ]);
    const { isRewritten, ...number } = found[0].numbers[0];
    expect(MarkedNumber.parse(number)).toMatchObject({ line: 3, column: 12, verdict: 'holds', unit: 'tokens/s', value: 181.5 });
    expect(isRewritten).toBe(false);
  });

  test('is no check where nothing is marked, exit code 2', async () => {
    const { exitCode, stderr } = await run(tempTree({ 'data/runs.csv': RUNS, 'a.md': 'x\n' }), '--check', 'a.md');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no number is marked')]);
  });

  test.each([
    ['--annotate', '--check'],
    ['--sarif', '--fix'],
  ])('is not asked for with what is about claims: %s', async (...options) => {
    expect((await run(tempTree({ 'data/runs.csv': RUNS, 'a.md': 'x\n' }), 'a.md', ...options)).exitCode).toBe(2);
  });
});

describe('audit --fix', () => {
  test('rewrites the digits that have moved and no other byte, and what it wrote holds', async () => {
    const { directory, text } = await marked();
    const path = join(directory, 'README.md');
    chmodSync(path, 0o640);
    put(join(directory, 'data/runs.csv'), FASTER);
    const { exitCode, lines } = await run(directory, '--fix', 'README.md');
    expect([exitCode, lines.at(-1)]).toEqual([0, 'README.md: 5 marked numbers: 5 rewritten']);
    const expected = text
      .replace('181.5 tokens', '186.5 tokens')
      .replace('1,282.5', '1,140.0')
      .replace('is 225<', 'is 275<')
      .replace('0.23', '0.28')
      .replace('225.0', '275.0');
    expect(readFileSync(path, 'utf8')).toBe(`\ufeff${expected}`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect((await run(directory, '--check', 'README.md')).exitCode).toBe(0);
  });

  test('rewrites what it can beside what nobody can check, and ends with 2', async () => {
    const { directory, names } = await marked();
    writeFileSync(join(directory, 'a.md'), `180.0 tokens/s <!-- benchscribe: ${names[0]} -->, 1 <!-- benchscribe: fgone -->\n`);
    const { exitCode, lines } = await run(directory, '--fix', 'a.md');
    expect([exitCode, lines.at(-1)]).toEqual([2, 'a.md: 2 marked numbers: 1 rewritten, 1 unknown fact']);
    expect(readFileSync(join(directory, 'a.md'), 'utf8')).toMatch(/^181\.5 tokens\/s <.*, 1 </);
  });

  test('leaves a file alone whose numbers hold', async () => {
    const { directory } = await marked();
    const before = statSync(join(directory, 'README.md'));
    expect((await run(directory, '--fix', 'README.md')).exitCode).toBe(0);
    expect(statSync(join(directory, 'README.md')).ino).toBe(before.ino);
  });
});
