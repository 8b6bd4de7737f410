import { hash } from 'node:crypto';
import { join } from 'node:path';
import { types } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Config } from '../../src/config.ts';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { fingerprintInputs, listInputs, readInputs } from '../../src/edges/files/inputs.ts';
import { ingestArtifact } from '../../src/edges/parser/ingest-artifact.ts';
import { type ParserPool, parserPool } from '../../src/edges/parser/parser-pool.ts';
import { AppError } from '../../src/errors.ts';
import { sizeLimits, tempTree } from '../files/temp-tree.ts';

const LOADER = join(import.meta.dirname, '../files/ts-loader.js');
/** With what cannot be sent to another process, as the daemon has it. */
const PLACE = { root: 'bench', directory: '.' };
const OPTIONS = {
  ...{ ignore: [], countMax: 100, depthMax: 4, hashes: hashCache() },
  ...{ ...sizeLimits(100_000_000), quietMs: 0, nowMs: Date.now() },
};
const { limits } = Config.parse({});
const MIB = 1024 * 1024;

const pools: ParserPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(changes: Partial<typeof limits> = {}): ParserPool {
  const pool = parserPool({ ...limits, ...changes }, ['--import', LOADER]);
  pools.push(pool);
  return pool;
}

function entriesOf(root: string) {
  return listArtifacts(root, OPTIONS).entries;
}

/** With lists for maps and texts for numbers that are none; what another process sends belongs to another realm of jest, which it does not compare. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (types.isMap(part)) return { map: [...part] };
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  });
  return JSON.parse(text);
}

describe('parserPool', () => {
  test('gives what parsing in this process gives, with maps, missing values and failures', async () => {
    const csv = 'model,prompt,tokens_s,ttft_ms,error\nfable:2b,a,140.5,,\nfable:2b,b,0,12,timeout\n';
    const root = tempTree({
      'a.csv': csv,
      'b.md': '# Speed\n\n140.5 tokens/s\n',
      'c.json': '{"a": [1, NaN]}',
      'd.csv': 'not\0text',
      'e.csv': '',
    });
    const pool = poolOf();
    for (const entry of entriesOf(root)) {
      const expected = { ...ingestArtifact(root, entry, OPTIONS), parseMs: 0 };
      expect(plain({ ...(await pool.ingest(root, entry, OPTIONS)), parseMs: 0 })).toEqual(plain(expected));
    }
  });

  test('quarantines a file whose parsing takes too long, under the fingerprint that it has anyway', async () => {
    const root = tempTree({ 'a.csv': 'model,tokens_s\nx,1\n' });
    // No process starts within a millisecond.
    const { contents, fingerprint } = await readInputs(root, PLACE, OPTIONS, poolOf({ parserTimeoutMs: 1 }).ingest);
    const reason = 'its parsing took longer than 1 ms: raise limits.parserTimeoutMs or split the file';
    expect(contents).toMatchObject([{ path: 'a.csv', bytes: 19, parsed: { adapter: 'none', verdict: 'quarantined', reason } }]);
    expect(fingerprint).toBe(fingerprintInputs(root, PLACE, listInputs(root, '.', OPTIONS), hashCache(), OPTIONS));
  });

  test('quarantines a file that takes all the memory there is, and reads the others', async () => {
    const root = tempTree({
      'a.json': '[{"tokens_s": 1}]',
      'b.json': `[${'[[],[]],'.repeat(4_000_000)}0]`,
      'c.csv': 'model,tokens_s\nx,2\n',
    });
    const pool = poolOf({ parserHeapBytesMax: 64 * MIB });
    const { contents } = await readInputs(root, PLACE, OPTIONS, pool.ingest, pool.concurrency);
    expect(contents.map(({ path, parsed }) => `${path} ${parsed.verdict}`)).toEqual([
      'a.json accepted',
      'b.json quarantined',
      'c.csv accepted',
    ]);
    expect(contents[1]!.parsed.reason).toMatch(/ran out of memory \(it ended with SIG\w+\): raise limits.parserHeapBytesMax/);
  });

  test('refuses what must not be read as reading in this process does', async () => {
    const root = tempTree({ 'a.json': 'x'.repeat(2_000), 'b.csv': 'x' });
    const [large, gone] = entriesOf(root);
    const pool = poolOf();
    const options = { ...OPTIONS, documentBytesMax: 1_000 };
    const refusal = await pool.ingest(root, large!, options).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(() => ingestArtifact(root, large!, options)).toThrow((refusal as AppError).message);
    const missing = { ...gone!, absolutePath: join(root, 'gone.csv') };
    await expect(pool.ingest(root, missing, options)).rejects.toMatchObject({ code: 'ARTIFACT_CHANGED' });
    const hashes = await pool.hash(root, [large!, gone!], options);
    expect(hashes[0]).toMatchObject({ code: 'ARTIFACT_TOO_LARGE' });
    expect(hashes[1]).toMatchObject({ sha256: hash('sha256', 'x'), identity: gone!.identity });
  });

  test('gives up a file when it is asked to, and serves the next', async () => {
    const root = tempTree({ 'a.csv': 'model,tokens_s\nx,1\n' });
    const [entry] = entriesOf(root);
    const pool = poolOf();
    const controller = new AbortController();
    const given = pool.ingest(root, entry!, OPTIONS, controller.signal);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect((await pool.ingest(root, entry!, OPTIONS)).parsed.verdict).toBe('accepted');
  });

  test('leaves no process and no unanswered question behind when it is closed', async () => {
    const root = tempTree({ 'a.csv': 'model,tokens_s\nx,1\n' });
    const [entry] = entriesOf(root);
    const pool = poolOf();
    const questions = [pool.ingest(root, entry!, OPTIONS), pool.ingest(root, entry!, OPTIONS)].map((question) => question.catch(String));
    await pool.close();
    expect(await Promise.all(questions)).toEqual(['ChildFailure: the pool is closed', 'ChildFailure: the pool is closed']);
    await expect(pool.ingest(root, entry!, OPTIONS)).rejects.toThrow('closed');
  });
});
