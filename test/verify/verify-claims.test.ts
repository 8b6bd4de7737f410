import { describe, expect, test } from '@jest/globals';
import type { Claim, Predicate, ProsePart } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { claimText } from '../../src/core/prose.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { fact } from './facts.ts';

const sources = [{ path: 'runs/2025-01/gemma3_4b.csv', sha256: 'x', cells: [] }];
const slow = fact({ id: 'fslow00', value: 100, labels: { model: 'slow:7b', num_gpu: 40 }, sources });
const fast = fact({ id: 'ffast00', value: 150, labels: { model: 'fast:1b', num_gpu: 40 }, sources });
const ratio = fact({
  id: 'fratio0',
  kind: 'comparison',
  unit: 'x',
  value: 1.5,
  interval: { level: 0.95, low: 1.4, high: 1.6, method: 'm' },
  labels: {},
  baseline: 'fslow00',
  candidate: 'ffast00',
});
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

  test('takes a name of several labels behind a number for what it may be of, whatever was named before', () => {
    const shared = fact({ id: 'fshare0', value: 120, labels: { model: 'both', benchmark: 'x' }, sources });
    const other = fact({ id: 'fother0', value: 90, labels: { model: 'z', benchmark: 'both' }, sources });
    const parts: ProsePart[] = [{ name: 'fast:1b' }, ' makes ', value('ffast00'), ', and ', value('fshare0'), ' (', { name: 'both' }, ')'];
    const known = new Map([...byId, [shared.id, shared]]);
    const said = { id: 'c', parts, text: claimText({ parts }, known), facts: ['ffast00', 'fshare0'] };
    expect(verifyClaims([said], [...facts, shared, other]).rejected).toEqual([]);
    expect(verifyClaims([said], [...facts, shared]).rejected).toEqual([]);
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
    'model=fast:1b',
    'num_gpu',
    'gemma3_4b.csv',
    '2025-01',
    'runs/2025-01/gemma3_4b.csv:12-14',
    'decode_throughput',
  ])('knows the name %s', (name) => {
    expect(reason({ name }, ' is there.')).toBeNull();
  });

  test.each(['284 tokens/s', '40', 'num_gpu=41', 'fast:1b 284', 'gemma3_4b.csv is 284', 'slow:7b=40', 'twice as quick as', 'the best', ''])(
    'rejects the name %p, which is none of the artifacts',
    (name) => {
      expect(reason({ name }, ' is there.')).toContain('it is no name in the artifacts');
    },
  );

  test('takes further names from the caller, and the beginning of a long quotation', () => {
    expect(verifyClaims([claim({ name: 'HTTP 500: gone' })], facts, ['HTTP 500: gone']).rejected).toEqual([]);
    expect(verifyClaims([claim({ name: '500' })], facts, ['500']).rejected).toHaveLength(1);
    const long = `timeout after 30 s ${'x'.repeat(200)}`;
    expect(verifyClaims([claim({ name: long.slice(0, 120) })], facts, [long]).rejected).toEqual([]);
  });

  test('takes terms of the registry and statistics of the facts as they are, and nothing else', () => {
    expect(reason({ term: 'F1 score' }, ' of ', { term: 'Generation throughput' })).toBeNull();
    expect(reason({ term: 'twice the speed' })).toContain('it is none of the registry');
  });
});

const mean = (id: string) => ({ fact: id, show: 'interval' as const });
const fastest: ProsePart[] = [{ name: 'fast:1b' }, ' has the highest ', { term: 'generation throughput' }, ': ', mean('ffast00'), '; '];
const bySo: ProsePart[] = [times, ' ', { name: 'slow:7b' }, ' (', mean('fslow00'), ').'];
const quickest: ProsePart[] = [{ name: 'slow:7b' }, ' has the highest ', { term: 'generation throughput' }, ': ', mean('fslow00'), '; '];

function judged(predicate: Predicate | undefined, parts: readonly ProsePart[]): string | null {
  const said = predicate === undefined ? claim(...parts) : { ...claim(...parts), predicate };
  return verifyClaims([said], facts).rejected[0]?.reason ?? null;
}

