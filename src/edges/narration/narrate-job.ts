import type { CommentaryAnswer } from '../../contracts/commentary.ts';
import type { NarrateReportJob } from '../../contracts/job.ts';
import type { Narration } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import type { MadeNarrative, OpenQuestions } from '../refresh/task.ts';
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
  /** Asks one question. @returns whether an answer was kept. */
  async function asked(
    { plan, commentary }: OpenQuestions,
    kind: keyof OpenQuestions,
    job: NarrateReportJob,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      if (kind === 'plan') {
        const narration = await service.ask(plan!, signal);
        log.info({ event: 'narration.finished', ...job, ...costOf(narration), hour: service.budget.spent() }, 'models were asked');
      } else {
        await service.gate.opened(signal);
        const answer = await service.comment(commentary!, signal);
        log.info({ event: 'commentary.finished', ...job, ...costOfAnswer(answer), hour: service.budget.spent() }, 'a model has commented');
      }
      return true;
    } catch (err) {
      if (err instanceof NotQuiet) {
        log.info({ event: 'narration.interrupted', ...job, reason: err.message }, 'a call was broken off');
        return false;
      }
      if (!(err instanceof AppError) || signal.aborted) throw err;
      log.warn({ event: 'narration.postponed', ...job, err }, 'models could not be asked, the report stands without them');
      return false;
    }
  }

  return async (job: NarrateReportJob, signal: AbortSignal): Promise<void> => {
    if (!(await isUntold(job))) {
      log.debug({ event: 'narration.skipped', ...job }, 'there is nothing to ask');
      return;
    }
    await service.gate.opened(signal);
    // The wait may have been long.
    if (!(await isUntold(job))) return;
    let made = await refresh(job, signal);
    // Each answer is published before more is asked: the second question may have to wait.
    for (const kind of ['plan', 'commentary'] as const) {
      if (!made?.questions[kind]) continue;
      if (!(await asked(made.questions, kind, job, signal))) return;
      made = await refresh(job, signal);
    }
  };
}

/** What calls of models took. */
function costOfCalls({ agents }: Pick<Narration, 'agents'>) {
  const calls = agents.flatMap((agent) => agent.calls);
  const tokens = (field: 'promptTokens' | 'tokensGenerated') => calls.reduce((sum, call) => sum + (call[field] ?? 0), 0);
  return {
    calls: calls.length,
    seconds: Math.round(calls.reduce((sum, { totalMs }) => sum + totalMs, 0) / 100) / 10,
    promptTokens: tokens('promptTokens'),
    tokensGenerated: tokens('tokensGenerated'),
  };
}

/** What a commentary took, for the log; what is kept of it is told when it is checked. */
export function costOfAnswer(answer: CommentaryAnswer) {
  return { ...(answer.reason === '' ? {} : { reason: answer.reason }), ...costOfCalls(answer) };
}

/** What a narration came to and what it took, for the log. */
export function costOf({ agents, inventory, insight, reason, concurrency }: Narration) {
  return {
    followed: inventory !== null || insight !== null,
    ...(reason === '' ? {} : { reason }),
    ...costOfCalls({ agents }),
    ...(concurrency === null ? {} : { concurrency }),
  };
}
