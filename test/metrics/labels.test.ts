import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identifies, isSecretKey, isSwept, labelKey, labelRole, labelValue, slug } from '../../src/metrics/labels.ts';
import { timeOf } from '../../src/metrics/times.ts';

describe('labelKey', () => {
  test.each([
    ['Model Name', 'model'],
    ['n_gpu_layers', 'num_gpu'],
    ['max_concurrency', 'concurrency'],
    ['gpuName', 'device'],
    ['prompt_text', 'prompt'],
    ['__proto__', null],
    ['constructor', null],
    ['', null],
  ])('knows %j', (name, key) => {
    expect(labelKey(name)).toBe(key);
  });

  test('takes a context of 4096 for a size and one of words for a subject', () => {
    expect([labelKey('context', 4096), labelKey('Context', '4096'), labelKey('Context', 'boss_defeated'), labelKey('context')]).toEqual([
      'num_ctx',
      'num_ctx',
      'context',
      'context',
    ]);
  });
});

test.each([
  ['model', 'contestant'],
  ['benchmark', 'workload'],
  ['input_length', 'workload'],
  ['concurrency', 'load'],
  ['num_ctx', 'setting'],
  ['agent_b_num_ctx', 'setting'],
  ['agent_b_concurrency', 'load'],
  ['run', 'run'],
  ['prompt', 'observation'],
  ['seed', 'observation'],
  ['anything', 'workload'],
  ['__proto__', 'workload'],
])('gives %s the role of a %s', (key, role) => {
  expect(labelRole(key)).toBe(role);
});

test('sweeps settings, loads and sizes, and lets all but those and single observations identify', () => {
  const keys = ['num_ctx', 'concurrency', 'input_length', 'prompt', 'model', 'benchmark', 'run', 'anything'];
  expect(keys.filter(isSwept)).toEqual(['num_ctx', 'concurrency', 'input_length']);
  expect(keys.filter(identifies)).toEqual(['model', 'benchmark', 'run', 'anything']);
});

test.each([
  ['testName', 'test_name'],
  ['  TTFT (ms) ', 'ttft_ms'],
  ['___', ''],
  ['Größe', 'größe'],
])('makes a slug of %j', (name, expected) => {
  expect(slug(name)).toBe(expected);
});

test.each([
  ['temperature', 0.800000011920929, 0.8],
  ['temperature', '0.30', 0.3],
  ['num_ctx', '4096', 4096],
  ['num_ctx', '007', '007'],
  ['num_ctx', '', ''],
  ['flash_attention', true, true],
  ['model', ' q4_0 ', 'q4_0'],
  ['engine_version', '0.10', '0.10'],
  ['run', '20261127101500', '20261127101500'],
  ['run', 20261127141500, '20261127141500'],
  ['seed', '9007199254740993', '9007199254740993'],
  ['anything', '1.50', '1.50'],
])('compares %s %j as %j', (key, written, expected) => {
  expect(labelValue(key, written)).toBe(expected);
});

test('never makes one of two texts that identify', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9.]{1,20}$/), fc.stringMatching(/^[0-9.]{1,20}$/), (a, b) => {
      expect(labelValue('run', a) === labelValue('run', b)).toBe(a === b);
    }),
  );
});

test('knows the names of secrets and hosts', () => {
  expect(['api_key', 'OPENAI_API_KEY', 'hf_token', 'ollama_host', 'Password'].every(isSecretKey)).toBe(true);
  expect(['tokens', 'keyboard', 'token_count', 'hostess'].some(isSecretKey)).toBe(false);
});

describe('timeOf', () => {
  test.each([
    ['2026-02-03T10:00:00+01:00', '2026-02-03T09:00:00.000Z'],
    ['2026-02-03 10:00:00.123456', '2026-02-03T10:00:00.123Z'],
    ['2026-02-03', '2026-02-03T00:00:00.000Z'],
    [1770109200.5, '2026-02-03T09:00:00.500Z'],
    ['1770109200', '2026-02-03T09:00:00.000Z'],
    [1770109200500, '2026-02-03T09:00:00.500Z'],
    [1770109200500000, '2026-02-03T09:00:00.500Z'],
    [1770109200500000000, '2026-02-03T09:00:00.500Z'],
  ])('reads %j', (stamp, iso) => {
    expect(new Date(timeOf(stamp)!).toISOString()).toBe(iso);
  });

  test.each(['2026-02-31', '2026-13-01', '10:00', 'yesterday', '', 42, -1, Number.NaN, null, {}, '1999-01-01'])(
    'finds no time in %j',
    (stamp) => {
      expect(timeOf(stamp)).toBeNull();
    },
  );
});
