import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { ingestArtifact } from '../../src/edges/refresh/ingest-artifact.ts';
import { sizeLimits, tempTree } from '../files/temp-tree.ts';

const OPTIONS = { ...sizeLimits(10_000_000), quietMs: 0, nowMs: Date.now() };

function ingest(name: string, content: string | Uint8Array, changes: Partial<typeof OPTIONS> = {}) {
  const root = tempTree({ [name]: content });
  const [entry] = listArtifacts(root, { ignore: [], countMax: 10, depthMax: 1 }).entries;
  return ingestArtifact(root, entry!, { ...OPTIONS, ...changes }, name);
}

const rows = (count: number) => `model,tokens_s\n${'fable:2b,140.5\n'.repeat(count)}`;

describe('ingestArtifact', () => {
  test('reads a whole file and says what it was', async () => {
    const ingested = await ingest('a.csv', rows(3));
    expect(ingested).toMatchObject({ path: 'a.csv', kind: 'csv', bytes: rows(3).length, sha256: hash('sha256', rows(3)), growing: false });
    expect(ingested.parsed).toMatchObject({ adapter: 'generic-csv', verdict: 'accepted', reason: null, sampleCount: 3 });
  });

  test('says how much of a file it used, and which limit to raise', async () => {
    const large = rows(100_000);
    const byLines = await ingest('a.csv', large, { textLinesMax: 501 });
    expect(byLines).toMatchObject({ bytes: large.length, sha256: hash('sha256', large) });
    expect(byLines.parsed).toMatchObject({ verdict: 'partial', sampleCount: 500 });
    expect(byLines.parsed.reason).toBe(
      'the first 501 of 100001 lines were used (7.3 KiB of 1.4 MiB): raise limits.textLinesMax or split the file',
    );
    const byBytes = await ingest('a.csv', large, { textBytesMax: 1_024 });
    expect(byBytes.parsed).toMatchObject({ verdict: 'partial', sampleCount: 67 });
    expect(byBytes.parsed.reason).toBe(
      'the first 68 of 100001 lines were used (1020 bytes of 1.4 MiB): raise limits.textBytesMax or split the file',
    );
  });

  test('reads the beginning of JSON lines in two bytes per character', async () => {
    const text = `\uFEFF${'{"model": "fable:2b", "tokens_s": 140.5}\r\n'.repeat(100)}`;
    const { parsed } = await ingest('a.jsonl', new Uint8Array(Buffer.from(text, 'utf16le')), { textBytesMax: 1_001 });
    expect(parsed).toMatchObject({ adapter: 'generic-jsonl', verdict: 'partial', sampleCount: 11 });
    expect(parsed.reason).toMatch(/^the first 11 of 100 lines were used/);
  });

  test('keeps what else there is to say of what it used', async () => {
    const { parsed } = await ingest('a.csv', `${rows(3)}fable:2b,fast\n${rows(100)}`, { textLinesMax: 20 });
    expect(parsed.reason).toMatch(/^the first 20 of 106 lines were used .*; line 5: /);
  });

  test('refuses a file of which not one record is whole', async () => {
    expect((await ingest('a.jsonl', 'x'.repeat(5_000), { textBytesMax: 4_096 })).parsed).toMatchObject({
      verdict: 'quarantined',
      reason: 'its first record does not end within 4 KiB: raise limits.textBytesMax or split the file',
    });
    const { parsed } = await ingest('a.csv', new Uint8Array(5_000), { textBytesMax: 4_096 });
    expect(parsed).toMatchObject({ verdict: 'quarantined', reason: 'not a text file: it has a NUL byte at offset 0' });
  });

  test('takes secrets out of reasons, and leaves labels as written and the numbers', async () => {
    const { parsed } = await ingest(
      'a.csv',
      'model,tokens_s,error\n/home/ann/models/fable.gguf,140.5,\nx,0,no access with password=hunter22\n/home/ann/models/fable.gguf,141.5,\n',
    );
    const [table] = parsed.result.tables;
    expect(table!.labelColumns).toContainEqual({
      key: 'model',
      at: 'model',
      values: ['/home/ann/models/fable.gguf', 'x', '/home/ann/models/fable.gguf'],
    });
    expect([...table!.failures.values()].join()).toContain('password=[redacted]');
    expect(JSON.stringify([...table!.failures])).not.toMatch(/hunter22/);
    expect(parsed.sampleCount).toBe(2);
  });
});
