import { describe, expect, test } from '@jest/globals';
import type { MatchedRanking, Measurement, Ranking } from '../../src/contracts/measured.ts';
import type { ParameterEffect } from '../../src/contracts/report.ts';
import { conclude } from '../../src/core/conclude/conclude.ts';
import { rankingFindings } from '../../src/core/conclude/ranking.ts';
import { rethrow } from '../support/document-of.ts';
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

const RATE = 'decode_throughput';
const WAIT = 'time_to_first_token';
const naming = namingBeside({ model: 'a' }, { model: 'b' }, { model: 'c' }, { model: 'd' }, { model: 'e' });

type Statistics = Parameters<typeof seriesOf>[3];
type Entry = Ranking['entries'][number];

/** An entry with its mean, and the ratio to the best one. */
function entryOf(
  model: string,
  statistics: Statistics,
  ratio: Parameters<typeof ratioOf>[0] | null = null,
  over: { labels?: Labels; n?: number; metric?: string; reported?: boolean; matched?: readonly [number, number] } = {},
): Entry {
  const { labels = {}, n = 5, metric = RATE, reported = false, matched } = over;
  return {
    series: seriesOf(metric, n, { model, ...labels }, statistics, { reported }),
    ratio: ratio === null ? null : ratioOf(ratio),
    matched: matched === undefined ? null : { count: countOf(matched[0]), ahead: countOf(matched[1]) },
  };
}

function rankingOf(entries: readonly Entry[], over: Partial<Ranking> = {}): Ranking {
  return { metric: RATE, shared: new Map(), key: 'model', subset: 'all', statistic: 'mean', pooledOver: [], entries, ...over };
}

const rankings = (...own: Ranking[]) => told(rankingFindings(measurementOf({ rankings: own }), naming));

