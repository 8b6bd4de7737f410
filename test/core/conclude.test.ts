import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/contracts/claim.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { analysisTables } from '../../src/core/conclude/analysis.ts';
import { conclude } from '../../src/core/conclude/conclude.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { rethrow } from '../support/document-of.ts';
import { programPage } from '../support/narrative.ts';
import { artifact, type RawRow } from './artifacts.ts';

function concluded(...artifacts: ReturnType<typeof artifact>[]) {
  const measurement = measure(assemble(artifacts), artifacts);
  const reviewed = artifacts.map(({ path, verdict }) => ({ path, verdict, reason: null, run: null }));
  return { measurement, ...conclude(measurement, reviewed, new Set(), namingOfMeasured(measurement), rethrow) };
}

const text = (findings: readonly Finding[], topic: Finding['topic']) =>
  findings.filter((finding) => finding.topic === topic).map((finding) => finding.text);

const warm = (index: number, base: number): RawRow => ({
  ttft_s: 0.1 + index / 1000,
  load_s: 0.08 + index / 1000,
  prompt_eval_s: 0.02,
  tokens_s: base + index / 7,
});
const cold: RawRow = { ttft_s: 2.51, load_s: 2.4, prompt_eval_s: 0.11, tokens_s: 90.5 };
const run = (base: number) => [cold, ...[1, 2, 3, 4, 5].map((index) => warm(index, base))];
const two = [
  artifact('a.csv', run(100), { model: 'slow', benchmark: 'b' }),
  artifact('b.csv', run(200), { model: 'fast', benchmark: 'b' }),
] as const;

describe('conclude', () => {
  test('says which model leads, by how much and how sure that is', () => {
    const [first] = text(concluded(...two).findings, 'ranking');
    expect(first).toMatch(
      /^In b, fast has the highest generation throughput over warm requests: mean 200\.4\d? ± 0\.\d+ tokens\/s; (?:1\.99|2\.00) times slow \(mean 100\.4\d? ± 0\.\d+ tokens\/s, /,
    );
  });

  test('says what a request after a model load waits', () => {
    expect(text(concluded(...two).findings, 'cold-start')[0]).toContain(
      'time to first token right after a model load: fast 2.510 s in one request (103.0 ms warm, model load time 2.400 s, ',
    );
  });

  test('calls no leader where the intervals overlap', () => {
    const rows = (base: number) => [10, -9, 8, -7].map((step, index) => ({ tokens_s: base + step * 1.01, ttft_s: 0.1 + index / 997 }));
    const { findings, recommendations } = concluded(
      artifact('a.csv', rows(100), { model: 'x', benchmark: 'b' }),
      artifact('b.csv', rows(101), { model: 'y', benchmark: 'b' }),
    );
    expect(text(findings, 'ranking')[0]).toContain('is within the noise: no verdict');
    expect(recommendations.map(({ id }) => id)).not.toContain('choose-fastest');
  });

  test('reports failures with their reason and keeps them out of every mean', () => {
    const rows = [1, 2].map((): RawRow => ({ ttft_s: 0, tokens_s: 0, error: 'connection refused' }));
    const { findings } = concluded(artifact('a.csv', rows, { model: 'm' }));
    expect(text(findings, 'failure')).toEqual(['All 2 requests of m a in a.csv failed: "connection refused"; nothing is stated of it.']);
  });

  test('says first how many requests failed over all runs, the good ones counted in', () => {
    const refused = [1, 2].map((): RawRow => ({ tokens_s: 0, error: 'connection refused' }));
    const files = ['2026-01-01', '2026-01-02'].map((day) => artifact(`${day}/a.csv`, refused, { model: 'm' }, day));
    const good = artifact(
      '2026-01-03/a.csv',
      [1, 2, 3].map((index): RawRow => ({ tokens_s: 100.25 + index })),
      { model: 'm' },
    );
    const [first, ...others] = text(concluded(...files, good).findings, 'failure');
    expect(first).toBe('4 of 7 requests failed, over all runs: "connection refused".');
    expect(others).toHaveLength(2);
  });

  test('says that a run which completed far less than was asked of it was overloaded', () => {
    const rows = [{ request_rate: 16, requests_s: 6.2 }];
    expect(text(concluded(artifact('a.csv', rows, { model: 'm' })).findings, 'noise')[0]).toContain(
      'was asked for request_rate=16 and completed 6.200 requests/s',
    );
    expect(text(concluded(artifact('a.csv', [{ request_rate: 6, requests_s: 5.9 }], { model: 'm' })).findings, 'noise')).toEqual([]);
  });

  test('names what was not recorded', () => {
    expect(concluded(...two).gaps.map(({ id }) => id)).toEqual(expect.arrayContaining(['gap-gpu-memory', 'gap-gpu-power', 'gap-quality']));
  });

  test('expects no GPU telemetry of what is no speed benchmark', () => {
    expect(concluded(artifact('a.csv', [], {})).gaps).toEqual([]);
  });

  test('writes only sentences that the firewall accepts', () => {
    const { measurement, ...conclusions } = concluded(...two);
    const { findings, recommendations, gaps } = conclusions;
    const { summary, advice, risk } = programPage(conclusions);
    for (const claims of [findings, recommendations, gaps, summary, advice, risk]) {
      expect(verifyClaims(claims, measurement.facts, ['a.csv', 'b.csv', 'ttft_s', 'load_s', 'prompt_eval_s']).rejected).toEqual([]);
    }
  });

  test('gives every finding and recommendation a fact', () => {
    const { findings, recommendations } = concluded(...two, artifact('copy/a.csv', run(100), { model: 'slow', benchmark: 'b' }));
    for (const claim of [...findings, ...recommendations]) expect(claim.facts.length).toBeGreaterThan(0);
    expect(text(findings, 'duplicate')[0]).toMatch(/repeats?/);
  });

  test('names a table number by a fact that exists and shows a high quantile only where n supports it', () => {
    const { measurement } = concluded(...two);
    const ids = new Set(measurement.facts.map(({ id }) => id));
    const { tables } = analysisTables(measurement, namingOfMeasured(measurement), rethrow);
    expect(tables.map(({ role }) => role)).toContain('series');
    for (const { rows, columns } of tables) {
      expect(columns).not.toContain('p95');
      for (const row of rows) for (const id of Object.values(row.facts)) expect(ids.has(id)).toBe(true);
    }
  });
});

describe('the page', () => {
  test('has at most five sentences, the ranking first', () => {
    const { summary } = programPage(concluded(...two));
    expect(summary.length).toBeLessThanOrEqual(5);
    expect(summary[0]!.text).toMatch(/^In b, fast has the highest generation throughput over warm requests: mean 200/);
  });
});
