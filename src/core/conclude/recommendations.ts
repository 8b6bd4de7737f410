import type { Recommendation } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { claim, metricWord, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';

function recommend(id: string, words: readonly Word[], facts: readonly Fact[], risk: string, mitigation: string): Recommendation {
  return { ...claim(id, words, facts, 'advice'), risk, mitigation };
}

/** The leader of the first ranking of models that is beyond the noise. */
function choice({ rankings }: Measurement, naming: Naming): Recommendation[] {
  const clear = rankings.filter(
    ({ metric, entries }) => metricOf(metric).family === 'throughput' && (entries[1]?.ratio?.interval?.low ?? 0) > 1,
  );
  const ofModels = clear.filter(({ key }) => key === 'model');
  const eligible = ofModels.length > 0 ? ofModels : clear;
  const largest = eligible.toSorted((a, b) => metricRank(a.metric) - metricRank(b.metric) || samples(b.entries) - samples(a.entries))[0];
  if (!largest) return [];
  const [best, second] = largest.entries as [(typeof largest.entries)[number], (typeof largest.entries)[number]];
  const words: Word[] = [
    'Where speed alone decides, take ',
    ...naming.all([[largest.key, best.series.labels.get(largest.key) ?? '']]),
    ' for ',
    metricWord(largest.metric, best.series.unit),
    ': ',
    shown(second.ratio!, 'times'),
    ' ',
    ...naming.all([[largest.key, second.series.labels.get(largest.key) ?? '']]),
    ', the next one.',
  ];
  return [
    recommend(
      'choose-fastest',
      words,
      [best, second].flatMap(({ series }) => centerOf(series) ?? []),
      'A faster one may answer worse: quality is another question.',
      'Measure answer quality on your own prompts before switching.',
    ),
  ];
}

function samples(entries: Measurement['rankings'][number]['entries']): number {
  return entries.reduce((sum, { series }) => sum + series.sampleCount, 0);
}

function keepLoaded({ coldStarts }: Measurement): Recommendation[] {
  const savings = coldStarts.flatMap(({ saving }) => saving ?? []).sort((a, b) => a.value - b.value);
  const [least, most] = [savings[0], savings.at(-1)];
  const longest = coldStarts.toSorted((a, b) => b.cost.value - a.cost.value)[0];
  if (!longest) return [];
  const advice = 'Keep the model loaded (keep_alive) or send one request to discard after each load: ';
  // What a first token waits beyond the load (the prompt, a first use) comes back with every new prompt.
  const words: Word[] =
    least && most
      ? [
          advice,
          'it saves the load, ',
          ...(least === most ? [shown(most)] : [shown(least), ' to ', shown(most)]),
          ', on the first request.',
        ]
      : [advice, 'the first one took ', shown(longest.cost), ' beyond a warm one, and how much of it was the load is not recorded.'];
  return [
    recommend(
      'keep-loaded',
      words,
      [longest.cost],
      'A resident model holds GPU memory that other work may need.',
      'Record GPU memory with the next run and set an idle limit.',
    ),
  ];
}

function leaveSettings({ effects, facts }: Measurement, naming: Naming): Recommendation[] {
  const throughput = effects.filter(({ metric }) => metricOf(metric).family === 'throughput');
  const real = throughput.filter(({ verdict }) => verdict === 'real');
  if (throughput.length === 0) return [];
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  if (real.length > 0) {
    const largest = real.toSorted((a, b) => Math.abs(byId.get(b.fact)!.value) - Math.abs(byId.get(a.fact)!.value))[0]!;
    const fact = byId.get(largest.fact)!;
    const better = fact.value > 0 ? largest.to : largest.from;
    const words: Word[] = [
      'Set ',
      name(`${largest.parameter}=${better}`),
      ' for ',
      ...naming.all(Object.entries(largest.labels)),
      ': its other level differs by ',
      shown(fact, 'percent'),
      '.',
    ];
    return [
      recommend(
        'set-parameter',
        words,
        [fact],
        'The effect was seen in one sweep on one machine.',
        'Repeat the two levels in random order before rolling it out.',
      ),
    ];
  }
  const idle = throughput.filter(({ verdict }) => verdict !== 'confounded' && verdict !== 'inconclusive');
  if (idle.length === 0) return [];
  const keys = [...new Set(idle.map(({ parameter }) => parameter))];
  const words: Word[] = [
    'Set ',
    ...keys.flatMap((key, index): Word[] => [...(index === 0 ? [] : [index === keys.length - 1 ? ' and ' : ', ']), name(key)]),
    ' by memory and quality: where an effect on speed could be told at all, there was none worth having.',
  ];
  return [
    recommend(
      'settings-by-memory',
      words,
      idle.map(({ fact }) => byId.get(fact)!),
      'Effects below the detection limit of this sweep may exist.',
      'Repeat each setting before excluding a small effect.',
    ),
  ];
}

function repeatRuns({ subjects, settingRanges }: Measurement, naming: Naming): Recommendation[] {
  const once = settingRanges.filter(({ settings }) => settings.every(({ sampleCount }) => sampleCount === 1));
  const swept = new Set(once.map(({ measured }) => measured));
  const noisiest = subjects
    .filter((measured) => swept.has(measured))
    .flatMap(({ series }) => series.filter(({ metric, subset }) => metricOf(metric).family === 'throughput' && subset !== 'cold'))
    .flatMap(({ facts }) => facts.get('cv') ?? [])
    .toSorted((a, b) => b.value - a.value)[0];
  if (once.length === 0 || !noisiest) return [];
  const words: Word[] = [
    'Repeat the sweep in random order with several runs of each setting, the first request after each load discarded: one run each cannot tell settings apart at a coefficient of variation of ',
    shown(noisiest),
    ' (',
    ...naming.subject(new Map(Object.entries(noisiest.labels))),
    ').',
  ];
  return [
    recommend('repeat', words, [noisiest], 'A longer sweep holds the machine longer.', 'Drop the settings that made no difference first.'),
  ];
}

function mendFailures({ failures, failureTotal }: Measurement, naming: Naming): Recommendation[] {
  const [worst] = failures;
  if (!worst) return [];
  const all = failureTotal !== null && failureTotal.failed.value === failureTotal.requests.value ? failureTotal : null;
  const what = worst.failed.value === 1 ? worst.what.slice(0, -1) : worst.what;
  const words: Word[] = [
    'Find out why ',
    ...(all ? ['all ', shown(all.requests), ` ${all.what}`] : [shown(worst.failed), ` ${what} of `, ...naming.subject(worst.labels)]),
    ' failed and run them again',
    all ? '.' : ': what failed may be what is slow.',
  ];
  const facts = failures.slice(0, 5).map(({ failed }) => failed);
  return [
    recommend(
      'mend-failures',
      words,
      facts,
      'Statistics over the survivors flatter a system that drops its hard requests.',
      'State the failure rate beside every figure.',
    ),
  ];
}

/** What to do next, most useful first, each with the facts behind it. */
export const RECOMMENDATION_KINDS: readonly {
  readonly name: string;
  readonly recommend: (measurement: Measurement, naming: Naming) => Recommendation[];
}[] = [
  { name: 'choose the fastest', recommend: choice },
  { name: 'keep the model loaded', recommend: keepLoaded },
  { name: 'mend failures', recommend: mendFailures },
  { name: 'settings', recommend: leaveSettings },
  { name: 'repeat the sweep', recommend: repeatRuns },
];
