import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSubject, SampleRun } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import type { AssembledTable } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { groupBy } from '../group-by.ts';
import { remembered } from '../remembered.ts';
import type { FactBook } from './fact-book.ts';
import { sourcesOf } from './sources.ts';
import { formulaOf, LEVEL, studentQuantile } from './statistics.ts';

/** Effects below this are real at best, never worth acting on. */
const RELEVANT_RATIO_MIN = 0.01;
/** Fewer matched pairs carry no verdict. */
const PAIR_COUNT_MIN = 4;
/** A level most of whose rows are cold cannot be told apart from the cold start. */
const COLD_SHARE_MAX = 0.5;
/** "No effect" is only said when the whole interval lies within this; a wider one could hide an effect that matters. */
const EQUIVALENCE_RATIO = 0.03;

/** Metrics in which effects are stated: what is asked of a setting. */
const EFFECT_METRICS = ['decode_throughput', 'output_token_throughput', 'request_throughput', 'time_to_first_token'];

interface SettingRow {
  readonly index: number;
  readonly setting: readonly LabelValue[];
  readonly cold: boolean;
  readonly value: number;
  readonly run: SampleRun;
}

interface Pairing {
  readonly from: LabelValue;
  readonly to: LabelValue;
  readonly pairs: readonly { readonly from: SettingRow; readonly to: SettingRow }[];
  /** The levels differ in cold starts too. */
  readonly byCold: boolean;
}

function settingRows({ subject }: MeasuredSubject, metric: string): SettingRow[] {
  const columnsOf = remembered((table: AssembledTable) =>
    table.table.columns.filter((column) => column.metric === metric && column.statistic === null),
  );
  return subject.blocks
    .flatMap(({ table, rows, setting }) =>
      Array.from(rows).flatMap((row): SettingRow[] => {
        if (table.failures.has(row)) return [];
        const columns = columnsOf(table);
        const raw = columns.length === 1 ? columns[0]!.values[row] : undefined;
        if (raw === undefined || Number.isNaN(raw)) return [];
        const column = columns[0]!;
        const run = { table, rows: Uint32Array.of(row), column };
        return [{ index: row, setting, cold: table.cold.has(row), value: raw * toBase(column.unit).factor, run }];
      }),
    )
    .sort((a, b) => (a.run.table === b.run.table ? a.index - b.index : 0));
}

function byValue(a: LabelValue, b: LabelValue): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
}

/** Rows at two levels of one parameter that agree in all other parameters, one pair per setting. */
function pairRows(rows: readonly SettingRow[], position: number, from: LabelValue, to: LabelValue): Pairing['pairs'] {
  const others = (row: SettingRow) => JSON.stringify(row.setting.filter((_, index) => index !== position));
  const bySetting = groupBy(
    rows.filter(({ setting }) => setting[position] === from || setting[position] === to),
    others,
  );
  return [...bySetting.values()].flatMap((group) => {
    const [low, high] = [group.find(({ setting }) => setting[position] === from), group.find(({ setting }) => setting[position] === to)];
    return low && high ? [{ from: low, to: high }] : [];
  });
}

/**
 * The contrasts worth stating for one parameter: its extreme levels among warm rows, and each level most of whose rows are cold, since
 * that is where a naive comparison goes wrong.
 */
function contrasts(rows: readonly SettingRow[], position: number): Pairing[] {
  const levels = [
    ...new Set(rows.map(({ setting }) => setting[position]).filter((level): level is LabelValue => level !== undefined && level !== '')),
  ].sort(byValue);
  const coldShare = (level: LabelValue) => {
    const own = rows.filter(({ setting }) => setting[position] === level);
    return own.filter(({ cold }) => cold).length / own.length;
  };
  const calm = levels.filter((level) => coldShare(level) <= COLD_SHARE_MAX);
  const found: Pairing[] = [];
  const [first, last] = [calm[0], calm.at(-1)];
  if (first !== undefined && last !== undefined && first !== last) {
    const warm = rows.filter(({ cold }) => !cold);
    found.push({ from: first, to: last, pairs: pairRows(warm, position, first, last), byCold: false });
  }
  for (const level of levels.filter((candidate) => !calm.includes(candidate))) {
    const neighbour = calm.toSorted(
      (a, b) => Math.abs(levels.indexOf(a) - levels.indexOf(level)) - Math.abs(levels.indexOf(b) - levels.indexOf(level)),
    )[0];
    if (neighbour === undefined) continue;
    const [from, to] = [level, neighbour].sort(byValue) as [LabelValue, LabelValue];
    found.push({ from, to, pairs: pairRows(rows, position, from, to), byCold: true });
  }
  return found.filter(({ pairs }) => pairs.length >= 2);
}

/** Does the order of the levels follow the order of the runs? Then a drift over time looks like an effect. */
function followsOrder(rows: readonly SettingRow[], position: number): boolean {
  const firstSeen = new Map<LabelValue, number>();
  const lastSeen = new Map<LabelValue, number>();
  for (const { setting, index } of rows) {
    const level = setting[position];
    if (level === null || level === undefined) continue;
    if (!firstSeen.has(level)) firstSeen.set(level, index);
    lastSeen.set(level, index);
  }
  const blocks = [...firstSeen].sort(([, a], [, b]) => a - b);
  return blocks.every(([level], place) => place === 0 || firstSeen.get(level)! > lastSeen.get(blocks[place - 1]![0])!);
}

interface Estimate {
  readonly value: number;
  readonly standardError: number;
  readonly degrees: number;
}

/**
 * Ratio of the means of matched pairs, less one, with its standard error: the ratio estimator of Cochran, Sampling Techniques (1977),
 * chapter 6, with the residuals `to - ratio * from` of the pairs.
 */
