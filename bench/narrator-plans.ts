// What becomes of plans of models, hostile ones included, over generated directories and those of the tests: every sentence of every page is
// judged by the second evaluator. `node --import ./test/files/ts-loader.js bench/narrator-plans.ts [plans] [seed]`, 10,000 plans unless told.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../test/support/artifact-folder.ts';
import { toldOf } from '../test/support/told-of.ts';
import { runPlans } from './narrator-plans/run-plans.ts';
import { generatedDirectory } from './narrator-truth/generated-directory.ts';

const count = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 1);
const GENERATED_COUNT = 60;

const reports = join(import.meta.dirname, '../test/reports');
const examples = join(import.meta.dirname, '../examples');
const folders = [
  ...readdirSync(reports).map((name) => join(reports, name, 'input')),
  ...['invented-chat', 'invented-nightly', 'invented-serving'].map((name) => join(examples, name)),
];
const directories = [...folders.map(filesOf), ...Array.from({ length: GENERATED_COUNT }, (_, index) => generatedDirectory(seed + index))];
const made = directories.map((files) => toldOf(files));
const startMs = performance.now();
const { tallies, faults } = await runPlans(made, count, seed);
console.log(`${count} plans over ${made.length} directories, ${((performance.now() - startMs) / 1_000).toFixed(0)} s\n`);
console.table(
  Object.fromEntries(
    tallies.map(({ answers, plans, planned, sentences }) => {
      const of = (what: string) => faults.filter((own) => own.answers === answers && own.what === what).length;
      return [
        answers,
        {
          plans,
          planned,
          sentences,
          crash: of('crash'),
          false: of('false'),
          unread: of('unread'),
          'left out': of('left out'),
          longer: of('longer'),
        },
      ];
    }),
  ),
);
for (const { answers, what, detail } of faults.slice(0, 20)) console.log(`${what} (${answers}): ${detail}`);
process.exitCode = faults.length === 0 ? 0 : 1;
