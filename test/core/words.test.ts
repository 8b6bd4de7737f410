import { describe, expect, test } from '@jest/globals';
import type { MeasuredSeries } from '../../src/contracts/measured.ts';
import { centerOf, isScattered } from '../../src/core/center.ts';
import { asked } from '../../src/core/conclude/asked-metrics.ts';
import type { Quantity } from '../../src/core/conclude/points.ts';
import { middleOf, quantityWords, statisticWords } from '../../src/core/conclude/quantity-words.ts';
import { centerWords, differenceWords, pooledWords, someOf, superlative } from '../../src/core/conclude/wording.ts';
import { claim, enumerate, metricWord, name, plainText, sentenceCase, shown, term } from '../../src/core/prose.ts';
import { factOf, labelsOf, namingBeside, seriesOf } from './by-hand.ts';

type Statistics = Parameters<typeof seriesOf>[3];

function quantity(metric: string, n: number, statistics: Statistics, reported = false): Quantity {
  const { unit, facts } = seriesOf(metric, n, {}, statistics);
  return { metric, unit, kind: metric, sampleCount: n, reported, facts };
}

const words = (own: Quantity) => plainText(quantityWords(own));

describe('the words for a quantity', () => {
  test.each<[string, Quantity, string]>([
    // Of rates the mean; of times the middle one and the slow end.
    ['a rate', quantity('decode_throughput', 5, { median: 99, mean: [100, 2], p99: 120 }), 'mean 100.0 ± 2.0 tokens/s'],
    ['a rate without a mean', quantity('decode_throughput', 5, { p50: 98, max: 110 }), 'p50 98.00 tokens/s'],
    ['a time', quantity('time_to_first_token', 5, { mean: [160, 9], median: 150, max: 200 }), 'median 150.0 ms, max 200.0 ms'],
    [
      'a time of a hundred samples',
      quantity('request_latency', 100, { median: 150, p90: 170, p95: 180, p99: 190, max: 200 }),
      'median 150.0 ms, p99 190.0 ms',
    ],
    [
      'a time of ninety-nine',
      quantity('request_latency', 99, { median: 150, p90: 170, p95: 180, p99: 190, max: 200 }),
      'median 150.0 ms, p95 180.0 ms',
    ],
    ['a time of twenty', quantity('request_latency', 20, { median: 150, p90: 170, p95: 180, max: 200 }), 'median 150.0 ms, p95 180.0 ms'],
    ['a time of nineteen', quantity('request_latency', 19, { median: 150, p90: 170, p95: 180, max: 200 }), 'median 150.0 ms, p90 170.0 ms'],
    ['a time of nine', quantity('request_latency', 9, { median: 150, p90: 170, p95: 180, max: 200 }), 'median 150.0 ms, max 200.0 ms'],
    ['a time of two', quantity('load_duration', 2, { median: 150, max: 200 }), 'median 150.0 ms, max 200.0 ms'],
    ['a time of one', quantity('load_duration', 1, { median: 150, mean: 150, max: 150 }), '150.0 ms'],
    [
      'a time that a tool states',
      quantity('request_latency', 0, { mean: 160, median: 150, p99: 190 }, true),
      'median 150.0 ms, p99 190.0 ms',
    ],
    ['a time that a tool states of one', quantity('request_latency', 1, { mean: 160 }, true), 'mean 160.0 ms'],
    ['a tail only', quantity('request_latency', 0, { p99: 190 }, true), 'p99 190.0 ms'],
    ['a value', quantity('decode_throughput', 0, { value: 90 }, true), '90.00 tokens/s'],
    ['what somebody states', quantity('time_to_first_token', 0, { stated: 90 }, true), '90.00 ms'],
    ['the spread beside an extreme', quantity('decode_throughput', 0, { stdev: 3, min: 80 }, true), 'min 80.00 tokens/s'],
    ['spreads only', quantity('decode_throughput', 0, { stdev: 3, cv: 0.1, variance: 9, stderr: 1, mad: 2, iqr: 4, range: 5 }, true), ''],
    // Readings of a device have a range; where nothing changed there is one number.
    ['readings', quantity('gpu_power', 9, { mean: [101, 1], median: 100, min: 90, max: 120 }), 'median 100.0 W, from 90.00 W to 120.0 W'],
    ['steady readings', quantity('gpu_power', 9, { mean: 100, median: 100, min: 100, max: 100 }), '100.0 W'],
    ['a single reading', quantity('gpu_power', 1, { mean: 100, median: 100, min: 100, max: 100 }), '100.0 W'],
    ['readings without a least one', quantity('gpu_power', 9, { median: 100, max: 120 }), 'median 100.0 W'],
    ['readings without a largest one', quantity('gpu_power', 9, { median: 100, min: 90 }), 'median 100.0 W'],
  ])('of %s', (_what, own, expected) => expect(words(own)).toBe(expected));

  test('have the half width only where the interval lies around a mean', () => {
    const own = quantity('time_to_first_token', 9, { median: [150, 8], mean: [160, 8] });
    expect(plainText(statisticWords(own.facts.get('median')!, own))).toBe('median 150.0 ms');
    expect(plainText(statisticWords(own.facts.get('mean')!, own))).toBe('mean 160.0 ± 8.0 ms');
  });

  test('stand for the statistic that the family asks for first', () => {
    const all = { mad: 1, stated: 2, value: 3, mean: 4, p50: 5, median: 6 };
    const middle = (metric: string, ...without: string[]) =>
      middleOf(quantity(metric, 5, Object.fromEntries(Object.entries(all).filter(([key]) => !without.includes(key)))))?.statistic;
    expect([middle('decode_throughput'), middle('request_latency'), middle('load_duration'), middle('gpu_power')]).toEqual([
      'mean',
      'median',
      'median',
      'median',
    ]);
    expect(middle('decode_throughput', 'mean')).toBe('median');
    expect(middle('request_latency', 'median')).toBe('p50');
    expect(middle('request_latency', 'median', 'p50')).toBe('mean');
    expect(middle('request_latency', 'median', 'p50', 'mean')).toBe('value');
    expect(middle('request_latency', 'median', 'p50', 'mean', 'value')).toBe('stated');
    expect(middle('request_latency', 'median', 'p50', 'mean', 'value', 'stated')).toBeUndefined();
  });
});

