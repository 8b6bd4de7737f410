import { strongAnswer } from './strong-model.ts';

/** The facts that a prompt for a commentary holds. */
export function factsIn(prompt: string): string[] {
  return prompt.split('\n').slice(1, prompt.split('\n').indexOf(''));
}

/** Plans as a strong model; comments with two true sentences, a false one, a cause, an opinion and markup. */
export function commentingAnswer(prompt: string, schema: unknown): string {
  if (schema !== undefined) return strongAnswer(prompt, schema);
  const [first = '', second = ''] = factsIn(prompt);
  const wrong = first.replace(/\d+(?:\.\d+)?(?= (?:tokens\/s|ms|s)\b)/, '999999');
  const opinion = 'Consider further testing of quality.';
  return [first, second, wrong, first.replace(/\.$/, ' because of its size.'), opinion, '<img src=x onerror=alert(1)>'].join('\n');
}

/** What is to be counted of it. */
export const COMMENTING_COUNTS = { sentences: 6, kept: 3, opinions: 1, leftOut: 3 };
