import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Report } from '../../src/contracts/report.ts';
import { knee } from '../../src/core/verify/knee-predicate.ts';
import { type Files, reportOf } from '../support/report-of.ts';

interface Load {
  readonly concurrency: number;
  readonly throughput: number;
  readonly waitMs: number;
  readonly completed?: number;
}

/** A sweep over the concurrency of one model, a document for each load. */
function sweep(loads: readonly Load[], model = 'elm-3b'): Files {
  return Object.fromEntries(
    loads.map(({ concurrency, throughput, waitMs, completed = 100 }) => [
      `${model}-${concurrency}.json`,
      JSON.stringify({
        ...{
          date: '20261101-100000',
          backend: 'vllm',
          model_id: model,
          num_prompts: 100,
          request_rate: 'inf',
          max_concurrency: concurrency,
        },
        ...{ duration: 60, completed, output_throughput: throughput, request_throughput: throughput / 128 },
        ...{ mean_ttft_ms: waitMs, mean_e2el_ms: 10 * waitMs },
      }),
    ]),
  );
}

/** A server with so many places: up to that load throughput grows with it, and beyond it the wait does. */
function saturating(places: number, loads: readonly number[]): Load[] {
  return loads.map((concurrency) => {
    const served = Math.min(concurrency, places);
    const slower = 1 + concurrency / (20 * places);
    return { concurrency, throughput: (50 * served) / slower, waitMs: (50 * slower * concurrency) / served };
  });
}

const found = ({ findings }: Report) => findings.filter(({ id }) => id.startsWith('knee')).map(({ text }) => text);
const kneesOf = (loads: readonly Load[]) => found(reportOf(sweep(loads)).report);

describe('the knee of a sweep over load', () => {
  const loads = saturating(8, [1, 2, 4, 8, 16, 32]);

  test('is the load that gives the most throughput for its wait, told with the next one', () => {
    expect(kneesOf(loads)).toEqual([
      'Of the loads that were tried with elm-3b vllm, concurrency=8 has the highest output token throughput for its request latency: 381.0 tokens/s with 525.0 ms; concurrency=16 has 363.6 tokens/s with 1.100 s; each ran once.',
    ]);
  });

  test('is listed for machines, drawn, advised, and each contestant has its own', () => {
    const { report } = reportOf({ ...sweep(loads), ...sweep(saturating(4, [1, 2, 4, 8, 16]), 'oak-7b') });
    const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
    expect(
      report.analysis.knees?.map(({ key, throughput }) => [key, byId.get(throughput)?.labels['model'], byId.get(throughput)?.labels[key]]),
    ).toEqual([
      ['concurrency', 'elm-3b', 8],
      ['concurrency', 'oak-7b', 4],
    ]);
    expect(report.recommendations.filter(({ text }) => /drive/.test(text))).toHaveLength(1);
    expect(report.narrative.rejected).toEqual([]);
  });

  test.each([
    ['two loads', loads.slice(2, 4)],
    ['the knee at the largest load', loads.slice(0, 4)],
    ['the knee at the smallest load', loads.slice(3)],
    [
      'two loads that do as well as each other',
      loads.map((load) => (load.concurrency === 4 ? { ...load, throughput: load.throughput * 1.95 } : load)),
    ],
    ['requests that failed at the knee', loads.map((load) => (load.concurrency === 8 ? { ...load, completed: 90 } : load))],
  ])('is not told of %s', (_name, own) => {
    expect(kneesOf(own)).toEqual([]);
  });

  test('is told where requests failed beyond it alone', () => {
    expect(kneesOf(loads.map((load) => (load.concurrency === 32 ? { ...load, completed: 90 } : load)))).toHaveLength(1);
  });

  test('is the one load with the largest power, wherever it is told', () => {
    const load = fc.record({
      throughput: fc.double({ min: 1, max: 1000, noNaN: true }),
      waitMs: fc.double({ min: 1, max: 10_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(load, { minLength: 3, maxLength: 6 }), (own) => {
        const tried = own.map((one, index) => ({ ...one, concurrency: 2 ** index }));
        const powers = tried.map(({ throughput, waitMs }) => throughput / waitMs);
        const most = powers.indexOf(Math.max(...powers));
        const second = Math.max(...powers.filter((_, index) => index !== most));
        const isBorneOut = most > 0 && most < powers.length - 1 && powers[most]! >= 1.08 * second;
        const [text] = kneesOf(tried);
        expect(text === undefined).toBe(!isBorneOut);
        if (isBorneOut) expect(text).toContain(`, concurrency=${2 ** most} has the highest`);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a claim of a knee', () => {
  const { report } = reportOf(sweep(saturating(8, [1, 4, 8, 16])));
  const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
  const claim = report.findings.find(({ id }) => id.startsWith('knee'))!;

  test('is borne out by throughput and wait of all loads', () => {
    expect(knee(claim, byId)).toBeNull();
  });

  test('is refused where another load has more, where loads are missing, and without a wait', () => {
    const wait = [...byId.values()].find(({ metric, labels }) => metric === 'request_latency' && labels['concurrency'] === 16)!;
    expect(knee(claim, new Map(byId).set(wait.id, { ...wait, value: 1 }))).toMatch(/another load has more/);
    expect(knee({ ...claim, facts: claim.facts.slice(0, 4) }, byId)).toMatch(/no loads around it/);
    expect(knee({ ...claim, parts: [] }, byId)).toMatch(/prints no throughput/);
  });
});
