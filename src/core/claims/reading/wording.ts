import { rememberedText } from '../../../metrics/remembered-text.ts';
import type { AnalysedText } from './analysed-text.ts';
import type { Span } from './find-names.ts';

/** Statistics as texts name them; `average` is loose: a median is one too. */
export type AskedStatistic = 'mean' | 'average' | 'median' | 'max' | 'min' | 'stdev' | `p${number}`;

const STATISTIC_WORDS: readonly (readonly [pattern: RegExp, statistic: AskedStatistic])[] = [
  [/\bmedian\b/i, 'median'],
  [/\bmean\b/i, 'mean'],
  [/\b(?:average[ds]?|avg|averaging|typical(?:ly)?|sustained)\b/i, 'average'],
  [/\b(?:std\.?(?:dev)?|standard deviation|stdev|stddev)\b/i, 'stdev'],
  [
    /\b(?:peak(?:s|ed|ing)?|max(?:imum)?|top(?:s|p(?:ed|ing)) out|as (?:high|much) as|(?<!\b(?:is|are|was|were|went|now|back) )up to|slowest (?:request|run|call|response)|longest)\b/i,
    'max',
  ],
  [/\b(?:min(?:imum)?|as low as|fastest (?:request|run|call|response)|shortest)\b/i, 'min'],
];

const PERCENTILE = /\bp(\d{1,2}(?:\.\d)?)\b|\b(\d{1,2})th\b/gi;

const COLD =
  /\b(?:cold(?:[ -]start)?s?|first (?:prompt|request|call|run|load|inference|token after load)|initial (?:load|request|call|run)|after (?:a |the )?(?:model )?load|model load)\b/i;
const WARM =
  /\b(?:warm(?:ed)?(?:[ -]?up)?|hot|subsequent|steady[ -]state|excluding (?:the )?(?:cold|first)|after (?:initial|the first|warm)|without (?:the )?cold)\b/i;

const INCLUDING = /\b(?:including|incl\.?|with|counting) (?:the |all )?cold|\bcold[ -]?(?:starts?|calls?)? (?:included|counted)/i;

