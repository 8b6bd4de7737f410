import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Measures that Bencher defines itself, with their units (bencher.dev/docs/explanation/adapters). */
const MEASURES: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['latency', ['operation_time', 'ns']],
  ['throughput', ['operation_throughput', 'operations/s']],
  ['build-time', ['compile_time', 's']],
  ['file-size', ['file_size', 'bytes']],
  ['instructions', ['instructions', 'count']],
]);

/** A benchmark, a measure and its value: the shape from the first character, since every name is free. */
const SHAPE = /^\s*\{\s*"[^"\\]{1,500}"\s*:\s*\{\s*"[^"\\]{1,100}"\s*:\s*\{\s*"(?:value|lower_value|upper_value)"\s*:\s*-?\d/;

/**
 * Bencher Metric Format: benchmark, measure, value. `lower_value` and `upper_value` are bounds that the author of the file chose, no
 * statistics: they are not read. The unit of a measure that Bencher does not define is not in the file.
 */
export const bencherMetricFormat: Adapter = {
  id: 'bencher-metric-format',
  title: 'Bencher Metric Format',
  tool: 'Bencher',
  fallback: false,
  source: 'https://bencher.dev/docs/reference/bencher-metric-format/',
  claims: ({ head, keys }) => keys.has('value') && SHAPE.test(head),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const table = tableBuilder('pointer');
    for (const [benchmark, measures] of isObject(document.value) ? Object.entries(document.value) : []) {
      if (!isObject(measures)) continue;
      const readings = Object.entries(measures).flatMap(([measure, entry]): Reading[] => {
        const value = isObject(entry) && Object.hasOwn(entry, 'value') ? numberOf(entry['value']) : null;
        const [metric, unit] = MEASURES.get(measure) ?? [slug(measure) || 'measure', 'value'];
        return value === null ? [] : [{ metric, unit, at: `/${pointerToken(measure)}/value`, value }];
      });
      table.add(`/${pointerToken(benchmark)}`, readings, { labels: { benchmark } });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no measure has a value');
  },
};
