import * as z from 'zod';
import { CheckedClaim, ClaimVerdict } from './checked-claim.ts';
import { Claim } from './claim.ts';
import { NarrationAgent } from './narration.ts';

/** What the commentator is told of a report: facts as the program prints them, a line each, with names that are one plain word and no other text of an artifact. */
export const CommentaryBrief = z.strictObject({ lines: z.array(z.string()).describe('What leads the report first') });
export type CommentaryBrief = z.infer<typeof CommentaryBrief>;

/** What the commentator wrote about a brief. It is kept, so that the same facts are not written about twice, and checked anew with every report. */
export const CommentaryAnswer = z.strictObject({
  key: z.string().describe('Hash of all that the answer depends on: the lines, the prompt, the agent; not the digest of the weights'),
  promptVersion: z.int().min(1).describe('Of the question that was put'),
  text: z.string().describe('As the model wrote it, up to the length that is read; empty where it wrote nothing'),
  isCut: z.boolean().describe('It wrote more, or was stopped before its end'),
  reason: z.string().describe('Why there is no text, in words without a number; empty where there is one'),
  agents: z.array(NarrationAgent).min(1).max(1).describe('Who wrote it, with every call'),
  askedAt: z.iso.datetime(),
});
export type CommentaryAnswer = z.infer<typeof CommentaryAnswer>;

/** A sentence of a commentary, and what became of it. */
export const CommentarySentence = z.strictObject({
  said: z.string().describe("In the model's own words, without markup"),
  verdict: ClaimVerdict.describe('The worst of its claims; unsupported also where it states more than its claims do'),
  isOpinion: z.boolean().describe('It was kept, and no measurement can bear it out'),
  reason: z.string().describe('Why it was left out; empty where it was kept'),
  claim: Claim.nullable().describe('What is printed of it: its words, with numbers from facts; null where it was left out'),
  claims: z.array(CheckedClaim).describe('What it claims of the data, each with its evidence'),
});
export type CommentarySentence = z.infer<typeof CommentarySentence>;

/** Sentences of a commentary by what became of them. */
export const CommentaryCounts = z.strictObject({
  sentences: z.int().min(0),
  kept: z.int().min(0),
  opinions: z.int().min(0).describe('Among those that were kept'),
  leftOut: z.int().min(0),
  contradicted: z.int().min(0).describe('Left out, as all that follow'),
  misattributed: z.int().min(0),
  outdated: z.int().min(0),
  unsupported: z.int().min(0),
  notCheckable: z.int().min(0),
});
export type CommentaryCounts = z.infer<typeof CommentaryCounts>;

/** What a model wrote about a report, sentence by sentence as it was checked against facts and cells. */
export const Commentary = z.strictObject({
  answered: CommentaryAnswer.omit({ agents: true }).describe(
    'What the model wrote, so that it can be checked again; its agent stands among the others',
  ),
  sentences: z.array(CommentarySentence).describe('In the order of the text, none twice'),
  counts: CommentaryCounts,
});
export type Commentary = z.infer<typeof Commentary>;
