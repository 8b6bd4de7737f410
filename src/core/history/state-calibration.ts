import type { Fact } from '../../contracts/fact.ts';
import type { History, ReportedCalibration } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { metricRank } from '../../metrics/registry.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import type { Calibration } from './calibration.ts';

/** A number that follows from all runs together, and is found again by the calibration that the report states. */
function numberFact(book: FactBook, metric: string, statistic: string, value: number, unit: string, formula: string): Fact {
  return addCount(book, {
    metric,
    statistic,
    value,
    unit,
    labels: new Map<string, LabelValue>(),
    sampleCount: 1,
    formula,
    sources: [],
  });
}

/** A calibration as the report lists it. */
export function reportedCalibration({ runs, rounds, alarmed, limits }: Calibration): ReportedCalibration {
  const ordered = [...limits].sort(([a], [b]) => metricRank(a) - metricRank(b));
  // So many rounds tell whole per cents apart, and no more.
  return { runs, rounds, alarmed, limits: ordered.map(([metric, limit]) => ({ metric, limit: Math.ceil(100 * limit - 1e-9) })) };
}

/** States a calibration with its facts. */
export function stateCalibration(
  book: FactBook,
  { rounds, alarmed, limits }: ReportedCalibration,
  unitOf: (metric: string) => string,
): NonNullable<History['calibration']> {
  const order = 'the runs at the present level in another order, blocks of neighbours together';
  return {
    rounds: numberFact(book, 'run_count', 'reorderings', rounds, 'count', `number of times that ${order} were judged`),
    alarmed: numberFact(
      book,
      'run_count',
      'reorderings called changed',
      alarmed,
      'count',
      `number of times that the last of ${order} was called changed`,
    ),
    limits: limits.map(({ metric, limit }) => ({
      metric,
      unit: unitOf(metric),
      fact: numberFact(book, metric, 'detection limit', limit, '%', `change of one series that four of five reorderings show: ${order}`),
    })),
  };
}
