import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject, Ranking, SampleRun } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isKnownLabel, isObservation } from '../../metrics/labels.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import type { FactBook } from './fact-book.ts';
import { ratioFact } from './ratio.ts';
import { sourcesOf } from './sources.ts';

/** Labels whose values are alternatives that a reader chooses between, most telling first. */
const CHOICES: readonly string[] = ['model', 'quantization', 'backend', 'device', 'dtype', 'operation', 'test'];
const RANKED = new Set(['throughput', 'latency', 'duration', 'quality']);

/** Fact: the middle of one series divided by that of the other; what both share are its labels. */
function ratioOf(book: FactBook, candidate: MeasuredSeries, baseline: MeasuredSeries): Fact | null {
  const shared = [...candidate.labels].filter(([key, own]) => baseline.labels.get(key) === own);
  return ratioFact(book, candidate, baseline, new Map(shared));
}

function settingKey(series: MeasuredSeries, parameters: readonly string[]): string {
  return JSON.stringify(parameters.map((key) => series.labels.get(key) ?? null));
}

/** The run of the first sample alone: one cell that stands for its setting. */
function firstSample({ samples }: MeasuredSeries): SampleRun {
  const first = samples.runs[0]!;
  return { ...first, rows: first.rows.subarray(0, 1) };
}

/** Settings that two subjects both completed with success, and those in which the first is better. */
function matchedSettings(book: FactBook, best: Candidate, other: Candidate): { count: Fact; ahead: Fact } | null {
  const { parameters } = best.measured.subject;
  if (parameters.length === 0 || JSON.stringify(parameters) !== JSON.stringify(other.measured.subject.parameters)) return null;
  const { metric, definition } = best.series;
  const of = ({ measured }: Candidate) =>
    new Map(
      measured.configurations
        .filter((series) => series.metric === metric && series.definition === definition)
        .map((series) => [settingKey(series, parameters), series] as const),
    );
  const rivals = of(other);
  const pairs = [...of(best)].flatMap(([key, series]) => {
    const rival = rivals.get(key);
    return rival ? [{ series, rival }] : [];
  });
  if (pairs.length < 2) return null;
  const up = metricOf(metric).direction === 'higher-is-better';
  const ahead = pairs.filter(({ series, rival }) => {
    const lead = (centerOf(series)?.value ?? Number.NaN) - (centerOf(rival)?.value ?? Number.NaN);
    return up ? lead > 0 : lead < 0;
  });
  const count = (name: string, chosen: typeof pairs, formula: string): Fact =>
    book.add({
      kind: 'count',
      metric,
      statistic: name,
      value: chosen.length,
      unit: 'count',
      direction: 'none',
      labels: best.series.labels,
      subset: best.series.subset,
      sampleCount: chosen.length,
      excluded: {
        failed: chosen.reduce((sum, { series }) => sum + (centerOf(series)?.excluded.failed ?? 0), 0),
        implausible: chosen.reduce((sum, { series }) => sum + (centerOf(series)?.excluded.implausible ?? 0), 0),
      },
      formula,
      contrast: differingLabels(other, best),
      sources: sourcesOf(chosen.map(({ series }) => firstSample(series))),
    });
  if (ahead.length === 0) return null;
  return {
    count: count('matched settings', pairs, 'number of settings that both completed'),
    ahead: count('settings ahead', ahead, 'number of settings that both completed in which the mean is better'),
  };
}

function differingLabels(other: Candidate, best: Candidate): Record<string, LabelValue> {
  return Object.fromEntries([...other.series.labels].filter(([key, value]) => best.series.labels.get(key) !== value));
}

interface Candidate {
  readonly measured: MeasuredSubject;
  readonly series: MeasuredSeries;
}

/** Labels that follow from the choice: a model's tag names its quantization. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = { model: ['quantization'] };

/**
 * What must agree before two subjects are compared: every label but the choice, and which settings vary.
 *
 * @param strict false leaves out labels of unknown meaning, such as the flags of one backend that another does not have.
 */
