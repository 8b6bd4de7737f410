import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, MatchedRanking, MeasuredSeries, Measurement, Ranking } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { PageColumn, PageRow, PageTable } from '../../contracts/report.ts';
import { isSwept, labelRank, labelRole } from '../../metrics/labels.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { asked } from './asked-metrics.ts';
import { groupsOf } from './measured.ts';
import type { Labels, Point } from './points.ts';
import { middleOf, tailOf } from './quantity-words.ts';
import { leadingContest } from './ranking.ts';

/** What a page has room for. */
const ROW_COUNT_MAX = 8;
const METRIC_COUNT_MAX = 4;
/** Of contestants that are ranked the wait after a load and the failures stand beside. */
const RANKED_METRIC_COUNT_MAX = 2;
const PLACE_COUNT_MAX = 5;
const LABEL_COUNT_MAX = 5;
const ALWAYS_TOLD: ReadonlySet<string> = new Set(['model', 'quantization', 'backend', 'device', 'dtype', 'provider']);

/** A column with the fact, or facts, that it has of a row. */
interface Made<Row> {
  readonly column: PageColumn;
  readonly cellOf: (row: Row) => readonly Fact[];
}

function idsOf(facts: readonly Fact[]): string[] {
  return facts.map(({ id }) => id);
}

function record(labels: Iterable<readonly [string, LabelValue]>): Record<string, LabelValue> {
  return Object.fromEntries(labels);
}

/** The middle of a series, with its slow end where it has one. */
function cellOfSeries(series: Pick<MeasuredSeries, 'metric' | 'facts' | 'sampleCount' | 'reported'>): Fact[] {
  const middle = middleOf(series);
  const tail = middle === null || middle.statistic === 'mean' ? null : tailOf(series);
  return middle === null ? [] : [middle, ...(tail === null || tail === middle ? [] : [tail])];
}

/** Failed and all requests of one group: that of the same contestant and work; none where several are. */
function failuresOf(failures: readonly FailureGroup[], labels: Labels): Fact[] {
  const isNamed = ([key]: readonly [string, LabelValue]) => ['contestant', 'workload'].includes(labelRole(key)) && !isSwept(key);
  const named = new Map([...labels].filter(isNamed));
  const own = failures.filter((group) => contains(labels, group.labels) && contains(group.labels, named));
  return own.length === 1 ? [own[0]!.failed, own[0]!.requests] : [];
}

function contains(labels: Labels, others: Labels): boolean {
  return [...others].every(([key, value]) => labels.get(key) === value);
}

function column(metric: string, subset: PageColumn['subset'], labels: Labels = new Map()): PageColumn {
  return { metric, subset, labels: record(labels) };
}

/** Of rows that are labelled alike the first one: nobody could tell them apart. */
function distinctRows<Row>(rows: readonly Row[], labelsOf: (row: Row) => Labels): Row[] {
  return [...groupBy(rows, (row) => JSON.stringify([...labelsOf(row)].sort(compareKeys))).values()].map(([first]) => first!);
}

/** Who and on what is said wherever it differs (`model`, `device`); of other labels only those by which rows are told apart. */
function tellingKeys(varying: readonly string[], all: readonly Labels[]): string[] {
  if (varying.length <= LABEL_COUNT_MAX) return [...varying];
  const distinctCount = (keys: readonly string[]) =>
    new Set(all.map((labels) => JSON.stringify(keys.map((key) => labels.get(key) ?? null)))).size;
  const wanted = distinctCount(varying);
  const kept = new Set(varying.filter((key) => ALWAYS_TOLD.has(key)));
  while (distinctCount([...kept]) < wanted) {
    const rest = varying.filter((key) => !kept.has(key));
    kept.add(rest.reduce((best, key) => (distinctCount([...kept, key]) > distinctCount([...kept, best]) ? key : best)));
  }
  // A row that has none of these is known by the first label that it has.
  for (const labels of all) {
    const own = varying.filter((key) => labels.has(key));
    if (own.length > 0 && !own.some((key) => kept.has(key))) kept.add(own[0]!);
  }
  return varying.filter((key) => kept.has(key));
}

