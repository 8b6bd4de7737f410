import * as z from 'zod';
import { Artifact } from './artifact.ts';
import { Claim, Finding, Gap, Recommendation } from './claim.ts';
import { Commentary } from './commentary.ts';
import { Fact, Interval } from './fact.ts';
import { HistorySummary, MovedKey } from './history.ts';
import { LabelEvidence, LabelValue } from './label.ts';
import { Acknowledged, ChangeState, LedgerSummary } from './ledger.ts';
import { Audience, Narration, NarrationAgent } from './narration.ts';
import { REPORT_SCHEMA } from './report-name.ts';

const Labels = z.record(z.string(), LabelValue);

/** One row of an analysis table: a series, and the fact behind each of its numbers by column id. */
export const AnalysisRow = z.strictObject({
  labels: Labels.describe('Only what varies within the table'),
  subset: z.string(),
  facts: z.record(z.string(), z.string()).describe('Column id (mean, median, p95, ...) to fact id; an absent column is not supported by n'),
  samples: z
    .array(z.number())
    .optional()
    .describe('Single samples in the base unit, to be drawn: of many, every so manieth in order of size'),
});
export type AnalysisRow = z.infer<typeof AnalysisRow>;

/** A table of series of one metric. */
export const AnalysisTable = z.strictObject({
  id: z.string(),
  title: z.string(),
  metric: z.string(),
  definition: z.string().optional().describe('Id of the tool-specific definition that all rows share'),
  unit: z.string(),
  role: z.enum(['series', 'configurations', 'reported', 'effects', 'cold-starts', 'failures', 'pareto']),
  constants: Labels.describe('Labels that are the same in every row, stated once'),
  labelKeys: z.array(z.string()).describe('Labels that vary, in column order'),
  columns: z.array(z.string()).describe('Statistics shown, in column order'),
  rows: z.array(AnalysisRow),
  omittedRowCount: z.int().min(0).describe('Rows left out of the text to keep it readable; all are in facts'),
  notes: z.array(Claim),
});
export type AnalysisTable = z.infer<typeof AnalysisTable>;

/** Effect of one parameter with the others held equal. */
export const ParameterEffect = z.strictObject({
  fact: z.string(),
  metric: z.string(),
  labels: Labels,
  parameter: z.string(),
  from: LabelValue,
  to: LabelValue,
  pairCount: z.int(),
  verdict: z.enum(['real', 'too-small-to-matter', 'none', 'confounded', 'inconclusive']),
  reason: z.string(),
});
export type ParameterEffect = z.infer<typeof ParameterEffect>;

export const Change = z.strictObject({
  fact: z.string(),
  metric: z.string(),
  labels: Labels,
  baseline: z.string(),
  candidate: z.string(),
  relativeChange: z.number(),
  interval: Interval.optional().describe('Absent where too few runs were made to know how far runs lie apart'),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']),
  shape: z.enum(['step', 'spike', 'drift']).optional().describe('Absent where nothing is known to have changed'),
  status: z.enum(['suspected', 'confirmed', 'recovered']).optional(),
  reason: z.string().optional().describe('Why there is this verdict'),
  since: z.string().optional().describe('First run of the change'),
  runsNeeded: z.int().min(1).optional().describe('Runs that would be needed for a verdict'),
  moved: z.array(MovedKey).optional().describe('What moved where the change began, what moves seldom first'),
  state: ChangeState.optional().describe('Absent where nothing got worse'),
  acknowledged: Acknowledged.optional(),
  reopened: z.string().optional().describe('Why it is reopened'),
});
export type Change = z.infer<typeof Change>;

/** A column of the table on the page: one metric, at the load or size of work that `labels` name. */
export const PageColumn = z.strictObject({
  metric: z.string(),
  subset: z.enum(['all', 'warm', 'cold']),
  labels: Labels.describe('Load or size of the work that the column is of; empty where the row says it'),
});
export type PageColumn = z.infer<typeof PageColumn>;

/** A row of the table on the page: ids of the facts in each column, none where there is no value; of failures failed and all. */
export const PageRow = z.strictObject({ labels: Labels, cells: z.array(z.array(z.string())) });
export type PageRow = z.infer<typeof PageRow>;

/** The one table of the page: who was measured, and what was found. */
export const PageTable = z.strictObject({
  constants: Labels.describe('What all rows have alike'),
  labelKeys: z.array(z.string()).describe('Labels that tell the rows apart, in column order'),
  untoldKeys: z.array(z.string()).describe('Further labels in which they differ; the tables below have them'),
  columns: z.array(PageColumn),
  rows: z.array(PageRow).describe('The best first where the rows are ranked'),
  isRanked: z.boolean(),
  omittedRowCount: z.int().min(0).describe('Rows that the page has no room for; the tables below have them'),
});
export type PageTable = z.infer<typeof PageTable>;

/** Statements on the inputs of a report that open its data section, by what they tell. */
export const InventoryTopic = z.enum(['coverage', 'kinds', 'latest', 'rows', 'not-used', 'copies', 'growing', 'gaps']);
export type InventoryTopic = z.infer<typeof InventoryTopic>;

