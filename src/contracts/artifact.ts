import * as z from 'zod';
import { Problem } from './label.ts';

/** By file name extension alone; what a file really holds is the adapter's finding. */
export const ArtifactKind = z.enum(['csv', 'json', 'jsonl', 'markdown', 'text', 'yaml', 'sql', 'parquet', 'sqlite']);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

export const Verdict = z.enum(['accepted', 'partial', 'quarantined', 'unknown', 'empty']);
export type Verdict = z.infer<typeof Verdict>;

/** An input file as the report lists it. */
export const Artifact = z.strictObject({
  path: z.string().describe('Relative to the report directory, with forward slashes'),
  kind: ArtifactKind,
  adapter: z.string().describe('Id of the adapter that read it, or "none"'),
  version: z.string().optional().describe('Version of the format where the tool has several'),
  bytes: z.int().min(0),
  sha256: z.string().describe('Hex digest of exactly the bytes that were read'),
  modifiedAt: z.iso.datetime(),
  verdict: Verdict,
  reason: z.string().optional().describe('Why the verdict is not "accepted"'),
  sampleCount: z.int().min(0).describe('Values read as samples or reported statistics'),
  rowCount: z.int().min(0).optional().describe('Rows or records read, so that the counts of the ingestion summary can be added up'),
  growing: z.boolean().optional().describe('Still being written when it was read: only its complete rows were used'),
  duplicateOf: z.string().optional().describe('Path of the artifact that holds the same observations and is counted instead'),
  leftOut: z
    .array(z.strictObject({ at: z.string(), cells: z.int().min(1), reason: z.string() }))
    .optional()
    .describe('Columns or fields of which cells were left out, and why; absent where nothing was, or the adapter does not count it'),
  problems: z.array(Problem),
});
export type Artifact = z.infer<typeof Artifact>;

/** An input file with its content, as the reader hands it to recognition. */
export interface ArtifactContent {
  readonly path: string;
  readonly kind: ArtifactKind;
  /** The whole file; of one that is `cut`, its first whole lines. */
  readonly bytes: Uint8Array;
  /** Of the whole file in any case. */
  readonly sha256: string;
  readonly modifiedAtMs: number;
  readonly growing: boolean;
  readonly cut?: ArtifactCut;
}

/** How much of a file that is too large to be held is in `bytes`. */
export interface ArtifactCut {
  /** Size of the file. */
  readonly bytesTotal: number;
  /** Lines in `bytes`; 0 when not even the first record ends within the limit: `bytes` then holds its beginning. */
  readonly lineCount: number;
  readonly lineCountTotal: number;
  /** The limit that was reached: a key of the configuration's `limits`. */
  readonly limitedBy: 'textBytesMax' | 'textLinesMax';
}
