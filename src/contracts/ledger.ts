import * as z from 'zod';
import { LabelValue } from './label.ts';
import { LEDGER_SCHEMA } from './ledger-name.ts';

const REASON_LENGTH_MAX = 300;

/** Why somebody decided so: one line, printed in the report as it stands here. */
export const Reason = z
  .string()
  .transform((text) => text.replaceAll(/\s+/g, ' ').trim())
  .pipe(z.string().min(1, 'a reason says why').max(REASON_LENGTH_MAX))
  .describe('Why: one line, quoted in the report');

/** A run by its name in a report, alone or behind its directory. YAML reads a bare number as one. */
const RunName = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .describe('Name of a run as the report lists it, for example 2026-11-11 or nightly/2026-11-11');
const Day = z.iso.date('a day is written like 2026-12-31');

/** Which series an entry is about: all where nothing is named. */
const scope = {
  metric: z.string().min(1).optional().describe('Id of a metric, for example decode_throughput; absent for every metric'),
  labels: z.record(z.string(), LabelValue).optional().describe('Labels that a series must have, for example { model: m7b }'),
};

export const Acknowledgement = z.strictObject({
  ...scope,
  since: RunName.optional().describe('First run of the change, as the report states it; absent for any'),
  change: z.number().optional().describe('Relative change that was acknowledged, -0.09 for 9 % less; beyond it the change is reopened'),
  failedShare: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Share of failed requests that was acknowledged, 0.3 for 30 of 100; beyond it the change is reopened'),
  reason: Reason,
  until: Day.optional().describe('Last day on which it holds, UTC; absent for no end'),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const BaselineReset = z.strictObject({ run: RunName, ...scope, reason: Reason });
export type BaselineReset = z.infer<typeof BaselineReset>;

export const RunNote = z.strictObject({ run: RunName, reason: Reason });
export type RunNote = z.infer<typeof RunNote>;

export const RunTag = z.strictObject({
  tag: z
    .string()
    .regex(/^[A-Za-z][\w.-]*$/, 'a tag begins with a letter and holds letters, digits, ".", "_" and "-"')
    .describe('Name that `compare` and `baseline.tag` take for the run'),
  run: RunName,
  reason: Reason,
});
export type RunTag = z.infer<typeof RunTag>;

/** A key without a value is a list without entries: somebody has removed the last one. */
function listOf<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => value ?? [], z.array(entry));
}

/** What people decided about the runs of a root, schema `benchscribe.regressions/1`: everything else is computed from the artifacts. */
export const Ledger = z.strictObject({
  schema: z.literal(LEDGER_SCHEMA),
  acknowledged: listOf(Acknowledgement).describe('Changes that are known: told after the others, and no reason to fail'),
  resets: listOf(BaselineReset).describe('Runs from which on a series begins anew: what was before is no baseline any more'),
  excluded: listOf(RunNote).describe('Runs that are left out of the history'),
  accepted: listOf(RunNote).describe('Runs that are good: the last one is the baseline where `baseline: accepted` is configured'),
  tags: listOf(RunTag).describe('Names of runs'),
});
export type Ledger = z.infer<typeof Ledger>;

/** Kinds of entries, by the key of their list. */
export type LedgerKey = Exclude<keyof Ledger, 'schema'>;

/** A ledger as it was read. */
export interface LedgerText {
  /** Relative to the root. */
  readonly path: string;
  readonly sha256: string;
  /** null where it could not be read; `problem` says why. */
  readonly text: string | null;
  readonly problem: string | null;
}

/** A ledger that a report was made with. */
export const LedgerFile = z.strictObject({
  path: z.string().describe('Relative to the root'),
  sha256: z.string(),
  problem: z.string().optional().describe('Why nothing of it is used'),
});
export type LedgerFile = z.infer<typeof LedgerFile>;

const StatedNote = z.strictObject({ run: z.string(), reason: z.string() });

/** What ledgers say of the runs of one report. */
export const LedgerSummary = z.strictObject({
  files: z.array(LedgerFile),
  excluded: z.array(StatedNote).describe('Runs that are left out of the history'),
  resets: z
    .array(StatedNote.extend({ metric: z.string().optional(), labels: z.record(z.string(), LabelValue).optional() }))
    .describe('Runs with which series begin anew'),
  accepted: z.array(StatedNote).describe('In the order of the runs'),
  tags: z.array(StatedNote.extend({ tag: z.string() })),
});
export type LedgerSummary = z.infer<typeof LedgerSummary>;

/** What is known of a change beside its numbers. Computed from the artifacts and the ledger each time, never stored. */
export const ChangeState = z.enum(['open', 'acknowledged', 'recovered', 'reopened']);
export type ChangeState = z.infer<typeof ChangeState>;

/** An acknowledgement as a report lists it beside the change that it is about. */
export const Acknowledged = z
  .strictObject({ reason: z.string(), until: z.string().optional() })
  .describe('The acknowledgement that holds or, where the change is reopened, that does not hold any more');
