import type { Brief } from '../../contracts/narration.ts';
import type { Agents } from './converse.ts';
import { insightQuestion, inventoryQuestion, viewOf } from './question.ts';

/**
 * Everything that decides what agents answer to a brief, as one text: what they are shown, in what words, with which schema, model and options.
 * The digest of the weights is left out: it stands in the kept answer and is compared where the server tells it.
 */
export function narrationKeyText({ cards, inventory }: Brief, { collector, insight, sideBySide }: Agents): string {
  const settings = [collector, insight].map(({ digest: _digest, ...own }) => own);
  return JSON.stringify([
    settings,
    sideBySide,
    insightQuestion(viewOf(cards, false), insight.persona, [], 'insight', null),
    inventoryQuestion(viewOf(inventory, false), collector.persona, 'inventory', null),
  ]);
}
