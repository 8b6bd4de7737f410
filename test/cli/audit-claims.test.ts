import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { auditReport } from '../../src/cli/audit.ts';
import { CheckedText } from '../../src/contracts/checked-claim.ts';
import { tempTree } from '../files/temp-tree.ts';
import { fakeContext } from './fake-context.ts';

const RUNS = 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,280.25,0.1\noak:300m,284.75,0.125\n';

async function audited(notes: string, files: Record<string, string> = { 'runs.csv': RUNS }, json = false) {
  const directory = tempTree({ ...files, 'notes.md': notes });
  const lines: string[] = [];
  const { context } = fakeContext({ print: (line) => lines.push(line) });
  const exitCode = await auditReport(join(directory, 'notes.md'), directory, context, { json });
  return { exitCode, lines: lines.map((line) => line.replaceAll(`${directory}/`, '')), directory };
}

describe('audit of any Markdown', () => {
  test('prints a line for each claim with place, verdict and evidence, and ends with 1 where one is contradicted', async () => {
    const { exitCode, lines } = await audited(
      '# Notes\n\n- `oak:2b` reaches a mean of 181.5 tokens/s.\n- `oak:300m` peaks at 253.9 tokens/s.\n',
    );
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(/^notes\.md:3: supported: "181\.5 tokens\/s": mean of .*181\.5 tokens\/s \[runs\.csv row=2;col=tokens_s\]$/);
    expect(lines[1]).toMatch(
      /^notes\.md:4: contradicted: "253\.9 tokens\/s": .*max of .*284\.8 tokens\/s \[runs\.csv row=5;col=tokens_s\]$/,
    );
    expect(lines[2]).toMatch(
      /^2 claims: 1 supported, 1 contradicted; of random numbers of the same precision \d+\.\d % would have been called supported$/,
    );
  });

  test('ends with 0 where nothing is accused, and gives the claims as JSON of the contract', async () => {
    const { exitCode, lines } = await audited('`oak:300m` is faster than `oak:2b`.\n', undefined, true);
    const { text, against: _against, ok, ...checked } = JSON.parse(lines[0]!);
    expect([exitCode, text, ok]).toEqual([0, 'notes.md', true]);
    expect(CheckedText.parse(checked).claims).toEqual([expect.objectContaining({ line: 1, form: 'relation', verdict: 'supported' })]);
  });

  test('says that nothing can be verified where there is no data', async () => {
    const { exitCode, lines, directory } = await audited('`oak:2b` reaches 181.5 tokens/s.\n', {});
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^notes\.md:1: not checkable: /),
      `${directory} holds no measurements: nothing of this text can be verified`,
      '1 claim: 1 not checkable',
    ]);
  });

  test.each(['gone.md', 'gone'])('names a text that is not there: %s', async (name) => {
    const directory = tempTree({ 'runs.csv': RUNS });
    const { context } = fakeContext();
    await expect(auditReport(join(directory, name), directory, context, { json: false })).rejects.toMatchObject({
      code: 'REPORT_UNREADABLE',
    });
  });

  test('names a directory that is not there', async () => {
    const directory = tempTree({ 'notes.md': 'x\n' });
    const { context } = fakeContext();
    await expect(auditReport(join(directory, 'notes.md'), join(directory, 'gone'), context, { json: false })).rejects.toMatchObject({
      code: 'ROOT_UNREADABLE',
    });
  });
});
