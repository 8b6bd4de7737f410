import type { Fact } from '../../contracts/fact.ts';
import type { AnalysisRow, AnalysisTable, Report } from '../../contracts/report.ts';
import { scaleOf, sizeOf } from '../../metrics/format.ts';
import { identifies, isSwept, labelRole } from '../../metrics/labels.ts';
import { singleLine } from '../../metrics/quotation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { groupBy } from '../group-by.ts';
import { printUnit } from './analysis-table.ts';
import type { Chart, RankingChart, RankingPoint, TradeOffChart } from './chart.ts';
import type { DocumentPart } from './document.ts';
import { sortedKeys } from './inline.ts';
import type { References } from './references.ts';

const POINT_COUNT_MAX = 24;
const GROUP_COUNT_MAX = 6;
const SETTING_COUNT_MIN = 4;
const WAIT = 'time_to_first_token';

/** Rows to compare: of a series that is stated over all samples and over the warm ones, the warm ones. */
function comparableRows(rows: readonly AnalysisRow[]): AnalysisRow[] {
  const keyOf = ({ labels }: AnalysisRow) => JSON.stringify(sortedKeys(labels).map((key) => [key, labels[key]]));
  const warm = new Set(rows.filter(({ subset }) => subset === 'warm').map(keyOf));
  return rows.filter((row) => row.subset !== 'all' || !warm.has(keyOf(row)));
}

/** Were all rows asked the same, as hard? Then the best comes first; else they keep the order of the table. */
function isOneWork({ labelKeys }: AnalysisTable): boolean {
  return labelKeys.every((key) => labelRole(key) === 'contestant' || labelRole(key) === 'setting');
}

function rankingChart(table: AnalysisTable, references: Pick<References, 'factOf'>): RankingChart | null {
  const rows = comparableRows(table.rows);
  const statistic = ['mean', 'median', ...table.columns].find((column) => rows.some(({ facts }) => Object.hasOwn(facts, column)));
  if (statistic === undefined) return null;
  const subsets = new Set(rows.map(({ subset }) => subset));
  const unit = printUnit(table, references);
  const size = sizeOf(table.unit, unit);
  const points = rows.flatMap(({ labels, subset, facts }): RankingPoint[] => {
    const fact = Object.hasOwn(facts, statistic) ? references.factOf(facts[statistic]!) : null;
    if (fact?.unit !== table.unit) return [];
    const names = [...table.labelKeys.map((key) => labels[key]), subsets.size > 1 ? subset : undefined];
    return [
      {
        name: singleLine(names.filter((part) => part !== undefined).join(' · ')),
        value: fact.value / size,
        interval: fact.interval ? [fact.interval.low / size, fact.interval.high / size] : null,
      },
    ];
  });
  if (points.length < 2) return null;
  const sign = metricOf(table.metric).direction === 'higher-is-better' ? -1 : 1;
  const [only] = subsets;
  return {
    kind: 'ranking',
    title: table.title,
    statistic: subsets.size === 1 && only !== 'all' ? `${only} ${statistic}` : statistic,
    unit,
    points: (isOneWork(table) ? points.sort((a, b) => sign * (a.value - b.value)) : points).slice(0, POINT_COUNT_MAX),
  };
}

/** The first table of series, else of reported statistics, of a metric that `wanted` accepts. */
function firstTable(report: Report, wanted: (metric: string) => boolean): AnalysisTable | undefined {
  const tables = report.analysis.tables.filter((table) => wanted(table.metric));
  return tables.find(({ role }) => role === 'series') ?? tables.find(({ role }) => role === 'reported');
}

/** Means of settings by what they are of: labels and subset, those facts left out that several definitions share. */
function settings(report: Report, metric: string): Map<string, Fact> {
  const found = new Map<string, Fact>();
  for (const fact of report.facts) {
    const isSetting = Object.keys(fact.labels).some((key) => isSwept(key));
    if (fact.metric !== metric || fact.kind !== 'statistic' || fact.statistic !== 'mean' || fact.subset === 'cold' || !isSetting) continue;
    found.set(JSON.stringify([fact.subset, ...sortedKeys(fact.labels).map((key) => [key, fact.labels[key]])]), fact);
  }
  return found;
}

