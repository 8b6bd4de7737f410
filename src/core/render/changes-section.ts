import type { Change, Report } from '../../contracts/report.ts';
import type { Column, Inline, Section } from './document.ts';
import { code, labelPairs, metricName, number, section, text } from './inline.ts';
import { splitLabels } from './performance-section.ts';
import { labelCell, printed, type References } from './references.ts';

function changeRow(change: Change, keys: readonly string[], references: References): Inline[][] {
  const evidence = references.citeSeries([change.fact, change.baseline, change.candidate]);
  const piece = (shown: string, fact = change.fact): Inline => ({ kind: 'figure', text: shown, fact, evidence, cited: false });
  const fact = { ...references.factOf(change.fact), value: change.relativeChange, interval: change.interval };
  const decided = change.verdict === 'regressed' || change.verdict === 'improved';
  return [
    [metricName(change.metric)],
    ...keys.map((key) => labelCell(key, change.labels, references)),
    [decided ? { kind: 'strong', text: change.verdict } : text(change.verdict)],
    [piece(printed(fact, 'percent'))],
    [piece(printed(fact, 'bounds', '%'))],
    [text(change.shape)],
    [piece(printed(references.factOf(change.baseline), 'value'), change.baseline)],
    [piece(printed(references.factOf(change.candidate), 'value'), change.candidate)],
    [{ kind: 'reference', id: evidence }],
  ];
}

/** Chapter 4, section 5: one row per series that has a baseline. */
export function changesSection(report: Report, references: References): Section {
  const id = 'changes-since-the-baseline';
  const title = 'Changes since the baseline';
  if (report.changes.length === 0) {
    const nothing = 'This report does not compare runs.';
    return section(id, title, [{ kind: 'paragraph', content: [text(nothing)] }]);
  }
  const { constants, keys } = splitLabels(report.changes.map((change) => change.labels));
  const column = (words: string, align: Column['align'] = 'left'): Column => ({ head: [text(words)], align });
  return section(id, title, [
    ...(Object.keys(constants).length > 0
      ? [{ kind: 'paragraph', content: [text('Same in every row: '), ...labelPairs(constants), text('.')] } as const]
      : []),
    {
      kind: 'table',
      caption: [text(title)],
      columns: [
        column('metric'),
        ...keys.map((key): Column => ({ head: [code(key)], align: 'left' })),
        column('verdict'),
        column('change', 'right'),
        { head: [number(95, 'method'), text(' % interval')], align: 'right' },
        column('shape'),
        column('baseline', 'right'),
        column('candidate', 'right'),
        column('ref'),
      ],
      rows: report.changes.map((change) => changeRow(change, keys, references)),
    },
  ]);
}
