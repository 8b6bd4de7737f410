import { toBase } from '../../metrics/units.ts';
import { unitOfHead, unitOfWords } from './written-unit.ts';

/** A number as somebody wrote it. */
export interface WrittenNumber {
  /** Where its sign, or else its first digit, stands, and where its last digit ends. */
  readonly start: number;
  readonly end: number;
  readonly sign: string;
  /** What stands between thousands; '' where nothing does. */
  readonly separator: string;
  readonly decimals: number;
  /** It is written like 1.2e3. */
  readonly hasExponent: boolean;
  /** In the unit that it is written in, without its suffix. */
  readonly value: number;
}

/** A number before a mark, with what tells its quantity. */
export interface WrittenFigure {
  readonly number: WrittenNumber;
  /** How far it may be off, behind "±"; null where nothing is said. */
  readonly spread: WrittenNumber | null;
  /** 1 in the place of the number is this much in the unit: a thousand behind "k". */
  readonly scale: number;
  /** A key of the table of units; null where none is written. */
  readonly unit: string | null;
  /** Words behind the number that are no unit. */
  readonly words: string;
  /** Behind the unit. */
  readonly end: number;
}

const DIGITS = String.raw`(?:\d{1,3}(?:([,'’\u00a0\u202f\u2009])\d{3}(?:\4\d{3})*)(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const CLOSERS = String.raw`(?:\]\([^()\s]{0,120}\)|[\s*_~\x60\])"”’]){0,8}`;
/** Number, suffix, marks of emphasis, code and links, up to four words, marks: all that may stand between the start of a figure and its mark. */
const FIGURE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,])(?:()([-+−–]))?(${DIGITS})([kM](?![\p{L}\p{N}]))?(${CLOSERS})((?:[\p{L}°%×µμ/][\p{L}\p{N}°%×µμ/·.-]*(?:\s(?=[\p{L}/%°])|)){0,4})${CLOSERS}$`,
  'u',
);
const SPREAD = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,])(?:()([-+−–]))?(${DIGITS})[\s*_]{0,4}(?:[\p{L}°%/]{1,12}\s?)?(?:±|\+\/?-|\+\/−)\s?$`,
  'u',
);
/** Nothing that belongs to a number stands further before its mark. */
const WINDOW_CHARS = 160;
const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6 };

/**
 * The number right before a mark, with its unit: behind the number, right behind the mark ("181.5<!-- ... --> tokens/s"), or in the head of its
 * column or row.
 *
 * @param from nothing before it belongs to this number: another mark, the start of a cell.
 * @param at where the mark begins.
 * @param after where it ends.
 * @param heads what names the number's column, then its row; [] outside tables.
 * @returns null where no number stands there.
 */
export function writtenFigure(text: string, from: number, at: number, after: number, heads: readonly string[]): WrittenFigure | null {
  const begin = Math.max(from, at - WINDOW_CHARS);
  const window = text.slice(begin, at);
  const match = FIGURE.exec(window);
  if (match === null) return null;
  const number = numberAt(match, begin);
  const words = match[7]!.trim();
  const [own, behind] = [unitOfWords(words), words === '' ? unitOfWords(text.slice(after, after + 40).replace(/^[*_~`]{0,3}/, '')) : null];
  const unit = own?.unit ?? behind?.unit ?? heads.map(unitOfHead).find((found) => found !== null) ?? null;
  const spread = SPREAD.exec(window.slice(0, match.index));
  const suffix = match[5] === undefined ? 1 : SUFFIXES[match[5]]!;
  const end = number.end + (match[5]?.length ?? 0) + (words === '' ? 0 : match[6]!.length + (own?.length ?? words.length));
  const shared = { scale: suffix, unit, words, end };
  return spread === null ? { number, spread: null, ...shared } : { number: numberAt(spread, begin), spread: number, ...shared };
}

function numberAt(match: RegExpExecArray, begin: number): WrittenNumber {
  const [, , sign = '', digits = '', separator = ''] = match;
  const start = begin + match.index;
  const plain = separator === '' ? digits : digits.replaceAll(separator, '');
  const [mantissa = '', exponent] = plain.toLowerCase().split('e');
  const point = mantissa.indexOf('.');
  const size = Number(plain);
  return {
    start,
    end: start + sign.length + digits.length,
    sign,
    separator,
    decimals: point < 0 ? 0 : mantissa.length - point - 1,
    hasExponent: exponent !== undefined,
    value: sign !== '' && sign !== '+' ? -size : size,
  };
}

/** How much one of a number's unit is in the base unit. */
export function factorOf({ scale, unit }: Pick<WrittenFigure, 'scale' | 'unit'>): number {
  return scale * (unit === null ? 1 : toBase(unit).factor);
}

/**
 * A value in the way that a number is written: decimals, separator, exponent and sign.
 *
 * @param value in the unit of the number.
 */
export function writtenAs(value: number, { sign, separator, decimals, hasExponent }: WrittenNumber): string {
  const size = Math.abs(value);
  const digits = hasExponent ? size.toExponential(decimals).replace('e+', 'e') : grouped(size.toFixed(decimals), separator);
  const isZero = Number(digits.replaceAll(separator === '' ? ',' : separator, '')) === 0;
  if (value < 0 && !isZero) return `${sign === '' || sign === '+' ? '-' : sign}${digits}`;
  return sign === '+' ? `+${digits}` : digits;
}

function grouped(digits: string, separator: string): string {
  if (separator === '') return digits;
  const [whole = '', rest] = digits.split('.');
  const parts = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, separator);
  return rest === undefined ? parts : `${parts}.${rest}`;
}

/** Half of one in the last printed place, in the unit of the number. */
export function halfStep({ decimals, hasExponent, value }: WrittenNumber): number {
  const exponent = hasExponent && value !== 0 ? Math.floor(Math.log10(Math.abs(value))) : 0;
  return 0.5 * 10 ** (exponent - decimals);
}
