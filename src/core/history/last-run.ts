import type { History } from '../../contracts/history.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { remembered } from '../../metrics/remembered.ts';
import { labelsOfRecord } from '../labels-text.ts';
import { comparableLabels, isPassing } from './comparable.ts';
import type { MeasuredRun } from './runs-in-order.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Values that labels which pass from run to run have in a run. */
export function labelsOfRun({ values }: MeasuredRun): Map<string, Set<LabelValue>> {
  const found = new Map<string, Set<LabelValue>>();
  for (const labels of new Set(values.map((value) => value.labels))) {
    for (const [key, value] of labels) {
      if (!isPassing(key)) continue;
      const known = found.get(key);
      if (known) known.add(value);
      else found.set(key, new Set([value]));
    }
  }
  return found;
}

const textOf = remembered((labels: Labels) => JSON.stringify([...comparableLabels(labels)]));

/**
 * A measurement without what an earlier run says of the same: rankings, effects, values. What only an earlier run measured stays. Facts stay
 * too, for the tables and for whoever compares.
 */
export function ofLastRun(measurement: Measurement, { lastLabels }: History): Measurement {
  const isLast = (labels: Labels) => [...labels].every(([key, value]) => !isPassing(key) || (lastLabels.get(key)?.has(value) ?? true));
  const current = <T>(items: readonly T[], labelsOf: (item: T) => Labels, whatOf: (item: T) => string): T[] => {
    const keyOf = (item: T) => `${whatOf(item)} ${textOf(labelsOf(item))}`;
    const told = new Set(items.filter((item) => isLast(labelsOf(item))).map(keyOf));
    return items.filter((item) => isLast(labelsOf(item)) || !told.has(keyOf(item)));
  };
  const subjects = current(
    measurement.subjects,
    ({ subject }) => subject.labels,
    () => '',
  );
  const isShown = new Set(subjects);
  const failures = current(
    measurement.failures,
    ({ labels }) => labels,
    ({ what }) => what,
  );
  return {
    ...measurement,
    subjects,
    reported: current(
      measurement.reported,
      ({ fact }) => labelsOfRecord(fact.labels),
      ({ fact }) => `${fact.metric} ${fact.statistic}`,
    ),
    rankings: current(
      measurement.rankings,
      ({ shared }) => shared,
      ({ metric, key, subset }) => `${metric} ${key} ${subset}`,
    ),
    matchedRankings: current(
      measurement.matchedRankings,
      ({ shared }) => shared,
      ({ metric, key, subset }) => `${metric} ${key} ${subset}`,
    ),
    unranked: current(
      measurement.unranked,
      ({ shared }) => shared,
      ({ metric, key, reason }) => `${metric} ${key} ${reason}`,
    ),
    curves: current(
      measurement.curves,
      ({ shared }) => shared,
      ({ metric, key }) => `${metric} ${key}`,
    ),
    knees: current(
      measurement.knees,
      ({ shared }) => shared,
      ({ key }) => key,
    ),
    effects: current(
      measurement.effects,
      ({ labels }) => labelsOfRecord(labels),
      ({ metric, parameter, from, to }) => `${metric} ${parameter} ${from} ${to}`,
    ),
    coldStarts: current(
      measurement.coldStarts,
      ({ subject }) => subject.labels,
      ({ cold }) => cold.metric,
    ),
    objectives: current(
      measurement.objectives,
      ({ work }) => work,
      () => '',
    ),
    settingRanges: measurement.settingRanges.filter(({ measured }) => isShown.has(measured)),
    fronts: measurement.fronts.filter(({ measured }) => isShown.has(measured)),
    failures,
    failureTotal: failures.length === measurement.failures.length ? measurement.failureTotal : null,
  };
}
