import { describe, expect, test } from '@jest/globals';
import type { Artifact } from '../../src/contracts/artifact.ts';
import type { Report } from '../../src/contracts/report.ts';
import { checkReport } from '../../src/core/verify/check-report.ts';
import { inventoryCounts } from '../../src/core/verify/inventory-counts.ts';
import { auditedReport } from '../cli/audit-fixture.ts';

const EARLY = '2026-01-02T03:04:05.000Z';
const LATE = '2026-05-06T07:08:09.000Z';

function altered(alter: (report: Report) => void): Report {
  const copy = structuredClone(auditedReport);
  alter(copy);
  return copy;
}

/** Where a report contradicts itself, and how. */
function problems(alter: (report: Report) => void): string[] {
  return checkReport(altered(alter)).map(({ pointer, message }) => `${pointer} ${message}`);
}

function pointers(alter: (report: Report) => void): string[] {
  return checkReport(altered(alter)).map(({ pointer }) => pointer);
}

/** Another CSV file in the directory of the first. */
function withFile(report: Report, over: Partial<Artifact> = {}): void {
  report.inputs.artifacts.push({ ...report.inputs.artifacts[1]!, path: 'again.csv', sha256: 'other', modifiedAt: LATE, ...over });
}

/** The inventory's summaries as they are with that file. */
function withSummary({ inputs }: Report): void {
  inputs.byKind['csv'] = { count: 2, latestModified: LATE, names: ['again.csv', 'sweep.csv'] };
  inputs.directories[0] = { path: '.', fileCount: 2, latestModified: LATE };
  Object.assign(inputs.formats[0]!, { fileCount: 2, sampleCount: 8 });
  inputs.sampleCount = 11;
}

describe('the summary of the inventory', () => {
  test('agrees where a file is counted everywhere', () => {
    expect(
      problems((report) => {
        withFile(report);
        withSummary(report);
      }),
    ).toEqual([]);
  });

  test('has the samples of a copy in its format, and not in the sum', () => {
    const copy = (report: Report) => {
      withFile(report, { duplicateOf: 'sweep.csv' });
      withSummary(report);
    };
    expect(problems(copy)).toEqual(['/inputs/sampleCount is 11, but the list of artifacts gives 7']);
    expect(
      problems((report) => {
        copy(report);
        report.inputs.sampleCount = 7;
      }),
    ).toEqual([]);
  });

  test.each<[what: string, alter: (report: Report) => void, where: string[]]>([
    [
      'a file more',
      (report) => withFile(report),
      ['/inputs/byKind/csv', '/inputs/directories/0', '/inputs/formats/0', '/inputs/sampleCount'],
    ],
    [
      'another date of a kind',
      ({ inputs }) => void Object.assign(inputs.byKind['json']!, { latestModified: LATE }),
      ['/inputs/byKind/json'],
    ],
    [
      'another name of a kind',
      ({ inputs }) => void Object.assign(inputs.byKind['json']!, { names: ['run.json'] }),
      ['/inputs/byKind/json'],
    ],
    ['another number of a kind', ({ inputs }) => void Object.assign(inputs.byKind['json']!, { count: 2 }), ['/inputs/byKind/json']],
    [
      'a kind that is not there',
      ({ inputs }) => void Object.assign(inputs.byKind, { text: { count: 1, latestModified: LATE, names: [] } }),
      ['/inputs/byKind/text'],
    ],
    ['a kind that is left out', ({ inputs }) => void delete inputs.byKind['json'], ['/inputs/byKind/json']],
    [
      'another date of a directory',
      ({ inputs }) => void Object.assign(inputs.directories[1]!, { latestModified: LATE }),
      ['/inputs/directories/1'],
    ],
    [
      'another number of a directory',
      ({ inputs }) => void Object.assign(inputs.directories[1]!, { fileCount: 2 }),
      ['/inputs/directories/1'],
    ],
    ['a directory that is left out', ({ inputs }) => void inputs.directories.pop(), ['/inputs/directories']],
    [
      'a directory that is not there',
      ({ inputs }) => void inputs.directories.push({ path: 'x', fileCount: 1, latestModified: LATE }),
      ['/inputs/directories/2', '/inputs/directories'],
    ],
    ['another number of a format', ({ inputs }) => void Object.assign(inputs.formats[1]!, { fileCount: 2 }), ['/inputs/formats/1']],
    ['other samples of a format', ({ inputs }) => void Object.assign(inputs.formats[1]!, { sampleCount: 4 }), ['/inputs/formats/1']],
    ['other samples', ({ inputs }) => void Object.assign(inputs, { sampleCount: 8 }), ['/inputs/sampleCount']],
  ])('contradicts the list with %s', (_, alter, where) => expect(pointers(alter)).toEqual(where));

  test('says what a directory that is not there would have', () => {
    expect(problems(({ inputs }) => void inputs.directories.splice(1, 1, { path: 'x', fileCount: 1, latestModified: EARLY }))).toEqual([
      `/inputs/directories/1 is {"path":"x","fileCount":1,"latestModified":"${EARLY}"}, but the list of artifacts gives {"path":"x","fileCount":0,"latestModified":""}`,
    ]);
  });

  test('names five files of a kind, in alphabetical order', () => {
    const many = (names: string[]) => (report: Report) => {
      report.inputs.artifacts.length = 0;
      const [, first] = auditedReport.inputs.artifacts;
      report.inputs.artifacts.push(...['f6.csv', 'f2.csv', 'f1.csv', 'f4.csv', 'f3.csv', 'f5.csv'].map((path) => ({ ...first!, path })));
      report.inputs.byKind = { csv: { count: 6, latestModified: EARLY, names } };
      report.inputs.directories = [{ path: '.', fileCount: 6, latestModified: EARLY }];
      report.inputs.formats = [];
      report.inputs.sampleCount = 24;
      report.facts = [];
    };
    const [five, six] = [
      ['f1.csv', 'f2.csv', 'f3.csv', 'f4.csv', 'f5.csv'],
      ['f1.csv', 'f2.csv', 'f3.csv', 'f4.csv', 'f5.csv', 'f6.csv'],
    ];
    expect(pointers(many(five)).filter((pointer) => pointer.startsWith('/inputs'))).toEqual([]);
    expect(pointers(many(six)).filter((pointer) => pointer.startsWith('/inputs'))).toEqual(['/inputs/byKind/csv']);
  });
});

