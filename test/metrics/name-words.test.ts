import { describe, expect, test } from '@jest/globals';
import {
  ANSWERS,
  CONFIGURES,
  DESCRIBES,
  IDENTIFIERS,
  LEADING_UNITS,
  NEEDS_UNIT,
  PERCENTILES,
  RATES,
  REMARKS,
  REPEATS,
  STATISTICS,
  TIME_PER_OPERATION,
  UNIT_WORDS,
} from '../../src/metrics/name-words.ts';
import { readName } from '../../src/metrics/names.ts';

test.each([
  ...['p1', 'p99', 'pct95', 'pctl95', 'perc95', 'percentile95', 'quantile5', 'p100', 'p999', 'p9999'].map(
    (word) => [word, word.replace(/\D+/, '')] as const,
  ),
  ...['99th', '99p', '95pct', '95pctl', '95percentile', '9th'].map((word) => [word, word.replace(/\D+/, '')] as const),
])('%s is the percentile %s', (word, number) => {
  const match = PERCENTILES.exec(word);
  expect(match?.[1] ?? match?.[2]).toBe(number);
  expect([PERCENTILES.test(`x${word}`), PERCENTILES.test(`${word}x`)]).toEqual([false, false]);
});

test.each(['p', 'p101', 'p989', '100th', '1st', '2nd', '3rd', '101p', 'px', '99', 'th', 'percentile'])('%s is no percentile', (word) =>
  expect(PERCENTILES.test(word)).toBe(false),
);

const rateOf = (name: string) => RATES.find(([pattern]) => pattern.test(name))?.[1] ?? null;

test.each([
  [
    'tokens/s',
    'tokens_s tok_s toks_s tokens_sec tokens_secs tokens_second tokens_seconds tokens_per_s tok_per_sec toks_per_seconds token_per_s token_per_sec token_per_second tps t_s t_per_s',
  ],
  ['requests/s', 'request_s requests_s requests_per_s request_per_sec requests_per_secs requests_per_second requests_per_seconds rps'],
  [
    'operations/s',
    'ops_s operation_s operations_per_s iteration_per_second iterations_s iter_s iters_per_sec it_s sample_s samples_per_secs queries_per_seconds',
  ],
])('a rate in %s ends a name', (unit, names) => {
  for (const name of names.split(' ')) {
    expect([name, rateOf(name), rateOf(`decode_${name}`)]).toEqual([name, unit, unit]);
    expect([name, rateOf(`${name}_x`), rateOf(`x${name}`)]).toEqual([name, null, null]);
  }
});

test.each(['gb_s gb_per_s gb_per_sec gb_second', 'mb_s mb_per_s mb_per_sec mb_second'])('%s end a name with a rate of bytes', (names) => {
  for (const name of names.split(' ')) {
    const unit = name.startsWith('g') ? 'GB/s' : 'MB/s';
    expect(readName(`bandwidth_${name}`)).toMatchObject({ metric: 'bandwidth', unit });
    expect(readName(`bandwidth_${name}_x`)).toBeNull();
  }
});

test.each(['tokens', 'token_s', 'tokens_ms', 'requests', 's', 'per_s', 'gb', 'gb_s'])('%s ends in no rate', (name) =>
  expect(rateOf(name)).toBeNull(),
);

test.each([
  [
    LEADING_UNITS,
    'milliseconds_to_x seconds_per_x microseconds_until_x nanoseconds_till_x ms_per_x us_to_x ns_per_x sec_total secs_total s_to_x',
    'seconds_total_x',
  ],
  [TIME_PER_OPERATION, 'ns_op us_per_op ms_ops s_iter sec_per_iteration ns_call ms_per_run', 'ns_op_x x_ns_op min_op'],
  [
    CONFIGURES,
    'config configuration settings args arguments cli_args options params parameters hyperparameters',
    'xconfig configs my_args',
  ],
  [
    DESCRIBES,
    'hardware machine spec specs host system_info platform environment env metadata meta software version versions',
    'xhost hosts my_env',
  ],
] as const)('%s knows its words and nothing longer', (pattern, words, others) => {
  expect(words.split(' ').filter((word) => !pattern.test(word))).toEqual([]);
  expect(others.split(' ').filter((word) => pattern.test(word))).toEqual([]);
});

test.each([
  [
    NEEDS_UNIT,
    'time times speed latency latencies duration throughput rate memory mem vram ram power energy bandwidth bw delay wait elapsed runtime',
  ],
  [IDENTIFIERS, 'id ids idx index no nr num port line row pid uuid key order sequence seq'],
  [
    REMARKS,
    'url urls uri path dir comment comments note notes remark remarks description message messages msg warning warnings hash sha sha1 sha256 uuid pid pstate fan_speed flags cmd command command_line cmdline log logs human',
  ],
  [
    ANSWERS,
    'response output outputs text answer completion content reply generated_text generation stop_reason finish_reason query question',
  ],
])('%s knows its words as whole words', (pattern, words) => {
  for (const word of words.split(' ')) {
    expect([word, pattern.test(word), pattern.test(`my_${word}`)]).toEqual([word, true, true]);
    if (!word.includes('_')) expect([word, pattern.test(`x${word}`)]).toEqual([word, false]);
    expect([word, pattern.test(`${word}q`)]).toEqual([word, false]);
  }
});

test('a repeat is a word with a number of up to three digits', () => {
  for (const word of 'run rep repeat repetition trial iter iteration try attempt pass round'.split(' ')) {
    for (const name of [`x_${word}1`, `x_${word}_123`, `x_${word}12_ms`]) expect([name, REPEATS.test(name)]).toEqual([name, true]);
    for (const name of [`x${word}1`, `x_${word}`, `x_${word}_1234`, `x_${word}1y`])
      expect([name, REPEATS.test(name)]).toEqual([name, false]);
  }
});

describe('in a column name', () => {
  test.each([...STATISTICS])('%s says that a value is the %s', (word, statistic) => {
    expect(readName(`${word}_ttft_ms`)).toMatchObject({ metric: 'time_to_first_token', statistic, unit: 'ms' });
    expect(readName(`ttft_${word}_ms`)).toMatchObject({ metric: 'time_to_first_token', statistic, unit: 'ms' });
  });

  const TIMES = [...UNIT_WORDS].filter(([, unit]) => ['ns', 'us', 'ms', 's', 'min', 'h'].includes(unit));
  test.each(TIMES)('%s at the end says that a time is in %s', (word, unit) => {
    expect(readName(`ttft_${word}`)).toMatchObject({ metric: 'time_to_first_token', statistic: null, unit });
  });
});
