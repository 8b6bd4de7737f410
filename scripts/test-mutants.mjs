/**
 * `npm run test:mutants [-- --seed N --count N --minutes N]`: changes src/core and src/metrics in small ways, one at a time, and sees whether a
 * unit test notices. StrykerJS makes the mutants and the switch that turns one on; this script picks a seeded sample (Stryker itself has
 * none), finds once which test files run which mutant, and runs only those. Not part of the continuous integration.
 *
 * Left out are mutants of texts (StringLiteral): what a definition says is for people to judge.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Instrumenter } from '@stryker-mutator/instrumenter';

const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string' }, minutes: { type: 'string' } } });
const seed = Number(values.seed ?? 1);
const count = Number(values.count ?? 200);
const deadlineMs = Date.now() + Number(values.minutes ?? 30) * 60_000;

const project = join(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
const coverage = join(copy, 'coverage');

const MUTATED = ['src/core', 'src/metrics'];
const COPIED = ['src', 'test', 'schema', 'config', 'docs', 'package.json', 'tsconfig.json', 'biome.json'];
/** A mutant that loops is killed after this long; a covering test file takes seconds. */
const MUTANT_TIMEOUT_MS = 90_000;
/** Slower test files are asked only where the quick ones did not notice. */
const QUICK_MS = 4_000;

/** Jest runs the longest file first; the file that runs the fewest mutants is the one most about the one that is on. */
const SEQUENCER = `
import { createRequire } from 'node:module';
const Sequencer = createRequire(import.meta.url)('@jest/test-sequencer').default;
export default class InGivenOrder extends Sequencer {
  sort(tests) {
    const order = (process.env.MUTANT_ORDER ?? '').split('\\n');
    return [...tests].sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  }
}
`;

/** Writes down, after each test file, which mutants it ran and how long it took. */
const SETUP = `
import { afterAll, expect } from '@jest/globals';
import { writeFileSync } from 'node:fs';
const startedAt = Date.now();
afterAll(() => {
  const file = expect.getState().testPath;
  const mutants = Object.keys(globalThis.__stryker__?.mutantCoverage?.static ?? {});
  const text = JSON.stringify({ file, mutants, durationMs: Date.now() - startedAt });
  writeFileSync(process.env.MUTANT_COVERAGE + '/' + encodeURIComponent(file).slice(-150) + '.json', text);
});
`;

/** Mulberry32: a small generator whose sequence a seed fixes. */
function random(state) {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sampleOf(items, size, next) {
  const left = [...items];
  return Array.from({ length: Math.min(size, left.length) }, () => left.splice(Math.floor(next() * left.length), 1)[0]);
}

/** Copies the project and puts every mutant behind a switch. Returns the mutants. */
async function instrument() {
  for (const path of COPIED) cpSync(join(project, path), join(copy, path), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(coverage);
  writeFileSync(join(copy, 'mutant-setup.mjs'), SETUP);
  writeFileSync(join(copy, 'mutant-order.mjs'), SEQUENCER);
  const config = readFileSync(join(project, 'jest.config.js'), 'utf8');
  const withSetup = config.replace('const shared = {', "const shared = {\n  setupFilesAfterEnv: ['<rootDir>/mutant-setup.mjs'],");
  writeFileSync(join(copy, 'jest.config.js'), withSetup);

  const names = MUTATED.flatMap((folder) => readdirSync(join(copy, folder), { recursive: true }).map((name) => join(copy, folder, name)));
  const files = names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const options = { plugins: null, excludedMutations: ['StringLiteral'], ignorers: [] };
  const made = await new Instrumenter(silent).instrument(files, options);
  for (const { name, content } of made.files) writeFileSync(name, content);
  return made.mutants.filter(({ status }) => status !== 'Ignored');
}

/** Runs unit tests in the copy. Resolves to the exit status; null where they took too long and were ended. */
function runTests(args, env, timeoutMs) {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const child = spawn(process.execPath, [...jest, '--selectProjects', 'unit', '--ci', ...args], {
    cwd: copy,
    env: { ...process.env, ...env, MUTANT_COVERAGE: coverage },
    stdio: 'ignore',
    detached: true,
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), timeoutMs);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** Which test files run which mutants, from one run of all with no mutant on; test files that fail then are no judges. */
async function coveringFiles() {
  const results = join(copy, 'results.json');
  await runTests(['--json', `--outputFile=${results}`, '--testPathIgnorePatterns', 'e2e', 'test/corpus', 'test/lint'], {}, 900_000);
  const failed = new Set(
    JSON.parse(readFileSync(results, 'utf8'))
      .testResults.filter(({ status }) => status !== 'passed')
      .map(({ name }) => name),
  );
  if (failed.size > 0)
    console.log(`no judges, as they fail without a mutant: ${[...failed].map((name) => name.slice(copy.length + 1)).join(', ')}`);
  const covering = new Map();
  for (const name of readdirSync(coverage)) {
    const { file, mutants, durationMs } = JSON.parse(readFileSync(join(coverage, name), 'utf8'));
    if (failed.has(file)) continue;
    for (const id of mutants) covering.set(id, [...(covering.get(id) ?? []), { file, durationMs, mutantCount: mutants.length }]);
  }
  return covering;
}

/** What becomes of a mutant under the tests that run it; `active` is the one that is on. */
async function fateOf({ id }, covering, active = id) {
  const files = (covering.get(id) ?? []).sort((a, b) => a.mutantCount - b.mutantCount);
  if (files.length === 0) return 'not run by any test';
  const quick = files.filter(({ durationMs }) => durationMs < QUICK_MS);
  const slow = files.filter(({ durationMs }) => durationMs >= QUICK_MS);
  for (const group of [quick, slow]) {
    if (group.length === 0) continue;
    const paths = group.map(({ file }) => file.slice(copy.length + 1));
    const env = { __STRYKER_ACTIVE_MUTANT__: active, MUTANT_ORDER: group.map(({ file }) => file).join('\n') };
    const ordered = ['--testSequencer', join(copy, 'mutant-order.mjs')];
    const code = await runTests(['-i', '--bail', ...ordered, '--runTestsByPath', ...paths], env, MUTANT_TIMEOUT_MS);
    if (code !== 0) return 'killed';
  }
  return 'survived';
}

try {
  const mutants = await instrument();
  const sample = sampleOf(mutants, count, random(seed));
  const covering = await coveringFiles();
  const unchanged = await fateOf({ id: sample.find(({ id }) => covering.has(id)).id }, covering, 'none');
  if (unchanged !== 'survived') throw new Error('The tests fail with no mutant on, as they are run here: nothing would be learnt.');
  const fates = new Map();
  const waiting = [...sample];
  const work = async () => {
    for (let mutant = waiting.shift(); mutant && Date.now() < deadlineMs; mutant = waiting.shift()) {
      const fate = await fateOf(mutant, covering);
      fates.set(mutant, fate);
      const { start } = mutant.location;
      const at = `${mutant.fileName.slice(copy.length + 1)}:${start.line + 1}:${start.column + 1}`;
      if (fate !== 'killed')
        console.log(`${fate}: ${at} ${mutant.mutatorName} -> ${mutant.replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  const killed = [...fates.values()].filter((fate) => fate === 'killed').length;
  const share = ((100 * killed) / fates.size).toFixed(1);
  console.log(
    `mutants: ${killed} of ${fates.size} killed, ${share} % (seed ${seed}, ${mutants.length} to choose from, ${sample.length - fates.size} not reached in time)`,
  );
} finally {
  rmSync(copy, { recursive: true });
}
