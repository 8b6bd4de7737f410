import { describe, expect, test } from '@jest/globals';
import type { Claim, ProsePart } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { claimText, verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { fact } from './facts.ts';

const sources = [{ path: 'runs/2025-01/gemma3_4b.csv', sha256: 'x', cells: [] }];
const slow = fact({ id: 'fslow00', value: 100, labels: { model: 'slow:7b', num_gpu: 40 }, sources });
const fast = fact({ id: 'ffast00', value: 150, labels: { model: 'fast:1b', num_gpu: 40 }, sources });
const ratio = fact({ id: 'fratio0', kind: 'comparison', unit: 'x', value: 1.5, labels: {}, baseline: 'fslow00', candidate: 'ffast00' });
const wait = fact({
  id: 'fwait00',
  metric: 'time_to_first_token',
  unit: 'ms',
  direction: 'lower-is-better',
  value: 80,
  labels: { model: 'slow:7b' },
});
const cold = fact({ ...wait, id: 'fcold00', value: 2400, subset: 'cold' });
const cost = fact({ id: 'fcost00', kind: 'change', unit: 'ratio', value: 0.2, baseline: 'fwait00', candidate: 'fcold00' });
const facts: Fact[] = [slow, fast, ratio, wait, cold, cost];
const byId = new Map(facts.map((one) => [one.id, one]));

function claim(...parts: ProsePart[]): Claim {
  const ids = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
  return { id: 'c', parts, text: claimText({ parts }, byId), facts: ids };
}

function reason(...parts: ProsePart[]): string | null {
  return verifyClaims([claim(...parts)], facts).rejected[0]?.reason ?? null;
}

const value = (id: string) => ({ fact: id, show: 'value' as const });
const times = { fact: 'fratio0', show: 'times' as const };

describe('verifyClaims', () => {
  test('accepts words, names and printed facts, and keeps what else a claim holds', () => {
    const good = {
      ...claim({ name: 'fast:1b' }, ' makes ', value('ffast00'), ', one run; the first token counts per second.'),
      risk: 'none',
    };
    expect(good.text).toBe('fast:1b makes 150.0 tokens/s, one run; the first token counts per second.');
    expect(verifyClaims([good], facts)).toEqual({ accepted: [good], rejected: [] });
    expect(verifyClaims([], facts)).toEqual({ accepted: [], rejected: [] });
  });

  test.each([
    'It makes 150 tokens/s',
    'twice as fast',
    'half the time',
    'it doubled',
    'three times',
    'x² and ½',
    'a dozen runs',
    'tenfold',
    '٣',
  ])('rejects a number in words of its own: %s', (words) => {
    expect(reason(words, value('ffast00'))).toContain('a number may only come from a fact');
  });

  test('rejects facts that do not exist, are not listed, or print otherwise than the text', () => {
    expect(reason(value('fgone00'))).toBe('refers to fgone00, which is no fact of this report');
    const unlisted = { ...claim('It makes ', value('ffast00')), facts: [] };
    expect(verifyClaims([unlisted], facts).rejected[0]!.reason).toContain('does not list it');
    const forged = { ...claim('It makes ', value('ffast00')), text: 'It makes 160 tokens/s' };
    expect(verifyClaims([forged], facts).rejected).toEqual([
      { text: 'It makes 160 tokens/s', reason: 'its text differs from its parts, which print as "It makes 150.0 tokens/s"' },
    ]);
  });

  test.each([
    'slow:7b',
    'num_gpu=40',
    'model=fast:1b, num_gpu=40',
    'gemma3_4b.csv',
    '2025-01',
    'runs/2025-01/gemma3_4b.csv:12-14',
    'no digits at all',
  ])('knows the name %s', (name) => {
    expect(reason({ name }, ' is there.')).toBeNull();
  });

  test.each(['284 tokens/s', '40', 'num_gpu=41', 'fast:1b 284', 'gemma3_4b.csv is 284', 'slow:7b=40'])(
    'rejects the name %s, which smuggles a number',
    (name) => {
      expect(reason({ name }, ' is there.')).toContain('it is no name in the artifacts');
    },
  );

  test('takes a bare number for a name only beside its label, and other names from the caller', () => {
    expect(reason('With num_gpu at ', { name: '40' }, ' it runs.')).toBeNull();
    expect(reason('The level ', { name: 'tok 7 of "x"' })).not.toBeNull();
    expect(verifyClaims([claim({ name: 'HTTP 500: gone' })], facts, ['HTTP 500: gone']).rejected).toEqual([]);
    expect(verifyClaims([claim({ name: '500' })], facts, ['500']).rejected).toHaveLength(1);
  });

  test('accepts a comparative that its comparison bears out, seen from either side', () => {
    expect(reason({ name: 'fast:1b' }, ' is faster than ', { name: 'slow:7b' }, ': ', times)).toBeNull();
    expect(reason({ name: 'slow:7b' }, ' is slower than ', { name: 'fast:1b' }, ': ', times)).toBeNull();
    expect(reason('Compared with ', { name: 'slow:7b' }, ', ', { name: 'fast:1b' }, ' has higher throughput: ', times)).toBeNull();
  });

  test('rejects a comparative that its comparison contradicts', () => {
    expect(reason({ name: 'slow:7b' }, ' is faster than ', { name: 'fast:1b' }, ': ', times)).toBe(
      'says "faster", but fratio0 says the opposite',
    );
    expect(reason({ name: 'fast:1b' }, ' has lower throughput than ', { name: 'slow:7b' }, ': ', times)).toContain('"lower"');
    expect(reason('The first token comes faster after a load: ', { fact: 'fcost00', show: 'percent' })).toContain('"faster"');
    expect(reason('The first token comes slower after a load: ', { fact: 'fcost00', show: 'percent' })).toBeNull();
  });

  test('leaves undecided what the claim does not make plain', () => {
    expect(reason({ name: 'slow:7b' }, ' is not faster than ', { name: 'fast:1b' }, ': ', times)).toBeNull();
    expect(reason('One of them is faster: ', times)).toBeNull();
    expect(reason({ name: 'slow:7b' }, ' is faster or slower: ', times)).toBeNull();
  });
});
