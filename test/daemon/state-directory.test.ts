import { expect, test } from '@jest/globals';
import { stateDirectory } from '../../src/edges/host/state-directory.ts';

test.each([
  [{ STATE_DIRECTORY: '/var/lib/benchscribe', HOME: '/home/ann' }, '/var/lib/benchscribe'],
  [{ STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }, '/var/lib/a'],
  [{ XDG_STATE_HOME: '/state', HOME: '/home/ann' }, '/state/benchscribe'],
  [{ HOME: '/home/ann' }, '/home/ann/.local/state/benchscribe'],
  [{}, null],
])('keeps state where %j says', (env, directory) => {
  expect(stateDirectory(env)).toBe(directory);
});
