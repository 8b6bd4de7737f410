import { slug } from './labels.ts';
import {
  ALIASES,
  BARE_PERCENTILES,
  JOINTS,
  LEADING_UNITS,
  PERCENTILES,
  RATES,
  REPEATS,
  STATISTICS,
  TIME_PER_OPERATION,
  UNIT_WORDS,
} from './name-words.ts';
import { knownMetric } from './registry.ts';
import { rememberedText } from './remembered-text.ts';
import { spelledUnit } from './units.ts';

/** A name taken apart: what is left without statistic and unit, null for what it does not state. */
export interface NameParts {
  readonly stem: string;
  readonly statistic: string | null;
  readonly unit: string | null;
}

/** Nobody names a measure at such length. */
const NAME_CHARS_MAX = 200;

/** Text in brackets at the end of a name. */
const BRACKETS = /\s*[([]([^()[\]]*)[)\]]\s*$/;

/**
 * Takes a unit in parentheses, before or at the end, statistics at either end, and the number of a repeat off a name.
 *
 * @param minIsStatistic true where `(min)` stands beside `(max)` or `(avg)`: it is the minimum then, not minutes.
 */
export function nameParts(name: string, minIsStatistic = false): NameParts {
  return minIsStatistic ? partsWithMinimum(name) : partsOfName(name);
}

const partsOfName = rememberedText((name) => readParts(name, false));
const partsWithMinimum = rememberedText((name) => readParts(name, true));

function readParts(name: string, minIsStatistic: boolean): NameParts {
  if (name.length > NAME_CHARS_MAX) return { stem: '', statistic: null, unit: null };
  const { bare, unit: bracketed } = withoutBrackets(name, minIsStatistic);
  const data = bracketed === null ? (dataRate(bare) ?? multipleOfUnit(bare)) : null;
  let unit = bracketed ?? data?.unit ?? null;
  let stem = spelled(data?.name ?? bare).replace(REPEATS, '');
  const perOperation = TIME_PER_OPERATION.exec(stem);
  if (perOperation && unit === null) return { stem: 'operation_time', statistic: null, unit: UNIT_WORDS.get(perOperation[1]!)! };
  const leading = LEADING_UNITS.exec(stem);
  if (leading && unit === null) {
    unit = UNIT_WORDS.get(leading[0].slice(0, -1))!;
    stem = `time_${stem.slice(leading[0].length)}`;
  }
  let statistic: string | null = null;
  for (let previous = ''; previous !== stem; ) {
    previous = stem;
    if (statistic === null && !knownMetric(stem)) ({ stem, statistic } = withoutStatistic(stem, unit !== null));
    if (unit === null) ({ stem, unit } = withoutUnit(stem));
    if (statistic !== null || (unit !== null && stem.endsWith('_in'))) stem = withoutJoints(stem);
  }
  if (/^(?:token_)?(?:throughput|speed)$/.test(stem) && unit === 'tokens/s') stem = '';
  return { stem, statistic, unit };
}

/** "Latency (ms)" states a unit, "Temperature (Sensor edge) (C)" too; the brackets of "TTFT (p99)" hold a statistic and stay. */
function withoutBrackets(name: string, minIsStatistic: boolean): { bare: string; unit: string | null } {
  const found = BRACKETS.exec(name);
  if (!found) {
    const after = /^(.*\S)\s+(?:in|,)\s+(\S.{0,20})$/i.exec(name);
    const unit = after ? spelledUnit(after[2]!, { name: after[1]! }) : null;
    return unit === null ? { bare: name, unit } : { bare: after![1]!, unit };
  }
  const inner = found[1]!.trim();
  if (minIsStatistic && inner.toLowerCase() === 'min') return { bare: name, unit: null };
  const unit = spelledUnit(inner, { name: name.slice(0, found.index) });
  if (unit !== null) return { bare: name.slice(0, found.index), unit };
  const rate = RATES.find(([pattern]) => pattern.test(spelled(inner)));
  return rate && !/\s/.test(inner) ? { bare: name.slice(0, found.index), unit: rate[1] } : { bare: name, unit: null };
}

/** `bandwidth_Mb_s`, `Bandwidth GB/s`, `link_Gbps`: the case of the letter tells bits from bytes, so it is read before the name loses it. */
function dataRate(name: string): { name: string; unit: string | null } | null {
  const found = /^(.*?)[\s_.-]*(?<![\p{L}\p{N}])([kmgt]?b)(?:(ps)|(?:_per_|_|\s*\/\s*|\s+per\s+)s(?:ec(?:ond)?)?)$/iu.exec(name);
  if (!found) return null;
  const [, before = '', letters = '', ps] = found;
  return { name: before, unit: spelledUnit(`${letters}${ps ?? '/s'}`, { name: before }) };
}

