import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { tempTree } from '../files/temp-tree.ts';
import { eventually } from '../support/eventually.ts';

const LOADER = join(import.meta.dirname, '../files/ts-loader.js');
const MODULE = join(import.meta.dirname, '../../src/edges/refresh/end-with-parent.ts');

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a process that hangs ends when the one that started it is killed', async () => {
  const directory = tempTree();
  const child = join(directory, 'child.mjs');
  const parent = join(directory, 'parent.mjs');
  writeFileSync(
    child,
    `import { endWithParent } from ${JSON.stringify(MODULE)};\nendWithParent(50);\nprocess.send('busy', () => { for (;;); });\n`,
  );
  writeFileSync(
    parent,
    `import { fork } from 'node:child_process';
const busy = fork(${JSON.stringify(child)}, [], { execArgv: ['--import', ${JSON.stringify(LOADER)}] });
busy.on('message', () => process.send(busy.pid));\n`,
  );
  const started = fork(parent, { execArgv: [] });
  const [pid] = (await once(started, 'message')) as [number];
  expect(lives(pid)).toBe(true);
  started.kill('SIGKILL');
  try {
    await eventually('the end of the child', () => !lives(pid));
  } finally {
    if (lives(pid)) process.kill(pid, 'SIGKILL');
  }
});
