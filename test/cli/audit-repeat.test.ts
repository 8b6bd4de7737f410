import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditReport } from '../../src/cli/audit.ts';
import { runProgram } from '../../src/cli/program.ts';
import { Report } from '../../src/contracts/report.ts';
import { REPORT_BASENAME } from '../../src/contracts/report-name.ts';
import { plainText } from '../../src/core/prose.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { htmlOf } from '../../src/pipeline.ts';
import { tempTree } from '../files/temp-tree.ts';
import { documentOf, rethrow } from '../support/document-of.ts';
import { fakeContext } from './fake-context.ts';

const row = (model: string, gpu: number, speed: number, wait: number, error = '') => `${model},${gpu},${speed},${wait},${error}`;
const ROWS = [40, 80].flatMap((gpu) =>
  [0, 1, 2, 3, 4, 5].flatMap((index) => [
    row('fast:1b', gpu, 150 + index + gpu / 50, 80 + index),
    row('slow:7b', gpu, 90 + index / 2, 130 + index),
  ]),
);
const CSV = `model,num_gpu,tokens_s,ttft_ms,error\n${[...ROWS, row('slow:7b', 80, 9.5, 900), row('slow:7b', 80, 0, 0, 'timed out')].join('\n')}\n`;

let tree: string;
let made: Report;
const path = (extension: string) => join(tree, 'runs', `${REPORT_BASENAME}.${extension}`);

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'audit-'));
  mkdirSync(join(tree, 'runs'));
  writeFileSync(join(tree, 'runs/sweep.csv'), CSV);
  const { context } = fakeContext({ cwd: tree });
  expect(await runProgram(['report', '.', '--set', 'watch.quietMs=0'], context)).toBe(0);
  made = Report.parse(JSON.parse(readFileSync(path('json'), 'utf8')));
});
afterAll(() => rmSync(tree, { recursive: true }));

async function audit(extension = 'md', against = join(tree, 'runs')): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const { context } = fakeContext({ print: (line) => lines.push(line) });
  return { exitCode: await auditReport(path(extension), against, context, { json: false }), lines };
}

/** Writes a report in all three formats, each the faithful rendering of the same lies. */
async function publish(report: Report): Promise<void> {
  const document = documentOf(report);
  writeFileSync(path('json'), renderJson(document.report));
  writeFileSync(path('md'), renderMarkdown(document));
  writeFileSync(
    path('html'),
    await htmlOf(document, (name) => ({ kind: 'csv', text: readFileSync(join(tree, 'runs', name), 'utf8') }), rethrow),
  );
}

/** The report with a lie in it, its sentences printed anew so that nothing contradicts itself. */
function lying(lie: (report: Report) => void): Report {
  const report = structuredClone(made);
  lie(report);
  const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
  const { headline } = report.narrative;
  const claims = [
    ...(headline === null ? [] : [headline]),
    ...report.narrative.sentences,
    ...report.findings,
    ...report.recommendations,
    ...report.gaps,
  ];
  for (const claim of claims) {
    claim.text = plainText(
      claim.parts.map((part) => (typeof part === 'object' && 'fact' in part ? { fact: byId.get(part.fact)!, show: part.show } : part)),
    );
  }
  report.title = headline?.text ?? report.title;
  return report;
}

/** Every text of a value with one word put for another. */
function swapped<T>(value: T, pairs: Readonly<Record<string, string>>): T {
  const pattern = new RegExp(Object.keys(pairs).join('|'), 'g');
  return JSON.parse(JSON.stringify(value).replaceAll(pattern, (word) => pairs[word]!)) as T;
}

const mean = (report: Report, model: string) =>
  report.facts.find(
    ({ metric, statistic, labels, subset }) =>
      metric === 'decode_throughput' &&
      statistic === 'mean' &&
      labels['model'] === model &&
      labels['num_gpu'] === undefined &&
      subset !== 'cold',
  )!;

/** Do the texts hold the same values? A number whose first digit became 0 is none in JSON (`05`), so the text has no value at all. */
function isSameJson(changed: string, json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(changed)) === JSON.stringify(JSON.parse(json));
  } catch (err) {
    if (err instanceof SyntaxError) return false;
    throw err;
  }
}

