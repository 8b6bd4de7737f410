import type { RelationDraft } from './draft.ts';
import type { Span } from './find-names.ts';

/** Which way a comparing word points. */
export type Way = Pick<RelationDraft, 'way' | 'merit'>;

/** A comparing word where it stands in a text. */
export interface Found extends Way {
  readonly at: Span;
}

type Patterns = readonly (readonly [pattern: RegExp, way: Way])[];

/** Comparing words of each way, and any of them: most sentences have none, which is found out at once. */
interface Comparing {
  readonly any: RegExp;
  readonly patterns: Patterns;
}

function comparing(patterns: Patterns): Comparing {
  return { any: new RegExp(patterns.map(([{ source }]) => source).join('|'), 'i'), patterns };
}

export const COMPARATIVES = comparing([
  [
    /\b(?:faster|quicker|speedier|outperform\w*|outpac\w*|beats?|beating|better|superior|surpass\w*|ahead of|wins? over|as fast|speed-?up|more responsive|snappier)\b/i,
    { way: null, merit: 'better' },
  ],
  [/\b(?:slower|worse|inferior|underperform\w*|lags?|lagging|trails?|trailing|behind|less responsive)\b/i, { way: null, merit: 'worse' }],
  [/\b(?:higher|greater|more|larger|longer|increase[ds]?|exceed\w*|above|as (?:high|much|long))\b/i, { way: 'more', merit: null }],
  [/\b(?:lower|less|fewer|smaller|shorter|reduc\w+|decrease[ds]?|below|drops?|savings?)\b/i, { way: 'less', merit: null }],
]);

export const SUPERLATIVES = comparing([
  [
    /\b(?:fastest|quickest|best|top|winner|leader|leads|leading|ranks? (?:first|#1|1st|highest)|number one|most responsive|tops(?! out))\b/i,
    { way: null, merit: 'better' },
  ],
  [/\b(?:slowest|worst|ranks? last|least responsive)\b/i, { way: null, merit: 'worse' }],
  [/\b(?:highest|greatest|largest|most|longest)\b/i, { way: 'more', merit: null }],
  [/\b(?:lowest|smallest|least|shortest)\b/i, { way: 'less', merit: null }],
]);

/** The first comparing word of a text from a place on; null where there is none. */
export function firstOf(text: string, { any, patterns }: Comparing, from = 0): Found | null {
  const rest = text.slice(from);
  if (!any.test(rest)) return null;
  let found: Found | null = null;
  for (const [pattern, way] of patterns) {
    const match = pattern.exec(rest);
    if (!match) continue;
    const start = from + match.index;
    if (found === null || start < found.at.start) found = { ...way, at: { start, end: start + match[0].length } };
  }
  return found;
}
