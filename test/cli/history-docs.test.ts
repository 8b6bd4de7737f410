import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { fakeContext } from './fake-context.ts';

const project = join(import.meta.dirname, '../..');
const PAGE = join(project, 'docs/history.md');
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'history-docs-'));
  for (let night = 8; night <= 14; night += 1) {
    const path = `2026-11-${String(night).padStart(2, '0')}/invented_llama_bench.json`;
    cpSync(join(project, 'examples/invented-nightly', path), join(scratch, 'nightly', path));
  }
  cpSync(join(scratch, 'nightly'), join(scratch, 'broken'), { recursive: true });
  const past = new Date(Date.UTC(2026, 10, 20));
  for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) utimesSync(join(scratch, name), past, past);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

/** What a terminal shows of a command line: what it prints, what it notes, and its exit code where that is not 0. */
async function shown(line: string): Promise<string[]> {
  const [, piped, count] = /^(.*) \| head -(\d+)$/.exec(line) ?? [];
  if (piped !== undefined) return (await shown(piped)).slice(0, Number(count));
  const [command, target] = line.split(' > ') as [string, string?];
  const [program, ...argv] = words(command);
  if (program === 'cat') return readFileSync(join(scratch, argv[0]!), 'utf8').trimEnd().split('\n');
  if (program === 'echo') {
    writeFileSync(join(scratch, target!), `${argv.join(' ')}\n`);
    return [];
  }
  const { context, stdout, stderr } = fakeContext({ cwd: scratch });
  const exitCode = await runProgram([...argv, '--set', 'watch.quietMs=0'], context);
  const printed = target === undefined ? stdout() : '';
  return [printed, stderr(), exitCode === 0 ? '' : `exit code ${exitCode}`].flatMap((text) => (text === '' ? [] : text.split('\n')));
}

// Written anew by `UPDATE_DOCS=1 npm run test:unit -- test/cli/history-docs`.
test('docs/history.md shows what its commands print, one after the other', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const commands = [...page.matchAll(BLOCK)].map(([, block]) => block!.split('\n').filter((line) => line.startsWith('$ ')));
  expect(commands.flat().length).toBeGreaterThan(10);
  const blocks: string[] = [];
  for (const lines of commands) {
    const said: string[] = [];
    for (const line of lines) said.push(line, ...(await shown(line.slice(2))));
    blocks.push(`\`\`\`console\n${said.join('\n')}\n\`\`\``);
  }
  let place = 0;
  const expected = page.replaceAll(BLOCK, () => blocks[place++]!);
  if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, expected);
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
}, 240_000);
