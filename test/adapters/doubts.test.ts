import { describe, expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

function read(name: string, text: string) {
  const { result, verdict } = parseArtifact(contentOf(name, new TextEncoder().encode(text)));
  return {
    verdict,
    metrics: readValues(result).map(({ metric, value }) => `${metric} ${value}`),
    messages: result.problems.map(({ message }) => message),
  };
}

describe('a memory', () => {
  test.each([
    ['of a device, in a table', 'a.csv', 'gpu,vram_gb,decode_tps\nH100,80,4.5\nL4,24,4.6\nL4,24,4.9\n'],
    ['of a machine, in a record', 'a.json', '{"gpu":"A100","memory_gb":48,"decode_tps":12.5}'],
  ])('%s is how much there is, not how much is used', (_, name, text) => {
    expect(read(name, text).metrics.filter((metric) => metric.includes('memory'))).toEqual([]);
  });

  test.each([
    [
      'is no size in which memories are made',
      'model,vram_gb,decode_tps\na,12.5,4.5\nb,24,4.6\n',
      ['gpu_memory_used 12.5', 'gpu_memory_used 24'],
    ],
    ['differs on the same device', 'gpu,vram_gb,decode_tps\nL4,8,4.5\nL4,16,4.6\n', ['gpu_memory_used 8', 'gpu_memory_used 16']],
    ['says that it is used', 'gpu,vram_used_gb,decode_tps\nL4,16,4.5\n', ['gpu_memory_used 16']],
  ])('is measured where its number %s', (_, text, expected) => {
    expect(read('a.csv', text).metrics.filter((metric) => metric.includes('memory'))).toEqual(expected);
  });

  test('in use that is more than the named device holds stands as written, and is remarked', () => {
    const { metrics, messages, verdict } = read('a.csv', 'gpu,vram_used_gib,decode_tps\nA100 80GB,2044,4.5\nA100 80GB,79.5,4.6\n');
    expect(metrics).toContain('gpu_memory_used 2044');
    expect(messages).toEqual([expect.stringMatching(/2,044 GiB of GPU memory in use are more than "A100 80GB" holds: check the unit/)]);
    expect(verdict).toBe('accepted');
    expect(read('a.csv', 'gpu,vram_used_gib,decode_tps\nA100 80GB,79.5,4.6\nL4,2044,4.5\n').messages).toEqual([]);
  });
});

describe('a table in a text', () => {
  const rows = 'model,ttft_ms,decode_tps\na,1.5,2.5\nb,2.5,3.5\n';

  test.each([
    ['results.txt', rows],
    ['run.log', `a run of two models\n\n${rows}`],
    ['bench.out', rows.replaceAll(',', '\t')],
    ['bench.result', rows.replaceAll(',', ';')],
  ])('is read whatever %s is called', (name, text) => {
    expect(read(name, text).metrics.toSorted()).toEqual([
      'decode_throughput 2.5',
      'decode_throughput 3.5',
      'time_to_first_token 1.5',
      'time_to_first_token 2.5',
    ]);
  });

  test('is no prose with commas, and no program', () => {
    for (const text of [
      'a, b\nc, d\n',
      'x = f(1, 2)\ny = g(3, 4)\n',
      'We saw 3 of 4, which is good, and 5.\nThen 6 of 7, which is bad, and 8.\n',
    ]) {
      expect(read('a.txt', text).metrics).toEqual([]);
    }
  });
});
