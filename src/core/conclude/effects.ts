import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';
import { sentenceCase } from './wording.ts';

interface Context {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly naming: Naming;
}

function stepWords(effect: ParameterEffect): Word[] {
  return [name(`${effect.parameter}=${effect.from}`), ' to ', name(`${effect.parameter}=${effect.to}`)];
}

/** What effects are said of together: the benchmark, run and source, whatever the model. */
const PLACE: ReadonlySet<string> = new Set(['benchmark', 'run', 'source']);

function labelsOf({ labels }: ParameterEffect, isPlace: boolean): ReadonlyMap<string, LabelValue> {
  return new Map(Object.entries(labels).filter(([key]) => PLACE.has(key) === isPlace));
}

function placeOf(effect: ParameterEffect): string {
  return JSON.stringify([...labelsOf(effect, true)]);
}

/** Who, apart from the place that stands at the head of the sentence. */
function subjectWords(effect: ParameterEffect, naming: Naming): Word[] {
  const own = labelsOf(effect, false);
  return own.size === 0 ? ['all of it'] : naming.subject(own);
}

function realFinding(effect: ParameterEffect, { facts, naming }: Context): Finding {
  const fact = facts.get(effect.fact)!;
  const words: Word[] = [
    'For ',
    ...naming.all(Object.entries(effect.labels)),
    ', going from ',
    ...stepWords(effect),
    ' changes mean ',
    metricWord(effect.metric),
    ' by ',
    shown(fact, 'percent'),
    ' over ',
    shown(fact, 'count'),
    fact.subset === 'matched' ? ' matched pairs.' : ' samples without pairs.',
  ];
  return { ...claim(`effect-${effect.fact}`, words, [], 'effect'), severity: 'notable', topic: 'effect' };
}

/** One step of one parameter whose effect cannot be told, for all subjects to which the same reason applies. */
function confoundedFinding(group: readonly ParameterEffect[], { facts, naming }: Context): Finding {
  const first = group[0]!;
  const words: Word[] = [
    ...naming.place(labelsOf(first, true)),
    'what going from ',
    ...stepWords(first),
    ' does to mean ',
    metricWord(first.metric),
    ' (',
    ...enumerate(group.map((effect) => [shown(facts.get(effect.fact)!, 'percent'), ' for ', ...subjectWords(effect, naming)])),
    `) cannot be told: ${first.reason}.`,
  ];
  const id = `confounded-${first.parameter}-${first.from}-${first.to}-${first.reason}-${placeOf(first)}`;
  return { ...claim(id, sentenceCase(words), [], 'confounded'), severity: 'info', topic: 'effect' };
}

/** Parameters with no effect worth acting on, said once for all subjects of a benchmark, with the largest of them. */
function idleFinding(group: readonly ParameterEffect[], { facts, naming }: Context): Finding {
  const first = group[0]!;
  const parameters = [...new Set(group.map(({ parameter }) => parameter))];
  const largest = group.toSorted((a, b) => Math.abs(facts.get(b.fact)!.value) - Math.abs(facts.get(a.fact)!.value))[0]!;
  const bySubject = groupBy(group, (effect) => JSON.stringify([...labelsOf(effect, false)]));
  const subjects = [...bySubject.values()].map((own): Word[] => [
    ...enumerate([...new Set(own.map(({ parameter }) => parameter))].map((key) => [name(key)])),
    ' for ',
    ...subjectWords(own[0]!, naming),
  ]);
  const words: Word[] = [
    ...naming.place(labelsOf(first, true)),
    'these settings make no difference to mean ',
    metricWord(first.metric),
    ' that is worth a choice: ',
    ...subjects.flatMap((own, index) => (index === 0 ? own : ['; ', ...own])),
    '. The largest effect is ',
    shown(facts.get(largest.fact)!, 'percent'),
    ' for ',
    ...subjectWords(largest, naming),
    ' (',
    ...stepWords(largest),
    ').',
  ];
  return {
    ...claim(
      `no-effect-${first.metric}-${parameters.join('-')}-${placeOf(first)}`,
      sentenceCase(words),
      group.map(({ fact }) => facts.get(fact)!),
      'no-effect',
    ),
    severity: 'notable',
    topic: 'effect',
  };
}

/** Effects of parameters: the real ones, in one sentence those that do nothing, and those that cannot be told. */
export function effectFindings({ effects, facts }: Measurement, naming: Naming): Finding[] {
  const context: Context = { facts: new Map(facts.map((fact) => [fact.id, fact])), naming };
  const throughput = effects.filter(({ metric }) => metricOf(metric).family === 'throughput');
  const idle = throughput.filter(({ verdict }) => verdict === 'none' || verdict === 'too-small-to-matter');
  const confounded = throughput.filter(({ verdict }) => verdict === 'confounded');
  const stepKey = (effect: ParameterEffect) =>
    JSON.stringify([effect.metric, effect.parameter, effect.from, effect.to, effect.reason, placeOf(effect)]);
  return [
    ...effects.filter(({ verdict }) => verdict === 'real').map((effect) => realFinding(effect, context)),
    ...[...groupBy(idle, (effect) => `${effect.metric} ${placeOf(effect)}`).values()].map((group) => idleFinding(group, context)),
    ...[...groupBy(confounded, stepKey).values()].map((group) => confoundedFinding(group, context)),
  ];
}
