import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../src/contracts/observation.ts';
import type { ReadArtifact, RowBlock } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { factBook } from '../../src/core/fact-book.ts';
import { measureSubject } from '../../src/core/measure/measure-subject.ts';
import { speaksOf, summaryRows } from '../../src/core/measure/summary-rows.ts';
import { artifact } from './artifacts.ts';

/** For each statistic that is reported the rows behind it: "own" or "beside", and file and rows of each subject. */
function behind(...artifacts: ReadArtifact[]): string[] {
  const { subjects, reported } = assemble(artifacts);
  const book = factBook();
  const rowsBehind = summaryRows(subjects.map((subject) => measureSubject(book, subject, 1)));
  return reported.map((value) => {
    const found = rowsBehind(value);
    if (found === null) return 'none';
    const parts = found.parts.map(({ rows }) => rows.map((own) => `${own.table.artifact.path} ${[...own.rows].join(',')}`).join(' and '));
    return `${found.isOwnRecord ? 'own' : 'beside'}: ${parts.join('; ')}`;
  });
}

let seed = 0;

function samples(path: string, constants: Readonly<Record<string, LabelValue>> = {}, count = 2): ReadArtifact {
  seed += 1;
  const rows = Array.from({ length: count }, (_, index) => ({ tokens_s: 100 + seed + index / 100 }));
  return artifact(path, rows, { model: 'm', benchmark: 'b', ...constants });
}

function summary(path: string, constants: Readonly<Record<string, LabelValue>> = {}): ReadArtifact {
  return artifact(path, [{ mean_tokens_s: 101 }], { model: 'm', benchmark: 'b', ...constants });
}

function at(file: ReadArtifact, runAt: number): ReadArtifact {
  return { ...file, parsed: { ...file.parsed, runAt } };
}

describe('a summary in a file of its own', () => {
  test.each<[what: string, rows: string[], summary: string, behind: string]>([
    ['speaks of the file of its name', ['d/a.csv', 'd/b.csv'], 'd/a_summary.csv', 'beside: d/a.csv 0,1'],
    ['as named with a dot', ['d/a.csv', 'd/b.csv'], 'd/a.summary.json', 'beside: d/a.csv 0,1'],
    ['as named with a dash', ['d/a.csv', 'd/b.csv'], 'd/a-summary.json', 'beside: d/a.csv 0,1'],
    ['of another kind with the same name', ['d/a.csv', 'd/b.csv'], 'd/a.json', 'beside: d/a.csv 0,1'],
    ['of all whose name it goes on', ['d/a.csv', 'd/a_x.csv', 'd/b.csv'], 'd/a_x_summary.csv', 'beside: d/a_x.csv 0,1; d/a.csv 0,1'],
    ['else of all in its directory', ['d/a.csv', 'd/b.csv', 'e/a.csv'], 'd/summary.csv', 'beside: d/a.csv 0,1; d/b.csv 0,1'],
    ['not of those below or above it', ['d/e/a.csv', 'a.csv'], 'd/summary.csv', 'none'],
    ['not of one in another directory with its name', ['e/a.csv'], 'd/a_summary.csv', 'none'],
    ['not of one whose name goes on', ['d/ab.csv', 'd/c.csv'], 'd/a_summary.csv', 'beside: d/ab.csv 0,1; d/c.csv 0,1'],
    ['in the root of those in the root', ['a.csv', 'd/a.csv'], 'summary.csv', 'beside: a.csv 0,1'],
  ])('%s', (_, rows, path, expected) => expect(behind(...rows.map((own) => samples(own)), summary(path))).toEqual([expected]));

  test.each<[key: string, own: LabelValue, stated: LabelValue, isBehind: boolean]>([
    ['model', 'm', 'm', true],
    ['model', 'n', 'm', false],
    ['num_ctx', 512, 512, true],
    ['num_ctx', 512, 1024, false],
    ['run', 'one', 'two', false],
    ['source', 'one', 'two', true],
    ['section', 'one', 'two', true],
  ])('%s %s, where the summary says %s: %s', (key, own, stated, isBehind) => {
    const found = behind(samples('d/a.csv', { [key]: own }), summary('d/a_summary.csv', { [key]: stated }));
    expect(found).toEqual([isBehind ? 'beside: d/a.csv 0,1' : 'none']);
    expect(speaksOf(new Map([[key, stated]]), { labels: new Map([[key, own]]) } as unknown as RowBlock)).toBe(isBehind);
  });

  test('whose namesake its labels do not speak of speaks of the others in its directory', () => {
    const files = [samples('d/a.csv', { num_ctx: 512 }), samples('d/b.csv'), summary('d/a_summary.csv', { num_ctx: 1024 })];
    expect(behind(...files)).toEqual(['beside: d/b.csv 0,1']);
  });

  test('says nothing of what was measured at another time', () => {
    const made = (own: number, other: number) => behind(at(samples('d/a.csv'), own), at(summary('d/a_summary.csv'), other));
    expect(made(10_000, 12_000)).toEqual(['beside: d/a.csv 0,1']);
    expect(made(10_000, 12_001)).toEqual(['none']);
    expect(made(12_001, 10_000)).toEqual(['none']);
    expect(behind(at(samples('d/a.csv'), 10_000), summary('d/a_summary.csv'))).toEqual(['beside: d/a.csv 0,1']);
    expect(behind(samples('d/a.csv'), at(summary('d/a_summary.csv'), 10_000))).toEqual(['beside: d/a.csv 0,1']);
  });

  test('that could speak of more than a thousand subjects speaks of none', () => {
    const of = (count: number) => {
      const rows = Array.from({ length: count }, (_, index) => ({ model: `m${index}`, tokens_s: 10 + index / 1000 }));
      return behind(
        artifact('d/a.csv', rows, { benchmark: 'b' }),
        artifact('d/a_summary.csv', [{ mean_tokens_s: 10 }], { benchmark: 'b' }),
      );
    };
    expect(of(1000)[0]!.split(';')).toHaveLength(1000);
    expect(of(1001)).toEqual(['none']);
  });
});

