import type { Fact } from '../../../contracts/fact.ts';
import type { AnalysisTable, Report } from '../../../contracts/report.ts';
import { scaleOf, sizeOf, unitText } from '../../../metrics/format.ts';
import { identifies, isSwept, labelRole } from '../../../metrics/labels.ts';
import { singleLine } from '../../../metrics/quotation.ts';
import { metricOf } from '../../../metrics/registry.ts';
import { remembered } from '../../../metrics/remembered.ts';
import { maxOf, minOf } from '../../../sequences/extremes.ts';
import { factsById } from '../../facts-by-id.ts';
import { groupBy } from '../../group-by.ts';
import { comparableRows, printUnit } from '../analysis-table.ts';
import { sortedKeys } from '../inline.ts';
import type { Plane, PlotChart, PlotPoint, PlotSeries } from './chart.ts';
import {
  type ChartContext,
  capitalised,
  contestantOf,
  factIn,
  LOAD_COUNT_MIN,
  labelsOf,
  labelText,
  loadKeyOf,
  nameOf,
} from './table-rows.ts';

const GROUP_COUNT_MAX = 7;
const SETTING_COUNT_MIN = 4;
const SETTING_PLANE_COUNT_MAX = 3;
const LATENCY_CURVE_COUNT_MAX = 3;
const WAIT = 'time_to_first_token';

/** Whether values spread so far that small ones would be seen as nothing on a linear scale. */
function isWide(values: readonly number[]): boolean {
  return values.length > 0 && minOf(values) > 0 && maxOf(values) > 8 * minOf(values);
}

/** A setting of a sweep: what it gives, and what waiting it costs where that is known. */
interface Setting {
  readonly name: string;
  readonly labels: Fact['labels'];
  readonly subset: string;
  readonly throughput: Fact;
  readonly wait: Fact | null;
}

/** Means of one metric by subset and labels: those that state at least one setting or load. */
function meansOf(report: Report, metric: string): Map<string, Fact> {
  const means = report.facts.filter(
    (fact) =>
      fact.metric === metric &&
      fact.kind === 'statistic' &&
      fact.statistic === 'mean' &&
      (fact.subset === 'all' || fact.subset === 'warm') &&
      Object.keys(fact.labels).some(isSwept),
  );
  return new Map(means.map((fact) => [`${fact.subset} ${labelText(fact.labels)}`, fact]));
}

function sweptCount({ labels }: Setting): number {
  return Object.keys(labels).filter(isSwept).length;
}

/** Keys of the labels that say whose a setting is and on what work. */
function identityKeys(labels: Fact['labels']): string[] {
  return sortedKeys(labels).filter((label) => identifies(label) || labelRole(label) === 'workload');
}

function subjectName(labels: Fact['labels'], keys: readonly string[]): string {
  return singleLine(keys.map((label) => (isSwept(label) ? `${label}=${labels[label]}` : String(labels[label]))).join(' · '));
}

/** The labels of identity that all groups share. */
function sharedKeys(groups: readonly (readonly Setting[])[]): string[] {
  const first = groups[0]![0]!.labels;
  return groups.length === 1 ? [] : identityKeys(first).filter((key) => groups.every((group) => group[0]!.labels[key] === first[key]));
}

/** What all groups have alike, as the end of a sentence. */
function workText(groups: readonly (readonly Setting[])[]): string {
  const shared = subjectName(groups[0]![0]!.labels, sharedKeys(groups));
  return shared === '' ? '' : `; all of ${shared}`;
}

/** The name by which a group is told from the others, and its colour. */
function subjectOf(
  { labels }: Setting,
  groups: readonly (readonly Setting[])[],
  context: ChartContext,
): Pick<PlotSeries, 'name' | 'contestant'> {
  const shared = sharedKeys(groups);
  const own = identityKeys(labels).filter((key) => !shared.includes(key));
  return { name: subjectName(labels, own), contestant: contestantOf(labels, context) };
}

