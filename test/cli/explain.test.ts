import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explainFact } from '../../src/cli/explain.ts';
import type { Report } from '../../src/contracts/report.ts';
import { sealed } from '../../src/edges/files/report-seal.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { ARTIFACTS, auditedReport, auditedTree } from './audit-fixture.ts';

/** Other rules than those of the report of the fixture. */
const RULES = 'sha256:now';

async function explain(fact: string, directory: string, against?: string): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const options = { json: false, rules: RULES, ...(against === undefined ? {} : { against }) };
  const exitCode = await explainFact(fact, directory, (line) => lines.push(line), options);
  return { exitCode, lines };
}

describe('explainFact', () => {
  test('shows what a fact is, how it was computed, and its source lines', async () => {
    const { directory, jsonPath } = auditedTree();
    const { exitCode, lines } = await explain('fslow2222', directory);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      'fslow2222: mean of decode_throughput (statistic)',
      `  report     ${jsonPath}`,
      expect.stringMatching(/^ {2}metric {5}generation throughput, higher-is-better\. Output tokens of one request/),
      '  labels     model=slow:7b',
      '  subset     all',
      '  value      99.1 tokens/s (in full: 99.125 tokens/s)',
      expect.stringMatching(/^ {2}interval {3}94\.36\d+ to 103\.88\d+ at level 0\.95: Student's t, n - 1 degrees of freedom$/),
      '  formula    arithmetic mean: sum of the values divided by n',
      '  n          2, left out: 1 failed',
      expect.stringMatching(/^ {2}mark {7}<!-- benchscribe: n[2-9b-z]{10} -->$/),
      '  check      agrees: mean of 2 cells, in tokens/s',
      '  also       stdev 0.5 tokens/s, min 98.8 tokens/s, median 99.1 tokens/s, p90 99.4 tokens/s, p95 99.5 tokens/s, p99 99.5 tokens/s, max 99.5 tokens/s',
      '  artifact   sweep.csv: unchanged since the report',
      'sweep.csv:4: tokens_s = 98.75  |  slow:7b,1024,98.75,',
      'sweep.csv:5: tokens_s = 99.5  |  slow:7b,2048,99.5,',
    ]);
  });

  test('takes the name that a mark has for a fact', async () => {
    const { directory } = auditedTree();
    const { lines } = await explain('fslow2222', directory);
    const name = /n[2-9b-z]{10}/.exec(lines.find((line) => line.includes('<!--'))!)![0];
    expect((await explain(name, directory)).lines).toEqual(lines);
    await expect(explain('nbbbbbbbbbb', directory)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
  });

  test('shows the facts that a comparison relates, and their source lines', async () => {
    const { lines } = await explain('fratio', auditedTree().directory);
    expect(lines[0]).toBe('fratio222: ratio of means of decode_throughput (comparison)');
    expect(lines).toContain('  baseline   fslow2222 = 99.125 tokens/s, mean of model=slow:7b');
    expect(lines).toContain('  candidate  ffast2222 = 150.875 tokens/s, mean of model=fast:1b');
    expect(lines).toContain('  check      agrees: from fslow2222 and ffast2222');
    expect(lines.filter((line) => line.startsWith('sweep.csv:'))).toHaveLength(4);
  });

  test('says when an artifact has changed and the fact does not agree any more', async () => {
    const { directory } = auditedTree();
    writeFileSync(join(directory, 'sweep.csv'), ARTIFACTS['sweep.csv']!.replace('98.75', '97.75'));
    const { exitCode, lines } = await explain('fslow2222', directory);
    expect(exitCode).toBe(0);
    expect(lines).toContain('  check      DOES NOT AGREE: the value is 99.125, but its sources give 98.625');
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}artifact {3}sweep\.csv: has SHA-256 [0-9a-f]{64}, but the report was made from/),
    );
    rmSync(join(directory, 'sweep.csv'));
    const gone = await explain('fslow2222', directory);
    expect(gone.lines).toContain('  artifact   sweep.csv: is not there any more');
    expect(gone.lines).toContain('sweep.csv row=4-5;col=tokens_s: the artifact is not there any more');
  });

  test('finds the report below the directory, and a fact by its row in the evidence', async () => {
    const { directory } = auditedTree();
    const root = tempTree();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    renameSync(directory, join(root, 'a/b/run'));
    const { lines } = await explain('1', root);
    expect(lines[0]).toBe('fratio222: ratio of means of decode_throughput (comparison)');
    expect(lines[1]).toContain('a/b/run/benchscribe-report.json');
  });

  test.each(['E3', 'e3', '3', '[^E3]', '[^E3]:', '^E3', ' E3 '])('takes %p for that reference of the text', async (reference) => {
    const { directory, markdownPath } = auditedTree();
    const id = /^\[\^E3\]: - `(f\w+)`/m.exec(readFileSync(markdownPath, 'utf8'))![1];
    expect((await explain(reference, directory)).lines[0]).toMatch(new RegExp(`^${id}: `));
  });

  test('explains every fact of a table, by the reference beside it', async () => {
    const { directory, markdownPath } = auditedTree();
    const row = /^\[\^E2\]: Table of .*$/m.exec(readFileSync(markdownPath, 'utf8'))![0];
    const ids = [...row.matchAll(/`(f\w+)`/g)].map(([, id]) => id);
    const { exitCode, lines } = await explain('[^E2]', directory);
    expect(exitCode).toBe(0);
    expect(ids).toEqual(['ffast2222', 'fslow2222']);
    for (const id of ids) expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${id}: `)));
  });

  test('knows no reference that the text does not have', async () => {
    const { directory } = auditedTree();
    for (const reference of ['0', '99', '[^E99]', 'S1', 'E', '1.5'])
      await expect(explain(reference, directory)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
  });

  test('takes the artifacts of a report made elsewhere from where it is told, and accuses nothing without them', async () => {
    const { directory, markdownPath, jsonPath } = auditedTree();
    const out = tempTree({});
    for (const path of [markdownPath, jsonPath]) renameSync(path, path.replace(directory, out));
    const alone = await explain('ffast2222', out);
    expect(alone.lines).toContainEqual(expect.stringMatching(/check +not possible: its artifacts are not beside the report/));
    const told = await explain('ffast2222', out, directory);
    expect(told.lines).toContainEqual(expect.stringMatching(/check +agrees: /));
    expect(told.lines).toContainEqual(expect.stringContaining('sweep.csv:2: tokens_s = 150.5'));
  });

  test('names the facts that an ambiguous name stands for, and says when there is none', async () => {
    const { directory } = auditedTree();
    await expect(explain('ff', directory)).rejects.toMatchObject({
      code: 'FACT_UNKNOWN',
      message: expect.stringContaining('ff stands for ffast2222 (mean of decode_throughput), ffail2222 (count of failed_request_count)'),
    });
    await expect(explain('fnone', directory)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
    await expect(explain('', directory)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
    await expect(explain('fslow', join(directory, 'none'))).rejects.toMatchObject({ code: 'ROOT_UNREADABLE' });
  });

  test('says what to do where there is no report', async () => {
    const { exitCode, lines } = await explain('fslow2222', tempTree());
    expect(exitCode).toBe(3);
    expect(lines[0]).toContain('Remedy: make one with `benchscribe report`');
  });

  test('prints at most 40 source lines, escapes control characters and cuts long lines around the value', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `${100 + index},\u001b[31m${'x'.repeat(500)}`);
    const text = `tokens_s,note\n${rows.join('\n')}\n`;
    const report: Report = structuredClone(auditedReport);
    const fact = report.facts[0]!;
    fact.sources = [{ path: 'sweep.csv', sha256: 'x', cells: ['row=2-61;col=tokens_s'] }];
    const { directory } = auditedTree(report);
    put(join(directory, 'sweep.csv'), text);
    const { lines } = await explain('ffast', directory);
    const shown = lines.filter((line) => line.startsWith('sweep.csv:'));
    expect(shown).toHaveLength(40);
    expect(shown[0]).toMatch(/^sweep\.csv:2: tokens_s = 100 {2}\| {2}100,\\u001b\[31mx+…$/);
    expect(shown[0]!.length).toBeLessThan(220);
    expect(lines.at(-1)).toBe('and 20 more cells; benchscribe-report.json lists them');
  });

  test('prints one JSON object with --json', async () => {
    const lines: string[] = [];
    await explainFact('fwait', auditedTree().directory, (line) => lines.push(line), { json: true, rules: RULES });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      fact: { id: 'fwait2222', value: 82 },
      metric: { id: 'time_to_first_token' },
      recomputed: { agrees: true },
      artifacts: [{ path: 'deep/run.json', state: 'same' }],
      cellCount: 2,
      cells: [
        { path: 'deep/run.json', line: 3, name: 'ttft_s', raw: 0.0815, text: '    "ttft_s": [0.0815, 0.0825],' },
        { path: 'deep/run.json', line: 3, name: 'ttft_s', raw: 0.0825 },
      ],
    });
  });

  test('validates no report that it has written itself by these rules, and every other one', async () => {
    const { directory, jsonPath } = auditedTree();
    const written = readFileSync(jsonPath, 'utf8').replace('\n "title":', '\n "later": 1,\n "title":');
    writeFileSync(jsonPath, sealed(jsonPath, written));
    const explainedBy = (rules: string) => explainFact('fslow2222', directory, () => undefined, { json: false, rules });
    expect(await explainedBy(auditedReport.inputs.ruleFingerprint)).toBe(0);
    await expect(explainedBy(RULES)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
    writeFileSync(jsonPath, written);
    await expect(explainedBy(auditedReport.inputs.ruleFingerprint)).rejects.toMatchObject({ code: 'FACT_UNKNOWN' });
  });
});
