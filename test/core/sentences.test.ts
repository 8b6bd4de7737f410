import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { ColdStart, FailureGroup, Measurement } from '../../src/contracts/measured.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ParameterEffect } from '../../src/contracts/report.ts';
import type { AssembledTable } from '../../src/contracts/series.ts';
import { certaintyFindings } from '../../src/core/conclude/certainty.ts';
import { coldLevel, coldStartFindings } from '../../src/core/conclude/cold-starts.ts';
import { curveFindings } from '../../src/core/conclude/curves.ts';
import { definitionFindings } from '../../src/core/conclude/definitions.ts';
import { effectFindings } from '../../src/core/conclude/effects.ts';
import { failureFindings } from '../../src/core/conclude/failures.ts';
import { findGaps, gapOf } from '../../src/core/conclude/gaps.ts';
import {
  agreementFindings,
  contradictionFindings,
  duplicateFindings,
  identityFindings,
  silentFindings,
  unreadFindings,
} from '../../src/core/conclude/input-quality.ts';
import { noiseFindings } from '../../src/core/conclude/noise.ts';
import { overloadFindings } from '../../src/core/conclude/overload.ts';
import { percentileFindings } from '../../src/core/conclude/percentiles.ts';
import type { Point } from '../../src/core/conclude/points.ts';
import { settingFindings } from '../../src/core/conclude/settings.ts';
import { unrankedFindings } from '../../src/core/conclude/unranked.ts';
import {
  countOf,
  factOf,
  type Labels,
  labelsOf,
  measuredOf,
  measurementOf,
  namingBeside,
  ratioOf,
  reportedOf,
  seriesOf,
  subjectOf,
  told,
} from './by-hand.ts';

const A = { model: 'a' };
const B = { model: 'b' };
const naming = namingBeside(A, B);
const RATE = 'decode_throughput';
const WAIT = 'time_to_first_token';

/** A table of an artifact with nothing in it but failed and cold rows. */
function tableOf(path: string, failures: Readonly<Record<number, string>> = {}, cold: readonly number[] = []): AssembledTable {
  const artifact = { path, placedAt: path, sha256: path, adapter: 'test', verdict: 'accepted', parsed: NOTHING_READ } as const;
  return {
    artifact,
    table: {} as AssembledTable['table'],
    failures: new Map(Object.entries(failures).map(([row, reason]) => [Number(row), reason])),
    cold: new Set(cold),
    implausible: new Map(),
  };
}

describe('noise', () => {
  const noise = (given: Partial<Measurement>) => told(noiseFindings(measurementOf(given), naming));
  const scattered = (n: number, statistics: Readonly<Record<string, number>>, over: Parameters<typeof seriesOf>[4] = {}) =>
    noise({ subjects: [measuredOf([seriesOf(RATE, n, A, statistics, over)])] });
  const SAID =
    'warning: Generation throughput of a scatters too widely to compare: a standard deviation of 30.00 tokens/s stands beside a mean of 100.0 tokens/s.';

  test('is told from three samples on, and from three tenths of the mean', () => {
    expect(scattered(3, { mean: 100, stdev: 30 })).toEqual([SAID]);
    expect(scattered(2, { mean: 100, stdev: 30 })).toEqual([]);
    expect(scattered(3, { mean: 100, stdev: 29.9 })).toEqual([]);
  });

  test('needs a mean above zero and its deviation', () => {
    expect(scattered(3, { mean: 0, stdev: 30 })).toEqual([]);
    expect(scattered(3, { mean: -100, stdev: 30 })).toEqual([]);
    expect(scattered(3, { mean: 100 })).toEqual([]);
    expect(scattered(3, { stdev: 30 })).toEqual([]);
  });

  test('is no matter of cold starts and of times', () => {
    expect(scattered(3, { mean: 100, stdev: 30 }, { subset: 'warm' })).toHaveLength(1);
    expect(scattered(3, { mean: 100, stdev: 30 }, { subset: 'cold' })).toEqual([]);
    expect(noise({ subjects: [measuredOf([seriesOf(WAIT, 3, A, { mean: 100, stdev: 90 })])] })).toEqual([]);
    for (const metric of ['output_token_throughput', 'total_token_throughput', 'request_throughput']) {
      expect(noise({ subjects: [measuredOf([seriesOf(metric, 3, A, { mean: 100, stdev: 90 })])] })).toHaveLength(1);
    }
  });

  test('of settings stands for itself, not what is pooled over them', () => {
    const pooled = seriesOf(RATE, 9, A, { mean: 100, stdev: 90 });
    const steady = seriesOf(RATE, 3, { ...A, num_gpu: 1 }, { mean: 100, stdev: 1 });
    const wild = seriesOf(RATE, 3, { ...B }, { mean: 100, stdev: 30 });
    expect(noise({ subjects: [measuredOf([pooled], { configurations: [steady] })] })).toEqual([]);
    expect(noise({ subjects: [measuredOf([pooled], { configurations: [steady, wild] })] })).toEqual([SAID.replace('of a', 'of b')]);
  });

  test('is told of what a tool reports, but once where the rows give it too', () => {
    const reported = reportedOf(RATE, A, { mean: 100, stdev: 30 });
    expect(noise({ reported })).toEqual([SAID]);
    expect(noise({ reported: reportedOf(RATE, A, { mean: 100, stdev: 30 }, { backed: true }) })).toEqual([]);
    expect(noise({ reported: reported.map((own, index) => ({ ...own, backed: index === 0 })) })).toEqual([]);
  });
});

