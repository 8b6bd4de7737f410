import type { Config } from '../config.ts';
import type { CommentaryBrief } from '../contracts/commentary.ts';
import type { Brief } from '../contracts/narration.ts';
import { costOf, costOfAnswer } from '../edges/narration/narrate-job.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import { NotQuiet } from '../edges/narration/quiet-gate.ts';
import type { RefreshOutcome } from '../edges/refresh/refresh-pool.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../metrics/quotation.ts';
import type { CliContext } from './context.ts';
import { openGate } from './open-gate.ts';

/** Beyond the time that nothing must have been written, a model is waited for this long: a GPU comes to rest, another model is unloaded. */
const PATIENCE_MS = 30_000;

/** How long a command waits until a model may be asked. */
export function patienceOf({ narrator }: Pick<Config, 'narrator'>): number {
  return (narrator?.quiet.afterWriteMs ?? 0) + PATIENCE_MS;
}

/**
 * Asks models about reports that are still to be told, one after the other, and keeps the answers. What speaks against asking is waited for
 * while it may pass soon, no longer than `patienceMs` in all; then, or when a server gives no answer, the reports stand as they are.
 *
 * @returns the directories whose reports are to be made again.
 */
export async function tellReports(
  service: NarrationService,
  outcomes: readonly RefreshOutcome[],
  patienceMs: number,
  context: Pick<CliContext, 'note' | 'progress' | 'signal'>,
): Promise<string[]> {
  const untold = outcomes.flatMap(({ directory, narrative }) =>
    narrative?.status === 'pending' ? [{ directory, ...narrative.questions }] : [],
  );
  const endMs = performance.now() + patienceMs;
  const told: string[] = [];
  try {
    for (const [index, { directory, plan, commentary }] of untold.entries()) {
      const step = `asking models about report ${index + 1} of ${untold.length}`;
      for (const ask of [plan && askPlan(service, plan), commentary && askCommentary(service, commentary)]) {
        if (!ask) continue;
        if (!ask.isKept()) {
          const closed = await openGate(service.gate, endMs, step, context);
          if (closed !== null) {
            context.note(
              `${untold.length - index} of ${untold.length} reports stand without a narrative: no model is asked now, ${closed.reason}`,
            );
            return told;
          }
          context.progress(`${step}: ${quoted(directory)}`);
          const came = await ask.asked(context.signal);
          context.progress('');
          context.note(`${quoted(directory)}: ${came}`);
        }
        // What was answered is told, also where the next question has to wait.
        if (told.at(-1) !== directory) told.push(directory);
      }
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof AppError || error instanceof NotQuiet)) throw error;
    context.note(`reports stand without a narrative: ${error.message}`);
  } finally {
    context.progress('');
  }
  return told;
}

/** A question to models about a report. */
interface Asking {
  isKept(): boolean;
  /** @returns what it took and what came of it, in words. */
  asked(signal: AbortSignal): Promise<string>;
}

function costText({ calls, seconds, promptTokens, tokensGenerated }: ReturnType<typeof costOfAnswer>): string {
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, ${seconds} s, ${promptTokens} + ${tokensGenerated} tokens`;
}

function askPlan(service: NarrationService, brief: Brief): Asking {
  return {
    isKept: () => service.kept(brief) !== null,
    async asked(signal) {
      const { followed, reason, ...cost } = costOf(await service.ask(brief, signal));
      return `${costText(cost)}; ${followed ? 'the plan of the model is followed' : `the plan of the program stands: ${reason}`}`;
    },
  };
}

function askCommentary(service: NarrationService, brief: CommentaryBrief): Asking {
  return {
    isKept: () => service.keptCommentary(brief) !== null,
    async asked(signal) {
      const { reason, ...cost } = costOfAnswer(await service.comment(brief, signal));
      return `${costText(cost)}; ${reason === undefined ? 'a commentary was written' : `no commentary: ${reason}`}`;
    },
  };
}
