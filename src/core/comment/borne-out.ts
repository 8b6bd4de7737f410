import type { CheckedClaim, ClaimEvidence } from '../../contracts/checked-claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import { isSwept } from '../../metrics/labels.ts';
import { groupBy } from '../group-by.ts';
import { clearOrder } from './clear-order.ts';
import type { NamedLabel } from './known-names.ts';
import type { TellingKeys } from './telling-keys.ts';

/** What the report has that a sentence may rest on. */
export interface Ground {
  readonly facts: readonly Fact[];
  readonly byId: ReadonlyMap<string, Fact>;
  readonly effects: readonly ParameterEffect[];
  readonly telling: TellingKeys;
}

/** How a supported claim is printed and what it rests on, or why it is not enough for a sentence of a report. */
export type BorneOut =
  /** Its words give way to the number of the fact. */
  | { readonly kind: 'number'; readonly fact: Fact }
  /** The number in its words gives way to the ratio, which rests on further facts. */
  | { readonly kind: 'ratio'; readonly fact: Fact; readonly facts: readonly Fact[] }
  /** Its words stand. */
  | { readonly kind: 'words'; readonly facts: readonly Fact[] }
  | { readonly kind: 'refused'; readonly reason: string };

const refused = (reason: string): BorneOut => ({ kind: 'refused', reason });

/** What a sentence says beside its claims, as far as it decides what they must rest on. */
export interface Said {
  readonly names: readonly NamedLabel[];
  /** Of cold requests, of warm ones, or of both in one sentence. */
  readonly subset: 'cold' | 'warm' | 'both' | null;
}

/** Values that a claim may be of by key. */
function valuesByKey({ subjects }: CheckedClaim): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { key, value } of subjects) found.set(key, (found.get(key) ?? new Set()).add(value));
  return found;
}

const MIDDLE: ReadonlySet<string> = new Set(['mean', 'median']);

/** Is a fact of cold or warm requests, where a sentence says so? Of what never ran cold every request was warm. */
function isOfSubset({ metric, labels, subset }: Fact, said: Said['subset'], facts: readonly Fact[]): boolean {
  if (said === null || said === 'both' || subset === said) return true;
  if (said === 'cold' || subset !== 'all') return false;
  const place = JSON.stringify(labels);
  return !facts.some((other) => other.metric === metric && other.subset === 'warm' && JSON.stringify(other.labels) === place);
}

/** Has a fact every label that a sentence names, and no setting that it leaves open? */
function isOfNamed({ metric, labels }: Fact, names: readonly NamedLabel[], telling: TellingKeys): boolean {
  const byKey = groupBy(names, ({ key }) => key);
  const isSaid = [...byKey].every(([key, own]) => own.some(({ value }) => value === String(labels[key])));
  const isOpen = (key: string) => isSwept(key) && !byKey.has(key) && telling.get(metric)?.has(key) === true;
  return isSaid && !Object.keys(labels).some(isOpen);
}

/** By how much two computations of one value may differ. */
const SAME_RATIO = 1e-9;

/**
 * The fact whose number a claim states: of those that give the figure that it was supported by, or else of those that print as it is written, the one of
 * what the sentence names and of nothing more. The value of a single setting may be that of all of them.
 */
function statedFact(claim: CheckedClaim, { facts, telling }: Ground, said: Said): Fact | undefined {
  const [figure] = claim.evidence;
  const values = valuesByKey(claim);
  const own = facts.filter(
    (fact) =>
      (fact.kind === 'statistic' || fact.kind === 'reported-statistic') &&
      claim.metrics.includes(fact.metric) &&
      isOfNamed(fact, said.names, telling) &&
      isOfSubset(fact, said.subset, facts) &&
      [...values].every(([key, allowed]) => allowed.has(String(fact.labels[key]))),
  );
  const isFigure = ({ metric, statistic, subset, value }: Fact) =>
    figure !== undefined &&
    metric === figure.metric &&
    statistic === figure.statistic &&
    subset === figure.subset &&
    Math.abs(value - figure.value) <= SAME_RATIO * Math.abs(value);
  const isPrinted = (fact: Fact) => {
    const { number, unit } = printFact(fact, 'value');
    const isStatistic = claim.statistic === null ? MIDDLE.has(fact.statistic) : claim.statistic === fact.statistic;
    return isStatistic && `${number} ${unit}` === claim.said;
  };
  const widest = (found: readonly Fact[]) => found.toSorted((a, b) => Object.keys(a.labels).length - Object.keys(b.labels).length)[0];
  return widest(own.filter(isFigure)) ?? widest(own.filter(isPrinted));
}

/** "288.1 tokens/s": of one subject alone, by a fact; where no statistic is named, by the middle of what was measured. */
function valueBorneOut(claim: CheckedClaim, ground: Ground, said: Said): BorneOut {
  if ([...valuesByKey(claim).values()].some((values) => values.size > 1)) return refused('does not say of which one it states a number');
  const fact = statedFact(claim, ground, said);
  if (!fact) return refused('states a number that no fact gives');
  if (claim.statistic === null && !MIDDLE.has(fact.statistic)) return refused(`gives a ${fact.statistic} as if it were the middle`);
  return { kind: 'number', fact };
}