/** Rows with their labels, and the columns in which at least one of them has a value. */
function tableOf<Row>(
  given: readonly Row[],
  labelsOf: (row: Row) => Labels,
  made: readonly Made<Row>[],
  isRanked: boolean,
): PageTable | null {
  const measured = given.filter((row) => made.some(({ cellOf }) => cellOf(row).length > 0));
  const shown = distinctRows(measured, labelsOf).slice(0, ROW_COUNT_MAX);
  const filled = made.filter(({ cellOf }) => shown.some((row) => cellOf(row).length > 0));
  if (shown.length === 0) return null;
  const all = shown.map(labelsOf);
  const keys = [...new Set(all.flatMap((labels) => [...labels.keys()]))].sort((a, b) => labelRank(a) - labelRank(b));
  const first = all[0]!;
  const constant = keys.filter((key) => all.every((labels) => labels.get(key) === first.get(key)));
  const varying = keys.filter((key) => !constant.includes(key));
  const told = tellingKeys(varying, all);
  return {
    constants: record(constant.map((key) => [key, first.get(key)!])),
    labelKeys: told,
    untoldKeys: varying.filter((key) => !told.includes(key)),
    columns: filled.map((own) => own.column),
    rows: shown.map((row, index): PageRow => {
      const labels = [...all[index]!].filter(([key]) => told.includes(key));
      return { labels: record(labels), cells: filled.map(({ cellOf }) => idsOf(cellOf(row))) };
    }),
    isRanked,
    omittedRowCount: measured.length - shown.length,
  };
}

/** Contestants of one ranking, best first: the metric by which they are ranked, what else was asked of them, the wait after a load, failures. */
function rankedTable(ranking: Ranking, { subjects, coldStarts, failures }: Measurement): PageTable | null {
  const { key, entries, subset, metric, statistic } = ranking;
  const subjectOf = new Map(subjects.flatMap(({ series }) => series.map((own) => [own, series])));
  const siblings = (series: MeasuredSeries) => subjectOf.get(series) ?? [series];
  const textOf = (labels: Labels) => JSON.stringify([...labels].filter(([own]) => own !== 'column').sort());
  const alike = (series: MeasuredSeries, wanted: string): MeasuredSeries | undefined => {
    const own = siblings(series).filter((other) => other.metric === wanted && textOf(other.labels) === textOf(series.labels));
    return own.find((other) => other.subset === subset) ?? own.find((other) => other.subset === 'all');
  };
  const others = asked(entries.flatMap(({ series }) => siblings(series).map((own) => own.metric))).filter((own) => own !== metric);
  const cold = coldStarts.find(({ subject }) => entries.some(({ series }) => contains(subject.labels, series.labels)))?.cold.metric;
  const coldOf = ({ labels }: MeasuredSeries) =>
    coldStarts.find((start) => start.cold.metric === cold && contains(start.subject.labels, labels));
  const made: Made<MeasuredSeries>[] = [
    { column: column(metric, subset), cellOf: ({ facts }) => [facts.get(statistic)!] },
    ...others.slice(0, RANKED_METRIC_COUNT_MAX).map(
      (own): Made<MeasuredSeries> => ({
        column: column(own, subset),
        cellOf: (series) => {
          const other = alike(series, own);
          return other === undefined ? [] : cellOfSeries(other);
        },
      }),
    ),
    ...(cold === undefined
      ? []
      : [
          { column: column(cold, 'cold'), cellOf: (series: MeasuredSeries) => cellOfSeries(coldOf(series)?.cold ?? NO_SERIES).slice(0, 1) },
        ]),
    {
      column: column('failed_request_count', 'all'),
      cellOf: ({ labels }) => failuresOf(failures, labels),
    },
  ];
  return tableOf(
    entries.map(({ series }) => series),
    ({ labels }) => new Map([...labels].filter(([label]) => label === key || ranking.shared.has(label))),
    made,
    true,
  );
}

const NO_SERIES = { metric: '', facts: new Map<string, Fact>(), sampleCount: 0, reported: false };

/** Contestants side by side at each load or size of the work: a column for each; of many the first ones and the last. */
function matchedTable(ranking: MatchedRanking, { subjects }: Measurement): PageTable | null {
  const { over, key, leader, rivals, shared, metric, statistic, subset } = ranking;
  const [axis, ...more] = over;
  if (axis === undefined || more.length > 0) return null;
  const found = subjects
    .flatMap(({ series, configurations }) => [...configurations, ...series])
    .filter((own) => own.metric === metric && own.facts.has(statistic) && own.labels.has(axis) && contains(own.labels, shared))
    .filter((own) => own.subset === subset || own.subset === 'all');
  const places = [...new Set(found.map(({ labels }) => labels.get(axis)!))].sort((a, b) => Number(a) - Number(b));
  const shown = places.length <= PLACE_COUNT_MAX ? places : [...places.slice(0, PLACE_COUNT_MAX - 1), places.at(-1)!];
  const cells = groupBy(found, ({ labels }) => JSON.stringify([labels.get(key), labels.get(axis)]));
  return tableOf(
    [leader, ...rivals.map(({ value }) => value)],
    (value) => new Map([...shared, [key, value]]),
    shown.map(
      (place): Made<LabelValue> => ({
        column: column(metric, subset, new Map([[axis, place]])),
        cellOf: (value) => (cells.get(JSON.stringify([value, place])) ?? []).slice(0, 1).map(({ facts }) => facts.get(statistic)!),
      }),
    ),
    true,
  );
}