describe('overload', () => {
  const overload = (labels: Labels, completed: number, metric = 'request_throughput') =>
    told(
      overloadFindings(
        measurementOf({ subjects: [measuredOf([seriesOf(metric, 1, labels, { mean: completed })])] }),
        namingBeside(labels, B),
      ),
    );

  test('is told below nine tenths of what was asked', () => {
    expect(overload({ ...A, request_rate: 10 }, 8.9)).toEqual([
      'warning: a was asked for request_rate=10 and completed 8.900 requests/s: it was overloaded, so its latencies are time in the queue and say nothing of an unloaded system.',
    ]);
    expect(overload({ ...A, request_rate: 10 }, 9)).toEqual([]);
  });

  test('needs a rate that is a number above zero, and requests that were counted', () => {
    expect(overload({ ...A, request_rate: 'inf' }, 1)).toEqual([]);
    expect(overload({ ...A, request_rate: 0 }, -1)).toEqual([]);
    expect(overload(A, 1)).toEqual([]);
    expect(overload({ ...A, request_rate: 10 }, 1, RATE)).toEqual([]);
  });

  test('rests on the rate that was completed', () => {
    const series = seriesOf('request_throughput', 1, { ...A, request_rate: 10 }, { mean: 5 });
    const [finding] = overloadFindings(measurementOf({ subjects: [measuredOf([series])] }), naming);
    expect([finding?.predicate, finding?.facts]).toEqual(['overloaded', [series.facts.get('mean')!.id]]);
  });

  test('is told of each load where several were tried', () => {
    const at = (rate: number, completed: number) => seriesOf('request_throughput', 1, { ...A, request_rate: rate }, { mean: completed });
    const pooled = seriesOf('request_throughput', 2, { ...A, request_rate: 99 }, { mean: 1 });
    const subjects = [measuredOf([pooled], { configurations: [at(10, 8), at(5, 5), at(20, 8)] })];
    expect(overloadFindings(measurementOf({ subjects }), naming).map(({ text }) => /request_rate=\d+/.exec(text)![0])).toEqual([
      'request_rate=10',
      'request_rate=20',
    ]);
  });
});

describe('failures', () => {
  const group = (labels: Labels, failed: number, requests: number, over: Partial<FailureGroup> = {}): FailureGroup => ({
    labels: labelsOf(labels),
    subjects: [],
    failedRows: [],
    failed: countOf(failed, 'failed rows'),
    requests: countOf(requests),
    what: 'requests',
    aftermath: null,
    ...over,
  });
  const rows = (path: string, ...reasons: string[]) => ({
    failedRows: [{ table: tableOf(path, Object.fromEntries(reasons.entries())), rows: Uint32Array.from(reasons.keys()) }],
  });
  const failures = (given: FailureGroup[], failureTotal: Measurement['failureTotal'] = null) =>
    told(failureFindings(measurementOf({ failures: given, failureTotal }), naming));

  test('are counted, with file, reason and what becomes of them', () => {
    expect(failures([group(A, 2, 5, rows('a.csv', 'out of memory', 'out of memory'))])).toEqual([
      'warning: 2 of 5 requests of a in a.csv failed: "out of memory"; they are in no statistic.',
    ]);
    expect(failures([group(A, 5, 5, rows('a.csv', 'refused'))])).toEqual([
      'critical: All 5 requests of a in a.csv failed: refused; nothing is stated of it.',
    ]);
    expect(failures([group(A, 1, 1, { ...rows('a.csv', 'refused'), what: 'runs' })])).toEqual([
      'critical: The only run of a in a.csv failed: refused; nothing is stated of it.',
    ]);
    expect(failures([group(A, 1, 2, { what: 'runs' })])).toEqual(['warning: 1 of 2 runs of a failed; they are in no statistic.']);
  });

  test('that a run only counts are in statistics that nobody knows', () => {
    expect(failures([group(A, 2, 5, { failed: countOf(2, 'stated') })])).toEqual(['warning: 2 of 5 requests of a failed.']);
    const missing = factOf('request_count', 'difference', 2, { kind: 'comparison', unit: 'count' });
    expect(failures([group(A, 2, 5, { failed: missing })])).toEqual(['warning: 2 of 5 requests of a did not complete.']);
  });

  test('name the most frequent reason, on one line and not too long', () => {
    const reasons = ['rare', 'often\n  so', 'often so ', 'other'];
    expect(failures([group(A, 4, 5, rows('a.csv', ...reasons))])[0]).toContain('failed: "often so"; they');
    expect(failures([group(A, 1, 5, rows('a.csv', 'x'.repeat(121)))])[0]).toContain(`failed: ${'x'.repeat(120)}; they`);
  });

  test('name no file where they stand in several', () => {
    const both = { failedRows: [...rows('a.csv', 'x').failedRows, ...rows('b.csv', 'x').failedRows] };
    expect(failures([group(A, 2, 5, both)])).toEqual(['warning: 2 of 5 requests of a failed: x; they are in no statistic.']);
  });

  test('tell what they did to the request after them', () => {
    const aftermath = factOf(RATE, 'min', 12.5);
    expect(failures([group(A, 1, 5, { aftermath })])).toEqual([
      'warning: 1 of 5 requests of a failed; the request right after it is the slowest of the series (12.50 tokens/s); they are in no statistic.',
    ]);
  });

  test('of all runs stand first, with the reason that all of them share', () => {
    const total = { failed: countOf(3, 'failed rows'), requests: countOf(10), what: 'requests' } as const;
    expect(failures([group(A, 1, 5, rows('a.csv', 'x')), group(B, 2, 5, rows('b.csv', 'x'))], total)).toEqual([
      'warning: 3 of 10 requests failed, over all runs: x.',
      'warning: 1 of 5 requests of a in a.csv failed; they are in no statistic.',
      'warning: 2 of 5 requests of b in b.csv failed; they are in no statistic.',
    ]);
    expect(failures([group(A, 1, 5, rows('a.csv', 'x')), group(B, 5, 5, rows('b.csv', 'y'))], total)).toEqual([
      'critical: 3 of 10 requests failed, over all runs.',
      'warning: 1 of 5 requests of a in a.csv failed: x; they are in no statistic.',
      'critical: All 5 requests of b in b.csv failed: y; nothing is stated of it.',
    ]);
    const all = { failed: countOf(2, 'failed rows'), requests: countOf(2), what: 'runs' } as const;
    expect(
      failures([group(A, 1, 1, { ...rows('a.csv', 'x'), what: 'runs' }), group(B, 1, 1, { ...rows('b.csv', 'x'), what: 'runs' })], all),
    ).toEqual([
      'critical: All 2 runs failed: x.',
      'critical: The only run of a in a.csv failed; nothing is stated of it.',
      'critical: The only run of b in b.csv failed; nothing is stated of it.',
    ]);
  });
});

