import { describe, expect, test } from '@jest/globals';
import { readName } from '../../src/metrics/names.ts';

/** Words before a rate of tokens, by what it is the rate of. */
const WORDS: Readonly<Record<string, string>> = {
  decode_throughput: 'decode gen generated text_generation token_generation eval generation generation_throughput decode_throughput tg',
  prefill_throughput: 'prompt prompt_eval prompt_processing prefill processing prompt_token prefill_throughput pp',
  input_token_throughput: 'input input_throughput',
  output_token_throughput:
    'output output_throughput output_token_throughput system system_throughput aggregate aggregate_throughput overall',
  total_token_throughput: 'total total_throughput total_token_throughput',
  end_to_end_token_throughput: 'end_to_end e2e',
};

const words = Object.entries(WORDS).flatMap(([metric, list]) => list.split(' ').map((word) => [word, metric] as const));

describe('a rate of tokens', () => {
  test.each(words)('of %s is %s, in a name and in an object of that name', (word, metric) => {
    expect(readName(`${word}_tok_s`)).toEqual({ metric, statistic: null, unit: 'tokens/s', unitStated: true });
    expect(readName(`mean_${word}_tokens_per_second`)).toMatchObject({ metric, statistic: 'mean' });
    if (word !== 'overall') expect(readName('tokens_per_second', { within: [word] })?.metric).toBe(metric);
  });
});
