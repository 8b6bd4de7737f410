import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { knownMetric } from '../../metrics/registry.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { genericJson } from '../generic/json.ts';
import { flatConfiguration, refusedDocument } from '../readers/documents.ts';
import { parseYaml } from '../readers/yaml.ts';

/** What makes results of a document: a configuration also has counts, sizes and temperatures. */
const RESULTS: ReadonlySet<string> = new Set(['throughput', 'latency', 'duration', 'quality']);

/**
 * Any YAML document: results where it states a speed, a time or a score, read as the same document in JSON is; else a configuration, whose
 * numbers are settings and no measurements.
 */
export const yamlResults: Adapter = {
  id: 'yaml-results',
  title: 'YAML document',
  tool: 'any program',
  fallback: true,
  source: 'https://yaml.org/spec/1.2.2/',
  claims: ({ kind }) => kind === 'yaml',
  parse,
};

function parse(input: ParseInput): ParseResult {
  const document = parseYaml(input.text, input.asked);
  if ('error' in document) return refusedDocument(document.error);
  const result = genericJson.parse({ ...input, kind: 'json', text: JSON.stringify(document.value) });
  const isResult = result.tables.some(({ columns }) => columns.some(({ metric }) => RESULTS.has(knownMetric(metric)?.family ?? '')));
  // Lines of the JSON are none of the file.
  if (isResult) return { ...result, problems: result.problems.map(({ message }) => ({ message })) };
  return { ...NOTHING_READ, configuration: new Map<string, LabelValue>(flatConfiguration(document.value)) };
}
