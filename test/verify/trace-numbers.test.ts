import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { after, fastSweep, slowSweep } from '../render/sample-facts.ts';
import { samplePageTable, sampleReport, sampleReportWith } from '../render/sample-report.ts';
import { documentOf, factsOfReferences } from '../support/document-of.ts';

const document = documentOf(sampleReport);
const markdown = renderMarkdown(document);
/** The same page where nothing changed: with the table of contestants. */
const tableDocument = documentOf(
  sampleReportWith((report) => {
    report.page = { ...report.page, changes: [], table: samplePageTable };
  }),
);
const tableMarkdown = renderMarkdown(tableDocument);

/** What each number of a text is traced to, by the number. */
function traced(text: string, report = document.report): (readonly [text: string, tracedTo: string | null])[] {
  return traceNumbers(text, report).numbers.map(({ text: number, tracedTo }) => [number, tracedTo] as const);
}

/** The numbers of the whole report, altered, that come from nowhere. */
function lost(text: string, of = document): string[] {
  const { numbers } = traceNumbers(text, of.report, factsOfReferences(of));
  return numbers.filter(({ tracedTo }) => tracedTo === null).map(({ text: number }) => number);
}

/** The report with a line of prose put at the end of its first screen. */
function withLine(line: string): string {
  return markdown.replace('## Recommendations', `${line}\n\n## Recommendations`);
}

const throughput = sampleReport.facts.find(({ metric, statistic }) => metric === 'decode_throughput' && statistic === 'mean')!;
/** The footnotes of the report from the reference of the first sentence on: it leads to that fact first. */
const footnotes = markdown.slice(markdown.indexOf('\n[^E3]:') - 1, markdown.indexOf('\n</details>', markdown.indexOf('\n[^E3]:')));