function comparableKey({ measured, series }: Candidate, choice: string, strict: boolean): string {
  const { labels, parameters } = measured.subject;
  const others = [...labels]
    .filter(([key]) => key !== choice && !isObservation(key) && !IMPLIED[choice]?.includes(key) && (strict || isKnownLabel(key)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    series.metric,
    series.definition,
    series.labels.get('column') ?? null,
    series.reported,
    centerOf(series)?.statistic ?? null,
    others,
    parameters,
  ]);
}

/** Groups by the loose key, and by the strict one where a group would hold the same choice twice; what is then still ambiguous is left out. */
function comparableGroups(candidates: readonly Candidate[], choice: string): Candidate[][] {
  const isUnambiguous = (group: readonly Candidate[]) => {
    const subjects = new Set(group.map(({ measured }) => measured));
    return new Set(group.map(({ measured }) => measured.subject.labels.get(choice))).size === subjects.size;
  };
  return [...groupBy(candidates, (candidate) => comparableKey(candidate, choice, false)).values()].flatMap((group) =>
    isUnambiguous(group)
      ? [group]
      : [...groupBy(group, (candidate) => comparableKey(candidate, choice, true)).values()].filter(isUnambiguous),
  );
}

/** Share of settings that were tried on both sides below which two sweeps are different sweeps. */
const SETTING_OVERLAP_MIN = 0.8;

function sameSweep(a: MeasuredSubject, b: MeasuredSubject): boolean {
  const [own, other] = [a, b].map(({ subject }) => new Set(subject.blocks.map(({ setting }) => JSON.stringify(setting)))) as [
    Set<string>,
    Set<string>,
  ];
  const both = [...own].filter((setting) => other.has(setting)).length;
  return both >= SETTING_OVERLAP_MIN * Math.max(own.size, other.size);
}

/** One group of comparable subjects, ranked by the mean; null where the first two are equal, so that nobody leads. */
function rank(book: FactBook, key: string, group: readonly Candidate[]): Ranking | null {
  const [{ series: first }] = group as [Candidate];
  const up = metricOf(first.metric).direction === 'higher-is-better';
  const ordered = group.toSorted((a, b) => {
    const difference = (centerOf(b.series)?.value ?? 0) - (centerOf(a.series)?.value ?? 0);
    return up ? difference : -difference;
  });
  const best = ordered[0]!;
  if (centerOf(best.series)?.value === centerOf(ordered[1]!.series)?.value) return null;
  const shared = [...best.series.labels].filter(([label, value]) => group.every(({ series }) => series.labels.get(label) === value));
  return {
    metric: first.metric,
    shared: new Map(shared),
    key,
    subset: first.subset === 'warm' ? 'warm' : 'all',
    entries: ordered.map((candidate, index) => ({
      series: candidate.series,
      ratio: index === 0 ? null : up ? ratioOf(book, best.series, candidate.series) : ratioOf(book, candidate.series, best.series),
      matched: index === 0 ? null : matchedSettings(book, best, candidate),
    })),
  };
}

/**
 * Ranks subjects that differ in one choice only (model, then quantization, backend, device, ...) in every metric with a direction and one
 * definition. Warm samples are compared wherever a subject of the group has cold ones.
 *
 * @returns rankings of at least two subjects, by metric in the order of the registry.
 */
export function rankSubjects(book: FactBook, subjects: readonly MeasuredSubject[]): Ranking[] {
  const rankings: Ranking[] = [];
  for (const key of CHOICES) {
    const candidates = subjects.flatMap((measured) => {
      if (!measured.subject.labels.has(key)) return [];
      return measured.series
        .filter(({ metric, subset }) => RANKED.has(metricOf(metric).family) && metricOf(metric).direction !== 'none' && subset !== 'cold')
        .map((series) => ({ measured, series }));
    });
    for (const group of comparableGroups(candidates, key)) {
      const warm = group.some(({ series }) => series.subset === 'warm');
      const bySubject = groupBy(group, ({ measured }) => measured);
      const chosen = [...bySubject.values()].map((own) => own.find(({ series }) => series.subset === (warm ? 'warm' : 'all')) ?? own[0]!);
      if (chosen.length < 2 || !chosen.every(({ measured }) => sameSweep(measured, chosen[0]!.measured))) continue;
      const ranking = rank(book, key, chosen);
      if (ranking) rankings.push(ranking);
    }
  }
  return rankings.sort((a, b) => metricRank(a.metric) - metricRank(b.metric));
}
