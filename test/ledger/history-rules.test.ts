import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { FailureChange, SeriesChange } from '../../src/contracts/history.ts';
import { Ledger } from '../../src/contracts/ledger.ts';
import { historyRules } from '../../src/core/ledger/history-rules.ts';
import { namesRun } from '../../src/core/ledger/run-names.ts';

const PLACE = { directory: 'nightly', today: '2026-11-30', baseline: 'robust' };

function ledger(lists: object): Ledger {
  return Ledger.parse({ schema: 'benchscribe.regressions/1', ...lists });
}

function changed(over: Partial<SeriesChange> = {}, [low, high] = [-0.11, -0.07]): SeriesChange {
  const fact = { value: (low! + high!) / 2, interval: { level: 0.95, low, high, method: '' } } as Fact;
  return {
    ...{
      labels: new Map([['model', 'a']]),
      metric: 'decode_throughput',
      unit: 'tokens/s',
      family: 'throughput',
      direction: 'higher-is-better',
    },
    ...{
      verdict: 'regressed',
      shape: 'step',
      status: 'confirmed',
      reason: '',
      since: '2026-11-12',
      needed: null,
      together: false,
      returning: false,
    },
    ...{ moved: [], baseline: fact, candidate: fact, fact, state: null },
    ...over,
  } as SeriesChange;
}

describe('a run', () => {
  test.each([
    ['2026-11-09', '2026-11-09', 'nightly', true],
    ['nightly/2026-11-09', '2026-11-09', 'nightly', true],
    ['2026-11-09', 'nightly/2026-11-09', '.', true],
    ['nightly/2026-11-09', '2026-11-09', '.', true],
    ['weekly/2026-11-09', '2026-11-09', 'nightly', false],
    ['11-09', '2026-11-09', 'nightly', false],
    ['2026-11-0', '2026-11-09', '.', false],
  ])('%s of a ledger is %s of the report of another directory: %s, %s', (entry, run, directory, isSo) => {
    expect(namesRun(entry, run, directory)).toBe(isSo);
  });
});

describe('the state of a change', () => {
  const stateOf = (own: SeriesChange, lists: object = {}) => historyRules(ledger(lists), PLACE).stateOf(own);
  const known = (entry: object = {}) => ({ acknowledged: [{ reason: 'known', ...entry }] });

  test('is open without a decision, also where it is only suspected', () => {
    expect(stateOf(changed())).toEqual({ state: 'open', why: null, acknowledged: null });
    expect(stateOf(changed({ status: 'suspected' }))?.state).toBe('open');
  });

  test('is none where nothing got worse', () => {
    expect(stateOf(changed({ verdict: 'improved' }))).toBeNull();
    expect(stateOf(changed({ verdict: 'inconclusive', status: null, since: null }))).toBeNull();
    expect(stateOf(changed({ status: 'recovered' }))).toBeNull();
  });

  test('is recovered where it is back, whatever the ledger says', () => {
    expect(stateOf(changed({ verdict: 'improved', status: 'recovered' }), known())?.state).toBe('recovered');
  });

  test('is reopened where it had recovered before', () => {
    expect(stateOf(changed({ returning: true }))).toEqual({ state: 'reopened', why: 'it had recovered before', acknowledged: null });
  });

  test.each([
    ['everything', {}],
    ['the metric', { metric: 'decode_throughput' }],
    ['the labels', { labels: { model: 'a' } }],
    ['the first run', { since: 'nightly/2026-11-12' }],
    ['today as its last day', { until: '2026-11-30' }],
    ['a change as large', { change: -0.09 }],
  ])('is acknowledged where an entry names %s', (_, entry) => {
    expect(stateOf(changed({ returning: true }), known(entry))).toMatchObject({
      state: 'acknowledged',
      why: null,
      acknowledged: { reason: 'known' },
    });
  });

  test.each([
    ['another metric', { metric: 'time_to_first_token' }],
    ['another label', { labels: { model: 'b' } }],
    ['a label that it does not have', { labels: { depth: 0 } }],
    ['another first run', { since: '2026-11-13' }],
  ])('is open where the entry is about %s', (_, entry) => {
    expect(stateOf(changed(), known(entry))?.state).toBe('open');
  });

  test('is reopened on the day after the last one', () => {
    const entry = known({ until: '2026-11-29' });
    expect(stateOf(changed(), entry)).toEqual({
      state: 'reopened',
      why: 'the acknowledgement has ended',
      acknowledged: { reason: 'known', until: '2026-11-29' },
    });
  });

  test('is reopened where the whole interval lies beyond what was acknowledged, in either direction', () => {
    const why = 'it has gone beyond what was acknowledged';
    expect(stateOf(changed({}, [-0.2, -0.15]), known({ change: -0.09 }))).toMatchObject({ state: 'reopened', why });
    expect(stateOf(changed({}, [0.15, 0.2]), known({ change: 0.09 }))).toMatchObject({ state: 'reopened', why });
    expect(stateOf(changed({}, [-0.2, -0.08]), known({ change: -0.09 }))?.state).toBe('acknowledged');
    expect(stateOf(changed({}, [0.01, 0.2]), known({ change: 0.09 }))?.state).toBe('acknowledged');
  });

  test('follows the entry that holds, where another one has ended', () => {
    const lists = { acknowledged: [{ reason: 'first', until: '2026-01-01' }, { reason: 'second' }] };
    expect(stateOf(changed(), lists)).toMatchObject({ state: 'acknowledged', acknowledged: { reason: 'second' } });
  });
});

