import { rememberedText } from '../../../metrics/remembered-text.ts';
import { spelledUnit } from '../../../metrics/units.ts';
import type { Span } from './find-names.ts';

/** A number that a text states, as written. */
export interface NumberMention extends Span {
  /** Number, sign and unit in the text's own words. */
  readonly text: string;
  readonly value: number;
  /** The other end of a range ("13 to 15"); the value itself elsewhere. */
  readonly to: number;
  /** One in the last printed place, in the unit written. */
  readonly step: number;
  /** As the text has it, a key of the table of units; null where it states none. */
  readonly unit: string | null;
  readonly isApproximate: boolean;
  /** "more than", ">": the value is above it; "under", "up to": below. */
  readonly bound: 'above' | 'below' | null;
  /** "never exceeds", "always below": of every value. */
  readonly isAlways: boolean;
  readonly sign: '+' | '-' | null;
  /** Written in words: "three", "twice". */
  readonly isWord: boolean;
}

const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const NUMBER = new RegExp(String.raw`(?<![\p{L}\p{N}_./\\-])([-+−–]?)(${DIGITS})([kKM])?(?![\p{N}_]|[.,:/]\d)`, 'gu');
const APPROXIMATE =
  /(?:~|≈|∼|\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|circa|ca\.|some|close to|(?<!\b(?:is|are|was|were|went|now|back) )up to|as (?:high|much) as|just (?:over|under)))\s*[*_"]*$/i;
const ABOVE =
  /(?:>=?|≥|\b(?:more than|over|above|at least|exceed(?:s|ed|ing)?|greater than|higher than|longer than|beyond|minimum of|no less than|upwards of))\s*[*_"]*$/i;
const BELOW =
  /(?:<=?|≤|\b(?:less than|under|below|at most|fewer than|lower than|shorter than|within|no more than|maximum of|not exceeding))\s*[*_"]*$/i;
const RANGE = new RegExp(String.raw`^\s?(?:-|–|—|\bto\b|\band\b)\s?(?:[~≈])?(${DIGITS})([kKM])?(?![\p{N}_]|[.,:/]\d)`, 'u');
const UNIT = /^[\s-]?(?:\(|\[)?((?:[kKM] ?)?[\p{L}°µμ%×]+(?:\s?(?:\/|\bper\b|\ba\b)\s?[\p{L}]+)?)/u;
const WORDS: ReadonlyMap<string, number> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value]),
);
const ANY_WORD = /zero|\bno\b|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|twenty/i;
const WORD_NUMBER =
  /(?<![\p{L}\p{N}_-])(zero|no(?= (?:requests? (?:failed|timed out)|failures?|errors?|timeouts?|failed requests?)\b)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)(?![\p{L}\p{N}_])/giu;
/** Dates and clock times, versions, ordinals, years, addresses: digits that state no quantity. */
const NO_NUMBER =
  /(?<![\p{L}\p{N}])(?:\d{4}-\d{1,2}(?:-\d{1,2})?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?|\d{1,2}:\d{2}(?::\d{2})?|v?\d+\.\d+\.\d+(?:[.-]\w+)*|v\d+(?:\.\d+)*|\d+(?:st|nd|rd|th)|\d{1,2}\s+(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\.?(?:\s+\d{4})?|(?:19|20)\d{2}(?!\s?(?:tok|t\/s|ms|s\b|requests|tokens|MB|GB|MiB|GiB|W\b|MHz)|[.,]\d)|0x[0-9a-f]+)(?![\p{L}\p{N}])/giu;
/** A cell that holds four digits and nothing else has them of its column: 1998 tokens/s are no year. */
const BARE_NUMBER = /^[\s*_`~≈]*\d{4}[\s*_`]*$/;
const ADDRESS = /https?:\/\/\S+/gi;
/** Words before a number that it counts or names nothing measured after: "section 4", "Python 3.11", "March 5". */
const NAMED_BY =
  /\b(?:section|step|phase|table|figure|fig\.|chapter|appendix|version|python|cuda|node|issue|page|line|rtx|gtx|core|windows|ubuntu|tier|priority|option|part|no\.|item|level|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s*#?$|#$/i;
/** How far a figure may be off, and the bounds of its interval, are no figures of their own. */
const SPREAD = /(?:±|\+\/?-)\s*$|\b(?:interval|ci|confidence|between runs|margin)\b[^.;]{0,24}$/i;
/** Of a sentence with more numbers than people write into one the first are read. */
const NUMBER_COUNT_MAX = 40;
const SIZE_SUFFIX = /^[bB](?![\p{L}\p{N}])/u;
const SI: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6 };

/** A number that a text may state, and the digits that nothing else may be made of. */
interface Candidate extends Span {
  readonly mention: NumberMention;
}

/** All numbers that a text may state, words last: a text is read once, whatever else its digits turn out to be part of. */
const candidatesIn: (text: string) => readonly Candidate[] = rememberedText((text) => {
  if (!/\d/.test(text) && !ANY_WORD.test(text)) return [];
  const blocked = [...(BARE_NUMBER.test(text) ? [] : spansOf(text, NO_NUMBER)), ...(text.includes('://') ? spansOf(text, ADDRESS) : [])];
  const digits = Array.from(text.matchAll(NUMBER)).flatMap((match): Candidate[] => {
    const [whole, sign, written, si] = match as unknown as [string, string, string, string | undefined];
    const [start, end] = [match.index, match.index + whole.length];
    if (
      !isFree({ start, end }, blocked) ||
      NAMED_BY.test(text.slice(Math.max(0, start - 14), start)) ||
      SPREAD.test(text.slice(Math.max(0, start - 40), start))
    )
      return [];
    const mention = numberAt(text, start, sign, written, si);
    return mention === null ? [] : [{ start, end, mention }];
  });
  const words = (ANY_WORD.test(text) ? Array.from(text.matchAll(WORD_NUMBER)) : []).flatMap((match): Candidate[] => {
    const [start, end] = [match.index, match.index + match[0].length];
    if (!isFree({ start, end }, blocked)) return [];
    return [{ start, end, mention: wordNumber(text, start, end, WORDS.get(match[1]!.toLowerCase()) ?? 0) }];
  });
  return [...digits, ...words];
});

function isFree({ start, end }: Span, taken: readonly Span[]): boolean {
  return !taken.some((span) => span.start < end && start < span.end);
}

/** Numbers of a text that are none of the spans taken already, such as names and settings. */
export function findNumbers(text: string, taken: readonly Span[]): NumberMention[] {
  const found: NumberMention[] = [];
  let reached = 0;
  let digitCount = 0;
  for (const candidate of candidatesIn(text)) {
    const { mention } = candidate;
    if (!mention.isWord && (digitCount === NUMBER_COUNT_MAX || mention.start < reached)) continue;
    if (!isFree(candidate, taken)) continue;
    found.push(mention);
    if (mention.isWord) continue;
    digitCount += 1;
    reached = mention.end;
  }
  return found.length < 2
    ? found
    : sharedUnits(
        text,
        found.sort((a, b) => a.start - b.start),
      );
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** "`a` pushes 6,567 tokens/s, `b` 2,855". */
const PARALLEL = /^\s*,\s*(?:and\s+|while\s+|but\s+)?(?:the\s+)?[\p{L}\p{N}][\p{L}\p{N}._:+-]*\s+(?:(?:only|just|at|with)\s+)?$/iu;

/** "77.2 and 46.5 tokens/s": the unit of the last of several numbers is that of all. */
function sharedUnits(text: string, numbers: readonly NumberMention[]): NumberMention[] {
  const shared = [...numbers];
  for (let index = shared.length - 2; index >= 0; index -= 1) {
    const [own, next] = [shared[index]!, shared[index + 1]!];
    const joins = /^\s*(?:,|\/|and|or|vs\.?|versus|against|,\s*and|to)\s*[~≈]?$/i.test(text.slice(own.end, next.start));
    if (joins && own.unit === null && next.unit !== null && !own.isWord) shared[index] = { ...own, unit: next.unit };
  }
  for (let index = 1; index < shared.length; index += 1) {
    const [before, own] = [shared[index - 1]!, shared[index]!];
    const isHeld =
      /^[^.;:]{0,48}(?:^|[\s(,])(?:vs\.?|versus|against|compared (?:to|with)|instead of|down from|up from|rather than)\s*[~≈]?$/i.test(
        text.slice(before.end, own.start),
      );
    const isParallel = PARALLEL.test(text.slice(before.end, own.start)) && /^\W*(?:[.;]|$|on average)/.test(text.slice(own.end));
    if ((isHeld || isParallel) && own.unit === null && before.unit !== null && before.unit !== '%' && !own.isWord && before.unit !== 'x')
      shared[index] = { ...own, unit: before.unit };
  }
  return shared;
}

function wordNumber(text: string, start: number, end: number, value: number): NumberMention {
  const before = text.slice(Math.max(0, start - 40), start);
  const isApproximate = APPROXIMATE.test(before);
  return {
    start,
    end,
    text: text.slice(start, end),
    value,
    to: value,
    step: 1,
    unit: null,
    isApproximate,
    bound: boundOf(before),
    isAlways: false,
    sign: null,
    isWord: true,
  };
}

/** "never exceeded", "not below". */
const DENIED = /\b(?:never|not|no|rarely|without|\w+n't)\s+(?:\w+\s+)?(?:\w+\s+)?$|\b(?:never|at no time)\b[^.;,]*$/i;

const ALWAYS = /\b(?:never|always|at no time|every (?:single )?(?:request|run|call)|at all times)\b[^.;,]*$/i;

function boundOf(before: string): NumberMention['bound'] {
  const above = ABOVE.exec(before);
  const found = above ?? BELOW.exec(before);
  if (!found || /^(?:no (?:less|more)|not exceeding)/i.test(found[0])) return above ? 'above' : found ? 'below' : null;
  const isDenied = DENIED.test(before.slice(0, found.index));
  return (above !== null) !== isDenied ? 'above' : 'below';
}

function numberAt(text: string, start: number, sign: string, digits: string, si: string | undefined): NumberMention | null {
  let end = start + sign.length + digits.length;
  const before = text.slice(Math.max(0, start - 64), start);
  if (SIZE_SUFFIX.test(text.slice(end))) return null;
  let value = Number(digits.replaceAll(',', ''));
  let step = stepOf(digits);
  let to = value;
  const scale = (factor: number) => {
    [value, to, step] = [value * factor, to * factor, step * factor];
  };
  const ranged = RANGE.exec(text.slice(end + (si === undefined ? 0 : 1), end + 24));
  const isRange = ranged !== null && (!/\band\b/.test(ranged[0]) || /\bbetween\s*[~≈]?$/i.test(before));
  if (isRange && Number(ranged[1]!.replaceAll(',', '')) > value) {
    to = Number(ranged[1]!.replaceAll(',', ''));
    step = Math.max(step, stepOf(ranged[1]!));
    end += (si === undefined ? 0 : 1) + ranged[0].length - (ranged[2] === undefined ? 0 : 1);
  }
  const unit = unitAt(text, end);
  const suffix = unit?.hasPrefix === true ? undefined : (ranged?.[2] ?? si);
  if (suffix !== undefined && (unit === null || !unit.hasPrefix)) {
    end += 1;
    scale(SI[suffix]!);
  }
  const measured = suffix === undefined ? unit : unitAt(text, end);
  if (measured === null && /^[\p{L}_]/u.test(text.slice(end))) return null;
  if (measured) end = measured.end;
  const signed = sign === '+' ? '+' : sign === '' ? null : '-';
  const isNegative = signed === '-' && !/[\p{L}\d)]\s?$/u.test(before);
  return {
    start,
    end,
    text: text.slice(start, end).trim(),
    value: isNegative ? -value : value,
    to: isNegative ? -to : to,
    step,
    unit: measured?.unit ?? null,
    isApproximate: APPROXIMATE.test(before) || /^\+/.test(text.slice(end)),
    bound: boundOf(before) ?? (/^\s?\+(?!\d)/.test(text.slice(end)) ? 'above' : null),
    isAlways: ALWAYS.test(before),
    sign: signed,
    isWord: false,
  };
}

/** One in the last place: 0.1 of 13.6, 1 of 44, 10 of 180 written with a trailing zero counts as 1 all the same. */
function stepOf(digits: string): number {
  const [mantissa, exponent = '0'] = digits.toLowerCase().replaceAll(',', '').split('e') as [string, string?];
  const point = mantissa.indexOf('.');
  return 10 ** ((point < 0 ? 0 : point - mantissa.length + 1) + Number(exponent));
}

/** The unit that follows a number, as many words of it as make one. */
function unitAt(text: string, from: number): { unit: string; end: number; hasPrefix: boolean } | null {
  const match = UNIT.exec(text.slice(from, from + 40));
  if (!match) return null;
  const words = match[1]!;
  const lead = match[0].length - words.length;
  for (const candidate of [words, words.split(/\s?(?:\/|\bper\b|\ba\b)/u)[0]!.trim()]) {
    if (candidate === '' || /^(?:c|b|h|j|t|in|it|a)$/i.test(candidate)) continue;
    const unit = spelledUnit(candidate.replace(/\s+a\s+(?=sec)/i, ' per '), { name: text.slice(0, from) });
    if (unit !== null)
      return { unit, end: from + lead + candidate.length, hasPrefix: /^[kKM]/.test(candidate) && !/^[kKM]$/.test(candidate) };
  }
  return null;
}
