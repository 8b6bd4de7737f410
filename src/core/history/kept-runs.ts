import type { Verdict } from '../../contracts/artifact.ts';
import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';

/** An artifact with what was read of it. */
interface Read {
  readonly adapter: string;
  readonly sha256: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly sampleCount: number;
  readonly parsed: ParseResult;
}

const ADAPTER = 'benchscribe-kept-run';

/** Hashes of the artifacts that a kept summary was made from; none for any other artifact. */
function keptSources({ adapter, parsed: { configuration } }: Read): string[] {
  if (adapter !== ADAPTER) return [];
  return [...configuration].flatMap(([key, value]) => (key.startsWith('/sources/') ? [String(value)] : []));
}

/** Artifacts of which a kept summary says nothing where an artifact of its run is still there: what was kept stands for what is gone, and never beside it. */
export function withoutStandIns<T extends Read>(artifacts: readonly T[]): T[] {
  const present = new Set(artifacts.map(({ sha256 }) => sha256));
  return artifacts.map((artifact) => {
    if (!keptSources(artifact).some((sha256) => present.has(sha256))) return artifact;
    const reason = 'the artifacts of its run are still here, so that nothing of it is counted';
    return { ...artifact, verdict: 'empty', reason, sampleCount: 0, parsed: NOTHING_READ };
  });
}
