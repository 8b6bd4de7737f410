import type { Config } from '../config.ts';
import { costOf } from '../edges/narration/narrate-job.ts';
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
    narrative?.status === 'pending' ? [{ directory, brief: narrative.brief }] : [],
  );
  const endMs = performance.now() + patienceMs;
  const told: string[] = [];
  try {
    for (const [index, { directory, brief }] of untold.entries()) {
      const step = `asking models about report ${index + 1} of ${untold.length}`;
      if (service.kept(brief) === null) {
        const closed = await openGate(service.gate, endMs, step, context);
        if (closed !== null) {
          context.note(
            `${untold.length - index} of ${untold.length} reports stand without a narrative: no model is asked now, ${closed.reason}`,
          );
          break;
        }
        context.progress(`${step}: ${quoted(directory)}`);
        const { calls, seconds, promptTokens, tokensGenerated, followed, reason } = costOf(await service.ask(brief, context.signal));
        const came = followed ? 'the plan of the model is followed' : `the plan of the program stands: ${reason}`;
        context.progress('');
        context.note(`${quoted(directory)}: ${calls} calls, ${seconds} s, ${promptTokens} + ${tokensGenerated} tokens; ${came}`);
      }
      told.push(directory);
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof AppError || error instanceof NotQuiet)) throw error;
    context.note(`reports stand without a narrative: ${error.message}`);
  } finally {
    context.progress('');
  }
  return told;
}
