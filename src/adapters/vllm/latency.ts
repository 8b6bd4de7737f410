import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

const DEFINITION = 'request_latency:vllm-batch';

/**
 * `vllm bench latency --output-json`: `latencies` holds the seconds of each iteration of one batch, beside them their mean and
 * percentiles. The percentiles are not read: they follow from the samples. Nothing in the file says what was run; the file name may.
 */
export const vllmBenchLatency: Adapter = {
  id: 'vllm-bench-latency',
  title: 'vLLM bench latency result',
  tool: 'vLLM',
  fallback: false,
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/latency.py',
  claims: ({ topKeys }) => topKeys.has('avg_latency') && topKeys.has('latencies') && topKeys.has('percentiles'),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const record = document.value;
    if (!isObject(record)) return emptyDocument('the document is no object');

    const latencies = elements(record['latencies']);
    const detail = { definition: DEFINITION, count: latencies.length, statistic: 'mean' };
    const summary = tableBuilder('pointer');
    summary.add('', measured('request_latency', 's', '/avg_latency', record['avg_latency'], detail));
    const samples = tableBuilder('pointer', {}, true);
    for (const [index, value] of latencies.entries()) {
      samples.add(`/latencies/${index}`, measured('request_latency', 's', '', value, { definition: DEFINITION }));
    }
    const tables = [samples.build(), summary.build()].filter((table) => table !== null);
    return tables.length === 0 ? emptyDocument('no iteration was measured') : { ...NOTHING_READ, tables };
  },
};
