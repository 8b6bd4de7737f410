import { describe, expect, test } from '@jest/globals';
import { labelsFromPath, runFromPath } from '../../src/metrics/paths.ts';

function labels(path: string, known: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries([...labelsFromPath(path, new Set(known))].map(([key, { value }]) => [key, value]));
}

describe('a model in a file name', () => {
  const families =
    'tinyllama codellama code-llama llama llama3 llama-3 llama3.1 llama-3.1 gemma gemma3 gemma-3 gemma3n gemman qwen qwen2 qwen-2 qwen2.5 mistral mixtral ministral phi phi3 phi-4 phi3.5 deepseek gpt-oss gpt2 gpt-2 falcon granite olmo olmo2 olmo-2 smollm smollm2 smollm-2 starcoder starcoder2 nemotron kimi glm minimax bloom opt vicuna command-r stablelm bert whisper';
  const sizes = '1b 70b 1.5b 1p5b 135m 8x7b e4b a22b';
  const tags =
    'it instruct chat base qat latest mini small medium large coder r1 v2 awq gptq gguf mlx distill q4 iq4 q8 fp8 fp16 bf16 int4 int8 nf4 mxfp4 nvfp4 q4_0 q4_1 q4_k q4_k_m q5_k_s q3_k_l iq2_k';

  test.each(families.split(' '))('%s is called as it is written, in any case', (family) => {
    expect([labels(`${family}_baseline.csv`), labels(`${family.toUpperCase()}_baseline.csv`)]).toEqual([
      { model: family, benchmark: 'baseline' },
      { model: family.toUpperCase(), benchmark: 'baseline' },
    ]);
    expect(labels(`serve_${family}-7b_results.json`)).toEqual({ model: `${family}-7b`, benchmark: 'serve' });
    expect(labels(`${family}7b.json`)['model']).toBe(`${family}7b`);
    // Where the family may itself end in a number, 1.5 is read as that.
    if (!/^(?:llama|gemma|qwen|phi|olmo|smollm|starcoder)$/.test(family))
      expect(labels(`${family}1.5b.json`)['model']).toBe(`${family}1.5b`);
  });

  test.each(families.split(' '))('%s is not found within another word, nor in a directory without its size', (family) => {
    if (/^[a-z]+$/.test(family)) {
      expect(labels(`x${family}_baseline.csv`)['model']).toBeUndefined();
      expect(labels(`${family}xy_baseline.csv`)['model']).toBeUndefined();
    }
    expect(labels(`${family}/baseline.csv`)).toEqual({ benchmark: 'baseline' });
    expect(labels(`${family}-7b/baseline.csv`)).toEqual({ model: `${family}-7b`, benchmark: 'baseline' });
  });

  test.each([...sizes.split(' '), ...tags.split(' ')])('has %s as part of its name, and what follows not', (word) => {
    expect(labels(`falcon_${word}_nightly.csv`)).toEqual({ model: `falcon:${word}`, benchmark: 'nightly' });
    expect(labels(`falcon-${word.toUpperCase()}_nightly.csv`)).toEqual({ model: `falcon-${word.toUpperCase()}`, benchmark: 'nightly' });
    expect(labels(`falcon_7b-${word}-chat.csv`)).toEqual({ model: `falcon:7b-${word}-chat` });
    expect(labels(`falcon_x${word}.csv`)['model']).toBe('falcon');
    if (!word.includes('_')) expect(labels(`falcon_${word}zz.csv`)['model']).toBe('falcon');
  });

  test('ends where a word is no part of a name', () => {
    expect(labels('falcon_nightly_7b.csv')).toEqual({ model: 'falcon', benchmark: 'nightly_7b' });
    expect(labels('falcon:7b run.csv')).toEqual({ model: 'falcon:7b' });
    expect(labels('llama_cpp_x.csv')).toEqual({ backend: 'llama.cpp', benchmark: 'x' });
    expect(labels('llama-bench_x.csv')).toEqual({ benchmark: 'llama_bench_x' });
    expect(labels('llamabench.csv')).toEqual({ benchmark: 'llamabench' });
    expect(labels('bert_llama-7b.csv')['model']).toBe('llama-7b');
  });
});

describe('a known model in a path', () => {
  test.each<[path: string, known: string[], model: string | undefined]>([
    ['zebra-9.csv', ['zebra:9'], 'zebra:9'],
    ['ZEBRA_9_x.csv', ['zebra:9'], 'zebra:9'],
    ['azebra_9.csv', ['zebra:9'], undefined],
    ['zebra_99.csv', ['zebra:9'], undefined],
    ['zebra_9_7b.csv', ['zebra:9'], undefined],
    ['zebra_9_instruct.csv', ['zebra:9'], undefined],
    ['zebra_9_nightly.csv', ['zebra:9'], 'zebra:9'],
    ['zebra.csv', ['zebra:latest'], 'zebra:latest'],
    ['zebra/x.csv', ['zebra:latest'], undefined],
    ['zebra_latest/x.csv', ['zebra:latest'], 'zebra:latest'],
    ['zebra_9.csv', ['org/zebra:9', 'zebra'], 'org/zebra:9'],
    ['org_zebra_9.csv', ['zebra:9', 'org/zebra:9'], 'org/zebra:9'],
    ['ze.csv', ['ze'], undefined],
    ['zeb.csv', ['zeb'], 'zeb'],
    ['a/zebra_9/b/x.csv', ['zebra:9'], 'zebra:9'],
    ['zebra_9/okapi_3/x.csv', ['zebra:9', 'okapi:3'], 'okapi:3'],
    ['zebra_9/okapi_3.csv', ['zebra:9', 'okapi:3'], 'okapi:3'],
  ])('%s with %j is of %s', (path, known, model) => expect(labels(path, known)['model']).toBe(model));
});

