import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { definitionOf } from '../../metrics/definitions.ts';
import { metricOf } from '../../metrics/registry.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { metricWord, name, term, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { tell } from './tell.ts';

/** The definition without its last full stop, to stand within a sentence. */
function definitionWords(id: string | null, metric: string): Word[] {
  const own = id === null ? null : definitionOf(id);
  const sentence = (text: string) => term(text.replace(/\.$/, ''));
  if (own === null) return [id === null ? sentence(metricOf(metric).definition) : name(id)];
  return [name(own.tool), ': ', sentence(own.text)];
}

/** Definitions named in one sentence; a metric with more has them at its tables. */
const NAMED_COUNT_MAX = 3;

/**
 * Metrics that several tools measure in several ways under one name: each definition is a series of its own and none is compared with
 * another. One finding per metric names the definitions.
 */
export function definitionFindings({ subjects, reported }: Measurement): Telling[] {
  const means = subjects.flatMap(({ series }) => series.flatMap(({ facts }) => facts.get('mean') ?? []));
  const facts: Fact[] = [...means, ...reported.map(({ fact }) => fact)].filter(({ metric }) => metricOf(metric).direction !== 'none');
  return [...groupBy(facts, ({ metric }) => metric)].flatMap(([metric, own]): Telling[] => {
    const byDefinition = groupBy(own, ({ definition }) => definition ?? null);
    if (byDefinition.size < 2) return [];
    const ways = [...byDefinition.keys()].sort((a, b) => compareTexts(a ?? '', b ?? ''));
    const named = ways
      .slice(0, NAMED_COUNT_MAX)
      .flatMap((id, index): Word[] => [...(index === 0 ? [] : ['; ']), ...definitionWords(id, metric)]);
    const words: Word[] = [
      metricWord(metric),
      ' means different things in these files and is not compared across them: ',
      ...named,
      ways.length > NAMED_COUNT_MAX ? '; and others, at their tables.' : '.',
    ];
    const examples = [...byDefinition.values()].map(([first]) => first!);
    return [
      tell({
        kind: 'definitions',
        id: `definitions-${metric}`,
        words,
        also: examples,
        severity: 'notable',
        topic: 'identity',
        about: { metrics: [metric], certainty: 'certain', scope: 'several tools' },
      }),
    ];
  });
}

/** One name, several meanings. */
export const DEFINITIONS_FRAMES: KindFrames = {
  id: 'definitions',
  frames: [
    { role: 'state', text: '{say}.' },
    { role: 'caution', text: '{say}.' },
  ],
};
