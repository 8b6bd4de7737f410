import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findNames, wordsOf } from '../../src/core/claims/reading/find-names.ts';
import { findNumbers } from '../../src/core/claims/reading/find-numbers.ts';
import { keptWith } from '../../src/core/claims/reading/kept-with.ts';
import { knownSubjects, plainName } from '../../src/core/claims/reading/known-subjects.ts';
import { slug } from '../../src/metrics/labels.ts';

const part = fc.constantFrom('gemma3', '270m', 'Time', 'toFirst', 'token', 'v3.1', 'q4_0', 'tokens/s', 'A1', '3', 'Größe', 'x.y', '95%');
const gap = fc.constantFrom(' ', ' (', '-', ' `', '  ');

describe('the words of a text', () => {
  test('have, joined, the slug and the plain name of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(part, gap), { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(([word, between]) => `${word}${between}`).join('');
        const words = wordsOf(text);
        expect(words.map((word) => word.slug).join('_')).toBe(slug(text));
        expect(words.map(({ plain }) => plain).join('')).toBe(plainName(text));
      }),
    );
  });

  test('make one name where no more than blanks and marks stand between them', () => {
    const known = knownSubjects(new Map([['model', new Set(['gemma3:270m'])]]), []);
    const namesIn = (text: string) => findNames(text, wordsOf(text), known).map((name) => name.text);
    expect(namesIn('of gemma3 (270m) it is said')).toEqual(['gemma3 (270m']);
    expect(namesIn('of gemma3, and 270m, it is said')).toEqual(['gemma3', '270m']);
  });

  test('are read once: the same text gives the same numbers, whatever else is taken of it', () => {
    const text = '`num_gpu=80` reaches 13.6 and 14.1 tok/s in three runs';
    expect(findNumbers(text, []).map(({ value }) => value)).toEqual([80, 13.6, 14.1, 3]);
    expect(findNumbers(text, [{ start: 1, end: 11 }]).map(({ value }) => value)).toEqual([13.6, 14.1, 3]);
    expect(findNumbers(text, []).map(({ value }) => value)).toEqual([80, 13.6, 14.1, 3]);
  });
});

describe('what is kept with an object', () => {
  test('is made once for each key, also where it is nothing, and anew for another object', () => {
    const asked: string[] = [];
    const find = keptWith(
      ({ name }: { readonly name: string }, { key }: { readonly key: string }) => {
        asked.push(`${name} ${key}`);
        return undefined;
      },
      ({ key }) => key,
    );
    const [first, second] = [{ name: 'first' }, { name: 'second' }];
    for (const owner of [first, first, second]) for (const key of ['a', 'b', 'a']) find(owner, { key });
    expect(asked).toEqual(['first a', 'first b', 'second a', 'second b']);
  });
});