/** `power_mW`, `energy_kJ`: a small prefix before the capital of a unit is one sign with it; null where the name ends otherwise. */
function multipleOfUnit(name: string): { name: string; unit: string } | null {
  const [, before = '', sign] = /^(.*?)[\s_.-]+([kmuµ](?:Wh?|J|Hz))$/.exec(name) ?? [];
  const unit = sign === undefined ? null : spelledUnit(sign);
  return unit === null ? null : { name: before, unit };
}

/** Without the words that joined a statistic to the rest. */
function withoutJoints(stem: string): string {
  const words = stem.split('_');
  while (words.length > 1 && JOINTS.has(words[0]!)) words.shift();
  while (words.length > 1 && JOINTS.has(words.at(-1)!)) words.pop();
  return words.join('_');
}

function spelled(name: string): string {
  // An abbreviation in capitals is one word: E2EL, TTFT.
  const lower = name.replaceAll(/(?<![\p{L}\p{N}])[A-Z][A-Z0-9]+(?![\p{L}\p{N}])/gu, (word) => word.toLowerCase());
  const text = slug(
    lower
      .replaceAll('%', ' percent ')
      .replaceAll(/[Δ∆δ]/g, ' delta ')
      .replaceAll(/\/\s*(?=s(?:ec)?(?:ond)?s?\b)/gi, ' per '),
  );
  return text
    .replace(/^req_/, 'request_')
    .split('_')
    .map((word) => ALIASES.get(word) ?? word)
    .join('_');
}

function withoutStatistic(stem: string, unitKnown: boolean): { stem: string; statistic: string | null } {
  const decimal = /^(?:(.*)_)?p(\d{1,2})_(\d{1,2})(?:_(.*))?$/.exec(stem);
  if (decimal) return { stem: [decimal[1], decimal[4]].filter(Boolean).join('_'), statistic: `p${Number(decimal[2])}.${decimal[3]}` };
  const apart = /^(?:(.*)_)?(?:percentile|quantile|pctl?|perc)_(\d{1,2})(?:_(.*))?$/.exec(stem);
  if (apart) return { stem: [apart[1], apart[3]].filter(Boolean).join('_'), statistic: percentile(apart[2]!) };
  const ordinal = /^(?:(.*)_)?(\d{1,2})(?:th|st|nd|rd)_(?:percentile|quantile|pctl?|perc)(?:_(.*))?$/.exec(stem);
  if (ordinal) return { stem: [ordinal[1], ordinal[3]].filter(Boolean).join('_'), statistic: percentile(ordinal[2]!) };
  const share = /^(?:(.*)_)?(\d{1,2})_percent(?:_(.*))?$/.exec(stem); // pandas describes columns by 25%, 50%, 75%
  if (share) return { stem: [share[1], share[3]].filter(Boolean).join('_'), statistic: percentile(share[2]!) };
  const words = stem.split('_');
  if (words[0] === 'overall' && words.length > 1 && statisticOf(words[1]!) !== null) words.shift();
  const first = statisticOf(words[0]!);
  if (first !== null) return { stem: words.slice(1).join('_'), statistic: first };
  const last = words.at(-1)!;
  const statistic =
    statisticOf(last) ?? (BARE_PERCENTILES.has(last) && (unitKnown || UNIT_WORDS.has(words.at(-2) ?? '')) ? percentile(last) : null);
  if (statistic !== null) return { stem: words.slice(0, -1).join('_'), statistic };
  return { stem, statistic: null };
}

function statisticOf(word: string): string | null {
  const found = PERCENTILES.exec(word);
  return STATISTICS.get(word) ?? (found ? percentile(found[1] ?? found[2]!) : null);
}

function percentile(digits: string): string {
  if (digits.length > 2 && digits.startsWith('99')) return `p99.${digits.slice(2)}`;
  return Number(digits) === 50 ? 'median' : `p${Number(digits)}`;
}

/** `time_per_output_token_ms`: the unit is that of the amount; in `x_per_ms` and `tokens_per_user_s` it is what the amount is divided by. */
const AMOUNT_PER_THING = /(?:^|_)(?:time|latency|duration|energy)_per_[^_]+_/;

function withoutUnit(stem: string): { stem: string; unit: string | null } {
  if (knownMetric(stem)) return { stem, unit: null };
  // "time to first token / s": a quantity over its unit, as in an axis label.
  const quotient = /^(time_(?:to|per)_.*)_per_s(?:ec(?:ond)?s?)?$/.exec(stem);
  if (quotient) return { stem: quotient[1]!, unit: 's' };
  for (const [pattern, unit] of RATES) {
    const match = pattern.exec(stem);
    if (match) return { stem: stem.slice(0, match.index), unit };
  }
  const words = stem.split('_');
  const unit = UNIT_WORDS.get(words.at(-1)!);
  if (unit === undefined || (words.includes('per') && !AMOUNT_PER_THING.test(stem))) return { stem, unit: null };
  return { stem: words.slice(0, -1).join('_'), unit };
}
