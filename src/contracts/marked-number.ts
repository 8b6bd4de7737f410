import * as z from 'zod';

/**
 * What the data say of a number that a text marks as one of a fact.
 * - `holds`: to the precision that it is printed with, it is what the fact is now.
 * - `moved`: the fact is something else now.
 * - `unknown`: the data have no such fact, or several of that name.
 * - `unreadable`: no number stands before the mark, or it is of another quantity than the fact.
 */
export const MarkVerdict = z.enum(['holds', 'moved', 'unknown', 'unreadable']);
export type MarkVerdict = z.infer<typeof MarkVerdict>;

/** A number with `<!-- benchscribe: FACT -->` behind it, and what became of it. */
export const MarkedNumber = z.strictObject({
  line: z.int().min(1).describe('Where the number stands; where none is, the mark'),
  column: z.int().min(1).describe('From 1, in UTF-16 code units'),
  fact: z.string().describe('As the mark names it'),
  said: z.string().describe("The number with its unit, in the text's own words; '' where none stands before the mark"),
  verdict: MarkVerdict,
  reason: z.string().describe('What the fact is and says, or what is wrong, in a sentence'),
  id: z.string().nullable().describe('Id of the fact that was found'),
  value: z.number().nullable().describe('Its value, in its base unit'),
  unit: z.string().nullable().describe('Base unit of the fact'),
  present: z.string().nullable().describe('The number as it would be printed in this place now; null where nothing can be printed there'),
  candidates: z
    .array(z.strictObject({ name: z.string().describe('What a mark would say'), about: z.string() }))
    .describe('Facts that may be meant where none was found, the likeliest first'),
});
export type MarkedNumber = z.infer<typeof MarkedNumber>;
