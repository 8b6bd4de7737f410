import type { Report } from '../../contracts/report.ts';
import { printedNumbers } from '../../metrics/printed-numbers.ts';
import type { Block, Inline, Section } from './document.ts';

type Visit = (inline: Inline) => void;

function visitBlock(block: Block, visit: Visit): void {
  if (block.kind === 'paragraph') block.content.forEach(visit);
  else if (block.kind === 'list') for (const entry of block.entries) entry.forEach(visit);
  else {
    for (const { head } of block.columns) head.forEach(visit);
    for (const row of block.rows) for (const cell of row) cell.forEach(visit);
  }
}

function visitSection({ title, blocks, sections }: Section, visit: Visit): void {
  title.forEach(visit);
  for (const block of blocks) visitBlock(block, visit);
  for (const inner of sections) visitSection(inner, visit);
}

/**
 * How many numbers a text states, and how many of them know where they come from: a fact, or a count, label, date and the like. A number
 * among plain words comes from nowhere. Names, quotations and words of the registry state none; the evidence is not part of the text.
 */
export function countNumbers(lines: readonly (readonly Inline[])[], sections: readonly Section[]): Report['verification'] {
  let traced = 0;
  let untraced = 0;
  const count: Visit = (inline) => {
    if (inline.kind === 'number') traced += 1;
    else if (inline.kind === 'figure') traced += printedNumbers(inline.text).length;
    else if (inline.kind === 'text' || inline.kind === 'strong') untraced += printedNumbers(inline.text).length;
  };
  for (const line of lines) line.forEach(count);
  for (const section of sections) visitSection(section, count);
  return { numbersInText: traced + untraced, numbersTraced: traced };
}
