import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import { NOTHING_READ, type ParseResult } from '../../src/contracts/observation.ts';
import { type ComposedArtifact, type Composition, composeReport, inventoryEntry } from '../../src/core/compose.ts';
import { NO_TIMINGS } from '../../src/pipeline.ts';
import { countOf, factOf, type Labels, labelsOf, measurementOf } from './by-hand.ts';

function artifactOf(path: string, over: Partial<ComposedArtifact> = {}, rowCount = 0): ComposedArtifact {
  const tables = rowCount === 0 ? [] : [{ places: Array.from({ length: rowCount }, (_, row) => row) }];
  return {
    path,
    placedAt: path,
    kind: 'csv',
    bytes: 10,
    sha256: `${path} digest`,
    modifiedAtMs: 0,
    growing: false,
    adapter: 'generic-csv',
    title: 'CSV',
    verdict: 'accepted',
    reason: null,
    version: null,
    sampleCount: 0,
    parsed: { ...NOTHING_READ, tables: tables as never },
    ...over,
  };
}

function composed(artifacts: readonly ComposedArtifact[], given: Partial<Measurement> = {}, over: Partial<Composition> = {}) {
  return composeReport({
    version: '1.2.3',
    generatedAt: new Date(0),
    rootId: 'bench',
    directory: '.',
    fingerprint: 'inputs',
    ruleFingerprint: 'rules',
    readLimits: {} as Composition['readLimits'],
    otherFileCount: 0,
    skipped: [],
    artifacts,
    measurement: measurementOf(given),
    analysis: { tables: [], omitted: [] },
    conclusions: { findings: [], gaps: [], recommendations: [] },
    summary: [],
    rejected: [],
    timings: NO_TIMINGS,
    ...over,
  });
}

const failure = (labels: Labels) =>
  ({
    labels: labelsOf(labels),
    subjects: [],
    failedRows: [],
    failed: countOf(1),
    requests: countOf(1),
    what: 'runs',
    aftermath: null,
  }) as const;
const copyOf = (dropped: string, whole: boolean) =>
  ({
    dropped,
    kept: 'a.csv',
    whole,
    identical: true,
    rows: null,
    tables: [],
    artifact: {},
  }) as unknown as Measurement['duplicates'][number];

describe('the verdict of a report', () => {
  const verdict = (artifacts: readonly ComposedArtifact[], given: Partial<Measurement> = {}) => composed(artifacts, given).verdict;

  test.each<[string, readonly ComposedArtifact[], Partial<Measurement>]>([
    ['the directory holds no results', [], {}],
    ['compared with no other run', [artifactOf('a.csv')], {}],
    ['compared with no other run; requests failed', [artifactOf('a.csv')], { failures: [failure({})] }],
    ['compared with no other run; files could not be read', [artifactOf('a.csv'), artifactOf('b.csv', { verdict: 'quarantined' })], {}],
    ['compared with no other run; files are still growing', [artifactOf('a.csv', { growing: true })], {}],
    [
      'compared with no other run; requests failed; files could not be read; files are still growing',
      [artifactOf('a.csv', { growing: true }), artifactOf('b.csv', { verdict: 'quarantined' })],
      { failures: [failure({})] },
    ],
  ])('is "%s"', (expected, artifacts, given) => expect(verdict(artifacts, given)).toBe(expected));

  test('knows several runs by what was used of them, in part or as a whole', () => {
    const days = (verdictOfSecond: ComposedArtifact['verdict']) => [
      artifactOf('2026-11-01T08-00-00/a.csv'),
      artifactOf('2026-11-02T08-00-00/a.csv', { verdict: verdictOfSecond }),
    ];
    expect(verdict(days('accepted'))).toBe('several runs, not compared yet');
    expect(verdict(days('partial'))).toBe('several runs, not compared yet');
    expect(verdict(days('unrecognised' as never))).toBe('compared with no other run');
    expect(verdict([artifactOf('2026-11-01T08-00-00/a.csv'), artifactOf('2026-11-01T08-00-00/b.csv')])).toBe('compared with no other run');
  });
});

