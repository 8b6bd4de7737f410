import { z } from 'zod';
import { Problem } from './observation.ts';

/** By file name extension alone; what a file really holds is the adapter's finding. */
export const ArtifactKind = z.enum(['csv', 'json', 'jsonl', 'markdown', 'text', 'yaml', 'sql']);
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
  growing: z.boolean().optional().describe('Still being written when it was read: only its complete rows were used'),
  duplicateOf: z.string().optional().describe('Path of the artifact that holds the same observations and is counted instead'),
  problems: z.array(Problem),
});
export type Artifact = z.infer<typeof Artifact>;

/** An input file with its content, as the reader hands it to recognition. */
export interface ArtifactContent {
  readonly path: string;
  readonly kind: ArtifactKind;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly modifiedAtMs: number;
  readonly growing: boolean;
}
