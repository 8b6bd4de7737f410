import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ParsedArtifact } from '../../src/adapters/recognise.ts';
import { describeArtifact, inspectionLines } from '../../src/cli/inspect-format.ts';
import { runProgram } from '../../src/cli/program.ts';
import { type Label, NOTHING_READ, type ObservationTable } from '../../src/contracts/observation.ts';
import type { LabelBook } from '../../src/core/assemble/labels.ts';
import { fakeContext } from './fake-context.ts';

const TABLE: ObservationTable = {
  placement: 'row',
  places: [2, 3, 4],
  labels: new Map<string, Label>([['model', { value: 'fable:2b', origin: 'document' }]]),
  labelColumns: [{ key: 'temperature', values: [0.2, 0.4, null] }],
  columns: [
    { metric: 'decode_throughput', statistic: null, unit: 'tokens/s', at: 'tokens_s', values: [140, Number.NaN, 142] },
    { metric: 'time_to_first_token', statistic: 'p99', unit: 's', at: 'p99_ttft_s', definition: 'ollama-ttft', values: [1, 2, 3] },
  ],
  failures: new Map([[1, 'timed out']]),
  failureCells: new Map(),
  times: null,
  ordered: true,
};

const PARSED: ParsedArtifact = {
  adapter: 'generic-csv',
  title: 'CSV',
  verdict: 'partial',
  reason: 'line 9: not a number',
  version: '2',
  sampleCount: 4,
  result: { ...NOTHING_READ, tables: [TABLE, TABLE], problems: [{ line: 9, message: 'not a number' }, { message: 'odd' }] },
  bug: null,
};

/** Labels as they are written, and what the path tells. */
function bookOf(fromPath: ReadonlyMap<string, Label>): LabelBook {
  return { value: (_, written) => written, fromPath: () => fromPath, evidence: () => [] };
}

const FILE = { path: 'a/run.csv', kind: 'csv', growing: false } as const;

describe('describeArtifact', () => {
  const pathLabels = new Map<string, Label>([
    ['model', { value: 'a', origin: 'directory' }],
    ['benchmark', { value: 'run', origin: 'file-name' }],
  ]);
  const inspection = describeArtifact(FILE, PARSED, bookOf(pathLabels));

  test('adds up what several tables hold in the same column', () => {
    expect(inspection.rowCount).toBe(6);
    expect(inspection.metrics).toEqual([
      { metric: 'decode_throughput', statistic: null, unit: 'tokens/s', at: 'tokens_s', definition: null, valueCount: 4, missingCount: 2 },
      {
        metric: 'time_to_first_token',
        statistic: 'p99',
        unit: 's',
        at: 'p99_ttft_s',
        definition: 'ollama-ttft',
        valueCount: 6,
        missingCount: 0,
      },
    ]);
  });

  test('gives each label with its origin, and lets the content win over the path', () => {
    expect(inspection.labels).toEqual([
      { key: 'model', origin: 'document', values: ['fable:2b'], valueCount: 1 },
      { key: 'temperature', origin: 'column', values: [0.2, 0.4], valueCount: 2 },
      { key: 'benchmark', origin: 'file-name', values: ['run'], valueCount: 1 },
    ]);
  });

  test('names each failed row', () => {
    expect(inspection.failures).toEqual([
      { place: 'row 3', reason: 'timed out' },
      { place: 'row 3', reason: 'timed out' },
    ]);
  });

  test('becomes one line per thing that was found', () => {
    expect(inspectionLines(inspection)).toEqual([
      'a/run.csv: partial, CSV (generic-csv, 2), 4 values',
      '  reason   line 9: not a number',
      '  rows     6, of which 2 failed',
      '  failed   row 3: timed out',
      '  failed   row 3: timed out',
      '  metric   decode_throughput: 4 values in tokens/s at tokens_s, 2 missing',
      '  metric   p99 of time_to_first_token, reported by the tool: 6 values in s at p99_ttft_s (ollama-ttft)',
      '  label    model = fable:2b (from the document)',
      '  label    temperature = 0.2, 0.4 (from the column)',
      '  label    benchmark = run (from the file name)',
      '  problem  line 9: not a number',
      '  problem  odd',
    ]);
  });

  test('says in one line that nothing was read', () => {
    const unread = {
      ...PARSED,
      adapter: 'none',
      title: '',
      verdict: 'empty',
      reason: 'the file has no bytes',
      version: null,
      sampleCount: 0,
      result: NOTHING_READ,
    } as const;
    expect(inspectionLines(describeArtifact(FILE, unread, bookOf(new Map())))).toEqual([
      'a/run.csv: empty, no adapter, 0 values',
      '  reason   the file has no bytes',
    ]);
  });

  test('cuts what is long and counts the rest', () => {
    const problems = Array.from({ length: 40 }, (_, index) => ({ line: index + 2, message: 'bad' }));
    const lines = inspectionLines(describeArtifact(FILE, { ...PARSED, result: { ...NOTHING_READ, problems } }, bookOf(new Map())));
    expect(lines.filter((line) => line.startsWith('  problem'))).toHaveLength(12);
    expect(lines.at(-1)).toContain('and 28 more');
  });
});