describe('the middle of a series', () => {
  const of = (statistics: Statistics): MeasuredSeries => seriesOf('decode_throughput', 5, {}, statistics);

  test('is its mean, else its median', () => {
    expect(centerOf(of({ median: 1, mean: 2 }))?.statistic).toBe('mean');
    expect(centerOf(of({ p99: 3, median: 1 }))?.statistic).toBe('median');
    expect(centerOf(of({ p99: 3 }))).toBeNull();
  });

  test.each<[Statistics, boolean]>([
    [{ mean: 10, stdev: 10.1 }, true],
    [{ mean: 10, stdev: 10 }, false],
    [{ mean: 10, cv: 1.01 }, true],
    [{ mean: 10, cv: 1 }, false],
    [{ mean: 10, stdev: 1, cv: 2 }, false],
    [{ mean: 10 }, false],
    [{ stdev: 10 }, false],
  ])('is scattered for %j: %s', (statistics, expected) => expect(isScattered(of(statistics))).toBe(expected));

  test('is named with its statistic but for a single sample', () => {
    expect(plainText(centerWords(of({ mean: [288.1, 8] })))).toBe('mean 288.1 ± 8.0 tokens/s');
    expect(plainText(centerWords(of({ mean: 288.1 })))).toBe('288.1 tokens/s');
    expect(plainText(centerWords({ ...of({ median: 288.1 }), reported: true }))).toBe('median 288.1 tokens/s');
    expect(plainText(centerWords(of({ p99: 288.1 })))).toBe('');
  });
});

describe('wording', () => {
  const list = (count: number) => ['a', 'b', 'c', 'd'].slice(0, count).map((own) => [own]);

  test.each([
    [0, ''],
    [1, 'a'],
    [2, 'a and b'],
    [3, 'a, b and c'],
    [4, 'a, b, c and d'],
  ])('enumerates %d', (count, expected) => expect(plainText(enumerate(list(count)))).toBe(expected));

  test.each([
    [0, ''],
    [1, 'a'],
    [2, 'a and b'],
    [3, 'a, b and others'],
    [4, 'a, b and others'],
  ])('names two at most of %d', (count, expected) => expect(plainText(someOf(list(count), 2))).toBe(expected));

  test('says over what was pooled, and in what else two differ', () => {
    expect([plainText(pooledWords([])), plainText(differenceWords([]))]).toEqual(['', '']);
    expect(plainText(pooledWords(['num_gpu', 'num_ctx']))).toBe(' over several values of num_gpu and num_ctx');
    expect(plainText(differenceWords(['dtype', 'a b', 'device']))).toBe('; they differ in dtype, "a b" and device too');
  });

  test('weighs by the direction of the metric', () => {
    expect(plainText(superlative('decode_throughput', 'tokens/s'))).toBe('highest generation throughput');
    expect(plainText(superlative('time_to_first_token', 'ms'))).toBe('lowest time to first token');
  });

  test('raises the first letter of words of ours, never that of a name or a number', () => {
    const rate = factOf('decode_throughput', 'mean', 7);
    expect(sentenceCase(['in ', name('x')])).toEqual(['In ', name('x')]);
    expect(sentenceCase([term('p99'), ' of'])).toEqual([term('P99'), ' of']);
    expect(sentenceCase([name('x'), ' is'])).toEqual([name('x'), ' is']);
    expect(sentenceCase([shown(rate), ' is'])).toEqual([shown(rate), ' is']);
    expect(sentenceCase([])).toEqual([]);
  });

  test('sets a metric that nobody knows as a name', () => {
    expect(metricWord('decode_throughput')).toEqual(term('generation throughput'));
    expect(metricWord('queue_depth_of_mine')).toHaveProperty('name');
  });
});

