import { spelledUnit } from '../../metrics/units.ts';

/** Where the names of all versions are defined. */
export const EVALSCOPE_SOURCE = 'https://github.com/modelscope/evalscope/blob/main/evalscope/perf/utils/perf_constants.py';

/** `Avg TTFT (ms)` -> name and unit; a name without unit counts something. */
export function nameAndUnit(key: string): { name: string; unit: string } {
  const match = /^([^(]*?)\s*(?:\(([^)]*)\))?$/.exec(key.slice(0, 100));
  return { name: (match?.[1] ?? key).trim().toLowerCase(), unit: spelledUnit(match?.[2] ?? 'count') ?? 'count' };
}
