import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { attempt, type FailedPart, partGap } from '../../src/core/attempt.ts';
import { analysisTables } from '../../src/core/conclude/analysis.ts';
import { conclude } from '../../src/core/conclude/conclude.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { reportDocument } from '../../src/core/render/report-document.ts';
import { samplePageTable, sampleReport, sampleReportWith } from '../render/sample-report.ts';
import { documentOf, rethrow } from '../support/document-of.ts';
import { artifact } from './artifacts.ts';

const rows = (base: number) => [1, 2, 3, 4, 5].map((index) => ({ ttft_s: 0.1 + index / 100, tokens_s: base + index }));
const artifacts = [
  artifact('a.csv', rows(100), { model: 'slow', benchmark: 'b' }),
  artifact('b.csv', rows(200), { model: 'fast', benchmark: 'b' }),
];
const measurement = measure(assemble(artifacts), artifacts);

/** The measurement with a field that throws when it is read: what a bug in whatever reads it does. */
function without(field: keyof Measurement): Measurement {
  return Object.defineProperty({ ...measurement }, field, {
    get() {
      throw new RangeError(`${field} is broken`);
    },
  });
}

function failuresOf(make: (onFailure: (part: FailedPart) => void) => unknown): string[] {
  const failed: FailedPart[] = [];
  make((part) => void failed.push(part));
  for (const { error } of failed) expect(error).toBeInstanceOf(Error);
  return failed.map(({ name }) => name);
}

describe('attempt', () => {
  test('hands on what is made, and tells of nothing', () => {
    expect(attempt('part', () => 7, rethrow)).toBe(7);
  });

  test('gives null for what throws, and tells name and error', () => {
    const error = new Error('no');
    const told: FailedPart[] = [];
    const made = attempt(
      'part',
      () => {
        throw error;
      },
      (part) => void told.push(part),
    );
    expect([made, told]).toEqual([null, [{ name: 'part', error }]]);
  });
});

describe('conclude', () => {
  test.each([
    ['rankings', ['findings: what no comparison speaks of', 'findings: rankings', 'the table of the page']],
    ['coldStarts', ['findings: cold starts', 'the table of the page']],
    ['effects', ['findings: effects of settings']],
    ['failures', ['findings: failures', 'the failures of the page', 'the table of the page']],
    ['summaries', ['findings: summaries that contradict their rows', 'findings: summaries that agree']],
    ['identities', ['findings: columns that add up']],
    ['duplicates', ['findings: copies']],
  ] as const)('leaves out what reads %s when that throws, and makes everything else', (field, parts) => {
    let made = { findings: 0, gaps: 0 };
    const failed = failuresOf((onFailure) => {
      const { findings, gaps } = conclude(without(field), [], new Set(), namingOfMeasured(measurement), onFailure);
      made = { findings: findings.length, gaps: gaps.length };
    });
    const whole = conclude(measurement, [], new Set(), namingOfMeasured(measurement), rethrow);
    expect(failed).toEqual(parts);
    expect(made.gaps).toBe(whole.gaps.length);
    expect(made.findings).toBe(field === 'rankings' ? 0 : whole.findings.length);
  });
});

describe('analysisTables', () => {
  test.each([
    ['coldStarts', 'tables: cold starts'],
    ['failures', 'tables: failures'],
    ['settingRanges', 'tables: best settings'],
    ['fronts', 'tables: settings that no other beats'],
    ['reported', 'tables: reported statistics'],
  ] as const)('leaves out the tables of %s when that throws', (field, part) => {
    expect(
      failuresOf((onFailure) =>
        expect(analysisTables(without(field), namingOfMeasured(measurement), onFailure).tables.length).toBeGreaterThan(0),
      ),
    ).toEqual([part]);
  });
});

