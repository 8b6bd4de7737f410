import { toBase } from '../../../metrics/units.ts';
import type { AnalysedText, Vocabulary } from './analysed-text.ts';
import { COMPARATIVES, type Found, firstOf, SUPERLATIVES } from './comparing-words.ts';
import { AGAINST, commonOf, conditionsOf, isSubject, ratioSides, settingSides, sidesOf } from './comparison-sides.ts';
import type { Context } from './context.ts';
import type { DifferenceDraft, RelationDraft } from './draft.ts';
import type { NameMention, Span } from './find-names.ts';
import type { NumberMention } from './find-numbers.ts';
import { conditionIn, segmentOf, subsetIn } from './wording.ts';

/** Of these the word itself says that speed is meant. */
const OF_SPEED = /\b(?:fast|quick|slow|speed|outpac|outperform|throughput)/i;
const OF_MERIT = /\b(?:outperform|beat|better|superior|surpass|ahead|win|worse|inferior|underperform|lag|trail|behind)/i;
/** "The gap is largest", "matters most": no order of those that are named. */
const OF_SPREAD =
  /\b(?:gap|difference|improvement|gain|jump|spread|variance|variation|drop|increase|decrease|effect|impact|matters?|benefits?|counts?|struggles?|suffers?)\s+(?:\w+\s+){0,3}$/i;
/** "The slowest request of `a`" is one of its own. */
const OF_ONE_RUN = /^[\s*_-]*(?:\w+\s+)?(?:requests?|runs?|calls?|iterations?|responses?|samples?|prompts?|attempts?|repetitions?)\b/i;
const ALL_OTHERS =
  /\b(?:than|over|beats?|outperform\w*|ahead of) (?:all |any |every |the )*(?:other|others|rest|larger|bigger|smaller|competit\w+|alternatives?|models?|variants?)\b/i;
