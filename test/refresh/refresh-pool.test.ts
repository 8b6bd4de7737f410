import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { refreshOptions } from '../../src/compose/refresh-options.ts';
import { refresher } from '../../src/compose/refresher.ts';
import { Config } from '../../src/config.ts';
import type { Report } from '../../src/contracts/report.ts';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { fingerprintInputs, listInputs } from '../../src/edges/files/inputs.ts';
import type { RefreshEvents, RefreshOutcome, RefreshPool } from '../../src/edges/refresh/refresh-pool.ts';
import type { AppError } from '../../src/errors.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { childrenHere, refresherHere } from '../support/refresher-here.ts';

const LOADER = join(import.meta.dirname, '../files/ts-loader.js');
const CHILD = join(import.meta.dirname, '../../src/compose/refresh-child.ts');
const CONFIG = Config.parse({ watch: { quietMs: 0 } });
const MIB = 1024 * 1024;
const GOOD = 'model,tokens_s\nfable:2b,140.5\nfable:2b,141.5\n';

const pools: RefreshPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(limits: Partial<Config['limits']> = {}): RefreshPool {
  const config = { limits: { ...CONFIG.limits, ...limits } };
  const pool = refresher(config, {
    modulePath: CHILD,
    version: '0.1.0',
    rules: 'sha256:rules',
    stateDirectory: null,
    execArgv: ['--import', LOADER],
  });
  pools.push(pool);
  return pool;
}

interface Results {
  readonly outcomes: RefreshOutcome[];
  readonly failures: Map<string, AppError>;
  readonly flaws: string[];
}

async function refresh(
  pool: RefreshPool,
  root: string,
  directories: readonly string[],
  { signal = new AbortController().signal, ...events }: Partial<RefreshEvents> & { signal?: AbortSignal } = {},
): Promise<Results> {
  const results: Results = { outcomes: [], failures: new Map(), flaws: [] };
  const targets = directories.map((directory) => ({ directory, outDirectory: join(root, directory), keepsStanding: false }));
  await pool.refresh(
    { rootId: 'bench', rootPath: root, targets, options: refreshOptions(CONFIG, ['md', 'json']) },
    {
      onOutcome: (outcome) => results.outcomes.push(outcome),
      onFailed: (directory, error) => results.failures.set(directory, error),
      onFlaw: (directory, { part }) => results.flaws.push(`${directory}: ${part}`),
      ...events,
    },
    signal,
  );
  return results;
}

function reportIn(root: string, directory = '.'): Report {
  return JSON.parse(readFileSync(join(root, directory, 'benchscribe-report.json'), 'utf8')) as Report;
}

function verdictsIn(root: string, directory = '.'): string[] {
  return reportIn(root, directory).inputs.artifacts.map(({ path, verdict }) => `${path} ${verdict}`);
}

function tempsIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

describe('refreshPool with processes', () => {
  test('publishes what the same work in this process publishes, and lists what it wrote', async () => {
    const files = {
      'a.csv': 'model,tokens_s,error\nfable:2b,140.5,\nfable:2b,0,timeout\n',
      'b.md': '# Speed\n\n140.5 tokens/s\n',
      'c.json': '{"a": [1, NaN]}',
    };
    const [there, here] = [tempTree(files), tempTree(files)];
    const { outcomes } = await refresh(poolOf(), there, ['.']);
    await refresh(refresherHere(), here, ['.']);
    expect(outcomes).toMatchObject([{ status: 'published', directory: '.', artifactCount: 3 }]);
    expect(outcomes[0]!.written.every((path) => existsSync(path))).toBe(true);
    const without = ({ inputs, ...report }: Report) => ({
      ...report,
      facts: report.facts.length,
      timings: null,
      generatedAt: null,
      digest: null,
      inputs: inputs.byKind && null,
    });
    expect(without(reportIn(there))).toEqual(without(reportIn(here)));
  });

  test('quarantines the file that takes all the memory there is, in every report, and uses the others', async () => {
    const root = tempTree({
      'sub/a.json': '[{"tokens_s": 1}]',
      'sub/b.json': `[${'[[],[]],'.repeat(4_000_000)}0]`,
      'sub/c.csv': GOOD,
      'other/d.csv': GOOD,
    });
    const { outcomes, failures } = await refresh(poolOf({ parserHeapBytesMax: 96 * MIB }), root, ['sub', 'other', '.']);
    expect(failures).toEqual(new Map());
    expect(outcomes.map(({ directory }) => directory)).toEqual(['sub', 'other', '.']);
    expect(verdictsIn(root, 'sub')).toEqual(['a.json accepted', 'b.json quarantined', 'c.csv accepted']);
    expect(verdictsIn(root)).toContain('sub/b.json quarantined');
    const { artifacts, fingerprint } = reportIn(root, 'sub').inputs;
    expect(artifacts[1]!.reason).toMatch(/ran out of memory \(it ended with SIG\w+\): raise limits.parserHeapBytesMax/);
    const options = { ...refreshOptions(CONFIG, ['md']), nowMs: Date.now() };
    expect(fingerprint).toBe(
      fingerprintInputs(root, { root: 'bench', directory: 'sub' }, listInputs(root, 'sub', options), hashCache(), options),
    );
  });

  test('quarantines a file whose parsing takes too long', async () => {
    // Comments that do not end: quadratic for a Markdown parser.
    const root = tempTree({ 'a.md': `${'<!-'.repeat(60_000)}\n`, 'b.csv': GOOD });
    const { failures } = await refresh(poolOf({ parserTimeoutMs: 3_000 }), root, ['.']);
    expect(failures).toEqual(new Map());
    expect(verdictsIn(root)).toContain('b.csv accepted');
  });

  test('ends at once when it is asked to, and leaves no temporary file behind', async () => {
    const root = tempTree({ 'a.csv': `model,tokens_s\n${'fable:2b,140.5\n'.repeat(200_000)}` });
    const controller = new AbortController();
    const pool = poolOf();
    const given = refresh(pool, root, ['.'], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 1_500);
    await expect(given).rejects.toThrow('enough');
    expect(tempsIn(root)).toEqual([]);
    expect(existsSync(join(root, 'benchscribe-report.md'))).toBe(false);
  });

  test('leaves no process and no unanswered question behind when it is closed', async () => {
    const root = tempTree({ 'a.csv': GOOD });
    const pool = poolOf();
    const questions = [1, 2].map(() => refresh(pool, root, ['.']).then(String, String));
    await pool.close();
    for (const answer of await Promise.all(questions)) expect(answer).toMatch(/^ChildFailure: /);
    await expect(refresh(pool, root, ['.'])).rejects.toThrow('closed');
  });

  test('hashes files, and refuses what must not be read', async () => {
    const root = tempTree({ 'a.json': 'x'.repeat(2_000), 'b.csv': 'x' });
    const { entries } = listArtifacts(root, { ignore: [], countMax: 10, depthMax: 1 });
    const [large, small] = await poolOf().hash(root, entries, { ...refreshOptions(CONFIG, []), documentBytesMax: 1_000 });
    expect(large).toMatchObject({ code: 'ARTIFACT_TOO_LARGE' });
    expect(small).toMatchObject({ sha256: hash('sha256', 'x'), identity: entries[1]!.identity });
  });
});