describe('a statistic within the document of its samples', () => {
  const rate = { metric: 'decode_throughput', unit: 'tokens/s', at: '/tps' };
  const document = (rows: readonly string[], records: readonly string[], labels: Readonly<Record<string, string>> = {}): ReadArtifact => {
    const raw = tableBuilder('pointer', { model: 'm', benchmark: 'b' });
    for (const [index, place] of rows.entries()) raw.add(place, [{ ...rate, value: 10.5 + index }]);
    const reported = tableBuilder('pointer', { model: 'm', benchmark: 'b', ...labels });
    for (const [index, place] of records.entries()) reported.add(place, [{ ...rate, at: '/mean', statistic: 'mean', value: 11 + index }]);
    const tables = [raw.build(), reported.build()].filter((table): table is ObservationTable => table !== null);
    return { ...artifact('d/a.json', []), parsed: { ...NOTHING_READ, tables } };
  };

  test.each<[what: string, rows: string[], record: string, behind: string]>([
    ['is of the rows of its record', ['/r/0/s/0', '/r/0/s/1', '/r/1/s/0'], '/r/0', 'own: d/a.json 0,1'],
    ['not of a record whose name begins alike', ['/r/1/s/0', '/r/10/s/0'], '/r/1', 'own: d/a.json 0'],
    ['is of the row at its own place', ['/r/0', '/r/1'], '/r/1', 'own: d/a.json 1'],
    ['is of all of them, as one of the document', ['/r/0', '/r/1'], '', 'own: d/a.json 0,1'],
    ['is of none where its record has none', ['/r/0', '/r/1'], '/total', 'none'],
  ])('%s', (_, rows, record, expected) => expect(behind(document(rows, [record]))).toEqual([expected]));

  test('is not of rows that its labels deny', () => {
    expect(behind(document(['/r/0/s/0'], ['/r/0'], { model: 'n' }))).toEqual(['none']);
  });

  test('is of its own record before a file beside it', () => {
    expect(behind(document(['/r/0/s/0'], ['/r/0']), samples('d/b.csv'))).toEqual(['own: d/a.json 0']);
    expect(behind(document(['/r/0/s/0'], ['/total']), samples('d/b.csv'))).toEqual(['beside: d/b.csv 0,1']);
  });

  test('is not of samples of its own rows', () => {
    const both = artifact('d/a.csv', [{ tokens_s: 10.5, mean_tokens_s: 11 }], { model: 'm' });
    expect(behind(both)).toEqual(['none']);
  });

  test('is of its line, not of the row with that number in another table', () => {
    const raw = artifact('d/a.csv', [{ tokens_s: 10.5 }, { tokens_s: 11.5 }], { model: 'm' }).parsed.tables[0]!;
    const reported = artifact('d/a.csv', [{ num_ctx: 1 }, { mean_tokens_s: 11 }], { model: 'm' }).parsed.tables[0]!;
    const file = { ...artifact('d/a.csv', []), parsed: { ...NOTHING_READ, tables: [raw, reported] } };
    expect(behind(file)).toEqual(['own: d/a.csv 1']);
  });
});
