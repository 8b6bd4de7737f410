// Writes the example artifacts. Every number is invented: a seeded generator, no measurement. Same code, same bytes.
//   node examples/make-example.mjs [DIR]     DIR is this directory unless named
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const target = process.argv[2] ?? import.meta.dirname;

/** mulberry32: a small seeded generator, uniform in [0, 1). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(20261103);

/** Normal deviate by Box and Muller, mean 1, with the given coefficient of variation, cut at three standard deviations. */
function around(variation) {
  const deviate = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 1 + variation * Math.max(-3, Math.min(3, deviate));
}

const seconds = (value) => Number(value.toFixed(7));

const MODELS = [
  { file: 'fable_2b', name: 'fable:2b', tokensPerSecond: 141, variation: 0.02, coldLoadS: 1.9, promptEvalS: 0.011 },
  { file: 'fable_7b_q4', name: 'fable:7b-q4', tokensPerSecond: 52, variation: 0.012, coldLoadS: 4.8, promptEvalS: 0.034 },
];

const PROMPTS = [
  'Describe a lighthouse in a storm.',
  'Write a toast for a retiring engineer.',
  'Name three uses for a broken clock.',
  'Explain a queue to a child.',
  'Summarise a day without electricity.',
  'Draft a note to a neighbour about noise.',
];

/** One request in the layout of an Ollama script: TTFT is load plus prompt evaluation, throughput is tokens by evaluation time. */
function request(model, { cold, slowdown = 1 }) {
  const loadS = seconds(cold ? model.coldLoadS * around(0.04) : 0.052 * around(0.08));
  const promptEvalS = seconds(model.promptEvalS * around(0.06) * (cold ? 8 : 1));
  const evalCount = Math.round(80 + 420 * random());
  const evalS = seconds(evalCount / (model.tokensPerSecond * slowdown * around(model.variation)));
  return {
    ttft_s: seconds(loadS + promptEvalS),
    tokens_s: evalCount / evalS,
    load_s: loadS,
    prompt_eval_s: promptEvalS,
    eval_s: evalS,
    eval_count: evalCount,
  };
}

function write(path, text) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** No cell of ours holds a comma, a quote or a line end, so joining is all that CSV asks for. */
function writeCsv(path, rows) {
  const columns = Object.keys(rows[0]);
  write(path, [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => `${cells.join(',')}\n`).join(''));
}

function writeJson(path, document) {
  write(path, `${JSON.stringify(document, null, 2)}\n`);
}

/** One prompt after the other, the first right after the model was loaded; the same requests as CSV and as JSON. */
function baseline(directory, model, startedAt) {
  const results = PROMPTS.map((prompt, index) => ({ prompt, ...request(model, { cold: index === 0 }) }));
  writeCsv(
    `${directory}/invented_${model.file}_baseline.csv`,
    results.map((row) => ({ ...row, error: '' })),
  );
  writeJson(`${directory}/invented_${model.file}_baseline.json`, { model: model.name, started_at: startedAt, results });
  return results;
}

/**
 * Every setting once. The engine reloads the model whenever num_gpu or num_ctx changes, so each reload falls on temperature 0.2, which
 * comes first: temperature and cold start cannot be told apart.
 */
function sweep(directory, model, slowdownAt) {
  const rows = [];
  for (const num_gpu of [999, 40]) {
    for (const num_ctx of [1024, 4096]) {
      for (const temperature of [0.2, 0.4, 0.8]) {
        const settings = { num_gpu, num_ctx, temperature, config_name: `g${num_gpu}_c${num_ctx}_t${temperature}` };
        const measured = request(model, { cold: temperature === 0.2, slowdown: slowdownAt(num_gpu, num_ctx) });
        const failed = model.file === 'fable_7b_q4' && num_gpu === 40 && num_ctx === 4096 && temperature === 0.8;
        const nothing = Object.fromEntries(Object.keys(measured).map((column) => [column, '']));
        rows.push({ ...settings, ...(failed ? nothing : measured), error: failed ? 'timed out' : '' });
      }
    }
  }
  writeCsv(`${directory}/invented_${model.file}_param_tuning.csv`, rows);
  const summary = rows
    .filter((row) => row.error === '')
    .sort((a, b) => b.tokens_s - a.tokens_s)
    .map(({ config_name, num_gpu, num_ctx, temperature, tokens_s, ttft_s, load_s }) => {
      return { config_name, num_gpu, num_ctx, temperature, mean_tokens_s: tokens_s, mean_ttft_s: ttft_s, mean_load_s: load_s };
    });
  writeCsv(`${directory}/invented_${model.file}_param_tuning_summary.csv`, summary);
}

