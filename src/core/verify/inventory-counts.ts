import type { Artifact } from '../../contracts/artifact.ts';
import type { Report } from '../../contracts/report.ts';
import { groupBy } from '../group-by.ts';

/** Groups in which files are counted: all, by kind, verdict, adapter, directory and first-level directory. */
const GROUPS: readonly ((artifact: Artifact) => string)[] = [
  () => '',
  ({ kind }) => kind,
  ({ verdict }) => verdict,
  ({ adapter }) => adapter,
  ({ path }) => path.split('/').slice(0, -1).join('/'),
  ({ path }) => path.split('/')[0]!,
  ({ growing }) => (growing === true ? 'growing' : 'whole'),
  ({ duplicateOf }) => (duplicateOf === undefined ? 'own' : 'duplicate'),
  ({ kind, verdict }) => `${kind} ${verdict}`,
];

/**
 * Counts that a report may state of its inputs: files, values and problems per group, rows, and "and n more" after the names listed.
 * Zero is always among them.
 */
export function inventoryCounts(report: Report): Set<number> {
  const { artifacts, byKind, directories, formats, rowCount, sampleCount, otherFileCount } = report.inputs;
  const counts = new Set([0, rowCount, sampleCount, otherFileCount, directories.length, formats.length]);
  for (const groupOf of GROUPS) {
    const groups = groupBy(artifacts, groupOf);
    counts.add(groups.size);
    for (const group of groups.values()) {
      counts.add(group.length);
      counts.add(group.reduce((sum, artifact) => sum + artifact.sampleCount, 0));
      counts.add(group.reduce((sum, artifact) => sum + artifact.problems.length, 0));
      counts.add(group.reduce((sum, artifact) => sum + (artifact.rowCount ?? 0), 0));
    }
  }
  for (const artifact of artifacts) counts.add(artifact.sampleCount).add(artifact.problems.length);
  for (const { count, names } of Object.values(byKind)) counts.add(count).add(count - names.length);
  const models = new Set(report.labels.flatMap(({ key, value }) => (key === 'model' ? [value] : [])));
  counts.add(models.size).add(report.page.table?.rows.length ?? 0);
  const { runs = [], failures: _failures, baseline: _baseline, calibration, ...series } = report.history ?? {};
  for (const count of [runs.length, Math.max(0, runs.length - 1), ...Object.values(series)]) counts.add(count);
  if (calibration) for (const count of [calibration.rounds, calibration.alarmed]) counts.add(count);
  for (const { limit } of calibration?.limits ?? []) counts.add(limit);
  for (const { runsNeeded } of report.changes) if (runsNeeded !== undefined) counts.add(runsNeeded);
  for (const { fileCount } of directories) counts.add(fileCount);
  for (const format of formats) counts.add(format.fileCount).add(format.rowCount).add(format.sampleCount);
  return counts;
}
