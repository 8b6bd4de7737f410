import type { Measurement } from '../../contracts/measured.ts';
import type { ReadArtifact } from '../../contracts/series.ts';
import { dayOf } from './runs.ts';

type StatedArtifact = Pick<ReadArtifact, 'path' | 'adapter' | 'parsed'> & { readonly reason: string | null; readonly run: string | null };

/** Names that sentences may set as code beside the labels of facts: files, formats, why something was left out, columns, runs and their days. */
export function statedNames(artifacts: readonly StatedArtifact[], labels: Measurement['labels']): string[] {
  const names = artifacts.flatMap(({ path, adapter, reason, parsed }) => [
    path,
    adapter,
    reason ?? '',
    ...parsed.tables.flatMap(({ failures, columns }) => [...failures.values(), ...columns.map(({ at }) => at)]),
  ]);
  const runs = [...artifacts.map(({ run }) => run ?? ''), ...labels.flatMap(({ key, value }) => (key === 'run' ? String(value) : []))];
  return [...names, ...runs, ...runs.flatMap((run) => dayOf(run) ?? [])];
}