/** The settings of each sweep: without what is pooled over some of them, and warm ones alone where there are any. */
const sweeps = remembered((report: Report): { metric: string; groups: Setting[][] } | null => {
  const metrics = ['decode_throughput', 'output_token_throughput'].map((metric) => ({ metric, means: meansOf(report, metric) }));
  const measured = metrics.find(({ means }) => means.size > 0);
  if (measured === undefined) return null;
  const { metric, means } = measured;
  const waits = meansOf(report, WAIT);
  const all = [...means].map(([key, throughput]): Setting => {
    const { labels, subset } = throughput;
    return { name: subjectName(labels, identityKeys(labels)), labels, subset, throughput, wait: waits.get(key) ?? null };
  });
  const groups = [...groupBy(all, ({ name }) => name).values()]
    .map((group) => (group.some(({ subset }) => subset === 'warm') ? group.filter(({ subset }) => subset === 'warm') : group))
    .map((group) => {
      const most = maxOf(group.map(sweptCount));
      return group.filter((setting) => sweptCount(setting) === most);
    })
    .filter((group) => group.length >= SETTING_COUNT_MIN)
    .slice(0, GROUP_COUNT_MAX);
  return groups.length === 0 ? null : { metric, groups };
});

function axisName(metric: string, unit: string): string {
  return `${metricOf(metric).name} (${unitText(unit)})`;
}

/** Throughput at each value of one setting, a point for each setting of the sweep. */
function settingPlane(key: string, metric: string, groups: readonly Setting[][], context: ChartContext): Plane | null {
  const levelOf = ({ labels }: Setting) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  const stated = groups.map((group) => group.filter((setting) => levelOf(setting) !== undefined));
  const levels = [...new Set(stated.flat().map((setting) => levelOf(setting)!))].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  if (levels.length < 2) return null;
  const series = stated.map((group, index): PlotSeries => {
    // Beside each other, so that the points of one contestant do not hide those of another.
    const shift = stated.length === 1 ? 0 : (0.5 * index) / (stated.length - 1) - 0.25;
    const points = group.map((setting) => ({
      x: levels.indexOf(levelOf(setting)!) + shift,
      y: setting.throughput.value,
      fact: setting.throughput.id,
    }));
    return { ...subjectOf(groups[index]![0]!, groups, context), as: 'points', points };
  });
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const isLogarithmic = minOf(values) > 0 && maxOf(values) > 30 * minOf(values);
  return {
    x: { name: key, isLogarithmic: false, isFromZero: false, names: levels.map((level) => singleLine(String(level))) },
    y: { name: axisName(metric, groups[0]![0]!.throughput.unit), isLogarithmic, isFromZero: true },
    series,
    events: [],
  };
}

/** The settings that were tried, each with its throughput, by one of them after the other. */
function settingCharts(report: Report, context: ChartContext): PlotChart[] {
  const found = sweeps(report);
  if (found === null) return [];
  const { metric, groups } = found;
  const keys = new Set(
    groups.flat().flatMap(({ labels }) => Object.keys(labels).filter((key) => isSwept(key) && labelRole(key) === 'setting')),
  );
  const planes = sortedKeys(Object.fromEntries([...keys].map((key) => [key, true])))
    .flatMap((key) => settingPlane(key, metric, groups, context) ?? [])
    .slice(0, SETTING_PLANE_COUNT_MAX);
  if (planes.length === 0) return [];
  return [
    {
      kind: 'plot',
      title: `${capitalised(metricOf(metric).name)} by setting`,
      note: `A point for each setting that was tried, whatever the others were${workText(groups)}.`,
      planes,
    },
  ];
}

/** Throughput against the wait, where no other setting is better in both. */
function frontChart(report: Report, context: ChartContext): PlotChart[] {
  const found = sweeps(report);
  const groups = (found?.groups ?? [])
    .map((group) => group.filter(({ wait }) => wait !== null))
    .filter(({ length }) => length >= SETTING_COUNT_MIN);
  if (found === null || groups.length === 0) return [];
  const waits = groups.flat().map(({ wait }) => wait!.value);
  const { unit, size } = scaleOf(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]!, 'ms');
  const all = groups.flat();
  const beats = (a: Setting, b: Setting) =>
    a.wait!.value <= b.wait!.value &&
    a.throughput.value >= b.throughput.value &&
    (a.wait!.value < b.wait!.value || a.throughput.value > b.throughput.value);
  const rates = all.map(({ throughput }) => throughput.value);
  return [
    {
      kind: 'plot',
      title: 'Settings: throughput against time to first token',
      note: `A point for each setting; outlined: no other is better in both. Upper left is best${workText(groups)}.`,
      planes: [
        {
          x: { name: axisName(WAIT, unit), isLogarithmic: isWide(waits), isFromZero: false },
          y: { name: axisName(found.metric, all[0]!.throughput.unit), isLogarithmic: isWide(rates), isFromZero: false },
          series: groups.map((group) => ({
            ...subjectOf(group[0]!, groups, context),
            as: 'points',
            points: group.map((setting) => ({
              x: setting.wait!.value / size,
              y: setting.throughput.value,
              fact: setting.throughput.id,
              marked: !all.some((other) => beats(other, setting)),
            })),
          })),
          events: [],
        },
      ],
    },
  ];
}

