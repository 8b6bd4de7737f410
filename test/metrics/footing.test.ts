import { describe, expect, test } from '@jest/globals';
import { footingOf, workNamed } from '../../src/metrics/footing.ts';
import { isTotal } from '../../src/metrics/summing-words.ts';

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

describe('the processor that a device names', () => {
  test.each(
    `cpu|CPU|Intel CPU|my-cpu-1|EPYC 7742|AMD EPYC 7742|Ryzen 9|AMD Ryzen 9|Xeon Gold|Intel(R) Xeon(R) Gold|Intel(R) Core(TM) i7
    |OpenVINO on CPU|OpenVINO_CPU|cpu, cuda`.split(/\n?\s*\|/),
  )('is a CPU in %s', (device) => expect(footing({ device })).toEqual({ processor: 'cpu', device }));

  test.each(
    `cuda:0|CUDA|my cuda|gpu0|GPU|OpenVINO_GPU.0|rocm|HIP|metal|Apple Metal|mps|vulkan|xpu|dml|NVIDIA H100|GeForce GTX|RTX 4090|TensorRT
    |DirectML|Radeon Pro|Instinct MI300X|CoreML|A100|a100-80|H100 SXM|h20|B200|L40|A10|mi300|MI250 x4|cuda, cpu`.split(/\n?\s*\|/),
  )('is a GPU in %s', (device) => expect(footing({ device })).toEqual({ processor: 'gpu', device }));

  test.each('xcpu|my Xeon|my EPYC|xcuda|whip|amps|A1000|xA100|my A100|b2|mi30|mi3000|tpu|npu|'.split('|'))('is not known of %j', (device) =>
    expect(footing({ device })).toEqual({ device }),
  );

  test.each([
    ['TensorrtExecutionProvider', 'gpu'],
    ['ROCMExecutionProvider', 'gpu'],
    ['DmlExecutionProvider', 'gpu'],
    ['CoreMLExecutionProvider', 'gpu'],
    ['["CUDAExecutionProvider"]', 'gpu'],
    ['CPUExecutionProvider', 'cpu'],
  ])('is overruled by %s, whatever the device', (provider, processor) => {
    expect(footing({ provider, device: 'cpu' })).toEqual({ processor, device: 'cpu' });
    expect(footing({ provider })).toEqual({ processor });
  });

  test('is that of the device where the execution provider names none', () => {
    expect(footing({ provider: 'AzureExecutionProvider', device: 'cpu' })).toEqual({ processor: 'cpu', device: 'cpu' });
  });

  test.each(['cuda', 'MyExecutionProviders'])('is not overruled by %s, which executes nothing and counts itself', (provider) => {
    expect(footing({ provider, device: 'cpu' })).toEqual({ processor: 'cpu', provider, device: 'cpu' });
  });
});

describe('isTotal', () => {
  test.each(
    `Aggregate|Aggregated|TOTAL|totals|Grand Total|grand_total|grand-total|grandtotal|grand mean|Overall|overall_ms|total requests|total-5|all|sum
    |summary|average|avg|Mean|combined| total `.split(/\n\s*\||\|/),
  )('knows %j', (name) => expect(isTotal(name)).toBe(true));

  test.each([
    ...'all-MiniLM-L6-v2|all of it|totality|totalx|total5|aggregates|overalls|meanwhile|means|sums|summary 2|combined x|my total|mytotal|grand|llama|'.split(
      '|',
    ),
    7,
    true,
  ])('does not take %j for one', (name) => expect(isTotal(name)).toBe(false));
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

  test.each([
    ['LinearGelu', 'linear_gelu'],
    ['linear2Gelu', 'linear2_gelu'],
    ['GELU', 'gelu'],
    ['matmul 1.5', 'matmul_1.5'],
    ['a__b', 'a_b'],
    ['x-y/z', 'x_y_z'],
    ['Größe baseline', 'größe'],
    ['torch.compile', 'torch.compile'],
    ['softmax_v3', 'softmax'],
    ['softmax_v4', 'softmax_v4'],
    ['naive', ''],
    [7, '7'],
  ])('of %s is %j', (name, work) => expect(workNamed(name)).toBe(work));
});
