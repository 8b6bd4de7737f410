import * as z from 'zod';

/** A label's value: as the source wrote it in an observation, as compared and printed (`labelValue` of `src/metrics/labels.ts`) from then on. */
export const LabelValue = z.union([z.string(), z.number(), z.boolean()]);
export type LabelValue = z.infer<typeof LabelValue>;

/** Where a label was read or inferred from, in falling order of trust. */
export const LabelOrigin = z.enum(['column', 'document', 'file-name', 'directory', 'duplicate']);
export type LabelOrigin = z.infer<typeof LabelOrigin>;

/**
 * What a label does to a series.
 * - `contestant`: who competes (model, backend, device); ranked where workload, load and settings are equal.
 * - `workload`: what was asked (benchmark, task, lengths); never rivals.
 * - `load`: how hard (concurrency, rate). `setting`: what was tuned (num_ctx, temperature).
 * - `run`: which execution, and where it lies; compared along time.
 * - `observation`: one request, prompt or repetition among several of the same series; pooled.
 */
export const LabelRole = z.enum(['contestant', 'workload', 'load', 'setting', 'run', 'observation']);
export type LabelRole = z.infer<typeof LabelRole>;

/** One value of a label in a report, with where it was read or inferred from first. */
export const LabelEvidence = z.strictObject({
  key: z.string(),
  value: LabelValue,
  role: LabelRole,
  origin: LabelOrigin,
  path: z.string().optional().describe('Artifact that states it, relative to the report directory'),
  cell: z.string().optional().describe('Its cell there, where a column states it'),
});
export type LabelEvidence = z.infer<typeof LabelEvidence>;

/** A problem with a file or a row of it: what is wrong, where, and how many rows it costs. */
export const Problem = z.strictObject({
  line: z.int().min(1).optional().describe('Line or row, counted from 1'),
  message: z.string().describe('What is wrong and, where it is not obvious, what to do'),
});
export type Problem = z.infer<typeof Problem>;