describe('facts, changes and claims', () => {
  test('contradict with a hash or a file that the inventory does not have', () => {
    const cite = (sha256: string, path = 'sweep.csv') => problems(({ facts }) => void facts[0]!.sources.push({ path, sha256, cells: [] }));
    expect(cite('other')).toEqual(['/facts/0 ffast2222 cites sweep.csv with a hash that the inventory does not have']);
    expect(cite('other', 'x.csv')).toEqual(['/facts/0 ffast2222 cites x.csv with a hash that the inventory does not have']);
    expect(cite(auditedReport.inputs.artifacts[1]!.sha256)).toEqual([]);
  });

  test('contradict with a change that its fact is not', () => {
    const change = (relativeChange: number, fact = 'fratio222') =>
      problems(({ changes, facts }) => {
        facts.find(({ id }) => id === 'fratio222')!.value = 1.5;
        changes.push({ fact, relativeChange } as Report['changes'][number]);
      }).filter((text) => text.startsWith('/changes'));
    expect(change(1.5)).toEqual([]);
    expect(change(1.25)).toEqual(['/changes/0 relativeChange is 1.25, but fratio222 is 1.5']);
    expect(change(1.5, 'fgone2222')).toEqual(['/changes/0 relativeChange is 1.5, but fgone2222 is undefined']);
  });

  test.each<[pointer: string, alter: (report: Report) => void]>([
    ['/narrative/headline', ({ narrative }) => void Object.assign(narrative.headline!, { text: '!' })],
    ['/narrative/sentences/0', ({ narrative }) => void Object.assign(narrative.sentences[0]!, { text: '!' })],
    ['/findings/0', ({ findings }) => void Object.assign(findings[0]!, { text: '!' })],
    ['/gaps/0', ({ gaps }) => void Object.assign(gaps[0]!, { text: '!' })],
    ['/analysis/tables/0/notes/0', ({ analysis }) => void Object.assign(analysis.tables[0]!.notes[0]!, { text: '!' })],
    ['/recommendations/0', ({ recommendations, gaps }) => void recommendations.push({ ...gaps[0]!, text: '!', risk: '', mitigation: '' })],
  ])('%s contradicts with a text that its parts do not print', (pointer, alter) => expect(pointers(alter)).toEqual([pointer]));

  test('contradict with a reference to no fact, whatever the text', () => {
    expect(problems(({ findings }) => void Object.assign(findings[0]!, { text: '!', facts: ['fx', 'fwait2222', 'fy'] }))).toEqual([
      '/findings/0 refers to fx, fy, which is no fact of the report',
    ]);
  });
});