describe('a ranking that is clear', () => {
  test('names leader, value, and how many times it is each rival', () => {
    expect(rankings(rankingOf([entryOf('a', { mean: [200, 2] }), entryOf('b', { mean: [100, 2] }, [2, 0.1])]))).toEqual([
      'notable: a has the highest generation throughput: mean 200.0 ± 2.0 tokens/s; 2.00 times b (mean 100.0 ± 2.0 tokens/s, interval 1.90 to 2.10 times).',
    ]);
  });

  test('of times says how much longer each rival takes', () => {
    const entries = [entryOf('a', { mean: 50 }, null, { metric: WAIT }), entryOf('b', { mean: 100 }, [2, 0.1], { metric: WAIT })];
    expect(rankings(rankingOf(entries, { metric: WAIT }))).toEqual([
      'notable: a has the lowest time to first token: 50.00 ms; b has 2.00 times as much (100.0 ms, interval 1.90 to 2.10 times).',
    ]);
  });

  test('names three rivals at most, those without a ratio by their value alone', () => {
    const rivals = ['b', 'c', 'd', 'e'].map((model, index) =>
      entryOf(model, { mean: 100 - index }, model === 'c' ? null : model === 'd' ? 3 : [2, 0.1]),
    );
    expect(rankings(rankingOf([entryOf('a', { mean: 200 }), ...rivals]))[0]).toMatch(
      /: 200\.0 tokens\/s; 2\.00 times b \(100\.0 tokens\/s, interval 1\.90 to 2\.10 times\), c \(99\.00 tokens\/s\) and 3\.00 times d \(98\.00 tokens\/s\)\.$/,
    );
  });

  test('says where, over which requests, over what it is pooled and in what else they differ', () => {
    const labels = (dtype: string, more: Labels = {}) => ({ labels: { dtype, benchmark: 'x', ...more } });
    const entries = [
      entryOf('a', { mean: 200 }, null, labels('fp16', { seed: 1, source: 'p', num_gpu: 3 })),
      entryOf('b', { mean: 100 }, [2, 0.1], labels('fp8', { seed: 2, source: 'q', backend: 'y', num_gpu: 3 })),
    ];
    expect(rankings(rankingOf(entries, { shared: labelsOf({ benchmark: 'x' }), subset: 'warm', pooledOver: ['num_ctx'] }))).toEqual([
      'notable: In x, a has the highest generation throughput over warm requests over several values of num_ctx: 200.0 tokens/s; 2.00 times b (100.0 tokens/s, interval 1.90 to 2.10 times); they differ in dtype and backend too.',
    ]);
  });

  test('says that the leader is always ahead only where it was ahead of each rival in every setting', () => {
    const text = (...matched: (readonly [number, number] | undefined)[]) =>
      rankings(
        rankingOf([
          entryOf('a', { mean: 200 }),
          ...matched.map((own, index) => entryOf('bcd'[index]!, { mean: 100 }, [2, 0.1], own ? { matched: own } : {})),
        ]),
      )[0];
    expect(text([7, 7])).toMatch(/; it is ahead in every setting that both completed \(1\)\.$/);
    expect(text([7, 6])).not.toContain('ahead');
    expect(text([7, 7], [5, 4])).not.toContain('ahead');
    expect(text([7, 7], undefined)).not.toContain('ahead');
    expect(text([7, 7], [5, 5])).toContain('every setting that both completed (1 and 1).');
  });

  test('by a statistic other than the middle names it', () => {
    const entries = [entryOf('a', { min: 200, mean: 250 }), entryOf('b', { min: 100, mean: 150 }, [2, 0.1])];
    expect(rankings(rankingOf(entries, { statistic: 'min' }))[0]).toContain(
      ': min 200.0 tokens/s; 2.00 times b (min 100.0 tokens/s, interval',
    );
  });

  test('rests on the statistics and the ratio of the first two', () => {
    const entries = [entryOf('a', { mean: 200, max: 300 }), entryOf('b', { mean: 100 }, [2, 0.1]), entryOf('c', { mean: 50 }, [4, 0.1])];
    const [finding] = rankingFindings(measurementOf({ rankings: [rankingOf(entries)] }), naming);
    const [a, b, c] = entries;
    expect(finding?.predicate).toBe('leads');
    expect(new Set(finding?.facts)).toEqual(
      new Set([
        a!.series.facts.get('mean')!.id,
        b!.series.facts.get('mean')!.id,
        b!.ratio!.id,
        c!.series.facts.get('mean')!.id,
        c!.ratio!.id,
      ]),
    );
  });
});

