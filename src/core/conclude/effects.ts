import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { ParameterEffect } from '../../contracts/report.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import type { About, KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { sizeOfRatio, subjectOf, tell } from './tell.ts';

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

function realFinding(effect: ParameterEffect, { facts, naming }: Context): Telling {
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
  const better = fact.value > 0 ? effect.to : effect.from;
  return tell({
    kind: 'effect',
    id: `effect-${effect.fact}`,
    words,
    predicate: 'effect',
    severity: 'notable',
    topic: 'effect',
    about: { ...aboutOf([effect]), size: sizeOfRatio(1 + Math.abs(fact.value)), certainty: 'certain', scope: 'else equal' },
    slots: {
      better: [name(`${effect.parameter}=${better}`)],
      who: naming.all(Object.entries(effect.labels)),
      step: stepWords(effect),
      metric: [metricWord(effect.metric)],
      change: [shown(fact, 'percent')],
    },
  });
}

/** One step of one parameter whose effect cannot be told, for all subjects to which the same reason applies. */
function confoundedFinding(group: readonly ParameterEffect[], { facts, naming }: Context): Telling {
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
  return tell({
    kind: 'open-effect',
    id,
    words,
    also: group.map(({ fact }) => facts.get(fact)!),
    predicate: 'confounded',
    severity: 'info',
    topic: 'effect',
    about: { ...aboutOf(group), certainty: 'explained', scope: 'confounded' },
    slots: {
      step: stepWords(first),
      key: [name(first.parameter)],
      who: enumerate(group.map((effect) => subjectWords(effect, naming))),
      why: [first.reason],
    },
  });
}

/** Parameters with no effect worth acting on, said once for all subjects of a benchmark, with the largest of them. */
function idleFinding(group: readonly ParameterEffect[], { facts, naming }: Context): Telling {
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
  return tell({
    kind: 'no-effect',
    id: `no-effect-${first.metric}-${parameters.join('-')}-${placeOf(first)}`,
    words,
    also: group.map(({ fact }) => facts.get(fact)!),
    predicate: 'no-effect',
    severity: 'notable',
    topic: 'effect',
    about: { ...aboutOf(group), size: 'none', certainty: 'certain', scope: 'else equal' },
    slots: {
      place: naming.place(labelsOf(first, true)),
      metric: [metricWord(first.metric)],
      subjects: subjectsTogether(group, naming),
      largest: [shown(facts.get(largest.fact)!, 'percent'), ' for ', ...subjectWords(largest, naming)],
      keys: enumerate(parameters.map((key) => [name(key)])),
    },
  });
}

/** "`num_gpu` and `num_ctx` for `a` and `b`; `temperature` for `c`": subjects with the same settings stand together. */
function subjectsTogether(group: readonly ParameterEffect[], naming: Naming): Word[] {
  const bySubject = groupBy(group, (effect) => JSON.stringify([...labelsOf(effect, false)]));
  const keysOf = (own: readonly ParameterEffect[]) => [...new Set(own.map(({ parameter }) => parameter))].sort();
  const together = groupBy(bySubject.values(), (own) => JSON.stringify(keysOf(own)));
  return [...together.values()].flatMap((alike, index): Word[] => [
    ...(index === 0 ? [] : ['; ']),
    ...enumerate(keysOf(alike[0]!).map((key) => [name(key)])),
    ' for ',
    ...enumerate(alike.map((own) => subjectWords(own[0]!, naming))),
  ]);
}

/** What effects are of: who, by which metric, of which parameters. */
function aboutOf(group: readonly ParameterEffect[]): Partial<About> {
  const first = group[0]!;
  return {
    subjects: group.map((effect) => subjectOf(labelsOf(effect, false))),
    metrics: [first.metric],
    keys: [...new Set(group.map(({ parameter }) => parameter))],
    place: placeOf(first),
  };
}

