import type { Fact } from '../../contracts/fact.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { metricOf } from '../../metrics/registry.ts';
import { evidenceOfFact, metricText, type Outcome, outcome } from './outcome.ts';
import type { EffectDraft } from './reading/draft.ts';

/** Effects of settings as they were measured, with the fact of each. */
export interface KnownEffects {
  readonly effects: readonly ParameterEffect[];
  readonly factOf: (id: string) => Fact | undefined;
}

/** Effects that are cited, each with the means of both sides. */
const EFFECT_COUNT_MAX = 2;

const WITHOUT: ReadonlySet<ParameterEffect['verdict']> = new Set(['none', 'too-small-to-matter']);

function effectText({ metric, parameter, from, to, verdict, reason }: ParameterEffect): string {
  return `${parameter} from ${from} to ${to} on ${metricText(metric)}: ${verdict.replaceAll('-', ' ')} (${reason})`;
}

/** An effect as large as stated lies within what the interval leaves open, or a fifth of it beside the estimate. */
function mayBe({ value, interval }: Fact, size: number): boolean {
  const [low, high] = interval ? [interval.low, interval.high] : [value, value];
  const within = (share: number) => (share >= low && share <= high) || Math.abs(share - value) <= size / 5;
  return within(size) || within(-size);
}

/** Does a quantity go the way that is said of it; null where that is not said. */
function goesSo({ metric, from, to }: ParameterEffect, { value, unit }: Fact, { way, moved }: EffectDraft): boolean | null {
  const [start, end] = [Number(from), Number(to)];
  if (way === null || Number.isNaN(start) || Number.isNaN(end) || value === 0) return null;
  const isRaised = (moved ?? 'up') === 'up';
  const isMore = value > 0 === (end > start === isRaised);
  if (way === 'more' || way === 'less') return isMore === (way === 'more');
  const { direction } = metricOf(metric, unit);
  if (direction === 'none') return null;
  return (isMore === (direction === 'higher-is-better')) === (way === 'better');
}

/** What the matched pairs of the data say of a setting that is said to matter, or not to. */
export function checkEffect(draft: EffectDraft, { effects, factOf }: KnownEffects): Outcome {
  const { key, metrics, isNamed, subject, hasEffect, size } = draft;
  if (subject.foreign !== null) return outcome('unsupported', `nothing in the data is about ${subject.foreign}`);
  const values = new Map(
    subject.alternatives.flatMap((conditions) => conditions.map(({ key: label, values: own }) => [label, own] as const)),
  );
  const known = effects.filter(
    ({ parameter, metric, labels }) =>
      parameter === key &&
      (!isNamed || metrics.includes(metric)) &&
      [...values].every(([label, allowed]) => labels[label] === undefined || allowed.includes(String(labels[label]))),
  );
  // "Temperature 0.2 raises it" is of what 0.2 was held against.
  const ofLevel = known.filter(({ from, to }) => [from, to].some((value) => String(value) === draft.level));
  const own = ofLevel.length > 0 ? ofLevel : known;
  if (own.length === 0) return outcome('unsupported', `no two runs differ in ${key} alone in the quantity that it speaks of`);
  const evidence = own.slice(0, EFFECT_COUNT_MAX).flatMap(({ fact }) => {
    const found = factOf(fact);
    if (!found) return [];
    const sides = [found.baseline, found.candidate].flatMap((id) => (id === undefined ? [] : (factOf(id) ?? [])));
    return [evidenceOfFact(found, `${(found.value * 100).toFixed(1)} %`), ...sides.map((side) => evidenceOfFact(side))];
  });
  const real = own.find(({ verdict }) => verdict === 'real');
  const open = own.find(({ verdict }) => verdict === 'inconclusive');
  const confounded = own.find(({ verdict }) => verdict === 'confounded');
  const without = own.find(({ verdict }) => WITHOUT.has(verdict));
  const contrary = (effect: ParameterEffect) => {
    const fact = factOf(effect.fact);
    return fact !== undefined && goesSo(effect, fact, draft) === false;
  };
  if (hasEffect && real && own.every((effect) => effect.verdict !== 'real' || contrary(effect))) {
    const verdict = draft.moved === null ? 'unsupported' : 'contradicted';
    return outcome(verdict, `it goes the other way: ${effectText(real)}`, evidence);
  }
  if (hasEffect && size !== null) {
    const sized = own.flatMap((effect) => {
      const fact = factOf(effect.fact);
      return fact ? [{ effect, isSo: mayBe(fact, size) }] : [];
    });
    const possible = sized.find(({ isSo }) => isSo);
    if (!possible && sized.length > 0) return outcome('contradicted', effectText(sized[0]!.effect), evidence);
    if (possible?.effect.verdict === 'real') return outcome('supported', effectText(possible.effect), evidence);
  }
  if (hasEffect) {
    if (real) return outcome('supported', effectText(real), evidence);
    if (open) return outcome('unsupported', `cannot be told from these runs: ${effectText(open)}`, evidence);
    return outcome('contradicted', `no verdict: ${effectText(confounded ?? without!)}`, evidence);
  }
  if (real) return outcome('contradicted', effectText(real), evidence);
  if (without) return outcome('supported', effectText(without), evidence);
  return outcome('unsupported', `cannot be told from these runs: ${effectText((open ?? confounded)!)}`, evidence);
}
