import { describe, expect, test } from '@jest/globals';
import { countNumbers } from '../../src/core/render/count-numbers.ts';
import { number, section, term, text } from '../../src/core/render/inline.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { documentOf } from '../support/document-of.ts';
import { sampleReport, sampleReportWith } from './sample-report.ts';

describe('countNumbers', () => {
  test('counts while the document is made what is found when its Markdown is read', () => {
    const document = documentOf(sampleReport);
    const { numbers } = traceNumbers(renderMarkdown(document), document.report);
    expect(document.report.verification).toEqual({
      numbersInText: numbers.length,
      numbersTraced: numbers.filter(({ tracedTo }) => tracedTo !== null).length,
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
    const figure = { kind: 'figure', text: '311.4 ± 8.1 tokens/s', fact: 'f0000001', evidence: 'E1', cited: true } as const;
    expect(countNumbers([{ label: 'Speed', content: [figure] }], [])).toEqual({ numbersInText: 2, numbersTraced: 2 });
  });
});
