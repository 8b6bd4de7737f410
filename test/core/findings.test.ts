import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../src/contracts/claim.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { noiseFindings } from '../../src/core/conclude/noise.ts';
import { percentileFindings } from '../../src/core/conclude/percentiles.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { artifact, type RawRow } from './artifacts.ts';

type Find = typeof noiseFindings;

/** The sentences of one kind of finding, all of which the firewall accepts. */
function said(find: Find, ...artifacts: ReturnType<typeof artifact>[]): string[] {
  const measurement = measure(assemble(artifacts), artifacts);
  const findings: Claim[] = find(measurement, namingOfMeasured(measurement));
  expect(
    verifyClaims(
      findings,
      measurement.facts,
      artifacts.map(({ path }) => path),
    ).rejected,
  ).toEqual([]);
  return findings.map(({ text }) => text);
}

const speeds = (...values: number[]): RawRow[] => values.map((value) => ({ tokens_s: value }));

describe('noiseFindings', () => {
  test('says of a throughput that scatters by a third of its mean that it supports no comparison', () => {
    const [text, ...others] = said(noiseFindings, artifact('a.csv', speeds(10, 20, 40, 50), { model: 'm', benchmark: 'b' }));
    expect(text).toMatch(
      /^Generation throughput of m b scatters too widely to compare: a standard deviation of 18\.\d+ tokens\/s stands beside a mean of 30 tokens\/s\.$/,
    );
    expect(others).toEqual([]);
  });

  test.each([
    ['that is steady', speeds(99, 100, 101, 100)],
    ['of two samples', speeds(10, 50)],
  ])('says nothing of a throughput %s', (_what, rows) => {
    expect(said(noiseFindings, artifact('a.csv', rows, { model: 'm' }))).toEqual([]);
  });
});

describe('percentileFindings', () => {
  const reported = (model: string, value: number) => artifact(`${model}.csv`, [{ p99_tokens_s: value }], { model, benchmark: 'x' });

  test('says how far apart percentiles lie of which no mean is reported', () => {
    expect(said(percentileFindings, reported('a', 120.5), reported('b', 88.25), reported('c', 90))).toEqual([
      'Reported p99 generation throughput goes from 88.25 tokens/s (b x) to 120.5 tokens/s (a x); no mean and no median is reported, so nothing is ranked by it.',
    ]);
  });

  test('says nothing where a mean is reported too', () => {
    expect(said(percentileFindings, artifact('a.csv', [{ p99_tokens_s: 120.5, mean_tokens_s: 100 }], { model: 'a' }))).toEqual([]);
  });
});
