/** Where a row of an `ObservationTable` stands: see its `placement`. */
export type Placement = 'row' | 'line' | 'pointer';

/**
 * The printed form of a source cell, which `readCell` (`core/verify`) reads back.
 *
 * @param place CSV row or text line, counted from 1, or the JSON pointer of the record ('' for the document).
 * @param at column name, `/pointer` below the record, or label within a text line; may end in `;pointer=/x` or `;index=2` where a
 *   single cell holds JSON or several numbers. Where the values of one observation stand on several lines (a block of a log, a CSV with a
 *   row per metric), `at` is the whole cell: `line=12;col=Mean TTFT (ms)`, `row=5;col=avg`.
 */
export function cellText(placement: Placement, place: number | string, at: string): string {
  if (placement === 'pointer') return `${place}${at}`;
  if (/^(?:line|row)=\d+;/.test(at)) return at;
  if (placement === 'line') return at.startsWith('/') ? `line=${place};pointer=${at}` : `line=${place};col=${at}`;
  return `row=${place};col=${at}`;
}

/** Escapes one reference token of a JSON pointer (RFC 6901, section 3). */
export function pointerToken(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}