describe('a ranking that is not clear', () => {
  const tied = (first: Entry, second: Entry, over: Partial<Ranking> = {}) => rankings(rankingOf([first, second], over))[0]!;
  const LEAD = 'info: The lead of a in generation throughput (200.0 tokens/s) over b (100.0 tokens/s)';

  test.each<[string, Entry, Entry, string]>([
    ['within the noise', entryOf('a', { mean: 200 }), entryOf('b', { mean: 100 }, [1.05, 0.05]), ' is within the noise: no verdict.'],
    ['of one sample', entryOf('a', { mean: 200 }), entryOf('b', { mean: 100 }, 2, { n: 1 }), ' rests on a single sample: no verdict.'],
    [
      'of one sample on the other side',
      entryOf('a', { mean: 200 }, null, { n: 1 }),
      entryOf('b', { mean: 100 }, 2),
      ' rests on a single sample: no verdict.',
    ],
    [
      'of several samples without a spread',
      entryOf('a', { mean: 200 }),
      entryOf('b', { mean: 100 }, 2),
      ' comes without a spread: no verdict.',
    ],
    ['without a ratio', entryOf('a', { mean: 200 }), entryOf('b', { mean: 100 }), ' comes without a spread: no verdict.'],
  ])('%s gives no verdict', (_what, first, second, end) => expect(tied(first, second)).toBe(`${LEAD}${end}`));

  test('of what tools report rests on a single sample only where they say so', () => {
    const reported = (n: number) =>
      tied(entryOf('a', { mean: 200 }, null, { n, reported: true }), entryOf('b', { mean: 100 }, 2, { n, reported: true }));
    expect(reported(0)).toMatch(/\) comes without a spread: no verdict\.$/);
    expect(reported(1)).toMatch(/\) rests on a single sample: no verdict\.$/);
    expect(reported(2)).toMatch(/\) comes without a spread: no verdict\.$/);
  });

  test('says why means are not compared', () => {
    const scattered = entryOf('b', { median: 100, mean: 300, stdev: 400 }, [1.05, 0.1]);
    expect(tied(entryOf('a', { median: 200 }), scattered, { statistic: 'median' })).toBe(
      'info: The lead of a in generation throughput (200.0 tokens/s) over b (median 100.0 tokens/s) is within the noise: no verdict; means are not compared, since that of b (300.0 tokens/s) has a standard deviation of 400.0 tokens/s.',
    );
    expect(tied(entryOf('a', { mean: 200 }), scattered)).toMatch(/no verdict\.$/);
    expect(
      tied(entryOf('a', { median: 200 }), entryOf('b', { median: 100, mean: 300, cv: 2 }, [1.05, 0.1]), { statistic: 'median' }),
    ).toMatch(/no verdict\.$/);
  });

  test('says where and over what it is pooled', () => {
    expect(
      tied(entryOf('a', { mean: 200 }), entryOf('b', { mean: 100 }, 2), { shared: labelsOf({ benchmark: 'x' }), pooledOver: ['num_gpu'] }),
    ).toMatch(/^info: In x, the lead of a in generation throughput over several values of num_gpu \(200/);
  });
});

describe('of several rankings', () => {
  const clear = (metric: string, n: number, shared: Labels = {}) =>
    rankingOf([entryOf('a', { mean: 200 }, null, { metric, n }), entryOf('b', { mean: 100 }, [2, 0.1], { metric, n })], {
      metric,
      shared: labelsOf(shared),
    });
  const metrics = (...own: Ranking[]) =>
    rankingFindings(measurementOf({ rankings: own }), naming).map(({ id }) => id.replace('ranking-', ''));

  test('the first of each family is told, times and durations being one', () => {
    expect(
      metrics(
        clear(WAIT, 5),
        clear('request_latency', 5),
        clear('load_duration', 5),
        clear(RATE, 5),
        clear('request_throughput', 5),
        clear('accuracy', 5),
      ).map((id) => id.replace('-model-', '')),
    ).toEqual(['decode_throughput', 'time_to_first_token', 'accuracy']);
  });

  test('each group has its own, the one with the most samples first', () => {
    expect(metrics(clear(RATE, 5, { benchmark: 'x' }), clear(RATE, 9, { benchmark: 'y' }))).toEqual([
      'decode_throughput-model-y',
      'decode_throughput-model-x',
    ]);
    expect(metrics(clear(RATE, 5), { ...clear(RATE, 9), key: 'model' })).toHaveLength(1);
  });
});