describe('cold starts', () => {
  const cold = (labels: Labels, n: number, median: number, warm: number, over: Partial<ColdStart> = {}): ColdStart => ({
    subject: subjectOf(labels),
    cold: seriesOf(WAIT, n, labels, { median }, { subset: 'cold' }),
    warm: seriesOf(WAIT, 20, labels, { median: warm }, { subset: 'warm' }),
    load: null,
    promptEval: null,
    cost: factOf(WAIT, 'cost', median - warm),
    saving: null,
    ...over,
  });
  const starts = (...coldStarts: ColdStart[]) =>
    told(
      coldStartFindings(
        measurementOf({ coldStarts }),
        namingBeside(...coldStarts.map(({ subject }) => Object.fromEntries(subject.labels))),
      ),
    );

  test('cost one request or the median of several', () => {
    expect(starts(cold(A, 1, 2500, 100))).toEqual([
      'notable: Time to first token right after a model load: a 2.500 s in one request (100.0 ms warm).',
    ]);
    expect(starts(cold(A, 3, 2500, 100))).toEqual([
      'notable: Time to first token right after a model load: a median 2.500 s over 3 requests (100.0 ms warm).',
    ]);
    expect(starts(cold({}, 1, 2500, 100))).toEqual([
      'notable: Time to first token right after a model load: 2.500 s in one request (100.0 ms warm).',
    ]);
  });

  test('name what of the wait was the load and what the prompt, but not the load of a load', () => {
    const load = seriesOf('load_duration', 1, A, { median: 2300 });
    const promptEval = seriesOf('prompt_eval_duration', 1, A, { median: 90 });
    expect(starts(cold(A, 1, 2500, 100, { load, promptEval }))[0]).toContain(
      '(100.0 ms warm, model load time 2.300 s, prompt evaluation time 90.00 ms).',
    );
    expect(starts(cold(A, 1, 2500, 100, { cold: load, load, promptEval: null }))[0]).toBe(
      'notable: Model load time right after a model load: a 2.300 s in one request (100.0 ms warm).',
    );
  });

  test('of one benchmark stand in one sentence, four of them at most and the costliest first', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((model, index) => cold({ model, benchmark: 'x' }, 1, 1000 * (index + 1), 100));
    const [text, ...others] = starts(...five);
    expect(text).toBe(
      'notable: In x, time to first token right after a model load: e 5.000 s in one request (100.0 ms warm), d 4.000 s in one request (100.0 ms warm), c 3.000 s in one request (100.0 ms warm) and b 2.000 s in one request (100.0 ms warm).',
    );
    expect(others).toEqual([]);
  });

  test('of other benchmarks have a sentence of their own, the one with the most requests first', () => {
    const texts = starts(cold({ ...A, benchmark: 'x' }, 1, 1000, 100), cold({ ...A, benchmark: 'y' }, 5, 1000, 100));
    expect(texts.map((text) => text.slice(0, 14))).toEqual(['notable: In y,', 'notable: In x,']);
    for (const key of ['run', 'source', 'test', 'backend']) {
      expect(starts(cold({ ...A, [key]: 'x' }, 1, 1000, 100), cold({ ...A, [key]: 'y' }, 1, 1000, 100))).toHaveLength(2);
    }
    expect(starts(cold({ ...A, device: 'x' }, 1, 1000, 100), cold({ ...A, device: 'y' }, 1, 1000, 100))).toHaveLength(1);
  });

  /** Rows by setting, those given as cold with `c`. */
  const level = (key: string, blocks: Readonly<Record<string, string>>, labels: Labels = A) => {
    const own = Object.entries(blocks).map(([value, kinds]) => ({
      table: tableOf(
        't.csv',
        {},
        [...kinds].flatMap((kind, index) => (kind === 'c' ? [index] : [])),
      ),
      rows: Uint32Array.from([...kinds].keys()),
      labels: new Map(),
      setting: [value],
    }));
    return cold(labels, 2, 2500, 100, { subject: subjectOf(labels, { parameters: [key], blocks: own }) });
  };

  test.each<[Readonly<Record<string, string>>, string | null]>([
    [{ '40': 'ccw', '80': 'www' }, '40'],
    [{ '40': 'cc', '80': 'w' }, '40'],
    [{ '40': 'w', '80': 'wcc' }, '80'],
    // One request tells nothing, nor what ran cold at several levels, or never warm at another.
    [{ '40': 'cw', '80': 'ww' }, null],
    [{ '40': 'cc', '80': 'cw' }, null],
    [{ '40': 'ccww', '80': 'c' }, null],
    [{ '40': 'ccww' }, null],
    [{ '': 'cc', '80': 'ww' }, null],
    [{ '40': 'ww', '80': 'ww' }, null],
  ])('of settings %j all fall on %j', (blocks, expected) => {
    expect(coldLevel(level('num_gpu', blocks))).toEqual(expected === null ? null : { key: 'num_gpu', value: expected });
  });

  test('that all fall on one level look like its effect', () => {
    const [, text, ...others] = starts(level('num_gpu', { '40': 'cc', '80': 'ww' }), level('num_gpu', { '40': 'ccc', '80': 'w' }, B));
    expect(text).toBe(
      'notable: All cold requests (2 of a and 2 of b) ran at num_gpu=40: what looks like its effect on time to first token is the model load.',
    );
    expect(others).toEqual([]);
    expect(starts(level('num_gpu', { '40': 'cc', '80': 'ww' }, {}))[1]).toContain('All cold requests (2) ran at num_gpu=40');
    expect(starts(level('num_gpu', { '40': 'cc', '80': 'ww' }), level('num_ctx', { '40': 'cc', '80': 'ww' }, B))).toHaveLength(3);
  });
});