describe('a setting in a path', () => {
  const settings: readonly (readonly [string, string])[] = [
    ['tp', 'tensor_parallel'],
    ['pp', 'pipeline_parallel'],
    ['ep', 'expert_parallel'],
    ['bs', 'batch_size'],
    ['isl', 'input_length'],
    ['osl', 'output_length'],
    ['conc', 'concurrency'],
    ['c', 'concurrency'],
    ['rate', 'request_rate'],
    ['qps', 'request_rate'],
    ['ctx', 'num_ctx'],
    ['temp', 'temperature'],
    ['ngl', 'num_gpu'],
  ];
  test.each(settings)('%s with a number is %s', (word, key) => {
    expect(labels(`serve_${word}32.csv`)).toEqual({ [key]: 32, benchmark: 'serve' });
    expect(labels(`serve_${word.toUpperCase()}=32.csv`)).toEqual({ [key]: 32, benchmark: 'serve' });
    expect(labels(`serve_${word}-32_x.csv`)).toEqual({ [key]: 32, benchmark: 'serve_x' });
    expect(labels(`serve_${word}0p25.csv`)).toEqual({ [key]: 0.25, benchmark: 'serve' });
    expect(labels(`a_${word}32/b/serve.csv`)).toEqual({ [key]: 32, benchmark: 'serve' });
    expect(labels(`a_${word}16/${word}32/serve.csv`)).toEqual({ [key]: 32, benchmark: 'serve' });
    expect(labels(`serve_x${word}32.csv`)).toEqual({ benchmark: `serve_x${word}32` });
    expect(labels(`serve_${word}32x.csv`)).toEqual({ benchmark: `serve_${word}32x` });
    expect(labels(`serve_${word}.csv`)).toEqual({ benchmark: `serve_${word}` });
  });

  test('is a number of layers only beside a context', () => {
    expect(labels('serve_gpu40_ctx2048.csv')).toEqual({ num_gpu: 40, num_ctx: 2048, benchmark: 'serve' });
    expect(labels('gpu40_CTX2048/serve.csv')).toEqual({ num_gpu: 40, num_ctx: 2048, benchmark: 'serve' });
    expect(labels('ctx2048/gpu40/serve.csv')).toEqual({ num_ctx: 2048, benchmark: 'serve' });
    expect(labels('serve_xgpu40_ctx2048.csv')).toEqual({ num_ctx: 2048, benchmark: 'serve_xgpu40' });
    expect(labels('serve_gpu40x_ctx2048.csv')).toEqual({ num_ctx: 2048, benchmark: 'serve_gpu40x' });
    expect(labels('serve_gpu40_xctx2048.csv')).toEqual({ benchmark: 'serve_gpu40_xctx2048' });
  });
});