/** What is not said of what was measured: wishes, limits, advice, guesses. */
const PLANNED =
  /\b(?:should|must|shall|target(?:s|ed|ing)?|goals?|objectives?|(?<!\b(?:as|than) )expect(?:s|ed|ing|ation)?|requirements?|required to|hypothes\w*|estimat\w*|predict\w*|projected|projections?|budget|slo|slas?|would|could|might|may|aims?|plan(?:s|ned|ning)?|future|theoretical(?:ly)?|assum\w+|ideally|needs? to|hop(?:ed?|ing) for|(?:I|we)(?:'d| would) (?:like|love)|wants? to|wished for|promised|advertised)\b/i;
const PLANNED_AROUND =
  /\b(?:requirements?|goals?|targets?|objectives?|hypothes[ei]s|future|next steps?|roadmap|expectations?|projections?|estimates?|assumptions?|research questions?|slos?|out of scope|in scope|todo|plan)\b/i;
/** A title that speaks of plans beside what came out: "SLO review", "Results against targets". */
const OF_OUTCOME =
  /\b(?:results?|review|report|summary|measure\w*|benchmarks?|performance|analysis|against|vs\.?|met|status|compliance|check)\b/i;

/** May the month is none that may be. */
const MONTH = /\b(?:in|of|since|until|on|from) May\b|\bMay(?= \d)/g;

/** Is it said of something that was not measured: by its own words? */
export function saysPlanned(text: string): boolean {
  return PLANNED.test(text.replaceAll(MONTH, ''));
}

/** Does it stand under something that was not measured? */
export function isUnderPlan(around: readonly string[]): boolean {
  return around.some(announcesPlan);
}

const announcesPlan = rememberedText((outer) => PLANNED_AROUND.test(outer) && !OF_OUTCOME.test(outer) && !/[.!?]\s*$/.test(outer));

const CLAUSE_END = /[,;()]|\b(?:which|but|so|while|whereas)\b/i;

/** Is the word at a place said of something that was not measured: by what leads to it, or by its own clause? An aside in brackets is of itself. */
export function isPlannedAt(text: string, { start, end }: Span): boolean {
  const before = text.slice(0, start).replaceAll(/\([^()]*\)/g, '');
  const aside = before.lastIndexOf('(');
  const after = text.slice(end);
  return saysPlanned(aside < 0 ? before : before.slice(aside)) || saysPlanned(after.slice(0, CLAUSE_END.exec(after)?.index));
}

/** A formula, and what a program does unless told otherwise. */
const MANUAL = /\d\s?\^\s?-?\d|\b\w+_\w+\s?[/*+]\s?\w|\bdefault(?:s|ed)? (?:to|is|value)\b|\bdefault\s?[:=]|\(default\b/i;
const OPTION_HEAD = /^(?:options?|flags?|arguments?|args?|parameters?|fields?|switch(?:es)?|keys?|(?:environment )?variables?)$/i;
const MANUAL_HEAD = /^(?:descriptions?|meaning|explanation|purpose|types?|defaults?|default value|required)$/i;

/** Does a sentence say how something is computed or used, and not what came out? */
export function isManual(text: string): boolean {
  return MANUAL.test(text);
}

/** The heads of a table that explains options or fields. */
export function isManualTable(heads: readonly string[]): boolean {
  return heads.some((head) => OPTION_HEAD.test(head.trim())) && heads.some((head) => MANUAL_HEAD.test(head.trim()));
}

const JOINT = /\b(?:and|while|whereas|but|instead of|versus|vs\.?|against|to)\b/gi;

/** What stands around a number within its part of the sentence. */
export interface Segment {
  readonly before: string;
  readonly after: string;
}

/** The words that a number belongs to: from the mark or joining word before it to the one after it, further to the left where there are none. */
export function segmentOf({ text, numbers }: AnalysedText, number: Span): Segment {
  const others = numbers.filter((other) => other.start !== number.start);
  const isMark = (at: number) =>
    /[,;()|·•—]/.test(text[at]!) &&
    !(text[at] === ',' && /\d/.test(text[at + 1] ?? '')) &&
    !numbers.some(({ start, end }) => at >= start && at < end);
  const joints = [...text.matchAll(JOINT)].map((match) => match.index + match[0].length);
  let from = number.start;
  let hasWords = false;
  while (from > 0) {
    if (hasWords && (isMark(from - 1) || joints.includes(from) || others.some(({ end }) => end === from))) break;
    from -= 1;
    hasWords ||=
      /\p{L}{2}/u.test(text.slice(from, from + 2)) &&
      !joints.some((end) => from < end && from >= end - 10) &&
      !others.some(({ start, end }) => from >= start && from < end);
  }
  const rest = text.slice(number.end);
  const next = others.find(({ start }) => start >= number.end)?.start ?? text.length;
  const joint = rest.search(new RegExp(JOINT.source, 'i'));
  const last = Math.min(next, joint < 0 ? text.length : number.end + joint);
  // "0.165 s (warm)": an aside right behind it is of the number, unless it is of one of its own: "1.62 s (first request: 7.84 s)".
  const aside = /^\s*\([^()]*\)/.exec(rest)?.[0].length ?? 0;
  let to = number.end + aside <= last ? number.end + aside : number.end;
  while (to < last && !isMark(to)) to += 1;
  return { before: text.slice(from, number.start), after: text.slice(number.end, to) };
}

/** Where something else is said than what the number before is of: "1.35 s is all cold start". */
const CLAUSE_BEGINS = /\b(?:is|are|was|were|has|have|had|which|because|since|due|so)\b|:|$/i;

/** What the words around a number say of it: those before it first. */
export function conditionIn({ before, after }: Segment): {
  readonly statistic: AskedStatistic | null;
  readonly subset: 'cold' | 'warm' | null;
} {
  // What stands behind a mark is of the number before it: "208 tok/s avg, 216 tok/s peak".
  const own = before.slice(before.search(/[^,;()|·•—]*$/));
  const behind = after.slice(0, after.search(CLAUSE_BEGINS));
  const near = /^[^\p{L}]*(?:\p{L}[\p{L}-]*)?/u.exec(behind)?.[0] ?? '';
  return {
    statistic: statisticIn(own) ?? statisticIn(near) ?? statisticIn(before) ?? statisticIn(behind),
    subset: INCLUDING.test(behind) ? null : (subsetIn(near) ?? subsetIn(before) ?? subsetIn(behind)),
  };
}

/** The statistic that words name; null where they name none, and where they name several: those nearest to the number come last. */
export function statisticIn(words: string): AskedStatistic | null {
  let found: AskedStatistic | null = null;
  let at = -1;
  for (const match of words.matchAll(PERCENTILE)) {
    const rank = Number(match[1] ?? match[2]);
    [found, at] = [rank === 50 ? 'median' : `p${rank}`, match.index];
  }
  for (const [pattern, statistic] of STATISTIC_WORDS) {
    const match = pattern.exec(words);
    if (match && match.index > at) {
      found = statistic;
      at = match.index;
    }
  }
  return found;
}

/** Requests after a load alone, requests that found the model loaded, or all. */
export function subsetIn(words: string): 'cold' | 'warm' | null {
  if (INCLUDING.test(words)) return null;
  if (WARM.test(words)) return 'warm';
  return COLD.test(words) ? 'cold' : null;
}

/** Statistics of readings that a text may mean by the one it names; null for any. */
export function acceptedStatistics(asked: AskedStatistic | null): readonly string[] | null {
  if (asked === null) return null;
  return asked === 'average' ? ['mean', 'median'] : [asked];
}
