import type { RefreshReportJob } from '../../contracts/job.ts';
import { mayPass } from '../../errors.ts';
import type { ReportState } from './staleness.ts';

/** A directory that failed for a reason that may pass is tried again after twice the wait each time, up to this. */
const RETRY_MS_MAX = 3_600_000;

/** What a running process knows of a report directory and the files cannot tell. Losing it costs time, never a report. */
export interface DirectoryMemory {
  readonly job: RefreshReportJob;
  /** Since when its inputs have not been quiet. */
  unsettledSinceMs?: number | undefined;
  /** Its inputs never fell quiet and it was called stale as it is; until it is refreshed. */
  isOverdue: boolean;
  /** Runs until it is looked at again. */
  timer?: NodeJS.Timeout | undefined;
  failure?: { readonly about: string; readonly count: number; readonly retryAtMs: number } | undefined;
  /** Why it could not be compared at the last look. */
  trouble?: string | undefined;
}

/** Keeps count of since when inputs are unsettled. */
export function noteState(memory: DirectoryMemory, state: ReportState, nowMs: number): void {
  if (state.state !== 'unsettled') {
    if (!state.isGrowing) noteSettled(memory);
  } else if (state.isGrowing) {
    // What has grown so far is reported already.
    memory.isOverdue = false;
    memory.unsettledSinceMs = nowMs;
  } else memory.unsettledSinceMs ??= nowMs;
}

function noteSettled(memory: DirectoryMemory): void {
  memory.unsettledSinceMs = undefined;
  memory.isOverdue = false;
}

/** A failure before it no longer counts, and inputs that go on growing have their full time again. */
export function noteSuccess(memory: DirectoryMemory): void {
  noteSettled(memory);
  memory.failure = undefined;
}

/**
 * @param before what was found before the refresh that failed.
 * @param waitMs how long a first failure that may pass by itself is held; doubled for each further one about the same.
 */
export function noteFailure(memory: DirectoryMemory, before: ReportState, error: unknown, waitMs: number, nowMs: number): void {
  const about = aboutOf(before);
  const count = memory.failure?.about === about ? memory.failure.count + 1 : 1;
  const retryAtMs = !mayPass(error) ? Number.POSITIVE_INFINITY : nowMs + Math.min(RETRY_MS_MAX, waitMs * 2 ** (count - 1));
  memory.failure = { about, count, retryAtMs };
}

/** Whether the directory failed in just this state and its wait is not over. */
export function isHeld({ failure }: DirectoryMemory, state: ReportState, nowMs: number): boolean {
  return failure !== undefined && failure.about === aboutOf(state) && nowMs < failure.retryAtMs;
}

/** What a failure was about: other inputs, or another state of the published files, are worth another try. */
function aboutOf(state: ReportState): string {
  return `${state.fingerprint} ${state.reason}`;
}
