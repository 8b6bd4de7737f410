import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { type Conclusions, conclude } from '../../src/core/conclude/conclude.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { dayOf } from '../../src/core/conclude/runs.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { runOf } from '../../src/core/run-of.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { rethrow } from '../support/document-of.ts';
import { programPage } from '../support/narrative.ts';
import { readArtifact } from './measured.ts';

interface Told extends Conclusions {
  readonly measurement: Measurement;
  /** The sentences of the summary. */
  readonly summary: readonly string[];
}

/** What a report on these files says, all of which the firewall accepts. */
function told(artifacts: readonly ReadArtifact[]): Told {
  const measurement = measure(assemble(artifacts.filter(({ verdict }) => verdict === 'accepted' || verdict === 'partial')), artifacts);
  const reviewed = artifacts.map((own) => ({
    path: own.path,
    verdict: own.verdict,
    reason: own.parsed.rejected?.reason ?? null,
    run: runOf(own),
  }));
  const said = conclude(measurement, reviewed, new Set(), namingOfMeasured(measurement), rethrow);
  const names = reviewed.flatMap(({ path, reason, run }) => [path, reason ?? '', run ?? '', dayOf(run ?? '') ?? '']);
  const cells = artifacts.flatMap(({ parsed }) =>
    parsed.tables.flatMap(({ failures, columns }) => [...failures.values(), ...columns.map(({ at }) => at)]),
  );
  const claims = [...said.findings, ...said.recommendations, ...said.gaps];
  expect(verifyClaims(claims, measurement.facts, [...names, ...cells]).rejected).toEqual([]);
  return { measurement, ...said, summary: programPage(said).summary.map(({ text }) => text) };
}