describe('traceNumbers', () => {
  test.each([
    ['changes', document, markdown],
    ['contestants', tableDocument, tableMarkdown],
  ])('traces every number of a report whose table is of %s, and gives its place', (_, of, text) => {
    const { numbers } = traceNumbers(text, of.report, factsOfReferences(of));
    expect(numbers.filter(({ tracedTo }) => tracedTo === null)).toEqual([]);
    expect(numbers.length).toBeGreaterThan(100);
    const lines = text.split('\n');
    for (const { line, column, text: number } of numbers)
      expect(lines[line - 1]!.slice(column - 1, column - 1 + number.length)).toBe(number);
  });

  test('traces the numbers of the title by the reference below it, those of a table by the one beside it', () => {
    const { numbers } = traceNumbers(markdown, document.report, factsOfReferences(document));
    const titleLine = markdown.split('\n').findIndex((line) => line.startsWith('# ')) + 1;
    expect(numbers.filter(({ line }) => line === titleLine).map(({ text, tracedTo }) => [text, tracedTo])).toEqual([
      ['-21.0', sampleReport.changes[0]!.fact],
    ]);
    const now = numbers.find(({ text, tracedTo }) => text === '96.2' && tracedTo === after['mean']);
    expect(now).toBeDefined();
    const bare = (reference: string) => lost(markdown.replace(` [^E${reference}]\n`, '\n'));
    // Two of the files are in a directory of their own: in the line that is a count of the inventory.
    expect(bare('1')).toEqual(['-21.0', '36']);
    expect(bare('2')).toEqual(['121.7', '96.2', '-21.0', '-23.0', '-19.0']);
  });

  test('traces a number of a table to nothing but the facts of that table', () => {
    const [fast, slow] = ['311.4 ± 8.1', '97.33 ± 0.21'];
    expect(tableMarkdown).toContain(`| ${fast} |`);
    // The mean of another table, of the title and of the sentence below: none of them is in this table.
    for (const strange of ['309.3', '-21.0', '3.20'])
      expect(lost(tableMarkdown.replace(`| ${fast} |`, `| ${strange} |`), tableDocument)).toEqual([strange]);
    // Below the page the line above a table counts: the note that follows it leads elsewhere.
    expect(lost(markdown.replace(`23 | ${fast} |`, '23 | 36 |'))).toEqual(['36']);
    expect(lost(markdown.replace(`28 | ${slow} |`, '28 | 97.3 |'))).toEqual([]);
  });

  test('does not let the line under a table or the title stand for numbers of sentences', () => {
    const sentence = `- \`nimbus:1b-q4\` generates fastest`;
    expect(lost(markdown.replace(sentence, `- It takes 121.7 of them.\n${sentence}`))).toEqual(['121.7']);
  });

  test('traces a number to the fact that its reference names, in any way that the fact is printed', () => {
    const line = 'Mean 311.4 ± 8.1 tokens/s, of 23, or 311.42. [^E3]';
    expect(traced(line + footnotes, sampleReport)).toEqual([
      ['311.4', throughput.id],
      ['8.1', throughput.id],
      ['23', throughput.id],
      ['311.42', throughput.id],
    ]);
  });

  test('does not trace a number of another fact than the reference names', () => {
    expect(traced(`It waits 2.902 s. [^E3]${footnotes}`)).toEqual([['2.902', null]]);
    expect(traced(`It waits 2.902 s. [^E5]${footnotes}`).map(([, tracedTo]) => tracedTo)).not.toContain(null);
  });

  test('knows what a reference leads to beyond what its footnote has room to name', () => {
    const ids = document.evidence.find(({ id }) => id === '7')!.facts;
    expect(ids.length).toBeGreaterThan(8);
    const shown = `It makes 97.31 tokens/s. [^E7]\n\n${/^\[\^E7\]: .*$/m.exec(markdown)![0]}\n`;
    expect(traced(shown)).toEqual([['97.31', null]]);
    const { numbers } = traceNumbers(shown, document.report, factsOfReferences(document));
    expect(numbers.map(({ tracedTo }) => tracedTo)).toEqual([slowSweep['median']]);
    // An id that no fact has stands for nothing.
    expect(traceNumbers('311.4 [^E1]\n\n[^E1]: `f0000000`', document.report, new Map([['1', ['f0000001']]])).numbers).toMatchObject([
      { tracedTo: null },
    ]);
    expect(traceNumbers('311.4 [^E1]\n\n[^E1]: x', document.report, new Map([['1', [fastSweep['mean']!]]])).numbers).toMatchObject([
      { tracedTo: fastSweep['mean'] },
    ]);
  });

  test('does not trace what no fact, label or inventory gives', () => {
    expect(lost(withLine('It makes 77.7 tokens/s, 12ms, -5.25 %, .75 and `41 ms`; then 614-613.'))).toEqual([
      '77.7',
      '12',
      '-5.25',
      '.75',
      '41',
      '614',
      '613',
    ]);
  });

  test('leaves out names, references, code, front matter and footnotes', () => {
    const text =
      '---\nx: 771\n---\n\nThe nimbus:7b run of p99 in `x=772` and run-2 [^E1]\n\n```\n773\n```\n\n[^E1]: 774\n\n## Evidence\n\n775\n';
    expect(traced(text)).toEqual([]);
  });

  test('traces labels, dates, levels of intervals and figures of the run only where they may stand', () => {
    const text =
      'At 2048 since 2026-11-22 20:00 with a 95 % interval.\n\n| `num_ctx` | `num_gpu` |\n| - | - |\n| 2048 | 2048 |\n\n5120.5\n\n## Appendix: how this was made\n\n5120.5 and 2026-11-23\n';
    expect(traced(text)).toEqual([
      ['2048', null],
      ['2026-11-22 20:00', 'date'],
      ['95', 'method'],
      ['2048', 'label'],
      ['2048', null],
      ['5120.5', null],
      ['5120.5', 'run'],
      ['2026-11-23', null],
    ]);
  });

  test('traces a number of a fact or of the inventory nowhere but beside its reference or in the inventory', () => {
    expect(lost(withLine('It makes 311.4 tokens/s in 9 files.'))).toEqual(['311.4', '9']);
    expect(lost(markdown.replace('## Recommendations\n', '## Recommendations\n\nRead 9 files.\n'))).toEqual(['9']);
    expect(lost(markdown.replace('\n- `nimbus:1b-q4`', '\n- Of 9 files.\n- `nimbus:1b-q4`'))).toEqual(['9']);
    expect(lost(markdown.replace('### Formats\n', '### Formats\n\nRead 9 files.\n'))).toEqual([]);
  });

  test('traces a count of the inventory in the line below the title and below the table of the page', () => {
    const line = markdown.split('\n').findIndex((text) => text.startsWith('9 files')) + 1;
    const { numbers } = traceNumbers(markdown, document.report, factsOfReferences(document));
    expect(numbers.find((own) => own.line === line)).toMatchObject({ text: '9', tracedTo: 'inventory' });
    expect(lost(markdown.replace('9 files', '11 files'))).toEqual(['11']);
    const shortened = documentOf(
      sampleReportWith((report) => {
        report.page = { ...report.page, changes: [], table: { ...samplePageTable, omittedRowCount: 4 } };
      }),
    );
    const text = renderMarkdown(shortened);
    expect(text).toContain('The first 3 rows; there are more. [^E2]');
    expect(lost(text, shortened)).toEqual([]);
    expect(lost(text.replace('The first 3 rows', 'The first 5 rows'), shortened)).toEqual(['5']);
    expect(lost(text.replace('| 311.4 ± 8.1 |', '| 9 |'), shortened)).toEqual(['9']);
  });

  test('takes no number of cited prose for a label, whatever labels there are', () => {
    const values = document.report.facts.flatMap(({ labels }) => Object.values(labels)).filter((value) => typeof value === 'number');
    expect(values).toContain(2048);
    for (const value of new Set(values)) {
      const [own] = traced(`At ${value} it is so. [^E3]${footnotes}`);
      expect([value, own?.[1] === 'label']).toEqual([value, false]);
    }
    expect(traced(`At 2048 it is so. [^E3]${footnotes}`)).toEqual([['2048', null]]);
  });

  test('gives the column in the source, past escapes and character references', () => {
    const text = 'a \\* b &amp; c \\\\ d 77.7\n> quoted\n> text 88.8\n';
    const places = traceNumbers(text, sampleReport).numbers.map(({ line, column, text: number }) => [line, column, number]);
    expect(places).toEqual([
      [1, 21, '77.7'],
      [3, 8, '88.8'],
    ]);
  });

  test('takes a label that looks like a number for a name when it is set as code', () => {
    const report = sampleReportWith(({ facts }) => {
      facts[0]!.labels['driver'] = '550.54.15';
      facts[0]!.labels['version'] = '1e5';
    });
    expect(traced('Driver `550.54.15`, version `1e5`, not `1e6`.', report)).toEqual([['1e6', null]]);
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-#|>*`[\]^<d0-9. \n\\&;:]*$/)),
        (text) => void traceNumbers(text, sampleReport),
      ),
    );
  });
});
