import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../src/contracts/report.ts';
import { renderMarkdown } from '../src/core/render/render-markdown.ts';
import { filesOf } from './support/artifact-folder.ts';
import { type Files, reportOf } from './support/report-of.ts';

// What must and what must not change in the report of a small directory when the directory is changed. The directories are those of the
// golden reports; here no word of a report is expected, so that these tests outlive any change of words.
const REPORTS = join(import.meta.dirname, 'reports');
const filesOfCase = (name: string) => filesOf(join(REPORTS, name, 'input'));
/** Directories that hold no file that cannot be read, nor columns whose order says something. */
const plain = ['cold-starts', 'failures', 'labels', 'loads', 'percentiles', 'runs', 'summaries', 'sweep', 'telemetry', 'units'];

function mapFiles(files: Files, change: (text: string, path: string) => string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text, path)]));
}

/** Changes the cells of CSV files, header first; other files stay as they are. */
function mapTables(files: Files, change: (rows: string[][]) => string[][]): Files {
  return mapFiles(files, (text, path) => {
    if (!path.endsWith('.csv')) return text;
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    return `${change(rows)
      .map((cells) => cells.join(','))
      .join('\n')}\n`;
  });
}

/** The Markdown without what hashes make of it: ids of facts, digests of files. */
function page(files: Files): string {
  return renderMarkdown(reportOf(files))
    .replaceAll(/\bf[0-9a-z]{7}\b/g, 'f#######')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '#');
}

/** Facts by id. */
function valuesOf({ facts }: Report): Map<string, { value: number; unit: string; sampleCount: number }> {
  return new Map(facts.map(({ id, value, unit, sampleCount }) => [id, { value, unit, sampleCount }]));
}

function findingsOf({ findings, gaps, recommendations }: Report): string[] {
  return [...findings, ...recommendations, ...gaps].map(({ text }) => text).sort();
}

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-12);
}

describe('a report', () => {
  test.each(plain)('of %s is the same for its files in any order', (name) => {
    const files = filesOfCase(name);
    expect(reportOf(Object.fromEntries(Object.entries(files).reverse()))).toEqual(reportOf(files));
  });

  test.each(plain)('of %s says the same for the columns of its tables in another order', (name) => {
    const files = filesOfCase(name);
    expect(page(mapTables(files, (rows) => rows.map((cells) => cells.toReversed())))).toBe(page(files));
  });

  test.each(['percentiles', 'summaries', 'trade-off', 'units'])(
    'of %s says the same for the rows of its tables in another order',
    (name) => {
      const files = filesOfCase(name);
      const [straight, turned] = [files, mapTables(files, ([head, ...rows]) => [head!, ...rows.reverse()])].map(
        (own) => reportOf(own).report,
      );
      const values = valuesOf(straight!);
      expect([...valuesOf(turned!).keys()].sort()).toEqual([...values.keys()].sort());
      for (const [id, { value, sampleCount }] of valuesOf(turned!)) {
        expectClose(value, values.get(id)!.value);
        expect(sampleCount).toBe(values.get(id)!.sampleCount);
      }
      expect(findingsOf(turned!)).toEqual(findingsOf(straight!));
    },
  );

  const SPECIES = 'auk|coot|eider|heron|ibis|kestrel|knot|plover|rail|smew|stork|tern|wren';
  test.each(plain)('of %s says the same of models of other names', (name) => {
    const files = filesOfCase(name);
    const rename = (text: string) => text.replaceAll(new RegExp(`\\b(?=(?:${SPECIES})[:_-]?[\\d#])`, 'g'), 'zyx-');
    const renamed = Object.fromEntries(Object.entries(files).map(([path, text]) => [rename(path), rename(text)]));
    expect(page(renamed)).toBe(rename(page(files)));
  });

  test.each([
    ['summaries', 'stork:2b', 'stork:9b'],
    ['trade-off', 'coot:3b', 'coot:9b'],
    ['units', 'smew:2b', 'smew:5b'],
    ['cold-starts', 'ibis:1b', 'ibis:7b'],
    ['failures', 'heron:3b', 'heron:8b'],
  ])('of %s says of %s what it said of %s once their names are swapped', (name, one, other) => {
    const files = filesOfCase(name);
    const swap = (text: string) => text.replaceAll(new RegExp(`${one}|${other}`, 'g'), (found) => (found === one ? other : one));
    const [before, swapped] = [files, mapFiles(files, swap)].map((own) => reportOf(own).report);
    expect(findingsOf(swapped!)).toEqual(findingsOf(before!).map(swap).sort());
    const figures = ({ facts }: Report, called: (text: string) => string) =>
      facts.map(({ metric, statistic, value, labels, subset }) =>
        JSON.stringify([metric, statistic, value, called(labels['model'] === undefined ? '' : String(labels['model'])), subset]),
      );
    expect(figures(swapped!, String).sort()).toEqual(figures(before!, swap).sort());
  });

  test.each(plain)('of %s keeps every fact when a directory about something else is added', (name) => {
    const files = filesOfCase(name);
    const own = reportOf(files).report;
    const stranger = 'model,benchmark,requests_s\nquail:1b,parcels,51.25\nquail:1b,parcels,52.75\nquail:1b,parcels,50.5\n';
    const both = reportOf({ ...files, 'zz-elsewhere/parcels.csv': stranger }).report;
    const values = valuesOf(both);
    // Files are counted, and there is one more of them.
    for (const [id, fact] of valuesOf({ ...own, facts: own.facts.filter(({ sources }) => sources.length > 0) }))
      expect(values.get(id)).toEqual(fact);
  });

  test.each(['runs', 'sweep', 'trade-off', 'summaries'])('of %s comes to the same conclusions when all is twice as large', (name) => {
    const files = filesOfCase(name);
    const SCALED = /^(?:mean_|max_)?(?:ttft_s|tokens_s|energy_j)$/;
    const twice = mapTables(files, ([head, ...rows]) => [
      head!,
      ...rows.map((cells) => cells.map((cell, at) => (SCALED.test(head![at]!) ? String(2 * Number(cell)) : cell))),
    ]);
    const [single, doubled] = [files, twice].map((own) => reportOf({ ...own, 'notes.md': '' }).report);
    const values = valuesOf(doubled!);
    for (const fact of single!.facts) {
      const scales = ['ms', 'tokens/s', 'J'].includes(fact.unit);
      expect(values.has(fact.id)).toBe(true);
      expectClose(values.get(fact.id)!.value, scales ? 2 * fact.value : fact.value);
    }
    const words = (report: Report) => findingsOf(report).map((text) => text.replaceAll(/[\d.]+/g, '#'));
    expect(words(doubled!)).toEqual(words(single!));
  });
});