describe('claim', () => {
  const rate = factOf('decode_throughput', 'mean', [100, 2]);
  const other = factOf('decode_throughput', 'mean', 50);

  test('joins words that follow each other, and keeps names, terms and facts apart', () => {
    expect(claim('id', ['a', ' b ', name('n'), name('m'), ' ', 'c', term('t'), shown(rate, 'interval'), 'd', 'e'])).toEqual({
      id: 'id',
      parts: ['a b ', { name: 'n' }, { name: 'm' }, ' c', { term: 't' }, { fact: rate.id, show: 'interval' }, 'de'],
      text: 'a b nm ct100.0 ± 2.0 tokens/sde',
      facts: [rate.id],
    });
  });

  test('rests on the facts that it prints and those that bear it out, each once', () => {
    const { facts, predicate } = claim('id', [shown(rate), shown(rate, 'count')], [other, rate], 'leads');
    expect(facts).toEqual([rate.id, other.id]);
    expect(predicate).toBe('leads');
  });
});

describe('asked', () => {
  test.each<[string[], string[]]>([
    [[], []],
    // One of each line, in the order of the lines, whatever the order given.
    [
      ['request_latency', 'time_to_first_token', 'decode_throughput', 'output_token_throughput', 'inter_token_latency'],
      ['output_token_throughput', 'time_to_first_token', 'inter_token_latency', 'request_latency'],
    ],
    [
      ['latency', 'total_duration', 'prefill_throughput', 'input_token_throughput', 'time_to_first_output_token', 'inter_chunk_latency'],
      ['prefill_throughput', 'time_to_first_output_token', 'inter_chunk_latency', 'latency'],
    ],
    [['total_token_throughput', 'token_throughput', 'end_to_end_token_throughput'], ['token_throughput']],
    [['total_token_throughput_per_gpu', 'output_token_throughput_per_gpu'], ['output_token_throughput_per_gpu']],
    [
      ['cpu_time', 'operation_time', 'operation_throughput'],
      ['operation_throughput', 'operation_time'],
    ],
    [['inverse_real_time_factor'], ['inverse_real_time_factor']],
    // Five at most.
    [
      [
        'output_token_throughput',
        'prefill_throughput',
        'time_to_first_token',
        'time_per_output_token',
        'request_latency',
        'request_throughput',
      ],
      ['output_token_throughput', 'prefill_throughput', 'time_to_first_token', 'time_per_output_token', 'request_latency'],
    ],
    // Quality is asked for too; the rest only where there is none of these.
    [
      ['accuracy', 'gpu_power', 'decode_throughput'],
      ['decode_throughput', 'accuracy'],
    ],
    [['accuracy', 'gpu_power'], ['accuracy']],
    [
      ['gpu_power', 'load_duration', 'memory_used'],
      ['load_duration', 'gpu_power', 'memory_used'],
    ],
    [['something_of_mine', 'gpu_power'], ['gpu_power']],
    [
      ['b_of_mine', 'a_of_mine'],
      ['b_of_mine', 'a_of_mine'],
    ],
    [
      ['a1_x', 'a2_x', 'a3_x', 'a4_x', 'a5_x'],
      ['a1_x', 'a2_x', 'a3_x', 'a4_x'],
    ],
    // How a run went is not what it measured.
    [['request_count', 'failed_request_count', 'incomplete_request_count', 'run_duration'], []],
    [['gpu_power', 'gpu_power', 'request_count'], ['gpu_power']],
  ])('of %j is %j', (metrics, expected) => expect(asked(metrics)).toEqual(expected));
});

describe('the naming of places and settings', () => {
  const naming = namingBeside({ model: 'a', benchmark: 'b', num_gpu: 1 }, { model: 'c', benchmark: 'b', num_gpu: 2 });
  const place = (labels: Record<string, string | number>) => plainText(naming.place(labelsOf(labels)));

  test('says where by what names it, in the order of columns', () => {
    expect(place({ benchmark: 'b', model: 'a' })).toBe('in a b, ');
    expect(place({ num_gpu: 1 })).toBe('');
    expect(place({ num_gpu: 1, benchmark: 'b' })).toBe('in b, ');
    expect(place({})).toBe('');
  });

  test('states every label of a setting', () => {
    expect(
      plainText(
        naming.all([
          ['num_ctx', 8],
          ['dtype', 'fp16'],
          ['num_gpu', 1],
          ['use_mmap', true],
          ['z', ''],
        ]),
      ),
    ).toBe('fp16 num_gpu=1 num_ctx=8 use_mmap=true z not stated');
    expect(naming.all([])).toEqual([]);
    expect(naming.subject(new Map())).toEqual([]);
  });
});