describe('the inputs of a report', () => {
  test('are told by kind, directory and format, each in order', () => {
    const { inputs } = composed([
      artifactOf('y/b.json', { kind: 'json', adapter: 'x-json', title: 'X', modifiedAtMs: 2000, sampleCount: 3 }, 4),
      artifactOf('c.csv', { modifiedAtMs: 1000, sampleCount: 5 }, 2),
      artifactOf('a.csv', { modifiedAtMs: 3000, sampleCount: 7 }, 1),
      artifactOf('y/z/d.csv', { adapter: 'none', verdict: 'ignored' as never }),
    ]);
    expect(inputs.byKind).toEqual({
      csv: { count: 3, latestModified: '1970-01-01T00:00:03.000Z', names: ['a.csv', 'c.csv', 'y/z/d.csv'] },
      json: { count: 1, latestModified: '1970-01-01T00:00:02.000Z', names: ['y/b.json'] },
    });
    expect(Object.keys(inputs.byKind)).toEqual(['csv', 'json']);
    expect(inputs.directories.map(({ path, fileCount }) => [path, fileCount])).toEqual([
      ['.', 2],
      ['y', 1],
      ['y/z', 1],
    ]);
    expect(inputs.formats).toEqual([
      { adapter: 'generic-csv', title: 'CSV', fileCount: 2, rowCount: 3, sampleCount: 12 },
      { adapter: 'x-json', title: 'X', fileCount: 1, rowCount: 4, sampleCount: 3 },
    ]);
    expect([inputs.rowCount, inputs.sampleCount]).toEqual([7, 15]);
  });

  test('name five files of a kind at most', () => {
    const names = ['f', 'e', 'd', 'c', 'b', 'a'].map((name) => artifactOf(`${name}.csv`));
    expect(composed(names).inputs.byKind['csv']).toMatchObject({ count: 6, names: ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'] });
  });

  test('count rows and samples of whole copies no second time, and say of what they are copies', () => {
    const artifacts = [
      artifactOf('a.csv', { sampleCount: 3 }, 2),
      artifactOf('b.csv', { sampleCount: 3 }, 2),
      artifactOf('c.csv', { sampleCount: 3 }, 2),
    ];
    const { inputs } = composed(artifacts, {
      duplicates: [copyOf('b.csv', true), copyOf('c.csv', false)],
      implausible: new Map([['c.csv', 2]]),
    });
    expect([inputs.rowCount, inputs.sampleCount, inputs.formats[0]?.rowCount]).toEqual([4, 6, 6]);
    expect(inputs.artifacts.map(({ duplicateOf, problems }) => [duplicateOf, problems.length])).toEqual([
      [undefined, 0],
      ['a.csv', 0],
      [undefined, 1],
    ]);
  });
});

describe('inventoryEntry', () => {
  const problems = (count: number) => Array.from({ length: count }, (_, index) => ({ message: `p${index}` }));
  const parsed = (over: Partial<ParseResult>): ParseResult => ({ ...NOTHING_READ, ...over });

  test('states what there is to state and nothing else', () => {
    const plain = {
      path: 'a.csv',
      kind: 'csv',
      adapter: 'generic-csv',
      bytes: 10,
      sha256: 'a.csv digest',
      modifiedAt: '1970-01-01T00:00:00.000Z',
      verdict: 'accepted',
      rowCount: 0,
      sampleCount: 0,
      problems: [],
    };
    expect(inventoryEntry(artifactOf('a.csv'), undefined, 0)).toEqual(plain);
    expect(inventoryEntry(artifactOf('a.csv', { growing: true, reason: 'odd', version: '2' }), 'b.csv', 0)).toEqual({
      ...plain,
      growing: true,
      reason: 'odd',
      version: '2',
      duplicateOf: 'b.csv',
    });
  });

  test('lists twenty problems, counts the others, and what was impossible', () => {
    const messages = (count: number, implausible = 0) =>
      inventoryEntry(artifactOf('a.csv', { parsed: parsed({ problems: problems(count) }) }), undefined, implausible).problems.map(
        ({ message }) => message,
      );
    expect(messages(20)).toHaveLength(20);
    expect(messages(22).slice(19)).toEqual(['p19', 'and 2 more problems of this kind']);
    expect(messages(1, 3)).toEqual(['p0', '3 values are impossible (negative, not finite, more than the whole) and were left out']);
  });

  test('says which columns lost cells, and why', () => {
    const coverage = {
      columns: [
        { at: 'a', leftOut: 0, reason: 'x' },
        { at: 'b', leftOut: 2 },
        { at: 'c', leftOut: 1, reason: 'y' },
      ],
    } as never;
    expect(inventoryEntry(artifactOf('a.csv', { parsed: parsed({ coverage }) }), undefined, 0).leftOut).toEqual([
      { at: 'b', cells: 2, reason: '' },
      { at: 'c', cells: 1, reason: 'y' },
    ]);
  });
});

describe('a report', () => {
  test('is called by its directory, or by its root', () => {
    expect(composed([]).title).toBe('Benchmark report: bench');
    expect(composed([], {}, { directory: 'x/y' }).title).toBe('Benchmark report: x/y');
  });

  test('states the labels that its facts carry, with every value of theirs', () => {
    const label = (key: string, value: string | number) => ({ key, value, origin: 'column', path: 'a.csv' }) as never;
    const facts = [
      factOf('decode_throughput', 'mean', 1, { labels: { model: 'a', num_gpu: 1 } }),
      factOf('decode_throughput', 'mean', 1, { labels: { model: 'b' } }),
    ];
    const labels = [
      label('model', 'a'),
      label('model', 'b'),
      label('model', 'c'),
      label('num_gpu', 1),
      label('num_gpu', '1'),
      label('seed', 1),
    ];
    expect(composed([], { facts, labels }).labels).toEqual([labels[0], labels[1], labels[3]]);
  });

  test('holds what was concluded, and compares nothing yet', () => {
    const report = composed([], {}, { rejected: [{ text: 'x', reason: 'y' }] });
    expect(report).toMatchObject({
      generator: { name: 'benchscribe', version: '1.2.3' },
      generatedAt: '1970-01-01T00:00:00.000Z',
      changes: [],
      narrative: { source: 'template', status: 'verified', sentences: [], rejected: [{ text: 'x', reason: 'y' }], agents: [] },
      verification: { numbersInText: 0, numbersTraced: 0 },
    });
  });
});
