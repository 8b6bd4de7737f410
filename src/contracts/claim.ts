import * as z from 'zod';

/** How a fact's number is printed: see `src/metrics/format.ts`. */
export const Show = z.enum(['value', 'bare', 'interval', 'bounds', 'times', 'percent', 'count']);
export type Show = z.infer<typeof Show>;

/** A piece of a sentence: words without any digit, a term or a name whose digits state no number, or a fact whose number the program prints. */
export const ProsePart = z.union([
  z.string(),
  z.strictObject({
    name: z.string().describe('A model, file, label or quotation of an artifact, printed as code, in plain text in quotation marks'),
  }),
  z.strictObject({ term: z.string().describe('Words of the metric registry, printed as they are: "F1 score", "p99"') }),
  z.strictObject({ fact: z.string(), show: Show }),
]);
export type ProsePart = z.infer<typeof ProsePart>;

/**
 * What a sentence says of its subject, set by the program that wrote it. It decides which words may weigh and compare, and what the facts
 * must bear out; a sentence without one weighs nothing.
 */
export const Predicate = z.enum([
  'leads',
  'leads-over-cells',
  'tied',
  'curve',
  'extremes',
  'effect',
  'no-effect',
  'confounded',
  'cold-cost',
  'failed',
  'overloaded',
  'input',
  'missing',
  'advice',
  'changed',
  'objective',
  'knee',
  'same-order',
  'other-leader',
]);
export type Predicate = z.infer<typeof Predicate>;

/** One of several things that a sentence says: each is checked on its own. */
export const Clause = z.strictObject({
  parts: z.array(ProsePart),
  facts: z.array(z.string()),
  predicate: Predicate.optional(),
});
export type Clause = z.infer<typeof Clause>;

/** A sentence that refers to facts. `text` is `parts` with the numbers printed; nothing else may supply a number. */
export const Claim = z.strictObject({
  id: z.string(),
  parts: z.array(ProsePart),
  text: z.string(),
  facts: z.array(z.string()),
  predicate: Predicate.optional().describe('What the sentence says of its subject; absent where it weighs nothing'),
  clauses: z
    .array(Clause)
    .optional()
    .describe('Of a sentence that joins several: what each of them says; their parts in order are its parts'),
});
export type Claim = z.infer<typeof Claim>;

export const Severity = z.enum(['critical', 'warning', 'notable', 'info']);
export type Severity = z.infer<typeof Severity>;

export const FindingTopic = z.enum([
  'change',
  'measured',
  'certainty',
  'ranking',
  'cold-start',
  'failure',
  'configuration',
  'effect',
  'noise',
  'quality',
  'telemetry',
  'identity',
  'duplicate',
  'contradiction',
  'input',
]);
export type FindingTopic = z.infer<typeof FindingTopic>;

/** Something the data shows. */
export const Finding = Claim.extend({ severity: Severity, topic: FindingTopic });
export type Finding = z.infer<typeof Finding>;

/** A command line that was rebuilt from what an artifact states. */
export const NextCommand = z.strictObject({
  command: z.string().describe('For a POSIX shell, every word taken literally'),
  source: z.string().describe('Path of the artifact that states it'),
  unstated: z.array(z.string()).describe('What the artifact does not state and has to be added'),
});
export type NextCommand = z.infer<typeof NextCommand>;

/** Something to do, with the facts behind it. */
export const Recommendation = Claim.extend({
  risk: z.string(),
  mitigation: z.string(),
  commands: z.array(NextCommand).optional().describe('How to do it; absent where no artifact states how it was made'),
});
export type Recommendation = z.infer<typeof Recommendation>;

/** Something not recorded, and what that keeps us from concluding. */
export const Gap = Claim.extend({
  missing: z
    .strictObject({ what: z.string(), prevents: z.string() })
    .optional()
    .describe('What was not recorded, and what that keeps from being said, in a few words each; absent where something else is missing'),
});
export type Gap = z.infer<typeof Gap>;
