import { describe, expect, test } from '@jest/globals';
import { Report } from '../../src/contracts/report.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { isUnaltered, sealed } from '../../src/edges/files/report-seal.ts';
import { sampleReport, sampleReportWith } from './sample-report.ts';

function reversed<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).reverse()) as T;
}

describe('renderJson', () => {
  const json = renderJson(sampleReport);

  test('reads back as the same report', () => {
    expect(Report.parse(JSON.parse(json))).toEqual(sampleReport);
  });

  test('says what it is first', () => {
    expect(json.startsWith('{\n "schema": "benchscribe.report/1",\n "generator": {"name":"benchscribe","version":"0.1.0"},\n')).toBe(true);
    expect(json.endsWith('}\n')).toBe(true);
  });

  test('of an empty directory has a line for each field too, and a place for its digest', () => {
    const { generator, inputs, narrative, verification, facts: _facts, ...rest } = sampleReport;
    const lists = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Array.isArray(value) ? [] : value]));
    const empty = {
      ...lists,
      generator,
      inputs: { ...inputs, artifacts: [], directories: [], formats: [], skipped: [], byKind: {} },
      narrative: { ...narrative, sentences: [], rejected: [], agents: [] },
      verification,
      facts: [],
      analysis: { tables: [], effects: [], omitted: [] },
    } as unknown as Report;
    const text = renderJson(empty);
    expect(text.split('\n').length).toBeGreaterThan(10);
    expect(isUnaltered('r.json', String(sealed('r.json', text)))).toBe(true);
  });

  test('gives the same bytes whatever the order of free keys', () => {
    const turned = sampleReportWith((report) => {
      for (const fact of report.facts) fact.labels = reversed(fact.labels);
    });
    expect(renderJson(turned)).toBe(json);
  });

  test('has one line for each fact, so that a changed fact is a changed line', () => {
    const changed = renderJson(
      sampleReportWith((report) => {
        report.facts[3]!.value = 1;
      }),
    );
    const [before, after] = [json, changed].map((text) => text.split('\n'));
    expect(after!.filter((line, index) => line !== before![index])).toHaveLength(1);
    expect(after).toHaveLength(before!.length);
    expect(before!.filter((line) => line.startsWith('  {"id":"f') && line.includes('"series":'))).toHaveLength(sampleReport.facts.length);
  });

  test('writes each fact as the engine would, but for the order of its labels, whatever its texts hold', () => {
    const strange = sampleReportWith((report) => {
      Object.assign(report.facts[0]!, { formula: 'the "labels":0 of "sources":0', definition: 'null' });
    });
    expect(JSON.parse(renderJson(strange))).toEqual(strange);
  });

  test('refuses a number that is none, rather than write null for it', () => {
    const broken = sampleReportWith((report) => {
      report.facts[0]!.value = Number.NaN;
    });
    expect(() => renderJson(broken)).toThrow(/NaN/);
    const endless = sampleReportWith((report) => {
      report.timings.totalMs = Number.POSITIVE_INFINITY;
    });
    expect(() => renderJson(endless)).toThrow(/infinite number as totalMs/);
  });
});