export const Narrative = z.strictObject({
  level: z
    .enum(['L0', 'L1'])
    .describe("L0: the plan of the program; L1: that of a model, as far as it was earned. The sentences are the program's in both"),
  source: z.enum(['template', 'model']),
  status: z
    .enum(['verified', 'pending'])
    .describe('pending: an agent is to be asked yet; verified: nothing further is to come of these inputs and agents'),
  reason: z.string().describe('Why the plan is that of the program although agents are configured; empty where there is nothing to say'),
  audience: Audience,
  headline: Claim.nullable().describe('What the report answers, in one phrase; null where its findings answer nothing'),
  sentences: z.array(Claim).describe('Executive summary, in order'),
  told: z.array(z.string()).describe('Ids of the findings that headline and sentences say'),
  advised: z.int().min(0).describe('How many of the recommendations are on the page: the first ones'),
  risks: z.array(Claim).describe('What to beware of'),
  supposed: z
    .array(z.strictObject({ finding: z.string(), cause: z.string() }))
    .describe('Causes that the model supposes: id of the finding and of the cause'),
  inventory: z.array(InventoryTopic).describe('What is said of the inputs, in order'),
  difference: z.array(z.string()).describe('How the plan of the model differs from that of the program'),
  rejected: z.array(z.strictObject({ text: z.string(), reason: z.string() })),
  agents: z.array(NarrationAgent).describe('Who was asked, with persona, options and every call'),
  answered: Narration.omit({ agents: true })
    .nullable()
    .describe('What they answered, so that the page can be made from it again; null where none was asked'),
  commentary: Commentary.optional().describe('What a model wrote about the facts, checked; absent where none wrote anything'),
});
export type Narrative = z.infer<typeof Narrative>;

/** How far agents have been asked about a report, so that it can be told from its head what is still to be done. */
export const NarratorMark = z.strictObject({
  status: z.enum(['verified', 'pending']).describe('pending: they are still to be asked'),
  agents: z.string().describe('Fingerprint of their settings'),
  weights: z.string().describe('Digests of the models that answered; empty where a server does not tell'),
});
export type NarratorMark = z.infer<typeof NarratorMark>;

export const KindSummary = z.strictObject({
  count: z.int().min(0),
  latestModified: z.iso.datetime(),
  names: z.array(z.string()).describe('The first five, sorted'),
});
export type KindSummary = z.infer<typeof KindSummary>;

export const Timings = z.strictObject({
  readMs: z.number(),
  parseMs: z.number(),
  aggregateMs: z.number(),
  compareMs: z.number(),
  narrateMs: z.number(),
  renderMs: z.number(),
  totalMs: z.number(),
});
export type Timings = z.infer<typeof Timings>;

/** The report, schema `benchscribe.report/1`: everything Markdown and HTML are rendered from. */
export const Report = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  generator: z.strictObject({ name: z.literal('benchscribe'), version: z.string() }),
  digest: z.string().optional().describe('SHA-256 of the file without this line: tells whether it was altered since it was written'),
  generatedAt: z.iso.datetime(),
  title: z.string().describe('The directory, and what the report answers'),
  root: z.string(),
  directory: z.string(),
  narrator: NarratorMark.optional().describe('Where agents are configured'),
  verdict: z.string().describe('Verdict of the run in one phrase'),
  inputs: z.strictObject({
    fingerprint: z.string(),
    ruleFingerprint: z.string(),
    readLimits: z
      .strictObject({ textBytesMax: z.int().min(1), textLinesMax: z.int().min(1) })
      .optional()
      .describe('Of CSV, JSON lines and text files the first whole records were read, up to this much'),
    baseline: z
      .string()
      .optional()
      .describe('What the last run is held against, as configured; absent for the runs since the last confirmed change'),
    byKind: z.record(z.string(), KindSummary),
    directories: z.array(z.strictObject({ path: z.string(), fileCount: z.int(), latestModified: z.iso.datetime() })),
    formats: z.array(
      z.strictObject({ adapter: z.string(), title: z.string(), fileCount: z.int(), rowCount: z.int(), sampleCount: z.int() }),
    ),
    rowCount: z.int().min(0),
    sampleCount: z.int().min(0),
    otherFileCount: z.int().min(0).describe('Files of kinds that are not results (binaries, images): not read'),
    skipped: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .describe('What is there beside the artifacts: links, pipes and devices, never opened; what keeps away a file of a report'),
    artifacts: z.array(Artifact),
  }),
  labels: z
    .array(LabelEvidence)
    .describe('Every value of every label of the facts, with its role and where it was read or inferred from first'),
  slo: z.record(z.string(), z.string()).optional().describe('Objectives of the service as they were configured; absent for none'),
  facts: z.array(Fact),
  page: z.strictObject({
    failures: z
      .array(z.strictObject({ failed: z.string(), requests: z.string(), what: z.enum(['requests', 'runs']) }))
      .describe('Ids of the counts: over all runs where they add up, else of each run in which requests failed'),
    changes: z
      .array(z.string())
      .describe('Ids of the changes that are its table, what got worse first; none where nothing is known to have changed'),
    table: PageTable.nullable().describe('null where nothing was measured, and where the changes are the table'),
  }),
  analysis: z.strictObject({
    tables: z.array(AnalysisTable),
    effects: z.array(ParameterEffect),
    knees: z
      .array(z.strictObject({ key: z.string(), throughput: z.string(), wait: z.string() }))
      .optional()
      .describe('Loads that give the most throughput for their wait, by the ids of both; absent where the data bear none out'),
    omitted: z.array(z.string()).describe('Titles of tables left out of the text to keep it readable; their facts are all here'),
  }),
  changes: z.array(Change),
  history: HistorySummary.optional().describe('Absent where there are no runs to compare'),
  ledger: LedgerSummary.optional().describe('What people decided about the runs; absent where no ledger counts for the report'),
  findings: z.array(Finding),
  recommendations: z.array(Recommendation),
  gaps: z.array(Gap),
  narrative: Narrative,
  verification: z.strictObject({ numbersInText: z.int().min(0), numbersTraced: z.int().min(0) }),
  timings: Timings,
});
export type Report = z.infer<typeof Report>;
