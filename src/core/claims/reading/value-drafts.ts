import { metricOf } from '../../../metrics/registry.ts';
import { toBase } from '../../../metrics/units.ts';
import type { AnalysedText } from './analysed-text.ts';
import type { Condition } from './condition.ts';
import type { Context } from './context.ts';
import type { ValueDraft } from './draft.ts';
import type { NumberMention } from './find-numbers.ts';
import type { MetricMention } from './known-metrics.ts';
import { settingsFor } from './settings-for.ts';
import { isHard, subjectOf } from './subject-of.ts';
import { conditionIn, segmentOf, statisticIn, subsetIn } from './wording.ts';

/** Units that tell the quantity by themselves. */
const TELLING_BASES: ReadonlySet<string> = new Set(['tokens/s', 'requests/s', 'operations/s', 'W', 'J', '°C', 'MHz', 'bytes/s']);

/** Numbers of settings, sizes of files and tokens: no measurement whatever stands around them. */
const OF_SOMETHING_ELSE =
  /^\s*(?:-\s*)?(?:times|×|fold|layers?|cores?|threads?|gpus?|params?|parameters|bits?|parts?|steps?|points?|stars?|users?|players?|weeks?|days?|months?|years?|columns?|lines?|pages?|words?|percentile)\b/i;

/** The quantity of a number: named in its own words, before it in the sentence, or by what it stands under; with its unit. */
export interface Quantity {
  readonly metrics: readonly string[];
  readonly bases: readonly string[];
  readonly isNamed: boolean;
  readonly isOpen: boolean;
  /** The size of the work that its name states. */
  readonly sizes: readonly Condition[];
}

function fits({ bases, isLoose }: Pick<MetricMention, 'bases' | 'isLoose'>, unit: string | null): boolean {
  return !isLoose && (unit === null || bases.includes(toBase(unit).base));
}

/** The mention that a number belongs to: in its segment, the nearest one before it, then any of its sentence. */
function nearestMetric(
  { text, metrics, numbers }: AnalysedText,
  number: NumberMention,
  isWanted: (mention: MetricMention) => boolean,
): MetricMention | null {
  const wanted = metrics.filter(isWanted);
  const before = wanted.findLast(({ end }) => end <= number.start);
  const after = wanted.find(({ start }) => start >= number.end);
  const follows =
    after &&
    !/[,;()]/.test(text.slice(number.end, after.start)) &&
    !numbers.some(({ start }) => start >= number.end && start < after.start);
  return (follows ? after : null) ?? before ?? after ?? null;
}

/** "Load: 1.76 s": what an entry is of stands before its colon. */
const LABEL = /^[\s*_]*([\p{L}][\p{L}\s-]{1,30}?)[\s*_]*:/u;

function namedQuantity({ bases, sizes }: MetricMention, metrics: readonly string[]): Quantity {
  return { metrics, bases, isNamed: true, isOpen: false, sizes: sizes.map(({ key, value }) => ({ key, values: [value] })) };
}

/** What is measured by a number of a sentence; null where nothing tells it. */
export function quantityOf(context: Context, number: NumberMention): Quantity | null {
  const { own, around, vocabulary } = context;
  const { unit } = number;
  const base = unit === null ? null : toBase(unit).base;
  const inUnit = (ids: readonly string[]) => ids.filter((id) => base === null || vocabulary.metrics.inUnit(base).includes(id));
  // Right behind a quantity a number is of it, whatever its unit: "a TTFT of 182 tok/s".
  const other = base === null ? null : adjacentMetric(own, number);
  if (other && !fits(other, unit)) return namedQuantity(other, other.metrics);
  const isUsed = own.names.length > 0 && IS_USED.test(own.text);
  const isMeant = (named: MetricMention) => fits(isUsed ? { ...named, isLoose: false } : named, unit);
  const mention = nearestMetric(own, number, isMeant);
  if (mention && (unit !== null || isAdjacent(own, mention, number))) {
    // Of several quantities in that unit a number that stands right behind none of them may be any.
    const fitting = isAdjacent(own, mention, number) ? [mention] : own.metrics.filter(isMeant);
    return namedQuantity(mention, [...new Set(fitting.flatMap(({ metrics }) => inUnit(metrics)))]);
  }
  const label = LABEL.exec(own.text)?.[1];
  const labelled = label === undefined || base === null ? null : vocabulary.metrics.ofLabel(label);
  if (labelled?.bases.includes(base!)) return namedQuantity(labelled, labelled.metrics);
  // "Warm requests answer in 110 ms" names its own time, if by no name.
  const isOwnTime = base === 'ms' && TAKES.test(own.text.slice(0, number.start));
  for (const outer of unit === null ? [] : around.slice(0, 3)) {
    if (isOwnTime && /[.!?]\s*$/.test(outer.text)) continue;
    const above = outer.metrics.findLast((named) => fits(named, unit));
    if (above) return namedQuantity(above, inUnit(above.metrics));
  }
  return base === null ? null : bareQuantity(context, number, base);
}

