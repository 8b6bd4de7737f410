import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, SampleRun } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import type { Contestant } from './contestants.ts';
import { sourcesOf } from './sources.ts';

/** The run of the first sample alone: one cell that stands for its setting. */
function firstSample({ samples }: MeasuredSeries): SampleRun {
  const first = samples.runs[0]!;
  return { ...first, rows: first.rows.subarray(0, 1) };
}

/** One cell for each series: its first sample, or what the tool reported. */
export function cellsOf(all: readonly MeasuredSeries[], statistic: string): Fact['sources'] {
  return all.some(({ reported }) => reported)
    ? all.flatMap(({ facts }) => facts.get(statistic)?.sources ?? [])
    : sourcesOf(all.map(firstSample));
}

/** Labels of one in which it differs from the other. */
function differingLabels(other: MeasuredSeries, best: MeasuredSeries): Record<string, LabelValue> {
  return Object.fromEntries([...other.labels].filter(([key, value]) => best.labels.get(key) !== value));
}

/** The series of one contestant by setting, at the load and size of the work of its pooled one. */
function bySetting({ measured, series }: Contestant, keys: readonly string[]): Map<string, MeasuredSeries> {
  const { metric, definition } = series;
  const own = measured.configurations.filter(
    (configuration) =>
      configuration.metric === metric &&
      configuration.definition === definition &&
      measured.subject.slices.every((key) => configuration.labels.get(key) === series.labels.get(key)),
  );
  return new Map(own.map((configuration) => [JSON.stringify(keys.map((key) => configuration.labels.get(key) ?? null)), configuration]));
}

function settingKeys({ measured: { subject } }: Contestant): string[] {
  return subject.parameters.filter((key) => !subject.slices.includes(key));
}

/** Settings that two contestants both completed with success, and those in which the first is better; null for fewer than two. */
export function matchedSettings(book: FactBook, best: Contestant, other: Contestant): { count: Fact; ahead: Fact } | null {
  const keys = settingKeys(best);
  if (keys.length === 0 || JSON.stringify(keys) !== JSON.stringify(settingKeys(other))) return null;
  const rivals = bySetting(other, keys);
  const pairs = [...bySetting(best, keys)].flatMap(([key, series]) => {
    const rival = rivals.get(key);
    return rival ? [{ series, rival }] : [];
  });
  if (pairs.length < 2) return null;
  const { metric } = best.series;
  const up = metricOf(metric).direction === 'higher-is-better';
  const ahead = pairs.filter(({ series, rival }) => {
    const lead = (centerOf(series)?.value ?? Number.NaN) - (centerOf(rival)?.value ?? Number.NaN);
    return up ? lead > 0 : lead < 0;
  });
  const count = (name: string, chosen: typeof pairs, formula: string): Fact =>
    addCount(book, {
      metric,
      statistic: name,
      value: chosen.length,
      labels: best.series.labels,
      subset: best.series.subset,
      excluded: {
        failed: chosen.reduce((sum, { series }) => sum + (centerOf(series)?.excluded.failed ?? 0), 0),
        implausible: chosen.reduce((sum, { series }) => sum + (centerOf(series)?.excluded.implausible ?? 0), 0),
      },
      formula,
      contrast: differingLabels(other.series, best.series),
      sources: cellsOf(
        chosen.map(({ series }) => series),
        'mean',
      ),
    });
  if (ahead.length === 0) return null;
  return {
    count: count('matched settings', pairs, 'number of settings that both completed'),
    ahead: count('settings ahead', ahead, 'number of settings that both completed in which the mean is better'),
  };
}
