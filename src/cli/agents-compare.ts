import type { ModelQuestion } from '../contracts/narration.ts';
import { insightQuestion, viewOf } from '../core/narrate/question.ts';
import type { ModelOptions, ModelServer } from '../edges/models/model-server.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import { AppError } from '../errors.ts';
import { reportsAside } from './briefs.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { openGate } from './open-gate.ts';
import { type Answered, type Difference, difference, type SideBySide, sideBySide } from './side-by-side.ts';
import { patienceOf } from './tell-reports.ts';

/**
 * - `baseline-vs-tuned`: the insight agent with the defaults of its server, and as it is configured, one after the other.
 * - `homogeneous`: the insight agent twice, on the servers of both agents, each alone and side by side.
 * - `heterogeneous`: both agents as they are configured, each alone and side by side.
 */
export const SCENARIOS = ['baseline-vs-tuned', 'homogeneous', 'heterogeneous'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface CompareOptions extends SharedOptions {
  readonly scenario: Scenario;
  readonly repeats: number;
  readonly json?: boolean;
}

/** One configuration of an agent. */
interface Contestant {
  readonly name: string;
  readonly server: ModelServer;
  readonly model: string;
  readonly options: ModelOptions;
  readonly persona: string;
}

interface Outcome {
  readonly difference: Difference;
  readonly sideBySide: SideBySide | null;
}

const KEEP_ALIVE_MS = 60_000;

/**
 * `agents compare DIR`: puts the same question, made from the report of DIR, to two configurations of agents, and tells how they differ. Each
 * answers once before anything is measured, so that no load of a model is in it. The content of the answers does not matter here.
 *
 * @returns 0; 2 when there is nothing to ask about.
 * @throws AppError `NARRATOR_UNREACHABLE` also while no model may be asked.
 */
export async function compareAgents(directory: string, options: CompareOptions, context: CliContext): Promise<ExitCode> {
  const config = await commandConfig(context, options, [directory]);
  const service = await context.openNarration(config, () => undefined);
  if (service === null) throw new AppError('CONFIG_INVALID', '\n  narrator: no agents are configured; set narrator.agents.insight.model');
  const aside = await reportsAside(config, service, context);
  try {
    const report = aside.briefed[0];
    if (report === undefined) {
      context.note('the reports of this directory have too few findings to ask about');
      return 2;
    }
    const view = viewOf(report.brief.cards, false);
    const questionFor = (persona: string) => insightQuestion(view, persona, [], 'insight', null);
    const pair = contestants(options.scenario, service);
    const endMs = performance.now() + patienceOf(config);
    const closed = await openGate(service.gate, endMs, 'comparing agents', context);
    if (closed !== null) throw new AppError('NARRATOR_UNREACHABLE', `no model is asked now: ${closed.reason}`);
    const outcome = await service.gate.whileOpen(context.signal, (signal) => measure(pair, questionFor, options, context, signal));
    context.progress('');
    const names = pair.map(({ name }) => name);
    const { scenario, repeats } = options;
    if (options.json) context.printText(JSON.stringify({ scenario, repeats, names, ...outcome }, null, 2));
    else for (const line of inWords(names, options, outcome)) context.print(line);
    return 0;
  } finally {
    await aside.close();
  }
}

function contestants(scenario: Scenario, { agents, servers }: NarrationService): readonly [Contestant, Contestant] {
  const { collector, insight } = agents;
  const one = (name: string, id: 'collector' | 'insight', { model, options, persona }: typeof insight): Contestant => {
    return { name, server: servers[id], model, options, persona };
  };
  if (scenario === 'baseline-vs-tuned') {
    return [one('baseline', 'insight', { ...insight, options: {} }), one('tuned', 'insight', insight)];
  }
  if (scenario === 'homogeneous') return [one('first', 'collector', insight), one('second', 'insight', insight)];
  return [one(collector.label, 'collector', collector), one(insight.label, 'insight', insight)];
}

async function measure(
  pair: readonly [Contestant, Contestant],
  questionFor: (persona: string) => ModelQuestion,
  { scenario, repeats }: CompareOptions,
  { progress }: Pick<CliContext, 'progress'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const ask = (contestant: Contestant) => answer(contestant, questionFor(contestant.persona), signal);
  const alone: [Answered, Answered][] = [];
  const together: { calls: [Answered, Answered]; wallMs: number }[] = [];
  try {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      progress(`comparing agents: repetition ${repeat + 1} of ${repeats}`);
      const turns: [Answered | null, Answered | null] = [null, null];
      // In turn first, so that what changes with time falls on both alike.
      for (const which of repeat % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        await ask(pair[which]);
        turns[which] = await ask(pair[which]);
      }
      alone.push([turns[0]!, turns[1]!]);
      if (scenario === 'baseline-vs-tuned') continue;
      await Promise.all(pair.map(ask));
      const startMs = performance.now();
      const [first, second] = await Promise.all([ask(pair[0]), ask(pair[1])]);
      together.push({ calls: [first, second], wallMs: performance.now() - startMs });
    }
    return { difference: difference(alone), sideBySide: together.length === 0 ? null : sideBySide({ alone, together }) };
  } finally {
    for (const { server, model } of pair) await server.unload(model, AbortSignal.timeout(10_000));
  }
}

async function answer({ server, model, options }: Contestant, question: ModelQuestion, signal: AbortSignal): Promise<Answered> {
  const described = await server.describe(model, options, signal);
  const thinks = described.kind === 'described' && described.thinks;
  const reply = await server.ask(model, options, question, { thinks, keepAliveMs: KEEP_ALIVE_MS }, signal);
  signal.throwIfAborted();
  if (reply.kind === 'failed') throw new AppError('NARRATOR_UNREACHABLE', reply.message);
  return reply.call;
}

function inWords(
  names: readonly string[],
  { scenario, repeats }: CompareOptions,
  { difference: differs, sideBySide: beside }: Outcome,
): string[] {
  const value = (number: number | null, unit: string) => (number === null ? 'not told' : `${number.toFixed(1)} ${unit}`);
  const change = (ratio: number | null) => (ratio === null ? '' : ` (${ratio >= 0 ? '+' : ''}${(100 * ratio).toFixed(1)} %)`);
  const row = (what: string, values: readonly (number | null)[], unit: string, ratio: number | null) =>
    `${what}: ${names.map((name, index) => `${name} ${value(values[index] ?? null, unit)}`).join(', ')}${change(ratio)}`;
  const lines = [
    `${scenario}, medians of ${repeats} repetitions, models loaded:`,
    row('  throughput', differs.tokensPerSecond, 'tokens/s', differs.throughputChange),
    row('  time to first token', differs.timeToFirstTokenMs, 'ms', differs.timeToFirstTokenChange),
  ];
  if (beside === null) return lines;
  const slower = beside.slowdown.map((ratio, index) => `${names[index]} ${ratio.toFixed(2)} x`).join(', ');
  return [
    ...lines,
    `  one after the other ${value(beside.sequentialMs, 'ms')}, side by side ${value(beside.wallMs, 'ms')}: speed-up ${beside.speedUp.toFixed(2)}, efficiency ${beside.efficiency.toFixed(2)}`,
    `  contention: ${beside.contention} (time beside the other against alone: ${slower})`,
  ];
}
