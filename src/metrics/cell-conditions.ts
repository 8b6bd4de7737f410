import { numbersOfCell } from './numbers-in.ts';

/**
 * What a selection (see `cells.ts`) asks of one other cell of each row.
 *
 * `name` is a column or a JSON pointer below the record, as in a cell. `texts` are alternatives for what is written there, compared
 * without blanks around; a field that is absent or null reads as the empty text. `isNumber` asks whether a number is there.
 */
export type CellCondition =
  | { readonly name: string; readonly kind: 'is' | 'is-not'; readonly texts: readonly string[] }
  | { readonly name: string; readonly kind: 'is-not-zero' | 'is-number' };

/** A name that needs no quotes. */
const PLAIN_NAME = /^[\p{L}\p{N}_/.][\p{L}\p{N}_/.() %-]*$/u;
const SUFFIXES = { 'is-not-zero': '!=0', 'is-number': '=number' } as const;

/**
 * Prints conditions: `model="a",error=""`. Grammar:
 *
 *     conditions = condition *("," condition)
 *     condition  = name "=" texts | name "!=" texts | name "!=0" | name "=number"
 *     name       = letters, digits and ` _/.()%-` alone, else a JSON string
 *     texts      = JSON string *("|" JSON string)
 */
export function printConditions(conditions: readonly CellCondition[]): string {
  return conditions
    .map((condition) => {
      const subject = PLAIN_NAME.test(condition.name) ? condition.name : JSON.stringify(condition.name);
      if (!('texts' in condition)) return `${subject}${SUFFIXES[condition.kind]}`;
      return `${subject}${condition.kind === 'is' ? '=' : '!='}${condition.texts.map((text) => JSON.stringify(text)).join('|')}`;
    })
    .join(',');
}

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const CONDITION = new RegExp(
  String.raw`(?:(${STRING})|([\p{L}\p{N}_/.][\p{L}\p{N}_/.() %-]*))(?:(!=0|=number)|(!?=)(${STRING}(?:\|${STRING})*))(?:,(?=.)|$)`,
  'suy',
);

/** Reads printed conditions; null for text that is none. */
export function parseConditions(text: string): CellCondition[] | null {
  const found: CellCondition[] = [];
  for (let at = 0; at < text.length; ) {
    CONDITION.lastIndex = at;
    const match = CONDITION.exec(text);
    if (!match) return null;
    const [whole, quoted, plain, suffix, relation, texts] = match;
    const name = quoted === undefined ? plain! : unquoted(quoted);
    const written = (texts?.match(new RegExp(STRING, 'gs')) ?? []).map(unquoted);
    if (name === null || !written.every((one) => one !== null)) return null;
    if (suffix !== undefined) found.push({ name, kind: suffix === '!=0' ? 'is-not-zero' : 'is-number' });
    else found.push({ name, kind: relation === '=' ? 'is' : 'is-not', texts: written });
    at += whole.length;
  }
  return found.length === 0 ? null : found;
}

function unquoted(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Does a row with this written in the condition's cell belong to the selection? */
export function holdsFor(condition: CellCondition, written: string): boolean {
  const text = written.trim();
  switch (condition.kind) {
    case 'is':
      return condition.texts.includes(text);
    case 'is-not':
      return !condition.texts.includes(text);
    case 'is-not-zero':
      return numbersOfCell(text)[0]?.value !== 0;
    case 'is-number':
      return numbersOfCell(text).length > 0;
  }
}
