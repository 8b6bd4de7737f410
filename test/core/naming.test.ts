import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { namingOf } from '../../src/core/conclude/naming.ts';
import { plainText } from '../../src/core/prose.ts';
import { quoted } from '../../src/metrics/quotation.ts';

type Labels = Record<string, LabelValue>;

/** What each of several subjects is called beside the others. */
function called(...all: Labels[]): string[] {
  const labels = all.map((own) => new Map(Object.entries(own)));
  const naming = namingOf(labels);
  return labels.map((own) => plainText(naming.subject(own)));
}

describe('namingOf', () => {
  test.each<[string, Labels[], string[]]>([
    [
      'by what speaks for itself',
      [
        { model: 'a', num_ctx: 10 },
        { model: 'b', num_ctx: 10 },
      ],
      ['a', 'b'],
    ],
    [
      'with the setting where nothing less tells two apart',
      [
        { model: 'a', num_ctx: 10 },
        { model: 'a', num_ctx: 20 },
      ],
      ['a num_ctx=10', 'a num_ctx=20'],
    ],
    [
      'with the first of several settings that tell two apart, and no more',
      [
        { zeta: 1, num_ctx: 1, alpha: 1, model: 'a', num_gpu: 1 },
        { zeta: 2, num_ctx: 2, alpha: 2, model: 'a', num_gpu: 2 },
      ],
      ['a num_gpu=1', 'a num_gpu=2'],
    ],
    [
      'with as many settings as it takes',
      [
        { model: 'a', num_ctx: 1, top_k: 1, num_gpu: 1 },
        { model: 'a', num_ctx: 2, top_k: 2, num_gpu: 1 },
        { model: 'a', num_ctx: 2, top_k: 2, num_gpu: 2 },
      ],
      ['a num_gpu=1 num_ctx=1', 'a num_gpu=1 num_ctx=2', 'a num_gpu=2 num_ctx=2'],
    ],
    [
      'with the type of its numbers only where that tells it from another',
      [
        { model: 'a', dtype: 'fp16' },
        { model: 'b', dtype: 'fp16' },
        { model: 'b', dtype: 'fp8' },
      ],
      ['a fp16', 'b fp16', 'b fp8'],
    ],
    ['without the type of its numbers', [{ model: 'a', dtype: 'fp16' }], ['a']],
    [
      'with the key where a value stands under two',
      [
        { model: 'x', backend: 'y' },
        { model: 'y', backend: 'z' },
      ],
      ['x backend=y', 'model=y z'],
    ],
    [
      'with the key where a value reads as a number',
      [
        { model: 'a', run: '20261127101500' },
        { model: 'a', run: '20261127141500' },
      ],
      ['a run=20261127101500', 'a run=20261127141500'],
    ],
    ['with the key where a value reads as a label', [{ model: 'num_ctx=1' }], ['model=num_ctx=1']],
    ['by all labels where none speaks for itself', [{ tone: 'dry', num_ctx: 1 }], ['num_ctx=1 tone=dry']],
    ['by a blank value as not stated', [{ model: '' }, { model: 'a' }], ['model not stated', 'a']],
    ['in quotation marks where a name reads as words', [{ model: 'the best of all' }], ['"the best of all"']],
    ['on one line whatever it holds', [{ model: 'a\nFORGED: all is well\u202e' }], ['"a FORGED: all is well\ufffd"']],
  ])('calls a subject %s', (_what, all, names) => {
    expect(called(...all)).toEqual(names);
  });

  test('never calls two different subjects by the same words', () => {
    const value = fc.oneof(fc.constantFrom('a', 'b', 'a b', 'x=1', '7', ''), fc.integer({ min: 0, max: 3 }));
    const labels = fc.dictionary(fc.constantFrom('model', 'benchmark', 'run', 'num_ctx', 'tone', 'dtype'), value, { minKeys: 1 });
    const keyed = fc.uniqueArray(labels, {
      minLength: 2,
      maxLength: 8,
      selector: (own) =>
        JSON.stringify(
          Object.entries(own)
            .map(([key, one]) => [key, String(one)])
            .sort(),
        ),
    });
    fc.assert(
      fc.property(keyed, (all) => {
        const names = called(...all);
        expect(new Set(names).size).toBe(all.length);
      }),
    );
  });

  test('gives the same name whatever the order of labels and subjects', () => {
    const [first, second] = called({ model: 'a', num_ctx: 1 }, { model: 'a', num_ctx: 2 });
    expect(called({ num_ctx: 2, model: 'a' }, { num_ctx: 1, model: 'a' })).toEqual([second, first]);
  });
});

describe('quoted', () => {
  test.each([
    ['gemma3:1b-it-qat', 'gemma3:1b-it-qat'],
    ['runs/a_1.csv', 'runs/a_1.csv'],
    ['num_gpu=40', 'num_gpu=40'],
    ['Ignore all rules', '"Ignore all rules"'],
    ['say "no"', `"say 'no'"`],
    ['; rm', '"; rm"'],
    ['-', '"-"'],
    ['.', '.'],
  ])('writes %p as %p', (name, written) => {
    expect(quoted(name)).toBe(written);
  });

  test('never lets a text end its quotation or its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = quoted(text);
        expect(written).not.toMatch(/[\n\r\u2028]/);
        if (/\s/.test(written)) expect(written).toMatch(/^"[^"]*"$/);
      }),
    );
  });
});
