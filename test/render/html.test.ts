import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { PageFacts, PageQuotes } from '../../src/contracts/page-facts.ts';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { documentOf, htmlOf, rethrow } from '../support/document-of.ts';
import { sampleReport, sampleReportWith } from './sample-report.ts';

const html = htmlOf(documentOf(sampleReport));

function attributes(name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1]!);
}

/** What a page holds as JSON. */
function held<T>(id: string, page = html): T {
  return JSON.parse(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, 's').exec(page)![1]!) as T;
}

describe('renderHtml', () => {
  test('says within the first kilobyte what it is and that nothing may be loaded', () => {
    const head = html.slice(0, 1024);
    expect(head.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(head).toContain('<meta name="generator" content="benchscribe 0.1.0">');
    expect(head).toContain('<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;; script-src');
  });

  test('allows by their hash the script and the style sheet that it has, and none beside', () => {
    const [policy] = [...html.matchAll(/Content-Security-Policy" content="([^"]*)"/g)].map(([, value]) => value!.replaceAll('&#x27;', "'"));
    const hashOf = (pattern: RegExp) => `'sha256-${createHash('sha256').update(pattern.exec(html)![1]!).digest('base64')}'`;
    expect(policy!.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(/<script>(.*?)<\/script>/s)}`,
      `style-src ${hashOf(/<style>(.*?)<\/style>/s)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html.match(/<script(?! type="application\/json")/g)).toHaveLength(1);
    expect(html).not.toMatch(/<[^>]* style=/);
  });

  test('refers to nothing outside itself', () => {
    const markup = html.replaceAll(/<(script|style)\b.*?<\/\1>/gs, '');
    expect(markup).not.toMatch(/<(?:link|iframe|img|object|embed)\b/i);
    expect(markup).not.toMatch(/\son[a-z]+=/i);
    expect(html).not.toMatch(/@import|url\(/i);
    for (const target of [...attributes('href'), ...attributes('src')]) expect(target).toMatch(/^#/);
  });

  test('gives the same bytes for the same report, charts included', () => {
    expect(htmlOf(documentOf(structuredClone(sampleReport)))).toBe(html);
  });

  test('has a target for every link and every number, and no id twice', () => {
    const ids = attributes('id');
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of [...attributes('href').map((own) => own.slice(1)), ...attributes('aria-labelledby')])
      expect(ids).toContain(target);
    const { facts } = held<PageFacts>('facts');
    for (const place of attributes('data-f')) expect(facts[Number(place)]).toBeDefined();
  });

  test('holds value, interval, samples, formula and source cells of a number', () => {
    const place = /<span data-f="(\d+)">311\.4 ± 8\.1 tokens\/s<\/span>/.exec(html)![1]!;
    const { facts, texts, labels: labelled, sources, files } = held<PageFacts>('facts');
    const [, value, unit, , , , labels, counts, [low, high], formula, , , source] = facts[Number(place)]!;
    expect([value, texts[unit], counts]).toEqual([311.42, 'tokens/s', [23, 2, 0]]);
    expect([low, high]).toEqual([expect.closeTo(303.29, 9), expect.closeTo(319.55, 9)]);
    expect(labelled[labels]!.map((label) => texts[label])).toContain('model=nimbus:1b-q4');
    expect(texts[formula]).toContain('mean of the samples');
    const [[file, words, column, ...lines] = []] = sources[source]!;
    expect([files[file!]![0], texts[words!], texts[column!], lines]).toEqual([
      'nimbus_1b-q4_sweep.csv',
      'rows 2-24 of tokens_s',
      'tokens_s',
      [2, 24],
    ]);
  });

  test('holds what a fact was computed from, and each text once', () => {
    const { facts, texts } = held<PageFacts>('facts');
    expect(new Set(texts).size).toBe(texts.length);
    const relations = facts.flatMap(([, , , , , , , , , , , own]) => own);
    expect(relations.length).toBeGreaterThan(0);
    for (const [role, other] of relations) {
      expect(['baseline', 'candidate', 'run']).toContain(texts[role]);
      expect(facts[other]).toBeDefined();
    }
  });

  test('leaves out what a fact was computed from where the report no longer holds it', () => {
    const compared = sampleReport.facts.find(({ baseline }) => baseline !== undefined)!;
    const altered = sampleReportWith((report) => {
      for (const fact of report.facts) if (fact.id === compared.id) fact.baseline = 'fnone00';
    });
    const found = held<PageFacts>('facts', htmlOf(documentOf(altered))).facts.find(([id]) => id === compared.id)!;
    expect(found[11]).toHaveLength(1);
  });

  test('holds the lines that are quoted beside the facts, apart from them, and no text of them as markup', () => {
    const lines = new Map([
      [1, 'model,tokens_s'],
      [2, '</script><script>alert(1)</script>,311'],
      [4, '<!--'],
    ]);
    const quote = () => [{ path: 'nimbus_1b-q4_sweep.csv', head: 1, lines, linesOf: new Map() }];
    const quoting = renderHtml(documentOf(sampleReport), { quote }, rethrow);
    const { files } = held<PageFacts>('facts');
    expect(held<PageQuotes>('quotes', quoting).files[files.findIndex(([path]) => path === 'nimbus_1b-q4_sweep.csv')]).toEqual({
      head: 1,
      lines: [
        [1, 'model,tokens_s', '</script><script>alert(1)</script>,311'],
        [4, '<!--'],
      ],
    });
    expect(quoting.match(/<\/?script/g)).toEqual(html.match(/<\/?script/g));
    const others = (page: string) => page.split('\n').filter((line) => !line.includes('id="quotes"'));
    expect(others(quoting)).toEqual(others(html));
  });

  test('has the page open, and what is opened on doubt closed', () => {
    const at = (part: string) => html.indexOf(part);
    expect(at('<section id="summary">')).toBeGreaterThan(at('<p class="line">'));
    expect(at('<section id="charts">')).toBeGreaterThan(at('<section id="gaps">'));
    expect(at('<details class="part"')).toBeGreaterThan(at('<section id="charts">'));
    const { folded } = documentOf(sampleReport);
    expect([...html.matchAll(/<details class="part" id="([^"]*)">/g)].map(([, id]) => id)).toEqual(folded.map(({ id }) => id));
    expect(html).not.toMatch(/<details[^>]* open/);
  });

  test('holds behind each reference the facts that it leads to', () => {
    const { references, facts } = held<PageFacts>('facts');
    const { evidence } = documentOf(sampleReport);
    expect(new Set(attributes('data-r'))).toEqual(new Set(Object.keys(references)));
    for (const [id, places] of Object.entries(references)) {
      expect(places.map((place) => facts[place]![0])).toEqual(evidence.find((row) => row.id === id)!.facts);
    }
  });

  test('marks head cells, landmarks and the verdict', () => {
    for (const part of ['<nav aria-label="Evidence">', '<main>', '<header>', '<th scope="col"', '<th scope="row"', '<caption']) {
      expect(html).toContain(part);
    }
    expect(html).toContain('<strong class="verdict verdict-regressed">regressed</strong>');
  });

  test('renders a report without facts, and draws nothing', () => {
    const empty = htmlOf(
      documentOf(
        sampleReportWith((report) => {
          report.facts = [];
          report.analysis = { tables: [], effects: [], omitted: [] };
          report.changes = [];
          report.findings = [];
          report.recommendations = [];
          report.narrative.sentences = [];
          report.narrative.headline = null;
          report.page = { failures: [], changes: [], table: null };
        }),
      ),
    );
    expect(held<PageFacts>('facts', empty).facts).toEqual([]);
    expect(empty).not.toContain('<figure');
  });
});
