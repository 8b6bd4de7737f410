import type { LabelValue } from '../contracts/observation.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** How series are told apart in a line: by the labels in which they differ, and always by their model. */
export function labelsApart(all: readonly Labels[]): (labels: Labels) => string {
  const keys = new Set(all.flatMap((labels) => [...labels.keys()]));
  const kept = [...keys].filter((key) => key === 'model' || new Set(all.map((labels) => labels.get(key))).size > 1);
  return (labels) => kept.flatMap((key) => (labels.has(key) ? [`${key}=${labels.get(key)}`] : [])).join(' ');
}

/** "+1.5" for a ratio of 0.015. */
export function percent(ratio: number): string {
  return `${ratio >= 0 ? '+' : ''}${(100 * ratio).toFixed(1)}`;
}

/** Four digits. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
