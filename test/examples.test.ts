import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';

const examples = join(import.meta.dirname, '../examples');
const scratch = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Artifacts below a directory, our own reports left out. */
function artifacts(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^invented-.*\.(?:csv|json|md)$/.test(path) && !path.includes('benchscribe-report.'))
    .sort();
}

describe('examples/', () => {
  test('holds exactly what the generator writes', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(examples, 'make-example.mjs'), scratch], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(artifacts(examples)).toEqual(artifacts(scratch));
    for (const path of artifacts(scratch))
      expect(readFileSync(join(examples, path), 'utf8')).toBe(readFileSync(join(scratch, path), 'utf8'));
  });

  test('says in every file name that it is invented', () => {
    expect(artifacts(examples).filter((path) => !path.split('/').at(-1)!.startsWith('invented_'))).toEqual([]);
  });

  test.each(artifacts(examples).filter((path) => /(?:baseline|param_tuning)\.csv$/.test(path)))('%s is consistent in itself', (path) => {
    const rows = parse(readFileSync(join(examples, path)), { columns: true }) as Record<string, string>[];
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows.filter(({ error }) => error === '')) {
      const [tokens, eval_s, ttft, load, prompt] = ['eval_count', 'eval_s', 'ttft_s', 'load_s', 'prompt_eval_s'].map((column) =>
        Number(row[column]),
      );
      expect(Number(row['tokens_s'])).toBe(tokens! / eval_s!);
      expect(ttft!).toBeCloseTo(load! + prompt!, 7);
    }
  });

  test('holds the traps that its README names', () => {
    const text = (path: string) => readFileSync(join(examples, 'invented-chat/2026-11-03T09-00-00', path), 'utf8');
    expect(text('invented_fable_7b_q4_param_tuning.csv')).toContain('timed out');
    expect(text('invented_fable_2b_prompt_suite.csv').match(/connection refused/g)).toHaveLength(6);
    const rows = parse(text('invented_fable_2b_baseline.csv'), { columns: true }) as Record<string, string>[];
    const { results } = JSON.parse(text('invented_fable_2b_baseline.json')) as { results: { tokens_s: number }[] };
    expect(rows.map((row) => Number(row['tokens_s']))).toEqual(results.map((row) => row.tokens_s));
    const mean = results.reduce((sum, row) => sum + row.tokens_s, 0) / results.length;
    expect(text('invented_notes.md')).toContain(`generates ${mean.toFixed(1)} tokens/s on average`);
  });
});
