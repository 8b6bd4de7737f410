import * as z from 'zod';

/** Work: make the reports of one report directory match its inputs. Names, never content or absolute paths, so that any worker can take it. */
export const RefreshReportJob = z.strictObject({
  root: z.string().min(1).describe('Id of a configured root'),
  directory: z
    .string()
    .refine(
      (path) => path === '.' || (!path.startsWith('/') && !path.split('/').some((part) => part === '..' || part === '')),
      'a relative path below the root',
    )
    .describe('Relative to the root, "." for the root itself'),
});
export type RefreshReportJob = z.infer<typeof RefreshReportJob>;

/** Work: ask models what the report of one report directory should say first, and publish it so. */
export const NarrateReportJob = RefreshReportJob;
export type NarrateReportJob = z.infer<typeof NarrateReportJob>;

/** Each kind has a queue of its own: one never waits for the other. */
export type JobKind = 'refresh-report' | 'narrate-report';
