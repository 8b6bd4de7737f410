import type { Fact, Interval } from '../../contracts/fact.ts';
import type { SeriesChange } from '../../contracts/history.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { medianOf } from './centred.ts';
import { movedKeys } from './moved-keys.ts';
import type { RunValue } from './request-sizes.ts';
import type { RunSeries } from './series-over-runs.ts';
import { intervalOfVerdict, type Verdict } from './verdicts.ts';

/** The geometric mean of some facts, which are of several runs or of the repetitions of one; the fact itself where there is one. */
function meanFact(book: FactBook, series: RunSeries, name: string, facts: readonly Fact[], what: 'runs' | 'repetitions'): Fact {
  const [first, ...others] = facts;
  if (others.length === 0) return first!;
  return book.add({
    kind: 'statistic',
    metric: first!.metric,
    statistic: `geometric mean of ${what}`,
    value: Math.exp(facts.reduce((sum, { value }) => sum + Math.log(value), 0) / facts.length),
    unit: first!.unit,
    direction: first!.direction,
    labels: new Map([...series.labels, ['run', name]]),
    subset: first!.subset,
    sampleCount: facts.length,
    excluded: {
      failed: facts.reduce((sum, { excluded }) => sum + excluded.failed, 0),
      implausible: facts.reduce((sum, { excluded }) => sum + excluded.implausible, 0),
    },
    formula: `geometric mean: exponential of the mean of the logarithms of the ${what}`,
    ...(first!.definition === undefined ? {} : { definition: first!.definition }),
    runs: facts.map(({ id }) => id),
    sources: [],
  });
}

function runFact(book: FactBook, series: RunSeries, name: string, { parts }: RunValue): Fact {
  return meanFact(
    book,
    series,
    name,
    parts.map(({ state }) => state()),
    'repetitions',
  );
}

/** The median of the runs, on logarithms: of an even number the geometric mean of the two in the middle. */
function medianFact(book: FactBook, series: RunSeries, names: readonly string[], runs: readonly number[], facts: readonly Fact[]): Fact {
  const mean = meanFact(book, series, `${names[runs[0]!]} to ${names[runs.at(-1)!]}`, facts, 'runs');
  const { id: _id, series: _series, ...draft } = mean;
  return book.add({
    ...draft,
    labels: new Map(Object.entries(mean.labels)),
    statistic: 'median of runs',
    value: Math.exp(medianOf(facts.map(({ value }) => Math.log(value)))),
    formula: 'exponential of the median of the logarithms of the runs',
  });
}

/** What the values of some runs lie around, as a fact. */
function levelFact(book: FactBook, series: RunSeries, names: readonly string[], runs: readonly number[], middle?: 'median'): Fact {
  const facts = runs.map((run) => runFact(book, series, names[run]!, series.values[run]!));
  if (middle === 'median' && facts.length > 1) return medianFact(book, series, names, runs, facts);
  return meanFact(book, series, `${names[runs[0]!]} to ${names[runs.at(-1)!]}`, facts, 'runs');
}

function changeFact(book: FactBook, series: RunSeries, baseline: Fact, candidate: Fact, interval: Interval | null): Fact {
  return book.add({
    kind: 'change',
    metric: baseline.metric,
    statistic: 'relative change',
    value: candidate.value / baseline.value - 1,
    unit: 'ratio',
    direction: 'none',
    labels: series.labels,
    subset: candidate.subset,
    sampleCount: baseline.sampleCount + candidate.sampleCount,
    excluded: {
      failed: baseline.excluded.failed + candidate.excluded.failed,
      implausible: baseline.excluded.implausible + candidate.excluded.implausible,
    },
    ...(interval === null ? {} : { interval }),
    formula: `${candidate.id} divided by ${baseline.id}, less one`,
    baseline: baseline.id,
    candidate: candidate.id,
    sources: [],
  });
}

function neededFact(book: FactBook, { labels, example }: RunSeries, value: number): Fact {
  return addCount(book, {
    metric: example.metric,
    statistic: 'runs needed',
    value,
    labels: new Map([...labels, ['statistic', example.statistic]]),
    formula: 'number of further runs that would give a verdict on this series',
    ...(example.definition === null ? {} : { definition: example.definition }),
    sources: [],
  });
}

/** States a verdict with its facts: what the runs before lie around, what is held against it, and by how much it changed. */
export function stateChange(book: FactBook, series: RunSeries, names: readonly string[], verdict: Verdict): Omit<SeriesChange, 'state'> {
  const baseline = levelFact(book, series, names, verdict.before, verdict.middle);
  const candidate = levelFact(book, series, names, verdict.after);
  const { metric, unit, family, direction } = series.example;
  const { since } = verdict;
  return {
    labels: series.labels,
    metric,
    unit,
    family,
    direction,
    verdict: verdict.verdict,
    shape: verdict.shape,
    status: verdict.status,
    reason: verdict.reason,
    since: since === null ? null : names[since]!,
    needed: verdict.runsNeeded === null ? null : neededFact(book, series, verdict.runsNeeded),
    together: verdict.together,
    returning: verdict.returning,
    moved: movedKeys(series, since ?? verdict.after[0]!),
    last: series.values[verdict.after.at(-1)!]!.parts[0]!,
    baseline,
    candidate,
    fact: changeFact(book, series, baseline, candidate, intervalOfVerdict(verdict)),
  };
}
