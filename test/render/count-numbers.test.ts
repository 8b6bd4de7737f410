import { describe, expect, test } from '@jest/globals';
import { countNumbers } from '../../src/core/render/count-numbers.ts';
import type { Section, Table } from '../../src/core/render/document.ts';
import { number, section, term, text } from '../../src/core/render/inline.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { documentOf, factsOfReferences } from '../support/document-of.ts';
import { sampleReport, sampleReportWith } from './sample-report.ts';

/** Rows of each table that the Markdown has room for. */
const MARKDOWN_ROW_COUNT = 8;

function tablesOf({ blocks, sections }: Section): Table[] {
  return [...blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])), ...sections.flatMap(tablesOf)];
}

describe('countNumbers', () => {
  test('counts while the document is made what is found when its Markdown is read, and what that has no room for', () => {
    const document = documentOf(sampleReport);
    const { numbers } = traceNumbers(renderMarkdown(document), document.report, factsOfReferences(document));
    const hidden = document.folded
      .flatMap(tablesOf)
      .map((table) => ({ ...table, columns: [], rows: table.rows.slice(MARKDOWN_ROW_COUNT) }));
    const without = countNumbers([], [section('hidden', '', hidden)]);
    expect(without.numbersInText).toBeGreaterThan(0);
    expect(document.report.verification).toEqual({
      numbersInText: numbers.length + without.numbersInText,
      numbersTraced: numbers.filter(({ tracedTo }) => tracedTo !== null).length + without.numbersTraced,
    });
  });

  test('does not believe what the report says of its own verification', () => {
    const boasting = sampleReportWith((report) => {
      report.verification = { numbersInText: 1, numbersTraced: 1_000_000 };
    });
    expect(documentOf(boasting)).toEqual(documentOf(sampleReport));
  });

  test('counts a number among plain words as one that comes from nowhere', () => {
    const paragraph = {
      kind: 'paragraph',
      content: [text('It makes 77.7 tokens/s, of '), number(12, 'inventory'), text(' files of '), term('F1 score 7')],
    } as const;
    expect(countNumbers([], [section('s', 'Part 3', [paragraph])])).toEqual({ numbersInText: 3, numbersTraced: 1 });
  });

  test('counts each number of a figure, an interval as two', () => {
    const figure = { kind: 'figure', text: '311.4 ± 8.1 tokens/s', fact: 'f0000001', evidence: '1' } as const;
    expect(countNumbers([[figure]], [])).toEqual({ numbersInText: 2, numbersTraced: 2 });
  });
});