describe('refreshPool', () => {
  test('reads each file once for all reports that it is in', async () => {
    const root = tempTree({ 'sub/a.csv': GOOD, 'b.csv': GOOD });
    const announced: Parameters<typeof childrenHere>[0] = [];
    const { outcomes } = await refresh(refresherHere(childrenHere(announced)), root, ['sub', '.']);
    expect(outcomes.map(({ artifactCount }) => artifactCount)).toEqual([1, 2]);
    expect(announced.filter(({ doing }) => doing === 'parse')).toHaveLength(2);
  });

  test('gives no report where there is no artifact, and makes no directory for it', async () => {
    const root = tempTree({ 'sub/picture.png': 'x' });
    const { outcomes } = await refresh(refresherHere(), root, ['sub']);
    expect(outcomes).toMatchObject([{ status: 'no-inputs', written: [] }]);
    expect(readdirSync(join(root, 'sub'))).toEqual(['picture.png']);
  });

  test('counts files of other kinds in each directory', async () => {
    const root = tempTree({ 'sub/picture.png': 'x', 'sub/deep/film.mp4': 'x', 'sub/a.csv': GOOD, 'photo.jpg': 'x' });
    await refresh(refresherHere(), root, ['sub', '.']);
    expect([reportIn(root, 'sub'), reportIn(root)].map(({ inputs }) => inputs.otherFileCount)).toEqual([2, 3]);
  });

  test('lets a report that cannot be written cost itself only', async () => {
    const root = tempTree({ 'a/x.csv': GOOD, 'b/y.csv': GOOD });
    const pool = refresherHere();
    const request = { rootId: 'bench', rootPath: root, options: refreshOptions(CONFIG, ['md']) };
    const targets = [
      { directory: 'a', outDirectory: join(root, 'b/y.csv/out'), keepsStanding: false },
      { directory: 'b', outDirectory: join(root, 'b'), keepsStanding: false },
    ];
    const failed: string[] = [];
    await pool.refresh(
      { ...request, targets },
      { onOutcome: () => undefined, onFailed: (directory, { code }) => failed.push(`${directory} ${code}`), onFlaw: () => undefined },
      new AbortController().signal,
    );
    expect(failed).toEqual(['a REPORT_UNWRITABLE']);
    expect(existsSync(join(root, 'b/benchscribe-report.md'))).toBe(true);
  });

  test('puts nothing in place when the inputs have changed meanwhile', async () => {
    const root = tempTree({ 'a.csv': GOOD });
    const { failures } = await refresh(refresherHere(), root, ['.'], { isCurrent: () => false });
    expect(failures.get('.')).toMatchObject({ code: 'REPORT_SUPERSEDED' });
    expect(readdirSync(root)).toEqual(['a.csv']);
  });

  test('makes the report of a directory after those below it that were asked for before', async () => {
    const root = tempTree({ 'sub/a.csv': GOOD });
    const order: string[] = [];
    const pool = refresherHere();
    await Promise.all(
      ['sub', '.', 'sub'].map((directory) => refresh(pool, root, [directory], { onOutcome: () => void order.push(directory) })),
    );
    expect(order.indexOf('.')).toBeGreaterThan(order.indexOf('sub'));
    put(join(root, 'sub/b.csv'), GOOD);
    expect(statSync(join(root, 'benchscribe-report.md')).size).toBeGreaterThan(0);
  });
});
