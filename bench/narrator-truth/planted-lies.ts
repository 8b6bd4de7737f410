/** A sentence that is made false, and how. */
export interface PlantedLie {
  readonly how: 'digit' | 'names' | 'word' | 'negation';
  readonly text: string;
}

const OPPOSITES: readonly (readonly [string, string])[] = [
  ['highest', 'lowest'],
  ['reached the best', 'reached the worst'],
  [' fell', ' rose'],
  ['failed', 'did not complete'],
  ['is within the noise', 'rests on a single sample'],
  ['confirmed, since', 'suspected, since'],
  ['same bytes', 'same values'],
  ['Nothing that was tried keeps', 'Everything that was tried keeps'],
];

const NEGATIONS: readonly (readonly [RegExp, string])[] = [
  [/ cannot be told apart/, ' can be told apart'],
  [/ cannot be told/, ' can be told'],
  [/ was not recorded/, ' was recorded'],
  [/ make no difference/, ' make a difference'],
  [/: no verdict/, ''],
  [/ was not used/, ' was used'],
];

/** A printed number: followed by its unit, or in the words that count. */
const NUMBER = /(?<![\w=./:-])\d+(?:\.\d+)?(?= (?:±|tokens\/s|ms|s\b|times|%|requests|of|GiB|W|sizes|loads|settings)|\))/g;

function digitLies(sentence: string): PlantedLie[] {
  const isQuoted = (place: number) => sentence.slice(0, place).split('"').length % 2 === 0;
  return [...sentence.matchAll(NUMBER)]
    .filter(({ index }) => !isQuoted(index))
    .map((match) => {
      const [number] = match;
      const first = Number(number[0]);
      const changed = `${first === 9 ? 8 : first + 1}${number.slice(1)}`;
      return { how: 'digit', text: sentence.slice(0, match.index) + changed + sentence.slice(match.index + number.length) };
    });
}

function swapped(text: string, a: string, b: string): string {
  return text
    .split(' ')
    .map((word) => word.replace(a, '\u0000').replace(b, a).replace('\u0000', b))
    .join(' ');
}

/** @param names that stand in the sentence, of one kind: models, or values of one setting. */
function nameLies(sentence: string, names: readonly string[]): PlantedLie[] {
  const own = names.filter((name) => sentence.split(/[\s,;()]+/).includes(name));
  const [a, b] = own;
  if (a === undefined || b === undefined || a.includes(b) || b.includes(a)) return [];
  return [{ how: 'names', text: swapped(sentence, a, b) }];
}

/** Everything that is planted into one true sentence. */
export function plantedLies(sentence: string, names: readonly string[]): PlantedLie[] {
  const words = OPPOSITES.flatMap(([one, other]): PlantedLie[] => {
    if (sentence.includes(one)) return [{ how: 'word', text: sentence.replace(one, other) }];
    return sentence.includes(other) ? [{ how: 'word', text: sentence.replace(other, one) }] : [];
  });
  const negations = NEGATIONS.flatMap(([pattern, without]): PlantedLie[] =>
    pattern.test(sentence) ? [{ how: 'negation', text: sentence.replace(pattern, without) }] : [],
  );
  return [...digitLies(sentence), ...nameLies(sentence, names), ...words, ...negations];
}
