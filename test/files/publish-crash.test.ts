import { expect, test } from '@jest/globals';
import { exitOf, expectWhole, publishInChild } from './publish-child.ts';
import { tempTree } from './temp-tree.ts';

test('leaves only whole reports when it is killed at random moments', async () => {
  for (let round = 0; round < 4; round += 1) {
    const root = tempTree();
    const child = publishInChild(root, 10_000);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 3 + round * 15));
    child.kill('SIGKILL');
    expect(await exitOf(child)).toBe('SIGKILL');
    expectWhole(root);
  }
});
