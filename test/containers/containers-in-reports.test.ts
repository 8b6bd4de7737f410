import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { auditReport } from '../../src/cli/audit.ts';
import { explainFact } from '../../src/cli/explain.ts';
import { runProgram } from '../../src/cli/program.ts';
import { Report } from '../../src/contracts/report.ts';
import { readsSqlite } from '../../src/edges/containers/node-sqlite.ts';
import { fakeContext } from '../cli/fake-context.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { refresherHere } from '../support/refresher-here.ts';
import { parquetFile } from './parquet-file.ts';
import { sqliteFile } from './sqlite-file.ts';

const MODELS = ['a:1b', 'a:1b', 'a:1b', 'b:7b', 'b:7b', 'b:7b'];
const WAITS = [80.5, 81.25, 79.75, 120, 121.5, 119.25];
const CSV = `model,ttft_ms\n${MODELS.map((model, row) => `${model},${WAITS[row]}`).join('\n')}\n`;
const PARQUET = parquetFile({ model: ['STRING', MODELS], ttft_ms: ['DOUBLE', WAITS] });

/** The report of a directory with one artifact, as `benchscribe report` makes it. */
async function reported(name: string, content: string | Uint8Array) {
  const tree = tempTree({ [`runs/${name}`]: content });
  const directory = join(tree, 'runs');
  const { context, stderr } = fakeContext({ cwd: tree });
  expect({ exitCode: await runProgram(['report', 'runs'], context), stderr: stderr() }).toMatchObject({ exitCode: 0 });
  return { directory, report: Report.parse(JSON.parse(readFileSync(join(directory, 'benchscribe-report.json'), 'utf8'))) };
}

async function audited(directory: string): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const { context } = fakeContext({ print: (line) => lines.push(line) });
  return { exitCode: await auditReport(join(directory, 'benchscribe-report.md'), directory, context, { json: false }), lines };
}

async function explained(report: Report, directory: string): Promise<string[]> {
  const fact = report.facts.find(({ statistic, labels }) => statistic === 'mean' && labels['model'] === 'b:7b')!;
  const lines: string[] = [];
  expect(await explainFact(fact.id, directory, (line) => lines.push(line), { json: false, rules: 'sha256:now' })).toBe(0);
  return lines;
}

function valuesOf({ facts }: Report) {
  return facts.map(({ kind, metric, statistic, value, unit, labels, sampleCount }) => ({
    kind,
    metric,
    statistic,
    value,
    unit,
    labels,
    sampleCount,
  }));
}

describe('a Parquet file in a report', () => {
  test('has the facts of the same table as CSV', async () => {
    const { report } = await reported('sweep.parquet', PARQUET);
    expect(report.inputs.artifacts).toMatchObject([{ path: 'sweep.parquet', kind: 'parquet', bytes: PARQUET.length, verdict: 'accepted' }]);
    expect(valuesOf(report).length).toBeGreaterThan(10);
    expect(valuesOf(report)).toEqual(valuesOf((await reported('sweep.csv', CSV)).report));
  });

  test('is audited by its rows, and is another one when it has changed', async () => {
    const { directory } = await reported('sweep.parquet', PARQUET);
    const { exitCode, lines } = await audited(directory);
    expect({ exitCode, last: lines.at(-1) }).toMatchObject({ exitCode: 0, last: expect.stringMatching(/^ok: made again and compared/) });
    put(join(directory, 'sweep.parquet'), parquetFile({ model: ['STRING', MODELS], ttft_ms: ['DOUBLE', [99, ...WAITS.slice(1)]] }));
    const changed = await audited(directory);
    expect(changed.exitCode).toBe(1);
    expect(changed.lines.join('\n')).toMatch(/sweep\.parquet: has SHA-256 .*\n.*fact .*mean of time_to_first_token/s);
  });

  test('is explained by the cells and rows behind a number', async () => {
    const { directory, report } = await reported('sweep.parquet', PARQUET);
    const lines = await explained(report, directory);
    expect(lines).toContain('  check      agrees: mean of 3 cells, in ms');
    expect(lines.at(-1)).toBe('sweep.parquet /5/ttft_ms: ttft_ms = 119.25  |  ,{"model":"b:7b","ttft_ms":119.25}');
  });

  test('is read once, and again only when it changes', async () => {
    const tree = tempTree({ 'runs/sweep.parquet': PARQUET });
    const state = mkdtempSync(join(tmpdir(), 'benchscribe-test-'));
    const run = async () => {
      const { context } = fakeContext({ cwd: tree, openRefresher: async () => refresherHere(undefined, state) });
      expect(await runProgram(['report', 'runs'], context)).toBe(0);
      const { facts, timings, inputs } = Report.parse(JSON.parse(readFileSync(join(tree, 'runs/benchscribe-report.json'), 'utf8')));
      return { facts, inputs, timings };
    };
    const first = await run();
    rmSync(join(tree, 'runs/benchscribe-report.json'));
    const second = await run();
    expect(second.facts).toEqual(first.facts);
    expect(second.timings.parseMs).toBe(0);
    rmSync(state, { recursive: true });
  });

  test('that is damaged costs itself, and the report beside it is audited', async () => {
    const { directory } = await reported('sweep.csv', CSV);
    put(join(directory, 'cut.parquet'), PARQUET.subarray(0, 100));
    const { context } = fakeContext({ cwd: directory });
    expect(await runProgram(['report', '.'], context)).toBe(0);
    expect((await audited(directory)).exitCode).toBe(0);
  });
});

if (readsSqlite()) {
  describe('an SQLite database in a report', () => {
    const rows = MODELS.map((model, row) => `('${model}', ${WAITS[row]})`).join(', ');
    const database = () => sqliteFile('CREATE TABLE sweep (model TEXT, ttft_ms REAL)', `INSERT INTO sweep VALUES ${rows}`);

    test('has the facts of the same table as CSV, is audited and explained', async () => {
      const { directory, report } = await reported('sweep.db', database());
      expect(report.inputs.artifacts).toMatchObject([{ path: 'sweep.db', kind: 'sqlite', verdict: 'accepted' }]);
      expect(valuesOf(report)).toEqual(valuesOf((await reported('sweep.csv', CSV)).report));
      expect((await audited(directory)).exitCode).toBe(0);
      expect((await explained(report, directory)).at(-1)).toMatch(/^sweep\.db \/sweep\/5\/ttft_ms: ttft_ms = 119\.25 /);
    });
  });
}
