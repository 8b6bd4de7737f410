import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { findDuplicates } from '../../src/core/assemble/duplicates.ts';
import { labelBook } from '../../src/core/assemble/labels.ts';
import { artifact, type RawRow } from './artifacts.ts';

const RUN: [RawRow, RawRow, RawRow] = [
  { ttft_s: 2.3190001, tokens_s: 181.965337 },
  { ttft_s: 0.1258889, tokens_s: 182.637818 },
  { ttft_s: 0.1380218, tokens_s: 184.236313 },
];

/** In the order of the paths, as the assembly hands them on. */
function duplicatesOf(artifacts: readonly ReadArtifact[]) {
  return findDuplicates(artifacts, labelBook(artifacts));
}

/** "kept < dropped" for each copy, "(part)" where something of it is left. */
function copiesIn(...artifacts: ReadArtifact[]): string[] {
  return duplicatesOf(artifacts).found.map(({ kept, dropped, whole }) => `${kept} < ${dropped}${whole ? '' : ' (part)'}`);
}

/** Are these rows, in another file, a copy of the others? */
function isCopy(original: readonly RawRow[], copy: readonly RawRow[]): boolean {
  return copiesIn(artifact('a.csv', original), artifact('b.csv', copy)).length > 0;
}

function withTables(path: string, ...tables: readonly (readonly RawRow[])[]): ReadArtifact {
  const parts = tables.map((rows) => artifact(path, rows));
  return { ...parts[0]!, parsed: { ...NOTHING_READ, tables: parts.flatMap(({ parsed }) => parsed.tables) } };
}

function samples(path: string, rows: readonly Readonly<Record<string, number>>[], unit: string, sha256 = path): ReadArtifact {
  const table = tableBuilder('row', { model: 'm' });
  rows.forEach((row, index) => {
    const readings = Object.entries(row).map(([metric, value]) => ({ metric, unit, at: metric, value }));
    table.add(index + 2, readings);
  });
  return { ...artifact(path, []), sha256, parsed: { ...NOTHING_READ, tables: [table.build()!] } };
}

describe('of two files with the same bytes', () => {
  test.each([
    ['raw rows before a list of records', 'a.csv', 'a.jsonl'],
    ['tab separated rows before a document', 'b.tsv', 'a.json'],
    ['records before a document', 'b.ndjson', 'a.json'],
    ['lines of records before a document', 'b.jsonl', 'a.json'],
    ['a document before a text', 'b.json', 'a.md'],
    ['a name in capitals as in small letters', 'b.CSV', 'a.JSON'],
    ['what the name ends in', 'b.json', 'a.csv.txt'],
    ['a dot before the ending', 'b.json', 'a-csv'],
    ['rows before a deeper document', 'a.csv', 'x/y/a.json'],
    ['the deeper one of a kind', 'z/y/a.csv', 'a/a.csv'],
    ['the first by name', 'a.csv', 'b.csv'],
  ])('%s is kept: %s, not %s', (_, kept, dropped) => {
    const [one, other] = [artifact(kept, RUN, {}, 'same'), artifact(dropped, RUN, {}, 'same')];
    expect(copiesIn(one, other)).toEqual([`${kept} < ${dropped}`]);
    expect(copiesIn(other, one)).toEqual([`${kept} < ${dropped}`]);
  });

  const SCORES = [{ accuracy: 0.7512 }, { accuracy: 0.6631 }];

  test.each<[first: string, second: string, copies: number]>([
    ['run_1/eval.csv', 'run_2/eval.csv', 0],
    ['run_1/eval.csv', 'run_1/again/eval.csv', 1],
    ['run_1/eval.csv', 'eval.csv', 1],
    ['eval.csv', 'run_1/eval.csv', 1],
    ['eval.csv', 'other.csv', 1],
    ['2026-11-10T10-00-00/eval.csv', '2026-11-10T12-00-00/eval.csv', 0],
  ])('equal scores in %s and %s: %d copies', (first, second, copies) => {
    expect(copiesIn(samples(first, SCORES, 'ratio', 'same'), samples(second, SCORES, 'ratio', 'same'))).toHaveLength(copies);
  });

  test('one is a copy where anything but a score was measured in two runs', () => {
    const rows = [{ accuracy: 0.7512, perplexity: 5.5 }];
    const timed = tableBuilder('row', {});
    timed.add(2, [
      { metric: 'accuracy', unit: 'ratio', at: 'acc', value: 0.7512 },
      { metric: 'request_latency', unit: 's', at: 's', value: 2 },
    ]);
    const both = (path: string) => ({ ...samples(path, rows, 'ratio', 'same'), parsed: { ...NOTHING_READ, tables: [timed.build()!] } });
    expect(copiesIn(samples('run_1/e.csv', rows, 'ratio', 'same'), samples('run_2/e.csv', rows, 'ratio', 'same'))).toEqual([]);
    expect(copiesIn(both('run_1/e.csv'), both('run_2/e.csv'))).toHaveLength(1);
  });

  test('one is a copy where one row of two runs failed and one did not', () => {
    const mixed = [RUN[0]!, { ttft_s: 0, tokens_s: 0, error: 'timed out' }];
    const failed = [mixed[1]!, mixed[1]!];
    expect(copiesIn(artifact('run_1/e.csv', mixed, {}, 'same'), artifact('run_2/e.csv', mixed, {}, 'same'))).toHaveLength(1);
    expect(copiesIn(artifact('run_1/e.csv', failed, {}, 'same'), artifact('run_2/e.csv', failed, {}, 'same'))).toEqual([]);
  });

  test('nothing is said of files in which nothing was read, and of texts that state something', () => {
    const nothing = (path: string) => artifact(path, [], {}, 'same');
    const noted = (path: string): ReadArtifact => {
      const statements = [{ line: 1, part: 'paragraph' as const, text: 'It took 5 s.', headings: [] }];
      return { ...nothing(path), parsed: { ...NOTHING_READ, statements } };
    };
    expect(copiesIn(nothing('a.md'), nothing('b.md'))).toEqual([]);
    expect(copiesIn(noted('a.md'), noted('b.md'))).toEqual(['a.md < b.md']);
  });

  test('the copy of a copy is a copy of the one that is kept', () => {
    const [a, b, c] = ['a.csv', 'b.csv', 'c.csv'].map((path) => artifact(path, RUN, {}, 'same'));
    expect(copiesIn(a!, b!, c!)).toEqual(['a.csv < b.csv', 'a.csv < c.csv']);
    expect(duplicatesOf([a!, b!, c!]).repeated.size).toBe(0);
    expect(duplicatesOf([a!, b!]).found[0]).toMatchObject({ identical: true, whole: true, tables: b!.parsed.tables, artifact: b! });
  });
});

