import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { refreshDirectory } from '../../src/compose/refresh-directory.ts';
import { Config } from '../../src/config.ts';
import { KnownChange, type KnownChanges } from '../../src/contracts/webhook.ts';
import { createLogger } from '../../src/log.ts';
import { tempTree } from '../files/temp-tree.ts';
import { refresherHere } from '../support/refresher-here.ts';

const pool = refresherHere();
afterAll(() => pool.close());

/** What a daemon's job tells of the 14 nights of six models in test/reports/ledger. */
async function told(root: string): Promise<{ known: KnownChanges[]; wasThere: boolean[] }> {
  const config = Config.parse({ roots: [{ id: 'bench', path: root }], watch: { quietMs: 0 }, reports: { formats: ['json'] } });
  const log = await createLogger(config.log, { write: () => undefined }, false);
  const known: KnownChanges[] = [];
  const wasThere: boolean[] = [];
  const refresh = refreshDirectory(config, pool, log, undefined, (_job, own) => {
    known.push(own);
    wasThere.push(existsSync(join(root, 'benchscribe-report.json')));
  });
  await refresh({ root: 'bench', directory: '.' }, new AbortController().signal, () => true);
  return { known, wasThere };
}

test('a job tells what is known of the changes before their report is there, by series that stay the same from run to run', async () => {
  const root = tempTree();
  const nights = join(import.meta.dirname, '../reports/ledger/input');
  cpSync(nights, root, { recursive: true, filter: (path) => !/2026-09-1[2-4]/.test(path) });
  const first = await told(root);
  expect(first.wasThere).toEqual([false]);
  const [{ run, changes } = { run: null, changes: [] }] = first.known;
  expect(run).toBe('2026-09-11T03-00-00');
  expect(changes.map((change) => [KnownChange.parse(change).labels['model'], change.state])).toEqual([
    ['finch:3b', 'open'],
    ['lark:3b', 'acknowledged'],
    ['wren:3b', expect.stringMatching(/open/)],
  ]);
  cpSync(nights, root, { recursive: true });
  const second = await told(root);
  expect(second.known[0]?.changes.map(({ series }) => series)).toEqual(changes.map(({ series }) => series));
}, 60_000);
