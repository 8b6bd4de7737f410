import type { Change, Report } from '../../contracts/report.ts';
import { tableLine } from './analysis-table.ts';
import type { Block, Column, Inline, Section } from './document.ts';
import { code, joined, labelPairs, leadingLabels, metricName, number, section, text } from './inline.ts';
import { lineBelow } from './page-table-block.ts';
import { splitLabels } from './performance-section.ts';
import { labelCell, printed, type References } from './references.ts';

/** Runs that are named one by one; of more, the first and the last. */
const RUN_COUNT_MAX = 8;

function changeRow(change: Change, keys: readonly string[], evidence: string, references: References): Inline[][] {
  const piece = (shown: string, fact = change.fact): Inline => ({ kind: 'figure', text: shown, fact, evidence });
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
  ];
}

/** The fewest keys that tell rows apart: a quantization that follows from the model is left out. */
function tellingKeys(rows: readonly Change['labels'][], keys: readonly string[]): string[] {
  const distinct = (own: readonly string[]) => new Set(rows.map((labels) => JSON.stringify(own.map((key) => labels[key] ?? null)))).size;
  const told: string[] = [];
  for (const key of keys) if (distinct(told.concat(key)) > distinct(told)) told.push(key);
  return told;
}

/** The table of the page where something changed: what got worse first, before and now, by how much, since when. Null where nothing did. */
export function changesTable(report: Report, references: References): Block[] | null {
  const byFact = new Map(report.changes.map((change) => [change.fact, change]));
  const changes = report.page.changes.flatMap((id) => byFact.get(id) ?? []);
  if (changes.length === 0) return null;
  const decided = report.changes.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
  const { constants, keys: varying } = splitLabels(changes.map(({ labels }) => labels));
  const keys = tellingKeys(
    changes.map(({ labels }) => labels),
    varying,
  );
  const evidence = references.cite(
    changes.flatMap(({ fact, baseline, candidate }) => [fact, baseline, candidate]),
    'table',
  );
  const figure = (id: string, shown: string): Inline => ({ kind: 'figure', text: shown, fact: id, evidence });
  const isOneMetric = new Set(changes.map(({ metric }) => metric)).size === 1;
  const rows = changes.map((change): Inline[][] => {
    const fact = { ...references.factOf(change.fact), value: change.relativeChange, interval: change.interval };
    const bounds = change.interval === undefined ? [] : [text(' ('), figure(change.fact, printed(fact, 'bounds', '%')), text(')')];
    return [
      ...(isOneMetric ? [] : [[metricName(change.metric)]]),
      ...keys.map((key) => labelCell(key, change.labels, references)),
      [figure(change.baseline, printed(references.factOf(change.baseline), 'value'))],
      [figure(change.candidate, printed(references.factOf(change.candidate), 'value'))],
      [figure(change.fact, printed(fact, 'percent')), ...bounds],
      [text(change.status ?? change.verdict), ...(change.since === undefined ? [] : [text(' since '), code(change.since)])],
    ];
  });
  const column = (words: string, align: Column['align'] = 'right'): Column => ({ head: [text(words)], align });
  const about = [isOneMetric ? [metricName(changes[0]!.metric)] : [], labelPairs(leadingLabels(constants))].filter(
    ({ length }) => length > 0,
  );
  const more = decided.length > changes.length ? [[text('The first ones; there are more.')]] : [];
  return [
    {
      kind: 'table',
      caption: [text('What changed')],
      columns: [
        ...(isOneMetric ? [] : [column('metric', 'left')]),
        ...keys.map((key): Column => ({ head: [code(key)], align: 'left' })),
        column('before'),
        column('now'),
        column('change'),
        column('state', 'left'),
      ],
      rows,
    },
    { kind: 'paragraph', content: lineBelow([...(about.length > 0 ? [[...joined(about, '; '), text('.')]] : []), ...more], evidence) },
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
  const same = Object.keys(constants).length === 0 ? [] : [text('Same in every row: '), ...labelPairs(constants), text('.')];
  const evidence = references.cite(
    report.changes.flatMap((change) => [change.fact, change.baseline, change.candidate]),
    'table',
  );
  const column = (words: string, align: Column['align'] = 'left'): Column => ({ head: [text(words)], align });
  return section(id, title, [
    ...runsBlock(report),
    { kind: 'paragraph', content: tableLine([same], evidence) },
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
      ],
      rows: report.changes.map((change) => changeRow(change, keys, evidence, references)),
    },
  ]);
}