function estimate(pairs: Pairing['pairs']): Estimate {
  const n = pairs.length;
  const meanOf = (side: 'from' | 'to') => pairs.reduce((sum, pair) => sum + pair[side].value, 0) / n;
  const ratio = meanOf('to') / meanOf('from');
  const squares = pairs.reduce((sum, { from, to }) => sum + (to.value - ratio * from.value) ** 2, 0);
  return { value: ratio - 1, standardError: Math.sqrt(squares / (n - 1) / n) / meanOf('from'), degrees: n - 1 };
}

function sideFact(book: FactBook, measured: MeasuredSubject, metric: string, key: string, pairing: Pairing, side: 'from' | 'to'): Fact {
  const values = pairing.pairs.map((pair) => pair[side]);
  const { column } = values[0]!.run;
  const { base } = toBase(column.unit);
  return book.add({
    kind: 'statistic',
    metric,
    statistic: 'mean',
    value: values.reduce((sum, { value }) => sum + value, 0) / values.length,
    unit: base,
    direction: metricOf(metric, base).direction,
    labels: new Map([...measured.subject.labels, [key, pairing[side]]]),
    subset: 'matched',
    sampleCount: values.length,
    excluded: { failed: 0, implausible: 0 },
    formula: `${formulaOf('mean')}, over the settings that have a match`,
    ...(column.definition === undefined ? {} : { definition: column.definition }),
    contrast: { [key]: pairing[side === 'from' ? 'to' : 'from'] },
    sources: sourcesOf(values.map(({ run }) => run)),
  });
}

interface Tested {
  readonly measured: MeasuredSubject;
  readonly metric: string;
  readonly key: string;
  readonly pairing: Pairing;
  readonly ordered: boolean;
  readonly estimate: Estimate;
}

/** Verdict of one effect. `tests` is the number of effects tested together: the level is divided by it (Bonferroni). */
function judge(
  { pairing, ordered, estimate: { value, standardError, degrees } }: Tested,
  tests: number,
): Pick<ParameterEffect, 'verdict' | 'reason'> {
  if (pairing.byCold) return { verdict: 'confounded', reason: 'the level and the cold start change together' };
  if (pairing.pairs.length < PAIR_COUNT_MIN) return { verdict: 'inconclusive', reason: 'too few matched settings' };
  const real = Math.abs(value) > studentQuantile(1 - (1 - LEVEL) / 2 / tests, degrees) * standardError;
  const suspected = Math.abs(value) > studentQuantile((1 + LEVEL) / 2, degrees) * standardError;
  if (suspected && ordered && Math.abs(value) >= RELEVANT_RATIO_MIN) {
    return { verdict: 'confounded', reason: 'the levels were run one after the other: a drift over time cannot be excluded' };
  }
  const half = studentQuantile((1 + LEVEL) / 2, degrees) * standardError;
  if (!real && Math.abs(value) + half > EQUIVALENCE_RATIO) {
    return { verdict: 'inconclusive', reason: 'the interval is too wide to exclude an effect that matters' };
  }
  if (!real)
    return {
      verdict: 'none',
      reason: suspected ? 'not beyond chance when all effects tested are counted' : 'the interval includes no effect',
    };
  return Math.abs(value) < RELEVANT_RATIO_MIN
    ? { verdict: 'too-small-to-matter', reason: 'real, but below one per cent' }
    : { verdict: 'real', reason: 'beyond chance, all effects tested counted' };
}

/**
 * Effect of each parameter with the others held equal, from matched pairs of settings. Cold rows are left out unless a level was only run
 * cold; then the effect is stated and called confounded.
 *
 * @returns in order of subject, metric and parameter.
 */
export function parameterEffects(book: FactBook, subjects: readonly MeasuredSubject[]): ParameterEffect[] {
  const tested: Tested[] = [];
  for (const measured of subjects) {
    for (const metric of EFFECT_METRICS) {
      const rows = settingRows(measured, metric);
      measured.subject.parameters.forEach((key, position) => {
        const ordered = rows.every(({ run }) => run.table.table.ordered) && followsOrder(rows, position);
        for (const pairing of contrasts(rows, position)) {
          tested.push({ measured, metric, key, pairing, ordered, estimate: estimate(pairing.pairs) });
        }
      });
    }
  }
  return tested.map((test) => {
    const { measured, metric, key, pairing, estimate: found } = test;
    const [baseline, candidate] = [
      sideFact(book, measured, metric, key, pairing, 'from'),
      sideFact(book, measured, metric, key, pairing, 'to'),
    ];
    const half = studentQuantile((1 + LEVEL) / 2, found.degrees) * found.standardError;
    const fact = book.add({
      kind: 'effect',
      metric,
      statistic: 'relative change of the mean',
      value: candidate.value / baseline.value - 1,
      unit: 'ratio',
      direction: 'none',
      labels: measured.subject.labels,
      subset: 'matched',
      sampleCount: pairing.pairs.length,
      excluded: { failed: 0, implausible: 0 },
      interval: {
        level: LEVEL,
        low: found.value - half,
        high: found.value + half,
        method: "ratio of means of matched pairs, Student's t, n - 1 degrees of freedom",
      },
      formula: `${candidate.id} divided by ${baseline.id}, less one`,
      baseline: baseline.id,
      candidate: candidate.id,
      sources: [],
    });
    return {
      fact: fact.id,
      metric,
      labels: Object.fromEntries(measured.subject.labels),
      parameter: key,
      from: pairing.from,
      to: pairing.to,
      pairCount: pairing.pairs.length,
      ...judge(test, tested.length),
    };
  });
}
