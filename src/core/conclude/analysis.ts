import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { AnalysisRow, AnalysisTable } from '../../contracts/report.ts';
import { labelRank, labelRole } from '../../metrics/labels.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { attempt, type OnFailure } from '../attempt.ts';
import { groupBy } from '../group-by.ts';
import { labelsOfRecord, recordText } from '../labels-text.ts';
import { metricWord, plainText } from '../prose.ts';
import type { Naming } from './naming.ts';

/** Families that get a table in the text; counts of tokens and values of unknown meaning are in the facts only. */
const TABLED = new Set(['throughput', 'latency', 'duration', 'quality', 'memory', 'telemetry', 'scaling']);
const SERIES_COLUMNS = ['n', 'mean', 'median', 'p95', 'p99', 'min', 'max', 'cv'];
/** A quantile is shown from the sample size at which it is not simply the largest value. */
const SAMPLE_COUNT_MIN: Readonly<Record<string, number>> = { p95: 20, p99: 100 };
const ROW_COUNT_MAX = 24;
const SETTING_COUNT_MAX = 10;

interface Row {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly subset: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly samples?: readonly number[];
}

/** Splits labels into those equal in all rows, stated once, and those that vary, in column order. */
function table(
  base: Pick<AnalysisTable, 'id' | 'title' | 'metric' | 'unit' | 'role' | 'definition'>,
  columns: readonly string[],
  rows: readonly Row[],
  rowCountMax: number,
): AnalysisTable {
  const keys = [...new Set(rows.flatMap(({ labels }) => [...labels.keys()]))].sort(
    (a, b) => labelRank(a) - labelRank(b) || compareTexts(a, b),
  );
  const constant = keys.filter((key) => rows.length > 1 && rows.every(({ labels }) => labels.get(key) === rows[0]!.labels.get(key)));
  const labelKeys = keys.filter((key) => !constant.includes(key));
  const used = columns.filter((column) => rows.some(({ facts }) => facts[column] !== undefined));
  return {
    ...base,
    constants: Object.fromEntries(constant.map((key) => [key, rows[0]!.labels.get(key)!])),
    labelKeys,
    columns: used,
    rows: rows.slice(0, rowCountMax).map(
      ({ labels, subset, facts, samples }): AnalysisRow => ({
        labels: Object.fromEntries(labelKeys.flatMap((key) => (labels.has(key) ? [[key, labels.get(key)!] as const] : []))),
        subset,
        facts: { ...facts },
        ...(samples === undefined ? {} : { samples: [...samples] }),
      }),
    ),
    omittedRowCount: Math.max(0, rows.length - rowCountMax),
    notes: [],
  };
}

function seriesFacts({ facts, sampleCount }: MeasuredSeries): Record<string, string> {
  const chosen = SERIES_COLUMNS.flatMap((column): [string, string][] => {
    const fact = facts.get(column === 'n' ? 'mean' : column);
    const enough = sampleCount >= (SAMPLE_COUNT_MIN[column] ?? 1);
    const alone = sampleCount === 1 && column !== 'n' && column !== 'mean';
    return fact && enough && !alone ? [[column, fact.id]] : [];
  });
  return Object.fromEntries(chosen);
}

/** Samples of a row that are drawn; of more, every so manieth in order of size. */
const DRAWN_COUNT_MAX = 40;

/** The samples of a series as far as they are drawn: those of throughput, several at least. */
function drawnSamples({ metric, samples: { values } }: MeasuredSeries): { samples?: number[] } {
  if (metricOf(metric).family !== 'throughput' || values.length < 2) return {};
  const ordered = values.toSorted();
  const last = Math.min(ordered.length, DRAWN_COUNT_MAX) - 1;
  return { samples: Array.from({ length: last + 1 }, (_, index) => ordered[Math.round((index * (ordered.length - 1)) / last)]!) };
}

function titleOf(metric: string, unit: string, definition: string | null): string {
  const name = plainText([metricWord(metric, unit)]);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return definition === null ? title : `${title} (${definition.split(':')[1]?.replaceAll('-', ' ') ?? definition})`;
}

/** The definition as a field of a table, absent where the registry's own holds. */
function defined(definition: string | null): { definition?: string } {
  return definition === null ? {} : { definition };
}

function seriesTables({ subjects }: Measurement): AnalysisTable[] {
  const series = subjects
    .flatMap((measured) => measured.series)
    .filter(({ metric, subset }) => TABLED.has(metricOf(metric).family) && subset !== 'cold');
  return [...groupBy(series, ({ metric, definition }) => JSON.stringify([metric, definition])).values()].map((group) => {
    const { metric, definition, unit } = group[0]!;
    const rows = group.map((own) => ({ labels: own.labels, subset: own.subset, facts: seriesFacts(own), ...drawnSamples(own) }));
    return table(
      {
        id: `series-${metric}-${definition ?? 'registry'}`,
        title: titleOf(metric, unit, definition),
        metric,
        ...defined(definition),
        unit,
        role: 'series',
      },
      SERIES_COLUMNS,
      rows,
      ROW_COUNT_MAX,
    );
  });
}

