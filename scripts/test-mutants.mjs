/**
 * `npm run test:mutants [-- --seed N --count N --minutes N --files TEXT]`: changes src/core and src/metrics in small ways, one at a time, and
 * sees whether a unit test notices. StrykerJS makes the mutants and the switch that turns one on; this script picks a seeded sample
 * (Stryker itself has none), finds once which tests run which mutant, and runs only those, in a process per mutant. `--files` takes the
 * sample from the files whose path holds the text. Not part of the continuous integration.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { instrumentedCopy } from './mutants/instrumented-copy.mjs';

const OPTIONS = { seed: { type: 'string' }, count: { type: 'string' }, minutes: { type: 'string' }, files: { type: 'string' } };
const { values } = parseArgs({ options: OPTIONS });
const seed = Number(values.seed ?? 1);
const count = Number(values.count ?? 200);
const deadlineMs = Date.now() + Number(values.minutes ?? 30) * 60_000;

/** Programs, files, services and the text of the sources are not what a mutant changes. */
const NO_JUDGES = /\.e2e\.test|^test\/(?:cache|corpus|daemon|files|lint|queue|refresh)\/|^test\/(?:architecture|deployment)\./;
/** A process is started and loads its modules in seconds; a mutant that makes no test fail runs as long as without it. */
const START_MS = 30_000;
/** A mutant that is run this many times as often as the code it stands in never ends. */
const HITS_MAX_RATIO = 100;

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

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Calls `work` with each of the list, as many at a time as there are processors, two at most. */
async function forEachAtOnce(list, work) {
  const waiting = list.values();
  const worker = async () => {
    for (const next of waiting) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
}

/** Runs tests of the copy. Resolves to the exit status; null where they took too long and were ended. */
function runTests(copy, asked, { active, timeoutMs }) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mutants/run-tests.mjs')], {
    cwd: copy,
    env: { ...process.env, ...(active === undefined ? {} : { __STRYKER_ACTIVE_MUTANT__: active }) },
    stdio: ['pipe', 'ignore', process.env.MUTANT_DEBUG ? 'inherit' : 'ignore'],
    detached: true,
  });
  child.stdin.end(JSON.stringify({ ...asked, seed }));
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), timeoutMs);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** The tests with what they run, each file in a process of its own, with no mutant on; a file of which one fails then is no judge. */
async function judges(copy) {
  const names = readdirSync(join(copy, 'test'), { recursive: true }).map((name) => `test/${name}`);
  const testFiles = names.filter((name) => name.endsWith('.test.js') && !NO_JUDGES.test(name)).sort();
  const found = [];
  const failed = [];
  await forEachAtOnce(testFiles, async (name) => {
    const outcomes = join(copy, `${name}.outcomes.json`);
    const status = await runTests(copy, { files: [{ file: join(copy, name), tests: null }], outcomes }, { timeoutMs: 300_000 });
    const [outcome] = status === 0 ? JSON.parse(readFileSync(outcomes, 'utf8')) : [null];
    if (outcome === null || outcome.failed || outcome.tests.some((test) => test.failed)) failed.push(name.replace(/js$/, 'ts'));
    else found.push(outcome);
  });
  if (failed.length > 0) console.log(`no judges, as they fail without a mutant: ${failed.sort().join(', ')}`);
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/**
 * Which tests of which files run a mutant. First those that are most about it and quick: the fewer mutants a file's tests run, the
 * likelier is each of them noticed.
 */
function covering(id, found) {
  const all = found.map(({ file, coverage, tests }) => {
    const numbers = [...tests.keys()].filter((index) => coverage[id] || tests[index].coverage[id]);
    const chosen = numbers.map((index) => tests[index]);
    const hits = sum([coverage, ...chosen.map((test) => test.coverage)].map((counts) => counts[id] ?? 0));
    const breadth = Object.keys(coverage).length + Math.max(0, ...chosen.map((test) => Object.keys(test.coverage).length));
    return { file, tests: numbers, hits, durationMs: sum(chosen.map(({ durationMs }) => durationMs)), breadth };
  });
  const running = all.filter(({ tests }) => tests.length > 0);
  return running.sort((a, b) => (a.durationMs + 50) * a.breadth - (b.durationMs + 50) * b.breadth);
}

/** What becomes of a mutant under the tests that run it. */
async function fateOf(copy, { id }, found) {
  const chosen = covering(id, found);
  if (chosen.length === 0) return 'not run by any test';
  const files = chosen.map(({ file, tests }) => ({ file, tests }));
  const hitLimit = HITS_MAX_RATIO * sum(chosen.map(({ hits }) => hits));
  const timeoutMs = START_MS + 4 * sum(chosen.map(({ durationMs }) => durationMs));
  const code = await runTests(copy, { files, hitLimit }, { active: id, timeoutMs });
  return code === 0 ? 'survived' : 'killed';
}

/** @throws where a test fails with no mutant on because others ran before it in the same process. */
async function checkUnchanged(copy, found) {
  const files = found.map(({ file }) => ({ file, tests: null }));
  const code = await runTests(copy, { files, hitLimit: 0 }, { active: 'none', timeoutMs: 900_000 });
  if (code !== 0) throw new Error('The tests fail with no mutant on, as they are run here: nothing would be learnt.');
}

function placeOf({ fileName, location }, copy) {
  return `${fileName.slice(copy.length + 1)}:${location.start.line + 1}:${location.start.column + 1}`;
}

const { copy, mutants } = await instrumentedCopy(join(import.meta.dirname, '..'));
try {
  const choice = mutants.filter(({ fileName }) => fileName.includes(values.files ?? ''));
  const sample = sampleOf(choice, count, random(seed));
  const found = await judges(copy);
  const fates = new Map();
  await forEachAtOnce([null, ...sample], async (mutant) => {
    if (mutant === null) return checkUnchanged(copy, found);
    if (Date.now() >= deadlineMs) return;
    const fate = await fateOf(copy, mutant, found);
    fates.set(mutant, fate);
    const change = `${mutant.mutatorName} -> ${mutant.replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`;
    if (fate !== 'killed') console.log(`${fate}: ${placeOf(mutant, copy)} ${change}`);
  });
  const killed = [...fates.values()].filter((fate) => fate === 'killed').length;
  const share = ((100 * killed) / fates.size).toFixed(1);
  console.log(
    `mutants: ${killed} of ${fates.size} killed, ${share} % (seed ${seed}, ${choice.length} to choose from, ${sample.length - fates.size} not reached in time)`,
  );
} finally {
  rmSync(copy, { recursive: true });
}