describe('inspect', () => {
  const directory = mkdtempSync(join(tmpdir(), 'inspect-'));
  beforeAll(() => {
    mkdirSync(join(directory, 'sub'));
    writeFileSync(join(directory, 'good_invented.csv'), 'model,prompt,tokens_s,error\nfable:2b,a,140.5,\nfable:2b,b,141.5,\n');
    writeFileSync(join(directory, 'sub/broken.json'), '{"model": "fable:2b", "results": [{"tokens_s": 1');
    writeFileSync(join(directory, 'sub/nothing.csv'), '');
    writeFileSync(join(directory, 'picture.png'), 'x');
    writeFileSync(join(directory, 'benchscribe-report.md'), '---\ngenerator: benchscribe 0.1.0\nschema: benchscribe.report/1\n---\n');
    symlinkSync('/etc/passwd', join(directory, 'link.csv'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function inspectJson(...path: string[]) {
    const { context, stdout } = fakeContext({ cwd: directory });
    const exitCode = await runProgram(['inspect', join(directory, ...path), '--json', '--set', 'watch.quietMs=0'], context);
    return {
      exitCode,
      ...(JSON.parse(stdout()) as {
        files: { path: string; verdict: string; sampleCount: number }[];
        problems: object[];
        otherFileCount: number;
      }),
    };
  }

  test('shows one accepted file and exits 0', async () => {
    const { exitCode, files, problems } = await inspectJson('good_invented.csv');
    expect(exitCode).toBe(0);
    expect(problems).toEqual([]);
    expect(files).toMatchObject([{ path: 'good_invented.csv', verdict: 'accepted', sampleCount: 2 }]);
  });

  test('gives every file of a directory a verdict, leaves our own reports out and exits 1 when a file is not accepted', async () => {
    const { exitCode, files, problems, otherFileCount } = await inspectJson();
    expect(exitCode).toBe(1);
    expect(files.map(({ path, verdict }) => [path, verdict])).toEqual([
      ['good_invented.csv', 'accepted'],
      ['sub/broken.json', 'quarantined'],
      ['sub/nothing.csv', 'empty'],
    ]);
    expect(problems).toEqual([{ path: 'link.csv', message: expect.stringContaining('symbolic link') }]);
    expect(otherFileCount).toBe(1);
  });

  test('says why a file that is no artifact is not read', async () => {
    const { context, stdout } = fakeContext({ cwd: directory });
    expect(await runProgram(['inspect', 'benchscribe-report.md'], context)).toBe(1);
    expect(stdout()).toContain('benchscribe-report.md: is no artifact: a report of benchscribe');
  });

  test('closes a directory with the number of files per verdict', async () => {
    const { context, stdout } = fakeContext({ cwd: directory });
    await runProgram(['inspect', 'sub', '--set', 'watch.quietMs=0'], context);
    expect(stdout().split('\n').at(-1)).toBe('2 files: 1 quarantined, 1 empty');
  });
});
