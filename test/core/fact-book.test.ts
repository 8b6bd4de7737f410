import { describe, expect, test } from '@jest/globals';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { type FactDraft, factBook } from '../../src/core/fact-book.ts';

function draft(labels: Readonly<Record<string, LabelValue>> = {}, over: Partial<FactDraft> = {}): FactDraft {
  return {
    kind: 'statistic',
    metric: 'decode_throughput',
    statistic: 'mean',
    value: 100,
    unit: 'tokens/s',
    direction: 'higher-is-better',
    labels: new Map(Object.entries(labels)),
    subset: 'all',
    sampleCount: 3,
    excluded: { failed: 0, implausible: 0 },
    formula: 'arithmetic mean',
    sources: [{ path: 'a.csv', sha256: '0', unit: 'tokens/s', cells: ['row=2;col=tps'] }],
    ...over,
  };
}

/** The ids of facts that are added one after the other. */
function idsOf(...drafts: FactDraft[]): string[] {
  const book = factBook();
  return drafts.map((own) => book.add(own).id);
}

describe('a fact', () => {
  test('that is added twice is one', () => {
    const book = factBook();
    const [first, second] = [book.add(draft({ model: 'm', run: '1' })), book.add(draft({ run: '1', model: 'm' }))];
    expect(second).toBe(first);
    expect(book.all()).toEqual([first]);
    expect(book.get(first.id)).toBe(first);
    expect(first).toMatchObject({ value: 100, labels: { model: 'm', run: '1' }, formula: 'arithmetic mean' });
  });

  test.each<[what: string, over: Partial<FactDraft>]>([
    ['value', { value: 101 }],
    ['number of samples', { sampleCount: 4 }],
    ['cell', { sources: [{ path: 'a.csv', sha256: '0', cells: ['row=3;col=tps'] }] }],
  ])('with another %s is a bug of whoever named it', (_, over) => {
    const book = factBook();
    book.add(draft({ model: 'm' }));
    expect(() => book.add(draft({ model: 'm' }, over))).toThrow('two values of one fact');
  });

  test.each<[what: string, over: Partial<FactDraft>]>([
    ['kind', { kind: 'count' }],
    ['metric', { metric: 'latency' }],
    ['statistic', { statistic: 'median' }],
    ['subset', { subset: 'warm' }],
    ['definition', { definition: 'with-first-token' }],
    ['contrast', { contrast: { num_gpu: 10 } }],
    ['baseline', { baseline: 'fbbbbbb' }],
    ['candidate', { candidate: 'fcccccc' }],
    ['label', { labels: new Map([['model', 'n']]) }],
  ])('of another %s is another, in another series', (_, over) => {
    const book = factBook();
    const [first, second] = [book.add(draft({ model: 'm' })), book.add(draft({ model: 'm' }, over))];
    expect(second.id).not.toBe(first.id);
    expect(second.series).not.toBe(first.series);
    expect(book.all()).toEqual([first, second]);
  });

  test('that nobody added is asked for by mistake', () => {
    expect(() => factBook().get('fxxxxxxx')).toThrow('no fact fxxxxxxx');
  });

  test('has an id that reads like no word and no number', () => {
    const book = factBook();
    for (let index = 0; index < 300; index += 1) {
      const { id, series } = book.add(draft({ model: `m${index}` }));
      expect(id).toMatch(/^f[2-9bcdfghjkmnpqrstvwxz]{7}$/);
      expect(series).toMatch(/^s[2-9bcdfghjkmnpqrstvwxz]{10}$/);
    }
    expect(new Set(book.all().map(({ id }) => id)).size).toBe(300);
    expect(new Set(book.all().map(({ series }) => series)).size).toBe(300);
  });
});

describe('runs of one series', () => {
  const [first, second] = [draft({ model: 'm', run: '1' }), draft({ model: 'm', run: '2' }, { value: 101 })];

  test.each(['run', 'source', 'section', 'place', 'summary', 'artifact'])('that differ in their %s only share it', (key) => {
    const book = factBook();
    const facts = ['1', '2'].map((value) => book.add(draft({ model: 'm', [key]: value })));
    expect(facts[0]!.series).toBe(facts[1]!.series);
    expect(facts[0]!.id).not.toBe(facts[1]!.id);
  });

  test('have the ids that they had before a later one came, also when the run got its name with it', () => {
    expect(idsOf(first, second)[0]).toBe(idsOf(first)[0]);
    expect(idsOf(first)).toEqual(idsOf(draft({ model: 'm' })));
    expect(idsOf(first)).toEqual(idsOf(second));
    expect(idsOf(second, first)).not.toEqual(idsOf(first, second));
    expect(idsOf(first, second, draft({ model: 'm', run: '3' })).slice(0, 2)).toEqual(idsOf(first, second));
  });

  test('have comparisons of the same series, each known by what it relates where it is not the first', () => {
    const ratios = (own: readonly string[], book: ReturnType<typeof factBook>) => {
      const facts = own.map((run) => [
        book.add(draft({ model: 'm', run }, { value: Number(run) })),
        book.add(draft({ model: 'n', run }, { value: Number(run) })),
      ]);
      return facts.map(([candidate, baseline]) =>
        book.add(draft({}, { kind: 'comparison', candidate: candidate!.id, baseline: baseline!.id, value: 1 })),
      );
    };
    const [one, two] = ratios(['1', '2'], factBook());
    expect(one!.series).toBe(two!.series);
    expect(one!.id).not.toBe(two!.id);
    expect(ratios(['1'], factBook())[0]!.id).toBe(one!.id);
  });

  test('have no comparison that is known by its series, where a side of it is not', () => {
    const book = factBook();
    const [own, later, other] = [book.add(first), book.add(second), book.add(draft({ model: 'n' }))];
    const relate = (candidate: string, baseline: string) => draft({}, { kind: 'comparison', candidate, baseline });
    const ofLater = book.add(relate(later.id, other.id));
    const ofFirst = book.add(relate(own.id, other.id));
    expect(ofLater.series).toBe(ofFirst.series);
    const alone = factBook();
    const [onlyOwn, onlyOther] = [alone.add(first), alone.add(draft({ model: 'n' }))];
    expect(alone.add(relate(onlyOwn.id, onlyOther.id)).id).toBe(ofFirst.id);
  });
});
