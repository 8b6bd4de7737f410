import type { Config } from '../config.ts';
import { agentsOf } from '../config-narrator.ts';
import type { Narration } from '../contracts/narration.ts';
import { costOf } from '../edges/narration/narrate-job.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../metrics/quotation.ts';
import { type BriefedReport, reportsAside } from './briefs.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { openGate } from './open-gate.ts';
import { patienceOf } from './tell-reports.ts';

export interface QualifyOptions extends SharedOptions {
  /** Directories of benchmark results. Default: the roots of the configuration. */
  readonly in?: readonly string[];
  readonly json?: boolean;
}

/** What came of one report. */
interface Trial {
  readonly root: string;
  readonly directory: string;
  readonly level: 'L0' | 'L1';
  /** Answers that could be used, of all that were given. */
  readonly valid: number;
  readonly calls: number;
  /** What was the same when it was asked again with the cards reversed. */
  readonly kept: { readonly inventory: boolean; readonly insight: boolean };
  /** How the plan differs from that of the program; empty where it is the same, or none was earned. */
  readonly difference: readonly string[];
  readonly reason: string;
  readonly promptTokens: number;
  readonly tokensGenerated: number;
  readonly seconds: number;
}

/**
 * `narrator qualify [MODEL]`: asks a model about your own results, as `report` would, and tells what it is good for. No report is written;
 * answers are kept, so that a report that follows needs no call.
 *
 * @returns 0 when the model earned its plan in at least half of the reports, 1 when it did not, 2 when there is nothing to choose in any.
 */
export async function qualify(model: string | undefined, options: QualifyOptions, context: CliContext): Promise<ExitCode> {
  const config = await configFor(model, options, context);
  const service = (await context.openNarration(config, () => undefined))!;
  const aside = await reportsAside(config, service, context);
  try {
    if (aside.briefed.length === 0) {
      context.note('no report here has enough findings for a choice: name other directories with --in');
      return 2;
    }
    const trials: Trial[] = [];
    for (const [index, report] of aside.briefed.entries()) {
      const step = `report ${index + 1} of ${aside.briefed.length}`;
      const closed = await openGate(service.gate, performance.now() + patienceOf(config), step, context);
      if (closed !== null) {
        context.note(`stopped after ${index} of ${aside.briefed.length} reports: no model is asked now, ${closed.reason}`);
        break;
      }
      context.progress(`${step}: ${quoted(report.directory)}`);
      const narration = await service.ask(report.brief, context.signal);
      const { level, difference } = await aside.narrativeWith(report, narration);
      trials.push(trialOf(report, narration, level, difference));
      context.progress('');
      if (!options.json) context.print(inWords(trials.at(-1)!));
    }
    if (trials.length === 0) return 3;
    const { insight, collector } = agentsOf(config.narrator!);
    const verdict = verdictOf([...new Set([insight.model, collector.model])], trials);
    if (options.json) context.printText(JSON.stringify({ models: verdict.models, trials }, null, 2));
    else context.print(verdict.text);
    return verdict.isEarned ? 0 : 1;
  } finally {
    await aside.close();
  }
}

/** MODEL stands in for that of both agents, with their servers and options. */
async function configFor(model: string | undefined, options: QualifyOptions, context: CliContext): Promise<Config> {
  const named = model === undefined ? [] : [`narrator.agents.insight.model=${JSON.stringify(model)}`];
  const config = await commandConfig(context, { ...options, set: [...(options.set ?? []), ...named] }, options.in ?? []);
  const { narrator } = config;
  if (narrator === undefined) {
    throw new AppError('CONFIG_INVALID', '\n  narrator: no model is configured; name one, or set narrator.agents.insight.model');
  }
  if (config.roots.length === 0) throw new AppError('CONFIG_INVALID', '\n  roots: none; name directories of your results with --in');
  const { collector, insight } = narrator.agents;
  if (model === undefined || collector === undefined) return config;
  return { ...config, narrator: { ...narrator, agents: { insight, collector: { ...collector, model } } } };
}

function trialOf({ root, directory }: BriefedReport, narration: Narration, level: Trial['level'], difference: readonly string[]): Trial {
  const { calls, seconds, promptTokens, tokensGenerated } = costOf(narration);
  const valid = narration.agents.flatMap((agent) => agent.calls).filter(({ outcome }) => outcome === 'kept').length;
  const kept = { inventory: narration.inventory !== null, insight: narration.insight !== null };
  const came = { valid, calls, kept, difference, reason: narration.reason };
  return { root: root.id, directory, level, ...came, promptTokens, tokensGenerated, seconds };
}

function inWords({
  root,
  directory,
  level,
  valid,
  calls,
  kept,
  difference,
  reason,
  promptTokens,
  tokensGenerated,
  seconds,
}: Trial): string {
  const place = quoted(directory === '.' ? root : `${root}/${directory}`);
  const swap = kept.insight ? 'its choice did not depend on the order of the cards' : reason;
  const plan = level === 'L0' || difference.length === 0 ? [] : [difference.join(' ').replace(/\.$/, '')];
  const cost = `${promptTokens} + ${tokensGenerated} tokens, ${seconds} s`;
  return `${place}: ${level}; ${[`${valid} of ${calls} answers valid`, swap, ...plan, cost].join('; ')}`;
}

function verdictOf(models: readonly string[], trials: readonly Trial[]) {
  const count = (is: (trial: Trial) => boolean) => trials.filter(is).length;
  const sum = (field: 'valid' | 'calls' | 'promptTokens' | 'tokensGenerated' | 'seconds') =>
    trials.reduce((total, trial) => total + trial[field], 0);
  const earned = count(({ level }) => level === 'L1');
  const isEarned = 2 * earned >= trials.length;
  const of = `of ${trials.length}`;
  const swap = `inventory ${count(({ kept }) => kept.inventory)} ${of}, insight ${count(({ kept }) => kept.insight)} ${of}`;
  const cost = `${sum('promptTokens')} + ${sum('tokensGenerated')} tokens, ${sum('seconds').toFixed(1)} s`;
  const text =
    `${models.join(' and ')}: ${isEarned ? 'may write your reports' : 'leaves your reports to the program'}: L1 in ${earned} ${of} reports; ` +
    `${sum('valid')} of ${sum('calls')} answers valid; same choice with the cards reversed: ${swap}; ${cost}`;
  return { models, isEarned, text };
}
