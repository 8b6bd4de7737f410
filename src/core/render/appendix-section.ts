import type { Narrative, Report } from '../../contracts/report.ts';
import type { Block, Column, Inline, Section } from './document.ts';
import { code, joined, number, section, text, time } from './inline.ts';
import { optionPairs } from './option-pairs.ts';

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

/** A duration or rate of the run itself: one decimal is more than it is good for, and stays stable to read. What a server does not tell is null. */
function measured(value: number | null): Inline[] {
  return [value === null ? text('–') : number(value.toFixed(1), 'run')];
}

function counted(value: number | null): Inline[] {
  return [value === null ? text('–') : number(value, 'run')];
}

/** What the head of a report of other agents holds, in a line each. */
function making({ generatedAt, root, directory, narrative, verdict }: Report): Section {
  const { agents } = narrative;
  const names = (own: readonly string[]) =>
    own.length === 0
      ? [text('none')]
      : joined(
          own.map((name) => [code(name)]),
          ', ',
        );
  const configurations = agents.map(({ options }) =>
    joined(
      optionPairs(options).map((pair) => [code(pair)]),
      ', ',
    ),
  );
  const entries: Inline[][] = [
    [text('Date: '), ...time(generatedAt)],
    [text('Directory: '), code(directory), text(' of root '), code(root)],
    [text('Verdict: '), text(verdict)],
    [text('Agent type: '), ...names(agents.map(({ label }) => label))],
    [text('Model: '), ...names([...new Set(agents.map(({ model }) => model))])],
    ...(configurations.length === 0 ? [] : [[text('Configuration: '), ...joined(configurations, '; ')]]),
  ];
  return section('making', 'This report', [{ kind: 'list', ordered: false, entries }]);
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
      [text(call.stage)],
      [text(call.outcome)],
      measured(call.tokensPerSecond),
      measured(call.timeToFirstTokenMs),
      measured(call.totalMs),
      counted(call.promptTokens),
      counted(call.tokensGenerated),
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
            column('outcome'),
            column('throughput (tokens/s)', 'right'),
            column('TTFT (ms)', 'right'),
            column('total (ms)', 'right'),
            column('prompt tokens', 'right'),
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
  const entries = agents.map(({ id, label, persona, provider, model, digest, options }) => [
    code(label),
    text(` (${id}, ${provider}), model `),
    code(model),
    ...(digest === null ? [] : [text(', digest '), code(digest)]),
    text(', '),
    ...joined(
      optionPairs(options).map((pair) => [code(pair)]),
      ', ',
    ),
    text('; persona: '),
    code(persona),
  ]);
  return section('agents', 'Agents', [
    entries.length === 0
      ? { kind: 'paragraph', content: [text('None: the sentences are filled from the facts by fixed rules.')] }
      : { kind: 'list', ordered: false, entries },
  ]);
}

/** How the page came about, and how it differs from what the program would have said. */
function planning({ level, reason, difference, answered }: Narrative): Section[] {
  if (level === 'L0' && reason === '') return [];
  const paragraphs: Inline[][] = [
    [
      text(
        level === 'L1'
          ? 'The plan of this page is that of the model; every sentence is one of the program.'
          : 'The plan of this page is that of the program.',
      ),
    ],
    ...(reason === '' ? [] : [[text(`Why: ${reason}.`)]]),
    ...(difference.length === 0 ? [] : [[text(difference.join(' '))]]),
    ...(answered?.concurrency ? [concurrencyContent(answered.concurrency)] : []),
  ];
  return [
    section(
      'planning',
      'Plan of the page',
      paragraphs.map((content) => ({ kind: 'paragraph', content })),
    ),
  ];
}

/** Agents that are asked side by side: efficiency is the speed-up of each. */
const AGENT_COUNT = 2;

/** What it brought to ask two servers side by side. */
function concurrencyContent({ wallMs, sequentialMs }: NonNullable<NonNullable<Narrative['answered']>['concurrency']>): Inline[] {
  const speedUp = sequentialMs / wallMs;
  return [
    text('The agents were asked side by side: '),
    ...measured(wallMs),
    text(' ms, one after the other '),
    ...measured(sequentialMs),
    text(' ms; speed-up '),
    number(speedUp.toFixed(2), 'run'),
    text(', efficiency '),
    number((speedUp / AGENT_COUNT).toFixed(2), 'run'),
    text('.'),
  ];
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
    'Appendix: how this was made',
    [],
    [
      making(report),
      workflow(report),
      ...planning(narrative),
      modelCalls(narrative),
      agentList(narrative),
      verification(narrative, counted),
    ],
  );
}
