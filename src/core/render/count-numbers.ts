import type { Report } from '../../contracts/report.ts';
import { printedNumbers } from '../../metrics/printed-numbers.ts';
import type { Block, Inline, Section } from './document.ts';

function* inlinesOf(block: Block): Generator<Inline> {
  if (block.kind === 'paragraph') yield* block.content;
  else if (block.kind === 'list') for (const entry of block.entries) yield* entry;
  else {
    for (const { head } of block.columns) yield* head;
    for (const row of block.rows) for (const cell of row) yield* cell;
  }
}

function* inlinesBelow({ title, blocks, sections }: Section): Generator<Inline> {
  yield* title;
  for (const block of blocks) yield* inlinesOf(block);
  for (const inner of sections) yield* inlinesBelow(inner);
}

/**
 * How many numbers a text states, and how many of them know where they come from: a fact, or a count, label, date and the like. A number
 * among plain words comes from nowhere. Names, quotations and words of the registry state none; the evidence is not part of the text.
 */
export function countNumbers(lines: readonly (readonly Inline[])[], sections: readonly Section[]): Report['verification'] {
  let traced = 0;
  let untraced = 0;
  const count = (inline: Inline) => {
    if (inline.kind === 'number') traced += 1;
    else if (inline.kind === 'figure') traced += printedNumbers(inline.text).length;
    else if (inline.kind === 'text' || inline.kind === 'strong') untraced += printedNumbers(inline.text).length;
  };
  for (const line of lines) line.forEach(count);
  for (const section of sections) for (const inline of inlinesBelow(section)) count(inline);
  return { numbersInText: traced + untraced, numbersTraced: traced };
}
