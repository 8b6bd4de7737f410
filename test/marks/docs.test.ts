import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { fakeContext } from '../cli/fake-context.ts';
import { tempTree } from '../files/temp-tree.ts';

const input = join(import.meta.dirname, '../reports/notes-against-rows/input');
const page = join(import.meta.dirname, '../../docs/living-numbers.md');
const BLOCK = /(<!-- living numbers: [^>]*-->)[\s\S]*?(<!-- end of living numbers -->)/;

test('the page on living numbers shows what the check of its example prints', async () => {
  const directory = tempTree({ 'results/notes.txt': '' });
  for (const name of readdirSync(input).filter((own) => own.endsWith('.csv')))
    copyFileSync(join(input, name), join(directory, 'results', name));
  const readme = join(directory, 'README.md');
  const shown: string[] = [];
  const show = (title: string) => shown.push(`# ${title}`, readFileSync(readme, 'utf8').trimEnd());
  const run = async (...argv: string[]) => {
    const { context, stdout } = fakeContext({ cwd: directory });
    const exitCode = await runProgram(['audit', ...argv, 'README.md', '--against', 'results'], context);
    shown.push(`$ benchscribe audit ${argv.join(' ')} README.md --against results; echo $?`, stdout(), String(exitCode));
    return stdout();
  };
  writeFileSync(readme, 'The mean of `fern:300m` is 285.1 tokens/s <!-- benchscribe: ? -->.\n');
  show('README.md');
  const name = /^ {2}(n\w+): mean of generation throughput/m.exec(await run('--check'))![1]!;
  writeFileSync(readme, `The mean of \`fern:300m\` is 285.1 tokens/s <!-- benchscribe: ${name} -->.\n`);
  show('README.md, with the first of these names');
  await run('--check');
  const runs = join(directory, 'results/fern_300m_baseline.csv');
  const faster = readFileSync(runs, 'utf8').replaceAll(/,2[78]\d\.\d/g, ',301.5');
  expect(faster).not.toBe(readFileSync(runs, 'utf8'));
  writeFileSync(runs, faster);
  shown.push('# the benchmark is run again, and is faster');
  await run('--check');
  await run('--fix');
  show('README.md');
  const text = readFileSync(page, 'utf8');
  const expected = text.replace(BLOCK, (_, begin, end) => `${begin}\n\n\`\`\`text\n${shown.join('\n')}\n\`\`\`\n\n${end}`);
  if (process.env['UPDATE_DOCS']) writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8')).toBe(expected);
});