describe('a word of a file name', () => {
  test.each([
    ['ollama', 'ollama'],
    ['vllm', 'vllm'],
    ['sglang', 'sglang'],
    ['trtllm', 'tensorrt-llm'],
    ['tensorrtllm', 'tensorrt-llm'],
    ['llamacpp', 'llama.cpp'],
    ['llama-cpp', 'llama.cpp'],
    ['LLAMA.CPP', 'llama.cpp'],
    ['tgi', 'tgi'],
    ['lmdeploy', 'lmdeploy'],
  ])('%s names the backend %s', (word, backend) => {
    expect(labels(`${word}_nightly.csv`)).toEqual({ backend, benchmark: 'nightly' });
    expect(labels(`nightly_x${word}.csv`)['backend']).toBeUndefined();
    expect(labels(`nightly_${word}x.csv`)['backend']).toBeUndefined();
  });

  test.each('q4 iq4 q4_0 q4_1 q4_K q4_K_M q5_K_S q3_K_L iq2_K fp4 fp8 int4 int8 awq gptq nf4 mxfp4 nvfp4'.split(' '))(
    '%s is a quantization',
    (word) => {
      expect(labels(`nightly_${word}_x.csv`)).toEqual({ quantization: word, benchmark: 'nightly_x' });
      expect(labels(`nightly_z${word}.csv`)['quantization']).toBeUndefined();
      expect(labels(`nightly_${word}z.csv`)['quantization']).not.toBe(word === 'q4' || word === 'iq4' ? word : `${word}z`);
    },
  );

  test.each('fp16 bf16 fp32'.split(' '))('%s is a type of numbers', (word) => {
    expect(labels(`nightly_${word.toUpperCase()}.csv`)).toEqual({ dtype: word, benchmark: 'nightly' });
    expect(labels(`nightly_z${word}.csv`)).toEqual({ benchmark: `nightly_z${word}` });
    expect(labels(`nightly_${word}0.csv`)).toEqual({ benchmark: `nightly_${word}0` });
  });

  test.each(
    'result results run runs summary summaries report reports raw metrics stat stats output outputs log logs input export'.split(' '),
  )('%s says that a file holds results, not of what', (word) => {
    const counts = word !== 'stat';
    expect(labels(`nightly_${word}.csv`)).toEqual({ benchmark: counts ? 'nightly' : `nightly_${word}` });
    expect(labels(`${word}_nightly_${word}s.csv`)['benchmark']).toContain('nightly');
    expect(labels(`a_${word}_b.csv`)).toEqual({ benchmark: `a_${word}_b` });
    expect(labels(`nightly_x${word}.csv`)).toEqual({ benchmark: `nightly_x${word}` });
    if (counts) expect(labels(`${word.toUpperCase()}.csv`)).toEqual({});
  });

  test.each('bench benchmark benchmarks test tests run runs 17'.split(' '))('%s alone names no benchmark', (word) => {
    expect(labels(`${word}.csv`)).toEqual({});
    expect(labels(`${word}_nightly.csv`)).toEqual({ benchmark: /^runs?$/.test(word) ? 'nightly' : `${word}_nightly` });
    expect(labels(`x${word}.csv`)).toEqual({ benchmark: `x${word}` });
  });

  test('is told from the suffixes, stamps and counts around it', () => {
    expect(labels('nightly.jsonl.bak.csv')).toEqual({ benchmark: 'nightly' });
    expect(labels('nightly.verylongword.csv')).toEqual({ benchmark: 'nightly_verylongword' });
    expect(labels('..nightly--.csv')).toEqual({ benchmark: 'nightly' });
    expect(labels('a-b_c d.e1.csv')).toEqual({ benchmark: 'a_b_c_d_e1' });
    expect(labels('nightly_1759099000.csv')).toEqual({ benchmark: 'nightly' });
    expect(labels('nightly_1759099000123.csv')).toEqual({ benchmark: 'nightly' });
    expect(labels('nightly_17590990001.csv')).toEqual({ benchmark: 'nightly_17590990001' });
    expect(labels('nightly_run_12_x.csv')).toEqual({ benchmark: 'nightly_x' });
    expect(labels('Nightly-2025-10-08T16-22-01.csv')).toEqual({ benchmark: 'nightly' });
  });
});

describe('when and as which repetition a run was made', () => {
  test.each([
    ['x_2025-10-08T16:22:01Z.json', '2025-10-08T16:22:01.000Z'],
    ['x_2025-10-08T16:22:01+02:00.json', '2025-10-08T14:22:01.000Z'],
    ['x_2025-10-08T16:22:01-0230.json', '2025-10-08T18:52:01.000Z'],
    ['x_2025-10-08 16-22.json', '2025-10-08T16:22:00.000Z'],
    ['x_2025-10-08-1622.json', '2025-10-08T16:22:00.000Z'],
    ['x_2025-10-08T16_22_01,25.json', '2025-10-08T16:22:01.000Z'],
    ['x_20251008T162201Z.json', '2025-10-08T16:22:01.000Z'],
    ['x_20251008-1622.json', '2025-10-08T16:22:00.000Z'],
    ['x_20251008162201.json', '2025-10-08T16:22:01.000Z'],
    ['x_2025_10_08.json', '2025-10-08T00:00:00.000Z'],
    ['x_20251008.json', '2025-10-08T00:00:00.000Z'],
    ['x_920251008.json', null],
    ['x_202510089.json', null],
    ['x_92025-10-08.json', null],
    ['x_2025-10-089.json', null],
    ['x_1925-10-08.json', null],
    ['x_1399999999.json', null],
    ['x_1400000000.json', '2014-05-13T16:53:20.000Z'],
    ['x_0.1759099000.json', null],
    ['x_17590990001.json', null],
  ])('%s at %s', (path, at) => {
    const { runAt } = runFromPath(path);
    expect(runAt === null ? null : new Date(runAt).toISOString()).toBe(at);
  });

  test.each('run rep repeat trial iter iteration attempt'.split(' '))('%s with a number', (word) => {
    for (const text of [`${word}1`, `${word}=12`, `${word}_123`, `${word}-123456`, `${word.toUpperCase()}7`]) {
      expect(runFromPath(`a/x_${text}.csv`).run).toBe(text);
      expect(runFromPath(`${text}/x.csv`).run).toBe(text);
    }
    expect([runFromPath(`x${word}1.csv`).run, runFromPath(`${word}x.csv`).run, runFromPath(`${word}_1234567.csv`).run]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
