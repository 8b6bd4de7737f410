import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { auditReport } from '../../src/cli/audit.ts';
import { fakeContext } from '../cli/fake-context.ts';

const input = join(import.meta.dirname, '../reports/notes-against-rows/input');
const page = join(import.meta.dirname, '../../docs/claims.md');
const BLOCK = /(<!-- audit of notes: [^>]*-->)[\s\S]*?(<!-- end of audit of notes -->)/;

test('the page on claims shows what the audit of its example prints', async () => {
  const lines: string[] = [];
  const { context } = fakeContext({ print: (line) => lines.push(line) });
  expect(await auditReport(join(input, 'analysis.md'), input, context, { json: false })).toBe(1);
  const printed = lines.map((line) => line.replaceAll(`${input}/`, '')).join('\n');
  const text = readFileSync(page, 'utf8');
  const expected = text.replace(
    BLOCK,
    (_, begin, end) => `${begin}\n\n\`\`\`text\n$ benchscribe audit analysis.md --against .\n${printed}\n\`\`\`\n\n${end}`,
  );
  if (process.env['UPDATE_DOCS']) writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8')).toBe(expected);
});