describe('effects', () => {
  const effectOf = (
    parameter: string,
    value: number,
    verdict: ParameterEffect['verdict'],
    over: Partial<ParameterEffect> = {},
    subset = 'matched',
  ) => {
    const fact = factOf(RATE, 'effect', value, { kind: 'effect', unit: 'ratio', sampleCount: 4, subset });
    const effect: ParameterEffect = {
      fact: fact.id,
      metric: RATE,
      labels: A,
      parameter,
      from: 1,
      to: 2,
      pairCount: 4,
      verdict,
      reason: 'nobody knows why',
      ...over,
    };
    return { fact, effect };
  };
  const effects = (...own: { readonly fact: Fact; readonly effect: ParameterEffect }[]) =>
    told(effectFindings(measurementOf({ effects: own.map(({ effect }) => effect), facts: own.map(({ fact }) => fact) }), naming));

  test('that are real are told one by one', () => {
    expect(effects(effectOf('num_gpu', 0.25, 'real'), effectOf('num_ctx', -0.1, 'real', { labels: B }, 'all'))).toEqual([
      'notable: For a, going from num_gpu=1 to num_gpu=2 changes mean generation throughput by +25.00 % over 4 matched pairs.',
      'notable: For b, going from num_ctx=1 to num_ctx=2 changes mean generation throughput by -10.00 % over 4 samples without pairs.',
    ]);
    expect(effects(effectOf('num_gpu', 0.25, 'real', { metric: WAIT }))).toHaveLength(1);
  });

  test('that make no difference are told at once, with the largest of them', () => {
    expect(
      effects(
        effectOf('num_gpu', 0.001, 'none'),
        effectOf('num_ctx', -0.005, 'too-small-to-matter'),
        effectOf('num_gpu', 0.002, 'none', { labels: B, from: 2, to: 3 }),
        effectOf('num_gpu', 0.003, 'none', { labels: B, from: 3, to: 4 }),
      ),
    ).toEqual([
      'notable: These settings make no difference to mean generation throughput that is worth a choice: num_gpu and num_ctx for a; num_gpu for b. The largest effect is -0.50 % for a (num_ctx=1 to num_ctx=2).',
    ]);
  });

  test('of which nothing else is known are of all of it', () => {
    expect(effects(effectOf('num_gpu', 0.001, 'none', { labels: {} }))).toEqual([
      'notable: These settings make no difference to mean generation throughput that is worth a choice: num_gpu for all of it. The largest effect is +0.10 % for all of it (num_gpu=1 to num_gpu=2).',
    ]);
  });

  test('of other benchmarks, runs and sources are told apart', () => {
    for (const key of ['benchmark', 'run', 'source']) {
      const texts = effects(
        effectOf('num_gpu', 0.001, 'none', { labels: { ...A, [key]: 'x' } }),
        effectOf('num_gpu', 0.001, 'none', { labels: { ...A, [key]: 'y' } }),
      );
      expect(texts.map((text) => text.slice(0, 20))).toEqual(['notable: In x, these', 'notable: In y, these']);
    }
  });

  test('that cannot be told are told with the reason, for all to whom it applies', () => {
    expect(effects(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_gpu', -0.25, 'confounded', { labels: B }))).toEqual([
      'info: What going from num_gpu=1 to num_gpu=2 does to mean generation throughput (+50.00 % for a and -25.00 % for b) cannot be told: nobody knows why.',
    ]);
    expect(effects(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_gpu', 0.5, 'confounded', { reason: 'x' }))).toHaveLength(2);
    expect(effects(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_gpu', 0.5, 'confounded', { to: 9 }))).toHaveLength(2);
    expect(effects(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_gpu', 0.5, 'confounded', { from: 9 }))).toHaveLength(2);
    expect(effects(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_ctx', 0.5, 'confounded'))).toHaveLength(2);
  });

  test('on times are told only where they are real, and what is open not at all', () => {
    expect(effects(effectOf('num_gpu', 0.001, 'none', { metric: WAIT }), effectOf('num_gpu', 0.5, 'confounded', { metric: WAIT }))).toEqual(
      [],
    );
    expect(effects(effectOf('num_gpu', 0.5, 'inconclusive'))).toEqual([]);
  });
});

describe('settings', () => {
  const at = (num_gpu: number, rate: number, n = 1, more: Labels = {}, metric = RATE) =>
    seriesOf(metric, n, { ...A, num_gpu, ...more }, { mean: rate });
  const range = (
    settings: ReturnType<typeof at>[],
    ratio: number,
    measured = measuredOf([], { subject: subjectOf(A, { parameters: ['num_gpu'] }) }),
  ) => ({
    measured,
    settingCount: settings.length,
    settings,
    best: settings[0]!,
    worst: settings.at(-1)!,
    ratio: ratioOf(ratio),
  });
  const settings = (...settingRanges: ReturnType<typeof range>[]) => told(settingFindings(measurementOf({ settingRanges }), naming));

  test('that ran once are an order to be repeated, or noise where they lie close together', () => {
    const order =
      'info: Of the settings tried for a, num_gpu=2 reached the best generation throughput, 200.0 tokens/s, and num_gpu=1 the worst, 100.0 tokens/s';
    expect(settings(range([at(2, 200), at(1, 100)], 2))).toEqual([`${order}; each ran once: repeat the best before trusting its place.`]);
    expect(settings(range([at(2, 200), at(1, 100)], 1.05))).toEqual([
      `${order}; each ran once: repeat the best before trusting its place.`,
    ]);
    expect(settings(range([at(2, 200), at(1, 100)], 1.049))).toEqual([
      `${order}; each ran once and they lie close together: this order is noise.`,
    ]);
    expect(settings(range([at(2, 200), at(1, 100, 2)], 1.049))).toEqual([`${order}.`]);
  });

  test('are told at the load or size at which they were tried', () => {
    const sliced = measuredOf([], { subject: subjectOf(A, { parameters: ['num_gpu', 'concurrency'], slices: ['concurrency'] }) });
    const ranges = (count: number) =>
      [1, 2, 3, 4]
        .slice(0, count)
        .map((concurrency) => range([at(2, 200, 1, { concurrency }), at(1, 100, 1, { concurrency })], 2 * concurrency, sliced));
    expect(settings(...ranges(1))[0]).toContain('Of the settings tried for a at concurrency=1, num_gpu=2 reached the best');
    expect(settings(...ranges(2))).toEqual([
      'info: Of the settings tried for a, these reached the best generation throughput: num_gpu=2 at concurrency=1 (2.00 times the worst) and num_gpu=2 at concurrency=2 (4.00 times the worst).',
    ]);
    expect(settings(...ranges(3))[0]).toMatch(/and num_gpu=2 at concurrency=3 \(6\.00 times the worst\)\.$/);
    expect(settings(...ranges(4))[0]).toMatch(/and num_gpu=2 at concurrency=3 \(6\.00 times the worst\), among others\.$/);
  });

  test('of one sweep are told in its first throughput, or in what it has', () => {
    const measured = measuredOf([], { subject: subjectOf(A, { parameters: ['num_gpu'] }) });
    const wait = range([at(2, 20, 1, {}, WAIT), at(1, 10, 1, {}, WAIT)], 2, measured);
    expect(settings(wait, range([at(2, 200), at(1, 100)], 2, measured))[0]).toContain('best generation throughput');
    expect(settings(wait)[0]).toContain('best time to first token');
    expect(settings(wait, range([at(2, 200), at(1, 100)], 2))).toHaveLength(2);
    const rates = range([at(2, 200), at(1, 100)], 2, measured);
    const longer = range([at(2, 20, 1, {}, 'request_latency'), at(1, 10, 1, {}, 'request_latency')], 2, measured);
    for (const own of [
      [wait, longer, rates],
      [wait, rates, longer],
      [rates, wait, longer],
    ]) {
      expect(settings(...own)[0]).toContain('num_gpu=2 reached the best generation throughput');
    }
  });
});

describe('curves', () => {
  const point = (labels: Labels, rate: number, n = 1, over: Parameters<typeof seriesOf>[4] = {}, metric = RATE) =>
    seriesOf(metric, n, labels, { mean: rate }, over);
  const curve = (
    key: string,
    shared: Labels,
    rates: readonly number[],
    n = 1,
    over: Parameters<typeof seriesOf>[4] = {},
    metric = RATE,
  ) => ({
    metric,
    key,
    shared: labelsOf(shared),
    points: rates.map((rate, index) => point({ ...shared, [key]: index + 1 }, rate, n, over, metric)),
  });
  const curves = (...own: ReturnType<typeof curve>[]) => told(curveFindings(measurementOf({ curves: own }), naming));

  test('go from the first load to the last, and say where each ran once', () => {
    expect(curves(curve('concurrency', A, [10, 20]))).toEqual([
      'notable: Generation throughput of a goes from 10.00 tokens/s (concurrency=1) to 20.00 tokens/s (concurrency=2); each ran once.',
    ]);
    expect(curves(curve('concurrency', A, [10, 20], 2))[0]).toMatch(/\(concurrency=2\)\.$/);
    expect(curves(curve('concurrency', A, [10, 20], 1, { reported: true }))[0]).toMatch(/\(concurrency=2\)\.$/);
    expect(curves(curve('concurrency', A, [10, 20], 2, { pooledOver: ['num_gpu'] }))[0]).toMatch(
      /\(concurrency=2\) over several values of num_gpu\.$/,
    );
  });

  test('over a size of the work are for information', () => {
    expect(curves(curve('depth', A, [20, 10], 2))).toEqual([
      'info: Generation throughput of a goes from 20.00 tokens/s (depth=1) to 10.00 tokens/s (depth=2).',
    ]);
  });

  test('peak where the most lies between the ends', () => {
    expect(curves(curve('concurrency', A, [10, 30, 40, 20], 2))[0]).toMatch(
      /\(concurrency=4\); it peaks at 40\.00 tokens\/s \(concurrency=3\)\.$/,
    );
    for (const rates of [
      [10, 20, 30],
      [30, 20, 10],
      [30, 10, 30],
      [10, 30, 30],
      [30, 30, 10],
    ]) {
      expect(curves(curve('concurrency', A, rates, 2))[0]).not.toContain('peak');
    }
    expect(curves(curve('depth', A, [10, 40, 20], 2))[0]).not.toContain('peak');
    expect(curves(curve('concurrency', A, [10, 40, 20], 2, {}, WAIT))[0]).not.toContain('peak');
  });

  test('of one subject at several sizes share a sentence, three of them at most', () => {
    const sizes = (count: number) =>
      [128, 256, 512, 1024].slice(0, count).map((input_length) => curve('concurrency', { ...A, input_length }, [10, 40, 20], 2));
    expect(curves(...sizes(2))).toEqual([
      'notable: Generation throughput of a goes from 10.00 tokens/s (concurrency=1 input_length=128) to 20.00 tokens/s (concurrency=3 input_length=128) and from 10.00 tokens/s (concurrency=1 input_length=256) to 20.00 tokens/s (concurrency=3 input_length=256).',
    ]);
    expect(curves(...sizes(3))[0]).toMatch(/input_length=512\)\.$/);
    expect(curves(...sizes(4))[0]).toMatch(/input_length=512\), among others\.$/);
  });

  test('of other subjects, metrics, keys and definitions have sentences of their own', () => {
    const own = curve('concurrency', A, [10, 20]);
    expect(curves(own, curve('concurrency', B, [10, 20]))).toHaveLength(2);
    expect(curves(own, curve('concurrency', A, [10, 20], 1, {}, WAIT))).toHaveLength(2);
    expect(curves(own, curve('depth', A, [10, 20]))).toHaveLength(2);
    expect(curves(own, curve('concurrency', A, [10, 20], 1, { definition: 'd' }))).toHaveLength(2);
    expect(curves(own, curve('concurrency', A, [10, 20], 1, { reported: true }))).toHaveLength(2);
  });
});

describe('percentiles', () => {
  const percentiles = (...reported: ReturnType<typeof reportedOf>[]) =>
    told(percentileFindings(measurementOf({ reported: reported.flat() }), naming));
  const END = '; no mean and no median is reported, so nothing is ranked by it.';

  test('of one are stated, of several from where to where they go', () => {
    expect(percentiles(reportedOf(WAIT, A, { p99: 90, p95: 80 }))).toEqual([`notable: The p99 time to first token of a is 90.00 ms${END}`]);
    expect(percentiles(reportedOf(WAIT, A, { p99: 90 }), reportedOf(WAIT, B, { p99: 70 }))).toEqual([
      `notable: Reported p99 time to first token goes from 70.00 ms (b) to 90.00 ms (a)${END}`,
    ]);
  });

  test.each(['p99', 'p95', 'p90', 'p50', 'p75', 'p99.9'])('stand for themselves in their order: %s before what follows it', (first) => {
    const order = ['p99', 'p95', 'p90', 'p50', 'p75', 'p99.9'];
    const statistics = Object.fromEntries(order.slice(order.indexOf(first)).map((own) => [own, 90]));
    expect(percentiles(reportedOf(WAIT, A, statistics))[0]).toContain(`The ${first} time`);
  });

  test('of other work, other statistics and other definitions are not held against each other', () => {
    const own = reportedOf(WAIT, A, { p99: 90 });
    expect(percentiles(own, reportedOf(WAIT, { ...B, concurrency: 2 }, { p99: 70 }))).toEqual([]);
    expect(percentiles(own, reportedOf(WAIT, { ...B, benchmark: 'x' }, { p99: 70 }))).toHaveLength(2);
    expect(percentiles(own, reportedOf(WAIT, { ...B, num_gpu: 3 }, { p99: 70 }))).toHaveLength(1);
    expect(percentiles(own, reportedOf(WAIT, { ...B, whatever: 'x' }, { p99: 70 }))).toHaveLength(1);
    expect(percentiles(own, reportedOf(WAIT, B, { p95: 70 }))).toHaveLength(2);
    expect(percentiles(own, reportedOf(WAIT, B, { p99: 70 }, { definition: 'd' }))).toHaveLength(2);
  });

  test('say nothing beside a middle, of what has no direction, or where there are extremes only', () => {
    expect(percentiles(reportedOf(WAIT, A, { p99: 90, mean: 50 }))).toEqual([]);
    expect(percentiles(reportedOf(WAIT, A, { p99: 90, median: 50 }))).toEqual([]);
    expect(percentiles(reportedOf('output_token_count', A, { p99: 90 }))).toEqual([]);
    expect(percentiles(reportedOf(WAIT, A, { max: 90 }))).toEqual([]);
  });
});

describe('definitions', () => {
  const definitions = (given: Partial<Measurement>) => told(definitionFindings(measurementOf(given)));

  test('are told where one name means several things, three of them at most', () => {
    const reported = (...ids: string[]) => ids.flatMap((definition) => reportedOf(RATE, A, { mean: 9 }, { definition }));
    expect(definitions({ reported: reported('x') })).toEqual([]);
    expect(definitions({ reported: reported('y', 'x', 'y') })).toEqual([
      'notable: Generation throughput means different things in these files and is not compared across them: x; y.',
    ]);
    expect(definitions({ reported: reported('x', 'y', 'z') })[0]).toMatch(/: x; y; z\.$/);
    expect(definitions({ reported: reported('x', 'z', 'w', 'y') })[0]).toMatch(/: w; x; y; and others, at their tables\.$/);
  });

  test('of the registry and of a tool are written out without their full stop', () => {
    const subjects = [measuredOf([seriesOf('request_latency', 2, A, { mean: 9 }), seriesOf('request_latency', 2, A, { p99: 9 })])];
    const [text] = definitions({
      subjects,
      reported: reportedOf('request_latency', A, { mean: 9 }, { definition: 'request_latency:generation-time' }),
    });
    expect(text).toMatch(
      /^notable: Request latency means different things in these files and is not compared across them: [^.;]+; [^.]+\.$/,
    );
  });

  test('rest on an example of each', () => {
    const reported = ['x', 'y', 'x'].flatMap((definition) => reportedOf(RATE, A, { mean: 9 }, { definition }));
    const [finding] = definitionFindings(measurementOf({ reported }));
    expect(finding?.facts).toEqual(reported.slice(0, 2).map(({ fact }) => fact.id));
  });

  test('of what has no direction do not matter', () => {
    const own = (definition: string) => reportedOf('output_token_count', A, { mean: 9 }, { definition });
    expect(definitions({ reported: [...own('x'), ...own('y')] })).toEqual([]);
  });
});

describe('certainty', () => {
  const pointOf = (metric: string, statistics: Parameters<typeof seriesOf>[3], stated = false): Point => {
    const { unit, facts, labels } = seriesOf(metric, 3, A, statistics);
    return { labels, run: null, stated, quantities: [{ metric, unit, kind: metric, sampleCount: 3, reported: false, facts }] };
  };
  const ONE = 'info: Each of these was run once: how far a further run would lie from it is not known.';
  const WITHIN =
    'info: Each of these was run once: the intervals hold the scatter within that run, and how far the next run would lie from it is not known.';

  test('of a run with repetitions is another than that of a single figure', () => {
    expect(told(certaintyFindings([pointOf(RATE, { mean: 1 })]))).toEqual([ONE]);
    expect(told(certaintyFindings([pointOf(RATE, { mean: [1, 0.5] })]))).toEqual([WITHIN]);
    expect(told(certaintyFindings([pointOf(RATE, { mean: 1 }), pointOf(RATE, { median: 1, mean: [1, 0.5] })]))).toEqual([WITHIN]);
  });

  test.each(['request_latency', 'load_duration', 'accuracy', 'parallel_speedup'])('is asked of %s', (metric) => {
    expect(certaintyFindings([pointOf(metric, { mean: 1 })])).toHaveLength(1);
  });

  test('is asked of nothing that was only stated, read from a device, or is known by its spread alone', () => {
    expect(certaintyFindings([])).toEqual([]);
    expect(certaintyFindings([pointOf(RATE, { mean: 1 }, true)])).toEqual([]);
    expect(certaintyFindings([pointOf('gpu_power', { mean: 1 })])).toEqual([]);
    expect(certaintyFindings([pointOf(RATE, { stdev: 1 })])).toEqual([]);
  });
});

describe('what was not ranked', () => {
  const contestant = (value: string, footing: Labels, statistics: Parameters<typeof seriesOf>[3], labels: Labels = {}) => ({
    value,
    footing: labelsOf(footing),
    series: seriesOf(RATE, 5, { model: value, ...labels }, statistics),
  });
  const unrankedOf = (reason: 'footing' | 'spread', contestants: ReturnType<typeof contestant>[], shared: Labels = {}, metric = RATE) => ({
    metric,
    unit: 'tokens/s',
    shared: labelsOf(shared),
    key: 'model',
    reason,
    contestants,
  });
  const unranked = (...own: ReturnType<typeof unrankedOf>[]) => told(unrankedFindings(measurementOf({ unranked: own }), naming));

  test('for its footing names what each ran on', () => {
    const gpu = contestant('a', { processor: 'gpu' }, { mean: 100 }, { device: 'cuda', dtype: 'fp16', num_gpu: 3 });
    const cpu = contestant('b', { processor: 'cpu' }, { p99: 7 }, { device: 'cpu', dtype: 'fp16' });
    expect(unranked(unrankedOf('footing', [gpu, cpu], { benchmark: 'x', dtype: 'fp16' }))).toEqual([
      'info: In x, no one of these is ranked against another in generation throughput unless both ran on one kind of device, in one precision: a (cuda) 100.0 tokens/s and b (cpu).',
    ]);
  });

  test('is said once for the same ones, in the metric that most of them have', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((model) => contestant(model, { processor: model }, { mean: 100 }));
    expect(unranked(unrankedOf('footing', [a!, b!]), unrankedOf('footing', [a!, b!, c!]))).toHaveLength(1);
    const d = contestant('a', { processor: 'other' }, { mean: 100 });
    expect(unranked(unrankedOf('footing', [a!, b!]), unrankedOf('footing', [d, b!]))).toHaveLength(2);
  });

  test('names six at most', () => {
    const own = [...'abcdefg'].map((model) => contestant(model, { processor: model }, { mean: 100 }));
    expect(unranked(unrankedOf('footing', own.slice(0, 6)))[0]).toMatch(/ and f 100\.0 tokens\/s\.$/);
    expect(unranked(unrankedOf('footing', own))[0]).toMatch(/, f 100\.0 tokens\/s and others\.$/);
  });

  test('for its spread names the one whose mean tells nothing', () => {
    const own = [contestant('a', {}, { mean: 100, stdev: 1 }), contestant('b', {}, { mean: 100, stdev: 130 })];
    expect(unranked(unrankedOf('spread', own, { benchmark: 'x' }))).toEqual([
      'warning: In x, nothing is ranked by generation throughput: the mean of b (100.0 tokens/s) has a standard deviation of 130.0 tokens/s, and no median of all is stated.',
    ]);
    expect(unranked(unrankedOf('spread', own.slice(0, 1)))).toEqual([]);
    expect(unranked(unrankedOf('spread', [contestant('b', {}, { mean: 100, cv: 2 })]))).toEqual([]);
  });
});

describe('the inputs', () => {
  const review = (path: string, verdict: 'accepted' | 'quarantined' | 'ignored', reason: string | null) =>
    ({ path, verdict, reason, run: null }) as never;

  test('that repeat each other are named by directory, four pairs at most', () => {
    const copy = (dropped: string, kept: string, identical = true) =>
      ({ dropped, kept, identical, rows: countOf(3), whole: true, tables: [], artifact: tableOf(dropped).artifact }) as const;
    const duplicates = (...own: ReturnType<typeof copy>[]) => told(duplicateFindings(measurementOf({ duplicates: own })));
    expect(duplicates(copy('b.csv', 'a.csv'))).toEqual(['info: b.csv repeats a.csv (same bytes); the observations are counted once.']);
    expect(duplicates(copy('y/b.csv', 'x/a.csv', false), copy('y/d/c.csv', 'x/c.csv', false))).toEqual([
      'info: Files in y repeat files in x: y/b.csv repeats x/a.csv and y/d/c.csv repeats x/c.csv (same values); the observations are counted once.',
    ]);
    expect(duplicates(copy('b.csv', 'x/a.csv'))).toEqual([
      'info: Files in . repeat files in x: b.csv repeats x/a.csv (same bytes); the observations are counted once.',
    ]);
    expect(duplicates(copy('b.csv', 'a.csv'), copy('c.csv', 'a.csv', false))).toHaveLength(2);
    const five = ['b', 'c', 'd', 'e', 'f'].map((own) => copy(`${own}.csv`, 'a.csv'));
    expect(duplicates(...five)[0]).toContain('e.csv repeats a.csv and others (same bytes)');
    expect(duplicates(...five.slice(0, 4))[0]).toContain(' and e.csv repeats a.csv (same bytes)');
    expect(told(duplicateFindings(measurementOf({ duplicates: [{ ...copy('b.csv', 'a.csv'), rows: null }] })))).toEqual([]);
  });

  test('that contradict their rows name the worst of it', () => {
    const pair = (reported: number, computed: number) => ({
      reported: factOf(RATE, 'mean', reported),
      computed: factOf(RATE, 'mean', computed),
    });
    const summary = { path: 's.csv', agreeing: null, contradicted: [pair(99, 100), pair(50, 100), pair(120, 100)], silentFailures: null };
    const contradictions = (own: Partial<typeof summary> | object) =>
      told(contradictionFindings(measurementOf({ summaries: [{ ...summary, ...own }] })));
    expect(contradictions({})).toEqual([
      'warning: s.csv contradicts the rows it summarises: it states 50.00 tokens/s as mean where the rows give 100.0 tokens/s.',
    ]);
    expect(contradictions({ contradicted: [], silentFailures: countOf(1) })).toEqual([
      'warning: s.csv leaves out 1 failed row without a word.',
    ]);
    expect(contradictions({ contradicted: [], silentFailures: countOf(2) })).toEqual([
      'warning: s.csv leaves out 2 failed rows without a word.',
    ]);
    expect(contradictions({ silentFailures: countOf(2) })).toHaveLength(2);
    expect(contradictions({ contradicted: [] })).toEqual([]);
  });

  test('that agree with their rows are named together', () => {
    const agrees = (path: string, contradicted: readonly never[] | readonly [{ reported: Fact; computed: Fact }] = []) => ({
      path,
      agreeing: countOf(4),
      contradicted,
      silentFailures: null,
    });
    const agreement = (...summaries: ReturnType<typeof agrees>[]) => told(agreementFindings(measurementOf({ summaries })));
    const SAYS = ' what the rows beside say; nothing of it is counted as a further sample.';
    expect(agreement()).toEqual([]);
    expect(agreement(agrees('s.csv'))).toEqual([`info: s.csv (4 values) says${SAYS}`]);
    expect(agreement(agrees('s.csv'), agrees('t.csv'))).toEqual([`info: s.csv (4 values) and t.csv (4 values) say${SAYS}`]);
    const one = factOf(RATE, 'mean', 1);
    expect(agreement(agrees('s.csv', [{ reported: one, computed: one }]))).toEqual([]);
  });

  test('whose columns add up say what a metric really is', () => {
    const identity = (whole: string, parts: string[], ...paths: string[]) =>
      told(identityFindings(measurementOf({ identities: [{ whole, parts, paths, rows: countOf(7) }] })));
    expect(identity('total', ['a', 'b'], 'x.csv')).toEqual([
      'info: total equals a plus b in all 7 rows that have them (x.csv): it is computed, not measured.',
    ]);
    expect(identity('total', ['a', 'b', 'c'], 'x.csv', 'y.csv', 'x.csv')).toEqual([
      'info: total equals a, b plus c in all 7 rows that have them (several files): it is computed, not measured.',
    ]);
    expect(identity('total', ['a', 'b'], 'x.csv', 'x.csv')[0]).toContain('(x.csv)');
    const LOAD =
      'this time to first token includes the model load, is computed and not measured, and must not be compared with that of a serving benchmark.';
    expect(identity('ttft_s', ['load_s', 'b'], 'x.csv')).toEqual([
      `notable: ttft_s equals load_s plus b in all 7 rows that have them (x.csv): ${LOAD}`,
    ]);
    expect(identity('first_token', ['b', 'load'], 'x.csv')[0]).toContain(LOAD);
    expect(identity('total', ['load_s', 'b'], 'x.csv')[0]).not.toContain(LOAD);
    expect(identity('ttft_s', ['a', 'b'], 'x.csv')[0]).not.toContain(LOAD);
  });

  test('in which nothing was measured are named, but those that could not be used', () => {
    const silent = (...own: never[]) => told(silentFindings(own));
    expect(silent()).toEqual([]);
    expect(silent(review('a.csv', 'quarantined', 'x'))).toEqual([]);
    expect(silent(review('a.csv', 'accepted', null), review('b.csv', 'ignored', 'no numbers'))).toEqual([
      'warning: No measurement was read here, from a.csv and b.csv ("no numbers").',
    ]);
    expect(silent(...['a', 'b', 'c', 'd', 'e'].map((path) => review(path, 'accepted', null)))).toEqual([
      'warning: No measurement was read here, from a, b, c, d and others.',
    ]);
  });

  test('that could not be used are named with the reason, ten at most', () => {
    const refused = Array.from({ length: 11 }, (_, index) => review(`f${index}.json`, 'quarantined', index === 0 ? null : 'cut short'));
    const unread = (count: Fact | null) =>
      told(unreadFindings(measurementOf({ unread: count }), [review('a.csv', 'accepted', 'x'), ...refused]));
    expect(unread(null)).toEqual([]);
    expect(unread(countOf(11)).slice(0, 2)).toEqual([
      'warning: f0.json was not used: it is not readable.',
      'warning: f1.json was not used: "cut short".',
    ]);
    expect(unread(countOf(11))).toHaveLength(10);
  });
});

describe('gaps', () => {
  const ALL = [
    'gpu-memory',
    'gpu-power',
    'gpu-utilization',
    'gpu-temperature',
    'token-latency',
    'request-times',
    'quality',
    'engine-version',
  ];
  const gaps = (metrics: readonly string[], configuration: readonly string[] = [], over: Partial<Measurement> = {}) =>
    findGaps(
      measurementOf({ subjects: [measuredOf(metrics.map((metric) => seriesOf(metric, 1, A, { mean: 1 })))], ...over }),
      new Set(configuration),
    ).map(({ id }) => id.replace('gap-', ''));

  test.each(['time_to_first_token', 'request_latency', 'total_duration'])('are all open beside %s alone', (metric) => {
    expect(gaps([metric])).toEqual(ALL);
  });

  test('of requests are none of what was no request: a kernel, or a throughput alone', () => {
    const ofRequests = ['token-latency', 'request-times'];
    for (const metric of ['decode_throughput', 'operation_time'])
      expect(gaps([metric])).toEqual(ALL.filter((own) => !ofRequests.includes(own)));
  });

  test('of answers are none where no model answered', () => {
    const kernels = { subjects: [measuredOf([seriesOf('operation_time', 1, { operation: 'gemm' }, { mean: 1 })])] };
    expect(gaps([], [], kernels)).not.toContain('quality');
  });

  test('are named in a few words, with what each keeps from being said', () => {
    const [first] = findGaps(measurementOf({ subjects: [measuredOf([seriesOf(RATE, 1, A, { mean: 1 })])] }), new Set());
    expect(gapOf(first!)).toMatchObject({
      id: 'gap-gpu-memory',
      missing: { what: 'GPU memory', prevents: 'what a setting or a resident model costs' },
    });
  });

  test('are none where no speed was measured', () => {
    expect(gaps(['accuracy'])).toEqual([]);
    expect(gaps([])).toEqual([]);
  });

  test.each([
    ['gpu_memory_used', 'gpu-memory'],
    ['gpu_power', 'gpu-power'],
    ['gpu_energy', 'gpu-power'],
    ['gpu_utilization', 'gpu-utilization'],
    ['gpu_temperature', 'gpu-temperature'],
    ['gpu_clock', 'gpu-temperature'],
    ['inter_token_latency', 'token-latency'],
    ['time_per_output_token', 'token-latency'],
    ['accuracy', 'quality'],
  ])('are closed by %s: %s', (metric, gap) => {
    expect(gaps(['time_to_first_token', metric])).toEqual(ALL.filter((own) => own !== gap));
  });

  test('are closed by what a tool reports, never by what somebody states', () => {
    expect(gaps([RATE], [], { reported: reportedOf('gpu_power', A, { mean: 9 }) })).not.toContain('gpu-power');
    expect(gaps([RATE], [], { reported: reportedOf('gpu_power', A, { mean: 9 }, { stated: true }) })).toContain('gpu-power');
  });

  test('of versions are closed by a label of either kind, or by what a document states', () => {
    const labels = { engine_version: '1' };
    expect(gaps([RATE], ['engine_version'])).not.toContain('engine-version');
    expect(gaps([RATE], [], { subjects: [measuredOf([seriesOf(RATE, 1, labels, { mean: 1 })])] })).not.toContain('engine-version');
    expect(gaps([RATE], [], { reported: reportedOf(RATE, labels, { mean: 9 }) })).not.toContain('engine-version');
  });
});
