import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runPlans } from '../../bench/narrator-plans/run-plans.ts';
import { generatedDirectory } from '../../bench/narrator-truth/generated-directory.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { toldOf } from '../support/told-of.ts';

const FOLDERS = [
  'test/reports/cold-level/input',
  'test/reports/failures/input',
  'test/reports/summaries/input',
  'test/reports/trade-off/input',
  'examples/invented-chat',
];

test('no answer of a model makes a page that is false, longer, or silent about what must be said', async () => {
  const directories = [
    ...FOLDERS.map((folder) => filesOf(join(import.meta.dirname, '../..', folder))),
    ...Array.from({ length: 10 }, (_, index) => generatedDirectory(500 + index)),
  ];
  const { tallies, faults } = await runPlans(
    directories.map((files) => toldOf(files)),
    300,
    7,
  );
  expect(faults).toEqual([]);
  expect(tallies.find(({ answers }) => answers === 'consistent')!.planned).toBeGreaterThan(0);
  expect(
    tallies.filter(({ answers, planned }) => ['prose', 'HTML', 'empty', 'endless', 'no server'].includes(answers) && planned > 0),
  ).toEqual([]);
});