/** Effects of parameters: the real ones, in one sentence those that do nothing, and those that cannot be told. */
export function effectFindings({ effects, facts }: Measurement, naming: Naming): Telling[] {
  const context: Context = { facts: new Map(facts.map((fact) => [fact.id, fact])), naming };
  const throughput = effects.filter(({ metric }) => metricOf(metric).family === 'throughput');
  const idle = throughput.filter(({ verdict }) => verdict === 'none' || verdict === 'too-small-to-matter');
  const confounded = throughput.filter(({ verdict }) => verdict === 'confounded');
  const stepKey = (effect: ParameterEffect) =>
    JSON.stringify([effect.metric, effect.parameter, effect.from, effect.to, effect.reason, placeOf(effect)]);
  const real = effects.filter(({ verdict }) => verdict === 'real').map((effect) => realFinding(effect, context));
  const nothing = [...groupBy(idle, (effect) => `${effect.metric} ${placeOf(effect)}`).values()].map((group) =>
    idleFinding(group, context),
  );
  const largest = throughput
    .filter(({ verdict }) => verdict === 'real')
    .toSorted((a, b) => Math.abs(context.facts.get(b.fact)!.value) - Math.abs(context.facts.get(a.fact)!.value))[0];
  return [
    ...real.map((own) => (largest && own.id === `effect-${largest.fact}` ? { ...own, slots: { ...own.slots, largest: [] } } : own)),
    ...nothing.map((own, index) => (largest === undefined && index === 0 ? { ...own, slots: { ...own.slots, all: allKeys(idle) } } : own)),
    ...[...groupBy(confounded, stepKey).values()].map((group) => confoundedFinding(group, context)),
  ];
}

/** The parameters without an effect, whatever the benchmark. */
function allKeys(idle: readonly ParameterEffect[]): Word[] {
  return enumerate([...new Set(idle.map(({ parameter }) => parameter))].map((key) => [name(key)]));
}

/** A setting that changes something. */
export const EFFECT_FRAMES: KindFrames = {
  id: 'effect',
  frames: [
    { role: 'state', text: '{say}.', predicate: 'effect' },
    {
      role: 'advise',
      advice: 'set-parameter',
      // Of several effects the largest is advised.
      text: '{largest}Set {better} for {who}: going from {step} changes mean {metric} by {change}.',
      predicate: 'advice',
      risk: 'The effect was seen in one sweep on one machine.',
      mitigation: 'Repeat the two levels in random order before rolling it out.',
    },
  ],
  causes: ['offload', 'cache-growth', 'run-order'],
};

/** Settings that change nothing. */
export const NO_EFFECT_FRAMES: KindFrames = {
  id: 'no-effect',
  frames: [
    {
      role: 'state',
      text: '{place}these settings make no difference to mean {metric} that is worth a choice: {subjects} (the largest effect is {largest}).',
      predicate: 'no-effect',
    },
    {
      role: 'advise',
      advice: 'settings-by-memory',
      text: 'Set {all} by memory and quality: where an effect on speed could be told at all, there was none worth having.',
      predicate: 'advice',
      risk: 'Effects below the detection limit of this sweep may exist.',
      mitigation: 'Repeat each setting before excluding a small effect.',
    },
  ],
  link: (from, to) => {
    const isOpen = to.kind === 'open-effect' && to.about.place === from.about.place && to.about.metrics[0] === from.about.metrics[0];
    return isOpen && to.about.keys.some((key) => from.about.keys.includes(key)) ? 'open-for' : null;
  },
  pairs: {
    'open-effect': [{ link: 'open-for', text: '; for {who}, what going from {step} does stays open: {why}', predicate: 'confounded' }],
  },
};

/** Settings of which nothing can be told. */
export const OPEN_EFFECT_FRAMES: KindFrames = {
  id: 'open-effect',
  frames: [
    { role: 'state', text: '{say}.', predicate: 'confounded' },
    {
      role: 'advise',
      text: 'Run the levels of {key} in random order, the first request after each load discarded: so far {why}.',
      predicate: 'advice',
      risk: 'A longer sweep holds the machine.',
      mitigation: 'Drop the settings that made no difference first.',
    },
  ],
  causes: ['run-order', 'thermal', 'model-load'],
};
