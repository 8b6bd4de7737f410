import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaBinomialTail, dispersionOf, failureChances } from '../../src/core/history/failure-chance.ts';
import { replayFailures } from '../../src/core/history/failure-replay.ts';
import { shareInterval } from '../../src/core/history/failure-share.ts';
import { failureVerdict } from '../../src/core/history/failure-verdicts.ts';
import { type Files, reportOf } from '../support/report-of.ts';
import { generator } from './histories.ts';

describe('the chance of so many failures', () => {
  const counts = fc.record({ requests: fc.integer({ min: 2, max: 60 }), part: fc.double({ min: 0, max: 1, noNaN: true }) });
  const parameters = fc.double({ min: 0.05, max: 50, noNaN: true });

  test('is that of the beta-binomial distribution: all chances together are one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), parameters, parameters, (requests, a, b) => {
        const tails = Array.from({ length: requests + 2 }, (_, failed) =>
          failed > requests ? 0 : betaBinomialTail({ failed, requests }, a, b),
        );
        expect(tails[0]).toBeCloseTo(1, 6);
        for (const [at, tail] of tails.entries()) if (at > 0) expect(tail).toBeLessThanOrEqual(tails[at - 1]! + 1e-9);
      }),
    );
  });

  test('is the uniform one for parameters of one', () => {
    expect(betaBinomialTail({ failed: 7, requests: 9 }, 1, 1)).toBeCloseTo(0.3, 9);
  });

  test('is a chance whatever the counts, and none where a side has no requests', () => {
    fc.assert(
      fc.property(counts, counts, fc.double({ min: 1, max: 20, noNaN: true }), (before, own, dispersion) => {
        const share = ({ requests, part }: typeof own) => ({ failed: Math.round(part * requests), requests });
        const chances = failureChances(share(before), share(own), dispersion)!;
        for (const chance of [chances.atLeast, chances.atMost]) {
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
        }
        // Both hold the number itself.
        expect(chances.atLeast + chances.atMost).toBeGreaterThanOrEqual(1 - 1e-6);
      }),
    );
    expect(failureChances({ failed: 0, requests: 0 }, { failed: 1, requests: 10 }, 1)).toBeNull();
    expect(failureChances({ failed: 0, requests: 10 }, { failed: 0, requests: 0 }, 1)).toBeNull();
  });
});

describe('what runs vary beyond chance', () => {
  test('is assumed until runs say so, and learned from those that do', () => {
    expect(dispersionOf([])).toBe(2);
    const steady = Array.from({ length: 30 }, (_, run) => ({ failed: 10 + (run % 3), requests: 200 }));
    expect(dispersionOf([steady])).toBeLessThan(1.3);
    const bursts = Array.from({ length: 30 }, (_, run) => ({ failed: run % 5 === 0 ? 60 : 0, requests: 200 }));
    expect(dispersionOf([bursts])).toBeGreaterThan(10);
  });

  test('is never less than chance makes it', () => {
    const equal = Array.from({ length: 40 }, () => ({ failed: 10, requests: 200 }));
    expect(dispersionOf([equal])).toBe(1);
  });
});

/** Failures of 200 requests a run. */
function followed(...counts: readonly (readonly number[])[]) {
  const series = counts.map((own) => ({ counts: own.map((failed) => ({ failed, requests: 200 })) }));
  return replayFailures(series, series[0]!.counts.length);
}

