import * as z from 'zod';

/** Which way is better; `none` for context such as a token count or a temperature. */
export const Direction = z.enum(['higher-is-better', 'lower-is-better', 'none']);
export type Direction = z.infer<typeof Direction>;

/** What kind of question a metric answers; decides the section of the report and what may be compared. */
export const MetricFamily = z.enum(['throughput', 'latency', 'duration', 'tokens', 'quality', 'memory', 'telemetry', 'scaling', 'other']);
export type MetricFamily = z.infer<typeof MetricFamily>;

/** An entry of the metric registry (`src/metrics/registry.ts`). */
export const Metric = z.strictObject({
  id: z.string().describe('Name of the field, for example time_to_first_token'),
  name: z.string().describe('Display name in running text, for example "time to first token"'),
  unit: z.string().describe('Base unit in which facts of this metric are stated'),
  direction: Direction,
  family: MetricFamily,
  zeroMeansFailed: z.boolean().describe('A zero of this metric can only stand for a missing or failed measurement'),
  definition: z.string().describe('What is measured, from when to when, and what it includes'),
});
export type Metric = z.infer<typeof Metric>;
