import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/contracts/report.ts';
import { jsonPieces } from '../../src/core/render/render-json.ts';
import { commitStaged, stageReport } from '../../src/edges/files/report-publisher.ts';
import { standingReport } from '../../src/edges/files/standing-report.ts';
import { sampleReport } from '../render/sample-report.ts';
import { tempTree } from './temp-tree.ts';

const NAME = 'benchscribe-report.json';

function publishedIn(report: Report): string {
  const directory = tempTree();
  commitStaged(stageReport(directory, [{ name: NAME, content: jsonPieces(report) }]));
  return directory;
}

function standingIn(directory: string, { fingerprint, ruleFingerprint } = sampleReport.inputs) {
  return standingReport(directory, fingerprint, { formats: ['json'], ruleFingerprint });
}

describe('standingReport', () => {
  test.each([0, 1, sampleReport.facts.length])('counts %d facts without reading them, and has the rest as it was published', (count) => {
    const report = { ...sampleReport, facts: sampleReport.facts.slice(0, count) };
    const { facts, ...rest } = standingIn(publishedIn(report))!.report;
    expect(facts).toHaveLength(count);
    expect(rest).toMatchObject({ title: report.title, narrative: report.narrative, gaps: report.gaps, timings: report.timings });
  });

  test('is none where inputs or rules are others, or somebody has altered a file', () => {
    const directory = publishedIn(sampleReport);
    expect(standingIn(directory, { ...sampleReport.inputs, fingerprint: 'sha256:other' })).toBeNull();
    expect(standingIn(directory, { ...sampleReport.inputs, ruleFingerprint: 'sha256:other' })).toBeNull();
    appendFileSync(join(directory, NAME), '\n');
    expect(standingIn(directory)).toBeNull();
  });
});
