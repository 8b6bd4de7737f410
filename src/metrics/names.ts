import { slug } from './labels.ts';
import { bareTokenRate, byNeighbours, type Found, type NameContext } from './name-context.ts';
import { type NameParts, nameParts } from './name-parts.ts';
import { STRONG_STEMS, type Stem, TOKEN_RATES, WEAK_STEMS } from './name-stems.ts';
import { CHANGE_WORDS, CONFIGURES, DESCRIBES, STATISTIC_WORDS } from './name-words.ts';
import { knownMetric } from './registry.ts';
import { toBase } from './units.ts';

/** What a column or field name says of its numbers. */
export interface NamedMeasure {
  /** Metric id; of the registry where its meaning is known, else a slug of the name. */
  readonly metric: string;
  /** null for a sample. */
  readonly statistic: string | null;
  /** As written, a key of `src/metrics/units.ts`. */
  readonly unit: string;
  /** false where the name states no unit and the usual one of the metric is assumed. */
  readonly unitStated: boolean;
  /** Id in `src/metrics/definitions.ts` where the meaning deviates from the registry's. */
  readonly definition?: string;
  /** Whose it is, where a name says so before a metric: `agent_a` of `agent_a_ttft_s`. */
  readonly qualifier?: string;
}

/** Limits that a program was given, not what it measured; and sums, which are neither samples nor statistics. */
const SETTINGS =
  /^(?:max|min)_(?:new_|output_|input_|total_|completion_|num_|batched_|model_|position_|seq|context|prompt_)?(?:tokens?(?!_(?:per_)?s(?:ec(?:ond)?s?)?(?:_|$))|len|length|seqs?|batched_tokens|workers|retries|depth|size)(?:_|$)/;
const SUM_WORDS = /^(?:total|sum|cumulative|cum)$/;

/** Units that say what was measured without another word. */
const BARE_RATES = new Set(['tokens/s', 'requests/s', 'operations/s']);

/** Programs that list the processes of a machine: their numbers are not the machine's. */
const FOREIGN_SCOPE = /proc(?:ess|esses)(?:_|$)/;

/** A metric that a name means without saying in which unit its numbers are. */
export interface UnitlessMeasure {
  readonly metric: string;
  readonly statistic: string | null;
  /** Base unit that a unit from elsewhere must convert to. */
  readonly base: string;
}

/** What a name means: a measure, one whose unit is not stated, or none. */
export type Reading = NamedMeasure | UnitlessMeasure | null;

/**
 * Reads a column or field name: statistic, metric, unit. `mean_ttft_ms`, `Generation Time (ms)`, `tokens_s`, `p99 latency [us]`.
 *
 * @returns null for a name that no measure bears: identifiers, settings, times without a unit. A time, size or rate with a stated unit
 *   whose meaning is not known is a metric under its own slug, which no direction is assumed for.
 */
export function readName(name: string, context: NameContext = {}): NamedMeasure | null {
  return withUnit(readingOf(name, context));
}

/** The measure that a name bears; null where it bears none, or one without a unit. */
export function withUnit(reading: Reading): NamedMeasure | null {
  return reading !== null && 'unit' in reading ? reading : null;
}

/** A name that means a metric whose unit neither it nor anything around it states (`ttft`, `latency`); null for any other. */
export function withoutUnit(name: string, context: NameContext = {}): UnitlessMeasure | null {
  const reading = readingOf(name, context);
  return reading === null || 'unit' in reading ? null : reading;
}

/** Both `readName` and `withoutUnit`. */
export function readingOf(name: string, context: NameContext): Reading {
  if (context.within?.some((outer) => FOREIGN_SCOPE.test(slug(outer)) || DESCRIBES.test(slug(outer)) || CONFIGURES.test(slug(outer))))
    return null;
  const whole = slug(name);
  if (SETTINGS.test(whole)) return null;
  const parts = nameParts(name, context.minIsStatistic);
  if (hasStrayStatistic(parts.stem)) return null;
  if (isChange(parts.stem)) return change(parts);
  if (parts.stem === '' && !(parts.unit !== null && BARE_RATES.has(parts.unit))) {
    return parts.statistic === null ? null : statisticOfScope(parts, context);
  }
  const [outer] = context.within ?? [];
  // `{"prefill": {"tokens_per_second": 512}}`: the object says of which phase the rate is.
  const phase = parts.stem === '' && outer !== undefined ? nameParts(outer).stem : '';
  if (parts.unit === 'tokens/s' && TOKEN_RATES.has(phase)) return tokenRate({ ...parts, stem: phase }, context);
  return named(parts, whole, context) ?? (outer === undefined ? null : inContainer(name, outer, context));
}

/** Is this the name of a change (`TTFT Δ`, `throughput_diff`), and of no metric that the registry calls so? */
function isChange(stem: string): boolean {
  return !isKnownStem(stem) && stem.split('_').some((word) => CHANGE_WORDS.has(word));
}