/** Labels by which the rows of a table of points are known: not what only says where a file lies. */
function pointLabels(points: readonly Point[]): (point: Point) => Labels {
  const groups = groupsOf(points);
  const differing = new Set(groups.length === 1 ? groups[0]!.differing : points.flatMap(({ labels }) => [...labels.keys()]));
  const shared = groups.length === 1 ? groups[0]!.shared : new Map<string, LabelValue>();
  return ({ labels }) => new Map([...labels].filter(([key]) => differing.has(key) || shared.has(key)));
}

/** What has the first of the metrics, in ascending order of loads, sizes and settings; then what has not. */
function inOrder(points: readonly Point[], metric: string | undefined): Point[] {
  const swept = [...new Set(points.flatMap(({ labels }) => [...labels.keys()]))]
    .filter(isSwept)
    .sort((a, b) => labelRank(a) - labelRank(b));
  const difference = (a: Point, b: Point) => {
    for (const key of swept) {
      const apart = Number(a.labels.get(key) ?? Number.NaN) - Number(b.labels.get(key) ?? Number.NaN);
      if (apart !== 0 && !Number.isNaN(apart)) return apart;
    }
    return 0;
  };
  const hasNone = ({ quantities }: Point) => Number(!quantities.some((own) => own.metric === metric && middleOf(own) !== null));
  return points.toSorted((a, b) => hasNone(a) - hasNone(b) || difference(a, b));
}

/** What was measured where nobody is ranked: a row for each load, size or setting of the subject of which most is known, or for each subject. */
function pointTable(points: readonly Point[], { failures }: Measurement): PageTable | null {
  const measured = points.filter(({ stated }) => !stated);
  const known = measured.length > 0 ? measured : points;
  const wanted = new Set(asked(known.flatMap(({ quantities }) => quantities.map(({ metric }) => metric))));
  const groups = groupsOf(known.filter(({ quantities }) => quantities.some(({ metric }) => wanted.has(metric))));
  const largest = groups.reduce<(typeof groups)[number] | null>(
    (most, own) => (most === null || own.points.length > most.points.length ? own : most),
    null,
  );
  const chosen = largest === null || largest.points.length === 1 ? groups.flatMap((group) => group.points) : largest.points;
  const metrics = asked(chosen.flatMap(({ quantities }) => quantities.map(({ metric }) => metric))).slice(0, METRIC_COUNT_MAX);
  const rows = inOrder(chosen, metrics[0]);
  const made: Made<Point>[] = [
    ...metrics.map((metric): Made<Point> => {
      const own = ({ quantities }: Point) => quantities.find((quantity) => quantity.metric === metric && middleOf(quantity) !== null);
      const subset = rows.flatMap((row) => own(row) ?? []).flatMap((quantity) => middleOf(quantity) ?? [])[0]?.subset ?? 'all';
      return {
        column: column(metric, subset === 'warm' || subset === 'cold' ? subset : 'all'),
        cellOf: (point) => {
          const quantity = own(point);
          return quantity === undefined ? [] : cellOfSeries(quantity);
        },
      };
    }),
    {
      column: column('failed_request_count', 'all'),
      cellOf: ({ labels }) => failuresOf(failures, labels),
    },
  ];
  return tableOf(rows, pointLabels(chosen), made, false);
}

/**
 * The one table of the page: the contestants that are ranked first, or what was measured where nobody is ranked.
 *
 * @returns null where nothing was measured.
 */
export function pageTable(measurement: Measurement, points: readonly Point[]): PageTable | null {
  const contest = leadingContest(measurement);
  const ranked = contest === null ? null : 'entries' in contest ? rankedTable(contest, measurement) : matchedTable(contest, measurement);
  return ranked ?? pointTable(points, measurement);
}
