import type { LabelValue } from '../contracts/observation.ts';
import { remembered } from '../metrics/remembered.ts';
import { compareKeys } from '../sequences/text-order.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Labels in the order of their keys. The series of a subject, and the statistics of a series, share one map. */
export const sortedLabels = remembered((labels: Labels): readonly (readonly [string, LabelValue])[] => [...labels].sort(compareKeys));

/** Labels as text: equal for two sets that hold the same, in whatever order. */
export const labelsText = remembered((labels: Labels): string => JSON.stringify(sortedLabels(labels)));

/** The labels of facts, as a map: one for all facts that share their labels. */
export const labelsOfRecord = remembered((labels: Readonly<Record<string, LabelValue>>): Labels => new Map(Object.entries(labels)));

/** Labels of facts as text, in the order in which they stand. */
export const recordText = remembered((labels: Readonly<Record<string, LabelValue>>): string => JSON.stringify(labels));