/** Does a name speak of a change, whatever of: `TTFT Δ`, `Mean TTFT penalty`? */
export function namesChange(name: string): boolean {
  return nameParts(name)
    .stem.split('_')
    .some((word) => CHANGE_WORDS.has(word) || /^(?:penalty|overhead|savings?|speedup)$/.test(word));
}

/** A column of nothing but changes: `Δ`, `Change (%)`. */
export function isBareChange(name: string): boolean {
  const { stem } = nameParts(name);
  return stem !== '' && stem.split('_').every((word) => CHANGE_WORDS.has(word) || word === 'percent');
}

/** Differences that the registry knows, by what is left of their name; any other is stated under its own name where it states a unit. */
const DIFFERENCES: readonly { readonly of: ReadonlySet<string>; readonly metric: string; readonly base: string; readonly unit?: string }[] =
  [
    { of: new Set(['throughput', 'tp', 'token_throughput', '']), metric: 'throughput_difference', base: 'tokens/s', unit: 'tokens/s' },
    { of: new Set(['ttft', 'time_to_first_token']), metric: 'time_to_first_token_difference', base: 'ms' },
  ];
/** Words that say plainly that one was taken from the other; the sign of a gain says something else in every metric. */
const PLAIN_CHANGES = /^(?:delta|diff|difference)s?$/;

function change({ stem, statistic, unit }: NameParts): Reading {
  const words = stem.split('_');
  const rest = words.filter((word) => !CHANGE_WORDS.has(word)).join('_');
  const isPlain = words.every((word) => !CHANGE_WORDS.has(word) || PLAIN_CHANGES.test(word));
  const known = isPlain
    ? DIFFERENCES.find(({ of, base }) => of.has(rest) && (unit === null ? rest !== '' : toBase(unit).base === base))
    : undefined;
  if (known === undefined) return unit === null ? null : { metric: stem, statistic, unit, unitStated: true };
  const used = unit ?? known.unit;
  return used === undefined
    ? { metric: known.metric, statistic, base: known.base }
    : { metric: known.metric, statistic, unit: used, unitStated: unit !== null };
}

/** `generation_mean` in an object `tokens_per_second`: the container says what is counted, the name of what. */
function inContainer(name: string, outer: string, context: NameContext): Reading {
  const scope = nameParts(outer);
  if (scope.unit === null || !BARE_RATES.has(scope.unit) || scope.stem !== '') return null;
  return named({ ...nameParts(name), unit: scope.unit }, slug(name), { ...context, within: [] });
}

/** A bare `p50_ms` or `mean`: what it is a statistic of, the object around it or the one column beside it says, or nothing does. */
function statisticOfScope({ statistic, unit }: NameParts, context: NameContext): Reading {
  const [outer = context.bareStatisticOf ?? ''] = context.within ?? [];
  const scope = nameParts(outer);
  const stated = unit ?? scope.unit ?? context.unitHint ?? null;
  const measure = named({ stem: scope.stem, statistic, unit: stated }, slug(outer), { ...context, within: context.within?.slice(1) ?? [] });
  if (measure && (scope.unit !== null || measure.metric !== scope.stem || isKnownStem(scope.stem))) return measure;
  const isTime = stated !== null && toBase(stated).base === 'ms';
  return isTime && unit !== null ? { metric: 'operation_time', statistic, unit, unitStated: true } : null;
}

/** Is a word of a statistic left in what should be the name of a metric? Then nobody knows what the numbers are. */
function hasStrayStatistic(stem: string): boolean {
  return !isKnownStem(stem) && stem.split('_').some((word) => STATISTIC_WORDS.test(word));
}

function isKnownStem(stem: string): boolean {
  return STRONG_STEMS.has(stem) || WEAK_STEMS.has(stem) || TOKEN_RATES.has(stem) || knownMetric(stem) !== null;
}

function named(parts: NameParts, whole: string, context: NameContext): Reading {
  const { statistic } = parts;
  const unit = parts.unit ?? durationUnit(parts.stem, context);
  if (unit === 'tokens/s') return tokenRate(parts, context);
  if (unit === 'requests/s') return rate(parts, 'request_throughput', unit);
  if (unit === 'operations/s') return rate(parts, 'operation_throughput', unit);
  const found = lookUp(parts.stem, unit, context);
  if (found) {
    const { stem, qualifier, definition } = found;
    const hint = context.unitHint ?? null;
    const used = unit ?? (hint !== null && toBase(hint).base === stem.base ? hint : stem.unit);
    if (used === undefined) return { metric: stem.metric, statistic, base: stem.base };
    if (toBase(used).base !== stem.base) return otherQuantity(parts, whole);
    return {
      metric: stem.metric,
      statistic,
      unit: used,
      unitStated: unit !== null,
      ...(definition === undefined ? {} : { definition }),
      ...(qualifier === undefined ? {} : { qualifier }),
    };
  }
  if (found === null || !/\p{L}/u.test(parts.stem) || SUM_WORDS.test(whole.split('_')[0]!)) return null;
  return otherQuantity({ ...parts, unit }, whole);
}

