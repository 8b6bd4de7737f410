import * as z from 'zod';
import { Interval } from './fact.ts';
import { LabelValue } from './label.ts';
import { ChangeState } from './ledger.ts';

export const EVENT_SCHEMA = 'benchscribe.event/1';

/** What is told of a change beside the report that has it. */
export const KnownChange = z.strictObject({
  series: z.string().describe('The same in every run of the same benchmark'),
  fact: z.string().describe('Id of the change in the report'),
  metric: z.string(),
  labels: z.record(z.string(), LabelValue),
  state: ChangeState,
  status: z.enum(['suspected', 'confirmed', 'recovered']).optional(),
  since: z.string().optional().describe('First run of the change'),
  relativeChange: z.number().optional().describe('Absent for a share of failed requests'),
  share: z.number().optional().describe('Share of failed requests since the change, or in the last run'),
  shareBefore: z.number().optional(),
  interval: Interval.optional().describe('Of the relative change, or of the share'),
  reopened: z.string().optional().describe('Why it is reopened'),
});
export type KnownChange = z.infer<typeof KnownChange>;

/** What a report has to tell: its changes, and the run that it is about. */
export interface KnownChanges {
  /** null where there is no history. */
  readonly run: string | null;
  readonly changes: readonly KnownChange[];
}

export const EventKind = z.enum(['opened', 'reopened', 'recovered']);
export type EventKind = z.infer<typeof EventKind>;

/** One thing that happened to a series. */
export const ChangeEvent = z.strictObject({
  event: EventKind,
  id: z.string().describe('The same whenever the same is told again'),
  withdrawn: z.boolean().describe('true where one run had raised a suspicion that the next one did not bear out'),
  change: KnownChange.describe('As the report has it now; of what is withdrawn, as it was told before'),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;

/** What is posted to a webhook: the events of one report. */
export const EventPayload = z.strictObject({
  schema: z.literal(EVENT_SCHEMA),
  generator: z.strictObject({ name: z.literal('benchscribe'), version: z.string() }),
  root: z.string(),
  directory: z.string().describe('Report directory, relative to the root'),
  run: z.string().nullable().describe('The run that the report is about'),
  events: z.array(ChangeEvent).min(1),
});
export type EventPayload = z.infer<typeof EventPayload>;