describe('predicates', () => {
  test.each<[string, Predicate | undefined, ProsePart[]]>([
    ['a leader with a ratio beyond chance', 'leads', [...fastest, ...bySo]],
    ['a tie within the noise', 'tied', ['The lead of ', { name: 'fast:1b' }, ' over ', { name: 'slow:7b' }, ' is within the noise.']],
    ['the best and the worst setting', 'extremes', ['The best is ', value('ffast00'), ', the worst ', value('fslow00'), '.']],
    ['an effect', 'effect', ['It changes by ', { fact: 'fcost00', show: 'percent' }, '.']],
    ['advice with a fact', 'advice', ['Keep it loaded: it saves ', value('fcost00'), '.']],
    ['a gap', 'missing', ['Quality was not recorded: the fastest is not shown to be the best.']],
    ['a plain statement', undefined, [{ name: 'slow:7b' }, ' makes ', value('fslow00'), '.']],
  ])('accepts %s', (_what, predicate, parts) => {
    expect(judged(predicate, parts)).toBeNull();
  });

  const a = { name: 'fast:1b' };
  const b = { name: 'slow:7b' };
  test.each<[string, Predicate | undefined, ProsePart[]]>([
    ['a comparative without a relation', undefined, [a, ' is faster than ', b, '.']],
    ['a comparative beside a relation that no predicate bears', undefined, [a, ' is faster than ', b, ': ', times]],
    ['a comparative the wrong way round', undefined, [b, ' is quicker than ', a, ': ', times]],
    ['an adjective that no list holds', undefined, [a, ' feels snappier in use.']],
    ['a superlative that no list holds', undefined, [a, ' is the nimblest of all.']],
    ['a superlative without a fact', undefined, [a, ' is the fastest model.']],
    ['a verb of victory', undefined, [a, ' outruns ', b, '.']],
    ['a verb of victory, in another form', undefined, [b, ' has beaten ', a, '.']],
    ['a verb of leading', undefined, [b, ' leads by a wide margin.']],
    ['a verb of change', undefined, ['Throughput improved with the new build.']],
    ['a verb of decline', undefined, ['Throughput fell after the upgrade.']],
    ['a growth', undefined, ['The wait grew with the load.']],
    ['a denial that hides a comparison', undefined, ['There is no doubt that ', b, ' is better.']],
    ['a denied comparison', undefined, [b, ' is not slower than ', a, '.']],
    ['two comparatives', undefined, [b, ' is slower to start and faster to finish than ', a, ': ', times]],
    ['an equality', undefined, [a, ' and ', b, ' are on par.']],
    ['an equality in other words', undefined, [a, ' performs as well as ', b, '.']],
    ['a sameness', undefined, ['Both have the same speed.']],
    ['a difference that does not matter', undefined, ['The gap is negligible.']],
    ['a significance', undefined, ['The effect is significant.']],
    ['an order of magnitude', undefined, [a, ' is orders of magnitude ahead.']],
    ['a multiple in words', undefined, ['It gives a sevenfold gain.']],
    ['a share in words', undefined, ['The majority of requests failed.']],
    ['an absolute judgement', undefined, [a, ' is excellent.']],
    ['an absolute judgement of speed', undefined, [a, ' answers instantly.']],
    ['a judgement of trust', undefined, [a, ' is reliable under load.']],
    ['a comparison as a name', undefined, [a, ' is ', { name: 'twice as fast as' }, ' ', b, '.']],
    ['a comparison as a term', undefined, [a, ' is ', { term: 'better than' }, ' ', b, '.']],
    ['a number as a name', undefined, [a, ' makes ', { name: '284' }, '.']],
    ['a number beside a unit as a name', undefined, [a, ' makes ', { name: '284 tokens/s' }, '.']],
    ['a setting that was not tried', undefined, ['It ran at ', { name: 'num_gpu=80' }, '.']],
    ['a model that was not measured', undefined, [{ name: 'other:70b' }, ' makes ', value('ffast00'), '.']],
    ['a fact of another subject', undefined, [b, ' makes ', value('ffast00'), '.']],
    ['a fact of another subject, the name behind it', undefined, ['It makes ', value('ffast00'), ' (', b, ').']],
    ['a fact of another subject, in a list', undefined, [a, ' makes ', value('ffast00'), ', ', b, ' ', value('ffast00'), '.']],
    ['a fact of another setting', undefined, ['At ', { name: 'num_ctx=10' }, ' it makes ', value('ffast00'), '.']],
    ['a fact of another metric', undefined, ['The ', { term: 'time to first token' }, ' of ', b, ' is ', value('fslow00'), '.']],
    ['a leader that is behind', 'leads', [...quickest, times, ' ', a, ' (', mean('ffast00'), ').']],
    ['a leader without a comparison', 'leads', [...fastest.slice(0, 5)]],
    [
      'a leader whose ratio is of others',
      'leads',
      [{ name: 'slow:7b' }, ' has the lowest ', { term: 'time to first token' }, ': ', mean('fwait00'), '; ', times],
    ],
    [
      'the lowest throughput of a leader',
      'leads',
      [a, ' has the lowest ', { term: 'generation throughput' }, ': ', mean('ffast00'), '; ', ...bySo],
    ],
    ['a leader beside another comparative', 'leads', [...fastest, ...bySo.slice(0, -1), ') and is cheaper.']],
    ['a tie where the ratio is clear', 'tied', ['The lead of ', a, ' over ', b, ' is chance: ', times]],
    ['best and worst swapped', 'extremes', ['The best is ', value('fslow00'), ', the worst ', value('ffast00'), '.']],
    ['a best of a single statistic', 'extremes', ['The best is ', value('ffast00'), '.']],
    ['an effect without one', 'effect', ['It changes by ', value('ffast00'), '.']],
    ['advice without a fact', 'advice', ['Use ', a, '.']],
    ['advice with a comparative', 'advice', ['Use ', a, ', it is faster: ', value('ffast00'), '.']],
    ['a gap that names a winner', 'missing', ['Quality was not recorded, but ', a, ' is the best.']],
    ['a gap that prints a number', 'missing', ['Memory was not recorded: ', value('ffast00'), '.']],
    ['a superlative borne by another predicate', 'cold-cost', ['It is the slowest of all: ', value('fcold00'), '.']],
  ])('rejects %s', (_what, predicate, parts) => {
    expect(judged(predicate, parts)).not.toBeNull();
  });

  test('rejects advice that lists no fact, whatever it is called', () => {
    const bare = { ...claim('Keep it loaded.'), risk: 'none', mitigation: 'none' };
    expect(verifyClaims([bare], facts).rejected[0]?.reason).toBe('gives advice that no fact bears out');
  });
});