describe('a ranking over several loads', () => {
  type Rival = MatchedRanking['rivals'][number];
  const rivalOf = (
    value: string,
    count: number,
    ahead: number,
    least: number,
    most: number,
    over: Partial<Rival> & { readonly at?: readonly [Labels, Labels] } = {},
  ): Rival => {
    const { at = [{}, {}], ...rest } = over;
    return {
      value,
      count: countOf(count),
      ahead: countOf(ahead),
      clear: countOf(count),
      least: ratioOf(least, { labels: at[0] }),
      most: ratioOf(most, { labels: at[1] }),
      differsIn: [],
      ...rest,
    };
  };
  const matchedOf = (rivals: readonly Rival[], over: Partial<MatchedRanking> = {}): MatchedRanking => ({
    metric: RATE,
    shared: new Map(),
    key: 'model',
    subset: 'all',
    statistic: 'mean',
    pooledOver: [],
    over: ['concurrency'],
    leader: 'a',
    unit: 'tokens/s',
    rivals,
    ...over,
  });
  const matched = (rivals: readonly Rival[], over: Partial<MatchedRanking> = {}) =>
    told(rankingFindings(measurementOf({ matchedRankings: [matchedOf(rivals, over)] }), naming))[0];
  const LEAD = 'a is ahead in generation throughput of b';

  test('says at how many, and from how many times to how many, each with its load', () => {
    const at = [{ model: 'x', concurrency: 1, num_gpu: 3 }, { concurrency: 8 }] as const;
    expect(matched([rivalOf('b', 3, 3, 1.5, 2, { at })])).toBe(
      `notable: ${LEAD} at all 3 loads, by 1.50 times (concurrency=1) to 2.00 times (concurrency=8).`,
    );
    expect(matched([rivalOf('b', 3, 2, 0.8, 2)])).toBe(`info: ${LEAD} at 2 of 3 loads, by 0.80 times to 2.00 times.`);
    expect(matched([rivalOf('b', 1, 1, 1.5, 1.5)])).toBe(`notable: ${LEAD} at the only load that both have, by 1.50 times.`);
    expect(matched([rivalOf('b', 2, 2, 1.5, 1.504, { at })])).toBe(`notable: ${LEAD} at all 2 loads, by 1.50 times.`);
    expect(matched([rivalOf('b', 2, 2, 1.5, 1.506, { at })])).toContain('1.50 times (concurrency=1) to 1.51 times (concurrency=8)');
  });

  test.each([
    [['concurrency'], 'loads', 'load'],
    [['concurrency', 'batch_size'], 'loads', 'load'],
    [['input_length'], 'sizes of the work', 'size of the work'],
    [['num_gpu'], 'settings', 'setting'],
    [['concurrency', 'input_length'], 'combinations', 'combination'],
    [['run'], 'combinations', 'combination'],
  ])('over %j is at %s', (over, many, one) => {
    expect(matched([rivalOf('b', 3, 3, 1.5, 2)], { over })).toContain(` at all 3 ${many}, by`);
    expect(matched([rivalOf('b', 3, 2, 1.5, 2)], { over })).toContain(` at 2 of 3 ${many}, by`);
    expect(matched([rivalOf('b', 1, 1, 1.5, 2)], { over })).toContain(` at the only ${one} that both have, by`);
  });

  test('names three rivals at most, and the differences from the nearest', () => {
    const rivals = ['b', 'c', 'd', 'e'].map((value) => rivalOf(value, 2, 2, 2, 2, { differsIn: value === 'b' ? ['dtype'] : ['device'] }));
    expect(matched(rivals)).toBe(
      `notable: ${LEAD} at all 2 loads, by 2.00 times, of c at all 2 loads, by 2.00 times, of d at all 2 loads, by 2.00 times; they differ in dtype too.`,
    );
  });

  test('says where, by what, over what and how sure that is', () => {
    const over = { shared: labelsOf({ benchmark: 'x' }), statistic: 'median', subset: 'warm', pooledOver: ['num_ctx'] } as const;
    expect(matched([rivalOf('b', 2, 2, 2, 2)], over)).toBe(
      'notable: In x, a is ahead in generation throughput by median over warm requests over several values of num_ctx of b at all 2 loads, by 2.00 times.',
    );
    expect(matched([rivalOf('b', 3, 3, 2, 2, { clear: countOf(2) })])).toBe(
      `info: ${LEAD} at all 3 loads, by 2.00 times; beyond the spread of both at 2 of them.`,
    );
    expect(matched([rivalOf('b', 3, 3, 2, 2, { clear: null })])).toBe(
      `notable: ${LEAD} at all 3 loads, by 2.00 times; no spread is known at any of them.`,
    );
    expect(matched([rivalOf('b', 3, 3, 1.02, 2, { clear: null })])).toMatch(/^notable/);
    expect(matched([rivalOf('b', 3, 3, 1.019, 2, { clear: null })])).toMatch(/^info/);
    expect(matched([rivalOf('b', 3, 2, 1.5, 2, { clear: null })])).toMatch(/^info/);
  });

  test('rests on the counts and ratios of those it names', () => {
    const rivals = ['b', 'c', 'd', 'e'].map((value) => rivalOf(value, 2, 1, 1.5, 2));
    const [finding] = rankingFindings(measurementOf({ matchedRankings: [matchedOf(rivals)] }), naming);
    const facts = rivals.slice(0, 3).flatMap(({ count, ahead, least, most }) => [count.id, ahead.id, least.id, most.id]);
    expect([finding?.predicate, new Set(facts)]).toEqual(['leads-over-cells', new Set(finding?.facts)]);
  });

  test('goes before a ranking of the same contestants that rests on less', () => {
    const single = rankingOf([entryOf('a', { mean: 200 }, null, { n: 1 }), entryOf('b', { mean: 100 }, 2, { n: 1 })]);
    const ids = (count: number) =>
      rankingFindings(measurementOf({ rankings: [single], matchedRankings: [matchedOf([rivalOf('b', count, 1, 1, 2)])] }), naming).map(
        ({ id }) => id,
      );
    expect(ids(3)).toEqual(['ranking-over-concurrency-decode_throughput-model-']);
    expect(ids(1)).toEqual(['ranking-decode_throughput-model-']);
  });
});

