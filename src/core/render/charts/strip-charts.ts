import type { AnalysisRow, AnalysisTable, Report } from '../../../contracts/report.ts';
import { printFact, sizeOf, unitText } from '../../../metrics/format.ts';
import { labelRole } from '../../../metrics/labels.ts';
import { metricOf } from '../../../metrics/registry.ts';
import { comparableRows, printUnit } from '../analysis-table.ts';
import type { Strip, StripChart } from './chart.ts';
import { type ChartContext, capitalised, contestantOf, factIn, isRun, labelsOf, loadKeyOf, nameOf, pointOf } from './table-rows.ts';

const STRIP_COUNT_MAX = 16;
/** Statistics of a range, ascending. */
const RANGE = ['min', 'p5', 'p25', 'median', 'p50', 'p75', 'p90', 'p95', 'p99', 'max'];
const TAIL = new Set(['p90', 'p95', 'p99']);

/** Were all rows asked the same, as hard? Then the best comes first; else they keep the order of the table. */
function isOneWork({ labelKeys }: AnalysisTable): boolean {
  return labelKeys.every((key) => labelRole(key) === 'contestant' || labelRole(key) === 'setting');
}

function bestFirst(strips: readonly Strip[], { metric }: AnalysisTable): Strip[] {
  const sign = metricOf(metric).direction === 'higher-is-better' ? -1 : 1;
  return strips.toSorted((a, b) => sign * (a.points[0]!.value - b.points[0]!.value));
}

interface Drawn {
  readonly table: AnalysisTable;
  readonly unit: string;
  readonly size: number;
  readonly context: ChartContext;
}

/** The first table of series that is wanted, else the first of what tools reported. */
function firstTable({ analysis: { tables } }: Report, isWanted: (table: AnalysisTable) => boolean): AnalysisTable | null {
  const ofRole = (wanted: AnalysisTable['role']) => tables.find((table) => table.role === wanted && isWanted(table));
  return ofRole('series') ?? ofRole('reported') ?? null;
}

function drawn(table: AnalysisTable, context: ChartContext): Drawn {
  const unit = printUnit(table, context);
  return { table, unit, size: sizeOf(table.unit, unit), context };
}

function subjectOf(row: AnalysisRow, { table, context }: Drawn, more: readonly string[]): Pick<Strip, 'name' | 'contestant'> {
  const labels = labelsOf(table, row);
  return { name: nameOf(row.labels, table.labelKeys, more), contestant: contestantOf(labels, context) };
}

/** Is the table one of loads, which a curve shows better? */
function isOfLoads(table: AnalysisTable): boolean {
  const key = loadKeyOf(table);
  return key !== null && table.labelKeys.every((own) => own === key || labelRole(own) === 'contestant');
}

/** Rows of the last run where a history is told: those before it are in the chart of the history. */
function ofLastRun(rows: readonly AnalysisRow[], { history }: Report): AnalysisRow[] {
  const last = history?.runs.at(-1);
  if (last === undefined) return [...rows];
  return rows.filter(({ labels }) => !Object.hasOwn(labels, 'run') || isRun(labels['run']!, last));
}

/** The first table of a metric, as bars with intervals and the single samples; null where a single row would stand alone. */
function barChart(table: AnalysisTable, report: Report, context: ChartContext): StripChart | null {
  if (isOfLoads(table)) return null;
  const own = drawn(table, context);
  const rows = ofLastRun(comparableRows(table.rows), report);
  const statistic = ['mean', 'median', ...table.columns].find((column) => rows.some((row) => Object.hasOwn(row.facts, column)));
  if (statistic === undefined) return null;
  const subsets = new Set(rows.map(({ subset }) => subset));
  const [only] = subsets;
  const strips = rows.flatMap((row): Strip[] => {
    const fact = factIn(row, statistic, table, context);
    if (fact === null) return [];
    const { number } = printFact(fact, statistic === 'mean' ? 'interval' : 'bare', own.unit);
    return [
      {
        ...subjectOf(row, own, subsets.size > 1 ? [row.subset] : []),
        printed: number,
        points: [pointOf(fact, own.size)],
        raw: (row.samples ?? []).map((value) => value / own.size),
      },
    ];
  });
  if (strips.length < 2) return null;
  const named = subsets.size === 1 && only !== 'all' ? `${only} ${statistic}` : statistic;
  const interval = strips.some(({ points }) => points[0]!.interval) ? ' with interval' : '';
  const raw = strips.some((strip) => strip.raw.length > 0) ? '; dots are single samples' : '';
  return {
    kind: 'strips',
    as: 'bars',
    title: table.title,
    note: `${named}${interval}, ${unitText(own.unit)}${raw}`,
    unit: own.unit,
    strips: (isOneWork(table) ? bestFirst(strips, table) : strips).slice(0, STRIP_COUNT_MAX),
  };
}

