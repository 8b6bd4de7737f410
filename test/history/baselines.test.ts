import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Config } from '../../src/config.ts';
import type { Report } from '../../src/contracts/report.ts';
import { inventoryCounts } from '../../src/core/verify/inventory-counts.ts';
import { disagreements } from '../core/recomputed.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { type Files, reportOf } from '../support/report-of.ts';

/** 14 nights of six models; three of them are slower from the tenth on, and the fifth is left out. */
const nights = filesOf(join(import.meta.dirname, '../reports/ledger/input'));
const tenth = '2026-09-10T03-00-00';
const LEDGER = 'benchscribe-regressions.yaml';

function against(baseline: string, files: Files = nights): Report {
  const { report } = reportOf(files, { baseline });
  expect(disagreements(report.facts, files, inventoryCounts(report))).toEqual([]);
  return report;
}

function decided(lists: string): Files {
  return { ...nights, [LEDGER]: `schema: benchscribe.regressions/1\n${lists}` };
}

/** Verdicts that are changes, with what is said of them. */
function changed({ changes }: Report) {
  return changes
    .filter(({ status }) => status !== undefined)
    .map(({ labels, verdict, status, since }) => [labels['model'], verdict, status, since]);
}

function baselineStatistics({ changes, facts }: Report): Set<string | undefined> {
  return new Set(changes.map(({ baseline }) => facts.find(({ id }) => id === baseline)?.statistic));
}

describe('the last run', () => {
  test('against the previous one has changed in nothing, as that was slow already', () => {
    const report = against('previous');
    expect(report.history).toMatchObject({ baseline: ['2026-09-13T03-00-00'], worse: 0, better: 0 });
    expect(report.inputs.baseline).toBe('previous');
    expect(baselineStatistics(report)).toEqual(new Set(['mean']));
  });

  test('against a run with a tag from before the step is worse, as the runs since then bear out', () => {
    const report = against('tag:v1', decided('tags: [{ tag: v1, run: 2026-09-09T03-00-00, reason: x }]\n'));
    expect(report.history?.baseline).toEqual(['2026-09-09T03-00-00']);
    expect(changed(report)).toEqual(['finch', 'lark', 'wren'].map((model) => [`${model}:3b`, 'regressed', 'confirmed', tenth]));
  });

  test('against the last run that was accepted, the later of two', () => {
    const entries = ['2026-09-12T03-00-00', '2026-09-02T03-00-00'].map((run) => `  - { run: ${run}, reason: x }\n`);
    expect(against('accepted', decided(`accepted:\n${entries.join('')}`)).history).toMatchObject({
      baseline: ['2026-09-12T03-00-00'],
      worse: 0,
    });
  });

  test('against the median of the last ones takes their median, whose value the cells bear out', () => {
    const report = against('last:4');
    expect(report.history).toMatchObject({ baseline: ['10', '11', '12', '13'].map((night) => `2026-09-${night}T03-00-00`), worse: 0 });
    expect(baselineStatistics(report)).toEqual(new Set(['median of runs']));
    expect(against('last:12').history?.baseline).toHaveLength(12);
  });

  test('against the runs of a directory, which come first whenever they were made', () => {
    const moved = Object.fromEntries(
      Object.entries(nights).map(([path, text]) => [path.replace(/^2026-09-0([23])T/, 'release/2027-09-0$1T'), text]),
    );
    const report = against('directory:release', moved);
    expect(report.history?.runs.slice(0, 2).map(({ name }) => name)).toEqual([
      'release/2027-09-02T03-00-00',
      'release/2027-09-03T03-00-00',
    ]);
    expect(report.history?.baseline).toHaveLength(2);
    expect(changed(report).map(([model, verdict]) => [model, verdict])).toEqual([
      ['finch:3b', 'regressed'],
      ['lark:3b', 'regressed'],
      ['wren:3b', 'regressed'],
    ]);
  });

  test.each(['tag:absent', 'accepted', 'directory:absent'])(
    'against %s, which names no run, is held against its level, and the report says so',
    (baseline) => {
      const report = against(baseline, decided(''));
      expect(report.history?.baseline).toEqual([]);
      expect(report.findings.find(({ id }) => id === 'change-baseline')).toMatchObject({ severity: 'warning' });
      expect(changed(report)).toHaveLength(changed(against('robust', decided(''))).length);
    },
  );
});

describe('the configuration', () => {
  test.each(['robust', 'previous', 'accepted', 'last:5', 'tag:v1.4', 'directory:releases/v1'])('takes %s', (baseline) => {
    expect(Config.parse({ baseline }).baseline).toBe(baseline);
  });

  test.each(['', 'last:1', 'last:x', 'tag:', 'tag:1', 'directory:/etc', 'best'])('refuses "%s"', (baseline) => {
    expect(Config.safeParse({ baseline }).success).toBe(false);
  });
});
