import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/contracts/report.ts';
import type { Chart } from '../../src/core/render/chart.ts';
import { drawChart } from '../../src/core/render/draw-chart.ts';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { documentOf, rethrow } from '../support/document-of.ts';
import { FAST, HOSTILE, SLOW, sampleReport, sampleReportWith } from './sample-report.ts';

const html = await renderHtml(documentOf(sampleReport), rethrow);

function attributes(name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1]!);
}

describe('renderHtml', () => {
  test('says within the first kilobyte what it is and that nothing may be loaded', () => {
    const head = html.slice(0, 1024);
    expect(head.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(head).toContain('<meta name="generator" content="benchscribe 0.1.0">');
    expect(head).toMatch(/http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;/);
  });

  test('runs no script and refers to nothing outside itself', () => {
    expect(html).not.toMatch(/<(?:script|link|iframe|img|object|embed)\b/i);
    expect(html).not.toMatch(/\son[a-z]+=/i);
    expect(html).not.toMatch(/@import|url\(/i);
    for (const target of [...attributes('href'), ...attributes('src')]) expect(target).toMatch(/^#/);
  });

  test('gives the same bytes for the same report, charts included', async () => {
    expect(await renderHtml(documentOf(structuredClone(sampleReport)), rethrow)).toBe(html);
  });

  test('has a target for every link and every number, and no id twice', () => {
    const ids = attributes('id');
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [
      ...attributes('href').map((target) => target.slice(1)),
      ...attributes('popovertarget'),
      ...attributes('aria-labelledby'),
    ];
    for (const target of targets) expect(ids).toContain(target);
  });

  test('opens value, interval, samples, formula and source cells from a number', () => {
    expect(html).toContain(`<button type="button" class="number" popovertarget="open-E1">311.4 ± 8.1 tokens/s</button>`);
    const popover = html.slice(html.indexOf(`<div id="open-E1"`)).split('</dl>')[0]!;
    for (const part of ['311.42 tokens/s', '303.29 to 319.55', 'n = 23; left out: 2 failed', 'mean of the samples', 'rows 2-24 of ']) {
      expect(popover).toContain(part);
    }
  });

  test('folds long tables and shows short ones', () => {
    const section = (title: string) => html.slice(html.indexOf(`<h3>${title}`)).split('</section>')[0]!;
    expect(section('Generation throughput (tokens/s)')).not.toContain('<details>');
    expect(section('Generation throughput by setting')).toContain('<details><summary>Show the table</summary>');
    expect(section('All artifacts')).toContain('<details>');
  });

  test('marks head cells, landmarks and the verdict', () => {
    for (const part of [
      '<nav aria-label="Contents">',
      '<main>',
      '<header class="masthead">',
      '<th scope="col"',
      '<th scope="row"',
      '<caption',
    ]) {
      expect(html).toContain(part);
    }
    expect(html).toContain('<strong class="verdict verdict-regressed">regressed</strong>');
  });

  test('renders a report without facts, and without loading the chart library', async () => {
    const empty = await renderHtml(
      documentOf(
        sampleReportWith((report) => {
          report.facts = [];
          report.analysis = { tables: [], effects: [], omitted: [] };
          report.changes = [];
          report.findings = [];
          report.recommendations = [];
          report.narrative.sentences = [];
        }),
      ),
      rethrow,
    );
    expect(empty).toContain('No number of this report comes from a measurement.');
    expect(empty).not.toContain('<figure>');
  });
});

/** The charts of a report in which every part can be made. */
function chartsOf(report: Report): readonly Chart[] {
  return documentOf(report).charts;
}

describe('reportCharts', () => {
  test('shows the first throughput, the time to first token and the settings', () => {
    const charts = chartsOf(sampleReport);
    expect(charts.map(({ kind, title }) => [kind, title])).toEqual([
      ['ranking', 'Generation throughput'],
      ['ranking', 'Time to first token'],
      ['trade-off', 'Settings: throughput against time to first token'],
    ]);
    expect(charts[0]).toMatchObject({ statistic: 'warm mean', unit: 'tokens/s' });
  });

  test('takes values and intervals from the facts', () => {
    const [throughput] = chartsOf(sampleReport);
    expect(throughput).toMatchObject({ points: [{ name: FAST, value: 311.42 }, { name: HOSTILE }, { name: SLOW, value: 97.334 }] });
    expect(throughput).toMatchObject({ points: [{ interval: [expect.closeTo(303.29, 9), expect.closeTo(319.55, 9)] }, {}, {}] });
  });

  test('marks the settings that no other one beats in both', () => {
    const points = chartsOf(sampleReport).flatMap((chart) =>
      chart.kind === 'trade-off' ? chart.groups.flatMap((group) => group.points) : [],
    );
    expect(points).toHaveLength(36);
    expect(points.some(({ best }) => best)).toBe(true);
    for (const point of points) {
      const beaten = points.some(
        (other) =>
          other.wait <= point.wait &&
          other.throughput >= point.throughput &&
          (other.wait < point.wait || other.throughput > point.throughput),
      );
      expect(point.best).toBe(!beaten);
    }
  });

  test('compares warm samples where there are any, best first', () => {
    const pooled = sampleReportWith((report) => {
      const [table] = report.analysis.tables;
      table!.rows.unshift(...table!.rows.map((row) => ({ ...row, subset: 'all' })));
      table!.rows.reverse();
    });
    const [throughput] = chartsOf(pooled);
    expect(throughput).toMatchObject({ statistic: 'warm mean', points: [{ name: FAST }, { name: HOSTILE }, { name: SLOW }] });
    const [, wait] = chartsOf(sampleReport);
    expect(wait).toMatchObject({
      points: [`${FAST} · warm`, `${SLOW} · warm`, `${FAST} · cold`, `${SLOW} · cold`].map((name) => ({ name })),
    });
  });

  test('draws nothing where a single row would stand alone', () => {
    const single = sampleReportWith((report) => {
      report.facts = report.facts.filter(({ labels }) => labels['num_gpu'] === undefined);
      report.analysis.tables = report.analysis.tables.slice(0, 1).map((table) => ({ ...table, rows: table.rows.slice(0, 1) }));
    });
    expect(chartsOf(single)).toEqual([]);
  });

  test('draws the same tree every time, names as text', () => {
    const [chart] = chartsOf(sampleReport);
    const drawn = JSON.stringify(drawChart(chart!));
    expect(JSON.stringify(drawChart(chart!))).toBe(drawn);
    expect(drawn).toContain('"value":"a|b`c<script>alert(1)</script>![x](http…"');
    expect(drawn).not.toContain('"tagName":"script"');
  });
});
