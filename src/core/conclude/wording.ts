import type { MeasuredSeries } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { enumerate, metricWord, name, shown, type Word } from '../prose.ts';

/** "mean 288.1 ± 8.0 tokens/s", or the value alone for a single sample; nothing where only percentiles are known. */
export function centerWords(series: MeasuredSeries): Word[] {
  const fact = centerOf(series);
  if (!fact) return [];
  if (fact.interval) return [`${fact.statistic} `, shown(fact, 'interval')];
  return series.reported ? [`${fact.statistic} `, shown(fact)] : [shown(fact)];
}

/** " over several values of `a` and `b`": what a mean was taken over besides repetitions. */
export function pooledWords(keys: readonly string[]): Word[] {
  return keys.length === 0 ? [] : [' over several values of ', ...enumerate(keys.map((key) => [name(key)]))];
}

/** "; they differ in `dtype` too": labels beside the one that is compared. */
export function differenceWords(keys: readonly string[]): Word[] {
  return keys.length === 0 ? [] : ['; they differ in ', ...enumerate(keys.map((key) => [name(key)])), ' too'];
}

/** "highest generation throughput", "lowest time to first token". */
export function superlative(metric: string, unit: string): Word[] {
  return [metricOf(metric).direction === 'higher-is-better' ? 'highest ' : 'lowest ', metricWord(metric, unit)];
}

/** At most `most` of them by name, then "and others". */
export function someOf(groups: readonly (readonly Word[])[], most: number): Word[] {
  return groups.length <= most
    ? enumerate(groups)
    : [...groups.slice(0, most).flatMap((words, index) => (index === 0 ? words : [', ', ...words])), ' and others'];
}
