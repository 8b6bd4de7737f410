import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/contracts/artifact.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact, type RawRow } from './artifacts.ts';

function measured(...artifacts: ReadArtifact[]) {
  return measure(assemble(artifacts), artifacts);
}

function run(path: string, tokens_s: number, over: Partial<ReadArtifact['parsed']> = {}): ReadArtifact {
  const file = artifact(path, [{ tokens_s }, { tokens_s: tokens_s + 1 }], { model: 'm', benchmark: 'b' });
  return { ...file, parsed: { ...file.parsed, ...over } };
}

/** The id of the mean of a file. */
function idOf(path: string, ...artifacts: ReadArtifact[]): string {
  const found = measured(...artifacts).facts.find(({ statistic, sources }) => statistic === 'mean' && sources[0]?.path === path);
  return found!.id;
}

describe('the name of a fact', () => {
  test.each<[what: string, first: ReadArtifact, later: ReadArtifact]>([
    ['a run that was made later, by the path', run('x_2026-03-01.csv', 10.5), run('a_2026-03-02.csv', 20.5)],
    ['a run that was made later, by the document', run('x.csv', 10.5, { runAt: 1e12 }), run('a.csv', 20.5, { runAt: 2e12 })],
    ['a document that says so before the path does', run('x_2026-03-09.csv', 10.5, { runAt: 1e12 }), run('a_2026-03-02.csv', 20.5)],
    ['a run of which nobody knows when it was made', run('x.csv', 10.5, { runAt: 1e12 }), run('a.csv', 20.5)],
    ['a file that comes later by its name', run('a.csv', 10.5), run('x.csv', 20.5)],
  ])('stays where there comes %s', (_, first, later) => {
    const alone = idOf(first.path, first);
    expect(idOf(first.path, first, later)).toBe(alone);
    expect(idOf(first.path, later, first)).toBe(alone);
    expect(idOf(later.path, first, later)).not.toBe(alone);
  });
});

describe('files that could not be used', () => {
  const withVerdicts = (...verdicts: Verdict[]) =>
    measure(
      assemble([]),
      verdicts.map((verdict) => ({ verdict })),
    ).unread;

  test.each<[verdicts: Verdict[], count: number | null]>([
    [[], null],
    [['accepted', 'partial', 'empty', 'unknown'], null],
    [['accepted', 'quarantined', 'quarantined'], 2],
  ])('of %j are %s', (verdicts, count) => expect(withVerdicts(...verdicts)?.value ?? null).toBe(count));

  test('are a fact', () => {
    expect(withVerdicts('quarantined')).toMatchObject({
      kind: 'count',
      metric: 'artifact_count',
      labels: { verdict: 'quarantined' },
      sampleCount: 1,
      sources: [],
    });
  });
});

describe('copies', () => {
  const ROWS: RawRow[] = [0.1258889, 0.1380218, 0.2319001].map((ttft_s, index) => ({ ttft_s, tokens_s: 180.125 + index }));

  test('are told with the number of rows that they repeat', () => {
    const { duplicates } = measured(artifact('a.csv', ROWS, { model: 'm' }), artifact('b.csv', ROWS.slice(0, 2), { model: 'm' }));
    expect(duplicates).toMatchObject([{ kept: 'a.csv', dropped: 'b.csv', whole: true }]);
    expect(duplicates[0]!.rows).toMatchObject({
      metric: 'repeated_row_count',
      value: 2,
      sampleCount: 2,
      labels: { copy: 'b.csv', original: 'a.csv' },
      sources: [{ path: 'b.csv', cells: ['row=2-3;col=ttft_s'] }],
    });
  });

  test('of several tables of one file are one', () => {
    const original = artifact('a.csv', ROWS, { model: 'm' });
    const parts = ROWS.map((row) => artifact('b.csv', [row], { model: 'm' }).parsed.tables[0]!);
    const more = { ...artifact('b.csv', []), parsed: { ...NOTHING_READ, tables: parts } };
    const { duplicates } = measured(original, more);
    expect(duplicates.map(({ tables, rows }) => [tables.length, rows?.value])).toEqual([[3, 3]]);
  });

  test('of texts repeat no rows', () => {
    const noted = (path: string): ReadArtifact => {
      const statements = [{ line: 1, part: 'paragraph' as const, text: 'It took 5 s.', headings: [] }];
      return { ...artifact(path, [], {}, 'same'), parsed: { ...NOTHING_READ, statements } };
    };
    expect(measured(noted('a.md'), noted('b.md')).duplicates.map(({ rows }) => rows)).toEqual([null]);
  });
});

describe('a measurement', () => {
  test('of nothing has no facts', () => {
    expect(measured()).toMatchObject({
      subjects: [],
      facts: [],
      rankings: [],
      failures: [],
      failureTotal: null,
      unread: null,
      summaries: [],
      duplicates: [],
    });
  });

  test('has every statistic of two hundred loads in all, one of each subject at least', () => {
    const rows = (count: number, base: number): RawRow[] =>
      Array.from({ length: count }, (_, index) => [1, 2].map((at) => ({ concurrency: index + 1, tokens_s: base + index + at / 8 }))).flat();
    const files = [
      artifact('a.csv', rows(190, 10), { model: 'a', benchmark: 'b' }),
      artifact('b.csv', rows(20, 1000), { model: 'b', benchmark: 'b' }),
      artifact('c.csv', rows(3, 5000), { model: 'c', benchmark: 'b' }),
    ];
    const full = measured(...files).subjects.map(({ series }) => series.filter(({ facts }) => facts.size === 8).length);
    expect(full).toEqual([190, 10, 1]);
  });

  test('names what a bug keeps away, and has the rest', () => {
    const failed: string[] = [];
    const assembly = assemble([run('a.csv', 10.5)]);
    const broken = {
      ...assembly,
      get reported(): never {
        throw new Error('boom');
      },
    };
    const { facts, reported, summaries } = measure(broken, [], ({ name }) => void failed.push(name));
    expect(failed).toEqual(['measurement: statistics that tools report']);
    expect([reported, summaries]).toEqual([[], []]);
    expect(facts.length).toBeGreaterThan(0);
  });
});
