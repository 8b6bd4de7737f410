import { describe, expect, test } from '@jest/globals';
import type { Claim, Predicate, ProsePart, Show } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { attributionProblem, metricProblem } from '../../src/core/verify/claim-attribution.ts';
import { predicateProblem } from '../../src/core/verify/claim-predicates.ts';
import { knownNames } from '../../src/core/verify/known-names.ts';
import { fact } from './facts.ts';

const known = new Map<string, Fact>();

function add(id: string, over: Partial<Fact>): string {
  known.set(id, fact({ id, ...over }));
  return id;
}

function relation(id: string, value: number, low: number | null, over: Partial<Fact> = {}): string {
  const interval = low === null ? {} : { interval: { level: 0.95, low, high: value + 1, method: 'm' } };
  return add(id, { kind: 'comparison', unit: 'x', value, labels: {}, baseline: 'slow', candidate: 'fast', ...interval, ...over });
}

const A = { labels: { model: 'a', num_ctx: 1 } };
const B = { labels: { model: 'b', num_ctx: 2 } };
const WAIT = { metric: 'time_to_first_token', unit: 'ms' } as const;
add('fast', { value: 150, ...A });
add('slow', { value: 100, ...B });
add('quick', { value: 80, ...WAIT, ...A });
add('late', { value: 120, ...WAIT, ...B });
add('tokens', { metric: 'output_token_count', unit: 'count', value: 9 });
add('rows', { kind: 'count', unit: 'count', metric: 'request_count', statistic: 'rows of the run', value: 7 });
add('change', { kind: 'effect', unit: 'ratio', value: 0.5, baseline: 'slow', candidate: 'fast' });
add('later', { kind: 'change', unit: 'ratio', value: 0.5 });
add('both', { value: 120, labels: {}, contrast: { model: 'a' } });
relation('ratio', 1.5, 1.4);
relation('chance', 1.5, 0.9);
relation('even', 1.5, 1);
relation('bare', 1.5, null);
relation('less', 0.9, 0.8);
relation('one', 1, 1);
relation('other', 1.5, 1.4, { baseline: 'quick', candidate: 'late' });
relation('quicker', 1.5, 1.4, { baseline: 'quick', candidate: 'late' });
add('third', { value: 75, labels: { model: 'c', num_ctx: 3 } });
relation('ratioOfThird', 2, 1.8, { baseline: 'third', candidate: 'fast' });
relation('half', 1.5, 1.4, { baseline: 'slow', candidate: 'gone' });

function cells(id: string, name: string, value: number): string {
  return add(id, { kind: 'count', unit: 'count', statistic: `cells ${name} by mean`, value });
}
cells('of3', 'compared', 3);
cells('of5', 'compared', 5);
cells('won2', 'ahead', 2);
cells('won3', 'ahead', 3);
cells('won4', 'ahead', 4);
cells('won5', 'ahead', 5);

const show = (id: string, how: Show = 'value'): ProsePart => ({ fact: id, show: how });
const named = (text: string): ProsePart => ({ name: text });

function claim(predicate: Predicate | undefined, parts: readonly ProsePart[], also: readonly string[] = []): Claim {
  const printed = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
  return { id: 'c', parts: [...parts], text: '', facts: [...printed, ...also], ...(predicate === undefined ? {} : { predicate }) };
}

