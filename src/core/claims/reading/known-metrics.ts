import { slug } from '../../../metrics/labels.ts';
import { STRONG_STEMS, TOKEN_RATES } from '../../../metrics/name-stems.ts';
import { namesChange, readName, withoutUnit } from '../../../metrics/names.ts';
import { METRICS, metricOf } from '../../../metrics/registry.ts';
import { rememberedText } from '../../../metrics/remembered-text.ts';
import { spelledUnit, toBase } from '../../../metrics/units.ts';
import type { Span, Word } from './find-names.ts';
import { FAMILIES, RATE_BASES, WHOLE_TIME_IDS } from './metric-families.ts';
import type { PhaseMention } from './test-names.ts';

/** What of a word tells whether it names a quantity. */
type WordOfMetric = Pick<Word, 'start' | 'end' | 'slug'>;

/** A quantity that a text names. */
export interface MetricMention extends Span {
  readonly text: string;
  /** Ids of the metrics of the data that it may mean; [] where the data have none of them. */
  readonly metrics: readonly string[];
  /** Says no more than the kind of thing: a memory may be the one used, or the one there is. */
  readonly isLoose: boolean;
  /** Base units in which the quantity is measured. */
  readonly bases: readonly string[];
  /** Sizes of the work that its name states: 512 prompt tokens of `pp512`. */
  readonly sizes: PhaseMention['sizes'];
}

/** A metric that the data have. */
export interface DataMetric {
  readonly id: string;
  readonly unit: string;
}

/** The quantities of the data, by the words that people use for them. */
export interface KnownMetrics {
  find(text: string, words: readonly WordOfMetric[]): MetricMention[];
  /** What the head of a column means; null where it names no quantity. */
  ofHead(head: string): { readonly mention: MetricMention; readonly statistic: string | null; readonly unit: string | null } | null;
  /** What stands before a colon: "Load: 1.76 s"; null where it names no quantity. */
  ofLabel(label: string): MetricMention | null;
  /** Is this the name of a quantity, with a statistic and a unit at most beside it? */
  isName(text: string): boolean;
  /** Metrics of the data in a base unit. */
  inUnit(base: string): readonly string[];
  /** All that can be better and worse. */
  readonly goods: readonly string[];
  /** How long a whole run took. */
  readonly runTimes: readonly string[];
  /** How long something took as a whole. */
  readonly times: readonly string[];
  readonly speeds: MetricMention;
  /** The rate of a part of the work. */
  ofPhase(phase: PhaseMention): MetricMention;
}

/** What is measured of a part of the work. */
const OF_PHASE: Readonly<Record<PhaseMention['phase'], readonly string[]>> = {
  prefill: ['prefill_throughput', 'input_token_throughput'],
  decode: ['decode_throughput', 'output_token_throughput', 'token_throughput'],
};

/** Settings whose names read like quantities. */
const NO_METRIC =
  /^(?:temperature|memory|temp|time|times|rate|load|eval|total|tokens|power|decode_time_of|duration|size|model_size|model_load|processing|system|input|output|prompt|overall|aggregate|gpu_memory_total|first_token_of|gen|pp|tg|eval_of)$/;

/** "12 GB of memory" is what a machine has, "memory used" what was measured. */
const LOOSE = /^(?:gpu memory|vram|memory)$/i;

const STATISTIC_AROUND =
  /^(?:mean|avg|average|median|peak|max|min|best|typical|warm|cold|overall|total)_|_(?:mean|avg|average|median|peak|max|min|warm|cold)$/g;

/** "tok/s per GB": a rate of something else. */
const PER_SOMETHING = /(?:\/\s?s|per second|tps)\s*(?:per|\/)\s*\p{L}/iu;
/** What is left of a head that names a statistic and nothing else. */
const STATISTIC_WORD = /^(?:mean|avg|average|median|max|maximum|min|minimum|p\d{1,2}|std|stdev|stddev)$/;

const WORDS_MAX = 5;

function bySlug(metrics: readonly DataMetric[]): Map<string, { metrics: readonly string[]; bases: readonly string[] }> {
  const known = new Map<string, { metrics: readonly string[]; bases: readonly string[] }>();
  const unitsOf = new Map(metrics.map(({ id, unit }) => [id, unit]));
  const add = (words: string, ids: readonly string[], bases: readonly string[]) => {
    if (NO_METRIC.test(words)) return;
    known.set(words, { metrics: ids.filter((id) => unitsOf.has(id)), bases });
  };
  for (const [stem, { metric, base }] of STRONG_STEMS) add(stem, [metric], [base]);
  for (const [words, id] of TOKEN_RATES) if (/throughput/.test(words)) add(words, [id], ['tokens/s']);
  for (const { id, name, unit } of METRICS) {
    add(id, [id], [unit]);
    add(slug(name), [id], [unit]);
  }
  for (const { id, unit } of metrics) {
    add(slug(id), [id], [unit]);
    add(slug(metricOf(id, unit).name), [id], [unit]);
  }
  for (const [words, bases, ids] of FAMILIES) {
    const own = metrics.filter(
      ({ id, unit }) => bases.includes(unit) && (ids === null ? metricOf(id, unit).direction !== 'none' : ids.includes(id)),
    );
    known.set(words, { metrics: own.map(({ id }) => id), bases });
  }
  return known;
}

