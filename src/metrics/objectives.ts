import type { Objective, Slo } from '../contracts/objective.ts';
import { knownMetric, metricOf } from './registry.ts';
import { isKnownUnit, toBase } from './units.ts';

const STATISTICS: ReadonlySet<string> = new Set(['mean', 'median', 'p90', 'p95', 'p99', 'min', 'max']);

/** @returns why it is none, where that is so. */
export function objectiveOf(key: string, text: string): Objective | string {
  const cut = key.lastIndexOf('.');
  const [metric, statistic] = [key.slice(0, Math.max(0, cut)), key.slice(cut + 1)];
  if (knownMetric(metric) === null)
    return `"${metric}" is no metric; an objective is called METRIC.STATISTIC, for example time_to_first_token.p99`;
  if (!STATISTICS.has(statistic)) return `"${statistic}" is no statistic; known here: ${[...STATISTICS].join(', ')}`;
  const { unit, direction, name } = metricOf(metric);
  if (direction === 'none') return `of ${name} neither more nor less is better`;
  const [, number, written] = /^(\d+(?:\.\d+)?)\s*(\S.*)$/.exec(text.trim()) ?? [];
  if (number === undefined || written === undefined || !isKnownUnit(written))
    return `"${text}" is no number with a unit, for example 500 ms`;
  const { base, factor } = toBase(written);
  if (base !== unit) return `${written} is no unit of ${name}, which is in ${unit}`;
  const bound = Number(number) * factor;
  if (!(bound > 0)) return 'an objective is above zero';
  return { metric, statistic, bound, isUpper: direction === 'lower-is-better', name: `${key}=${number} ${written}` };
}

/** The objectives of a configuration that was checked. @throws Error for one that is none. */
export function objectivesOf(slo: Slo): Objective[] {
  return Object.entries(slo).map(([key, text]) => {
    const found = objectiveOf(key, text);
    if (typeof found === 'string') throw new Error(`${key}: ${found}`);
    return found;
  });
}

/** Does a value keep an objective? */
export function keeps({ bound, isUpper }: Objective, value: number): boolean {
  return isUpper ? value <= bound : value >= bound;
}