describe('a share of failed requests', () => {
  test('that rose is suspected in its first run and confirmed by the next one', () => {
    expect(followed([1, 0, 2, 1, 30])[0]).toMatchObject({ pending: { run: 4, sign: 1, before: [0, 1, 2, 3] }, confirmed: [] });
    expect(followed([1, 0, 2, 1, 30, 28])[0]).toMatchObject({ pending: null, confirmed: [{ run: 4, sign: 1 }], level: [4, 5] });
  });

  test('of one run alone is withdrawn, and belongs to no level', () => {
    expect(followed([1, 0, 2, 1, 30, 1, 0])[0]).toMatchObject({ pending: null, confirmed: [], level: [0, 1, 2, 3, 5, 6] });
  });

  test('that rose for two runs and fell is back with the next one', () => {
    expect(followed([1, 0, 2, 1, 30, 28, 1])[0]).toMatchObject({ pending: { run: 6, sign: -1, before: [4, 5] }, earlier: [[0, 1, 2, 3]] });
  });

  test('that fell is an improvement', () => {
    expect(followed([40, 38, 45, 42, 41, 2, 1])[0]?.confirmed).toMatchObject([{ run: 5, sign: -1 }]);
  });

  test.each([
    ['fewer than three runs', [0, 0, 60]],
    ['one run', [60]],
    ['failures that come in bursts', [0, 50, 0, 3, 0, 44, 0, 0, 52]],
    ['half a point and less', [0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])('is not called changed after %s', (_name, counts) => {
    expect(followed(counts)[0]).toMatchObject({ pending: null, confirmed: [] });
  });

  test('is seldom called changed where nothing changed', () => {
    const random = generator(11);
    const run = () => Array.from({ length: 200 }, () => random()).filter((draw) => draw < 0.02).length;
    const alarms = Array.from({ length: 200 }, () =>
      followed(...Array.from({ length: 6 }, () => Array.from({ length: 8 }, run))).some(({ pending }) => pending?.run === 7),
    );
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(4);
  });
});

describe('the interval of a share', () => {
  test('is that of Wilson: 30 of 200, by hand', () => {
    const { low, high } = shareInterval({ failed: 30, requests: 200 }, 1);
    expect([low, high]).toEqual([expect.closeTo(0.10714, 5), expect.closeTo(0.20606, 5)]);
  });

  test('holds the share, lies within 0 and 1, and is wider the more runs vary', () => {
    const counts = fc
      .record({ requests: fc.integer({ min: 1, max: 5000 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ requests, part }) => ({ failed: Math.round(part * requests), requests }));
    fc.assert(
      fc.property(counts, fc.double({ min: 1, max: 50, noNaN: true }), (own, dispersion) => {
        const [narrow, wide] = [shareInterval(own, 1), shareInterval(own, dispersion)];
        const share = own.failed / own.requests;
        expect(wide.low).toBeGreaterThanOrEqual(0);
        expect(wide.high).toBeLessThanOrEqual(1);
        expect(wide.low).toBeLessThanOrEqual(share);
        expect(wide.high).toBeGreaterThanOrEqual(share);
        expect(wide.high - wide.low).toBeGreaterThanOrEqual(narrow.high - narrow.low - 1e-12);
      }),
    );
  });
});

describe('the verdict on a share', () => {
  const verdictOn = (counts: readonly number[]) => failureVerdict(followed(counts)[0]!, counts.length - 1);
  const low = [1, 0, 2, 1];

  test('is that it recovered where it fell to where it was before it rose', () => {
    expect(verdictOn([...low, 30, 28, 31, 1, 2])).toMatchObject({ verdict: 'improved', status: 'recovered', since: 7 });
  });

  test('is that it fell where it is still above what it was', () => {
    expect(verdictOn([...low, 90, 88, 91, 40, 42])).toMatchObject({ verdict: 'improved', status: 'confirmed', since: 7 });
  });

  test('is that it came back where it rises again', () => {
    const again = [...low, 30, 28, 31, 1, 2, 1];
    expect(verdictOn([...again, 33])).toMatchObject({ verdict: 'regressed', status: 'suspected', returning: true });
    expect(verdictOn([...again, 33, 30])).toMatchObject({ verdict: 'regressed', status: 'confirmed', returning: true, since: 10 });
  });

  test('is no return where it rises for the first time, or further', () => {
    expect(verdictOn([...low, 30])).toMatchObject({ status: 'suspected', returning: false });
    expect(verdictOn([...low, 30, 28, 31, 95, 97])).toMatchObject({
      verdict: 'regressed',
      status: 'confirmed',
      returning: false,
      since: 7,
    });
  });

  test('forgets what was before a reset, but for how much runs vary', () => {
    const counts = [40, 38, 45, 42, 41, 2, 1].map((failed) => ({ failed, requests: 200 }));
    const [own] = replayFailures([{ counts, resets: [5] }], counts.length);
    expect(own).toMatchObject({ level: [5, 6], earlier: [[0, 1, 2, 3, 4]], confirmed: [], pending: null });
    expect(failureVerdict(own!, 6)).toBeNull();
  });
});

/** One run of forty requests, some of which failed: the faster the more. */
function night(day: number, failed: number, rate = 100): Files {
  const rows = Array.from({ length: 40 }, (_, at) =>
    at < failed ? 'elm:3b,0,0,timed out' : `elm:3b,${(0.2 + at / 1000).toFixed(4)},${(rate + ((at * 7 + day) % 11) / 10).toFixed(2)},`,
  );
  return { [`2026-11-${String(day).padStart(2, '0')}/chat.csv`]: `model,ttft_s,tokens_s,error\n${rows.join('\n')}\n` };
}

const nights = (failed: readonly number[], rates: readonly number[] = []) =>
  reportOf(Object.assign({}, ...failed.map((own, at) => night(at + 1, own, rates[at]))) as Files).report;

const FIRST_OF_THEM = `schema: benchscribe.regressions/1
acknowledged:
  - { metric: failed_request_share, labels: { model: elm:3b }, failedShare: 0.3, reason: the proxy drops them }
`;

describe('a night with more failures that is acknowledged', () => {
  const withLedger = (failed: readonly number[]) =>
    reportOf({
      ...(Object.assign({}, ...failed.map((own, at) => night(at + 1, own))) as Files),
      'benchscribe-regressions.yaml': FIRST_OF_THEM,
    }).report;

  test('says by whom and why, and is no alarm', () => {
    const report = withLedger([0, 1, 0, 0, 1, 12, 11]);
    expect(report.history?.failures).toMatchObject([{ state: 'acknowledged', acknowledged: { reason: 'the proxy drops them' } }]);
    expect(report.findings.find(({ id }) => id.startsWith('change-failures'))).toMatchObject({
      severity: 'notable',
      text: expect.stringContaining('; confirmed, since 2026-11-06; acknowledged: "the proxy drops them".'),
    });
  });

  test('is reopened where more fail than was acknowledged', () => {
    const report = withLedger([0, 1, 0, 0, 1, 36, 38]);
    expect(report.history?.failures).toMatchObject([{ state: 'reopened', reopened: 'it has gone beyond what was acknowledged' }]);
    expect(report.findings.find(({ id }) => id.startsWith('change-failures'))).toMatchObject({ severity: 'critical' });
  });
});

describe('a night with more failures', () => {
  const report = nights([0, 1, 0, 0, 1, 12], [100, 101, 100.5, 99.8, 100.2, 118]);

  test('says so first', () => {
    expect(report.findings[0]?.text).toBe(
      'Of the requests of elm:3b, 12 of 40 failed in the last run, against 2 of 200 in those before it; suspected, since it was seen in 2026-11-06 alone: another run confirms or withdraws it.',
    );
    expect(report.narrative.sentences[0]?.text).toContain('12 of 40 failed in the last run');
    expect(report.history?.failures).toMatchObject([{ labels: { model: 'elm:3b' }, verdict: 'regressed', status: 'suspected' }]);
    expect(report.verdict).toContain('worse than the runs before it');
  });

  test('is not called faster', () => {
    const rates = report.changes.filter(({ metric }) => metric === 'decode_throughput');
    expect(rates).toMatchObject([{ verdict: 'inconclusive', reason: 'what failed is not in it, and failures changed with it' }]);
    expect(report.history?.better).toBe(0);
    expect(nights([0, 1, 0, 0, 1, 0], [100, 101, 100.5, 99.8, 100.2, 118]).changes).toContainEqual(
      expect.objectContaining({ metric: 'decode_throughput', verdict: 'improved' }),
    );
  });

  test('is confirmed by the next one, and known since it began', () => {
    expect(nights([0, 1, 0, 0, 1, 12, 14]).findings[0]?.text).toBe(
      'Of the requests of elm:3b, 26 of 80 failed in the last runs, against 2 of 200 in those before them; confirmed, since 2026-11-06.',
    );
  });
});

test('a night of which no request came back is held against those before it', () => {
  const report = nights([0, 1, 0, 0, 40]);
  expect(report.history?.runs).toHaveLength(5);
  expect(report.findings[0]?.text).toContain('40 of 40 failed in the last run, against 1 of 160');
});

test('with one night before it a share is told, and nothing is called a change', () => {
  const report = nights([0, 20]);
  expect(report.findings[0]?.text).toBe(
    'Of the requests of elm:3b, 20 of 40 failed in the last run, against 0 of 40 in those before it; undecided: too few runs before it to know how much failures vary.',
  );
});

test('nights on which as many failed as ever have nothing to tell of it', () => {
  for (const failed of [
    [0, 0, 0, 0],
    [2, 3, 2, 3],
    [40, 40, 40, 40],
  ])
    expect(nights(failed).history?.failures).toBeUndefined();
});

test('requests that a tool counts are held against each other, too', () => {
  const day = (at: number, failed: number) => [
    `2026-11-0${at}/serve.json`,
    JSON.stringify([{ model: 'elm:3b', concurrency: 8, num_requests: 200, error_count: failed, output_tokens_per_second: 800 + at }]),
  ];
  const report = reportOf(Object.fromEntries([0, 1, 0, 2, 30].map((failed, at) => day(at + 1, failed)))).report;
  expect(report.findings[0]?.text).toContain('30 of 200 failed in the last run, against 3 of 800 in those before it; suspected');
});