function coldTables({ coldStarts }: Measurement): AnalysisTable[] {
  return [...groupBy(coldStarts, ({ cold }) => cold.metric).values()].map((group) => {
    const { metric, unit } = group[0]!.cold;
    const rows = group.map(({ cold, warm, load, cost, subject }) => {
      const facts: [string, Fact | undefined][] = [
        ['n', cold.facts.get('mean')],
        cold.sampleCount === 1 ? ['mean', cold.facts.get('mean')] : ['median', cold.facts.get('median')],
        ['min', cold.facts.get('min')],
        ['max', cold.facts.get('max')],
        ['median warm', warm.facts.get('median')],
        ['median load time', metric === 'load_duration' ? undefined : load?.facts.get('median')],
        ['cost', cost],
      ];
      return {
        labels: subject.labels,
        subset: 'cold',
        facts: Object.fromEntries(facts.flatMap(([key, fact]) => (fact ? [[key, fact.id]] : []))),
      };
    });
    const columns = ['n', 'mean', 'median', 'min', 'max', 'median warm', 'median load time', 'cost'];
    return table(
      {
        id: `cold-${metric}`,
        title: `Cold starts: ${plainText([metricWord(metric, unit)])} right after a model load`,
        metric,
        unit,
        role: 'cold-starts',
      },
      columns,
      rows,
      ROW_COUNT_MAX,
    );
  });
}

function failureTables({ failures }: Measurement): AnalysisTable[] {
  if (failures.length === 0) return [];
  const rows = failures.map(({ labels, requests, failed }) => ({
    labels,
    subset: 'all',
    facts: { requests: requests.id, failed: failed.id },
  }));
  const head = { id: 'failures', title: 'Failed requests', metric: 'failed_request_count', unit: 'count', role: 'failures' } as const;
  return [table(head, ['requests', 'failed'], rows, ROW_COUNT_MAX)];
}

/** The settings of each sweep, best first at each load and size of the work, in its first metric. */
function settingTables({ settingRanges }: Measurement, naming: Naming): AnalysisTable[] {
  return [...groupBy(settingRanges, ({ measured }) => measured).values()].map((ranges) => {
    const { measured, best } = ranges[0]!;
    const own = ranges.filter((range) => range.best.metric === best.metric && range.best.definition === best.definition);
    const rows = own.flatMap(({ settings }) =>
      settings.map((one) => ({ labels: one.labels, subset: one.subset, facts: seriesFacts(one) })),
    );
    const subject = plainText(naming.subject(measured.subject.labels));
    const title = `Settings of ${subject} by ${plainText([metricWord(best.metric, best.unit)])}`;
    return table(
      { id: `settings-${best.metric}-${subject}`, title, metric: best.metric, unit: best.unit, role: 'configurations' },
      SERIES_COLUMNS,
      rows,
      SETTING_COUNT_MAX,
    );
  });
}

/** The settings worth considering: those that no other beats in both throughput and latency. */
function paretoTables({ fronts }: Measurement, naming: Naming): AnalysisTable[] {
  return fronts.map(({ measured, points }) => {
    const { throughput, latency } = points[0]!;
    const columns = [throughput, latency].map(({ metric, unit }) => metricOf(metric, unit).name);
    const rows = points.map((point) => ({
      labels: point.throughput.labels,
      subset: point.throughput.subset,
      facts: {
        n: point.throughput.facts.get('mean')!.id,
        [columns[0]!]: point.throughput.facts.get('mean')!.id,
        [columns[1]!]: point.latency.facts.get('mean')!.id,
      },
    }));
    const sizes = [...points[0]!.throughput.labels].filter(
      ([key]) => measured.subject.slices.includes(key) && labelRole(key) === 'workload',
    );
    const subject = plainText(naming.subject(new Map([...measured.subject.labels, ...sizes])));
    const title = `Settings of ${subject} that no other beats in both ${columns.join(' and ')}`;
    return table(
      { id: `pareto-${title}`, title, metric: throughput.metric, unit: throughput.unit, role: 'pareto' },
      ['n', ...columns],
      rows,
      SETTING_COUNT_MAX,
    );
  });
}

const STATISTIC_ORDER = ['mean', 'median', 'p50', 'p90', 'p95', 'p99', 'min', 'max', 'stdev', 'cv'];

