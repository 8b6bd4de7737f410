// Runs the daemon under random faults, seed after seed: node scripts/test-faults.mjs [SEED | FROM-TO]...   (default: 1-30)
// Needs the built program and redis-server. About half a minute for each seed.
import { spawnSync } from 'node:child_process';

const seeds = (process.argv.length > 2 ? process.argv.slice(2) : ['1-30']).flatMap((word) => {
  const match = /^(\d+)(?:-(\d+))?$/.exec(word);
  if (!match) throw new Error(`"${word}" is no seed and no range of seeds such as 1-30`);
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
});
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const { status } = spawnSync(process.execPath, [...jest, '--selectProjects', 'e2e', '--runInBand', '--ci', 'test/daemon/faults'], {
  stdio: 'inherit',
  env: { ...process.env, BENCHSCRIBE_FAULT_SEEDS: seeds.join(',') },
});
process.exitCode = status ?? 1;
