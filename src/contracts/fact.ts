import * as z from 'zod';
import { LabelValue } from './label.ts';
import { Direction } from './metric.ts';

export const FactKind = z.enum(['statistic', 'reported-statistic', 'count', 'comparison', 'effect', 'change']);
export type FactKind = z.infer<typeof FactKind>;

export const Interval = z.strictObject({
  level: z.number(),
  low: z.number(),
  high: z.number(),
  method: z.string().describe('Named so that a reader can recompute it'),
});
export type Interval = z.infer<typeof Interval>;

/** The cells of one artifact and one unit from which a fact was computed, in the order of computation. */
export const Source = z.strictObject({
  path: z.string(),
  sha256: z.string(),
  unit: z.string().optional().describe('Unit of the raw cells, as the source writes them; absent where the cells are only counted'),
  cells: z
    .array(z.string())
    .describe(
      'row=2;col=tokens_s | row=2-41;col=tokens_s;where=model="a" | /results/0/ttft_s | item=0-99;of=/results;pointer=/ttft_s | line=3;pointer=/ttft | line=7;col=Mean TTFT (ms)',
    ),
});
export type Source = z.infer<typeof Source>;

export const Excluded = z.strictObject({ failed: z.int().min(0), implausible: z.int().min(0) });
export type Excluded = z.infer<typeof Excluded>;

/** A value that a text may state, with everything needed to compute it again. */
export const Fact = z.strictObject({
  id: z
    .string()
    .regex(/^f[0-9a-z]{6,10}$/)
    .describe('Derived from what the fact is about, not from its value: stable from run to run, and when other files appear'),
  series: z
    .string()
    .regex(/^s[0-9a-z]{10}$/)
    .describe('Hash of what the fact is about without run, file and place: the same in every run of the same benchmark'),
  kind: FactKind,
  metric: z.string(),
  statistic: z.string(),
  value: z.number(),
  unit: z.string(),
  direction: Direction,
  labels: z.record(z.string(), LabelValue),
  subset: z
    .string()
    .describe('all: every successful sample; warm: cold starts left out; cold: cold starts only; matched: pairs held equal'),
  sampleCount: z.int().min(0),
  excluded: Excluded,
  interval: Interval.optional(),
  formula: z.string(),
  definition: z.string().optional().describe('Id of a tool-specific definition of the metric'),
  contrast: z.record(z.string(), LabelValue).optional().describe('The other side of a matched pair, for facts of subset "matched"'),
  baseline: z.string().optional(),
  candidate: z.string().optional(),
  runs: z.array(z.string()).optional().describe('Facts of single runs, where the value is their geometric mean'),
  sources: z.array(Source),
});
export type Fact = z.infer<typeof Fact>;
