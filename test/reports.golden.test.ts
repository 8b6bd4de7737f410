import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Report } from '../src/contracts/report.ts';
import { renderJson } from '../src/core/render/render-json.ts';
import { renderMarkdown } from '../src/core/render/render-markdown.ts';
import { checkReport } from '../src/core/verify/check-report.ts';
import { inventoryCounts } from '../src/core/verify/inventory-counts.ts';
import { traceNumbers } from '../src/core/verify/trace-numbers.ts';
import { disagreements } from './core/recomputed.ts';
import { filesOf } from './support/artifact-folder.ts';
import { chartsOf, htmlOf } from './support/document-of.ts';
import { reportOf } from './support/report-of.ts';

// A new folder test/reports/<case>/input/ is a new test: a small directory of artifacts about one thing, all invented. Its whole report stands
// beside it as expected.md and expected.charts.json, as expected.json and expected.html too where there are such files, without dates,
// durations and fingerprints. Whoever changes what reports say writes them anew with
// `UPDATE_GOLDEN=1 npm run test:unit -- test/reports.golden` and reads the difference like code.
const REPORTS = join(import.meta.dirname, 'reports');

function compare(path: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN']) writeFileSync(path, actual);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}

test.each(readdirSync(REPORTS).sort())('the report of the directory %s is what was written down of it', (name) => {
  const folder = join(REPORTS, name);
  const document = reportOf(filesOf(join(folder, 'input')));
  compare(join(folder, 'expected.md'), renderMarkdown(document));
  compare(join(folder, 'expected.charts.json'), `${JSON.stringify(chartsOf(document.report), null, 1)}\n`);
  const [json, html] = ['expected.json', 'expected.html'].map((file) => join(folder, file)) as [string, string];
  if (existsSync(json)) compare(json, renderJson(document.report));
  if (existsSync(html)) compare(html, htmlOf(document));
});

test.each(readdirSync(REPORTS).sort())(
  'the report of the directory %s states no number that its facts and cells do not bear out',
  (name) => {
    const files = filesOf(join(REPORTS, name, 'input'));
    const document = reportOf(files);
    const { report } = document;
    expect(disagreements(report.facts, files, inventoryCounts(report))).toEqual([]);
    expect(checkReport(report)).toEqual([]);
    const evidence = new Map(document.evidence.map(({ id, facts }) => [id, facts]));
    expect(traceNumbers(renderMarkdown(document), report, evidence).numbers.filter(({ tracedTo }) => tracedTo === null)).toEqual([]);
  },
);

test.each(readdirSync(REPORTS).sort())('the report of the directory %s is built as its schema says, in the order of its keys', (name) => {
  const written: unknown = JSON.parse(renderJson(reportOf(filesOf(join(REPORTS, name, 'input'))).report));
  expect(JSON.stringify(Report.parse(written))).toBe(JSON.stringify(written));
});
