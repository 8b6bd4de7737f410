import * as z from 'zod';
import { KEPT_RUN_SCHEMA } from './kept-run-name.ts';
import { LabelValue } from './label.ts';

/** One value of a run, as its report stated it: where it had been read from, and what it is compared by. */
export const KeptValue = z.strictObject({
  metric: z.string(),
  statistic: z.string(),
  unit: z.string(),
  definition: z.string().optional(),
  labels: z.record(z.string(), LabelValue),
  value: z.number(),
  sampleCount: z.int().min(0),
  tool: z.string().describe('Tool and major version that measured it: only values of the same are compared'),
  workload: z
    .record(z.string(), LabelValue)
    .optional()
    .describe('Data set, tokenizer and device that the artifact states beside the labels: only values of the same are compared'),
  sizes: z
    .record(z.string(), z.strictObject({ mean: z.number(), error: z.number() }))
    .optional()
    .describe('Mean tokens of its requests by metric, with their standard error: only values of requests of one size are compared'),
  file: z.string().optional().describe('What the file is called in every run, where its name tells series apart'),
  sources: z.array(z.strictObject({ path: z.string(), sha256: z.string(), cells: z.array(z.string()) })),
});
export type KeptValue = z.infer<typeof KeptValue>;

/** What is left of a run whose artifacts are deleted, schema `benchscribe.kept-run/1`. */
export const KeptRun = z.strictObject({
  schema: z.literal(KEPT_RUN_SCHEMA),
  run: z.strictObject({ name: z.string(), at: z.iso.datetime().nullable() }),
  sources: z.array(z.strictObject({ path: z.string(), sha256: z.string() })).describe('The artifacts that it was made from'),
  values: z.array(KeptValue),
});
export type KeptRun = z.infer<typeof KeptRun>;
