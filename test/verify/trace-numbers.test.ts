import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { sampleReport, sampleReportWith } from '../render/sample-report.ts';
import { documentOf } from '../support/document-of.ts';

const document = documentOf(sampleReport);
const markdown = renderMarkdown(document);

/** What each number of a text is traced to, by the number. */
function traced(text: string, report = document.report): (readonly [text: string, tracedTo: string | null])[] {
  return traceNumbers(text, report).numbers.map(({ text: number, tracedTo }) => [number, tracedTo] as const);
}

/** The report with a line of prose put in front of its first section. */
function withLine(line: string): string {
  return markdown.replace('## Executive summary', `${line}\n\n## Executive summary`);
}

const throughput = sampleReport.facts.find(({ metric, statistic }) => metric === 'decode_throughput' && statistic === 'mean')!;

describe('traceNumbers', () => {
  test('traces every number of a rendered report and gives its place', () => {
    const { numbers } = traceNumbers(markdown, document.report);
    expect(numbers.filter(({ tracedTo }) => tracedTo === null)).toEqual([]);
    expect(numbers.length).toBeGreaterThan(100);
    const lines = markdown.split('\n');
    for (const { line, column, text } of numbers) expect(lines[line - 1]!.slice(column - 1, column - 1 + text.length)).toBe(text);
  });

  test('traces a number to the fact that its reference names, in any way that the fact is printed', () => {
    const line = 'Mean 311.4 ± 8.1 tokens/s, of 23, or 311.42.[^E1]';
    expect(traced(line + markdown.slice(markdown.indexOf('\n[^E1]:') - 1), sampleReport)).toEqual([
      ['311.4', throughput.id],
      ['8.1', throughput.id],
      ['23', throughput.id],
      ['311.42', throughput.id],
    ]);
  });

  test('does not trace a number of another fact than the reference names', () => {
    const evidence = markdown.slice(markdown.indexOf('\n[^E1]:') - 1);
    expect(traced(`It makes 97.33 tokens/s.[^E1]${evidence}`)).toEqual([['97.33', null]]);
  });

  test('does not trace what no fact, label or inventory gives', () => {
    const strange = traced(withLine('It makes 77.7 tokens/s, 12ms, -5.25 %, .75 and `41 ms`; then 614-613.'));
    expect(strange.filter(([, tracedTo]) => tracedTo === null).map(([number]) => number)).toEqual([
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
      'At 2048 since 2026-11-22 20:00 with a 95 % interval.\n\n| `num_ctx` | `num_gpu` |\n| - | - |\n| 2048 | 2048 |\n\n5120.5\n\n## Appendix\n\n5120.5 and 2026-11-23\n';
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
    const strange = traced(withLine('It makes 311.4 tokens/s in 8 files.'));
    expect(strange.filter(([, tracedTo]) => tracedTo === null).map(([number]) => number)).toEqual(['311.4', '8']);
  });

  test('takes no number of cited prose for a label, whatever labels there are', () => {
    const evidence = markdown.slice(markdown.indexOf('\n[^E1]:') - 1);
    const values = document.report.facts.flatMap(({ labels }) => Object.values(labels)).filter((value) => typeof value === 'number');
    expect(values).toContain(2048);
    for (const value of new Set(values)) {
      const [own] = traced(`At ${value} it is so.[^E1]${evidence}`);
      expect([value, own?.[1] === 'label']).toEqual([value, false]);
    }
    expect(traced(`At 2048 it is so.[^E1]${evidence}`)).toEqual([['2048', null]]);
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
        fc.oneof(fc.string(), fc.stringMatching(/^[-#|>*`[\]^E0-9. \n\\&;:]*$/)),
        (text) => void traceNumbers(text, sampleReport),
      ),
    );
  });
});
