import { expect, test } from '@jest/globals';
import { runOf } from '../../src/core/run-of.ts';

const MADE = Date.UTC(2026, 10, 17, 10, 15, 0, 500);

test.each<[what: string, placedAt: string, runAt: number | null, run: string | null]>([
  ['what its path numbers, before any time', 'run_2/2026-11-18/a.csv', MADE, 'run_2'],
  ['when its document says that it was made', '2026-11-18/a.csv', MADE, '2026-11-17T10:15:00Z'],
  ['when its path says that it was made', '2026-11-18/a.csv', null, '2026-11-18T00:00:00Z'],
  ['none where nobody says', 'a.csv', null, null],
])('the run of an artifact is %s', (_what, placedAt, runAt, run) => {
  expect(runOf({ placedAt, parsed: { runAt } })).toBe(run);
});