/** Where knees are, by load and labels: whatever is drawn over that load has it there. */
function kneesOf({ analysis: { knees = [] }, facts }: Report): ReadonlySet<string> {
  return new Set(knees.map(({ key, throughput }) => `${key} ${labelText(factsById(facts).get(throughput)!.labels)}`));
}

/** One metric over the load: a line for each contestant and work, marked where a throughput peaks before the largest load, and at the knee. */
function curveChart(table: AnalysisTable, knees: ReadonlySet<string>, context: ChartContext): PlotChart | null {
  const key = loadKeyOf(table);
  if (key === null) return null;
  const unit = printUnit(table, context);
  const size = sizeOf(table.unit, unit);
  const rows = comparableRows(table.rows).filter(({ labels }) => typeof labels[key] === 'number');
  const isLatency = metricOf(table.metric).family === 'latency';
  const columns = ['median', 'mean', 'p50', ...table.columns].filter((column) =>
    rows.some((row) => factIn(row, column, table, context) !== null),
  );
  const tail = isLatency ? ['p99', 'p95', 'p90'].find((column) => columns.includes(column)) : undefined;
  const others = table.labelKeys.filter((own) => own !== key);
  const groups = [...groupBy(rows, (row) => nameOf(row.labels, others)).values()].filter((group) => group.length >= LOAD_COUNT_MIN);
  const [middle] = columns;
  if (groups.length === 0 || middle === undefined) return null;
  const shown = [...new Set([middle, ...(tail === undefined ? [] : [tail])])];
  const series = groups.slice(0, GROUP_COUNT_MAX).flatMap((group) =>
    shown.map((column): PlotSeries => {
      const points = group
        .flatMap((row): PlotPoint[] => {
          const fact = factIn(row, column, table, context);
          if (fact === null) return [];
          const point = { x: row.labels[key] as number, y: fact.value / size, fact: fact.id };
          return [knees.has(`${key} ${labelText(fact.labels)}`) ? { ...point, isKnee: true } : point];
        })
        .sort((a, b) => a.x - b.x);
      const peak = isLatency || points.length === 0 ? null : points.reduce((most, point) => (point.y > most.y ? point : most));
      return {
        name: nameOf(group[0]!.labels, others, shown.length > 1 ? [column] : []) || column,
        contestant: contestantOf(labelsOf(table, group[0]!), context),
        as: 'curve',
        points: points.map((point) => (point === peak && point !== points.at(-1) ? { ...point, marked: true } : point)),
      };
    }),
  );
  const ys = series.flatMap(({ points }) => points.map(({ y }) => y));
  // A throughput that stops to grow is seen on a linear scale only.
  const isLogarithmic = isLatency && minOf(ys) > 0 && maxOf(ys) > 30 * minOf(ys);
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return {
    kind: 'plot',
    title: `${table.title} over ${key}`,
    note: [
      isLatency ? shown.join(' and ') : `${middle}; outlined: the peak, where it is not at the largest load`,
      ...(series.some(({ points }) => points.some(({ isKnee }) => isKnee))
        ? ['hollow: the knee, with the most throughput for its wait']
        : []),
    ].join('; '),
    planes: [
      {
        x: { name: key, isLogarithmic: isWide(xs), isFromZero: false, ticks: xs },
        y: { name: axisName(table.metric, unit), isLogarithmic, isFromZero: !isLogarithmic },
        series,
        events: [],
      },
    ],
  };
}

function curveCharts(report: Report, context: ChartContext): PlotChart[] {
  const knees = kneesOf(report);
  const ofFamily = (family: string, count: number) =>
    report.analysis.tables
      .filter(({ role, metric }) => (role === 'series' || role === 'reported') && metricOf(metric).family === family)
      .flatMap((table) => curveChart(table, knees, context) ?? [])
      .slice(0, count);
  return [...ofFamily('throughput', 1), ...ofFamily('latency', LATENCY_CURVE_COUNT_MAX)];
}

/** The charts with two axes: curves over load, settings, and which of them no other beats. None where there is too little to show. */
export const PLOT_CHARTS: readonly {
  readonly name: string;
  readonly make: (report: Report, context: ChartContext) => readonly PlotChart[];
}[] = [
  { name: 'curves over load', make: curveCharts },
  { name: 'settings', make: settingCharts },
  { name: 'throughput against waiting', make: frontChart },
];