describe('rows that are there twice', () => {
  const [R, S, T] = RUN;
  const ROUND = { ttft_s: 1, tokens_s: 50 };
  const SHORT = { ttft_s: 0.1234, tokens_s: 50 };

  test.each<[what: string, original: RawRow[], copy: RawRow[], isCopy: boolean]>([
    ['in another order', RUN, [T, R, S], true],
    ['a part of the rows', RUN, [S, T], true],
    ['one row more than there is', [R, S], RUN, false],
    ['one row twice that is there once', [R, S], [R, R], false],
    ['one row twice that is there twice', [R, R, S], [R, R], true],
    ['one value of four digits and a round one', [SHORT], [SHORT], true],
    ['three digits are no proof', [{ ttft_s: 0.123, tokens_s: 50 }], [{ ttft_s: 0.123, tokens_s: 50 }], false],
    ['many digits in one file and few in the other', [{ ttft_s: 0.123, tokens_s: 50 }], [SHORT], false],
    ['one value alone', [{ ttft_s: 0.1234567 }], [{ ttft_s: 0.1234567 }], false],
    ['one value alone that both state', [{ ttft_s: 0.1234567, load_s: 2 }], [{ ttft_s: 0.1234567, tokens_s: 5 }], false],
    ['rounded up', [{ ttft_s: 0.12345, tokens_s: 50.25 }], [{ ttft_s: 0.1235, tokens_s: 50.25 }], true],
    ['as far as the last digit may be', [{ ttft_s: 0.12345, tokens_s: 50.25 }], [{ ttft_s: 0.1234, tokens_s: 50.25 }], true],
    ['farther than that', [{ ttft_s: 0.12346, tokens_s: 50.25 }], [{ ttft_s: 0.1234, tokens_s: 50.25 }], false],
    ['in milliseconds', [{ ttft_s: 0.12345, tokens_s: 50.25 }], [{ ttft_ms: 123.45, tokens_s: 50.25 }], true],
    ['in milliseconds, another value', [{ ttft_s: 0.12345, tokens_s: 50.25 }], [{ ttft_ms: 123.47, tokens_s: 50.25 }], false],
    ['a mean is no sample', [{ ttft_s: 0.12345, tokens_s: 50.25 }], [{ mean_ttft_s: 0.12345, mean_tokens_s: 50.25 }], false],
    ['a round row beside a particular one', [R, ROUND], [R, ROUND], true],
    ['a round row that is not there', [R, S], [R, ROUND], false],
    ['a round row that shares no value', [R, { load_s: 1 }], [R, { tokens_s: 50 }], false],
    ['a row without values', [R, S], [R, S, { error: 'timed out' }], true],
    ['zeros', [{ ttft_s: 0, tokens_s: 0 }], [{ ttft_s: 0, tokens_s: 0 }], false],
    ['another model', [{ ...R, model: 'a' }], [{ ...R, model: 'b' }], false],
    ['another setting', [{ ...R, num_ctx: 1024 }], [{ ...R, num_ctx: 2048 }], false],
    ['the setting written as a text', [{ ...R, num_ctx: 1024 }], [{ ...R, num_ctx: '1024' }], true],
    ['another number of the request', [{ ...R, request: 1 }], [{ ...R, request: 2 }], true],
    ['a label that is left blank', [{ ...R, model: 'a' }], [{ ...R, model: '' }], true],
  ])('%s', (_, original, copy, expected) => expect(isCopy(original, copy)).toBe(expected));

  test('are told apart by a label of a column and one of the whole document', () => {
    const named = artifact('a.csv', [{ ...R, model: 'a' }]);
    expect(copiesIn(named, artifact('b.csv', [R], { model: 'b' }))).toEqual([]);
    expect(copiesIn(named, artifact('b.csv', [R], { model: 'a' }))).toEqual(['a.csv < b.csv']);
    expect(copiesIn(artifact('a.csv', [R], { seed: 1 }), artifact('b.csv', [R], { seed: 2 }))).toEqual(['a.csv < b.csv']);
    expect(copiesIn(artifact('a.csv', [R], { num_ctx: 1 }), artifact('b.csv', [R], { num_ctx: 2 }))).toEqual([]);
  });

  test.each([
    ['request_latency', 'ms', true],
    ['eval_duration', 'ms', true],
    ['gpu_power', 'W', true],
    ['decode_throughput', 'tokens/s', true],
    ['accuracy', 'ratio', false],
    ['output_token_count', 'count', false],
    ['model_size', 'bytes', false],
    ['speedup', 'x', false],
  ])('are known by %s: %s repeats exactly or not', (metric, unit, isProof) => {
    const rows = [{ [metric]: 0.43125, other_quantity: 3 }];
    expect(copiesIn(samples('a.csv', rows, unit), samples('b.csv', rows, unit))).toHaveLength(isProof ? 1 : 0);
  });

  test('are looked for in every file before, and ascribed to the one that has most of them', () => {
    const originals = [artifact('a.csv', [R]), artifact('b.csv', [S, T])];
    expect(copiesIn(...originals, artifact('c.csv', [R, S, T]))).toEqual(['b.csv < c.csv']);
    expect(copiesIn(...originals, artifact('c.csv', [R, S]))).toEqual(['a.csv < c.csv']);
  });

  test('that are in two files are ascribed to the file that has the others too', () => {
    const files = [artifact('a.csv', [R, T]), artifact('b.csv', [S, R])];
    const telling = artifact('c.csv', [
      { ...S, num_ctx: 1024 },
      { ...R, num_ctx: 2048 },
    ]);
    expect(copiesIn(...files, telling)).toEqual(['c.csv < b.csv']);
  });

  test('in one file are two observations', () => {
    expect(copiesIn(withTables('a.csv', RUN, RUN))).toEqual([]);
  });

  test('cost an artifact the tables that repeat, and it is whole where nothing else is in it', () => {
    const original = artifact('a.csv', RUN);
    expect(copiesIn(original, withTables('b.csv', [R], [S, T]))).toEqual(['a.csv < b.csv']);
    expect(copiesIn(original, withTables('b.csv', [R], [{ tokens_s: 97.531 }]))).toEqual(['a.csv < b.csv (part)']);
    const { found, repeated } = duplicatesOf([original, withTables('b.csv', [R], [S, { ttft_s: 7.1234, tokens_s: 9 }])]);
    expect(found.map(({ tables, identical }) => [tables.map(({ places }) => places.length), identical])).toEqual([[[1], false]]);
    expect([...repeated.values()]).toEqual([new Set([0, 1])]);
  });

  test('of one artifact in two others are two duplicates, in order of what is dropped', () => {
    const copies = [artifact('d.csv', [T]), withTables('c.csv', [R], [S])];
    const [first, second] = [artifact('a.csv', [R]), artifact('b.csv', [S, T])];
    expect(copiesIn(...copies, first!, second!)).toEqual(['a.csv < c.csv', 'b.csv < c.csv', 'b.csv < d.csv']);
  });

  test('leave the columns that the original lacks, or lacks in a row', () => {
    const columns = (original: RawRow[], copy: RawRow[]) =>
      [...duplicatesOf([artifact('a.csv', original), artifact('b.csv', copy)]).repeated.values()].map((own) => [...own]);
    const loaded = [R, S].map((row, index) => ({ ...row, load_s: index + 1 }));
    expect(columns(loaded, loaded)).toEqual([[0, 1, 2]]);
    expect(columns([R, S], loaded)).toEqual([[0, 1]]);
    expect(columns([loaded[0]!, S], loaded)).toEqual([[0, 1]]);
    expect(columns(loaded, [loaded[0]!, S])).toEqual([[0, 1, 2]]);
  });

  test('of which some columns are left are an original for what they have beyond it', () => {
    const full = (load: number) => [R, S].map((row, index) => ({ ...row, load_s: load + index / 1000 }));
    const files = [artifact('a.csv', [R, S]), artifact('b.csv', full(1.2345)), artifact('c.csv', full(1.2345))];
    expect(copiesIn(...files)).toEqual(['a.csv < b.csv (part)', 'b.csv < c.csv']);
  });
});

