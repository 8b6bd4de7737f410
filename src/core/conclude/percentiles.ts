import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isKnownLabel, isSlice, labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { metricWord, shown, term, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { type ReportedGroup, reportedGroups } from './reported-groups.ts';
import { subjectOf, tell } from './tell.ts';

/** The one that is stated of several, the most telling first. */
const PERCENTILES = ['p99', 'p95', 'p90', 'p50', 'p75', 'p99.9'] as const;

interface Reported {
  readonly series: ReportedGroup;
  readonly fact: Fact;
}

function rangeWords(group: readonly Reported[], naming: Naming): Word[] {
  const [low, ...others] = group.toSorted((a, b) => a.fact.value - b.fact.value);
  const high = others.at(-1);
  const { metric, unit, labels } = low!.series;
  const what = [term(low!.fact.statistic), ' ', metricWord(metric, unit)];
  if (!high) return ['The ', ...what, ' of ', ...naming.subject(labels), ' is ', shown(low!.fact)];
  return [
    'Reported ',
    ...what,
    ' goes from ',
    shown(low!.fact),
    ' (',
    ...naming.subject(labels),
    ') to ',
    shown(high.fact),
    ' (',
    ...naming.subject(high.series.labels),
    ')',
  ];
}

/** What was asked, and how hard: percentiles of other work are not held against each other. */
function workOf({ labels }: ReportedGroup): (readonly [string, LabelValue])[] {
  return [...labels].filter(([key]) => isSlice(key) || (labelRole(key) === 'workload' && isKnownLabel(key)));
}

/** Without those that stand alone at each of several loads: from where to where they go is said of what was measured. */
function compared(groups: readonly (readonly Reported[])[]): (readonly Reported[])[] {
  const work = groupBy(groups, ([first]) => {
    const { series, fact } = first!;
    return JSON.stringify([series.metric, fact.definition ?? null, fact.statistic, workOf(series).filter(([key]) => !isSlice(key))]);
  });
  return [...work.values()].flatMap((own) => (own.length === 1 ? own : own.filter(({ length }) => length > 1)));
}

/**
 * Metrics of which a tool reports percentiles only: there is no middle to rank by, but how far apart they lie can be said. One finding per
 * metric, definition and work.
 */
export function percentileFindings(measurement: Measurement, naming: Naming): Telling[] {
  const reported = reportedGroups(measurement)
    .filter((series) => centerOf(series) === null && metricOf(series.metric).direction !== 'none')
    .flatMap((series): Reported[] => {
      const fact = PERCENTILES.flatMap((statistic) => series.facts.get(statistic) ?? [])[0];
      return fact ? [{ series, fact }] : [];
    });
  const groups = groupBy(reported, ({ series, fact }) =>
    JSON.stringify([series.metric, fact.definition ?? null, fact.statistic, workOf(series)]),
  );
  return compared([...groups.values()]).map((group): Telling => {
    const { fact, series } = group[0]!;
    const { metric, definition } = fact;
    const words: Word[] = [...rangeWords(group, naming), '; no mean and no median is reported, so nothing is ranked by it.'];
    return tell({
      kind: 'percentiles',
      id: `percentiles-${metric}-${[definition ?? 'registry', ...workOf(series).map(([, value]) => value)].join('-')}`,
      words,
      severity: 'notable',
      topic: 'configuration',
      about: { subjects: group.map((own) => subjectOf(own.series.labels)), metrics: [metric], scope: 'percentiles only' },
    });
  });
}

/** Metrics of which only percentiles are known. */
export const PERCENTILES_FRAMES: KindFrames = { id: 'percentiles', frames: [{ role: 'state', text: '{say}.' }] };
