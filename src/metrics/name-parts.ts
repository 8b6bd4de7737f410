import { slug } from './labels.ts';
import { spelledUnit } from './units.ts';

/** A name taken apart: what is left without statistic and unit, null for what it does not state. */
export interface NameParts {
  readonly stem: string;
  readonly statistic: string | null;
  readonly unit: string | null;
}

const STATISTICS: ReadonlyMap<string, string> = new Map([
  ['mean', 'mean'],
  ['avg', 'mean'],
  ['average', 'mean'],
  ['median', 'median'],
  ['p50', 'median'],
  ['std', 'stdev'],
  ['stdev', 'stdev'],
  ['stddev', 'stdev'],
  ['sd', 'stdev'],
  ['min', 'min'],
  ['minimum', 'min'],
  ['max', 'max'],
  ['maximum', 'max'],
  ['peak', 'max'],
]);

/** Last word of a name -> unit. "min" is not here: in a name it is the minimum. */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ...['ns', 'nanoseconds'].map((word) => [word, 'ns'] as const),
  ...['us', 'µs', 'microseconds'].map((word) => [word, 'us'] as const),
  ...['ms', 'msec', 'msecs', 'millis', 'milliseconds', 'millisecond'].map((word) => [word, 'ms'] as const),
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((word) => [word, 's'] as const),
  ...['minutes', 'mins'].map((word) => [word, 'min'] as const),
  ...['hours'].map((word) => [word, 'h'] as const),
  ['bytes', 'bytes'],
  ['kb', 'KB'],
  ['mb', 'MB'],
  ['gb', 'GB'],
  ['kib', 'KiB'],
  ['mib', 'MiB'],
  ['gib', 'GiB'],
  ...['percent', 'percentage', 'pct'].map((word) => [word, '%'] as const),
  ...['w', 'watts', 'watt'].map((word) => [word, 'W'] as const),
  ['mw', 'mW'],
  ...['j', 'joules'].map((word) => [word, 'J'] as const),
  ...['celsius', 'degc'].map((word) => [word, '°C'] as const),
  ['mhz', 'MHz'],
  ['ghz', 'GHz'],
]);

const RATES: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/(?:^|_)(?:tokens?|toks?)_(?:per_)?(?:s|sec|secs|second|seconds)$|(?:^|_)tps$/, 'tokens/s'],
  [/^t_per_s$/, 'tokens/s'],
  [/(?:^|_)(?:requests?|reqs?)_(?:per_)?(?:s|sec|secs|second|seconds)$|(?:^|_)rps$/, 'requests/s'],
  [/(?:^|_)(?:ops|operations?|iterations?|iters?|it|samples?|queries)_(?:per_)?(?:s|sec|secs|second|seconds)$/, 'operations/s'],
  [/(?:^|_)(?:gb_(?:per_)?(?:s|sec|second)|gbps)$/, 'GB/s'],
  [/(?:^|_)mb_(?:per_)?(?:s|sec|second)$/, 'MB/s'],
];

/** Nobody names a measure at such length. */
const NAME_CHARS_MAX = 200;

/** Takes a unit in parentheses or at the end, and statistics at either end, off a name. */
export function nameParts(name: string): NameParts {
  if (name.length > NAME_CHARS_MAX) return { stem: '', statistic: null, unit: null };
  const inParentheses = /[([]([^()[\]]*)[)\]]\s*$/.exec(name);
  let unit = inParentheses ? spelledUnit(inParentheses[1]!) : null;
  const bare = unit === null ? name : name.slice(0, inParentheses!.index);
  let stem = slug(bare.replaceAll('%', ' percent ').replaceAll(/\/\s*(?=s(?:ec)?(?:ond)?s?\b)/gi, ' per '));
  let statistic: string | null = null;
  for (let previous = ''; previous !== stem; ) {
    previous = stem;
    if (statistic === null) ({ stem, statistic } = withoutStatistic(stem));
    if (unit === null) ({ stem, unit } = withoutUnit(stem));
  }
  if (/^(?:token_)?throughput$/.test(stem) && unit === 'tokens/s') stem = '';
  return { stem, statistic, unit };
}

function withoutStatistic(stem: string): { stem: string; statistic: string | null } {
  const decimal = /^(?:(.*)_)?p(\d{1,2})_(\d{1,2})(?:_(.*))?$/.exec(stem);
  if (decimal) return { stem: [decimal[1], decimal[4]].filter(Boolean).join('_'), statistic: `p${Number(decimal[2])}.${decimal[3]}` };
  const words = stem.split('_');
  if (words[0] === 'overall' && words.length > 1 && statisticOf(words[1]!) !== null) words.shift();
  const first = statisticOf(words[0]!);
  if (first !== null) return { stem: words.slice(1).join('_'), statistic: first };
  const last = statisticOf(words.at(-1)!);
  if (last !== null) return { stem: words.slice(0, -1).join('_'), statistic: last };
  return { stem, statistic: null };
}

function statisticOf(word: string): string | null {
  const percentile = /^p(\d{1,2}|100)$/.exec(word);
  return STATISTICS.get(word) ?? (percentile ? `p${Number(percentile[1])}` : null);
}

function withoutUnit(stem: string): { stem: string; unit: string | null } {
  for (const [pattern, unit] of RATES) {
    const match = pattern.exec(stem);
    if (match) return { stem: stem.slice(0, match.index), unit };
  }
  const words = stem.split('_');
  const unit = UNIT_WORDS.get(words.at(-1)!);
  if (unit === undefined || words.includes('per')) return { stem, unit: null };
  return { stem: words.slice(0, -1).join('_'), unit };
}
