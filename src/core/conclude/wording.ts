import type { MeasuredSeries } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { labelRank } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { enumerate, name, shown, type Word } from '../prose.ts';

/** Labels that a reader knows by value alone; all others are written key=value. */
const SPEAK_FOR_THEMSELVES = new Set([
  'model',
  'benchmark',
  'backend',
  'quantization',
  'device',
  'operation',
  'test',
  'run',
  'source',
  'dtype',
  'section',
]);

/** Labels as code, the telling ones by value, settings as key=value, in column order. */
export function labelWords(labels: Iterable<readonly [string, LabelValue]>): Word[] {
  const sorted = [...labels].sort(([a], [b]) => labelRank(a) - labelRank(b));
  return sorted.flatMap(([key, value], index) => [
    ...(index === 0 ? [] : [' ']),
    name(SPEAK_FOR_THEMSELVES.has(key) ? value : `${key}=${value}`),
  ]);
}

/** Who was measured, by the labels that speak for themselves; all labels where there is none of these. */
export function subjectWords(labels: ReadonlyMap<string, LabelValue>): Word[] {
  const telling = [...labels].filter(([key]) => SPEAK_FOR_THEMSELVES.has(key) && key !== 'dtype');
  return labelWords(telling.length === 0 ? labels : telling);
}

/** "In `param_tuning`, " for what a group of subjects shares; nothing where they share no telling label. */
export function placeWords(shared: ReadonlyMap<string, LabelValue>): Word[] {
  const telling = [...shared].filter(([key]) =>
    ['model', 'benchmark', 'test', 'operation', 'run', 'source', 'backend', 'device'].includes(key),
  );
  return telling.length === 0 ? [] : ['in ', ...labelWords(telling), ', '];
}

/** "mean 288.1 ± 8.0 tokens/s", or the value alone for a single sample; nothing where only percentiles are known. */
export function centerWords(series: MeasuredSeries): Word[] {
  const fact = centerOf(series);
  if (!fact) return [];
  if (fact.interval) return [`${fact.statistic} `, shown(fact, 'interval')];
  return series.reported ? [`${fact.statistic} `, shown(fact)] : [shown(fact)];
}

/** "highest generation throughput", "lowest time to first token". */
export function superlative(metric: string, unit: string): string {
  const { direction, name: metricName } = metricOf(metric, unit);
  return `${direction === 'higher-is-better' ? 'highest' : 'lowest'} ${metricName}`;
}

/** First letter in upper case, for the first word of a sentence. */
export function sentenceCase(words: readonly Word[]): Word[] {
  const [first, ...rest] = words;
  return typeof first === 'string' ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : [...words];
}

/** At most `most` of them by name, then "and others". */
export function someOf(groups: readonly (readonly Word[])[], most: number): Word[] {
  return groups.length <= most
    ? enumerate(groups)
    : [...groups.slice(0, most).flatMap((words, index) => (index === 0 ? words : [', ', ...words])), ' and others'];
}
