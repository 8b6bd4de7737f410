import type { History } from '../../contracts/history.ts';
import { enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { tell } from './tell.ts';

/** Metrics whose limit is told; the report for machines has all. */
const NAMED_COUNT_MAX = 2;

/** How often such verdicts would be wrong on the runs of this history themselves, and from which size on a change would have been seen. */
export function calibrationFinding({ calibration }: History): Telling[] {
  if (calibration === null) return [];
  const { rounds, alarmed, limits } = calibration;
  const told = limits
    .slice(0, NAMED_COUNT_MAX)
    .map(({ metric, unit, fact }): Word[] => ['from ', shown(fact), ' on in ', metricWord(metric, unit)]);
  const words: Word[] = [
    'put into another order ',
    shown(rounds),
    ' times, the runs of this history were called changed ',
    shown(alarmed),
    alarmed.value === 1 ? ' time' : ' times',
    ...(told.length === 0 ? [] : ['; the rules would see a change of one series at once ', ...enumerate(told)]),
    '.',
  ];
  return [
    tell({
      kind: 'change-calibration',
      id: 'change-calibration',
      words,
      also: [rounds, alarmed],
      predicate: 'changed',
      severity: 'info',
      topic: 'change',
      about: { metrics: limits.slice(0, 1).map(({ metric }) => metric), certainty: 'certain', scope: 'how sure verdicts are' },
    }),
  ];
}

/** How far verdicts on changes can be believed. */
export const CHANGE_CALIBRATION_FRAMES: KindFrames = {
  id: 'change-calibration',
  frames: [{ role: 'state', text: '{say}.', predicate: 'changed' }],
};
