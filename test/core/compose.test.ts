import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/contracts/artifact.ts';
import type { Measurement } from '../../src/contracts/measured.ts';
import { NOTHING_READ, type ParseResult } from '../../src/contracts/observation.ts';
import type { Duplicate, ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import {
  type ComposedArtifact,
  type Composition,
  composeInputs,
  composeReport,
  inventoryEntry,
  subjectOf,
} from '../../src/core/compose.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { programNarrative } from '../support/narrative.ts';
import { artifact, type RawRow } from './artifacts.ts';

const ROWS: readonly RawRow[] = [{ tokens_s: 10.125 }, { tokens_s: 11.375 }];

/** An artifact with two rows, as it is handed to the composition. */
function composed(path: string, over: Partial<ComposedArtifact> = {}): ComposedArtifact {
  return {
    path,
    placedAt: path,
    kind: 'csv',
    bytes: 7,
    sha256: path,
    modifiedAtMs: 1000,
    growing: false,
    adapter: 'generic-csv',
    title: 'CSV',
    verdict: 'accepted',
    reason: null,
    version: null,
    sampleCount: 2,
    parsed: artifact(path, ROWS, { model: 'm', benchmark: 'b' }).parsed,
    ...over,
  };
}

function reportOf(
  artifacts: readonly ComposedArtifact[],
  over: Partial<Composition> = {},
  alter: (own: Measurement) => Partial<Measurement> = () => ({}),
) {
  const measurement = measure(assemble(artifacts as readonly (ComposedArtifact & ReadArtifact)[]), artifacts);
  const altered = { ...measurement, ...alter(measurement) };
  return composeReport({
    version: '1.2.3',
    slo: {},
    generatedAt: new Date(5000),
    rootId: 'results',
    directory: '.',
    inputs: composeInputs({
      fingerprint: 'sha256:f',
      ruleFingerprint: 'sha256:r',
      readLimits: { textBytesMax: 1, textLinesMax: 1 },
      otherFileCount: 3,
      baseline: 'robust',
      skipped: [{ path: 'huge.csv', message: 'too large' }],
      artifacts,
      measurement: altered,
    }),
    artifacts,
    measurement: altered,
    analysis: { tables: [], omitted: [] },
    conclusions: { findings: [], gaps: [], recommendations: [], page: { failures: [], changes: [], table: null } },
    narrative: programNarrative([], { rejected: [{ text: 't', reason: 'r' }] }),
    timings: { totalMs: 1 } as unknown as Composition['timings'],
    ...over,
  });
}

function parsed(over: Partial<ParseResult>): ParseResult {
  return { ...NOTHING_READ, ...over };
}

describe('the entry of an artifact', () => {
  test('states what there is, and nothing of what there is not', () => {
    expect(inventoryEntry(composed('a.csv'), undefined, 0)).toEqual({
      path: 'a.csv',
      kind: 'csv',
      adapter: 'generic-csv',
      bytes: 7,
      sha256: 'a.csv',
      modifiedAt: '1970-01-01T00:00:01.000Z',
      verdict: 'accepted',
      rowCount: 2,
      sampleCount: 2,
      problems: [],
    });
    expect(inventoryEntry(composed('a.csv', { version: '2', reason: 'cut', growing: true, verdict: 'partial' }), 'b.csv', 0)).toMatchObject(
      {
        version: '2',
        reason: 'cut',
        growing: true,
        verdict: 'partial',
        duplicateOf: 'b.csv',
      },
    );
  });

  test.each([
    [0, 0, []],
    [20, 0, []],
    [21, 0, ['and 1 more problems of this kind']],
    [45, 0, ['and 25 more problems of this kind']],
    [0, 1, ['1 values are impossible (negative, not finite, more than the whole) and were left out']],
    [22, 3, ['and 2 more problems of this kind', '3 values are impossible (negative, not finite, more than the whole) and were left out']],
  ])('lists twenty problems of %d, and %d impossible values', (count, impossible, further) => {
    const problems = Array.from({ length: count }, (_, index) => ({ line: index + 1, message: `p${index}` }));
    const entry = inventoryEntry(composed('a.csv', { parsed: parsed({ problems }) }), undefined, impossible);
    expect(entry.problems.slice(0, 20)).toEqual([...problems.slice(0, 20), ...further.map((message) => ({ message }))].slice(0, 20));
    expect(entry.problems.slice(Math.min(count, 20)).map(({ message }) => message)).toEqual(further);
    expect(entry.rowCount).toBe(0);
  });

  test('says which columns have cells that were left out, and why', () => {
    const coverage = {
      columns: [
        { at: 'a', leftOut: 2, reason: 'no number' },
        { at: 'b', leftOut: 0, reason: 'x' },
        { at: 'c', leftOut: 1 },
      ],
    };
    const entry = inventoryEntry(
      composed('a.csv', { parsed: parsed({ coverage: coverage as unknown as ParseResult['coverage'] }) }),
      undefined,
      0,
    );
    expect(entry.leftOut).toEqual([
      { at: 'a', cells: 2, reason: 'no number' },
      { at: 'c', cells: 1, reason: '' },
    ]);
    const none = { columns: [{ at: 'b', leftOut: 0 }] } as unknown as ParseResult['coverage'];
    expect(inventoryEntry(composed('a.csv', { parsed: parsed({ coverage: none }) }), undefined, 0)).not.toHaveProperty('leftOut');
  });
});

describe('the inventory', () => {
  const files = [
    composed('z/b.csv', { modifiedAtMs: 3000 }),
    composed('z/a.csv', { modifiedAtMs: 9000, sampleCount: 5 }),
    composed('top.json', { kind: 'json', adapter: 'vllm', title: 'vLLM', sampleCount: 7, modifiedAtMs: 2000 }),
    composed('notes.txt', { kind: 'text', adapter: 'none', title: '', verdict: 'unknown', sampleCount: 0, parsed: NOTHING_READ }),
  ];

  test('counts files by kind, directory and format, in alphabetical order', () => {
    const { inputs } = reportOf(files);
    expect(inputs.byKind).toEqual({
      csv: { count: 2, latestModified: '1970-01-01T00:00:09.000Z', names: ['z/a.csv', 'z/b.csv'] },
      json: { count: 1, latestModified: '1970-01-01T00:00:02.000Z', names: ['top.json'] },
      text: { count: 1, latestModified: '1970-01-01T00:00:01.000Z', names: ['notes.txt'] },
    });
    expect(Object.keys(inputs.byKind)).toEqual(['csv', 'json', 'text']);
    expect(inputs.directories).toEqual([
      { path: '.', fileCount: 2, latestModified: '1970-01-01T00:00:02.000Z' },
      { path: 'z', fileCount: 2, latestModified: '1970-01-01T00:00:09.000Z' },
    ]);
    expect(inputs.formats).toEqual([
      { adapter: 'generic-csv', title: 'CSV', fileCount: 2, rowCount: 4, sampleCount: 7 },
      { adapter: 'vllm', title: 'vLLM', fileCount: 1, rowCount: 2, sampleCount: 7 },
    ]);
    expect(inputs.artifacts.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    expect(inputs).toMatchObject({ otherFileCount: 3, skipped: [{ path: 'huge.csv', message: 'too large' }], fingerprint: 'sha256:f' });
  });

  test('names five files of a kind at most', () => {
    const many = [6, 3, 1, 5, 2, 4].map((index) => composed(`f${index}.csv`));
    expect(reportOf(many).inputs.byKind['csv']).toMatchObject({ count: 6, names: ['f1.csv', 'f2.csv', 'f3.csv', 'f4.csv', 'f5.csv'] });
  });

  test('counts rows and samples of copies once: whole copies not at all, others with what is left', () => {
    const copyOf = (whole: boolean) => (own: Measurement) => {
      const duplicate = {
        kept: 'z/a.csv',
        dropped: 'z/b.csv',
        whole,
        tables: [],
        identical: false,
        artifact: {} as ReadArtifact,
      } satisfies Duplicate;
      return { ...own, duplicates: [{ ...duplicate, rows: null }] };
    };
    const [none, part, whole] = [
      reportOf(files, {}, () => ({ duplicates: [] })),
      reportOf(files, {}, copyOf(false)),
      reportOf(files, {}, copyOf(true)),
    ];
    expect([none, part, whole].map(({ inputs }) => [inputs.rowCount, inputs.sampleCount])).toEqual([
      [6, 14],
      [6, 14],
      [4, 12],
    ]);
    expect([none, part, whole].map(({ inputs }) => inputs.artifacts[0]!.duplicateOf)).toEqual([undefined, undefined, 'z/a.csv']);
  });

  test('counts impossible values of each file', () => {
    const bad = composed('bad.csv', {
      parsed: artifact('bad.csv', [{ tokens_s: -1 }, { tokens_s: -2 }, { tokens_s: 3 }], { model: 'm' }).parsed,
    });
    const { inputs } = reportOf([bad, files[2]!]);
    expect(inputs.artifacts.map(({ problems }) => problems.length)).toEqual([1, 0]);
    expect(inputs.artifacts[0]!.problems[0]!.message).toMatch(/^2 values are impossible/);
  });
});

describe('the verdict', () => {
  const failing = artifact('f.csv', [{ tokens_s: 0, error: 'x' }, { tokens_s: 5.5 }], { model: 'm', benchmark: 'b' }).parsed;
  const other = (index: number) =>
    artifact('x.csv', [{ tokens_s: 20.5 + index }, { tokens_s: 21.5 + index }], { model: 'm', benchmark: 'b' }).parsed;
  const run = (index: number, verdict: Verdict = 'accepted') => composed(`run_${index}/x.csv`, { parsed: other(index), verdict });

  test.each<[verdict: string, artifacts: ComposedArtifact[]]>([
    ['the directory holds no results', []],
    ['compared with no other run', [composed('a.csv')]],
    ['compared with no other run', [run(1)]],
    ['several runs, of which none can be compared', [run(1), run(2)]],
    ['several runs, of which none can be compared', [run(1), run(2, 'partial')]],
    ['compared with no other run', [run(1), { ...run(2, 'unknown'), parsed: NOTHING_READ }]],
    ['compared with no other run; requests failed', [composed('f.csv', { parsed: failing })]],
    ['compared with no other run; files could not be read', [composed('a.csv', { verdict: 'quarantined' })]],
    ['compared with no other run; files are still growing', [composed('a.csv', { growing: true })]],
    [
      'several runs, of which none can be compared; requests failed; files could not be read; files are still growing',
      [
        run(1),
        run(2),
        composed('f.csv', { parsed: failing, growing: true }),
        composed('q.csv', { verdict: 'quarantined', parsed: NOTHING_READ }),
      ],
    ],
  ])('%s', (verdict, artifacts) => expect(reportOf(artifacts).verdict).toBe(verdict));
});

describe('a report', () => {
  test('is of its directory, or of the root', () => {
    expect([subjectOf('results', '.'), subjectOf('results', 'nightly/x')]).toEqual(['results', 'nightly/x']);
  });

  test('is called by its directory, the root by its own name, and by what came of the run where its findings answer nothing', () => {
    expect(reportOf([composed('a.csv')]).title).toBe('results: compared with no other run');
    expect(reportOf([composed('a.csv', { verdict: 'quarantined' })]).title).toBe(
      'results: compared with no other run; files could not be read',
    );
    expect(reportOf([]).title).toBe('results: the directory holds no results');
    expect(reportOf([composed('a.csv')], { directory: 'nightly/x' })).toMatchObject({
      title: 'nightly/x: compared with no other run',
      directory: 'nightly/x',
      root: 'results',
      generator: { name: 'benchscribe', version: '1.2.3' },
      generatedAt: '1970-01-01T00:00:05.000Z',
      narrative: { source: 'template', status: 'verified', rejected: [{ text: 't', reason: 'r' }] },
    });
  });

  test('is called by its answer where it has one', () => {
    const headline = { id: 'headline', parts: ['x: so it is'], text: 'x: so it is', facts: [] };
    const { title, narrative } = reportOf([composed('a.csv')], { narrative: programNarrative([], { headline }) });
    expect([title, narrative.headline]).toEqual(['x: so it is', headline]);
  });

  test('has the page that was concluded', () => {
    const page = { failures: [{ failed: 'f1', requests: 'f2', what: 'runs' as const }], changes: ['f3'], table: null };
    const conclusions = { findings: [], gaps: [], recommendations: [], page };
    expect(reportOf([composed('a.csv')], { conclusions }).page).toEqual(page);
  });

  test('has the evidence of the labels that its facts carry, and of no others', () => {
    const rows = [
      { tokens_s: 10.125, num_ctx: 512, request: 'r1' },
      { tokens_s: 11.375, num_ctx: 1024, request: 'r2' },
    ];
    const { labels } = reportOf(
      [composed('a.csv', { parsed: artifact('a.csv', rows, { model: 'm', benchmark: 'b' }).parsed })],
      {},
      (own) => ({
        labels: [
          ...own.labels,
          { key: 'num_ctx', value: 4096, role: 'setting', origin: 'column' },
          { key: 'request', value: 'r1', role: 'observation', origin: 'column' },
        ],
      }),
    );
    expect(labels.map(({ key, value }) => [key, value])).toEqual([
      ['benchmark', 'b'],
      ['model', 'm'],
      ['num_ctx', 512],
      ['num_ctx', 1024],
    ]);
  });
});