describe('auditReport', () => {
  test('agrees with a report that it makes again, from wherever its artifacts lie now', async () => {
    await publish(made);
    const whole = await audit();
    expect(whole.lines).toEqual([expect.stringMatching(/^ok: made again and compared field by field, 1 of 1 artifacts unchanged, /)]);
    expect(whole.exitCode).toBe(0);
    for (const extension of ['json', 'html']) expect((await audit(extension)).exitCode).toBe(0);
    expect((await audit('md', tree)).exitCode).toBe(0);
    const elsewhere = tempTree({ 'other/sweep.csv': CSV });
    const moved = await audit('md', join(elsewhere, 'other'));
    expect(moved.lines.at(-1)).toMatch(/^ok: made again/);
  });

  test.each<[string, (report: Report) => void]>([
    [
      'the models swapped in every label',
      (report) => Object.assign(report, swapped(report, { 'fast:1b': 'slow:7b', 'slow:7b': 'fast:1b' })),
    ],
    [
      'an outlier left out of the sources',
      (report) => {
        const fact = mean(report, 'slow:7b');
        fact.sampleCount -= 1;
        fact.sources = fact.sources.map((source) => ({ ...source, cells: source.cells.map((cell) => cell.replace(/-\d+;|,\d+;/, ';')) }));
      },
    ],
    [
      'the interval of a ratio narrowed',
      (report) => {
        const ratio = report.facts.find(({ kind, interval }) => kind === 'comparison' && interval)!;
        ratio.interval = { ...ratio.interval!, low: ratio.value * 0.999, high: ratio.value * 1.001 };
      },
    ],
    [
      'every direction flipped',
      (report) =>
        Object.assign(
          report,
          swapped(report, {
            'higher-is-better': 'lower-is-better',
            'lower-is-better': 'higher-is-better',
            highest: 'lowest',
            lowest: 'highest',
          }),
        ),
    ],
    [
      'best and worst swapped',
      (report) => Object.assign(report, swapped(report, { 'the best': 'the worst', 'the worst': 'the best', 'highest ': 'lowest ' })),
    ],
    [
      'a finding invented, without a number',
      (report) =>
        report.findings.unshift({ id: 'x', parts: ['The sweep was stable.'], text: '', facts: [], severity: 'notable', topic: 'noise' }),
    ],
    ['a finding left out', (report) => void report.findings.shift()],
    ['a gap left out', (report) => void report.gaps.shift()],
    [
      'a gap played down',
      (report) => {
        report.gaps.find(({ missing }) => missing !== undefined)!.missing!.prevents = 'little';
      },
    ],
    [
      'another answer',
      (report) => {
        report.narrative.headline!.parts = [{ name: 'runs' }, ': ', { name: 'slow:7b' }, ' is ahead'];
      },
    ],
    ['no answer', (report) => void Object.assign(report.narrative, { headline: null })],
    [
      'a finding hidden as one that was told',
      (report) => {
        report.narrative.told = report.findings.map(({ id }) => id);
      },
    ],
    [
      'a row of the table of the page that is of another model',
      (report) => {
        report.page.table!.rows[0]!.labels = { model: 'slow:7b' };
      },
    ],
    ['a row of the table of the page left out', (report) => void report.page.table!.rows.pop()],
    ['the failures left out of the page', (report) => void report.page.failures.pop()],
    [
      'a value changed',
      (report) => {
        mean(report, 'fast:1b').value += 1;
      },
    ],
    [
      'a unit changed',
      (report) => {
        mean(report, 'fast:1b').unit = 'requests/s';
      },
    ],
    [
      'a metric changed',
      (report) => {
        mean(report, 'fast:1b').metric = 'output_token_throughput';
      },
    ],
    [
      'a failure hidden',
      (report) => {
        for (const fact of report.facts) fact.excluded = { failed: 0, implausible: 0 };
      },
    ],
    [
      'a row of a table moved to another model',
      (report) => {
        report.analysis.tables[0]!.rows[0]!.labels = { model: 'slow:7b' };
      },
    ],
    ['a table left out', (report) => void report.analysis.tables.shift()],
    [
      'a verdict of an artifact changed',
      (report) => {
        report.inputs.artifacts[0]!.verdict = 'partial';
      },
    ],
    [
      'a count of rows changed',
      (report) => {
        report.inputs.artifacts[0]!.rowCount! += 1;
      },
    ],
    [
      'advice turned round',
      (report) => {
        report.recommendations[0]!.parts = ['Nothing needs to be done.'];
      },
    ],
    [
      'a risk played down',
      (report) => {
        report.recommendations[0]!.risk = 'None.';
      },
    ],
    [
      'the verdict of the run changed',
      (report) => {
        report.verdict = 'improved';
      },
    ],
    [
      'a formula changed',
      (report) => {
        mean(report, 'fast:1b').formula = 'the middle value';
      },
    ],
  ])('notices %s, although text and JSON agree', async (_what, lie) => {
    await publish(lying(lie));
    const { exitCode, lines } = await audit('json');
    expect(exitCode).toBe(1);
    expect(lines.filter((line) => line.includes('the same inputs')).length).toBeGreaterThan(0);
    expect(lines.every((line) => !line.includes('cannot be compared'))).toBe(true);
  });

  test.each<[string, string, string | RegExp, string]>([
    ['md', 'a number', /mean 1\d\d\.\d/, 'mean 999.9'],
    ['md', 'a winner', /`fast:1b` has the highest/, '`slow:7b` has the highest'],
    ['md', 'a direction', 'has the highest', 'has the lowest'],
    ['md', 'a unit', ' tokens/s', ' requests/s'],
    ['md', 'a cell of the table of the page', /\| `fast:1b` \|/, '| `slow:7b` |'],
    ['md', 'a sentence', '## Key findings\n', '## Key findings\n\nEverything is well.\n'],
    ['md', 'a title', /^# `runs`: .*$/m, '# `runs`: all is well'],
    ['md', 'a footnote', /\[\^E1\]: - `f/, '[^E1]: - `g'],
    ['md', 'a reference', ' [^E1]\n', ' [^E2]\n'],
    ['md', 'a section that is not folded', '<details>\n<summary>', '<details open>\n<summary>'],
    ['html', 'a number', />1\d\d\.\d/, '>999.9'],
    ['html', 'a fact', /(id="facts">.*?)152\.5/, '$1152.6'],
    ['html', 'a winner', /<code>fast:1b<\/code> has the highest/, '<code>slow:7b</code> has the highest'],
    ['html', 'a script', '<footer>', '<script>alert(1)</script><footer>'],
    ['html', 'a line of an artifact', /(id="quotes">.*?)150\.8/, '$1150.9'],
    ['html', 'a point of a chart', /<svg/, '<svg data-moved=""'],
  ])('notices in the .%s %s that the JSON does not have', async (extension, _what, from, to) => {
    await publish(made);
    const text = readFileSync(path(extension), 'utf8');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(path(extension), changed);
    const { exitCode, lines } = await audit();
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`^${path(extension)}:\\d+:\\d+: `));
  });

  test('names the line and column of any digit changed in the Markdown', async () => {
    await publish(made);
    const markdown = readFileSync(path('md'), 'utf8');
    const places = [...markdown.matchAll(/\d/g)].map(({ index }) => index);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.integer({ min: 1, max: 9 }), async (at, shift) => {
        writeFileSync(path('md'), `${markdown.slice(0, at)}${(Number(markdown[at]) + shift) % 10}${markdown.slice(at + 1)}`);
        const before = markdown.slice(0, at).split('\n');
        const { exitCode, lines } = await audit();
        expect(exitCode).toBe(1);
        expect(lines).toContainEqual(expect.stringContaining(`${path('md')}:${before.length}:${before.at(-1)!.length + 1}: expected `));
      }),
      { numRuns: 4 },
    );
  });

  test('notices any digit changed in what the JSON says of the data', async () => {
    await publish(made);
    const json = readFileSync(path('json'), 'utf8');
    const [from, to] = [json.indexOf('"facts": ['), json.indexOf('"timings"')];
    const places = [...json.matchAll(/\d/g)].map(({ index }) => index).filter((index) => index > from && index < to);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.integer({ min: 1, max: 9 }), async (at, shift) => {
        const changed = `${json.slice(0, at)}${(Number(json[at]) + shift) % 10}${json.slice(at + 1)}`;
        fc.pre(!isSameJson(changed, json));
        writeFileSync(path('json'), changed);
        expect((await audit()).exitCode).toBe(1);
      }),
      { numRuns: 4 },
    );
  });

  test('notices a cell of an artifact that was changed, and makes nothing again from it', async () => {
    await publish(made);
    writeFileSync(join(tree, 'runs/sweep.csv'), CSV.replace('150.8', '150.9'));
    const { exitCode, lines } = await audit();
    writeFileSync(join(tree, 'runs/sweep.csv'), CSV);
    expect(exitCode).toBe(1);
    expect(lines[0]).toContain('sweep.csv: has SHA-256 ');
    expect(lines).toContainEqual(expect.stringContaining('not made again: its artifacts are not what they were'));
  });

  test('is not put off by another rule fingerprint: the digest says that somebody altered the report', async () => {
    await publish({ ...structuredClone(made), inputs: { ...made.inputs, ruleFingerprint: 'sha256:older' } });
    const { exitCode, lines } = await audit();
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(/benchscribe-report\.json: was altered since it was written/);
  });

  test('says that a report was made by other rules instead of accusing it, and still computes its facts', async () => {
    const other = structuredClone(made);
    other.inputs.ruleFingerprint = 'sha256:older';
    other.findings.pop();
    delete other.digest;
    await publish(other);
    const { exitCode, lines } = await audit();
    expect(lines).toEqual([
      expect.stringMatching(/^not made again: it was made by other rules/),
      expect.stringMatching(/^ok: 1 of 1 artifacts unchanged, \d+ of \d+ facts agree/),
    ]);
    expect(exitCode).toBe(0);
  });
});
