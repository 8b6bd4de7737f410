import type { Change, Report } from '../../contracts/report.ts';
import type { Block, Column, Inline, Section } from './document.ts';
import { code, joined, labelPairs, metricName, number, section, text } from './inline.ts';
import { splitLabels } from './performance-section.ts';
import { labelCell, printed, type References } from './references.ts';

/** Runs that are named one by one; of more, the first and the last. */
const RUN_COUNT_MAX = 8;

function changeRow(change: Change, keys: readonly string[], references: References): Inline[][] {
  const evidence = references.citeSeries([change.fact, change.baseline, change.candidate]);
  const piece = (shown: string, fact = change.fact): Inline => ({ kind: 'figure', text: shown, fact, evidence, cited: false });
  const fact = { ...references.factOf(change.fact), value: change.relativeChange, interval: change.interval };
  const decided = change.verdict === 'regressed' || change.verdict === 'improved';
  const shape = [change.status, change.shape].filter((word) => word !== undefined).join(' ');
  return [
    [metricName(change.metric)],
    ...keys.map((key) => labelCell(key, change.labels, references)),
    [decided ? { kind: 'strong', text: change.verdict } : text(change.verdict)],
    [piece(printed(fact, 'percent'))],
    [change.interval === undefined ? text('–') : piece(printed(fact, 'bounds', '%'))],
    [text(shape === '' ? '–' : shape), ...(change.since === undefined ? [] : [text(' since '), code(change.since)])],
    [piece(printed(references.factOf(change.baseline), 'value'), change.baseline)],
    [piece(printed(references.factOf(change.candidate), 'value'), change.candidate)],
    [{ kind: 'reference', id: evidence }],
  ];
}

/** The runs in their order, and what says when each was made. */
function runsBlock({ history }: Report): Block[] {
  if (history === undefined) return [];
  const { runs } = history;
  const named = runs.length <= RUN_COUNT_MAX ? runs : [runs[0]!, runs.at(-1)!];
  const sources = [...new Set(runs.map(({ from }) => SOURCES[from]))];
  return [
    {
      kind: 'paragraph',
      content: [
        text('Runs in the order of '),
        text(sources.join(' and ')),
        text(': '),
        ...joined(
          named.map(({ name }) => [code(name)]),
          runs.length <= RUN_COUNT_MAX ? ', ' : ' to ',
        ),
        text('. The last one is held against those before it.'),
      ],
    },
  ];
}

const SOURCES = {
  column: 'a column of the files',
  document: 'the times that the files state',
  path: 'the time stamps of their names',
  modified: 'the times of the files, which copying may have changed',
  number: 'their numbers, since nothing says when they were made',
} as const;

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
    ...runsBlock(report),
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
