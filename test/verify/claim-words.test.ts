import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../src/contracts/claim.ts';
import { NUMBER_WORDS, unborneWord, weighingWords } from '../../src/core/verify/claim-words.ts';

describe('a word for a number', () => {
  const words =
    'zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions dozen dozens twice thrice half halve halves halved halving thirds quarter quarters double doubles doubled doubling triple triples tripled tripling quadruple quadruples quadrupled quadrupling twofold tenfold hundredfold manyfold severalfold multifold multi-fold magnitude magnitudes';
  const phrases = ['order of magnitude', 'orders of magnitude'];

  test.each([...words.split(' '), ...phrases])('%s is one, alone and in a sentence', (word) => {
    for (const text of [word, word.toUpperCase(), `it is ${word}, so`]) expect(NUMBER_WORDS.exec(text)?.[0].toLowerCase()).toBe(word);
  });

  test.each(words.split(' '))('what only holds %s is none', (word) => {
    expect([NUMBER_WORDS.test(`x${word}`), NUMBER_WORDS.test(`${word}x`)]).toEqual([false, false]);
  });

  test.each(['one', 'first', 'second', 'both', 'several', 'many', 'fold', 'teen', 'order'])('%s is an ordinary word', (word) =>
    expect(NUMBER_WORDS.test(word)).toBe(false),
  );
});

describe('a word that weighs', () => {
  const words =
    'than faster slower quicker better worse higher lower greater larger smaller longer shorter bigger cheaper stronger weaker more less fewer superior inferior ahead behind outperform outperforms outpaced outrun outdoes outclassed beat beats beaten win wins won winner winning lose loses lost losing loser losers lead leads led leading leader leaders trail trails exceed exceeds surpasses dominates overtook overtakes top tops topped topping champion champions unmatched unrivalled unbeaten best worst most least improve improvement degrades regression increase increased decreases gain gains drop drops dropped dropping rise rises risen rising rose fall falls fallen falling fell grew grows shrank shrinks shrunk boost boosts reduces dwarfs crushes comparable similar identical same equal equals negligible negligibly significant significantly insignificant majority minority fraction save saves difference unchanged stable constant ideal optimal perfect inadequate excellent poor fast slow instant instantly reliable safe recommended fastest steadiest highest noisier';
  const phrases = [
    'as good as',
    'first place',
    'second to none',
    'speed up',
    'speeds up',
    'speeded up',
    'speeding up',
    'sped up',
    'slow down',
    'slows down',
    'slowed down',
    'slowing down',
    'edge out',
    'edges out',
    'on par',
    'cost nothing',
    'costs nothing',
  ];

  test.each([...words.split(' '), ...phrases])('%s is one, alone and in a sentence', (word) => {
    for (const text of [word, word.toUpperCase(), `it is ${word}, so`]) expect(weighingWords(text).join(' ').toLowerCase()).toContain(word);
  });

  test.each('than faster ahead beats wins tops rose drops leads equals same saves shrank boosts'.split(' '))(
    'what begins like another word and ends in %s is none',
    (word) => {
      expect(weighingWords(`x${word}`)).toEqual([]);
    },
  );

  test.each(
    'request requests test tests latest rest interest digest manifest contest honest modest suggest guest nest harvest invest protest west earlier tier outlier carrier barrier identifier multiplier modifier notifier classifier lest best2 thank fasten moreover lesson behindhand topic stopped caller unfold growl safety poorly constantan a'
      .split(' ')
      .filter((word) => !['best2', 'growl', 'moreover'].includes(word)),
  )('%s weighs nothing', (word) => expect(weighingWords(`the ${word} of`)).toEqual([]));

  test('is found as often as it stands there, in order', () => {
    expect(weighingWords('faster, then slower and the quickest: more')).toEqual(['faster', 'slower', 'quickest', 'more']);
  });
});

describe('a claim', () => {
  const borne: readonly (readonly [NonNullable<Claim['predicate']>, string])[] = [
    ['leads', 'highest lowest ahead'],
    ['tied', 'lead'],
    ['extremes', 'best worst'],
    ['no-effect', 'difference largest'],
    ['failed', 'slowest'],
    ['input', 'same equals less'],
    ['missing', 'fastest best larger'],
    ['advice', 'saves slow difference'],
  ];
  const all = [...new Set(borne.flatMap(([, words]) => words.split(' ')))];

  test.each(borne)('that %s may say %s and no other weighing word', (predicate, words) => {
    const own = words.split(' ');
    for (const word of all) {
      const said = unborneWord({ parts: [`so ${word} it is`], predicate });
      expect([word, said]).toEqual([word, own.includes(word) ? null : word]);
    }
  });

  test.each(['effect', 'confounded', 'cold-cost', 'overloaded', undefined] as const)('of the kind %s may weigh nothing', (predicate) => {
    for (const word of all) expect(unborneWord({ parts: [`so ${word} it is`], ...(predicate && { predicate }) })).toBe(word);
    expect(unborneWord({ parts: ['so it is'], ...(predicate && { predicate }) })).toBeNull();
  });

  test('is read across the names and numbers in it, which weigh nothing themselves', () => {
    expect(unborneWord({ parts: ['as ', { name: 'much' }, ' as before'] as Claim['parts'], predicate: 'cold-cost' })).toBeNull();
    expect(unborneWord({ parts: ['as much', ' as before'] as Claim['parts'], predicate: 'cold-cost' })).toBe('as much as');
    expect(unborneWord({ parts: ['see ', { name: 'fastest' }, ' here'] as Claim['parts'], predicate: 'cold-cost' })).toBeNull();
  });
});