describe('what a sentence says of its subject', () => {
  type Case = readonly [what: string, parts: ProsePart[], also: string[], problem: string | null];

  test.each<Case>([
    ['the best beside its ratio', ['the highest: ', show('fast'), show('ratio')], [], null],
    ['the best beside the other', ['the highest: ', show('fast'), show('slow'), show('ratio')], [], null],
    ['the shortest wait', ['the lowest: ', show('quick'), show('late'), show('quicker')], [], null],
    ['no comparison', ['the highest: ', show('fast'), show('slow')], [], 'prints no statistic of it and no comparison'],
    ['a comparison that is not printed', ['the highest: ', show('fast')], ['ratio'], 'prints no statistic of it and no comparison'],
    ['no statistic', ['the highest: ', show('ratio'), show('rows')], [], 'prints no statistic of it and no comparison'],
    ['a number of samples only', ['the highest: ', show('fast', 'count'), show('ratio')], [], 'does not name fast as the leader'],
    ['what is neither good nor bad', ['the highest: ', show('tokens'), show('ratio')], [], 'of which neither more nor less is better'],
    ['the wrong superlative', ['the lowest: ', show('fast'), show('ratio')], [], 'calls decode_throughput of the leader "lowest"'],
    ['the wrong superlative of a wait', ['the highest: ', show('quick'), show('quicker')], [], 'calls time_to_first_token of the leader'],
    ['no superlative', ['it has ', show('fast'), show('ratio')], [], 'of the leader "undefined"'],
    ['the superlative in capitals', ['Highest: ', show('fast'), show('ratio')], [], null],
    [
      'one that is behind',
      ['the highest: ', show('slow'), show('fast'), show('ratio')],
      [],
      'says that slow leads, but fast is ahead of it',
    ],
    ['a wait that is behind', ['the lowest: ', show('late'), show('quick'), show('quicker')], [], 'but quick is ahead of it'],
    ['a larger number of another metric', ['the highest: ', show('fast'), show('late'), show('ratio')], [], null],
    ['a ratio below one', ['the highest: ', show('fast'), show('less')], [], 'but less does not say so'],
    ['a ratio of others', ['the highest: ', show('fast'), show('other')], [], 'but other does not say so'],
    ['a second ratio of others', ['the highest: ', show('fast'), show('ratio'), show('other')], [], 'but other does not say so'],
    ['a ratio without an interval', ['the highest: ', show('fast'), show('bare')], [], 'but bare may be chance'],
    ['an interval that holds one', ['the highest: ', show('fast'), show('chance')], [], 'but chance may be chance'],
    ['an interval that begins at one', ['the highest: ', show('fast'), show('even')], [], 'but even may be chance'],
    ['a farther one that may be chance', ['the highest: ', show('fast'), show('ratio'), show('chance')], [], null],
  ])('leads: %s', (_, parts, also, problem) => {
    const found = predicateProblem(claim('leads', parts, also), known);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  /** "a has the highest generation throughput: 1.5 times that of b." */
  const lead = (leader: string, ...rest: ProsePart[]): ProsePart[] => [named(leader), ' has the highest ', { term: 'rate' }, ': ', ...rest];
  const over = (rival: string, ratio = 'ratio'): ProsePart[] => [show(ratio, 'times'), ' that of ', named(rival)];
  const both = ['fast', 'slow'];

  test.each<Case>([
    ['over the other', lead('a', ...over('b')), both, null],
    ['named by key and value', lead('model=a', ...over('model=b')), both, null],
    ['over two others', lead('a', ...over('b'), ', ', ...over('c', 'ratioOfThird')), [...both, 'third'], null],
    ['named before the ratio', lead('a', named('b'), ' by ', show('ratio', 'times')), both, null],
    ['with the name of another leader', lead('b', ...over('b')), both, 'does not name fast as the leader'],
    ['with a name of nobody', lead('x', ...over('b')), both, 'does not name fast as the leader'],
    ['with the name of another key', lead('num_ctx=2', ...over('b')), both, 'does not name fast as the leader'],
    ['without a leader', ['It has the highest rate: ', ...over('b')], both, 'does not name fast as the leader'],
    ['with the leader named elsewhere', ['It has the highest rate: ', ...over('b'), ', says ', named('a')], both, 'does not name fast'],
    ['with the name of another rival', lead('a', ...over('c')), both, 'does not name slow beside ratio'],
    ['over itself', lead('a', ...over('a')), both, 'does not name slow beside ratio'],
    ['over nobody', lead('a', show('ratio', 'times'), ' as much'), both, 'does not name slow beside ratio'],
    [
      'with two rivals the wrong way round',
      lead('a', ...over('c'), ', ', ...over('b', 'ratioOfThird')),
      [...both, 'third'],
      'does not name slow',
    ],
    [
      'with one rival twice',
      lead('a', ...over('b'), ', ', ...over('b', 'ratioOfThird')),
      [...both, 'third'],
      'does not name third beside ratioOfThird',
    ],
    [
      'with two rivals before their ratios the wrong way round',
      lead('a', named('c'), ' by ', show('ratio', 'times'), ', ', named('b'), ' by ', show('ratioOfThird', 'times')),
      [...both, 'third'],
      'does not name third beside ratioOfThird',
    ],
    ['by one that is behind', lead('b', ...over('a')), ['slow', 'fast'], 'says that slow leads, but fast is ahead of it'],
    ['with the wrong superlative', [named('a'), ' has the lowest rate: ', ...over('b')], both, 'of the leader "lowest"'],
    ['that may be chance', lead('a', ...over('b', 'chance')), both, 'but chance may be chance'],
    ['below one', lead('a', ...over('b', 'less')), both, 'but less does not say so'],
    ['without a statistic behind it', lead('a', ...over('b')), [], 'prints no statistic of it'],
    ['without a comparison', lead('a', 'of all'), both, 'prints no statistic of it and no comparison'],
  ])('leads by ratios alone: %s', (_, parts, also, problem) => {
    const found = predicateProblem(claim('leads', parts, also), known);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  test.each<[what: string, facts: string[], problem: string | null]>([
    ['in every cell', ['of3', 'won3', 'ratio'], null],
    ['in some, with one that is not', ['of3', 'won2', 'ratio', 'less'], null],
    ['in some, with one that is even', ['of3', 'won2', 'ratio', 'one'], null],
    ['in some, without one that is not', ['of3', 'won2', 'ratio'], 'prints no such cell'],
    ['in every cell, but for one', ['of3', 'won3', 'ratio', 'less'], 'says that one is ahead everywhere, but less does not say so'],
    ['in more than there are', ['of3', 'won4', 'ratio'], 'says that won4 of of3 cells are won'],
    ['of two rivals', ['of3', 'won3', 'of5', 'won5', 'ratio'], null],
    ['of two rivals, behind one of them', ['of3', 'won3', 'of5', 'won4', 'ratio', 'less'], null],
    ['of two rivals, in too many of the second', ['of5', 'won5', 'of3', 'won4', 'ratio'], 'says that won4 of of3'],
    ['without a count', ['ratio'], 'counts no cells'],
    ['without a count of those that are won', ['of3', 'ratio'], 'counts no cells'],
    ['with a count too many', ['of3', 'won3', 'won2', 'ratio'], 'counts no cells'],
    ['without a ratio', ['of3', 'won3'], 'counts no cells'],
  ])('leads over cells: %s', (_, facts, problem) => {
    const found = predicateProblem(claim('leads-over-cells', ['ahead'], facts), known);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  test.each<[predicate: Predicate, what: string, parts: ProsePart[], also: string[], problem: string | null]>([
    ['curve', 'two points', ['from ', show('slow'), ' to ', show('fast')], [], null],
    ['curve', 'one point', ['from ', show('slow')], [], 'prints no two points of it'],
    ['curve', 'one point and a ratio', [show('slow'), show('ratio')], [], 'prints no two points of it'],
    ['curve', 'a peak', ['from ', show('slow'), ' to ', show('both'), '; it peaks at ', show('fast')], [], null],
    ['curve', 'a peak as high as an end', ['from ', show('fast'), ' it peaks at ', show('fast')], [], null],
    ['curve', 'a peak below', ['from ', show('slow'), ' to ', show('fast'), '; it peaks at ', show('both')], [], 'but fast is above it'],
    ['curve', 'peaks as a part of a word', [show('fast'), ' speakspeaks ', show('slow')], [], null],
    ['tied', 'a ratio that may be one', ['no lead: ', show('chance')], [], null],
    ['tied', 'a ratio that begins at one', ['no lead: ', show('even')], [], null],
    ['tied', 'a ratio without an interval', ['no lead: ', show('bare')], [], null],
    ['tied', 'a clear ratio', ['no lead: ', show('ratio')], [], 'says that nothing can be told, but ratio can'],
    ['tied', 'a clear ratio that is not printed', ['no lead'], ['ratio'], 'but ratio can'],
    ['tied', 'no ratio', ['no lead: ', show('fast')], [], null],
    ['extremes', 'the better first', ['best ', show('fast'), ' worst ', show('slow')], [], null],
    ['extremes', 'the shorter wait first', ['best ', show('quick'), ' worst ', show('late')], [], null],
    ['extremes', 'two alike', ['best ', show('fast'), ' worst ', show('fast')], [], null],
    ['extremes', 'the worse first', ['best ', show('slow'), ' worst ', show('fast')], [], 'calls slow the best, but fast is better'],
    ['extremes', 'the longer wait first', ['best ', show('late'), ' worst ', show('quick')], [], 'calls late the best'],
    ['extremes', 'what is neither good nor bad', ['best ', show('tokens'), ' worst ', show('fast')], [], null],
    ['extremes', 'no values, but ratios', ['best and worst'], ['ratio', 'chance'], null],
    ['extremes', 'no values, and one ratio of one', ['best and worst'], ['ratio', 'one'], 'nothing says how far they are apart'],
    ['extremes', 'no values and no ratios', ['best and worst'], ['fast'], 'nothing says how far they are apart'],
    ['extremes', 'one value', ['best ', show('fast')], [], 'nothing says how far they are apart'],
    ['extremes', 'one value and a ratio', ['best ', show('fast'), show('ratio')], [], null],
    ['effect', 'an effect', ['it changes by ', show('change')], [], null],
    ['effect', 'a change', ['it changes by ', show('later')], [], null],
    ['effect', 'an effect that is not printed', ['it changes'], ['change'], 'tells of an effect, but prints none'],
    ['effect', 'a ratio', ['it changes by ', show('ratio')], [], 'tells of an effect, but prints none'],
    ['advice', 'a fact', ['use it'], ['fast'], null],
    ['advice', 'no fact', ['use it'], [], 'gives advice that no fact bears out'],
    ['missing', 'words', ['nothing was recorded'], ['fast'], null],
    ['missing', 'a number', ['nothing but ', show('fast')], [], 'names or prints something'],
    ['missing', 'a name', ['nothing but ', named('a')], [], 'names or prints something'],
    ['failed', 'anything', [show('slow')], [], null],
  ])('%s: %s', (predicate, _, parts, also, problem) => {
    const found = predicateProblem(claim(predicate, parts, also), known);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  test('is nothing where it is not said', () => {
    expect(predicateProblem(claim(undefined, ['the lowest: ', show('fast')]), known)).toBeNull();
  });
});

describe('whose number a sentence prints', () => {
  const names = knownNames(
    [...known.values(), fact({ labels: { model: 'twin', benchmark: 'twin' } }), fact({ labels: { model: 'a', benchmark: 'chat' } })],
    [],
  );
  const a = named('a');
  const b = named('b');

  test.each<[what: string, parts: ProsePart[], problem: string | null]>([
    ['after its name', [a, ' makes ', show('fast')], null],
    ['after another name', [b, ' makes ', show('fast')], 'prints fast of model=a as if it were of b'],
    ['after a key and value', [named('model=b'), ' makes ', show('fast')], 'of model=a as if it were of b'],
    ['after a setting', [named('num_ctx=1'), ' makes ', show('fast')], null],
    ['after another setting', [named('num_ctx=2'), ' makes ', show('fast')], 'prints fast of num_ctx=1 as if it were of 2'],
    ['after a label that it does not have', [named('device=x'), ' makes ', show('fast')], null],
    ['after the last of two names', [a, ' and ', b, ' make ', show('fast')], 'as if it were of b'],
    ['after both, of the last', [a, ' and ', b, ' make ', show('slow')], null],
    ['in the next clause, of the first', [a, ' is ahead of ', b, '; it makes ', show('fast')], null],
    ['in the next clause, of the last', [a, ' is ahead of ', b, '; it makes ', show('slow')], 'as if it were of a'],
    ['in the next sentence, of the first', [a, ' is ahead of ', b, '. It makes ', show('fast')], null],
    ['after a point in a number, in the same clause', [a, ' v.', b, ' it makes ', show('fast')], 'as if it were of b'],
    ['before its name', [b, ', not ', show('fast'), ' of ', a], null],
    ['before another name', [a, ', not ', show('fast'), ' of ', b], 'as if it were of b'],
    ['before its name in brackets', [b, ': ', show('fast'), ' (', a, ')'], null],
    ['before another name in brackets', [a, ': ', show('fast'), ' (', b, ')'], 'as if it were of b'],
    ['before a name right behind', [a, ': ', show('fast'), ' ', b], 'as if it were of b'],
    ['before a name for which it is', [a, ': ', show('fast'), ' tokens for ', b], 'as if it were of b'],
    ['before a name in another clause', [a, ': ', show('fast'), '; more of ', b], null],
    ['before a name behind a comma', [a, ': ', show('fast'), ', that of ', b], null],
    ['before a name that only follows', [a, ': ', show('fast'), ' and then ', b], null],
    ['before two names, the second of its setting', [show('slow'), ' of ', b, ' ', named('num_ctx=2')], null],
    [
      'before two names, the second of another setting',
      [show('slow'), ' of ', b, ' ', named('num_ctx=1')],
      'of num_ctx=2 as if it were of 1',
    ],
    ['before two names with a word between', [show('slow'), ' of ', b, ' beside ', named('num_ctx=1')], null],
    ['before a term and a name', [a, ': ', show('fast'), ' ', { term: 'tokens' }, ' of ', b], 'as if it were of b'],
    ['before another number', [b, ': ', show('slow'), ' ', show('slow'), ' of ', a], 'prints slow of model=b as if it were of a'],
    ['of a ratio, of several', [a, ' is ', show('ratio'), ' of ', b], null],
    ['of a contrast, of either', [a, ' and ', show('both')], null],
    ['after a name of several labels', [a, ' and ', named('twin'), ' make ', show('slow')], null],
    ['before a name of several labels', [a, ': ', show('slow'), ' of ', named('twin')], null],
    ['of a fact that is not known', [b, ' makes ', show('gone')], null],
    ['after a name that is no label', [named('x.csv'), ' has ', show('fast')], null],
  ])('%s', (_, parts, problem) => {
    const found = attributionProblem(claim(undefined, parts), known, names);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  test.each<[what: string, parts: ProsePart[], problem: string | null]>([
    ['of the metric that is named', [{ term: 'generation throughput' }, show('fast')], null],
    ['of the metric in capitals', [{ term: 'Generation Throughput' }, show('fast')], null],
    [
      'of another metric',
      [{ term: 'generation throughput' }, show('late')],
      'names decode_throughput, but prints late of time_to_first_token',
    ],
    ['of one of two metrics', [{ term: 'generation throughput' }, { term: 'time to first token' }, show('late')], null],
    ['of a metric where none is named', [{ term: 'p99' }, show('late')], null],
    ['of samples', [{ term: 'generation throughput' }, show('late', 'count')], null],
    ['of a count', [{ term: 'generation throughput' }, show('rows')], null],
    ['of a fact that is not known', [{ term: 'generation throughput' }, show('gone')], null],
    ['beside a name that is called like a metric', [named('generation throughput'), show('late')], null],
  ])('%s', (_, parts, problem) => expect(metricProblem(claim(undefined, parts), known)).toBe(problem));
});

describe('names that may be set as code', () => {
  const quotation = `It said ${'so much '.repeat(20)}`;
  const source = { path: 'runs/2025-01/gemma3_4b.q4.csv', sha256: 'x', cells: [] };
  const names = knownNames(
    [
      fact({
        labels: { model: 'a b', num_ctx: 512 },
        contrast: { num_gpu: 10 },
        sources: [source],
        definition: 'request_count:with-failures',
        statistic: 'p97.5',
      }),
      fact({ labels: { model: 'n', device: 'a b' } }),
    ],
    [quotation, 'short quotation', 'two\n  lines', 'x/y.json'],
  );

  test.each([
    ...['a b', 'model', 'num_ctx', 'num_ctx=512', 'num_gpu=10', 'model=n', 'decode_throughput', 'generation throughput', 'p97.5', '.'],
    ...['request_count:with-failures', 'runs/2025-01/gemma3_4b.q4.csv', '2025-01/gemma3_4b.q4.csv', 'gemma3_4b.q4.csv', 'gemma3_4b.q4'],
    ...['runs', 'runs/2025-01', 'runs/2025-01/gemma3_4b.q4.csv:12', 'gemma3_4b.q4.csv:12-14', 'y.json', 'two lines', 'short quotation'],
    ...[quotation.trim(), quotation.slice(0, 100), quotation.slice(0, 120), 'temperature'],
  ])('%j is one', (name) => expect(names.covers(name)).toBe(true));

  test.each([
    ...['512', '10', '-1.5', '+3', '.5', '1,000', 'c', 'num_ctx=10', 'num_gpu=512', '=512', 'other=512', 'gemma3_4b.csv', 'short quot'],
    ...['gemma3_4b.q4.csv:12:13', 'gemma3_4b.q4.csv:', quotation.slice(0, 99), `${quotation.slice(0, 100)}!`, 'time_to_first_token', ''],
  ])('%j is none', (name) => expect(names.covers(name)).toBe(false));

  test.each([
    ['a b', ['model', 'device']],
    ['n', ['model']],
    ['512', ['num_ctx']],
    ['10', ['num_gpu']],
    ['gone', []],
  ])('%s is a value of %j', (value, keys) => expect(names.keysOf(value)).toEqual(keys));

  test.each([
    ['generation throughput', true],
    ['Generation Throughput', true],
    ['From sending the request to the first output token.', true],
    ['from sending the request to the first output token', true],
    ['p97.5', true],
    ['p98', false],
    ['generation', false],
  ])('%s is a term: %s', (text, isTerm) => expect(names.isTerm(text)).toBe(isTerm));

  test('are the whole of a path that goes very deep, and none of its parts', () => {
    const deep = Array.from({ length: 33 }, (_, index) => `d${index}`).join('/');
    const own = knownNames([], [deep, deep.slice(deep.indexOf('/') + 1)]);
    expect([own.covers(deep), own.covers('d0'), own.covers('d1')]).toEqual([true, false, true]);
  });
});
