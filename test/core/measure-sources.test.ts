import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/contracts/fact.ts';
import { measureFiles } from './measured.ts';
import { disagreements } from './recomputed.ts';

/** A request of a log: which model, at which setting, how long it took; NaN where nothing was written, an error where it failed. */
interface Request {
  readonly model: string;
  readonly num_gpu: number;
  readonly ttft_ms: number;
  readonly tokens_s: number;
  readonly error: string;
}

const request: fc.Arbitrary<Request> = fc.record({
  model: fc.constantFrom('acorn', 'birch "7b"', 'cedar, small'),
  num_gpu: fc.constantFrom(10, 20, 40),
  ttft_ms: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1000, max: 99_999 }).map((n) => n / 100) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
  tokens_s: fc.integer({ min: 1000, max: 99_999 }).map((n) => n / 100),
  error: fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('timed out', 'refused') }),
});

const log = fc.array(request, { minLength: 30, maxLength: 60 });

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asCsv(requests: readonly Request[]): string {
  const lines = requests.map(({ model, num_gpu, ttft_ms, tokens_s, error }) =>
    error === ''
      ? [quoted(model), num_gpu, Number.isNaN(ttft_ms) ? '' : ttft_ms, tokens_s, ''].join(',')
      : [quoted(model), num_gpu, '', 0, error].join(','),
  );
  return `model,num_gpu,ttft_ms,tokens_s,error\n${lines.join('\n')}\n`;
}

function asRecord({ model, num_gpu, ttft_ms, tokens_s, error }: Request): object {
  if (error !== '') return { model, num_gpu, ttft_ms: 0, tokens_s: 0, error };
  return { model, num_gpu, ...(Number.isNaN(ttft_ms) ? {} : { ttft_ms }), tokens_s };
}

const LAYOUTS: readonly [name: string, path: string, write: (requests: readonly Request[]) => string][] = [
  ['rows of CSV', 'log.csv', asCsv],
  ['lines of JSON', 'log.jsonl', (requests) => `${requests.map((own) => JSON.stringify(asRecord(own))).join('\n')}\n`],
  ['items of an array', 'log.json', (requests) => JSON.stringify({ results: requests.map(asRecord) })],
  [
    'arrays of several runs',
    'log.json',
    (requests) =>
      JSON.stringify({ runs: [0, 1, 2].map((run) => ({ results: requests.filter((_, index) => index % 3 === run).map(asRecord) })) }),
  ],
];

describe('sources', () => {
  test.each(LAYOUTS)('of %s lead back to the value of every fact', (_, path, write) => {
    fc.assert(
      fc.property(log, (requests) => {
        const files = { [path]: write(requests) };
        const { facts } = measureFiles(files);
        expect(facts.length).toBeGreaterThan(0);
        expect(disagreements(facts, files)).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test.each(LAYOUTS)('of %s take no more room for a hundred times as many interleaved requests', (_, path, write) => {
    const requests = (count: number) =>
      Array.from(
        { length: count },
        (__, index): Request => ({
          model: ['acorn', 'birch', 'cedar'][index % 3]!,
          num_gpu: [10, 20][(index >> 2) % 2]!,
          ttft_ms: 100 + (index % 37),
          tokens_s: 50 + (index % 41) / 4,
          error: index % 10 === 7 ? 'timed out' : '',
        }),
      );
    const room = (facts: readonly Fact[]) =>
      facts.filter(({ kind }) => kind === 'statistic').reduce((sum, { sources }) => Math.max(sum, JSON.stringify(sources).length), 0);
    const [few, many] = [60, 6000].map((count) => room(measureFiles({ [path]: write(requests(count)) }).facts));
    expect(many!).toBeLessThan(few! + 3 * 200);
  });

  const interleaved = (count: number, model: string) => {
    const rows = Array.from({ length: count }, (_, index) => `${index % 2 === 0 ? 'a' : 'b'},${index === 20 ? 0 : 100 + index}`);
    const { facts } = measureFiles({ 'log.csv': `model,ttft_ms\n${rows.join('\n')}\n` });
    return facts.find(({ statistic, labels }) => statistic === 'mean' && labels['model'] === model)?.sources[0]?.cells;
  };

  test('name the rows of one label of a large table as a selection, and what they leave out', () => {
    expect(interleaved(6000, 'a')).toEqual(['row=2-6000;col=ttft_ms;where=model="a",ttft_ms!=0']);
    expect(interleaved(6000, 'b')).toEqual(['row=3-6001;col=ttft_ms;where=model="b"']);
  });

  test('write out up to two hundred ranges of a small table, and the pointers of a few values', () => {
    expect(interleaved(8, 'b')).toEqual(['row=3,5,7,9;col=ttft_ms']);
    expect(interleaved(500, 'b')).toEqual(['row=3-501;col=ttft_ms;where=model="b"']);
    const { facts } = measureFiles({
      'log.json': JSON.stringify({
        results: [
          { model: 'a', ttft_ms: 1.5 },
          { model: 'a', ttft_ms: 2.5 },
        ],
      }),
    });
    expect(facts.find(({ statistic }) => statistic === 'mean')?.sources[0]?.cells).toEqual(['/results/0/ttft_ms', '/results/1/ttft_ms']);
  });
});
