/** Contents of files by path. */
export type Directory = Readonly<Record<string, string>>;

/** A number from 0 up to but not including 1; mulberry32, so that a seed gives the same directory everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const MODELS = ['ibis:1b', 'gull:3b', 'gull:9b', 'heron:8b', 'stork:20b'] as const;
const REASONS = ['connection refused', 'timed out after 30 s', '404 model not found', 'out of memory: "device"; see log'] as const;

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** Around a middle, never the same twice. */
function near(random: Random, middle: number, spread: number): number {
  return middle * (1 + spread * (random() + random() - 1));
}

function csv(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `${[keys.join(','), ...rows.map((row) => keys.map((key) => row[key] ?? '').join(','))].join('\n')}\n`;
}

function chosen(random: Random): string[] {
  const count = 1 + Math.floor(random() * 4);
  return MODELS.slice(0, MODELS.length)
    .filter(() => chance(random, count / MODELS.length))
    .concat(pick(random, MODELS))
    .filter((model, index, all) => all.indexOf(model) === index);
}

function speeds(random: Random): (model: string) => number {
  const tie = chance(random, 0.2);
  const own = new Map(MODELS.map((model) => [model as string, tie ? 100 : 20 + 180 * random()]));
  return (model) => own.get(model)!;
}

/** Requests of several models at several settings, in blocks or mixed, with loads and failures. */
function sweep(random: Random): Directory {
  const speed = speeds(random);
  const latencyOf = chance(random, 0.5) ? (model: string) => 20 / speed(model) : (model: string) => speed(model) / 1_000;
  const levels = pick(random, [[1], [1, 2], [1, 2, 3]]);
  const repeats = 1 + Math.floor(random() * 4);
  const effect = pick(random, [0, 0, 0.002, 0.3]);
  const isMixed = chance(random, 0.6);
  const [hasLoad, failing, everything] = [chance(random, 0.6), chance(random, 0.4), chance(random, 0.05)];
  const reason = pick(random, REASONS);
  const rows: Record<string, string | number>[] = [];
  for (const model of chosen(random)) {
    const settings = levels.flatMap((num_ctx) => [0.2, 0.8].map((temperature) => ({ num_ctx: num_ctx * 2_048, temperature })));
    const blocks = Array.from({ length: repeats }, () => settings).flat();
    const order = isMixed
      ? blocks.toSorted(() => random() - 0.5)
      : blocks.toSorted((a, b) => a.temperature - b.temperature || a.num_ctx - b.num_ctx);
    const fails = chance(random, 0.5);
    order.forEach((setting, index) => {
      const isCold = hasLoad && (index === 0 || (index === 1 && !isMixed));
      const load = isCold ? near(random, 2 + 20 / speed(model), 0.1) : near(random, 0.02, 0.2);
      const prompt = near(random, latencyOf(model), 0.05);
      const isFailed = everything || (failing && fails && chance(random, 0.3));
      rows.push({
        request: rows.length,
        model,
        ...setting,
        ttft_s: isFailed ? '' : (load + prompt).toFixed(6),
        tokens_s: isFailed ? '' : near(random, speed(model) * (1 - effect * Number(setting.num_ctx > 2_048)), 0.06).toFixed(4),
        ...(hasLoad ? { load_s: isFailed ? '' : load.toFixed(6) } : {}),
        ...(hasLoad && chance(random, 2) ? { prompt_eval_s: isFailed ? '' : prompt.toFixed(6) } : {}),
        ...(failing || everything ? { error: isFailed ? `"${reason.replaceAll('"', '""')}"` : '' } : {}),
      });
    });
  }
  const files: Record<string, string> = { 'sweep.csv': csv(rows) };
  if (chance(random, 0.3)) files['sweep_summary.csv'] = summaryOf(rows, chance(random, 0.5), random);
  if (chance(random, 0.15)) files['copy of sweep.csv'] = files['sweep.csv']!;
  return files;
}

/** Means by model of what the rows hold, one of them wrong where they are to contradict. */
function summaryOf(rows: readonly Record<string, string | number>[], isWrong: boolean, random: Random): string {
  const models = [...new Set(rows.map(({ model }) => String(model)))];
  return csv(
    models.map((model, index) => {
      const own = rows.filter((row) => row['model'] === model && row['tokens_s'] !== '');
      const of = (key: string) => own.map((row) => Number(row[key]));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
      const factor = isWrong && index === 0 ? 1.2 + random() : 1;
      return {
        model,
        mean_tokens_s: (mean(of('tokens_s')) * factor).toFixed(4),
        mean_ttft_s: mean(of('ttft_s')).toFixed(6),
        max_ttft_s: Math.max(0, ...of('ttft_s')).toFixed(6),
      };
    }),
  );
}

/** One file of a serving client for each load, of one or two models. */
function loads(random: Random): Directory {
  const speed = speeds(random);
  const isFailing = chance(random, 0.3);
  const levels = pick(random, [[1], [1, 8], [1, 8, 32]]);
  const files = chosen(random).flatMap((model) =>
    levels.map((concurrency): [string, string] => {
      const failed = isFailing && chance(random, 0.3) ? 1 + Math.floor(random() * 20) : 0;
      const throughput = near(random, speed(model) * Math.min(concurrency, 16) ** 0.8, 0.05);
      return [
        `${model.replace(':', '-')}_c${concurrency}.json`,
        JSON.stringify({
          date: '20261110-100000',
          backend: 'vllm',
          model_id: model.replace(':', '-'),
          num_prompts: 100,
          request_rate: 'inf',
          duration: 12_800 / throughput,
          completed: 100 - failed,
          ...(failed > 0 ? { failed } : {}),
          request_throughput: throughput / 128,
          output_throughput: throughput,
          mean_ttft_ms: near(random, 5_000 / speed(model) + concurrency, 0.05),
          median_ttft_ms: near(random, 5_000 / speed(model) + concurrency, 0.05),
          p99_ttft_ms: near(random, 20_000 / speed(model) + concurrency, 0.05),
          max_concurrency: concurrency,
        }),
      ];
    }),
  );
  return Object.fromEntries(files);
}

