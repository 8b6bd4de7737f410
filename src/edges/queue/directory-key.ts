import { RefreshReportJob } from '../../contracts/job.ts';

/** One string per report directory, the same in every process. A payload that is not a job is its own key. */
export function directoryKey(payload: unknown): string {
  const job = RefreshReportJob.safeParse(payload);
  return JSON.stringify(job.success ? [job.data.root, job.data.directory] : payload);
}
