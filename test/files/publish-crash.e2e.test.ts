import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { exitOf, expectWhole, publishInChild } from './publish-child.ts';
import { tempTree } from './temp-tree.ts';

const VERSION_COUNT = 3;

function strace(call: string, fault: string): string[] {
  return ['strace', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:${fault}`];
}

const canTrace = spawnSync('strace', [...strace('fsync', 'error=EIO:when=9').slice(1), 'true']).status === 0;

// Each case stops the child at one system call of its first three publications of two files.
const CALLS = ['fsync', 'rename', 'unlink', 'write', 'pwrite64', 'fchmod'];
const kills = CALLS.flatMap((call) => [1, 2, 3, 4].map((when) => ({ call, when })));

if (canTrace) {
  describe('at each system call', () => {
    test.each(kills)('leaves only whole reports when it is killed at $call number $when', async ({ call, when }) => {
      const root = tempTree();
      const child = publishInChild(root, VERSION_COUNT, strace(call, `signal=KILL:when=${when}`));
      await exitOf(child);
      expectWhole(root);
    });

    test.each(['fsync error=EIO:when=4', 'rename error=ENOSPC:when=3', 'fchmod error=EROFS:when=1'])(
      'keeps whole reports and no temporary file after %s',
      async (failure) => {
        const [call, fault] = failure.split(' ') as [string, string];
        const root = tempTree();
        const child = publishInChild(root, VERSION_COUNT, strace(call, fault));
        let said = '';
        child.stderr!.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
        expect(await exitOf(child)).toBe('1');
        expect(said).toContain('cannot write the report');
        expect(readdirSync(root).sort()).toEqual(['benchscribe-report.markdown', 'benchscribe-report.md']);
        expectWhole(root);
      },
    );
  });
} else {
  test('kills at each system call only where strace is installed: apt-get install strace', () => {
    console.warn('strace is not there or may not trace: publishing was killed at random moments only');
    expect(canTrace).toBe(false);
  });
}
