import type { NarrateReportJob } from '../../contracts/job.ts';
import type { Narration } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import type { MadeNarrative } from '../refresh/task.ts';
import type { NarrationService } from './narration-service.ts';
import { NotQuiet } from './quiet-gate.ts';

/** The part of a pino logger used here. */
interface NarrationLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface NarrateWorkDeps {
  readonly service: NarrationService;
  /** Whether the report tells of the present inputs, and agents are still to be asked about it. */
  readonly isUntold: (job: NarrateReportJob) => Promise<boolean>;
  /** Makes the report anew and puts it in place, with what agents have answered by now; null where there is none, or its inputs have changed. */
  readonly refresh: (job: NarrateReportJob, signal: AbortSignal) => Promise<MadeNarrative | null>;
  readonly log: NarrationLog;
}

/**
 * The work of a narrate job: waits until a model may be asked, asks about the report as it is then, keeps the answer, and publishes the report
 * that follows it. Broken off at any moment it has cost the answer only: the report says of itself that it is still to be told, and the sweep
 * queues it again. So a server that fails, and a machine that is no longer quiet, are no failures of the job.
 */
export function narrateWork({ service, isUntold, refresh, log }: NarrateWorkDeps) {
  return async (job: NarrateReportJob, signal: AbortSignal): Promise<void> => {
    if (!(await isUntold(job))) {
      log.debug({ event: 'narration.skipped', ...job }, 'there is nothing to ask');
      return;
    }
    await service.gate.opened(signal);
    // The wait may have been long.
    if (!(await isUntold(job))) return;
    const made = await refresh(job, signal);
    if (made?.status !== 'pending') return;
    try {
      const narration = await service.ask(made.brief, signal);
      log.info({ event: 'narration.finished', ...job, ...costOf(narration), hour: service.budget.spent() }, 'models were asked');
    } catch (err) {
      if (err instanceof NotQuiet) {
        log.info({ event: 'narration.interrupted', ...job, reason: err.message }, 'a call was broken off');
        return;
      }
      if (!(err instanceof AppError) || signal.aborted) throw err;
      log.warn({ event: 'narration.postponed', ...job, err }, 'models could not be asked, the report stands without them');
      return;
    }
    await refresh(job, signal);
  };
}

/** What a narration came to and what it took, for the log. */
export function costOf({ agents, inventory, insight, reason, concurrency }: Narration) {
  const calls = agents.flatMap((agent) => agent.calls);
  const tokens = (field: 'promptTokens' | 'tokensGenerated') => calls.reduce((sum, call) => sum + (call[field] ?? 0), 0);
  return {
    followed: inventory !== null || insight !== null,
    ...(reason === '' ? {} : { reason }),
    calls: calls.length,
    seconds: Math.round(calls.reduce((sum, { totalMs }) => sum + totalMs, 0) / 100) / 10,
    promptTokens: tokens('promptTokens'),
    tokensGenerated: tokens('tokensGenerated'),
    ...(concurrency === null ? {} : { concurrency }),
  };
}