/** A known word with a unit of another quantity: `vram_pct` is no size of memory, and is stated under its own name. */
function otherQuantity({ stem, statistic, unit }: NameParts, whole: string): NamedMeasure | null {
  const metric = knownMetric(stem) ? whole : stem;
  return unit === null || knownMetric(metric) ? null : { metric, statistic, unit, unitStated: true };
}

/** undefined for a stem that is not known, null for one that is known to be no measure here. */
function lookUp(stem: string, unit: string | null, context: NameContext): Found | null | undefined {
  const special = byNeighbours(stem, unit, context);
  if (special !== undefined) return special;
  const strong = STRONG_STEMS.get(stem);
  if (strong) return { stem: strong };
  const weak = WEAK_STEMS.get(stem);
  if (weak) return fits(weak, unit) ? { stem: weak } : undefined;
  const own = ownName(stem);
  if (own) return fits(own, unit) ? { stem: own } : undefined;
  for (let cut = stem.indexOf('_'); cut >= 0; cut = stem.indexOf('_', cut + 1)) {
    const qualified = STRONG_STEMS.get(stem.slice(cut + 1));
    const qualifier = stem.slice(0, cut);
    if (!qualified) continue;
    if (STRONG_STEMS.get(qualifier)?.metric === qualified.metric) return { stem: qualified };
    return SUM_WORDS.test(qualifier) ? null : { stem: qualified, qualifier };
  }
  return undefined;
}

/** Base units that numbers under a metric's own id may be taken to be in; times and sizes are written in several. */
const ASSUMED_UNITS = new Set(['tokens/s', 'requests/s', 'operations/s', 'count', 'ratio', 'score', 'x', 'W', '°C', 'MHz']);

/** Every metric of the registry is called by its id. */
function ownName(id: string): Stem | null {
  const metric = knownMetric(id);
  return metric && { metric: id, base: metric.unit, ...(ASSUMED_UNITS.has(metric.unit) ? { unit: metric.unit } : {}) };
}

function fits(stem: Stem, unit: string | null): boolean {
  return unit === null || toBase(unit).base === stem.base;
}

/** Ollama's API states its durations in ns and its fields do not say so (docs/api.md: "All durations are returned in nanoseconds"). */
function durationUnit(stem: string, { siblings }: NameContext): string | null {
  const isOllama = siblings?.has('eval_duration') === true && siblings.has('eval_count');
  return isOllama && /^(?:total|load|prompt_eval|eval)_duration$/.test(stem) ? 'ns' : null;
}

function rate({ stem, statistic }: NameParts, metric: string, unit: string): NamedMeasure {
  const plain = ['', 'throughput', 'request', 'rate', metric].includes(stem);
  const known = knownMetric(stem)?.unit === unit ? stem : null;
  return { metric: known ?? (plain ? metric : `${stem}_throughput`), statistic, unit, unitStated: true };
}

function tokenRate({ stem, statistic }: NameParts, { siblings = new Set<string>() }: NameContext): NamedMeasure {
  const base = { statistic, unit: 'tokens/s', unitStated: true };
  if (stem === 'overall') {
    const definition = siblings.has('total_generation_time') ? { definition: 'output_token_throughput:sum-of-request-times' } : {};
    return { ...base, metric: 'output_token_throughput', ...definition };
  }
  const qualifier = stem.replace(/_?(?:token_)?(?:throughput|speed|rate)$/, '').replace(/^(?:throughput|speed)_/, '');
  const known = TOKEN_RATES.get(stem) ?? TOKEN_RATES.get(qualifier) ?? (knownMetric(stem)?.unit === 'tokens/s' ? stem : undefined);
  if (known !== undefined && qualifier !== '') return { ...base, metric: known };
  const metric = bareTokenRate(siblings);
  return qualifier === '' ? { ...base, metric } : { ...base, metric, qualifier };
}

/** Is this the name of a limit that a program was given (`max_tokens`)? */
export function isSettingName(spelling: string): boolean {
  return SETTINGS.test(spelling);
}

/** A name of no known meaning: what is left of it without statistic and unit is the metric. */
export function unknownName(name: string): { readonly metric: string; readonly statistic: string | null } | null {
  const { stem, statistic } = nameParts(name);
  return /\p{L}/u.test(stem) ? { metric: stem, statistic } : null;
}

/** Does this name a metric by itself, whatever stands around it: `ttft`, `prefill`, `latency_ms`? */
export function isMeasureName(name: string): boolean {
  const { stem, unit } = nameParts(name);
  return unit !== null || isKnownStem(stem);
}

/**
 * Stems of names, for `NameContext.siblings`: statistic and unit taken off, `mean_load_s` is `load`. A bare rate in tokens/s is
 * `tokens_per_second`, and also `tokens_s` where it is spelled so, as scripts around Ollama do.
 */
export function stemsOf(names: Iterable<string>): Set<string> {
  const stems = new Set<string>();
  for (const name of names) {
    const { stem, unit } = nameParts(name);
    if (stem !== '') stems.add(stem);
    else if (unit === 'tokens/s') stems.add('tokens_per_second');
    if (/(?:^|_)tokens_s$/.test(slug(name))) stems.add('tokens_s');
  }
  return stems;
}
