import { describe, expect, test } from '@jest/globals';
import { footingOf, isTotal, workNamed } from '../../src/metrics/footing.ts';

const footing = (labels: Readonly<Record<string, string>>) => Object.fromEntries(footingOf(new Map(Object.entries(labels))));

describe('footingOf', () => {
  test.each([
    [{ device: 'cuda' }, { processor: 'gpu', device: 'cuda' }],
    [{ device: 'cpu' }, { processor: 'cpu', device: 'cpu' }],
    [{ device: 'NVIDIA H100 80GB HBM3' }, { processor: 'gpu', device: 'NVIDIA H100 80GB HBM3' }],
    [
      { device: 'cuda', provider: 'CPUExecutionProvider' },
      { processor: 'cpu', device: 'cuda' },
    ],
    [
      { device: 'cuda', provider: 'CUDAExecutionProvider, CPUExecutionProvider' },
      { processor: 'gpu', device: 'cuda' },
    ],
    [{ provider: 'triton' }, { provider: 'triton' }],
    [{ provider: 'NewExecutionProvider' }, { provider: 'NewExecutionProvider' }],
    [
      { dtype: 'float16', quantization: 'awq', model: 'm' },
      { dtype: 'float16', quantization: 'awq' },
    ],
    [{}, {}],
  ])('of %j is %j', (labels, expected) => {
    expect(footing(labels as Record<string, string>)).toEqual(expected);
  });
});

describe('isTotal', () => {
  test.each(['Aggregated', 'TOTAL', 'Grand Total', 'Overall', 'total requests', 'all', 'avg', 'Mean'])('knows %s', (name) => {
    expect(isTotal(name)).toBe(true);
  });

  test.each(['all-MiniLM-L6-v2', 'totality', 'meanwhile', 'llama', 7, true])('does not take %s for one', (name) => {
    expect(isTotal(name)).toBe(false);
  });
});

describe('workNamed', () => {
  test.each([
    ['fused_linear_gelu', 'baseline_linear_gelu', true],
    ['softmax-triton', 'torch softmax', true],
    ['FlashAttention', 'attention', true],
    ['eager', 'compiled', true],
    ['softmax', 'layernorm', false],
    ['matmul_512', 'matmul_1024', false],
  ])('of %s and %s is the same work: %s', (a, b, isSame) => {
    expect(workNamed(a) === workNamed(b)).toBe(isSame);
  });
});