/** What the first request after a load waits beside the others. */
function coldChart(report: Report, context: ChartContext): StripChart | null {
  const table = report.analysis.tables.find(({ role, metric }) => role === 'cold-starts' && metricOf(metric).family === 'latency');
  if (table === undefined) return null;
  const own = drawn(table, context);
  const strips = table.rows.flatMap((row): Strip[] => {
    const cold = factIn(row, 'median', table, context) ?? factIn(row, 'mean', table, context);
    const warm = factIn(row, 'median warm', table, context);
    if (cold === null || warm === null) return [];
    const printed = [warm, cold].map((fact) => printFact(fact, 'bare', own.unit).number).join(' → ');
    return [
      {
        ...subjectOf(row, own, []),
        printed,
        points: [warm, cold].map((fact) => ({ ...pointOf(fact, own.size), interval: null })),
        raw: [],
      },
    ];
  });
  if (strips.length === 0) return null;
  return {
    kind: 'strips',
    as: 'pairs',
    title: `${capitalised(metricOf(table.metric).name)}, warm and after a load`,
    note: `median, ${unitText(own.unit)}; filled warm, hollow right after a model load`,
    unit: own.unit,
    strips: strips.slice(0, STRIP_COUNT_MAX),
  };
}

/** Percentiles of the first latency that has any beyond the median. */
function percentileChart(report: Report, context: ChartContext): StripChart | null {
  const table = firstTable(
    report,
    ({ metric, columns }) => metricOf(metric).family === 'latency' && columns.some((column) => TAIL.has(column)),
  );
  if (table === null || isOfLoads(table)) return null;
  const own = drawn(table, context);
  const rows = ofLastRun(comparableRows(table.rows), report);
  const subsets = new Set(rows.map(({ subset }) => subset));
  const strips = rows.flatMap((row): Strip[] => {
    const found = RANGE.flatMap((column) => factIn(row, column, table, context) ?? []);
    if (!found.some(({ statistic }) => TAIL.has(statistic)) || found.length < 2) return [];
    const printed = found.filter(({ statistic }) => statistic === 'median' || statistic === 'p50' || TAIL.has(statistic));
    return [
      {
        ...subjectOf(row, own, subsets.size > 1 ? [row.subset] : []),
        printed: [printed[0]!, printed.at(-1)!].map((fact) => printFact(fact, 'bare', own.unit).number).join(' / '),
        points: found.map((fact) => ({ ...pointOf(fact, own.size), interval: null })),
        raw: [],
      },
    ];
  });
  if (strips.length === 0) return null;
  const shown = RANGE.filter((column) => strips.some(({ points }) => points.some(({ fact }) => context.factOf(fact).statistic === column)));
  return {
    kind: 'strips',
    as: 'ranges',
    title: `${table.title}: percentiles`,
    note: `${shown.join(', ')}, ${unitText(own.unit)}; thick from the middle on`,
    unit: own.unit,
    strips: strips.slice(0, STRIP_COUNT_MAX),
  };
}

/** The charts of series below each other: throughput, time to first token, percentiles. Each is null where it would have too little to show. */
export const STRIP_CHARTS: readonly {
  readonly name: string;
  readonly make: (report: Report, context: ChartContext) => StripChart | null;
}[] = [
  {
    name: 'throughput',
    make(report, context) {
      const table = firstTable(report, ({ metric }) => metricOf(metric).family === 'throughput');
      return table === null ? null : barChart(table, report, context);
    },
  },
  {
    name: 'time to first token',
    make(report, context) {
      const cold = coldChart(report, context);
      if (cold !== null) return cold;
      const table = firstTable(report, ({ metric }) => metric === 'time_to_first_token');
      return table === null ? null : barChart(table, report, context);
    },
  },
  { name: 'percentiles', make: percentileChart },
];