/** @param metrics every metric that the data have, with its base unit. */
export function knownMetrics(metrics: readonly DataMetric[]): KnownMetrics {
  const known = bySlug(metrics);
  const beginnings = new Set([...known.keys()].map(firstOf));
  const isBeginning = rememberedText((word) => beginnings.has(firstOf(word)) || beginnings.has(singular(firstOf(word))));
  const byUnit = new Map<string, string[]>();
  for (const { id, unit } of metrics) byUnit.set(unit, [...(byUnit.get(unit) ?? []), id]);
  const speedIds = metrics.filter(({ id, unit }) => RATE_BASES.includes(unit) && metricOf(id, unit).direction === 'higher-is-better');

  function find(text: string, words: readonly WordOfMetric[]): MetricMention[] {
    const found: MetricMention[] = [];
    for (let index = 0; index < words.length; index += 1) {
      const { start, slug: first } = words[index]!;
      if (!isBeginning(first)) continue;
      for (let count = Math.min(WORDS_MAX, words.length - index); count > 0; count -= 1) {
        const { end } = words[index + count - 1]!;
        const said = words.slice(index, index + count).map((word) => word.slug);
        const own = known.get(singular(said.join('_')));
        if (own === undefined) continue;
        found.push({ start, end, text: text.slice(start, end), isLoose: LOOSE.test(text.slice(start, end)), sizes: [], ...own });
        index += count - 1;
        break;
      }
    }
    return found;
  }

  /** "Mean (ms)", "p95 [s]": a statistic and a unit alone may be of anything in that unit. */
  function bareHead(head: string): ReturnType<KnownMetrics['ofHead']> {
    const [, name = '', unit] = /^(.*?)\(([^()]+)\)\s*$/.exec(head) ?? [];
    const spelled = unit === undefined ? null : spelledUnit(unit, { name });
    const last = slug(name).split('_').at(-1) ?? '';
    if (spelled === null || !STATISTIC_WORD.test(last)) return null;
    const { base } = toBase(spelled);
    const mention = { start: 0, end: head.length, text: head, metrics: byUnit.get(base) ?? [], isLoose: false, bases: [base], sizes: [] };
    return { mention, statistic: null, unit: spelled };
  }

  return {
    find,
    ofHead(written) {
      if (PER_SOMETHING.test(written)) return null;
      const head = written.replace(/\[([^[\]]*)\]\s*$/, '($1)');
      const bare = bareHead(head);
      if (bare) return bare;
      const read = readName(head);
      if (read !== null) {
        const family = known.get(slug(head.replace(/\(.*\)/, '')).replace(/^(?:mean|avg|average|median|peak|max|min)_/, ''));
        const { base } = toBase(metricOf(read.metric, read.unit).unit);
        const ids =
          family?.bases.includes(base) && family.metrics.length > 0
            ? family.metrics
            : (byUnit.get(base) ?? []).filter((id) => id === read.metric || isBareRate(read.metric, id, base));
        // "TTFT, cold (s)": a word more than the name of the quantity.
        const within =
          ids.length > 0
            ? undefined
            : find(head, headWords(head)).find(({ bases, metrics: own }) => bases.includes(base) && own.length > 0);
        const metricIds = within?.metrics ?? ids;
        const mention = { start: 0, end: head.length, text: head, metrics: metricIds, isLoose: false, bases: [base], sizes: [] };
        return { mention, statistic: read.statistic, unit: read.unitStated ? read.unit : null };
      }
      if (namesChange(head)) return null;
      const [only] = find(head, headWords(head));
      return only === undefined ? null : { mention: only, statistic: null, unit: null };
    },
    ofLabel(label) {
      const read = withoutUnit(label);
      if (read === null) return null;
      const ids = (byUnit.get(read.base) ?? []).filter((id) => id === read.metric);
      return { start: 0, end: label.length, text: label, isLoose: false, metrics: ids, bases: [read.base], sizes: [] };
    },
    isName(text) {
      const bare = slug(text.replace(/\([^()]*\)/g, '')).replace(STATISTIC_AROUND, '');
      return readName(text) !== null || known.has(singular(bare));
    },
    ofPhase: ({ start, end, text, phase, sizes }) => {
      const ids = (byUnit.get('tokens/s') ?? []).filter((id) => OF_PHASE[phase].includes(id));
      return { start, end, text, metrics: ids, isLoose: false, bases: ['tokens/s'], sizes };
    },
    inUnit: (base) => byUnit.get(base) ?? [],
    goods: metrics.flatMap(({ id, unit }) => (metricOf(id, unit).direction === 'none' ? [] : [id])),
    runTimes: metrics.flatMap(({ id }) => (id === 'run_duration' ? [id] : [])),
    times: metrics.flatMap(({ id, unit }) => (unit === 'ms' && WHOLE_TIME_IDS.includes(id) ? [id] : [])),
    speeds: { start: 0, end: 0, text: 'speed', isLoose: false, metrics: speedIds.map(({ id }) => id), bases: RATE_BASES, sizes: [] },
  };
}

/** The words of a head, where a slash is part of one: `tokens/s`. */
function headWords(head: string): readonly WordOfMetric[] {
  const words = Array.from(head.matchAll(/[\p{L}\p{N}/]+/gu), (match) => ({
    slug: slug(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
  return words.filter((word) => word.slug !== '');
}

/** The first word of a slug. */
function firstOf(words: string): string {
  const end = words.indexOf('_');
  return end < 0 ? words : words.slice(0, end);
}

function singular(words: string): string {
  return words.replace(/latencies$/, 'latency').replace(/(time|speed|throughput)s$/, '$1');
}

/** "Tokens/s" in a text for people is any rate of generated tokens that the data have. */
function isBareRate(named: string, id: string, base: string): boolean {
  const isOpen = /^(?:output_token|decode|token)_throughput$/.test(named);
  return base === 'tokens/s' && isOpen && !/^(?:prefill|input_token)_throughput$/.test(id) && metricOf(id, base).direction !== 'none';
}
