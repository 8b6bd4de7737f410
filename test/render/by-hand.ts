import type { Fact } from '../../src/contracts/fact.ts';
import type { AnalysisRow, AnalysisTable, Report } from '../../src/contracts/report.ts';
import type { Inline, Section, Table } from '../../src/core/render/document.ts';
import { sampleReport } from './sample-report.ts';

/** The sample report with nothing in it but what is given: a table or a chart of a few facts. */
export function reportOnly(facts: readonly Fact[], over: Partial<Report> = {}): Report {
  return {
    ...sampleReport,
    facts: [...facts],
    analysis: { tables: [], effects: [], omitted: [] },
    changes: [],
    findings: [],
    recommendations: [],
    gaps: [],
    page: { failures: [], changes: [], table: null },
    ...over,
  };
}

/** A table of series without constants and notes. */
export function tableOnly(rows: readonly AnalysisRow[], over: Partial<AnalysisTable> = {}): AnalysisTable {
  return {
    id: 'table',
    title: 'Generation throughput',
    metric: 'decode_throughput',
    unit: 'tokens/s',
    role: 'series',
    constants: {},
    labelKeys: ['model'],
    columns: ['n', 'mean'],
    rows: [...rows],
    omittedRowCount: 0,
    notes: [],
    ...over,
  };
}

/** Content as a reader sees it: names in backquotes, what a sentence or table leads to in brackets. */
export function seen(content: readonly Inline[]): string {
  return content
    .map((piece) => {
      if (piece.kind === 'code') return `\`${piece.text}\``;
      if (piece.kind === 'strong') return `**${piece.text}**`;
      if (piece.kind === 'reference') return `[${piece.id}]`;
      return piece.text;
    })
    .join('');
}

/** A table as lines: its caption, its head with `>` before what stands right, and its rows. */
export function tableSeen({ caption, columns, rows }: Table): string[] {
  return [
    seen(caption),
    columns.map(({ head, align }) => `${align === 'right' ? '>' : ''}${seen(head)}`).join(' | '),
    ...rows.map((cells) => cells.map(seen).join(' | ')),
  ];
}

/** A section as lines, its title first. */
export function sectionSeen({ title, blocks, sections }: Section): string[] {
  const lines = blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [seen(block.content)];
    if (block.kind === 'list') return block.entries.map((entry, index) => `${block.ordered ? `${index + 1}.` : '-'} ${seen(entry)}`);
    return tableSeen(block);
  });
  return [`# ${seen(title)}`, ...lines, ...sections.flatMap(sectionSeen)];
}
