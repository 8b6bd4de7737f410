import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { tempTree } from '../files/temp-tree.ts';

const LOADER = join(import.meta.dirname, '../files/ts-loader.js');
const WATCHER = join(import.meta.dirname, '../../src/edges/files/watcher.ts');

/** A user namespace has limits of its own, so nobody else on the machine feels them. */
function limited(limit: string, count: number, command: readonly string[]): string[] {
  return ['unshare', '--map-root-user', 'sh', '-c', `echo ${count} > /proc/sys/user/${limit} && exec "$@"`, 'sh', ...command];
}

function run([command, ...args]: readonly string[]) {
  return spawnSync(command!, args, { encoding: 'utf8', timeout: 30_000 });
}

const canLimit = run(limited('max_inotify_watches', 100, ['true'])).status === 0;

if (canLimit) {
  test.each([
    { limit: 'max_inotify_watches', count: 5, remedy: 'sysctl fs.inotify.max_user_watches=524288' },
    { limit: 'max_inotify_instances', count: 0, remedy: 'sysctl fs.inotify.max_user_instances=1024' },
  ])('says once which setting to raise at the limit $limit, and gives up watching', ({ limit, count, remedy }) => {
    const root = tempTree();
    for (let index = 0; index < 30; index += 1) {
      mkdirSync(join(root, `run-${index}`));
      writeFileSync(join(root, `run-${index}`, 'a.csv'), 'x');
    }
    const script = `
      const { watchTree } = await import(${JSON.stringify(WATCHER)});
      const say = (kind) => (what) => console.log(kind, what);
      const watcher = watchTree(${JSON.stringify(root)}, { ignore: [] }, { onDirty() {}, onError: say('error'), onDegraded: say('degraded') });
      await watcher.ready;
      await new Promise((resolve) => setTimeout(resolve, 300));
      watcher.rearm();
      await watcher.close();
      console.log('closed');`;
    const child = run(limited(limit, count, [process.execPath, '--import', LOADER, '--input-type=module', '--eval', script]));
    expect(child.stderr).toBe('');
    expect(child.stdout.trim().split('\n')).toEqual([expect.stringContaining(remedy), 'closed']);
  });
} else {
  test('is tried at the limit of inotify only where user namespaces are allowed', () => {
    console.warn('unshare --map-root-user does not work here: the limits of inotify were not tried');
    expect(canLimit).toBe(false);
  });
}
