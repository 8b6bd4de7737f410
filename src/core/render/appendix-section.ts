import type { Narrative, Report } from '../../contracts/report.ts';
import type { Block, Column, Inline, Section } from './document.ts';
import { optionPairs } from './header.ts';
import { code, joined, number, section, text } from './inline.ts';

const column = (words: string, align: Column['align'] = 'left'): Column => ({ head: [text(words)], align });

const STAGES: readonly (readonly [label: string, key: keyof Report['timings']])[] = [
  ['read', 'readMs'],
  ['parse', 'parseMs'],
  ['aggregate', 'aggregateMs'],
  ['compare', 'compareMs'],
  ['narrate', 'narrateMs'],
  ['render', 'renderMs'],
  ['total', 'totalMs'],
];

/** A duration or rate of the run itself: one decimal is more than it is good for, and stays stable to read. */
function measured(value: number): Inline[] {
  return [number(value.toFixed(1), 'run')];
}

function workflow(report: Report): Section {
  return section('workflow', 'Workflow', [
    {
      kind: 'table',
      caption: [text('Duration of each stage')],
      columns: [column('stage'), column('duration (ms)', 'right')],
      rows: STAGES.map(([label, key]) => [[text(label)], measured(report.timings[key])]),
    },
  ]);
}

function modelCalls({ agents }: Narrative): Section {
  const rows = agents.flatMap(({ label, calls }) =>
    calls.map((call) => [
      [code(label)],
      [code(call.stage)],
      measured(call.tokensPerSecond),
      measured(call.timeToFirstTokenMs),
      measured(call.totalMs),
      [number(call.tokensGenerated, 'run')],
      measured(call.promptEvalMs),
      measured(call.evalMs),
      measured(call.loadMs),
    ]),
  );
  const blocks: Block[] = [
    rows.length === 0
      ? { kind: 'paragraph', content: [text('No model was called.')] }
      : {
          kind: 'table',
          caption: [text('Model calls for this report')],
          columns: [
            column('agent'),
            column('stage'),
            column('throughput (tokens/s)', 'right'),
            column('TTFT (ms)', 'right'),
            column('total (ms)', 'right'),
            column('tokens', 'right'),
            column('prompt eval (ms)', 'right'),
            column('eval (ms)', 'right'),
            column('load (ms)', 'right'),
          ],
          rows,
        },
  ];
  return section('generation-metrics', 'Generation metrics', blocks);
}

function agentList({ agents }: Narrative): Section {
  const entries = agents.map(({ id, label, model, options }) => [
    code(label),
    text(' ('),
    code(id),
    text('), model '),
    code(model),
    text(', '),
    ...joined(
      optionPairs(options).map((pair) => [code(pair)]),
      ', ',
    ),
  ]);
  return section('agents', 'Agents', [
    entries.length === 0
      ? { kind: 'paragraph', content: [text('None: the sentences are filled from the facts by fixed rules.')] }
      : { kind: 'list', ordered: false, entries },
  ]);
}

function verification({ rejected }: Narrative, { numbersInText, numbersTraced }: Report['verification']): Section {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      content: [
        text('Numbers in the text: '),
        number(numbersInText, 'run'),
        text(', of which traced to a fact or a count: '),
        number(numbersTraced, 'run'),
        text('.'),
      ],
    },
  ];
  if (rejected.length > 0)
    blocks.push({
      kind: 'table',
      caption: [text('Sentences that were dropped, and why')],
      columns: [column('dropped sentence'), column('reason')],
      rows: rejected.map(({ text: words, reason }) => [[code(words)], [code(reason)]]),
    });
  return section('verification', 'Verification', blocks);
}

/**
 * Chapter 4, section 9, without the evidence, which each serialisation lays out in its own way.
 *
 * @param counted the numbers of the whole text, those that this section states of it included.
 */
export function appendixSection(report: Report, counted: Report['verification']): Section {
  const { narrative } = report;
  return section(
    'appendix',
    'Appendix',
    [],
    [workflow(report), modelCalls(narrative), agentList(narrative), verification(narrative, counted)],
  );
}