/** The label by which two figures differ; null where they differ by none or by several. */
function keyBetween(first: ClaimEvidence, second: ClaimEvidence): string | null {
  const keys = [...new Set([...Object.keys(first.labels), ...Object.keys(second.labels)])];
  const apart = keys.filter((key) => String(first.labels[key]) !== String(second.labels[key]));
  return apart.length === 1 ? apart[0]! : null;
}

function orderBorneOut(claim: CheckedClaim, { facts }: Ground, { names, subset }: Said): BorneOut {
  if (subset === 'both') return refused('holds cold and warm requests against each other');
  const [first, second] = claim.evidence;
  const key = first && second ? keyBetween(first, second) : null;
  if (!first || !second || key === null) return refused('compares what was not measured alike');
  const values = valuesByKey(claim).get(key) ?? new Set<string>();
  const isOne = values.size === (claim.form === 'superlative' ? 1 : 2) && values.has(String(first.labels[key]));
  if (!isOne) return refused('does not say who is held against whom');
  const order = {
    metric: first.metric,
    key,
    first: String(first.labels[key]),
    second: claim.form === 'superlative' ? null : String(second.labels[key]),
    subset,
    isMore: first.value > second.value,
  };
  const cited = clearOrder(order, facts, names);
  const isNamed = cited?.every(({ labels }) => names.every((label) => label.key === key || labels[label.key] !== undefined));
  return cited && isNamed ? { kind: 'words', facts: cited } : refused('states an order that is not clear wherever both were measured');
}

/** "1.56 times faster than": by the comparison of the two that the report has. */
function differenceBorneOut(claim: CheckedClaim, ground: Ground, said: Said): BorneOut {
  const order = orderBorneOut({ ...claim, form: 'relation' }, ground, said);
  if (order.kind !== 'words') return order;
  const ids = new Set(order.facts.map(({ id }) => id));
  const stated = Number(/\d+(?:\.\d+)?/.exec(claim.said)?.[0]);
  const decimals = /\.(\d+)/.exec(claim.said)?.[1]?.length ?? 0;
  const [fact, ...others] = ground.facts.filter(
    ({ kind, unit, value, baseline = '', candidate = '' }) =>
      kind === 'comparison' && unit === 'x' && ids.has(baseline) && ids.has(candidate) && Math.abs(stated - value) <= 0.5 * 10 ** -decimals,
  );
  return fact && others.length === 0 ? { kind: 'ratio', fact, facts: order.facts } : refused('states a ratio that no fact gives');
}

const NO_EFFECT: ReadonlySet<ParameterEffect['verdict']> = new Set(['none', 'too-small-to-matter']);
/** An effect, or none, in words that say neither how large it is nor which way it goes. */
const PLAIN_EFFECT =
  /^(?:(?:no|little|minimal|negligible) (?:effects?|impacts?|influences?|differences?|changes?)|(?:does|do|did) not (?:affect|impact|influence|change)|affects?|impacts?|influences?|unchanged|unaffected|insensitive|independent of)$/i;

/** "num_ctx has no effect on": every matched pair of what is named must say so. */
function effectBorneOut(claim: CheckedClaim, { byId, effects }: Ground, { names }: Said): BorneOut {
  if (!PLAIN_EFFECT.test(claim.said)) return refused('says more of an effect than was checked');
  const [figure] = claim.evidence;
  const known = effects.find(({ fact }) => fact === figure?.fact);
  if (!known) return refused('states an effect that no fact gives');
  const own = effects.filter(
    ({ parameter, metric, labels }) =>
      parameter === known.parameter &&
      (claim.metrics.length === 0 || claim.metrics.includes(metric)) &&
      names.every(({ key, value }) => labels[key] === undefined || String(labels[key]) === value),
  );
  if (own.length === 0) return refused('states an effect that no fact gives');
  const isNone = own.every(({ verdict }) => NO_EFFECT.has(verdict));
  if (!isNone && !own.every(({ verdict }) => verdict === 'real'))
    return refused('states an effect that is not clear wherever it was measured');
  return { kind: 'words', facts: own.flatMap(({ fact }) => byId.get(fact) ?? []) };
}

/**
 * The second look at a claim that the audit of texts supports: a report prints no number but a fact's, no order that is not clear, and nothing that
 * holds in part.
 */
export function borneOut(claim: CheckedClaim, ground: Ground, said: Said): BorneOut {
  switch (claim.form) {
    case 'value':
      return valueBorneOut(claim, ground, said);
    case 'relation':
    case 'superlative':
      return orderBorneOut(claim, ground, said);
    case 'difference':
      return differenceBorneOut(claim, ground, said);
    case 'effect':
      return effectBorneOut(claim, ground, said);
    default:
      return refused('states a count, range, bound or day, which no single fact gives');
  }
}
