import type { Fact, Interval } from '../../contracts/fact.ts';
import type { MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { LEVEL } from '../ratio-interval.ts';
import { type Contrast, contrastsOf, followsOrder, type SettingCell, settingCells } from './contrasts.ts';
import { type EffectEstimate, estimateEffect } from './effect-estimate.ts';
import { sourcesOf } from './sources.ts';
import { formulaOf } from './statistics.ts';

/** Effects below this are real at best, never worth acting on. */
const RELEVANT_RATIO_MIN = 0.01;
/** Fewer matched pairs, or fewer samples on a side without pairs, carry no verdict. */
const SIDE_COUNT_MIN = 3;
/** "No effect" is only said when the whole interval lies within this; a wider one could hide an effect that matters. */
const EQUIVALENCE_RATIO = 0.03;

/** Metrics in which effects are stated: what is asked of a setting. */
const EFFECT_METRICS = ['decode_throughput', 'output_token_throughput', 'request_throughput', 'time_to_first_token'];
/** The rate of generated tokens is counted from the first one on: a load of the model before it changes nothing of it. */
const UNTOUCHED_BY_LOAD = 'decode_throughput';
/** Of a subject that has none of them, so many others. */
const OTHER_METRIC_COUNT = 2;
const FAMILIES = new Set(['throughput', 'latency', 'duration', 'quality']);

function effectMetrics({ series }: MeasuredSubject): string[] {
  const directed = [...new Set(series.map(({ metric }) => metric))].filter(
    (metric) => FAMILIES.has(metricOf(metric).family) && metricOf(metric).direction !== 'none',
  );
  const asked = EFFECT_METRICS.filter((metric) => directed.includes(metric));
  return asked.length > 0 ? asked : directed.sort((a, b) => metricRank(a) - metricRank(b)).slice(0, OTHER_METRIC_COUNT);
}

interface Tested {
  /** Of the subject, and of the load and size of the work. */
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly metric: string;
  readonly key: string;
  readonly contrast: Contrast;
  readonly ordered: boolean;
  readonly estimate: EffectEstimate;
}

/** Fact: the mean of one side of a contrast. */
function sideFact(book: FactBook, { labels, metric, key, contrast }: Tested, side: 'from' | 'to'): Fact {
  const { values, runs } = contrast[side].samples;
  const { column } = runs[0]!;
  const { base } = toBase(column.unit);
  const other = contrast[side === 'from' ? 'to' : 'from'];
  return book.add({
    kind: 'statistic',
    metric,
    statistic: 'mean',
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    unit: base,
    direction: metricOf(metric, base).direction,
    labels: new Map([...labels, [key, contrast[side].level]]),
    subset: contrast.isPaired ? 'matched' : 'unpaired',
    sampleCount: values.length,
    excluded: contrast[side].excluded,
    formula: `${formulaOf('mean')}, ${contrast.isPaired ? 'over the samples that have a match' : 'over all samples of the level'}`,
    ...(column.definition === undefined ? {} : { definition: column.definition }),
    contrast: { [key]: other.level },
    sources: sourcesOf(runs),
  });
}

function holds({ low, high }: Interval, value: number): boolean {
  return low <= value && value <= high;
}

/** Verdict of one effect. `tests` is the number of effects tested together: the level is divided by it (Bonferroni). */
function judge({ contrast, ordered, estimate }: Tested, tests: number): Pick<ParameterEffect, 'verdict' | 'reason'> {
  if (contrast.byCold) return { verdict: 'confounded', reason: 'the level and the cold start change together' };
  if (estimate.sideCount < SIDE_COUNT_MIN) {
    return { verdict: 'inconclusive', reason: contrast.isPaired ? 'too few matched settings' : 'too few samples' };
  }
  const interval = estimate.intervalAt(LEVEL);
  const real = !holds(estimate.intervalAt(1 - (1 - LEVEL) / tests), 0);
  const suspected = !holds(interval, 0);
  if (suspected && ordered && Math.abs(estimate.value) >= RELEVANT_RATIO_MIN) {
    return { verdict: 'confounded', reason: 'the levels were run one after the other: a drift over time cannot be excluded' };
  }
  if (!real && Math.max(Math.abs(interval.low), Math.abs(interval.high)) > EQUIVALENCE_RATIO) {
    return { verdict: 'inconclusive', reason: 'the interval is too wide to exclude an effect that matters' };
  }
  if (!real)
    return {
      verdict: 'none',
      reason: suspected ? 'not beyond chance when all effects tested are counted' : 'the interval includes no effect',
    };
  return Math.abs(estimate.value) < RELEVANT_RATIO_MIN
    ? { verdict: 'too-small-to-matter', reason: 'real, but below one per cent' }
    : { verdict: 'real', reason: 'beyond chance, all effects tested counted' };
}

/** The cells of each load and size of the work by themselves, with the labels that say which: other work is no match. */
function slicesOf({ subject }: MeasuredSubject, cells: readonly SettingCell[]): { labels: Tested['labels']; cells: SettingCell[] }[] {
  const { parameters, slices, labels } = subject;
  const sliceOf = ({ setting }: SettingCell) =>
    slices.map((key) => [key, setting[parameters.indexOf(key)]!] as const).filter(([, value]) => value !== '');
  return [...groupBy(cells, (cell) => JSON.stringify(sliceOf(cell))).values()].map((own) => ({
    labels: new Map([...labels, ...sliceOf(own[0]!)]),
    cells: own,
  }));
}

function testedIn(measured: MeasuredSubject): Tested[] {
  const { parameters, slices } = measured.subject;
  if (parameters.length === slices.length) return [];
  return effectMetrics(measured).flatMap((metric) =>
    slicesOf(measured, settingCells(measured, metric)).flatMap(({ labels, cells }) =>
      parameters.flatMap((key, position): Tested[] => {
        // How hard and on how much work is no choice that has an effect: it makes a curve.
        if (slices.includes(key)) return [];
        const ordered = followsOrder(cells, position);
        return contrastsOf(cells, position, metric !== UNTOUCHED_BY_LOAD).flatMap((contrast) => {
          const estimate = estimateEffect(contrast);
          return estimate ? [{ labels, metric, key, contrast, ordered, estimate }] : [];
        });
      }),
    ),
  );
}

function effectOf(book: FactBook, test: Tested, tests: number): ParameterEffect {
  const { labels, metric, key, contrast, estimate } = test;
  const [baseline, candidate] = [sideFact(book, test, 'from'), sideFact(book, test, 'to')];
  const fact = book.add({
    kind: 'effect',
    metric,
    statistic: 'relative change of the mean',
    value: candidate.value / baseline.value - 1,
    unit: 'ratio',
    direction: 'none',
    labels,
    subset: candidate.subset,
    sampleCount: contrast.isPaired ? candidate.sampleCount : baseline.sampleCount + candidate.sampleCount,
    excluded: {
      failed: baseline.excluded.failed + candidate.excluded.failed,
      implausible: baseline.excluded.implausible + candidate.excluded.implausible,
    },
    interval: estimate.intervalAt(LEVEL),
    formula: `${candidate.id} divided by ${baseline.id}, less one`,
    baseline: baseline.id,
    candidate: candidate.id,
    sources: [],
  });
  return {
    fact: fact.id,
    metric,
    labels: Object.fromEntries(labels),
    parameter: key,
    from: contrast.from.level,
    to: contrast.to.level,
    pairCount: estimate.sideCount,
    ...judge(test, tests),
  };
}

/**
 * Effect of each setting at each load and size of the work, with the other settings held equal: every row of a setting is matched with one of the setting that differs in that
 * parameter only, and where nothing else varies the two levels are compared without pairs. Cold rows are left out, but for rates of
 * generation, where they are matched with cold ones, and where a level was only run cold: then the effect is stated and called confounded.
 *
 * @returns in order of subject, metric and parameter.
 */
export function parameterEffects(book: FactBook, subjects: readonly MeasuredSubject[]): ParameterEffect[] {
  const tested = subjects.flatMap(testedIn);
  return tested.map((test) => effectOf(book, test, tested.length));
}
