import type { ParsedArtifact } from '../../adapters/recognise.ts';
import type { ErrorCode } from '../../errors.ts';
import type { ArtifactEntry } from '../files/artifact-listing.ts';
import type { ReadOptions, SizeLimits } from '../files/artifact-reader.ts';
import type { HashedFile } from '../files/fingerprint.ts';
import type { IngestedArtifact } from './ingest-artifact.ts';
import type { PackedResult } from './packed-result.ts';

/** What a parser process is asked: to read and parse one file, or to hash several. */
export type ParserTask =
  | { readonly kind: 'ingest'; readonly root: string; readonly entry: ArtifactEntry; readonly options: ReadOptions }
  | { readonly kind: 'hash'; readonly root: string; readonly entries: readonly ArtifactEntry[]; readonly options: SizeLimits };

/** An AppError on its way between processes. */
export interface Refusal {
  readonly refusal: { readonly code: ErrorCode; readonly detail: string };
}

export interface PackedArtifact extends Omit<IngestedArtifact, 'parsed'> {
  readonly parsed: Omit<ParsedArtifact, 'result'> & { readonly result: PackedResult };
}

export type IngestAnswer = PackedArtifact | Refusal;
export type HashAnswer = HashedFile | Refusal;
