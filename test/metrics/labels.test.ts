import { describe, expect, test } from '@jest/globals';
import { isSecretKey, labelKey, labelRole, labelValue, slug } from '../../src/metrics/labels.ts';
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

test('gives an unknown key the role of the setting that it ends in', () => {
  expect(['num_ctx', 'agent_b_num_ctx', 'prompt', 'config_name', 'variant', 'anything', '__proto__'].map(labelRole)).toEqual([
    'parameter',
    'parameter',
    'repetition',
    'repetition',
    'identity',
    'identity',
    'identity',
  ]);
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
  [0.800000011920929, 0.8],
  ['0.30', 0.3],
  ['007', '007'],
  ['', ''],
  ['q4_0', 'q4_0'],
  [true, true],
])('compares %j as %j', (raw, expected) => {
  expect(labelValue(raw)).toBe(expected);
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
