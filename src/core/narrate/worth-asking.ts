import type { Brief } from '../../contracts/narration.ts';

/** With so few findings the program's order is as good as any. */
const FINDING_COUNT_MIN = 4;

/** Whether there is something to choose, so that a model is called at all. */
export function isWorthAsking({ cards }: Brief): boolean {
  return cards.filter(({ id }) => id.startsWith('c')).length >= FINDING_COUNT_MIN;
}
