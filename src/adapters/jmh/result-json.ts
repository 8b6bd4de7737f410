import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, member, numberOf, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';
import { jmhScore } from './units.ts';

/**
 * JMH's `-rf json`: for each benchmark its score and the raw data of each iteration of each fork, which are the samples; where a mode keeps
 * none (`sample`), the score and its percentiles are reported.
 */
export const jmhResultJson: Adapter = {
  id: 'jmh-result-json',
  title: 'JMH result JSON',
  tool: 'JMH',
  fallback: false,
  source: 'https://github.com/openjdk/jmh/blob/master/jmh-core/src/main/java/org/openjdk/jmh/results/format/JSONResultFormat.java',
  claims: ({ topKeys }) => topKeys.has('jmhVersion') && topKeys.has('primaryMetric') && topKeys.has('benchmark'),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const samples = tableBuilder('pointer', {}, true);
  const scores = tableBuilder('pointer', {}, true);
  for (const [index, result] of elements(document.value).entries()) {
    if (!isObject(result)) continue;
    const [metric, unit] = jmhScore(textOf(member(result, 'primaryMetric', 'scoreUnit')) ?? '');
    const labels = labelsOf(result);
    const raw = elements(member(result, 'primaryMetric', 'rawData'));
    for (const [fork, iterations] of raw.entries()) {
      for (const [iteration, value] of elements(iterations).entries()) {
        if (numberOf(value) === null) continue;
        samples.add(`/${index}/primaryMetric/rawData/${fork}/${iteration}`, measured(metric, unit, '', value), {
          labels: { ...labels, repetition: `${fork + 1}.${iteration + 1}` },
        });
      }
    }
    const score = measured(metric, unit, '/primaryMetric/score', member(result, 'primaryMetric', 'score'), { statistic: 'mean' });
    scores.add(`/${index}`, score, { labels });
  }
  const tables = [samples.build(), scores.build()].filter((table): table is ObservationTable => table !== null);
  return tables.length > 0
    ? { ...NOTHING_READ, tables, version: textOf(member(document.value, 0, 'jmhVersion')) }
    : emptyDocument('no benchmark was finished');
}

function labelsOf(result: { readonly [key: string]: Json }): Record<string, LabelValue | null> {
  const parameters = isObject(result['params']) ? Object.entries(result['params']) : [];
  return {
    benchmark: 'JMH',
    test: scalarLabel(result['benchmark']),
    mode: scalarLabel(result['mode']),
    threads: scalarLabel(result['threads']),
    ...Object.fromEntries(parameters.map(([name, value]) => [name, scalarLabel(value)])),
  };
}
