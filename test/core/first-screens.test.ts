import { describe, expect, test } from '@jest/globals';
import { type Files, reportOf } from '../support/report-of.ts';

/** What the first screen of a report is made of, in the order in which it is told; the firewall refuses none of it. */
function screenOf(files: Files): string[] {
  const { report } = reportOf(files);
  expect(report.narrative.rejected).toEqual([]);
  return report.findings.map(({ text }) => text);
}

function served(model: string, concurrency: number, rate: number, ttft: number, more: object = {}): string {
  return JSON.stringify({
    date: '20261110-100000',
    backend: 'vllm',
    model_id: model,
    num_prompts: 100,
    request_rate: 'inf',
    duration: 60,
    completed: 100,
    request_throughput: rate / 128,
    output_throughput: rate,
    mean_ttft_ms: ttft,
    median_ttft_ms: ttft,
    p99_ttft_ms: 2 * ttft,
    max_concurrency: concurrency,
    ...more,
  });
}

describe('the first screen', () => {
  test('of single runs of different work states what each measured, and ranks none of them', () => {
    const screen = screenOf({
      'elm/serve.json': served('elm-3b', 8, 350, 60),
      'oak/serve.json': served('oak-7b', 1, 48, 50, { dataset_name: 'sonnet' }),
      'quality.csv': 'model,test,accuracy\nash:1b,riddles,0.62\n',
    });
    expect(screen.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^elm-3b serve vllm at concurrency=8 request_rate=inf: output token throughput 350\.0 tokens\/s; time to first token median 60\.00 ms/,
      ),
      expect.stringMatching(/^oak-7b serve vllm at concurrency=1 request_rate=inf: output token throughput 48\.00 tokens\/s/),
      'ash:1b quality riddles: accuracy 62.00 %.',
    ]);
    expect(screen.join(' ')).not.toMatch(/highest|lowest|ahead/);
  });

  test('of runs that all failed says so once, with the reason, and whose they are', () => {
    const run = (model: string) => `model,ttft_s,tokens_s,error\n${Array(3).fill(`${model},0,0,connection refused`).join('\n')}\n`;
    const screen = screenOf({ 'run1/chat.csv': run('elm:3b'), 'run2/chat.csv': run('oak:7b'), 'run3/chat.csv': run('ash:1b') });
    expect(screen[0]).toBe('All 9 requests failed: "connection refused".');
    expect(screen.join(' ').match(/connection refused/g)).toHaveLength(1);
    expect(screen.join(' ')).not.toMatch(/tokens\/s|\bms\b/);
  });

  test('of one model at eight loads says from where to where, and at which load throughput peaks', () => {
    const loads = [1, 2, 4, 8, 16, 32, 64, 128];
    const [rates, waits] = [
      [48, 95, 185, 350, 640, 1050, 1290, 1180],
      [50, 52, 55, 60, 75, 120, 480, 2400],
    ];
    const screen = screenOf(Object.fromEntries(loads.map((load, at) => [`c${load}.json`, served('elm-3b', load, rates[at]!, waits[at]!)])));
    expect(screen[0]).toMatch(
      /^elm-3b vllm at request_rate=inf: output token throughput from 48\.00 tokens\/s \(concurrency=1\) to 1290 tokens\/s \(concurrency=64\); time to first token from median 50\.00 ms \(concurrency=1\) to median 2\.400 s \(concurrency=128\)/,
    );
    expect(screen).toContain(
      'Output token throughput of elm-3b vllm goes from 48.00 tokens/s (concurrency=1) to 1180 tokens/s (concurrency=128); it peaks at 1290 tokens/s (concurrency=64); each ran once.',
    );
  });

  test('of one llama-bench with depths says what each depth costs, prompt and generation apart, and counts no requests', () => {
    const records = [0, 4096, 16384, 32768].flatMap((n_depth, at) =>
      [
        { n_prompt: 512, n_gen: 0, rate: 2400 },
        { n_prompt: 0, n_gen: 128, rate: 95 },
      ].map(({ rate, ...size }) => {
        const own = rate * (1 - 0.12 * at);
        return {
          build_commit: 'd83f6a1',
          build_number: 6210,
          gpu_info: 'Invented GPU',
          backends: 'CUDA',
          model_filename: 'elm-3b-q4_k_m.gguf',
          model_type: 'elm 3B Q4_K - Medium',
          n_batch: 2048,
          n_gpu_layers: 99,
          ...size,
          n_depth,
          test_time: '2026-11-10T03:00:00Z',
          avg_ns: 1e9,
          stddev_ns: 1e6,
          avg_ts: own,
          stddev_ts: own / 100,
          samples_ns: [1e9, 1e9, 1e9],
          samples_ts: [own * 0.99, own, own * 1.01],
        };
      }),
    );
    const screen = screenOf({ 'bench.json': JSON.stringify(records) });
    expect(screen[0]).toMatch(
      /generation throughput from mean 60\.8 ± 1\.5 tokens\/s \(output_length=128 depth=32768\) to mean 95\.0 ± 2\.4 tokens\/s \(output_length=128 depth=0\)/,
    );
    expect(screen[0]).toMatch(
      /prompt processing throughput from mean 1536 ± 38 tokens\/s \(input_length=512 depth=32768\) to mean 2400 ± 60 tokens\/s \(input_length=512 depth=0\)/,
    );
    expect(screen.join(' ')).not.toMatch(/request(?!_)/);
  });

  test('of locust with an aggregate row states total and endpoints, ranks neither, and counts failures once', () => {
    const head =
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%';
    const screen = screenOf({
      'load_stats.csv': [
        head,
        'POST,/v1/chat/completions,300,12,420,455.2,210.1,2100.5,1500,5.0,0.2,420,470,510,540,640,800,1200,1500,2000,2100,2100',
        'POST,/v1/embeddings,700,0,35,41.7,12.3,210.9,300,11.7,0,35,40,46,50,61,80,120,150,200,210,210',
        ',Aggregated,1000,12,60,165.8,12.3,2100.5,660,16.7,0.2,60,90,300,380,500,620,900,1200,2000,2100,2100',
      ].join('\n'),
    });
    expect(screen.slice(0, 4)).toEqual([
      'locust Aggregated: request latency median 60.00 ms, p99 1.200 s; request throughput 16.70 requests/s.',
      'locust "POST /v1/chat/completions": request latency median 420.0 ms, p99 1.500 s; request throughput 5.000 requests/s.',
      'locust "POST /v1/embeddings": request latency median 35.00 ms, p99 150.0 ms; request throughput 11.70 requests/s.',
      '12 of 300 requests of locust "POST /v1/chat/completions" failed.',
    ]);
    expect(screen.join(' ')).not.toMatch(/highest|lowest|ahead|24 of|of 2000/);
  });
});

test('models are no rivals in the time of an operation, which is what each of them computes; what runs it is', () => {
  const times = (backend: string, model: string, middle: number) => ({
    model,
    device: 'cpu',
    backend,
    operation_time_ms: [0.98, 1, 1.02].map((share) => middle * share),
  });
  const { report } = reportOf({
    'ops.json': JSON.stringify([
      times('eager', 'mlp', 0.5),
      times('eager', 'conv', 3.8),
      times('jit', 'mlp', 0.3),
      times('jit', 'conv', 2.9),
    ]),
  });
  const ranked = report.findings.flatMap(({ topic, text }) => (topic === 'ranking' ? [text] : []));
  expect(ranked.length).toBeGreaterThan(0);
  for (const text of ranked) expect(text).toMatch(/^In (?:mlp|conv) ops cpu, jit has the lowest operation time/);
});