/** Where a claim of one comparison ends. */
const DENIED = /\b(?:not|no|never|isn't|wasn't|doesn't|neither)\b[^.;,]{0,20}$/i;

type InWhat = Pick<RelationDraft, 'metrics' | 'isNamed' | 'times'>;

/** The quantity of a comparison: named in its words, or speed where the word says so, else that of its numbers; null where none. */
function quantityOf({ own, around, vocabulary }: Context, { at }: Found): InWhat | null {
  const named =
    own.metrics.find(({ start }) => start >= at.end && start - at.end < 40) ??
    own.metrics.findLast(({ end }) => end <= at.start) ??
    own.metrics[0];
  if (named) return { metrics: named.metrics, isNamed: true, times: [] };
  const { speeds, times, goods } = vocabulary.metrics;
  // Where nothing was timed, the better one is better at what was measured.
  if (speeds.metrics.length + times.length === 0 && OF_MERIT.test(own.text.slice(at.start, at.end)))
    return { metrics: goods, isNamed: true, times: [] };
  if (OF_SPEED.test(own.text.slice(at.start, at.end))) return speedOf(vocabulary);
  const bases = new Set(own.numbers.flatMap(({ unit }) => (unit === null ? [] : [toBase(unit).base])));
  const [base] = [...bases].filter((own_) => own_.endsWith('/s'));
  if (base !== undefined)
    return {
      metrics: vocabulary.metrics.speeds.metrics.filter((id) => vocabulary.metrics.inUnit(base).includes(id)),
      isNamed: true,
      times: [],
    };
  const outer = around[0]?.metrics[0];
  return outer ? { metrics: outer.metrics, isNamed: true, times: [] } : null;
}

export function speedOf({ metrics }: Vocabulary): InWhat {
  return { metrics: metrics.speeds.metrics, isNamed: false, times: metrics.times };
}

const MULTIPLE = /twice|thrice|doubl|tripl|three times|half/i;
const MULTIPLES: readonly (readonly [pattern: RegExp, value: number])[] = [
  [/\b(?:twice|doubl(?:es?|ed|ing))\b/i, 2],
  [/\b(?:thrice|tripl(?:es?|ed|ing)|three times)\b/i, 3],
  [/\bhalf\b/i, 0.5],
];

/** "Accuracy drops to 37.5 %": a per cent that is the quantity, and no difference of it. */
function isOfShare({ text, metrics }: AnalysedText, { start, end }: NumberMention): boolean {
  const isShare = metrics.some(({ bases }) => bases.includes('ratio'));
  return (
    isShare &&
    /\b(?:to|at|of|is|was|has|have|reach\w*|holds?|scor\w+|with)\s*[~≈*_]*$/i.test(text.slice(0, start)) &&
    !/^\s*(?:\w+\s+)?(?:than|over)\b/i.test(text.slice(end))
  );
}

/** "34 % faster than", "1.6x", "+20 %": a number of a comparison; null where the words compare nothing. */
export function differenceDraft(context: Context, number: NumberMention): DifferenceDraft | null {
  const { own, lineAt, quote } = context;
  const isRatio = number.unit === 'x' || /^\s?(?:times|×|-?fold)\b/i.test(own.text.slice(number.end)) || /[x×]$/i.test(number.text);
  if (!isRatio && (number.unit !== '%' || isOfShare(own, number))) return null;
  const near = own.text.slice(number.end, number.end + 60);
  if (isRatio && ratioSides(context, number, true)) return bareRatio(context, number);
  const found = firstOf(own.text, COMPARATIVES, nearestFrom(own, number, near));
  // "17 % higher than `b` and more than 60 % over `c`": what stands behind the "and" is not of `b`.
  if (!found) return isRatio ? bareRatio(context, number) : null;
  if (/\band\b|;/i.test(own.text.slice(found.at.end, number.start))) return null;
  const metric = quantityOf(context, found);
  if (metric === null) return null;
  const { called: _, ...named } = sidesOf(context, found);
  const ofSettings = named.first === null || named.second === null ? settingSides(context) : null;
  const sides = ofSettings ? { ...named, ...ofSettings, isEither: true } : named;
  const { statistic } = conditionIn(segmentOf(own, number));
  return {
    form: 'difference',
    line: lineAt(number.start),
    quote,
    said: own.text.slice(Math.min(number.start, found.at.start), Math.max(number.end, found.at.end)).slice(0, 80),
    number: isRatio && number.unit !== 'x' ? { ...number, unit: 'x' } : number,
    ...metric,
    ...sides,
    ...commonOf(context, sides, number),
    statistic,
    way: found.way,
    merit: found.merit,
  };
}

/** "2.9x what `b` needs", "from 50 to 879 tokens/s, i.e. 17.7x": a ratio of the two that a sentence has named. */
function bareRatio(context: Context, number: NumberMention): DifferenceDraft | null {
  const { own, lineAt, quote } = context;
  const at = { start: number.start, end: number.end };
  const isOnly = own.numbers.filter(({ unit }) => unit === 'x').length <= 1;
  const two = ratioSides(context, at, !isOnly);
  const metric = quantityOf(context, { at, way: null, merit: null });
  if (two === null || metric === null) return null;
  return {
    form: 'difference',
    line: lineAt(number.start),
    quote,
    said: number.text,
    number: number.unit === 'x' ? number : { ...number, unit: 'x' },
    ...metric,
    ...two,
    ...commonOf(context, two, number),
    foreign: null,
    isEither: true,
    statistic: null,
    way: null,
    merit: null,
  };
}

/** Where the comparing word of a number is looked for: behind it first, else before it in the same sentence. */
function nearestFrom({ text }: AnalysedText, number: NumberMention, near: string): number {
  if (firstOf(near, COMPARATIVES)) return number.end;
  return Math.max(0, text.slice(0, number.start).search(/[^;(]*$/));
}

/** "twice as fast as": a multiple in words. */
export function multipleDraft(context: Context): DifferenceDraft | null {
  const { own } = context;
  if (!MULTIPLE.test(own.text)) return null;
  for (const [pattern, value] of MULTIPLES) {
    const match = pattern.exec(own.text);
    if (!match) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    const number: NumberMention = {
      start,
      end,
      text: match[0],
      value,
      to: value,
      step: value < 1 ? 0.1 : 0.4,
      unit: 'x',
      isApproximate: true,
      bound: null,
      isAlways: false,
      sign: null,
      isWord: true,
    };
    const made = differenceDraft(context, number);
    if (made) return made;
  }
  return null;
}

/** Comparisons of one sentence that are read. */
const COMPARISON_COUNT_MAX = 3;

/** "A is faster than B", "A has a higher throughput but a higher TTFT than B": each comparison of a sentence without a number of its own. */
export function relationDrafts(context: Context): RelationDraft[] {
  const { own } = context;
  const drafts: RelationDraft[] = [];
  let from = 0;
  for (let count = 0; count < COMPARISON_COUNT_MAX; count += 1) {
    const found = firstOf(own.text, COMPARATIVES, from);
    if (!found) break;
    const draft = relationDraft(context, found);
    if (draft && !drafts.some(({ metrics }) => metrics.join() === draft.metrics.join())) drafts.push(draft);
    from = found.at.end;
  }
  return drafts;
}

function relationDraft(context: Context, found: Found): RelationDraft | null {
  const { own, lineAt, quote } = context;
  if (DENIED.test(own.text.slice(0, found.at.start))) return null;
  const metric = quantityOf(context, found);
  if (metric === null) return null;
  const { isEither, ...sides } = sidesOf(context, found);
  if (isEither) return null;
  const others = ALL_OTHERS.exec(own.text);
  if (sides.second === null && sides.foreign === null && !others) return null;
  const form = sides.second === null && sides.foreign === null ? 'superlative' : 'relation';
  const end = AGAINST.exec(own.text.slice(found.at.end));
  const said = own.text.slice(found.at.start, end && sides.second ? found.at.end + end.index + end[0].length : found.at.end);
  return {
    form,
    line: lineAt(found.at.start),
    quote,
    said: said.slice(0, 80),
    ...metric,
    ...sides,
    ...commonOf(context, sides, found.at),
    way: found.way,
    merit: found.merit,
    subset: subsetIn(own.text),
  };
}

/** "The second fastest", "among the best": not the first of all. */
const NOT_FIRST = /\b(?:second|third|fourth|fifth|next|\d+(?:nd|rd|th)|(?:one|some) of the|among the)(?:\s+|-)$/i;

/** "`a` is the fastest", "highest throughput: `a`". */
export function superlativeDraft(context: Context): RelationDraft | null {
  const { own, lineAt, quote, vocabulary } = context;
  if (own.names.length === 0) return null;
  const found = firstOf(own.text, SUPERLATIVES);
  const lead = own.text.slice(0, found?.at.start);
  if (!found || NOT_FIRST.test(lead) || DENIED.test(lead) || OF_SPREAD.test(lead) || OF_ONE_RUN.test(own.text.slice(found.at.end)))
    return null;
  const word = own.text.slice(found.at.start, found.at.end);
  const follows = /^[\s*_:`"]*(?:(?:overall|raw|mean|average|inference|generation|model)\s+)*(?:performance)\b/i.test(
    own.text.slice(found.at.end),
  );
  const mention = own.metrics.find(({ start, end }) => (start >= found.at.end ? start - found.at.end < 30 : found.at.start - end < 30));
  // "Worst TTFT of `a`: 219 ms" is a figure of it.
  const isOwnFigure =
    mention !== undefined &&
    mention.start >= found.at.end &&
    own.numbers.length > 0 &&
    own.names.some(({ start }) => start >= mention.end && /^\s+of\s+$/i.test(own.text.slice(mention.end, start)));
  if (isOwnFigure) return null;
  const isSpeed = OF_SPEED.test(word) || (follows && found.merit !== null);
  if (!mention && !isSpeed) return null;
  const names = own.names.filter(isSubject);
  const before = names.findLast(({ end }) => end <= found.at.start);
  const after = names.find(({ start }) => start >= found.at.end);
  const setting = own.settings.findLast(({ end }) => end <= found.at.start);
  // "Of the settings of `a`, temperature=0.5 reached the best" is of the setting.
  if (setting && (!before || setting.start > before.start)) return null;
  const chosen = isPredicate(own, before, found.at) ? before : (after ?? before);
  const first = conditionsOf(chosen);
  const foreign = chosen?.isForeign ? chosen.text : null;
  if (first === null && foreign === null) return null;
  const said = own.text.slice(found.at.start, mention && mention.start >= found.at.end ? mention.end : found.at.end);
  return {
    form: 'superlative',
    line: lineAt(found.at.start),
    quote,
    said,
    ...(mention ? { metrics: mention.metrics, isNamed: true, times: [] } : speedOf(vocabulary)),
    ...commonOf(context, { first, second: null }, found.at),
    first,
    second: null,
    foreign,
    called: chosen?.text ?? null,
    way: found.way,
    merit: found.merit,
    subset: subsetIn(own.text),
  };
}

/** "`a` is the fastest", "`a` delivers the highest": the name before is the subject; in "fastest: `a`" the one after. */
function isPredicate({ text }: AnalysedText, before: NameMention | undefined, at: Span): boolean {
  if (!before) return false;
  return !/[.;:|]/.test(text.slice(before.end, at.start)) || /^[\s*_`"]*:[\s*_]*(?:the\s+)?$/i.test(text.slice(before.end, at.start));
}
