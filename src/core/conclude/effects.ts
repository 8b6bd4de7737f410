import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, name, shown, type Word } from '../prose.ts';
import { labelWords, sentenceCase } from './wording.ts';

type Facts = ReadonlyMap<string, Fact>;

function stepWords(effect: ParameterEffect): Word[] {
  return [name(`${effect.parameter}=${effect.from}`), ' to ', name(`${effect.parameter}=${effect.to}`)];
}

function subjectOf({ labels }: ParameterEffect): string {
  return String(labels['model'] ?? Object.values(labels)[0] ?? '');
}

function placeOf({ labels }: ParameterEffect): string {
  return JSON.stringify([labels['benchmark'], labels['run'], labels['source']]);
}

function benchmarkWords({ labels }: ParameterEffect): Word[] {
  const benchmark = labels['benchmark'];
  return benchmark === undefined ? [] : ['in ', name(benchmark), ', '];
}

function realFinding(effect: ParameterEffect, facts: Facts): Finding {
  const fact = facts.get(effect.fact)!;
  const words: Word[] = [
    'For ',
    ...labelWords(Object.entries(effect.labels)),
    ', going from ',
    ...stepWords(effect),
    ` changes mean ${metricOf(effect.metric).name} by `,
    shown(fact, 'percent'),
    ' over ',
    shown(fact, 'count'),
    ' matched pairs.',
  ];
  return { ...claim(`effect-${effect.fact}`, words), severity: 'notable', topic: 'effect' };
}

/** One step of one parameter whose effect cannot be told, for all subjects to which the same reason applies. */
function confoundedFinding(group: readonly ParameterEffect[], facts: Facts): Finding {
  const first = group[0]!;
  const words: Word[] = [
    ...benchmarkWords(first),
    'what going from ',
    ...stepWords(first),
    ` does to mean ${metricOf(first.metric).name} (`,
    ...enumerate(group.map((effect) => [shown(facts.get(effect.fact)!, 'percent'), ' for ', name(subjectOf(effect))])),
    `) cannot be told: ${first.reason}.`,
  ];
  const id = `confounded-${first.parameter}-${first.from}-${first.to}-${first.reason}-${placeOf(first)}`;
  return { ...claim(id, sentenceCase(words)), severity: 'info', topic: 'effect' };
}

/** Parameters with no effect worth acting on, said once for all subjects of a benchmark, with the largest of them. */
function idleFinding(group: readonly ParameterEffect[], facts: Facts): Finding {
  const first = group[0]!;
  const parameters = [...new Set(group.map(({ parameter }) => parameter))];
  const largest = group.toSorted((a, b) => Math.abs(facts.get(b.fact)!.value) - Math.abs(facts.get(a.fact)!.value))[0]!;
  const subjects = [...groupBy(group, subjectOf)].map(([subject, own]): Word[] => [
    ...enumerate([...new Set(own.map(({ parameter }) => parameter))].map((key) => [name(key)])),
    ' for ',
    name(subject),
  ]);
  const words: Word[] = [
    ...benchmarkWords(first),
    `these settings make no difference to mean ${metricOf(first.metric).name} that is worth a choice: `,
    ...subjects.flatMap((own, index) => (index === 0 ? own : ['; ', ...own])),
    '. The largest effect is ',
    shown(facts.get(largest.fact)!, 'percent'),
    ' for ',
    name(subjectOf(largest)),
    ' (',
    ...stepWords(largest),
    ').',
  ];
  return {
    ...claim(
      `no-effect-${first.metric}-${parameters.join('-')}-${placeOf(first)}`,
      sentenceCase(words),
      group.map(({ fact }) => facts.get(fact)!),
    ),
    severity: 'notable',
    topic: 'effect',
  };
}

/** Effects of parameters: the real ones, in one sentence those that do nothing, and those that cannot be told. */
export function effectFindings({ effects, facts }: Measurement): Finding[] {
  const byId: Facts = new Map(facts.map((fact) => [fact.id, fact]));
  const throughput = effects.filter(({ metric }) => metricOf(metric).family === 'throughput');
  const idle = throughput.filter(({ verdict }) => verdict === 'none' || verdict === 'too-small-to-matter');
  const confounded = throughput.filter(({ verdict }) => verdict === 'confounded');
  const stepKey = (effect: ParameterEffect) =>
    JSON.stringify([effect.metric, effect.parameter, effect.from, effect.to, effect.reason, placeOf(effect)]);
  return [
    ...effects.filter(({ verdict }) => verdict === 'real').map((effect) => realFinding(effect, byId)),
    ...[...groupBy(idle, (effect) => `${effect.metric} ${placeOf(effect)}`).values()].map((group) => idleFinding(group, byId)),
    ...[...groupBy(confounded, stepKey).values()].map((group) => confoundedFinding(group, byId)),
  ];
}
