import { spelledUnit } from './units.ts';

export type DecimalMark = '.' | ',';

/** What a cell says that is written as a number. */
export interface CellNumber {
  /** In the unit beside it, SI prefix (`10k`) multiplied in. */
  readonly value: number;
  /** Unit in the cell, a key of `src/metrics/units.ts`; null where it states none. */
  readonly unit: string | null;
  /** What stands after a plus-minus sign, in the same unit; null where there is none. */
  readonly spread: number | null;
  /** A sign before it that no magnitude has: `+3.2%` is a change. */
  readonly signed: boolean;
}

const MISSING = /^(?:|n\/?a|#n\/a|nan|[-+]?inf(?:inity)?|[-+]?∞|null|none|nil|undefined|missing|[-–—]{1,3}|\.{1,3}|\?+)$/i;

/** Is this a text that says that there is no value? Infinity stands for one too: nothing measured is infinite. */
export function isMissingText(text: string): boolean {
  return !/^\d/.test(text) && MISSING.test(text.trim());
}

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const APPROXIMATE = /^(?:~|≈|≃|∼|ca\.?\s|circa\s|about\s|approx(?:\.|imately)?\s|around\s)\s*/i;
/** Blanks that group digits, the ones that typesetters use included. */
const GROUP_BLANK = "[ \\u00A0\\u2009\\u202F'’_]";
const SI: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 };
/** Longer than any number that somebody writes with its unit and spread. */
const CHARS_MAX = 80;

function grammar(decimal: string, group: string): RegExp {
  const digits = String.raw`(?:\d{1,3}(?:(?:${group}|${GROUP_BLANK})\d{3})+|\d{1,2}(?:${group}\d{2})+${group}\d{3}|\d+(?:_\d+)*)`;
  const number = String.raw`(?:${digits}(?:${decimal}\d*)?|${decimal}\d+)(?:[eE][+-]?\d+)?`;
  const unit = String.raw`[\p{L}°µμ%×][^\d±;|]{0,24}(?:[/·][^\d±;|]{1,12})?`;
  return new RegExp(
    String.raw`^([+-])?(${number})(?:\s?([kKMG])(?=$|\s))?\s*(${unit}?)?\s*(?:(?:±|\+\/?-|\(±|\(\+\/?-)\s*(${number})\s*(${unit})?\)?)?$`,
    'u',
  );
}

const GRAMMARS: Readonly<Record<DecimalMark, RegExp>> = { '.': grammar(String.raw`\.`, ','), ',': grammar(',', String.raw`\.`) };

/**
 * Reads a whole cell as people write numbers: `1,204.5`, `58,49`, `1_250`, `~12`, `12.5*`, `**98.5%**`, `1.2 s`, `10k`, `96.71 ± 0.4`,
 * `1e3`, `35.6GiB`.
 *
 * @param decimal the mark that the column agrees on: see `agreedMark`.
 * @returns null for what is no number: words, dates, versions, bounds (`>100`), a number with words that are no unit.
 */
export function cellNumber(cell: string, decimal: DecimalMark = '.'): CellNumber | null {
  const trimmed = cell.trim();
  if (PLAIN.test(trimmed) && (decimal === '.' || !trimmed.includes('.'))) return plainNumber(trimmed);
  if (!/\d/.test(trimmed)) return null;
  const text = bare(trimmed);
  if (text.length > CHARS_MAX || !/\d/.test(text)) return null;
  const match = GRAMMARS[decimal].exec(text);
  if (!match) return null;
  const [, sign, digits, si, unitText, spreadDigits, spreadUnit] = match;
  const unit = unitText === undefined || unitText.trim() === '' ? null : spelledUnit(unitText.trim());
  if (unit === null && unitText !== undefined && unitText.trim() !== '') return null;
  const factor = si === undefined ? 1 : SI[si]!;
  const value = amount(digits!, decimal) * factor * (sign === '-' ? -1 : 1);
  if (!Number.isFinite(value)) return null;
  const isRelative = spreadUnit !== undefined && unit !== '%' && spelledUnit(spreadUnit) === '%';
  const shared = spreadUnit === undefined || isRelative ? null : spelledUnit(spreadUnit);
  if (unit !== null && shared !== null && shared !== unit) return null;
  return {
    value,
    unit: unit ?? shared,
    spread: spreadDigits === undefined || isRelative ? null : amount(spreadDigits, decimal) * factor,
    signed: sign === '+',
  };
}

function plainNumber(text: string): CellNumber | null {
  const value = Number(text);
  return Number.isFinite(value) ? { value, unit: null, spread: null, signed: text.startsWith('+') } : null;
}

