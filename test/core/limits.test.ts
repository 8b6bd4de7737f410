import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import { conclude } from '../../src/core/conclude/conclude.ts';
import type { ReviewedArtifact } from '../../src/core/conclude/input-quality.ts';
import { filterRows, rowCount, rowsByTable } from '../../src/core/rows-by-table.ts';
import { rethrow } from '../support/document-of.ts';
import { countOf, factOf, labelsOf, measuredOf, measurementOf, namingBeside, ratioOf, reportedOf, seriesOf } from './by-hand.ts';

const RATE = 'decode_throughput';

function concluded(given: Partial<Measurement>, artifacts: readonly ReviewedArtifact[] = [], configuration: readonly string[] = []) {
  return conclude(measurementOf(given), artifacts, new Set(configuration), namingBeside({ model: 'a' }, { model: 'b' }), rethrow);
}

describe('conclude', () => {
  const failure = (model: string, failed: number) => ({
    labels: labelsOf({ model }),
    subjects: [],
    failedRows: [],
    failed: countOf(failed),
    requests: countOf(5),
    what: 'requests' as const,
    aftermath: null,
  });

  test('tells eight findings of a kind, the gravest first and otherwise as found', () => {
    const failures = [...'abcdefghi'].map((model) => failure(model, model === 'h' || model === 'i' ? 5 : 1));
    const told = concluded({ failures }).findings.filter(({ topic }) => topic === 'failure');
    expect(told.map(({ severity, id }) => `${severity} ${id}`)).toEqual([
      'critical failed-h',
      'critical failed-i',
      ...[...'abcdef'].map((model) => `warning failed-${model}`),
    ]);
  });

  const files: ReviewedArtifact[] = [{ path: 'a.csv', verdict: 'accepted', reason: null, run: null }];

  test('says that nothing was measured only where neither a point nor a failure is there', () => {
    const silent = (given: Partial<Measurement>) => concluded(given, files).findings.some(({ id }) => id === 'nothing-read');
    expect(silent({})).toBe(true);
    expect(silent({ failures: [failure('a', 1)] })).toBe(false);
    expect(silent({ reported: reportedOf(RATE, {}, { mean: 1 }) })).toBe(false);
  });

  test('knows the run of a point by its artifact', () => {
    const placed = (path: string, value: number) => {
      const fact = factOf(RATE, 'mean', value, { labels: { model: 'a' }, sources: [{ path, sha256: '', cells: [] }] });
      return measuredOf([seriesOf(RATE, 1, { model: 'a', source: path }, {}, { facts: new Map([['mean', fact]]) })]);
    };
    const runs = ['2026-11-01T08', '2026-11-02T08'].map(
      (run, index): ReviewedArtifact => ({ path: `${index}.csv`, verdict: 'accepted', reason: null, run }),
    );
    const given = { subjects: [placed('0.csv', 1), placed('1.csv', 2)] };
    const said = (artifacts: readonly ReviewedArtifact[]) =>
      concluded(given, artifacts).findings.some(({ text }) => text.includes('was measured in several runs'));
    expect([said(runs), said([]), said(runs.slice(0, 1))]).toEqual([true, false, false]);
  });

  test('reads of the configuration what is no gap', () => {
    const given = { subjects: [measuredOf([seriesOf(RATE, 1, { model: 'a' }, { mean: 1 })])] };
    const gaps = (...configuration: string[]) => concluded(given, [], configuration).gaps.map(({ id }) => id);
    expect(gaps()).toContain('gap-engine-version');
    expect(gaps('engine_version')).not.toContain('gap-engine-version');
  });

  test('gives every kind of finding its topic', () => {
    const series = seriesOf(RATE, 5, { model: 'a' }, { mean: 10, stdev: 9 });
    const given: Partial<Measurement> = {
      subjects: [measuredOf([series])],
      reported: reportedOf(RATE, { model: 'b' }, { mean: 1 }, { definition: 'x' }),
      identities: [{ whole: 'w', parts: ['p'], paths: ['a.csv'], rows: countOf(2) }],
      summaries: [{ path: 's.csv', agreeing: countOf(1), contradicted: [], silentFailures: null }],
      curves: [{ metric: RATE, key: 'concurrency', shared: new Map(), points: [series, series] }],
      failures: [failure('a', 1)],
      unread: countOf(1),
      effects: [],
      settingRanges: [
        { measured: measuredOf([series]), settingCount: 2, settings: [series], best: series, worst: series, ratio: ratioOf(1) },
      ],
    };
    const { findings } = concluded(given, [...files, { path: 'b.json', verdict: 'quarantined', reason: 'odd', run: null }]);
    expect(findings.map(({ topic, predicate }) => `${topic} ${predicate ?? '-'}`)).toEqual([
      'measured -',
      'measured -',
      'configuration curve',
      'failure failed',
      'noise -',
      'configuration extremes',
      'identity -',
      'input -',
      'identity input',
      'duplicate -',
      'certainty -',
    ]);
  });
});

describe('rows of several sets', () => {
  const table = (name: string) => ({ name }) as never;
  const [a, b] = [table('a'), table('b')];
  const set = (of: never, ...rows: number[]) => ({ table: of, rows: Uint32Array.from(rows) });
  const plain = (sets: ReturnType<typeof rowsByTable>) => sets.map(({ table: own, rows }) => [own === a ? 'a' : 'b', ...rows]);

  test('of one table are one set in file order, tables as they come', () => {
    expect(plain(rowsByTable([set(b, 5, 7), set(a, 1), set(b, 2, 10, 6)]))).toEqual([
      ['b', 2, 5, 6, 7, 10],
      ['a', 1],
    ]);
    const own = set(a, 3, 4);
    expect(rowsByTable([own])[0]?.rows).toBe(own.rows);
    expect(rowsByTable([])).toEqual([]);
  });

  test('are filtered by row and table, tables without any left out', () => {
    const sets = [set(a, 1, 2, 3), set(b, 1, 2)];
    expect(plain(filterRows(sets, (row, own) => own === a && row > 1))).toEqual([['a', 2, 3]]);
    expect(filterRows(sets, () => true)[0]?.rows).toBe(sets[0]?.rows);
    expect(filterRows(sets, () => false)).toEqual([]);
    expect([rowCount(sets), rowCount([])]).toEqual([5, 0]);
  });
});