/** Rates above what a server completes. */
function rates(random: Random): Directory {
  const limit = near(random, 12, 0.3);
  const rows = [2, 4, 8, 16, 32].map((rate) => {
    const completed = Math.min(rate, near(random, limit, 0.1));
    return {
      model: 'heron-9b',
      request_rate: rate,
      requests_per_second: completed.toFixed(2),
      output_tokens_per_second: (completed * 128).toFixed(1),
      mean_ttft_ms: (80 + (rate > limit ? 2_000 : rate)).toFixed(2),
    };
  });
  return { 'rates.csv': csv(rows) };
}

/** Some failed requests of a day. */
function failedRows(random: Random, model: string, day: string, most: number) {
  return Array.from({ length: Math.floor((most + 1) * random()) }, (_, at) => ({
    timestamp: `${day}T10:1${at}:00Z`,
    model,
    engine_version: most > 1 ? 'b2' : 'b1',
    tokens_s: '0',
    ttft_s: '0',
    error: pick(random, REASONS).replaceAll('"', ''),
  }));
}

/** Runs on several days: a change at one of them, or none. */
function history(random: Random): Directory {
  const count = 2 + Math.floor(random() * 9);
  const step = pick(random, [1, 1, 0.85, 1.2]);
  const from = Math.floor(random() * count);
  const models = chosen(random).slice(0, 2);
  const speed = speeds(random);
  const fails = chance(random, 0.4);
  const days = Array.from({ length: count }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`);
  const files = days.map((day, index): [string, string] => {
    const own = index === count - 1 && chance(random, 0.2) ? [...models.slice(1), 'wren:2b'] : models;
    const rows = own.flatMap((model) =>
      Array.from({ length: 3 }, (_, repeat) => {
        const rate = near(random, (model === 'wren:2b' ? 50 : speed(model)) * (index >= from ? step : 1), 0.01);
        return {
          timestamp: `${day}T10:0${repeat}:00Z`,
          model,
          engine_version: index >= from ? 'b2' : 'b1',
          tokens_s: rate.toFixed(3),
          ttft_s: (8 / rate).toFixed(5),
          ...(fails ? { error: '' } : {}),
        };
      }),
    );
    if (fails) rows.push(...failedRows(random, own[0]!, day, index >= from ? 8 : 1));
    return [`${day}/requests.csv`, csv(rows)];
  });
  return Object.fromEntries(files);
}

function footings(random: Random): Directory {
  const rows = Array.from({ length: 3 }, () =>
    [
      ['vllm', '0.6.1', 'NVIDIA L40S', 118],
      ['sglang', '0.4.2', 'NVIDIA L40S', 104],
      ['llama.cpp', 'b7010', 'AMD EPYC 9654 CPU', 11],
    ].map(([backend, engine_version, device, rate]) => ({
      model: 'crane-7b',
      backend: backend!,
      engine_version: engine_version!,
      device: device!,
      tokens_per_second: near(random, Number(rate), 0.02).toFixed(2),
    })),
  ).flat();
  return { 'engines.csv': csv(rows) };
}

function percentiles(random: Random): Directory {
  const rows = chosen(random).map((model) => ({
    model,
    p90_latency_ms: (300 + 500 * random()).toFixed(2),
    p99_latency_ms: (900 + 500 * random()).toFixed(2),
  }));
  return { 'tool.csv': csv(rows) };
}

function stated(random: Random): Directory {
  const rows = chosen(random).map((model) => `| ${model} | ${(20 + 100 * random()).toFixed(1)} | ${(100 + 100 * random()).toFixed(0)} |`);
  return { 'README.md': `# Results\n\n| Model | Tokens/s | TTFT (ms) |\n| --- | --- | --- |\n${rows.join('\n')}\n` };
}

function scattered(random: Random): Directory {
  const rows = Array.from({ length: 6 }, (_, request) => ({
    request,
    model: 'sora:3b',
    ttft_s: near(random, 0.2, 0.05).toFixed(5),
    tokens_s: (request % 3 === 0 ? 12 : 90 + random()).toFixed(3),
  }));
  return { 'scattered.csv': csv(rows) };
}

function quality(random: Random): Directory {
  const rows = chosen(random).map((model) => ({ model, test: 'riddles', accuracy: (0.3 + 0.6 * random()).toFixed(2) }));
  return { 'riddles.csv': csv(rows) };
}

function refused(): Directory {
  return { 'broken.json': '{"results": [{"model": "a"', 'notes.txt': 'some words without any number that could be read' };
}

const PARTS = [sweep, sweep, loads, rates, history, footings, percentiles, stated, scattered, quality, refused] as const;

/** A small directory of results, by a seed: one to three parts, each of which may go wrong in its own way. */
export function generatedDirectory(seed: number): Directory {
  const random = randomOf(seed);
  const count = 1 + Math.floor(random() * 2.4);
  const parts = Array.from({ length: count }, () => pick(random, PARTS)(random));
  return Object.assign({}, ...parts) as Directory;
}
