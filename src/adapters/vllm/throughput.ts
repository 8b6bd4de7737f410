import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/**
 * `vllm bench throughput --output-json`: five numbers of an offline run. `tokens_per_second` counts prompt and output tokens. Nothing in
 * the file says what was run; the file name may.
 */
export const vllmBenchThroughput: Adapter = {
  id: 'vllm-bench-throughput',
  title: 'vLLM bench throughput result',
  tool: 'vLLM',
  fallback: false,
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/throughput.py',
  claims: ({ topKeys }) =>
    topKeys.has('elapsed_time') &&
    topKeys.has('requests_per_second') &&
    topKeys.has('tokens_per_second') &&
    (topKeys.has('num_requests') || topKeys.has('total_num_tokens')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const record = document.value;
    if (!isObject(record)) return emptyDocument('the document is no object');

    const failed = numberOf(record['num_requests']) === 0;
    const summary = tableBuilder('pointer');
    summary.add(
      '',
      [
        ...measured('run_duration', 's', '/elapsed_time', record['elapsed_time'], { failed }),
        ...measured('request_count', 'count', '/num_requests', record['num_requests'], { failed }),
        ...measured('run_total_token_count', 'count', '/total_num_tokens', record['total_num_tokens'], { failed }),
        ...measured('request_throughput', 'requests/s', '/requests_per_second', record['requests_per_second'], { failed }),
        ...measured('total_token_throughput', 'tokens/s', '/tokens_per_second', record['tokens_per_second'], { failed }),
        ...measured('output_token_throughput', 'tokens/s', '/output_tokens_per_second', record['output_tokens_per_second'], { failed }),
      ],
      failed ? { failure: 'no request completed', failureAt: '/num_requests' } : {},
    );
    const table = summary.build();
    return { ...NOTHING_READ, tables: table ? [table] : [] };
  },
};