/** A run in which the server was not up: rows, and nothing measured. */
function failedRun(directory) {
  const nothing = { ttft_s: '', tokens_s: '', load_s: '', prompt_eval_s: '', eval_s: '', eval_count: '', error: 'connection refused' };
  writeCsv(
    `${directory}/invented_fable_2b_prompt_suite.csv`,
    PROMPTS.map((prompt) => ({ prompt, ...nothing })),
  );
}

function note(directory, results) {
  const mean = results.reduce((sum, { tokens_s }) => sum + tokens_s, 0) / results.length;
  write(
    `${directory}/invented_notes.md`,
    `# Notes on the first run (invented)

The baseline of fable:2b generates ${mean.toFixed(1)} tokens/s on average.

After the sweep, fable:7b-q4 reaches a peak of 163.4 tokens/s and is faster than fable:2b.
`,
  );
}

/** What a serving benchmark prints: statistics it computed itself, in the layout of \`vllm bench serve\`. */
function serving(directory, concurrency) {
  const completed = 200;
  const tpotMs = 19.6 * (1 + concurrency / 40) * around(0.01);
  const ttftMs = 48 * (1 + concurrency / 12) * around(0.01);
  const outputTokens = completed * 128;
  const duration = (completed / concurrency) * ((ttftMs + 127 * tpotMs) / 1000);
  writeJson(`${directory}/invented_serve_fable_7b_concurrency${concurrency}.json`, {
    date: `20261103-10${String(concurrency).padStart(2, '0')}00`,
    endpoint_type: 'vllm',
    backend: 'vllm',
    label: null,
    model_id: 'fable/fable-7b',
    tokenizer_id: 'fable/fable-7b',
    num_prompts: completed,
    request_rate: 'inf',
    burstiness: 1.0,
    max_concurrency: concurrency,
    duration,
    completed,
    failed: 0,
    total_input_tokens: completed * 256,
    total_output_tokens: outputTokens,
    request_throughput: completed / duration,
    request_goodput: null,
    output_throughput: outputTokens / duration,
    total_token_throughput: (completed * 256 + outputTokens) / duration,
    ...spread('ttft', ttftMs, 0.12),
    ...spread('tpot', tpotMs, 0.04),
    ...spread('itl', tpotMs, 0.2),
  });
}

function spread(metric, meanMs, variation) {
  return {
    [`mean_${metric}_ms`]: meanMs,
    [`median_${metric}_ms`]: meanMs * (1 - variation / 10),
    [`std_${metric}_ms`]: meanMs * variation,
    [`p99_${metric}_ms`]: meanMs * (1 + 2.6 * variation),
  };
}

/** The larger model does not fit into 40 layers on the GPU and loses a tenth of its speed there. */
function offloading(model, layers) {
  return model.name === 'fable:7b-q4' && layers === 40 ? 0.9 : 1;
}

const FIRST = 'invented-chat/2026-11-03T09-00-00';
const SECOND = 'invented-chat/2026-11-10T09-00-00';

let firstBaseline = [];
for (const model of MODELS) {
  const results = baseline(FIRST, model, '2026-11-03T09:00:00Z');
  if (model.name === 'fable:2b') firstBaseline = results;
  sweep(FIRST, model, (layers) => offloading(model, layers));
}
failedRun(FIRST);
note(FIRST, firstBaseline);