describe('a reset', () => {
  test('is of its metric and labels alone', () => {
    const { isReset } = historyRules(
      ledger({ resets: [{ run: '2026-11-12', metric: 'decode_throughput', labels: { model: 'a' }, reason: 'x' }] }),
      PLACE,
    );
    expect(isReset('2026-11-12', changed())).toBe(true);
    expect(isReset('2026-11-13', changed())).toBe(false);
    expect(isReset('2026-11-12', changed({ metric: 'prefill_throughput' }))).toBe(false);
    expect(isReset('2026-11-12', changed({ labels: new Map([['model', 'b']]) }))).toBe(false);
  });
});

describe('the state of a share of failed requests', () => {
  const share = { value: 0.3, interval: { level: 0.95, low: 0.2, high: 0.42, method: '' } } as Fact;
  const failing = (over: Partial<FailureChange> = {}) =>
    ({
      ...{
        labels: new Map([['model', 'a']]),
        verdict: 'regressed',
        status: 'confirmed',
        reason: '',
        since: '2026-11-12',
        returning: false,
      },
      ...{ moved: [], before: { share }, after: { share }, state: null },
      ...over,
    }) as unknown as FailureChange;
  const stateOf = (own: FailureChange, ...acknowledged: object[]) =>
    historyRules(ledger({ acknowledged: acknowledged.map((entry) => ({ reason: 'known', ...entry })) }), PLACE).stateOfFailures(own);

  test('is open, reopened, recovered or none as that of a series is', () => {
    expect(stateOf(failing())?.state).toBe('open');
    expect(stateOf(failing({ returning: true }))).toMatchObject({ state: 'reopened', why: 'it had recovered before' });
    expect(stateOf(failing({ verdict: 'improved', status: 'recovered' }), {})?.state).toBe('recovered');
    expect(stateOf(failing({ verdict: 'improved' }))).toBeNull();
    expect(stateOf(failing({ verdict: 'inconclusive', status: null, since: null }))).toBeNull();
  });

  test.each([
    ['its metric', { metric: 'failed_request_share' }, 'acknowledged'],
    ['no metric', { labels: { model: 'a' }, since: '2026-11-12' }, 'acknowledged'],
    ['a share as large', { metric: 'failed_request_share', failedShare: 0.3 }, 'acknowledged'],
    ['a share that its interval holds', { metric: 'failed_request_share', failedShare: 0.21 }, 'acknowledged'],
    ['a share below its interval', { metric: 'failed_request_share', failedShare: 0.1 }, 'reopened'],
    ['a day that is over', { metric: 'failed_request_share', until: '2026-11-29' }, 'reopened'],
    ['the number of tokens in a second', { metric: 'decode_throughput' }, 'open'],
    ['another model', { labels: { model: 'b' } }, 'open'],
  ])('follows an entry that names %s', (_, entry, state) => {
    expect(stateOf(failing(), entry)?.state).toBe(state);
  });
});
