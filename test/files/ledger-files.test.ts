import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { LEDGER_NAME } from '../../src/contracts/ledger-name.ts';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { readArtifact } from '../../src/edges/files/artifact-reader.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { readInputs } from '../../src/edges/files/inputs.ts';
import { readLedgerFiles } from '../../src/edges/files/ledger-files.ts';
import { rewriteLedger } from '../../src/edges/files/ledger-writer.ts';
import { commitStaged, stageReport } from '../../src/edges/files/report-publisher.ts';
import { reportState, type StalenessOptions } from '../../src/edges/files/staleness.ts';
import { put, reportFiles, sizeLimits, tempTree } from './temp-tree.ts';

const LEDGER = 'schema: benchscribe.regressions/1\nexcluded:\n  - { run: a, reason: b }\n';
const LIMITS = { ignore: [], countMax: 100, depthMax: 4 };
const RULES = 'sha256:rules';
const PLACE = { root: 'bench', directory: 'run' };

let root = '';
let options: StalenessOptions;
beforeEach(() => {
  root = tempTree({ 'run/a.csv': 'x\n1\n' });
  const more = { quietMs: 0, quietMsMax: 0, nowMs: Date.now(), formats: ['md'] as const, ruleFingerprint: RULES, hashes: hashCache() };
  options = { ...LIMITS, ...sizeLimits(1_000), ...more };
});

async function publish(): Promise<void> {
  const { fingerprint } = await readInputs(root, PLACE, options, readArtifact);
  commitStaged(stageReport(join(root, 'run'), reportFiles(fingerprint, RULES)));
}

async function look(more: Partial<StalenessOptions> = {}): Promise<string> {
  return (await reportState(root, PLACE, { ...options, ...more })).state;
}

describe('a ledger', () => {
  test.each(['', 'run/'])('in "%s" makes the report of run stale when it comes, changes and goes', async (place) => {
    await publish();
    expect(await look()).toBe('fresh');
    put(join(root, place, LEDGER_NAME), LEDGER);
    expect(await look()).toBe('stale');
    await publish();
    expect(await look()).toBe('fresh');
    put(join(root, place, LEDGER_NAME), `${LEDGER}# a comment\n`);
    expect(await look()).toBe('stale');
    await publish();
    rmSync(join(root, place, LEDGER_NAME));
    expect(await look()).toBe('stale');
  });

  test('beside another report leaves this one alone', async () => {
    await publish();
    put(join(root, 'other', LEDGER_NAME), LEDGER);
    expect(await look()).toBe('fresh');
  });

  test('makes reports stale on the day after an acknowledgement has ended, however it is written', async () => {
    const entries = ['until: 2026-12-30', '"until": "2026-12-31"'].map((until) => `  - { reason: x, ${until} }\n`);
    put(join(root, LEDGER_NAME), `schema: benchscribe.regressions/1\nacknowledged:\n${entries.join('')}`);
    options = { ...options, today: '2026-12-30' };
    await publish();
    expect(await look()).toBe('fresh');
    expect(await look({ today: '2026-12-31' })).toBe('stale');
    options = { ...options, today: '2026-12-31' };
    await publish();
    expect(await look()).toBe('fresh');
    expect(await look({ today: '2027-01-01' })).toBe('stale');
  });

  test('is no artifact, nor is a copy of it under another name; a broken one is none by its name', () => {
    put(join(root, LEDGER_NAME), LEDGER);
    put(join(root, 'run/copy.yaml'), `# mine\n${LEDGER}`);
    put(join(root, `run/${LEDGER_NAME}`), 'broken: [');
    put(join(root, 'run/other.yaml'), 'tool: x\nnote: schema benchscribe.regressions/1\n');
    expect(listArtifacts(root, LIMITS).entries.map(({ path }) => path)).toEqual(['run/a.csv', 'run/other.yaml']);
  });

  test('counts for the reports of its directory and of those below', () => {
    put(join(root, LEDGER_NAME), LEDGER);
    put(join(root, `run/${LEDGER_NAME}`), LEDGER);
    expect(readLedgerFiles(root, '.').map(({ path }) => path)).toEqual([LEDGER_NAME]);
    expect(readLedgerFiles(root, 'run').map(({ path }) => path)).toEqual([LEDGER_NAME, `run/${LEDGER_NAME}`]);
  });

  test('that cannot be read is told with why', () => {
    mkdirSync(join(root, LEDGER_NAME));
    put(join(root, `run/${LEDGER_NAME}`), `# ${'x'.repeat(1024 * 1024)}`);
    expect(readLedgerFiles(root, 'run')).toMatchObject([
      { text: null, problem: expect.stringMatching(/not a regular file/) },
      { text: null, problem: expect.stringMatching(/larger than the limit/) },
    ]);
  });
});

describe('rewriteLedger', () => {
  test('reads again what somebody else has written meanwhile', () => {
    const path = join(root, LEDGER_NAME);
    let isFirst = true;
    rewriteLedger(root, (text) => {
      if (isFirst) writeFileSync(path, 'theirs\n');
      isFirst = false;
      return `${text ?? ''}ours\n`;
    });
    expect(readFileSync(path, 'utf8')).toBe('theirs\nours\n');
  });

  test('leaves the file as it was, and nothing beside it, where the edit throws', () => {
    put(join(root, LEDGER_NAME), LEDGER);
    const edit = () => {
      throw new Error('no');
    };
    expect(() => rewriteLedger(root, edit)).toThrow('no');
    expect(readFileSync(join(root, LEDGER_NAME), 'utf8')).toBe(LEDGER);
    expect(() => rewriteLedger(join(root, 'absent'), () => 'x')).toThrow(/cannot be written.*ENOENT/);
  });

  test('gives up where somebody keeps writing', () => {
    let count = 0;
    const edit = () => {
      count += 1;
      writeFileSync(join(root, LEDGER_NAME), String(count));
      return 'ours';
    };
    expect(() => rewriteLedger(root, edit)).toThrow(/keeps writing/);
  });
});
