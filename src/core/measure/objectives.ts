import type { Fact } from '../../contracts/fact.ts';
import type { Goodput, MeasuredSeries, MeasuredSubject, ObjectiveOutcome, ObjectiveSetting, SampleRun } from '../../contracts/measured.ts';
import type { Objective } from '../../contracts/objective.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isObservation, isSwept, labelRole } from '../../metrics/labels.ts';
import { keeps } from '../../metrics/objectives.ts';
import { toBase } from '../../metrics/units.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { centerOf } from '../center.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { sourcesOf } from './sources.ts';
import { spanFact } from './spans.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** What is asked for under an objective, the first of these that was measured. */
const THROUGHPUTS = [
  ...['output_token_throughput', 'request_throughput', 'total_token_throughput'],
  ...['decode_throughput', 'token_throughput', 'end_to_end_token_throughput'],
];

/** What was asked, and in which run: who answered, how it was set and how hard it was driven is what an objective chooses among. */
function workOf(labels: Labels): Map<string, LabelValue> {
  const isWork = (key: string) => ['workload', 'run'].includes(labelRole(key)) && !isObservation(key);
  return new Map([...labels].filter(([key]) => isWork(key)).sort(compareKeys));
}

/** The series of one contestant under one load and setting, by metric: of all samples where they are stated, else of the warm ones. */
interface Tried {
  readonly labels: Labels;
  readonly byMetric: ReadonlyMap<string, MeasuredSeries>;
}

function triedIn(subjects: readonly MeasuredSubject[]): Tried[] {
  const own = subjects.flatMap(({ configurations, series }) => (configurations.length > 0 ? configurations : series));
  const cells = groupBy(
    own.filter(({ subset, labels }) => subset !== 'cold' && !labels.has('column')),
    ({ labels }) => JSON.stringify([...labels].sort(compareKeys)),
  );
  return [...cells.values()].map((series) => {
    const ordered = series.toSorted((a, b) => Number(a.subset === 'all') - Number(b.subset === 'all'));
    return { labels: series[0]!.labels, byMetric: new Map(ordered.map((one) => [one.metric, one])) };
  });
}

function hasAll({ byMetric }: Tried, throughput: string, objectives: readonly Objective[]): boolean {
  const series = byMetric.get(throughput);
  const isThere = ({ metric, statistic }: Objective) => byMetric.get(metric)?.facts.has(statistic) === true;
  return series !== undefined && centerOf(series) !== null && objectives.every(isThere);
}

function settingOf(book: FactBook, tried: Tried, throughput: string, objectives: readonly Objective[]): ObjectiveSetting[] {
  const { labels, byMetric } = tried;
  const series = byMetric.get(throughput);
  const rate = series && centerOf(series);
  const facts = objectives.map(({ metric, statistic }) => byMetric.get(metric)?.facts.get(statistic));
  if (!rate || facts.includes(undefined)) return [];
  const known = facts.filter((fact): fact is Fact => fact !== undefined);
  const isKept = objectives.every((objective, at) => keeps(objective, known[at]!.value));
  return [{ labels, rate, facts: known, isKept, goodput: goodputOf(book, tried, objectives) }];
}

function countFact(book: FactBook, labels: Labels, statistic: string, formula: string, runs: readonly SampleRun[]): Fact {
  const value = runs.reduce((sum, { rows }) => sum + rows.length, 0);
  return addCount(book, {
    metric: 'request_count',
    statistic,
    value,
    labels,
    formula,
    sources: sourcesOf(runs),
  });
}

/** How long one request takes, by the first of these that was measured. */
const LENGTHS = ['request_latency', 'total_duration'];

/** How long all requests of a setting took together: as their rows say, or as their run states. */
function durationOf(book: FactBook, { labels, byMetric }: Tried): Fact | null {
  const lengths = LENGTHS.map((metric) => byMetric.get(metric)).find((series) => series !== undefined);
  const stated = byMetric.get('run_duration');
  return (lengths && spanFact(book, labels, lengths)) ?? (stated?.sampleCount === 1 ? centerOf(stated) : null);
}

/** Good requests in a second. */
function rateFact(book: FactBook, good: Fact, duration: Fact, labels: Labels): Fact {
  return book.add({
    kind: 'comparison',
    metric: 'request_goodput',
    statistic: 'good requests per second',
    value: good.value / (duration.value / 1000),
    unit: 'requests/s',
    direction: 'higher-is-better',
    labels,
    subset: 'all',
    sampleCount: good.value,
    excluded: { failed: 0, implausible: 0 },
    formula: `${good.id} divided by ${duration.id}, in seconds`,
    baseline: duration.id,
    candidate: good.id,
    sources: [],
  });
}

/** Of the requests of a setting those that kept every objective by themselves; null where no single requests are there, or none did. */
function goodputOf(book: FactBook, tried: Tried, objectives: readonly Objective[]): Goodput | null {
  const { labels, byMetric } = tried;
  const samples = objectives.map((objective) => ({ objective, runs: byMetric.get(objective.metric)?.samples.runs ?? [] }));
  const [first] = samples;
  if (!first || samples.some(({ runs }) => runs.length === 0)) return null;
  const isGood = ({ table }: SampleRun, row: number) =>
    samples.every(({ objective, runs }) => {
      const column = runs.find((own) => own.table === table)?.column;
      const value = column?.values[row];
      return column !== undefined && value !== undefined && keeps(objective, value * toBase(column.unit).factor);
    });
  const good = first.runs.flatMap((run) => {
    const rows = run.rows.filter((row) => isGood(run, row));
    return rows.length === 0 ? [] : [{ ...run, rows }];
  });
  if (good.length === 0) return null;
  const which = objectives.map(({ name }) => name).join(' and ');
  const kept = countFact(book, labels, `requests that keep ${which}`, `number of requests that keep ${which}`, good);
  const duration = durationOf(book, tried);
  return {
    good: kept,
    rate: duration === null || duration.value <= 0 ? null : rateFact(book, kept, duration, labels),
    requests: countFact(
      book,
      labels,
      `requests held against ${which}`,
      `number of requests with a value of ${first.objective.metric}`,
      first.runs,
    ),
  };
}

/**
 * What was tried for each piece of work, held against the objectives of the service: contestants, settings and loads alike. Settings without one of the
 * statistics (a p99 needs enough requests) are not held against anything.
 */
export function objectiveOutcomes(
  book: FactBook,
  subjects: readonly MeasuredSubject[],
  objectives: readonly Objective[],
): ObjectiveOutcome[] {
  if (objectives.length === 0) return [];
  const works = groupBy(triedIn(subjects), ({ labels }) =>
    JSON.stringify([...workOf(labels)].filter(([key]) => !isSwept(key) || labelRole(key) === 'workload')),
  );
  return [...works.values()].flatMap((tried): ObjectiveOutcome[] => {
    const throughput = THROUGHPUTS.find((metric) => tried.some((own) => hasAll(own, metric, objectives)));
    if (throughput === undefined) return [];
    const settings = tried.flatMap((own) => settingOf(book, own, throughput, objectives));
    const kept = settings.filter(({ isKept }) => isKept).sort((a, b) => b.rate.value - a.rate.value);
    const [best] = kept;
    return [
      {
        work: workOf(tried[0]!.labels),
        objectives,
        settings,
        best: best ?? null,
      },
    ];
  });
}
