import type { Label } from '../../contracts/observation.ts';
import type { ReadArtifact } from '../../contracts/series.ts';
import { labelsFromPath } from '../../metrics/paths.ts';

/** Labels of a whole artifact, with their origin. */
export type LabelsOf = Map<string, Label>;

/** Every model that a column or a document names: a file name is matched with these before it is guessed at. */
function knownModels(artifacts: readonly ReadArtifact[]): Set<string> {
  const models = new Set<string>();
  for (const { parsed } of artifacts) {
    for (const { labels, labelColumns } of parsed.tables) {
      const constant = labels.get('model');
      if (constant) models.add(String(constant.value));
      for (const { key, values } of labelColumns) {
        if (key === 'model') for (const value of values) if (value !== null) models.add(String(value));
      }
    }
  }
  return models;
}

/**
 * What the path of each artifact tells of it, for labels that neither its columns nor its document state.
 *
 * @returns by artifact path; an artifact whose path tells nothing has an empty map.
 */
export function artifactLabels(artifacts: readonly ReadArtifact[]): Map<string, LabelsOf> {
  const models = knownModels(artifacts);
  return new Map(artifacts.map(({ path }) => [path, new Map(labelsFromPath(path, models))]));
}