describe('counts that a report may state of its inputs', () => {
  const file = (path: string, over: Partial<Artifact>): Artifact => ({
    path,
    kind: 'csv',
    adapter: 'generic-csv',
    bytes: 1,
    sha256: path,
    modifiedAt: EARLY,
    verdict: 'accepted',
    sampleCount: 0,
    problems: [],
    ...over,
  });
  const noPage = { failures: [], changes: [], table: null };
  const counts = (artifacts: Artifact[], over: Partial<Report['inputs']> = {}, rest: Partial<Report> = {}) => {
    const inputs = {
      ...auditedReport.inputs,
      byKind: {},
      directories: [],
      formats: [],
      rowCount: 0,
      sampleCount: 0,
      otherFileCount: 0,
      artifacts,
      ...over,
    };
    return [...inventoryCounts({ ...auditedReport, page: noPage, ...rest, inputs })].sort((a, b) => a - b);
  };
  const problem = (line: number) => ({ line, message: 'x' });

  test('are zero where there is nothing', () => expect(counts([])).toEqual([0]));

  test('are the models and the rows of the table of the page', () => {
    const label = (key: string, value: string) => ({ key, value, role: 'contestant' as const, origin: 'column' as const });
    const labels = [
      label('model', 'a'),
      label('model', 'b'),
      label('model', 'a'),
      label('backend', 'c'),
      ...['d', 'e'].map((own) => label('model', own)),
    ];
    expect(counts([], {}, { labels })).toEqual([0, 4]);
    const table = auditedReport.page.table!;
    expect(counts([], {}, { page: { ...noPage, table } })).toEqual([0, 2]);
    expect(counts([], {}, { page: { ...noPage, table: { ...table, rows: [...table.rows, ...table.rows, ...table.rows] } } })).toEqual([
      0, 6,
    ]);
  });

  test('are files, groups, samples, problems and rows', () => {
    expect(
      counts([
        file('a.csv', { sampleCount: 1000, rowCount: 2000, problems: [problem(1), problem(2), problem(3), problem(4), problem(5)] }),
      ]),
    ).toEqual([0, 1, 5, 1000, 2000]);
  });

  test.each<[group: string, one: Partial<Artifact>, other: Partial<Artifact>]>([
    ['kind', { kind: 'json' }, { kind: 'csv' }],
    ['verdict', { verdict: 'partial' }, { verdict: 'accepted' }],
    ['adapter', { adapter: 'vllm' }, { adapter: 'sglang' }],
    ['directory', { path: 'x/y/c.csv' }, { path: 'x/z/d.csv' }],
    ['first directory', { path: 'x/y/c.csv' }, { path: 'z/y/d.csv' }],
    ['copies', { duplicateOf: 'a.csv' }, {}],
    ['kind and verdict', { kind: 'json', verdict: 'partial' }, { kind: 'csv', verdict: 'partial' }],
  ])('are sums of each %s', (_, one, other) => {
    const found = counts([
      file('x/y/a.csv', { sampleCount: 10, ...one }),
      file('x/y/b.csv', { sampleCount: 200, ...one, ...(one.path === undefined ? {} : { path: one.path.replace('c.csv', 'b.csv') }) }),
      file('x/y/c.csv', { sampleCount: 4000, ...other }),
    ]);
    expect(found).toEqual(expect.arrayContaining([0, 1, 2, 3, 10, 200, 210, 4000, 4210]));
    expect(found).not.toContain(4010);
    expect(found).not.toContain(4200);
  });

  test('are what the summaries say, and how many names they leave out', () => {
    const found = counts([], {
      byKind: { csv: { count: 90, latestModified: EARLY, names: ['a', 'b', 'c'] } },
      directories: [{ path: 'x', fileCount: 33, latestModified: EARLY }],
      formats: [{ adapter: 'x', title: 'X', fileCount: 44, rowCount: 55, sampleCount: 66 }],
      rowCount: 77,
      sampleCount: 78,
      otherFileCount: 79,
    });
    expect(found).toEqual([0, 1, 33, 44, 55, 66, 77, 78, 79, 87, 90]);
  });
});
