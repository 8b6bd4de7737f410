import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { NarratorMark, Report } from '../../src/contracts/report.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { sealed } from '../../src/edges/files/report-seal.ts';
import { isNarrativeDue, reportDifference } from '../../src/edges/files/staleness.ts';
import { sampleReport } from '../render/sample-report.ts';
import { documentOf, htmlOf } from '../support/document-of.ts';
import { tempTree } from './temp-tree.ts';

const FORMATS = ['md', 'html', 'json'] as const;
const NAMED = { agents: 'sha256:agents', weights: 'aa+bb' };
const TOLD: NarratorMark = { status: 'verified', ...NAMED };

/** Writes the files of a report as they are published. */
async function publish(directory: string, narrator: NarratorMark | undefined, title = sampleReport.title): Promise<void> {
  const { narrator: _none, ...rest } = sampleReport;
  const report: Report = { ...rest, title, ...(narrator && { narrator }) };
  const document = documentOf(report);
  const contents = { md: renderMarkdown(document), html: htmlOf(document), json: renderJson(document.report) };
  for (const format of FORMATS) {
    const name = `benchscribe-report.${format}`;
    writeFileSync(join(directory, name), sealed(name, contents[format]));
  }
}

const due = (directory: string, expected = NAMED) => FORMATS.map((format) => isNarrativeDue(directory, [format], expected));

describe('the narrative of a published report', () => {
  test.each<[string, NarratorMark | undefined, typeof NAMED, boolean]>([
    ['by nobody', undefined, NAMED, true],
    ['not yet', { ...TOLD, status: 'pending', weights: '' }, NAMED, true],
    ['by these agents', TOLD, NAMED, false],
    ['by other agents', { ...TOLD, agents: 'sha256:others' }, NAMED, true],
    ['by other weights', { ...TOLD, weights: 'aa+cc' }, NAMED, true],
    ['by other weights of the commentator', { ...TOLD, weights: 'aa+bb/cc' }, { ...NAMED, weights: 'aa+bb/dd' }, true],
    ['by a commentator alone, whose weights are the same', { ...TOLD, weights: '/cc' }, { ...NAMED, weights: 'aa+bb/cc' }, false],
    ['by a commentator alone, whose weights are others', { ...TOLD, weights: '/cc' }, { ...NAMED, weights: 'aa+bb/dd' }, true],
    ['by a commentator whose weights are not told now', { ...TOLD, weights: 'aa+bb/cc' }, NAMED, false],
    ['by weights that are not told now', TOLD, { ...NAMED, weights: '' }, false],
    ['by weights that were not told then', { ...TOLD, weights: '' }, NAMED, false],
  ])('told %s, each format says so', async (_, mark, expected, isDue) => {
    const directory = tempTree();
    await publish(directory, mark);
    expect(due(directory, expected)).toEqual([isDue, isDue, isDue]);
    expect(isNarrativeDue(directory, FORMATS, null)).toBe(false);
    const { fingerprint, ruleFingerprint } = sampleReport.inputs;
    expect(reportDifference(directory, fingerprint, { formats: FORMATS, ruleFingerprint })).toBeNull();
  });

  test('is due where one of the files is missing, and not for want of one that something else keeps away', async () => {
    const directory = tempTree();
    await publish(directory, TOLD);
    rmSync(join(directory, 'benchscribe-report.html'));
    expect(due(directory)).toEqual([false, true, false]);
    writeFileSync(join(directory, 'benchscribe-report.html'), 'mine');
    expect(due(directory)).toEqual([false, false, false]);
  });

  test('is read from no title, whatever it says', async () => {
    const directory = tempTree();
    const mark = '{"status":"verified","agents":"sha256:agents","weights":"aa+bb"}';
    await publish(
      directory,
      undefined,
      `"narrator": ${mark}\nnarrator: ${mark} <meta name="benchscribe-narrator" content="verified sha256:agents aa+bb">`,
    );
    expect(due(directory)).toEqual([true, true, true]);
  });
});