function reportedTables({ reported }: Measurement): AnalysisTable[] {
  const isStated = new Set(reported.flatMap(({ fact, stated }) => (stated ? [fact.id] : [])));
  const own = reported.filter(({ fact, backed }) => !backed && TABLED.has(metricOf(fact.metric).family)).map(({ fact }) => fact);
  const order = (statistic: string) => (STATISTIC_ORDER.includes(statistic) ? STATISTIC_ORDER.indexOf(statistic) : STATISTIC_ORDER.length);
  return [...groupBy(own, ({ metric, definition }) => JSON.stringify([metric, definition ?? null])).values()].map((group) => {
    const { metric, unit, definition } = group[0]!;
    const columns = [...new Set(group.map(({ statistic }) => statistic))].sort((a, b) => order(a) - order(b) || compareTexts(a, b));
    const rows = [...groupBy(group, ({ labels }) => recordText(labels)).values()].map((facts) => ({
      labels: labelsOfRecord(facts[0]!.labels),
      subset: 'all',
      facts: Object.fromEntries([
        ...(facts.some(({ sampleCount }) => sampleCount > 0) ? [['n', facts.find(({ sampleCount }) => sampleCount > 0)!.id]] : []),
        ...facts.map((fact) => [fact.statistic, fact.id]),
      ]),
    }));
    const source = group.every(({ id }) => isStated.has(id)) ? 'as somebody states it in notes' : 'as reported by the tool';
    const title = `${titleOf(metric, unit, definition ?? null)} ${source}`;
    return table(
      { id: `reported-${metric}-${definition ?? 'registry'}`, title, metric, ...defined(definition ?? null), unit, role: 'reported' },
      ['n', ...columns],
      rows,
      ROW_COUNT_MAX,
    );
  });
}

/** Text holds at most this many tables; in a tree of many tools the rest would drown what decides. */
const TABLE_COUNT_MAX = 24;
/** Of a report with more tables than that, each shows this many rows at most. */
const CROWDED_ROW_COUNT_MAX = 12;
const SETTING_TABLE_COUNT_MAX = 6;

const FAMILY_ORDER = ['throughput', 'latency', 'quality', 'duration', 'scaling', 'telemetry', 'memory', 'tokens', 'other'];

/** What a reader decides by first: by family, then samples before what tools reported, then the order of the registry. */
function importance({ metric, role }: AnalysisTable): number {
  const family = FAMILY_ORDER.indexOf(metricOf(metric).family);
  return role === 'failures' || role === 'cold-starts' ? -1 : family * 10_000 + (role === 'reported' ? 1_000 : 0) + metricRank(metric);
}

function shortened(table: AnalysisTable): AnalysisTable {
  const hidden = Math.max(0, table.rows.length - CROWDED_ROW_COUNT_MAX);
  return { ...table, rows: table.rows.slice(0, CROWDED_ROW_COUNT_MAX), omittedRowCount: table.omittedRowCount + hidden };
}

/**
 * The tables of the performance analysis, in the order of the registry: series first, then cold starts, failures and settings, what tools
 * reported after them. A kind of table that throws costs itself only.
 *
 * @returns the tables of the text, and the titles of those left out of it.
 */
export function analysisTables(
  measurement: Measurement,
  naming: Naming,
  onFailure: OnFailure,
): { tables: AnalysisTable[]; omitted: string[] } {
  const made = (kind: string, make: (measurement: Measurement, naming: Naming) => AnalysisTable[]) =>
    attempt(`tables: ${kind}`, () => make(measurement, naming), onFailure) ?? [];
  const byMetric = (tables: AnalysisTable[]) =>
    tables.sort((a, b) => metricRank(a.metric) - metricRank(b.metric) || compareTexts(a.id, b.id));
  const settings = [...made('best settings', settingTables), ...made('settings that no other beats', paretoTables)].sort((a, b) =>
    compareTexts(a.title, b.title),
  );
  const all = [
    ...byMetric(made('series', seriesTables)),
    ...made('cold starts', coldTables),
    ...made('failures', failureTables),
    ...settings.slice(0, SETTING_TABLE_COUNT_MAX),
    ...byMetric(made('reported statistics', reportedTables)),
  ];
  const unshown = settings.slice(SETTING_TABLE_COUNT_MAX).map(({ title }) => title);
  if (all.length <= TABLE_COUNT_MAX) return { tables: all, omitted: unshown };
  const ranked = all.toSorted((a, b) => importance(a) - importance(b));
  const kept = new Set(ranked.slice(0, TABLE_COUNT_MAX));
  return {
    tables: all.filter((own) => kept.has(own)).map(shortened),
    omitted: [...unshown, ...all.filter((own) => !kept.has(own)).map(({ title }) => title)],
  };
}