function ofFiles(files: Readonly<Record<string, string>>): Told {
  return told(Object.entries(files).map(([path, text]) => readArtifact(path, new TextEncoder().encode(text))));
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');

function ofFixture(adapter: string, name: string): Told {
  const folder = join(fixtures, adapter, name);
  const [file] = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
    .map((entry) => join(entry.parentPath, entry.name));
  return told([readArtifact(relative(folder, file!).split(sep).join('/'), readFileSync(file!))]);
}

const serve = (more: object) =>
  JSON.stringify({
    date: '20261110-100000',
    backend: 'vllm',
    model_id: 'acorn-8b',
    num_prompts: 200,
    request_rate: 'inf',
    duration: 40.5,
    completed: 198,
    request_throughput: 4.95,
    output_throughput: 633.6,
    mean_ttft_ms: 180.5,
    median_ttft_ms: 150.25,
    p99_ttft_ms: 620.5,
    max_concurrency: 16,
    ...more,
  });

const bench = (day: string, build: string, samples: readonly number[]) =>
  JSON.stringify([
    {
      build_commit: build,
      gpu_info: 'NVIDIA L40S',
      backends: 'CUDA',
      model_filename: 'm/acorn-8b.gguf',
      model_type: 'acorn 8B Q4_K - Medium',
      n_prompt: 0,
      n_gen: 128,
      n_depth: 0,
      test_time: `${day}T10:00:00Z`,
      avg_ts: samples.reduce((sum, value) => sum + value, 0) / samples.length,
      samples_ts: samples,
    },
  ]);

const adapters = readdirSync(fixtures).flatMap((adapter) => readdirSync(join(fixtures, adapter)).map((name) => ({ adapter, name })));

describe('the headline', () => {
  test.each(adapters)('of $adapter/$name alone says something, and nothing that the firewall refuses', ({ adapter, name }) => {
    const { summary, measurement } = ofFixture(adapter, name);
    expect(summary.length).toBeGreaterThan(0);
    expect(summary[0]).not.toMatch(/nothing was measured/i);
    const results = measurement.facts.filter(({ kind }) => kind === 'statistic' || kind === 'reported-statistic');
    if (results.length > 0) expect(summary.join(' ')).toMatch(/\d/);
  });

  test('of one run of a server states throughput, first token and time per token, then what failed', () => {
    const { summary } = ofFiles({ 'serve.json': serve({ failed: 2 }) });
    expect(summary[0]).toBe(
      'acorn-8b serve vllm at concurrency=16 request_rate=inf: output token throughput 633.6 tokens/s; ' +
        'time to first token median 150.3 ms, p99 620.5 ms; request throughput 4.950 requests/s.',
    );
    expect(summary[1]).toContain('2 of 200 requests of acorn-8b');
  });

  test('of a run in a subdirectory is that of the run', () => {
    const [above] = ofFiles({ 'night/serve.json': serve({ failed: 0 }) }).summary;
    expect(above).toContain('output token throughput 633.6 tokens/s');
  });

  test('of a sweep says from where to where each metric goes, each end with its load', () => {
    const runs = [
      [1, 120.5, 40.5],
      [8, 640.25, 95.5],
    ].map(([max_concurrency, output_throughput, median_ttft_ms]) =>
      serve({ max_concurrency, output_throughput, median_ttft_ms, failed: 0 }),
    );
    const [first] = ofFiles({ 'c1/serve.json': runs[0]!, 'c8/serve.json': runs[1]! }).summary;
    expect(first).toMatch(/output token throughput from 120\.5 tokens\/s \(.*concurrency=1\) to 640\.3 tokens\/s \(.*concurrency=8\)/);
    expect(first).toMatch(/time to first token from median 40\.50 ms \(.*concurrency=1\) to median 95\.50 ms/);
  });

  test('of readings of a device has their range and no error of a mean', () => {
    const rows = Array.from({ length: 30 }, (_, second) => {
      const isBusy = second >= 10 && second < 20;
      const stamp = `2026/11/17 10:00:${String(second).padStart(2, '0')}.000`;
      return `${stamp}, NVIDIA L40S, ${isBusy ? '290.50 W, 97 %' : '36.25 W, 0 %'}`;
    });
    const { summary, measurement } = ofFiles({
      'smi.csv': ['timestamp, name, power.draw [W], utilization.gpu [%]', ...rows].join('\n'),
    });
    expect(summary[0]).toMatch(/GPU power median 36\.25 W, from 36\.25 W to 290\.5 W/);
    expect(measurement.facts.filter(({ interval }) => interval !== undefined)).toEqual([]);
  });

  test('of a file without a measurement says which file', () => {
    expect(ofFiles({ 'notes.md': '# Notes\n\nNothing ran.\n' }).summary).toEqual(['No measurement was read here, from notes.md.']);
  });

  test('of a night in which everything failed says so once, with the reason', () => {
    const night = ['model,ttft_s,tokens_s,error', ...[1, 2, 3].map(() => 'a,0,0,404 model not found')].join('\n');
    const { summary, recommendations } = ofFiles({ 'a/one.csv': night, 'b/two.csv': night.replaceAll('a,0', 'b,0') });
    expect(summary[0]).toBe('All 6 requests failed: "404 model not found".');
    expect(summary.join(' ').split('404')).toHaveLength(2);
    expect(recommendations[0]?.text).toMatch(/^Find out why all 6 requests failed/);
  });
});

describe('several runs of one series', () => {
  const [before, after] = [
    [118.2, 117.9, 118.5],
    [107.5, 107.8, 107.2],
  ];

  test('are stated each with its day, and said not to be compared', () => {
    const { summary } = ofFiles({
      'x/r.json': bench('2026-11-10', 'aaaa1111', before!),
      'y/r.json': bench('2026-11-17', 'aaaa1111', after!),
    });
    expect(summary[0]).toMatch(
      /was measured in several runs, which are not compared here: .*118\.2 .*\(2026-11-10\) and mean 107\.5 .*\(2026-11-17\)/,
    );
    expect(summary.join(' ')).not.toMatch(/no earlier/);
  });

  test('name the build of each where it is another one', () => {
    const { summary, findings } = ofFiles({
      'x/r.json': bench('2026-11-10', 'aaaa1111', before!),
      'y/r.json': bench('2026-11-17', 'bbbb2222', after!),
      'z/r.json': bench('2026-11-24', 'cccc3333', after!),
    });
    for (const build of ['aaaa1111', 'bbbb2222', 'cccc3333']) expect(findings[0]!.text).toContain(`engine_version=${build}`);
    expect(summary[0]).toMatch(/^acorn-8b: .*118\.2 .*2026-11-10.*107\.5 .*2026-11-24 engine_version=cccc3333\)\.$/);
  });

  test('are the first and the last of them where there are many', () => {
    const days = ['10', '11', '12', '13', '14'];
    const files = days.map((day, index) => [`${day}/r.json`, bench(`2026-11-${day}`, 'aaaa1111', [100 + index, 101 + index])] as const);
    const first = ofFiles(Object.fromEntries(files)).findings[0]!.text;
    expect(first).toMatch(/in the first mean .*\(2026-11-10\) and in the last mean .*\(2026-11-14\)/);
    expect(first).not.toContain('2026-11-12');
  });
});
