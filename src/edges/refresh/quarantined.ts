import type { ParsedArtifact } from '../../adapters/recognise.ts';
import { NOTHING_READ } from '../../contracts/observation.ts';

/** What became of an artifact from which nothing was read. */
export function quarantined(reason: string): ParsedArtifact {
  return { adapter: 'none', title: '', verdict: 'quarantined', reason, version: null, sampleCount: 0, result: NOTHING_READ, bug: null };
}
