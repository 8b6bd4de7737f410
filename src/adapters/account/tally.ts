import type { CoveredColumn } from '../../contracts/coverage.ts';
import { numberIn } from '../readers/fields.ts';
import { isPartOfLabel, labelledTexts } from './labelled-texts.ts';
import type { FieldContext } from './what-was-read.ts';

/** Why a field is left out: nothing of it is in what the adapter read. */
const UNKNOWN = 'no metric, label or setting known of this format';
/** Why cells of a field are left out that has others which were used. */
const NO_VALUE = 'no value known of this format, or one that stands for none';
/** Words for "nothing": a cell that holds one is blank. */
const NOTHING = /^(?:none|null|n\/?a|nan|-)?$/i;

/** What became of the cells of one field or column. */
export interface Tally {
  filled: number;
  values: number;
  declared: number;
  /** Text -> how many cells hold it of which is still to be seen what became of them. */
  readonly rest: Map<string, number>;
}

/** The tallies by name; a new one for a name that comes first. */
export interface Tallies {
  of(at: string): Tally;
  readonly all: ReadonlyMap<string, Tally>;
}

export function emptyTally(): Tally {
  return { filled: 0, values: 0, declared: 0, rest: new Map() };
}

export function tallies(): Tallies {
  const all = new Map<string, Tally>();
  function of(at: string): Tally {
    const known = all.get(at) ?? emptyTally();
    all.set(at, known);
    return known;
  }
  return { of, all };
}

/** Counts a cell: as one that a value was read from, one that is kept otherwise, or one of which is still to be seen what became of it. */
export function countCell(tally: Tally, text: string, as: 'value' | 'declared' | 'rest'): void {
  if (NOTHING.test(text)) return;
  tally.filled += 1;
  if (as === 'value') tally.values += 1;
  else if (as === 'declared') tally.declared += 1;
  else tally.rest.set(text, (tally.rest.get(text) ?? 0) + 1);
}

const TIME_NAME = /(?:^|[_/ ]|[a-z](?=[A-Z]))(?:time|timestamp|date|created|started|ended|start|end|ts)(?:$|[_/ ])/i;
/** Seconds since 1970 of the years 2001 to 2100, or as many milli-, micro- or nanoseconds. */
const EPOCH = /^[1-4]\d{9}(?:\d{3}){0,3}(?:\.\d+)?$/;

function isTime(at: string, text: string): boolean {
  return EPOCH.test(text) && TIME_NAME.test(at);
}

/**
 * What became of a field. A cell that is no value's is accounted for where its text is that of a label or setting.
 *
 * @returns null for a field without a cell that is not blank.
 */
export function settled(at: string, { filled, values, declared, rest }: Tally, context: FieldContext): CoveredColumn | null {
  if (filled === 0) return null;
  const { read, isAsked } = context;
  const labelled = labelledTexts(at, [...rest.keys()], context);
  let [labels, said, left] = [0, declared, 0];
  for (const [text, count] of rest) {
    const isNumber = numberIn(text) !== null;
    const isTold = isAsked
      ? labelled.size === 0 && !(isNumber && values > 0)
      : (!isNumber || isAsked === null) && isPartOfLabel(text, read);
    if (labelled.has(text)) labels += count;
    else if (isTold || read.explains(text) || isTime(at, text)) said += count;
    else left += count;
  }
  const use = values > 0 ? 'value' : labels > 0 ? 'label' : said > 0 ? 'declared' : 'left-out';
  return { at, use, filled, leftOut: left, ...(left > 0 ? { reason: use === 'left-out' ? UNKNOWN : NO_VALUE } : {}) };
}
