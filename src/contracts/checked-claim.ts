import * as z from 'zod';
import { Source } from './fact.ts';
import { LabelValue } from './label.ts';

/**
 * What the data say of a claim.
 * - `supported`: a reading of it agrees with the data to the precision that it is written with.
 * - `contradicted`: the data have the quantity, and no reading of the claim agrees with them; also an order or a lead that the spread does not bear out.
 * - `misattributed`: false of its subject, and true of another one.
 * - `outdated`: false of the last run, and true of an earlier one.
 * - `unsupported`: nothing in the data is about it.
 * - `not-checkable`: no claim about the data (a plan, an opinion, a machine), or one whose subject or quantity cannot be told.
 */
export const ClaimVerdict = z.enum(['supported', 'contradicted', 'misattributed', 'outdated', 'unsupported', 'not-checkable']);
export type ClaimVerdict = z.infer<typeof ClaimVerdict>;

/** What kind of statement it is; `none` for a sentence that states nothing of the data. */
export const ClaimForm = z.enum(['value', 'range', 'bound', 'difference', 'relation', 'superlative', 'effect', 'count', 'date', 'none']);
export type ClaimForm = z.infer<typeof ClaimForm>;

/** One figure or order of the data that bears on a claim. */
export const ClaimEvidence = z.strictObject({
  fact: z.string().optional().describe('Id of the fact; absent where it was read from cells that no fact stands for'),
  labels: z.record(z.string(), LabelValue).describe('Whose it is'),
  metric: z.string(),
  statistic: z.string().describe('mean, median, max, ...; "value" for a single cell'),
  subset: z.string().describe('all, warm or cold, as of a fact'),
  value: z.number(),
  unit: z.string().describe('Base unit of the metric'),
  printed: z.string().describe('The value as a reader expects it, with its unit'),
  sources: z.array(Source).describe('Cells it was read or computed from; of many, the first ones'),
});
export type ClaimEvidence = z.infer<typeof ClaimEvidence>;

/** A claim of a Markdown text, and what became of it. */
export const CheckedClaim = z.strictObject({
  line: z.int().min(1).describe('Line of the text on which its sentence or table row begins'),
  quote: z.string().describe("The sentence, or the row as `column: cell`, in the text's own words"),
  said: z
    .string()
    .describe('The words that are the claim itself: "14.1 tok/s", "faster than"; "" of a sentence that states nothing of the data'),
  form: ClaimForm,
  subjects: z
    .array(z.strictObject({ key: z.string(), value: z.string() }))
    .describe('Labels or files that it is about, as the data name them'),
  metrics: z.array(z.string()).describe('Metric ids that its words may mean'),
  statistic: z.string().nullable().describe('The one it names, null where it names none'),
  verdict: ClaimVerdict,
  reason: z.string().describe('Why, in a sentence: what the data say, of what else it is true, or what is missing'),
  evidence: z.array(ClaimEvidence).describe('What agrees with a supported claim, or what the data have instead'),
  apart: z
    .number()
    .nullable()
    .describe(
      'How many times the figure of an accused claim is the nearest one that the data have, or that one it; 1 where it lies among single values of them. null where it states none',
    ),
});
export type CheckedClaim = z.infer<typeof CheckedClaim>;

/** How many claims came to each verdict. */
export const VerdictCounts = z.record(ClaimVerdict, z.int().min(0));
export type VerdictCounts = z.infer<typeof VerdictCounts>;

/** What a report says of a Markdown artifact: what of it the data contradict. */
export interface CheckedNote {
  readonly path: string;
  /** In the order of the text. */
  readonly accused: readonly CheckedClaim[];
  /** Every model that its claims name. */
  readonly models: ReadonlySet<string>;
  /** Does it state a number of anything? */
  readonly statesNumbers: boolean;
  /** false where the directory holds nothing that was measured, so that nothing can be verified. */
  readonly hasData: boolean;
}

/** A Markdown text held against the artifacts of a directory. */
export const CheckedText = z.strictObject({
  path: z.string(),
  claims: z.array(CheckedClaim).describe('In the order of the text'),
  counts: VerdictCounts,
  coincidence: z
    .strictObject({
      claimCount: z.int().min(0).describe('Supported or accused claims with a value of their own'),
      rate: z
        .number()
        .min(0)
        .max(1)
        .describe('How often a random number of the same size and precision would have been supported, on average'),
    })
    .describe('How much a "supported" is worth here'),
  hasData: z.boolean().describe('false where the directory holds nothing that was measured, so that nothing can be verified'),
});
export type CheckedText = z.infer<typeof CheckedText>;
