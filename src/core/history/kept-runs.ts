import type { Verdict } from '../../contracts/artifact.ts';
import type { KeptRun, KeptValue } from '../../contracts/kept-run.ts';
import { KEPT_RUN_ADAPTER, KEPT_RUN_SCHEMA } from '../../contracts/kept-run-name.ts';
import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { fileOf, fingerprintOf } from './comparable.ts';
import { isKept } from './kept-values.ts';
import type { RunValue } from './request-sizes.ts';
import type { MeasuredRun } from './runs-in-order.ts';
import { valuesOfRun } from './series-over-runs.ts';

/** An artifact with what was read of it. */
interface Read {
  readonly adapter: string;
  readonly sha256: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly sampleCount: number;
  readonly parsed: ParseResult;
}

/** Hashes of the artifacts that a kept summary was made from; none for any other artifact. */
function keptSources({ adapter, parsed: { configuration } }: Read): string[] {
  if (adapter !== KEPT_RUN_ADAPTER) return [];
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

/** One value of a run as it is kept: of repetitions their geometric mean, which is what they are compared by. */
function keptValue({ parts, value }: RunValue): KeptValue {
  const [first] = parts as readonly [RunValue['parts'][number]];
  const { metric, statistic, unit, definition, labels, sizes } = first;
  const facts = parts.map(({ state }) => state());
  const { tool, ...workload } = Object.fromEntries(fingerprintOf(first));
  const file = fileOf(first);
  return {
    ...{ metric, statistic, unit, ...(definition === null ? {} : { definition }) },
    labels: Object.fromEntries([...labels].filter(([key]) => key !== 'run')),
    value,
    sampleCount: facts.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
    tool: String(tool),
    ...(Object.keys(workload).length === 0 ? {} : { workload }),
    ...(sizes.size === 0 ? {} : { sizes: Object.fromEntries(sizes) }),
    ...(file === '' ? {} : { file }),
    sources: facts.flatMap(({ sources }) => sources.map(({ path, sha256, cells }) => ({ path, sha256, cells }))),
  };
}

/** A summary of a run, of all that other runs could be compared with; null for one that is known by its summary alone. */
export function keptRun(run: MeasuredRun): KeptRun | null {
  const own = run.values.filter((value) => !isKept(value));
  const values = [...valuesOfRun({ ...run, values: own }).values()].map(keptValue);
  if (values.length === 0) return null;
  const sources = new Map(values.flatMap((value) => value.sources.map(({ path, sha256 }) => [path, { path, sha256 }])));
  return { schema: KEPT_RUN_SCHEMA, run: { name: run.name, at: run.at }, sources: [...sources.values()], values };
}