/** A quantity that its unit alone tells: any rate of tokens, any time of what the sentence names. */
function bareQuantity({ own, vocabulary: { metrics } }: Context, number: NumberMention, base: string): Quantity | null {
  if (!TELLING_BASES.has(base) && !isTimeOf(own, number, base)) return null;
  const isTaken = TAKES.test(own.text.slice(0, number.start));
  const whole = base === 'ms' ? [...metrics.times, ...(isTaken ? metrics.runTimes : [])] : [];
  return {
    metrics: whole.length > 0 ? whole : metrics.inUnit(base).filter((id) => metricOf(id, base).direction !== 'none' || base === '°C'),
    bases: [base],
    isNamed: false,
    isOpen:
      base === 'ms' &&
      (whole.length === 0 || (conditionIn(segmentOf(own, number)).statistic === null && !TAKES.test(own.text.slice(0, number.start)))),
    sizes: [],
  };
}

/** "11.3 ms per token" where rates were measured: 88.5 tokens/s. */
function rateOf(
  { own, vocabulary }: Context,
  number: NumberMention,
  { metrics, bases, isNamed }: Quantity,
): { readonly number: NumberMention; readonly quantity: Quantity } | null {
  const isPerToken =
    /\btokens?\b|\btpot\b|\bitl\b/i.test(own.text) &&
    isNamed &&
    metrics.length === 0 &&
    bases.includes('ms') &&
    number.unit !== null &&
    number.value > 0 &&
    number.to === number.value;
  const rates = vocabulary.metrics.inUnit('tokens/s').filter((id) => id === 'decode_throughput');
  if (!isPerToken || rates.length === 0 || toBase(number.unit!).base !== 'ms') return null;
  const value = 1_000 / (number.value * toBase(number.unit!).factor);
  const bound = number.bound === null ? null : number.bound === 'above' ? 'below' : 'above';
  return {
    number: { ...number, value, to: value, step: (value * number.step) / number.value, unit: 'tokens/s', bound },
    quantity: { metrics: rates, bases: ['tokens/s'], isNamed: true, isOpen: true, sizes: [] },
  };
}

/** A number in a unit that is said of somebody whom the data do not know. */
function ofForeigner({ unit }: NumberMention): Quantity | null {
  return unit === null || /^(?:%|x|count)$/.test(unit)
    ? null
    : { metrics: [], bases: [toBase(unit).base], isNamed: false, isOpen: true, sizes: [] };
}

/** Memory that something takes up, and not what a machine has. */
const IS_USED = /\b(?:needs?|needed|uses?|used|using|takes?|took|occup\w+|consum\w+|allocat\w+|peak\w*)\b/i;
/** "`a` takes 41 ms", "answers in 264 ms", "41 ms for `a`": how long something took. */
const TAKES =
  /\b(?:takes?|took|taking|needs?|needed|answers? (?:in|within)|responds? (?:in|within)|finish(?:es|ed)? in|complet\w+ in|runs? in|lasts?|lasted|slowest|fastest|longest|shortest)\b[^.;]{0,40}$/i;

/** A time of something that the sentence names. */
function isTimeOf(own: AnalysedText, number: NumberMention, base: string): boolean {
  const isNamed = own.names.some(({ namings }) => namings.some(({ key }) => isHard(key)));
  return (
    base === 'ms' &&
    (isNamed || TAKES.test(own.text.slice(0, number.start))) &&
    !/^\s*(?:later|ago|apart|before|after|timeout)\b/i.test(own.text.slice(number.end))
  );
}

/** A quantity right before a number in a unit that it cannot have: "a TTFT of 182 tok/s". */
function adjacentMetric(own: AnalysedText, number: NumberMention): MetricMention | null {
  const before = own.metrics.findLast(({ end, isLoose }) => end <= number.start && !isLoose);
  // "125 ms latency (4 GB)": it has its number already.
  const isTaken = own.numbers.some(
    ({ end, unit }) =>
      before && unit !== null && fits(before, unit) && end <= before.start && own.text.slice(end, before.start).trim() === '',
  );
  return before && !isTaken && isAdjacent(own, before, number) ? before : null;
}