/** What is set around a number begins, or ends, with one of these. */
const DRESSED = /^[*_`"'~≈≃∼ac−–]|[*_`"'†‡§¶\]]$/i;

/**
 * Without marks of emphasis, code, approximation and footnotes around it; a minus sign is written as ASCII has it.
 *
 * @param text without blanks around.
 */
function bare(text: string): string {
  if (!DRESSED.test(text)) return text;
  return text
    .replace(/^[*_`"']+(?=[^*_`"']|$)/, '')
    .replace(/[*_`"'†‡§¶]+$/, '')
    .replace(/\s*\[\w{1,3}\]$/, '')
    .replace(APPROXIMATE, '')
    .replace(/^[−–](?=[\d.])/, '-')
    .trim();
}

function amount(digits: string, decimal: DecimalMark): number {
  const plain = digits.replaceAll(/[\s'’_]/gu, '');
  return Number(decimal === '.' ? plain.replaceAll(',', '') : plain.replaceAll('.', '').replace(',', '.'));
}

/** What the cells of a column or table tell of their decimal mark. */
export interface MarkEvidence {
  /** Cells that only a decimal point explains: `58.49`, `1,204.5`, `1,234,567`. */
  readonly point: number;
  /** Cells that only a decimal comma explains: `58,49`, `1.204,5`, `1.234.567`. */
  readonly comma: number;
  /** Cells like `1.234`: three digits after the only mark. */
  readonly lonePoint: number;
  /** Cells like `1,234`. */
  readonly loneComma: number;
}

const NUMBER_LIKE = /^[+-]?[\d.,'’_\u00A0\u2009\u202F ]*\d[\d.,'’_]*(?:[eE][+-]?\d+)?(?![\d.,])/;

/** Counts what the cells of one column tell of the decimal mark. */
export function markEvidence(cells: Iterable<string>): MarkEvidence {
  const evidence = { point: 0, comma: 0, lonePoint: 0, loneComma: 0 };
  for (const cell of cells) {
    const kind = markOf(cell);
    if (kind !== null) evidence[kind] += 1;
  }
  return evidence;
}

function markOf(cell: string): keyof MarkEvidence | null {
  if (cell.length > CHARS_MAX || !/[.,]/.test(cell) || !/\d/.test(cell)) return null;
  const digits = NUMBER_LIKE.exec(bare(cell.trim()))?.[0].trim();
  if (digits === undefined || /^\d+(?:\.\d+){2,}$/.test(digits) !== /^\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) return null;
  const points = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (points > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? 'point' : 'comma';
  if (points > 1) return 'comma';
  if (commas > 1) return 'point';
  const isLone = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(digits);
  if (points === 1) return isLone ? 'lonePoint' : 'point';
  return commas === 1 ? (isLone ? 'loneComma' : 'comma') : null;
}

/**
 * The decimal mark of a column: what only one of the two explains decides; where no cell of the column does, the table's other columns do.
 *
 * @param own evidence of the column. @param around evidence of all columns of its table.
 * @param usual the mark of a table that tells nothing: a point, but null where the dialect is one that both habits share (semicolons
 *   between the columns).
 * @returns the mark; or why there is none: the cells contradict each other, or can be read either way.
 */
export function agreedMark(own: MarkEvidence, around: MarkEvidence, usual: DecimalMark | null): DecimalMark | { readonly reason: string } {
  const [fewer, more] = [Math.min(own.point, own.comma), Math.max(own.point, own.comma)];
  // One stray cell beside others that agree costs itself; beside cells that can be read either way nothing can be trusted.
  if (fewer === 1 && more > 1 && own.lonePoint + own.loneComma === 0) return own.comma === more ? ',' : '.';
  if (fewer > 0) return { reason: 'decimal points and decimal commas are mixed in it, so its numbers can be read in two ways' };
  if (own.comma > 0) return ',';
  if (own.point > 0 || own.lonePoint + own.loneComma === 0) return '.';
  if (around.point > 0 !== around.comma > 0) return around.comma > 0 ? ',' : '.';
  if (own.lonePoint > 0 && own.loneComma > 0) {
    return { reason: 'both 1.234 and 1,234 stand in it, and nothing shows which mark is the decimal one' };
  }
  if (usual !== null && around.point === 0 && around.comma === 0) return usual;
  const [example, other] =
    own.lonePoint > 0 ? ['1.234', 'decimal point or separator of thousands'] : ['1,234', 'decimal comma or separator of thousands'];
  return { reason: `numbers like ${example} can be read in two ways (${other}), and nothing in the table shows which` };
}
