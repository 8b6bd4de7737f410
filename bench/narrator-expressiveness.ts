// How much of what an engineer would want to say there is a frame for, and whether that frame occurs in the reports of the tests and examples:
// `node --import ./test/files/ts-loader.js bench/narrator-expressiveness.ts`. The list stands beside it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../test/support/artifact-folder.ts';
import { samplesOf, toldOf } from '../test/support/told-of.ts';
import { WISHES } from './narrator-expressiveness.list.ts';
import { generatedDirectory } from './narrator-truth/generated-directory.ts';

const SLO = { 'time_to_first_token.p99': '1 s' };
const reports = join(import.meta.dirname, '../test/reports');
const examples = join(import.meta.dirname, '../examples');
const folders = [
  ...readdirSync(reports).map((name) => join(reports, name, 'input')),
  ...['invented-chat', 'invented-nightly', 'invented-serving'].map((name) => join(examples, name)),
];
const failed = { 'a/one.csv': 'model,ttft_s,error\na,0,gone\na,0,gone\n', 'b/two.csv': 'model,ttft_s,error\nb,0,gone\nb,0,gone\n' };
const directories = [...folders.map(filesOf), failed, ...Array.from({ length: 120 }, (_, seed) => generatedDirectory(seed))];
const said = new Set(directories.flatMap((files) => samplesOf(toldOf(files, { slo: SLO })).map(({ by }) => by)));

const covered = WISHES.filter(({ by }) => by !== null && said.has(by));
const kinds = [...new Set(WISHES.map(({ of }) => of))];
console.table(
  Object.fromEntries(
    kinds.map((kind) => [
      kind,
      { wishes: WISHES.filter(({ of }) => of === kind).length, 'with a frame': covered.filter(({ of }) => of === kind).length },
    ]),
  ),
);
for (const { text, by } of WISHES)
  if (by === null || !said.has(by)) console.log(`${by === null ? 'no frame' : `${by} does not occur`}: ${text}`);
console.log(`${covered.length} of ${WISHES.length}`);
process.exitCode = covered.length >= 85 && WISHES.length >= 100 ? 0 : 1;