// A week later the larger model is a fifth slower, but only with the long context.
for (const model of MODELS) {
  baseline(SECOND, model, '2026-11-10T09:00:00Z');
  sweep(SECOND, model, (layers, contextLength) => {
    const slower = model.name === 'fable:7b-q4' && contextLength === 4096;
    return offloading(model, layers) * (slower ? 0.79 : 1);
  });
}

for (const concurrency of [1, 8, 32]) serving('invented-serving', concurrency);

/** Builds of the engine, each used for some nights. */
const BUILDS = [
  { commit: '5c1d2e7a', number: 6102, from: 0 },
  { commit: '9e04b7f3', number: 6189, from: 4 },
  { commit: 'd83f6a10', number: 6210, from: 8 },
];
const NIGHT_COUNT = 13;
const NIGHTLY_MODELS = [
  { file: 'fable-2b-q8_0.gguf', type: 'fable 2B Q8_0', size: 2_147_483_648, parameters: 2_013_265_920, prompt: 9_800, generate: 212 },
  {
    file: 'fable-7b-q4_k_m.gguf',
    type: 'fable 7B Q4_K - Medium',
    size: 4_508_876_800,
    parameters: 7_247_757_312,
    prompt: 3_900,
    generate: 118,
  },
];

/** One test of a night in the layout of llama-bench: the server starts anew, so each night has a level of its own around which its repetitions lie. */
function nightlyTest(model, build, { night, prompt, generate, depth, speed }) {
  const level = speed * around(0.006);
  const tokens = prompt + generate;
  const samples_ts = Array.from({ length: 5 }, () => Number((level * around(0.002)).toFixed(4)));
  const samples_ns = samples_ts.map((rate) => Math.round((tokens / rate) * 1e9));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values) => Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));
  return {
    build_commit: build.commit,
    build_number: build.number,
    cpu_info: 'Invented CPU',
    gpu_info: 'Invented GPU 48GB',
    backends: 'CUDA',
    model_filename: `models/${model.file}`,
    model_type: model.type,
    model_size: model.size,
    model_n_params: model.parameters,
    n_batch: 2048,
    n_ubatch: 512,
    n_threads: 16,
    type_k: 'f16',
    type_v: 'f16',
    n_gpu_layers: 99,
    split_mode: 'layer',
    flash_attn: true,
    n_prompt: prompt,
    n_gen: generate,
    n_depth: depth,
    test_time: new Date(Date.UTC(2026, 10, 4 + night, 3, 0, 0)).toISOString().replace('.000', ''),
    avg_ns: Math.round(mean(samples_ns)),
    stddev_ns: Math.round(deviation(samples_ns)),
    avg_ts: Number(mean(samples_ts).toFixed(6)),
    stddev_ts: Number(deviation(samples_ts).toFixed(6)),
    samples_ns,
    samples_ts,
  };
}

/** Thirteen nights of llama-bench: with the third build generation loses 9 %, only where the context is already deep. */
function nightly(night) {
  const build = BUILDS.findLast(({ from }) => from <= night);
  const tests = NIGHTLY_MODELS.flatMap((model) =>
    [0, 4096, 16384, 32768].flatMap((depth) => {
      const slowed = night >= 8 && depth >= 16384 ? 0.91 : 1;
      const shared = { night, depth };
      return [
        nightlyTest(model, build, { ...shared, prompt: 512, generate: 0, speed: model.prompt / (1 + depth / 30_000) }),
        nightlyTest(model, build, { ...shared, prompt: 0, generate: 128, speed: (slowed * model.generate) / (1 + depth / 60_000) }),
      ];
    }),
  );
  const day = new Date(Date.UTC(2026, 10, 4 + night)).toISOString().slice(0, 10);
  writeJson(`invented-nightly/${day}/invented_llama_bench.json`, tests);
}

for (let night = 0; night < NIGHT_COUNT; night += 1) nightly(night);
