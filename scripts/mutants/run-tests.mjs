/**
 * Runs tests of the instrumented copy that `test-mutants.mjs` makes, several files in one process. Reads from standard input
 * `{ files: [{ file, tests }], seed, hitLimit, outcomes }`: paths of compiled test files and the numbers of the tests to run in each (null: all).
 *
 * With `hitLimit` a mutant is on: ends with 1 at the first failure, with 0 where nothing fails. Without, goes on and writes into the file
 * `outcomes`, for each test file, `{ file, failed, coverage, tests: [{ failed, durationMs, coverage }] }`; a coverage says how often
 * which mutants were run, that of a file what was run while it was loaded and in hooks of blocks.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { collect } from './test-globals.mjs';

const { files, seed, hitLimit, outcomes } = JSON.parse(readFileSync(0, 'utf8'));
const mutantIsOn = hitLimit !== undefined;
/** What the instrumented code reads and writes. */
const stryker = mutantIsOn ? { hitCount: 0, hitLimit } : {};
globalThis.__stryker__ = stryker;
// That a property fails is all that is asked: no smaller example of it is looked for.
fc.configureGlobal({ endOnFailure: true, seed });

/** What was run since the last time. */
function takeCoverage() {
  const taken = stryker.mutantCoverage?.static ?? {};
  // The instrumented code keeps hold of the object.
  const coverage = { ...taken };
  for (const id of Object.keys(taken)) delete taken[id];
  return coverage;
}

function fail(error) {
  if (process.env.MUTANT_DEBUG) writeSync(2, `${error?.stack ?? error}\n`);
  if (mutantIsOn) process.exit(1);
}

/** Whether all of them ran without an error. */
async function passes(bodies) {
  try {
    for (const body of bodies) await body();
    if (mutantIsOn && stryker.hitCount > hitLimit) throw new Error('The mutant never ends.');
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

function hooksOf(block, name) {
  if (block === null) return [];
  const outer = hooksOf(block.parent, name);
  return name === 'beforeEach' ? [...outer, ...block.beforeEach] : [...block.afterEach, ...outer];
}

function holdsChosen({ block, number }, isChosen) {
  return block ? block.children.some((child) => holdsChosen(child, isChosen)) : isChosen(number);
}

/** Runs the chosen tests of a block; `report` hears of each. Resolves to whether its hooks passed. */
async function runBlock(block, isChosen, report) {
  let passed = await passes(block.before);
  for (const child of block.children.filter((each) => holdsChosen(each, isChosen))) {
    if (child.block) passed = (await runBlock(child.block, isChosen, report)) && passed;
    else {
      report.starts();
      const startMs = performance.now();
      const held = await passes([...hooksOf(block, 'beforeEach'), child.body]);
      const tidied = await passes(hooksOf(block, 'afterEach'));
      report.ended({ number: child.number, failed: !(held && tidied), durationMs: performance.now() - startMs });
    }
  }
  return (await passes(block.after)) && passed;
}

function number(block, counted = { tests: 0 }) {
  for (const child of block.children) {
    if (child.block) number(child.block, counted);
    else child.number = counted.tests++;
  }
}

function merged(into, more) {
  for (const [id, hits] of Object.entries(more)) into[id] = (into[id] ?? 0) + hits;
}

async function runFile({ file, tests }) {
  const isChosen = (index) => tests === null || tests.includes(index);
  const root = { block: null };
  const loaded = await passes([async () => (root.block = await collect(() => import(pathToFileURL(file).href)))]);
  const coverage = takeCoverage();
  const ran = [];
  if (!loaded) return { file, failed: true, coverage, tests: ran };
  number(root.block);
  const report = {
    starts: () => merged(coverage, takeCoverage()),
    ended: ({ number: index, ...outcome }) => (ran[index] = { ...outcome, coverage: takeCoverage() }),
  };
  const passed = await runBlock(root.block, isChosen, report);
  merged(coverage, takeCoverage());
  return { file, failed: !passed, coverage, tests: ran };
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
const ran = [];
for (const file of files) ran.push(await runFile(file));
if (!mutantIsOn) writeFileSync(outcomes, JSON.stringify(ran));
process.exit(0);
