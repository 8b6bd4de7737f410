import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import { printFact } from '../../src/metrics/format.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { commentedReport, GROVE, sentencesOf } from './commented.ts';

const { facts } = commentedReport(null).document.report;
const MODELS = ['fern:300m', 'fern:1b-it-qat', 'fern:latest'];
const PLACES = ['baseline', 'sweep'];
const STATISTICS = ['mean', 'median', 'min', 'max', 'p95'];
const SUBSETS = ['warm', 'cold'];
const METRICS = ['decode_throughput', 'time_to_first_token', 'load_duration'];

/** What a sentence says in all: nothing is left open. */
interface Said {
  readonly model: string;
  readonly place: string;
  readonly statistic: string;
  readonly subset: string;
  readonly metric: string;
}

function isOf(fact: Fact, { model, place, statistic, subset, metric }: Said): boolean {
  const { labels } = fact;
  const isWhole = labels['model'] === model && labels['benchmark'] === place && Object.keys(labels).length === 2;
  return fact.kind === 'statistic' && isWhole && fact.statistic === statistic && fact.subset === subset && fact.metric === metric;
}

const printed = (fact: Fact) => {
  const { number, unit } = printFact(fact, 'value');
  return `${number} ${unit}`;
};

function inBatches(texts: readonly string[]): ReturnType<typeof sentencesOf>[number][] {
  const batches = Array.from({ length: Math.ceil(texts.length / 20) }, (_, at) => texts.slice(20 * at, 20 * at + 20));
  return batches.flatMap((batch) => sentencesOf(batch.join('\n'), GROVE));
}

describe('of everything that could be said of whom, where, in which quantity', () => {
  const all = MODELS.flatMap((model) =>
    PLACES.flatMap((place) =>
      STATISTICS.flatMap((statistic) =>
        SUBSETS.flatMap((subset) => METRICS.map((metric): Said => ({ model, place, statistic, subset, metric }))),
      ),
    ),
  );
  const truths = all.flatMap((said) => facts.filter((fact) => isOf(fact, said)).map((fact) => ({ said, fact })));

  test('only what is so is kept: every number beside every other name, place, statistic, kind of request and quantity of its unit', () => {
    // Each number with one thing about it changed.
    const changed = truths.flatMap(({ said, fact }) =>
      (
        [
          ['model', MODELS],
          ['place', PLACES],
          ['statistic', STATISTICS],
          ['subset', SUBSETS],
          ['metric', METRICS],
        ] as const
      ).flatMap(([key, values]) => values.map((value) => ({ said: { ...said, [key]: value }, value: printed(fact) }))),
    );
    const texts = changed.map(({ said: { model, place, statistic, subset, metric }, value }) => {
      return `In ${place}, ${model} has a ${statistic} ${metricOf(metric).name} of ${value} over ${subset} requests.`;
    });
    const distinct = new Map(texts.map((text, index) => [text, changed[index]!]));
    const sentences = inBatches([...distinct.keys()]);
    expect(sentences).toHaveLength(distinct.size);
    const kept = sentences.filter(({ claim }) => claim !== null);
    // What is printed is the number of the fact, which may have another last place than what was written.
    const isSo = ({ said: text, claim }: (typeof kept)[number]) => {
      const ids = claim!.parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
      return ids.length === 1 && isOf(facts.find(({ id }) => id === ids[0])!, distinct.get(text)!.said);
    };
    expect(kept.filter((sentence) => !isSo(sentence)).map(({ said, claim }) => `${said} -> ${claim!.text}`)).toEqual([]);
    const isTrue = [...distinct.values()].filter(({ said, value }) => facts.some((fact) => isOf(fact, said) && printed(fact) === value));
    expect(isTrue.length).toBeGreaterThan(50);
    expect(kept.length / isTrue.length).toBeGreaterThan(0.7);
  });

  test('only the orders that are so are kept, whoever is held against whom, in whatever words', () => {
    const words = [
      ['is faster than', 'decode_throughput', 1],
      ['is slower than', 'decode_throughput', -1],
      ['has a higher generation throughput than', 'decode_throughput', 1],
      ['has a lower generation throughput than', 'decode_throughput', -1],
      ['has a higher time to first token than', 'time_to_first_token', 1],
      ['has a lower time to first token than', 'time_to_first_token', -1],
    ] as const;
    const orders = MODELS.flatMap((a) =>
      MODELS.flatMap((b) =>
        a === b ? [] : PLACES.flatMap((place) => words.map(([text, metric, way]) => ({ a, b, place, text, metric, way }))),
      ),
    );
    const sentences = inBatches(orders.map(({ a, b, place, text }) => `In ${place}, ${a} ${text} ${b} over warm requests.`));
    expect(sentences).toHaveLength(orders.length);
    const mean = (model: string, place: string, metric: string) =>
      facts.find((fact) => isOf(fact, { model, place, statistic: 'mean', subset: 'warm', metric }))!.value;
    for (const [index, { claim, said }] of sentences.entries()) {
      const { a, b, place, metric, way } = orders[index]!;
      const isSo = (mean(a, place, metric) - mean(b, place, metric)) * way > 0;
      if (claim !== null) expect([said, isSo]).toEqual([said, true]);
    }
    expect(sentences.filter(({ claim }) => claim !== null).length).toBeGreaterThan(0.4 * orders.length);
  });
});