describe('a copy that says more of its rows than the original', () => {
  const [R, S] = RUN;
  const told = (key: string, ...values: (number | string)[]) => [R, S].map((row, index) => ({ ...row, [key]: values[index]! }));

  test.each<[what: string, original: RawRow[], copy: RawRow[], found: string[]]>([
    ['replaces it', [R, S], told('num_ctx', 1024, 2048), ['b.csv < a.csv']],
    ['as does one with a model a row', [R, S], told('model', 'm', 'n'), ['b.csv < a.csv']],
    ['not by a setting that is the same in all rows', [R, S], told('num_ctx', 1024, 1024), ['a.csv < b.csv']],
    ['not by what the original says too', told('num_ctx', 1024, 2048), told('num_ctx', 1024, 2048), ['a.csv < b.csv']],
    ['not where the original tells other things', told('num_gpu', 10, 20), told('num_ctx', 1024, 2048), ['a.csv < b.csv']],
    ['where the original has a setting that is the same in all', told('num_gpu', 10, 10), told('num_ctx', 1024, 2048), ['b.csv < a.csv']],
    ['not where it has fewer rows', [R, S, RUN[2]!], told('num_ctx', 1024, 2048), ['a.csv < b.csv']],
    ['not by the number of the request', [R, S], told('request', 1, 2), ['a.csv < b.csv']],
  ])('%s', (_, original, copy, found) => expect(copiesIn(artifact('a.csv', original), artifact('b.csv', copy))).toEqual(found));

  test('leaves of the original what the copy lacks', () => {
    const loaded = [R, S].map((row, index) => ({ load_s: index + 1, ...row }));
    const { found, repeated } = duplicatesOf([artifact('a.csv', loaded), artifact('b.csv', told('num_ctx', 1024, 2048))]);
    expect(found).toMatchObject([{ kept: 'b.csv', dropped: 'a.csv', whole: false, identical: false }]);
    expect([...repeated.values()].map((own) => [...own])).toEqual([[1, 2]]);
  });

  test('leaves of the original its other tables', () => {
    const files = [withTables('a.csv', [R, S], [{ tokens_s: 97.531 }]), artifact('b.csv', told('num_ctx', 1024, 2048))];
    expect(copiesIn(...files)).toEqual(['b.csv < a.csv (part)']);
    expect(duplicatesOf(files).found[0]!.tables).toEqual([files[0]!.parsed.tables[0]]);
  });

  test('is the original of the next copy', () => {
    const files = [
      artifact('a.csv', [R, S]),
      artifact('b.csv', told('num_ctx', 1024, 2048)),
      artifact('c.csv', told('num_ctx', 1024, 2048)),
    ];
    expect(copiesIn(...files)).toEqual(['b.csv < a.csv', 'b.csv < c.csv']);
  });

  test('does not replace an original whose document says the same', () => {
    const files = [artifact('a.csv', [R, S], { num_ctx: 1024 }), artifact('b.csv', told('num_ctx', 1024, ''))];
    expect(copiesIn(...files)).toEqual(['a.csv < b.csv']);
  });
});

describe('many rows', () => {
  /** Rows that agree in their time and differ in a round number. */
  const alike = (count: number) => Array.from({ length: count }, (_, index) => ({ ttft_s: 0.1234, tokens_s: index + 1 }));
  const apart = (count: number) => Array.from({ length: count }, (_, index) => ({ ttft_s: 0.1234, tokens_s: 100 + index / 1000 }));

  test('that agree in all that is particular in them tell nothing apart', () => {
    expect(isCopy(alike(512), alike(512).slice(-1))).toBe(true);
    expect(isCopy(alike(513), alike(513).slice(-1))).toBe(false);
  });

  test('are told apart by the value that the fewest of them share', () => {
    expect(isCopy(apart(600), apart(600).slice(-9))).toBe(true);
  });

  test('are compared by their bytes only from twenty thousand on', () => {
    expect(isCopy(apart(20_000), apart(2))).toBe(true);
    expect(isCopy(apart(20_001), apart(2))).toBe(false);
  });
});
