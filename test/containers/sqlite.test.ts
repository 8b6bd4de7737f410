import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { readsSqlite } from '../../src/edges/containers/node-sqlite.ts';
import { sqliteFile } from './sqlite-file.ts';
import { ingestFile, unpackFile } from './unpack-file.ts';

const RESULTS = [
  'CREATE TABLE results (model TEXT, ttft_ms REAL, tokens_per_second REAL)',
  "INSERT INTO results VALUES ('a:1b', 80.5, 150.25), ('a:1b', 81.25, 151.5), ('b:7b', 120, 98.75)",
];

const parsedOf = async (bytes: Uint8Array, path = 'run.db', changes = {}) => (await ingestFile(path, bytes, changes)).parsed;

function reading(): void {
  test('is an object with the rows of each table, in the order of the table', async () => {
    const bytes = sqliteFile(
      ...RESULTS,
      'CREATE INDEX backwards ON results (tokens_per_second DESC, model, ttft_ms)',
      'CREATE TABLE empty (a)',
    );
    expect((await unpackFile('run.db', bytes)).document).toEqual({
      empty: [],
      results: [
        { model: 'a:1b', ttft_ms: 80.5, tokens_per_second: 150.25 },
        { model: 'a:1b', ttft_ms: 81.25, tokens_per_second: 151.5 },
        { model: 'b:7b', ttft_ms: 120, tokens_per_second: 98.75 },
      ],
    });
  });

  test.each(['run.sqlite', 'run.sqlite3', 'run.db', 'RUN.DB3'])('is read under the name %s', async (path) => {
    expect(await parsedOf(sqliteFile(...RESULTS), path)).toMatchObject({ adapter: 'generic-json', verdict: 'accepted', sampleCount: 6 });
  });

  test('names the cells by table and row', async () => {
    const { result } = await parsedOf(sqliteFile(...RESULTS));
    expect(result.tables[0]).toMatchObject({ placement: 'pointer', places: ['/results/0', '/results/1', '/results/2'] });
  });

  test('gives all of two tables', async () => {
    const other = [
      'CREATE TABLE "later/runs" (model TEXT, "itl ""ms""" REAL, latency_ms REAL)',
      `INSERT INTO "later/runs" VALUES ('c:2b', 5.5, 300)`,
    ];
    const { result, sampleCount } = await parsedOf(sqliteFile(...RESULTS, ...other));
    expect(sampleCount).toBeGreaterThanOrEqual(7);
    expect(result.tables.flatMap(({ places }) => places)).toContain('/later~1runs/0');
  });

  test('without a measurement is none', async () => {
    expect(await parsedOf(sqliteFile('CREATE TABLE notes (a TEXT)', "INSERT INTO notes VALUES ('x'), ('y')"))).toMatchObject({
      sampleCount: 0,
    });
    expect(await parsedOf(sqliteFile('CREATE TABLE notes (a TEXT)'))).toMatchObject({ sampleCount: 0 });
  });

  test('has views, virtual tables and what SQLite keeps for itself left out', async () => {
    const bytes = sqliteFile(
      'CREATE TABLE kept (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE)',
      "INSERT INTO kept (a) VALUES ('x')",
      'CREATE VIEW seen AS SELECT * FROM kept',
      'CREATE VIRTUAL TABLE words USING fts5(word)',
    );
    expect((await unpackFile('run.db', bytes)).document).toEqual({ kept: [{ id: 1, a: 'x' }] });
  });

  test('has what is in a pickle left alone, and its column left out by name', async () => {
    // `cos\nsystem\n(S'...'\ntR.` runs a command when it is loaded.
    const pickle = `x'${Buffer.from("cos\nsystem\n(S'touch never'\ntR.").toString('hex')}'`;
    const bytes = sqliteFile(
      'CREATE TABLE result (request TEXT, success INTEGER, ttft_ms REAL, completion_tokens INTEGER, response BLOB)',
      `INSERT INTO result VALUES ('{}', 1, 80.5, 100, ${pickle}), ('{}', 1, 81.5, 120, ${pickle}), ('{}', 1, 82.5, 110, NULL)`,
    );
    const { document, unpacked } = await unpackFile('evalscope.db', bytes);
    expect(JSON.stringify(document)).not.toContain('system');
    expect(document).toMatchObject({ result: [{ response: null, ttft_ms: 80.5 }, { response: null }, { response: null }] });
    expect(unpacked).toMatchObject({ leftOut: [{ at: '/result/*/response', filled: 2, leftOut: 2 }] });
    const { verdict, result } = await parsedOf(bytes);
    expect(verdict).toBe('partial');
    expect(result.problems).toContainEqual({ message: 'not used: "result/*/response" (bytes, which are no text and no number)' });
  });

  test('has integers beyond a double as they are', async () => {
    const bytes = sqliteFile('CREATE TABLE t (a)', 'INSERT INTO t VALUES (9007199254740993), (-12), (1.5), (NULL)');
    expect((await unpackFile('run.db', bytes)).document).toEqual({ t: [{ a: '9007199254740993' }, { a: -12 }, { a: 1.5 }, { a: null }] });
  });

  test('with a write-ahead log is read, and leaves no file behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('benchscribe-sqlite-'));
    expect(await parsedOf(sqliteFile('PRAGMA journal_mode = WAL', ...RESULTS))).toMatchObject({ verdict: 'accepted', sampleCount: 6 });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('benchscribe-sqlite-'))).toEqual(before);
  });

  test('of more rows than the limit gives the first ones, and says so', async () => {
    expect(await parsedOf(sqliteFile(...RESULTS), 'run.db', { textLinesMax: 2 })).toMatchObject({
      verdict: 'partial',
      sampleCount: 4,
      reason: 'the first 2 of 3 rows were used: raise limits.textLinesMax or split the file',
    });
  });

  test('cut short or damaged is refused with the fault', async () => {
    const rows = Array.from({ length: 2_000 }, (_, row) => `('a:1b', ${80 + row}, 150)`).join(', ');
    const whole = sqliteFile(RESULTS[0]!, `INSERT INTO results VALUES ${rows}`);
    expect(await parsedOf(whole.subarray(0, 4_096 * 3))).toMatchObject({
      verdict: 'quarantined',
      reason: 'the SQLite database cannot be read: database disk image is malformed',
    });
    const damaged = Uint8Array.from(whole).fill(0xff, 4_096 * 2, 4_096 * 3);
    expect((await parsedOf(damaged)).verdict).toBe('quarantined');
    expect((await parsedOf(whole.subarray(0, 40))).verdict).toBe('quarantined');
  });
}

describe('an SQLite database', () => {
  if (readsSqlite()) reading();
  else {
    test('is named with what it takes to read it', async () => {
      const header = Buffer.alloc(4_096);
      header.write('SQLite format 3\0');
      expect(await parsedOf(header)).toMatchObject({
        verdict: 'unknown',
        reason: `an SQLite database: reading it needs Node 22.15 or later, this is Node ${process.versions.node}`,
      });
    });
  }

  test('only by its name is read as the text that it is', async () => {
    expect(await parsedOf(Buffer.from('model,ttft_ms\na:1b,80.5\na:1b,81\n'))).toMatchObject({ adapter: 'generic-csv', sampleCount: 2 });
    expect(await parsedOf(Uint8Array.of(0, 6, 0x15, 0x61))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^not a text file/),
    });
  });
});