/** Does a number stand right behind its quantity: "TTFT: 0.165", "a throughput of 102"? */
function isAdjacent({ text, numbers, names }: AnalysedText, metric: MetricMention, number: NumberMention): boolean {
  if (metric.end > number.start || numbers.some(({ start, end }) => start >= metric.end && end <= number.start)) return false;
  const within = names.filter(({ start, end }) => start >= metric.end && end <= number.start);
  const between = within.reduceRight(
    (rest, name) => rest.slice(0, name.start - metric.end) + rest.slice(name.end - metric.end),
    text.slice(metric.end, number.start),
  );
  return /^[\s*_`):(=]*(?:(?:of|is|was|at|for|with|on|in|averaged?|about|around|reach\w*|hits?|mean|values?)\b[\s*_~≈`:()]*){0,3}[~≈]?$/i.test(
    between,
  );
}

/** What something grew or fell by, and no figure of it: "an overhead of 12 ms", "saves 200 ms", "+3 tok/s". */
const OF_CHANGE =
  /\b(?:by|(?:increase|decrease|reduction|drop|gain|improvement|difference|gap|delta|overhead|penalty|saving|regression|degradation)s?(?: (?:of|is|was))?|saves?|saved|saving|additional|extra|another|gain(?:s|ed)?|lost|loses?|costs?|adds?|added|cut(?:s|ting)?)\s*[~≈+−-]?$/i;

/**
 * "Within 0.6 tokens/s", "within 5 ms of each other", "12 ms apart", "saves 200 ms": how far figures lie apart, and no figure; "answers within
 * 200 ms" is a bound of one.
 */
function isDistance({ text }: AnalysedText, { start, end, unit, value, sign }: NumberMention): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  if (OF_CHANGE.test(before) || /^\s*(?:apart|more|less|faster|slower|higher|lower|longer|shorter|quicker)\b/i.test(text.slice(end)))
    return true;
  if ((value < 0 || sign === '+') && unit !== '°C') return true;
  if (!/\bwithin[\s*_"~≈]*$/i.test(text.slice(0, start))) return false;
  return unit === null || toBase(unit).base !== 'ms' || /^\s*of\b/i.test(text.slice(end));
}

/** The claim that a number of a sentence makes of a quantity; null where it makes none. */
export function valueDraft(context: Context, number: NumberMention): ValueDraft | null {
  const { own, around, vocabulary, lineAt, quote } = context;
  if (
    number.isWord ||
    /\bnot (?:the )?[\s*_~≈]*$/i.test(own.text.slice(0, number.start)) ||
    // What holds elsewhere does not hold of what was named.
    /^\s*(?:elsewhere|otherwise|in the (?:other|rest))\b/i.test(own.text.slice(number.end)) ||
    OF_SOMETHING_ELSE.test(own.text.slice(number.end)) ||
    isDistance(own, number)
  )
    return null;
  if (number.unit === '%' || number.unit === 'x' || number.unit === 'count') {
    const isNamed = own.metrics.some((mention) => fits(mention, number.unit) && mention.metrics.length > 0);
    if (!isNamed) return null;
  }
  const told = quantityOf(context, number);
  const elsewhere = told === null ? ofForeigner(number) : null;
  if (told === null && elsewhere === null) return null;
  const subject = subjectOf(own, number, around, vocabulary.subjects);
  const quantity = told ?? (subject.foreign === null ? null : elsewhere);
  if (quantity === null) return null;
  const said = conditionIn(segmentOf(own, number));
  const outer = around[0]?.text ?? '';
  const rate = rateOf(context, number, quantity);
  const { sizes, ...measured } = rate?.quantity ?? quantity;
  const stated = rate?.number ?? number;
  const isRange = stated.to !== stated.value;
  return {
    form: isRange ? 'range' : stated.bound === null ? 'value' : 'bound',
    line: lineAt(number.start),
    quote,
    said: number.text,
    number: stated,
    subject,
    settings: [...settingsFor(context, number).filter(({ key }) => !sizes.some((size) => size.key === key)), ...sizes],
    ...measured,
    statistic:
      said.statistic ??
      (number.isAlways && number.bound !== null ? (number.bound === 'below' ? 'max' : 'min') : null) ??
      (own.numbers.length === 1 ? statisticIn(own.text) : null) ??
      (outer.length <= 80 && /:\s*$/.test(outer) ? statisticIn(outer) : null),
    subset: said.subset ?? (own.numbers.length === 1 ? subsetIn(own.text) : null),
  };
}
