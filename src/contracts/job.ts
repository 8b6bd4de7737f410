import { z } from 'zod';

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
