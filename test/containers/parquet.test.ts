import { describe, expect, test } from '@jest/globals';
import { parquetFile } from './parquet-file.ts';
import { ingestFile, unpackFile } from './unpack-file.ts';

const ROWS = {
  model: ['STRING', ['a:1b', 'a:1b', 'b:7b']],
  ttft_ms: ['DOUBLE', [80.5, 81.25, 120]],
  tokens_per_second: ['FLOAT', [150.3, 151.7, 98.1]],
} as const;

const reasonOf = async (bytes: Uint8Array, changes = {}) => (await ingestFile('a.parquet', bytes, changes)).parsed;

describe('a Parquet file', () => {
  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP'] as const)('packed as %s is a list of its rows', async (codec) => {
    const { document } = await unpackFile('a.parquet', parquetFile(ROWS, { codec, rowGroupSize: 2 }));
    expect(document).toEqual([
      { model: 'a:1b', ttft_ms: 80.5, tokens_per_second: 150.3 },
      { model: 'a:1b', ttft_ms: 81.25, tokens_per_second: 151.7 },
      { model: 'b:7b', ttft_ms: 120, tokens_per_second: 98.1 },
    ]);
  });

  test('has its times as text, its large integers as they are, and nothing where a cell is empty', async () => {
    const time = new Date('2026-01-02T03:04:05.678Z');
    const bytes = parquetFile({
      started_at: ['TIMESTAMP', [time, null]],
      small: ['INT64', [12n, null]],
      large: ['INT64', [2n ** 60n + 1n, -1n]],
      ratio: ['DOUBLE', [Number.NaN, 0.5]],
      extra: ['JSON', [{ a: [1, 'x'] }, null]],
    });
    expect((await unpackFile('a.pq', bytes)).document).toEqual([
      { started_at: '2026-01-02T03:04:05.678Z', small: 12, large: '1152921504606846977', ratio: null, extra: { a: [1, 'x'] } },
      { started_at: null, small: null, large: -1, ratio: 0.5, extra: null },
    ]);
  });

  test('is read like a JSON file, under its own name, kind, size and hash', async () => {
    const bytes = parquetFile(ROWS);
    const ingested = await ingestFile('a.parquet', bytes);
    expect(ingested).toMatchObject({ path: 'a.parquet', kind: 'parquet', bytes: bytes.length });
    expect(ingested.parsed).toMatchObject({ adapter: 'generic-json', verdict: 'accepted', reason: null, sampleCount: 6 });
    expect(ingested.parsed.result.tables[0]).toMatchObject({ placement: 'pointer', places: ['/0', '/1', '/2'] });
  });

  test('without a measurement is none', async () => {
    expect(await reasonOf(parquetFile({ note: ['STRING', ['x', 'y']] }))).toMatchObject({ verdict: 'unknown', sampleCount: 0 });
    expect(await reasonOf(parquetFile({ ttft_ms: ['DOUBLE', []] }))).toMatchObject({ verdict: 'empty', sampleCount: 0 });
  });

  test('leaves out a column of bytes by its name', async () => {
    const payload = ['BYTE_ARRAY', [Uint8Array.of(0x80, 4), Uint8Array.of(0x31, 0x32), null]] as const;
    const { document, unpacked } = await unpackFile('a.parquet', parquetFile({ ...ROWS, payload }));
    expect((document as { payload: unknown }[]).map((row) => row.payload)).toEqual([null, null, null]);
    expect(unpacked).toMatchObject({ leftOut: [{ at: '/*/payload', filled: 2, leftOut: 2 }] });
    const { verdict, reason, result } = await reasonOf(parquetFile({ ...ROWS, payload }));
    expect({ verdict, reason }).toEqual({ verdict: 'partial', reason: 'not used: "*/payload" (bytes, which are no text and no number)' });
    expect(result.coverage?.columns).toContainEqual(expect.objectContaining({ at: '/*/payload', use: 'left-out' }));
  });

  test('of more rows than the limit gives the first ones, and says so', async () => {
    const many = parquetFile({ ttft_ms: ['DOUBLE', Array.from({ length: 100 }, (_, row) => 80 + row)] }, { rowGroupSize: 8 });
    expect(await reasonOf(many, { textLinesMax: 20 })).toMatchObject({
      verdict: 'partial',
      sampleCount: 20,
      reason: 'the first 20 of 100 rows were used: raise limits.textLinesMax or split the file',
    });
  });

  test('whose rows are too much text is refused', async () => {
    const many = parquetFile({ note: ['STRING', Array.from({ length: 1_000 }, () => 'x'.repeat(1_000))] });
    expect(many.length).toBeLessThan(50_000);
    expect(await reasonOf(many, { documentBytesMax: 100_000 })).toMatchObject({
      verdict: 'quarantined',
      reason: 'as text its rows take more than 100000 bytes: raise limits.documentBytesMax or split the file',
    });
  });

  test('that unpacks to too much is refused before it does', async () => {
    const many = parquetFile({ ttft_ms: ['DOUBLE', Array.from({ length: 20_000 }, (_, row) => row)] }, { codec: 'GZIP' });
    const { verdict, reason } = await reasonOf(many, { documentBytesMax: 1_000 });
    expect({ verdict, reason }).toEqual({ verdict: 'quarantined', reason: expect.stringMatching(/unpacks to more than 1000 bytes/) });
  });

  test('cut anywhere is refused with the fault, whatever is left of it', async () => {
    const whole = parquetFile(ROWS);
    for (let length = 4; length < whole.length; length += 1) {
      const parsed = await reasonOf(whole.subarray(0, length));
      expect({ length, verdict: parsed.verdict }).toEqual({ length, verdict: 'quarantined' });
    }
    expect((await reasonOf(whole.subarray(0, 50))).reason).toBe(
      'the Parquet file breaks off: its last bytes are not PAR1, so it is truncated or still being written',
    );
    const hollow = Buffer.concat([whole.subarray(0, 4), whole.subarray(60)]);
    expect((await reasonOf(hollow)).verdict).toBe('quarantined');
  });

  test('that is damaged anywhere costs itself only', async () => {
    const whole = parquetFile(ROWS);
    for (let at = 4; at < whole.length; at += 1) {
      const damaged = Uint8Array.from(whole);
      damaged[at] = damaged[at]! ^ 0xff;
      expect((await reasonOf(damaged)).bug).toBeNull();
    }
  });

  test('that is encrypted is refused with that reason', async () => {
    expect(await reasonOf(Buffer.from('PARE....PARE'))).toMatchObject({
      verdict: 'quarantined',
      reason: 'the Parquet file is encrypted',
    });
  });

  test('only by its name is read as the text that it is', async () => {
    expect(await reasonOf(Buffer.from('model,ttft_ms\na:1b,80.5\na:1b,81\n'))).toMatchObject({ adapter: 'generic-csv', sampleCount: 2 });
    expect(await reasonOf(Uint8Array.of(1, 0, 2))).toMatchObject({
      verdict: 'unknown',
      reason: 'not a text file: it has a NUL byte at offset 1',
    });
    expect(await reasonOf(new Uint8Array(0))).toMatchObject({ verdict: 'empty' });
  });
});