/** A report with a table and a summary that cite a fact which it does not hold. */
const broken = sampleReportWith((report) => {
  report.analysis.tables[0]!.rows[0]!.facts = { mean: 'f0000000' };
  report.narrative.sentences[0]!.parts = [{ fact: 'f0000000', show: 'value' }];
});

describe('reportDocument', () => {
  test('leaves out a table and a section that throw, names them in the gaps once, and keeps every reference', () => {
    const failed = failuresOf((onFailure) => reportDocument(broken, onFailure));
    expect(failed).toEqual(['section: summary', 'table: Generation throughput']);
    const document = reportDocument(broken, () => undefined);
    const gaps = document.report.gaps.map(({ text }) => text);
    for (const name of failed) expect(gaps).toContain(partGap(name).text);
    const again = reportDocument(document.report, () => undefined);
    expect(renderMarkdown(again)).toBe(renderMarkdown(document));
    const markdown = renderMarkdown(document);
    expect(markdown).toMatch(/^# .*\n\n.* \[\^E1\]\n\nLeft out: see the gaps\.\n\n## Recommendations\n/m);
    expect(markdown).not.toContain('### Generation throughput (');
    expect(markdown).toContain('### Time to first token');
    const [cited, defined] = [/\[\^E(\d+)\](?!:)/g, /^\[\^E(\d+)\]:/gm].map(
      (form) => new Set([...markdown.matchAll(form)].map(([, id]) => id)),
    );
    expect(cited).toEqual(defined);
    expect([...cited!]).toEqual([...cited!].map((_, index) => String(index + 1)));
  });

  test('says what the report is of in the place of a head that throws, and names that in the gaps', () => {
    const headless = sampleReportWith((report) => {
      report.narrative.headline!.parts = [{ fact: 'f0000000', show: 'value' }];
    });
    expect(failuresOf((onFailure) => reportDocument(headless, onFailure))).toEqual(['head of the page']);
    const markdown = renderMarkdown(reportDocument(headless, () => undefined));
    expect(markdown).toContain('\n# `reports/nimbus`: regressed\n\nLeft out: see the gaps.\n');
    expect(markdown).toContain('\n- `head of the page` could not be made: a bug in Benchscribe');
    const { numbersInText, numbersTraced } = reportDocument(headless, () => undefined).report.verification;
    expect(numbersTraced).toBe(numbersInText);
  });

  test('has sentences without a table of the page that throws', () => {
    const tableless = sampleReportWith((report) => {
      report.page = {
        ...report.page,
        changes: [],
        table: { ...samplePageTable, rows: [{ labels: {}, cells: [['f0000000'], [], [], []] }] },
      };
    });
    expect(failuresOf((onFailure) => reportDocument(tableless, onFailure))).toEqual(['table of the page']);
    const markdown = renderMarkdown(reportDocument(tableless, () => undefined));
    expect(markdown).toContain('generates fastest');
  });

  test('has no gap of its own where everything can be made', () => {
    expect(documentOf(sampleReport).report.gaps).toEqual(sampleReport.gaps);
  });
});

describe('renderHtml', () => {
  test('names a chart in its place that cannot be made', () => {
    const document = documentOf(sampleReport);
    const { analysis } = document.report;
    const failed: string[] = [];
    const effects = [1, 2, 3].map((to) => ({
      fact: 'fnone00',
      metric: 'load_duration',
      labels: {},
      parameter: 'x',
      from: 0,
      to,
      pairCount: 1,
      verdict: 'real' as const,
      reason: '',
    }));
    const report = { ...document.report, analysis: { ...analysis, effects } };
    const whole = renderHtml(document, { quote: () => [] }, rethrow);
    const html = renderHtml({ ...document, report }, { quote: () => [] }, ({ name }) => void failed.push(name));
    expect(failed).toEqual(['chart: effects of settings']);
    expect(html.match(/<figure/g)).toEqual(whole.match(/<figure/g));
    expect(html).toContain('"chart: effects of settings" could not be made: a bug in Benchscribe, see the log.');
  });
});