function markFront<Point extends { wait: number; throughput: number }>(points: readonly Point[]): (Point & { best: boolean })[] {
  const beats = (a: Point, b: Point) =>
    a.wait <= b.wait && a.throughput >= b.throughput && (a.wait < b.wait || a.throughput > b.throughput);
  return points.map((point) => ({ ...point, best: !points.some((other) => beats(other, point)) }));
}

type Setting = {
  readonly name: string;
  readonly subset: string;
  readonly wait: number;
  readonly throughput: number;
  readonly sweptCount: number;
};

/** Without what is pooled over settings: the points that state most of them. */
function singleSettings(group: readonly Setting[]): Setting[] {
  const most = maxOf(group.map((point) => point.sweptCount));
  return group.filter((point) => point.sweptCount === most);
}

/** Number of settings and loads that labels state. */
function sweptCount({ labels }: Fact): number {
  return Object.keys(labels).filter(isSwept).length;
}

/** Settings that have both numbers, by whose they are and on what work: those of one sweep. Warm ones alone where there are any. */
function sweeps(report: Report, throughputMetric: string): Setting[][] {
  const waits = settings(report, WAIT);
  const groups = new Map<string, Setting[]>();
  for (const [key, fact] of settings(report, throughputMetric)) {
    const wait = waits.get(key);
    if (!wait) continue;
    const identity = sortedKeys(fact.labels).filter((label) => identifies(label) || labelRole(label) === 'workload');
    const name = singleLine(
      identity.map((label) => (isSwept(label) ? `${label}=${fact.labels[label]}` : String(fact.labels[label]))).join(' · '),
    );
    const setting = { name, subset: fact.subset, wait: wait.value, throughput: fact.value, sweptCount: sweptCount(fact) };
    const group = groups.get(name);
    if (group) group.push(setting);
    else groups.set(name, [setting]);
  }
  return [...groups.values()]
    .map((group) => (group.some(({ subset }) => subset === 'warm') ? group.filter(({ subset }) => subset === 'warm') : group))
    .map(singleSettings)
    .filter((group) => group.length >= SETTING_COUNT_MIN);
}

/** Null where no sweep has enough settings: there a table says more than a picture. */
function tradeOffChart(report: Report): TradeOffChart | null {
  const throughput = ['decode_throughput', 'output_token_throughput'].find((metric) => settings(report, metric).size > 0);
  if (throughput === undefined) return null;
  const points = sweeps(report, throughput).slice(0, GROUP_COUNT_MAX).flat();
  if (points.length === 0) return null;
  const middle = points.map(({ wait }) => wait).sort((a, b) => a - b)[Math.floor(points.length / 2)]!;
  const { unit, size } = scaleOf(middle, 'ms');
  const marked = markFront(points.map((point) => ({ ...point, wait: point.wait / size })));
  return {
    kind: 'trade-off',
    title: 'Settings: throughput against time to first token',
    throughputName: metricOf(throughput).name,
    throughputUnit: 'tokens/s',
    waitUnit: unit,
    groups: [...groupBy(marked, ({ name }) => name)].map(([name, own]) => ({
      name,
      points: own.map(({ wait, throughput: reached, best }) => ({ wait, throughput: reached, best })),
    })),
  };
}

/**
 * The charts of a report: ranking by throughput, ranking by time to first token, and the settings of a sweep. Each is null where it would
 * have too little to show; none of them says anything that the tables do not.
 */
export function reportCharts(report: Report, references: Pick<References, 'factOf'>): DocumentPart<Chart | null>[] {
  const ranking = (name: string, wanted: (metric: string) => boolean): DocumentPart<Chart | null> => ({
    name: `chart: ${name}`,
    make() {
      const table = firstTable(report, wanted);
      return table ? rankingChart(table, references) : null;
    },
  });
  return [
    ranking('throughput', (metric) => metricOf(metric).family === 'throughput'),
    ranking('time to first token', (metric) => metric === WAIT),
    { name: 'chart: settings', make: () => tradeOffChart(report) },
  ];
}
