import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { fakeContext } from '../cli/fake-context.ts';
import { tempTree } from '../files/temp-tree.ts';

const input = join(import.meta.dirname, '../reports/notes-against-rows/input');
const page = join(import.meta.dirname, '../../docs/claims.md');
const BLOCK = /(<!-- annotated copy: [^>]*-->)[\s\S]*?(<!-- end of annotated copy -->)/;
/** Footnotes that the page shows of all. */
const SHOWN = 2;

test('the page on claims shows the annotated copy of its example as it is written', async () => {
  const directory = tempTree();
  for (const name of readdirSync(input)) copyFileSync(join(input, name), join(directory, name));
  const { context } = fakeContext({ cwd: directory });
  expect(await runProgram(['audit', 'analysis.md', '--against', '.', '--annotate'], context)).toBe(1);
  const parts = readFileSync(join(directory, 'analysis.annotated.md'), 'utf8').split(/\n(?=\[\^bs-\d+\]: )/);
  const shown = `${parts
    .slice(0, SHOWN + 1)
    .join('\n')
    .trimEnd()}\n\n... and ${parts.length - 1 - SHOWN} more`;
  const text = readFileSync(page, 'utf8');
  const expected = text.replace(BLOCK, (_, begin, end) => `${begin}\n\n\`\`\`markdown\n${shown}\n\`\`\`\n\n${end}`);
  if (process.env['UPDATE_DOCS']) writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8')).toBe(expected);
});
