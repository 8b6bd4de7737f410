import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { refreshOptions } from '../../src/compose/refresh-options.ts';
import { doTask } from '../../src/compose/refresh-task.ts';
import { Config } from '../../src/config.ts';
import type { ChildMessage } from '../../src/edges/refresh/task.ts';
import { tempTree } from '../files/temp-tree.ts';

const CONFIG = Config.parse({ watch: { quietMs: 0 } });

/** Makes the report of `run` below a root; `act` is called when its files have been read. */
async function reportOf(root: string, outDirectory: string, act: () => void): Promise<ChildMessage[]> {
  const told: ChildMessage[] = [];
  await doTask(
    {
      kind: 'refresh',
      audited: [],
      rootId: 'bench',
      rootPath: root,
      targets: [{ directory: 'run', outDirectory, keepsStanding: false }],
      options: refreshOptions(CONFIG, ['md', 'json']),
      version: '0.1.0',
      rules: 'sha256:rules',
      narration: null,
      cacheDirectory: null,
      quarantined: {},
      suspects: [],
      bytesMax: null,
    },
    { announce: ({ doing }) => doing === 'report' && act(), tell: (message) => void told.push(message), turn: async () => true },
  );
  return told;
}

describe('a report that is being made while its root is taken away', () => {
  test('is not written into the empty place', async () => {
    const root = join(tempTree({ 'bench/run/a.csv': 'model,tokens_s\nfable:2b,1\n' }), 'bench');
    const told = await reportOf(root, join(root, 'run'), () => {
      renameSync(root, `${root}-disk`);
      mkdirSync(root);
    });
    expect(told).toMatchObject([{ kind: 'failed', directory: 'run', error: { code: 'REPORT_UNWRITABLE' } }]);
    expect(readdirSync(root)).toEqual([]);
  });

  test('goes elsewhere when it is told to, into a directory that is made', async () => {
    const root = tempTree({ 'run/a.csv': 'model,tokens_s\nfable:2b,1\n' });
    const out = join(tempTree({}), 'deep/down');
    expect(await reportOf(root, out, () => undefined)).toMatchObject([{ kind: 'made', made: { directory: 'run' } }]);
    expect(readdirSync(out)).toHaveLength(2);
  });
});
