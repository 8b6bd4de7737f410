import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/contracts/report.ts';
import { compareReports } from '../../src/core/verify/compare-reports.ts';
import { sampleReport } from '../render/sample-report.ts';

/** As a report is read back: no two places of it share an object. */
const base = JSON.stringify({ ...sampleReport, digest: 'sha256:d' });
const sample = JSON.parse(base) as Report;

/** The sample with one thing altered. */
function altered(alter: (report: Report) => void): Report {
  const report = JSON.parse(base) as Report;
  alter(report);
  return report;
}

/** What is said of a report in which something is altered, and of the other way round. */
function said(alter: (report: Report) => void): [forth: string[], back: string[]] {
  const other = altered(alter);
  const messages = (left: Report, right: Report) => compareReports(left, right).map(({ pointer, message }) => `${pointer} ${message}`);
  return [messages(other, sample), messages(sample, other)];
}

/** Paths of all values in a report, as lists of keys. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => leavesOf(entry, [...path, index]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, entry]) => leavesOf(entry, [...path, key]));
  return [[...path]];
}

function setAt(report: Report, path: readonly (string | number)[], value: unknown): void {
  let at = report as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
}

describe('compareReports', () => {
  test('finds nothing between a report and itself', () => {
    expect(said(() => {})).toEqual([[], []]);
  });

  test('finds whatever value is altered, but for those that only tell of the making', () => {
    // One of each kind of place: nothing is said of one entry of a list that is not said of the others.
    const kinds = new Map(leavesOf(sample).map((path) => [path.filter((key) => typeof key === 'string').join('/'), path]));
    const leaves = [...kinds.values()];
    const unnoticed = leaves.filter((path) => said((report) => setAt(report, path, 'altered'))[0].length === 0);
    const ofTheMaking = (path: readonly (string | number)[]) =>
      ['generatedAt', 'timings', 'generator', 'digest'].includes(String(path[0])) ||
      ['modifiedAt', 'latestModified'].includes(String(path.at(-1)));
    expect(unnoticed.filter((path) => !ofTheMaking(path))).toEqual([]);
    expect(leaves.filter((path) => ofTheMaking(path) && !unnoticed.includes(path))).toEqual([]);
  });

  test('leaves out date, release, durations, digest and times of files', () => {
    expect(
      said((report) => {
        report.generatedAt = '2001-01-01T00:00:00.000Z';
        report.generator.version = '9.9.9';
        report.timings.totalMs += 1;
        report.digest = 'other';
        for (const artifact of report.inputs.artifacts) artifact.modifiedAt = '2001-01-01T00:00:00.000Z';
        for (const kind of Object.values(report.inputs.byKind)) kind.latestModified = '2001-01-01T00:00:00.000Z';
      }),
    ).toEqual([[], []]);
  });

  test('says where a value differs, and what it is on both sides', () => {
    expect(said((report) => (report.title = 'Other'))).toEqual([
      [`/title says "Other", but the same inputs give ${JSON.stringify(sample.title)}`],
      [`/title says ${JSON.stringify(sample.title)}, but the same inputs give "Other"`],
    ]);
    const [[long]] = said((report) => (report.title = 'x'.repeat(500)));
    expect(long).toContain(`says "${'x'.repeat(119)}…, but`);
    expect(said((report) => (report.title = 'x'.repeat(118)))[0][0]).toContain(`says "${'x'.repeat(118)}", but`);
  });

  test('takes one more or one less in a list for one difference, wherever it stands', () => {
    const last = sample.facts.length - 1;
    const [forth, back] = said((report) => report.facts.splice(1, 1));
    expect(forth).toHaveLength(1);
    expect(forth[0]).toMatch(/^\/facts lacks \{/);
    expect(back).toHaveLength(1);
    expect(back[0]).toMatch(/^\/facts\/1 says \{.*, which the same inputs do not give$/);
    expect(said((report) => report.facts.pop())[1][0]).toMatch(new RegExp(`^/facts/${last} says`));
  });

  test('says of a list in another order that it is', () => {
    const [forth] = said((report) => report.facts.reverse());
    expect(forth).toEqual([`/facts has "${sample.facts.at(-1)!.id}" in another place than the same inputs give it`]);
  });

  test('compares lists of what nothing tells apart place by place', () => {
    const index = sample.facts.findIndex(({ sources }) => sources.length > 0);
    const cells = sample.facts[index]!.sources[0]!.cells;
    const place = `/facts/${index}/sources/0/cells`;
    expect(said((report) => report.facts[index]!.sources[0]!.cells.push('row=999;col=x'))).toEqual([
      [`${place}/${cells.length} says "row=999;col=x", which the same inputs do not give`],
      [`${place}/${cells.length} lacks "row=999;col=x", which the same inputs give`],
    ]);
    expect(said((report) => (report.facts[index]!.sources[0]!.cells[0] = 'other'))[0]).toEqual([
      `${place}/0 says "other", but the same inputs give ${JSON.stringify(cells[0])}`,
    ]);
  });

  test('names a key that only one of them has, escaped as in a pointer', () => {
    expect(said((report) => Object.assign(report.facts[0]!.labels, { 'a/b~c': 1 }))).toEqual([
      ['/facts/0/labels/a~1b~0c says 1, which the same inputs do not give'],
      ['/facts/0/labels/a~1b~0c lacks 1, which the same inputs give'],
    ]);
  });

  test('tells a number from a text, and a list from an object', () => {
    const [forth] = said((report) => Object.assign(report.facts[0]!, { value: String(sample.facts[0]!.value) }));
    expect(forth).toHaveLength(1);
    expect(said((report) => Object.assign(report, { facts: {} }))[0]).toHaveLength(1);
    expect(said((report) => Object.assign(report, { facts: null }))[0]).toHaveLength(1);
    expect(said((report) => Object.assign(report.inputs, { byKind: [] }))[0]).toHaveLength(1);
    expect(said((report) => report.facts.splice(0))[0]).toHaveLength(sample.facts.length);
  });
});
