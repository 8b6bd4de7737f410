import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { inventoryCounts } from '../../src/core/verify/inventory-counts.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { disagreements } from '../core/recomputed.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { factsOfReferences } from '../support/document-of.ts';
import { type Files, reportOf } from '../support/report-of.ts';

// Whole reports that are right, and what is noticed when one thing of them is altered.
const REPORTS = join(import.meta.dirname, '../reports');
const names = ['copies', 'failures', 'loads', 'percentiles', 'summaries', 'units'];

function caseOf(name: string) {
  const files = filesOf(join(REPORTS, name, 'input'));
  return { files, document: reportOf(files) };
}

/** Ids of the facts that do not follow from the files. */
function wrongFacts(facts: readonly Fact[], files: Files, counts: ReadonlySet<number>): Set<string> {
  return new Set(disagreements(facts, files, counts).map((text) => text.split(' ')[0]!));
}

const isComputed = ({ kind, sources }: Fact) => kind === 'statistic' && sources.length > 0;
const relates = ({ baseline }: Fact) => baseline !== undefined;

/** What is altered of a fact, and which facts have it. */
const ALTERATIONS: readonly (readonly [what: string, has: (fact: Fact) => boolean, altered: (fact: Fact) => Partial<Fact>])[] = [
  ['the value', ({ value }) => value !== 0, ({ value }) => ({ value: value * 1.001 })],
  ['the sample count', isComputed, ({ sampleCount }) => ({ sampleCount: sampleCount + 1 })],
  [
    'the bounds of the interval of a mean',
    (fact) => isComputed(fact) && fact.statistic === 'mean' && fact.interval !== undefined,
    ({ interval }) => ({ interval: { ...interval!, high: interval!.high + 1e-3 * Math.abs(interval!.high) } }),
  ],
  [
    'the place of the interval',
    ({ interval, value }) => interval !== undefined && value !== 0,
    ({ interval, value }) => ({ interval: { ...interval!, low: value + Math.abs(value), high: value + 2 * Math.abs(value) } }),
  ],
  ['the unit', (fact) => isComputed(fact) && fact.statistic !== 'cv', ({ unit }) => ({ unit: unit === 'ms' ? 'W' : 'ms' })],
  ['the sources', (fact) => isComputed(fact), () => ({ sources: [] })],
  ['the facts it relates', relates, () => ({ baseline: 'f0000000' })],
  ['that it relates facts', relates, () => ({ baseline: undefined, candidate: undefined })],
];

describe.each(names)('of the report of %s', (name) => {
  test('every fact of which one thing is altered disagrees with its cells', () => {
    const { files, document } = caseOf(name);
    const { facts } = document.report;
    for (const [what, has, altered] of ALTERATIONS) {
      // One at a time: a fact that relates others is checked against these as they are.
      const unnoticed = facts.filter(has).filter((fact) => {
        const changed = { ...fact, ...altered(fact) } as Fact;
        const related = facts.filter(({ id }) => id === fact.baseline || id === fact.candidate);
        return !wrongFacts([changed, ...related], files, new Set()).has(fact.id);
      });
      expect([what, unnoticed]).toEqual([what, []]);
    }
  });

  test('every statistic disagrees once all numbers in the files are others', () => {
    const { files, document } = caseOf(name);
    const { report } = document;
    const others = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        text
          .split('\n')
          .map((line, at) => line.replaceAll(/(?<![\w.-])\d+\.\d+(?![\w.])/g, (number) => String(Number(number) * 3 + at / 7)))
          .join('\n'),
      ]),
    );
    // Cells of device monitors are whole numbers, as are many that are no measurements: only fractions are altered.
    const decimal = report.facts.filter((fact) => isComputed(fact) && !Number.isInteger(fact.value) && !fact.metric.startsWith('gpu_'));
    const wrong = wrongFacts(decimal, others, inventoryCounts(report));
    expect(decimal.filter(({ id }) => !wrong.has(id))).toEqual([]);
  });

  test('no number of the page is believed once its digits are others', () => {
    const { document } = caseOf(name);
    const { report } = document;
    const markdown = renderMarkdown(document);
    const { numbers } = traceNumbers(markdown, report, factsOfReferences(document));
    // With fewer digits another number may well be one of the same fact.
    const lines = markdown.split('\n');
    const precise = numbers.filter(({ text, tracedTo }) => /^f[0-9a-z]{7}$/.test(tracedTo ?? '') && /^(?=.{5})\d+\.\d+$/.test(text));
    for (const { line, column, text } of precise) {
      const at = column - 1;
      const other = text.replaceAll(/\d/g, (digit) => String(9 - Number(digit)));
      lines[line - 1] = lines[line - 1]!.slice(0, at) + other + lines[line - 1]!.slice(at + text.length);
    }
    const places = new Set(precise.map(({ line, column }) => `${line}:${column}`));
    const altered = traceNumbers(lines.join('\n'), report, factsOfReferences(document)).numbers.filter(({ line, column }) =>
      places.has(`${line}:${column}`),
    );
    expect(altered).toHaveLength(precise.length);
    expect(altered.filter(({ tracedTo }) => tracedTo !== null)).toEqual([]);
  });

  test('no number of it is believed without the reference beside it', () => {
    const { document } = caseOf(name);
    const bare = renderMarkdown(document).replaceAll(/\[\^E\d+\](?!:)/g, '');
    const { numbers } = traceNumbers(bare, document.report, factsOfReferences(document));
    expect(numbers.filter(({ tracedTo }) => tracedTo === null).length).toBeGreaterThanOrEqual(document.evidence.length);
    expect(numbers.filter(({ tracedTo }) => /^f[0-9a-z]{7}$/.test(tracedTo ?? ''))).toEqual([]);
  });

  test('no number of it is believed beside a reference that leads to no fact', () => {
    const { document } = caseOf(name);
    const { report, evidence } = document;
    // A reference to no fact at all in the place of each: what is still believed needs none, such as a count of files.
    const nowhere = new Map(evidence.map(({ id }) => [id, []]));
    const markdown = renderMarkdown(document).replaceAll(/^(\[\^E\d+\]:) .*$(?:\n {4}.*$)*/gm, '$1 nothing');
    const { numbers } = traceNumbers(markdown, report, nowhere);
    expect(numbers.filter(({ tracedTo }) => /^f[0-9a-z]{7}$/.test(tracedTo ?? ''))).toEqual([]);
  });
});