describe('recommendations', () => {
  const advice = (given: Partial<Measurement>) =>
    conclude(measurementOf(given), [], new Set(), naming, rethrow).recommendations.map(({ id, text, risk, mitigation }) => ({
      id,
      text,
      risk,
      mitigation,
    }));
  /** What is advised whatever it is of; further advice is of one finding each. */
  const texts = (given: Partial<Measurement>) =>
    advice(given)
      .filter(({ id }) => !id.startsWith('advice-'))
      .map(({ text }) => text);

  test('are none where there is nothing to go by', () => expect(advice({})).toEqual([]));

  const ranked = (key: string, n: number, low: number, metric = RATE, best = 'a') =>
    rankingOf(
      [
        entryOf(best, { mean: 200 }, null, { n, metric, labels: { [key]: best } }),
        entryOf('b', { mean: 100 }, [low + 1, 1], { n, metric, labels: { [key]: 'b' } }),
      ],
      {
        key,
        metric,
      },
    );

  test('choose the leader of a throughput that is beyond the noise', () => {
    expect(advice({ rankings: [ranked('model', 5, 1.5)] })).toEqual([
      {
        id: 'choose-fastest',
        text: 'Where speed alone decides, take a for generation throughput: 2.50 times b, the next one.',
        risk: 'A faster one may answer worse: quality is another question.',
        mitigation: 'Measure answer quality on your own prompts before switching.',
      },
    ]);
    expect(texts({ rankings: [ranked('model', 5, 1)] })).toEqual([]);
    expect(texts({ rankings: [ranked('model', 5, 2, WAIT)] })).toEqual([]);
    for (const ratio of [2, null]) {
      expect(texts({ rankings: [rankingOf([entryOf('a', { mean: 200 }), entryOf('b', { mean: 100 }, ratio)])] })).toEqual([]);
    }
  });

  test('run those again whose order is open', () => {
    expect(advice({ rankings: [ranked('model', 5, 1)] }).map(({ text }) => text)).toEqual([
      'Run a and b again in random order before choosing one by generation throughput: their order is open.',
    ]);
  });

  test('choose a model before anything else, by the first metric and the most samples', () => {
    const chosen = (...rankings: Ranking[]) => /take (\S+)/.exec(texts({ rankings })[0]!)![1];
    expect(chosen(ranked('backend', 9, 2, RATE, 'c'), ranked('model', 5, 2))).toBe('a');
    expect(chosen(ranked('backend', 5, 2, RATE, 'c'), ranked('backend', 9, 2, RATE, 'd'))).toBe('d');
    expect(chosen(ranked('model', 5, 2, RATE, 'c'), ranked('model', 9, 2, RATE, 'd'))).toBe('d');
    expect(chosen(ranked('model', 9, 2, 'total_token_throughput', 'c'), ranked('model', 5, 2, RATE, 'd'))).toBe('d');
  });

  const coldOf = (cost: number, saving: number | null) => ({
    subject: subjectOf({ model: 'a' }),
    cold: seriesOf(WAIT, 1, {}, { median: cost + 100 }),
    warm: seriesOf(WAIT, 1, {}, { median: 100 }),
    load: null,
    promptEval: null,
    cost: factOf(WAIT, 'cost', cost),
    saving: saving === null ? null : factOf('load_duration', 'saving', saving),
  });

  test('keep a model loaded, for what that saves or what the first request took', () => {
    const keep = 'Keep the model loaded (keep_alive) or send one request to discard after each load: ';
    expect(texts({ coldStarts: [coldOf(2500, 2000)] })).toEqual([`${keep}it saves the load, 2.000 s, on the first request.`]);
    expect(texts({ coldStarts: [coldOf(2500, 2000), coldOf(3500, 1000), coldOf(1, 3000), coldOf(9, null)] })).toEqual([
      `${keep}it saves the load, 1.000 s to 3.000 s, on the first request.`,
    ]);
    expect(texts({ coldStarts: [coldOf(2500, null), coldOf(3500, null), coldOf(1500, null)] })).toEqual([
      `${keep}the first one took 3.500 s beyond a warm one, and how much of it was the load is not recorded.`,
    ]);
  });

  const groupOf = (failed: number, requests: number, what: 'requests' | 'runs' = 'requests') => ({
    labels: labelsOf({ model: 'a' }),
    subjects: [],
    failedRows: [],
    failed: countOf(failed),
    requests: countOf(requests),
    what,
    aftermath: null,
  });

  test('find out why requests failed, the worst first or all of them', () => {
    expect(texts({ failures: [groupOf(2, 5), groupOf(1, 5)] })).toEqual([
      'Find out why 2 requests of a failed and run them again: what failed may be what is slow.',
    ]);
    expect(texts({ failures: [groupOf(1, 5)] })).toEqual([
      'Find out why 1 request of a failed and run them again: what failed may be what is slow.',
    ]);
    const total = (failed: number) => ({ failed: countOf(failed), requests: countOf(7), what: 'runs' as const });
    expect(texts({ failures: [groupOf(1, 1)], failureTotal: total(7) })).toEqual(['Find out why all 7 runs failed and run them again.']);
    expect(texts({ failures: [groupOf(3, 5)], failureTotal: total(6) })).toEqual([
      'Find out why 3 requests of a failed and run them again: what failed may be what is slow.',
    ]);
  });

  const effectOf = (parameter: string, value: number, verdict: ParameterEffect['verdict'], metric = RATE) => {
    const fact = factOf(metric, 'effect', value, { kind: 'effect', unit: 'ratio' });
    return {
      fact,
      effect: { fact: fact.id, metric, labels: { model: 'a' }, parameter, from: 1, to: 2, pairCount: 4, verdict, reason: '' },
    };
  };
  const settings = (...own: ReturnType<typeof effectOf>[]) =>
    texts({ effects: own.map(({ effect }) => effect), facts: own.map(({ fact }) => fact) });

  test('set the parameter with the largest effect to its better level', () => {
    expect(settings(effectOf('num_gpu', 0.1, 'real'), effectOf('num_ctx', -0.3, 'real'), effectOf('top_k', 0.9, 'none'))).toEqual([
      'Set num_ctx=1 for a: going from num_ctx=1 to num_ctx=2 changes mean generation throughput by -30.00 %.',
    ]);
    expect(settings(effectOf('num_gpu', 0.3, 'real'))).toEqual([
      'Set num_gpu=2 for a: going from num_gpu=1 to num_gpu=2 changes mean generation throughput by +30.00 %.',
    ]);
    expect(settings(effectOf('num_gpu', 0.3, 'real', WAIT))).toEqual([]);
  });

  test('set by memory and quality what has no effect on speed', () => {
    const END = ' by memory and quality: where an effect on speed could be told at all, there was none worth having.';
    expect(settings(effectOf('num_gpu', 0.001, 'none'))).toEqual([`Set num_gpu${END}`]);
    expect(
      settings(effectOf('num_gpu', 0.001, 'none'), effectOf('num_ctx', 0.001, 'too-small-to-matter'), effectOf('num_gpu', 0, 'none')),
    ).toEqual([`Set num_gpu and num_ctx${END}`]);
    expect(settings(...['num_gpu', 'num_ctx', 'top_k'].map((own) => effectOf(own, 0, 'none')))).toEqual([
      `Set num_gpu, num_ctx and top_k${END}`,
    ]);
    expect(settings(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_ctx', 0.5, 'inconclusive'))).toEqual([]);
    expect(settings(effectOf('num_gpu', 0.5, 'confounded'), effectOf('num_ctx', 0, 'none'))).toEqual([`Set num_ctx${END}`]);
  });

  test('repeat a sweep of which each setting ran once, with the widest scatter in it', () => {
    const pooled = (cv: number, metric = RATE, subset: 'all' | 'cold' = 'all') =>
      seriesOf(metric, 4, { model: 'a' }, { cv, mean: 1 }, { subset });
    const swept = (n: number, ...series: ReturnType<typeof pooled>[]) => {
      const measured = measuredOf(series);
      const one = seriesOf(RATE, n, { model: 'a', num_gpu: 1 }, { mean: 1 });
      return {
        subjects: [measured],
        settingRanges: [{ measured, settingCount: 2, settings: [one, one], best: one, worst: one, ratio: ratioOf(1) }],
      };
    };
    expect(texts(swept(1, pooled(0.05), pooled(0.2), pooled(0.9, WAIT), pooled(0.8, RATE, 'cold')))).toEqual([
      'Repeat the sweep in random order with several runs of each setting, the first request after each load discarded: one run each cannot tell settings apart at a coefficient of variation of 20 % (a).',
    ]);
    const EACH = ['Repeat each run, the server started anew: only the spread between runs tells a later change from chance.'];
    expect(texts(swept(2, pooled(0.2)))).toEqual(EACH);
    expect(texts(swept(1, seriesOf(RATE, 4, {}, { mean: 1 })))).toEqual(EACH);
    expect(texts({ ...swept(1, pooled(0.2)), subjects: [measuredOf([pooled(0.5)])] })).toEqual(EACH);
  });

  test('say what may go wrong with each of them, and what to do about it', () => {
    const own = effectOf('num_gpu', 0.3, 'real');
    const all = advice({
      rankings: [ranked('model', 5, 2)],
      coldStarts: [coldOf(1, 1)],
      failures: [groupOf(1, 5)],
      effects: [own.effect],
      facts: [own.fact],
      reported: reportedOf(RATE, {}, { mean: 1 }),
    });
    expect(all.map(({ risk }) => risk)).toEqual([
      'A faster one may answer worse: quality is another question.',
      'A resident model holds GPU memory that other work may need.',
      'Statistics over the survivors flatter a system that drops its hard requests.',
      'The effect was seen in one sweep on one machine.',
      'Further runs hold the machine.',
    ]);
    for (const { mitigation } of all) expect(mitigation).toMatch(/^[A-Z].*\.$/);
  });
});
