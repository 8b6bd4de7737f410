import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';
import { TRTLLM_BENCHMARK_SOURCE, TRTLLM_FIELDS, TRTLLM_LABELS } from './benchmark-fields.ts';

const LINE = /^\s*\[BENCHMARK\]\s+(?<fields>\S.*)$/;
const PAIR = /([A-Za-z_]\w*(?:\([^)]*\))?)\s+(\S+)/g;
/** A line with a single field belongs to a block of such lines. */
const BLOCK_START = 'num_samples';

/**
 * `[BENCHMARK] batch_size 1 input_length 60 output_length 20 latency(ms) 40.81 tokensPerSec 490.1`: lines of names and values, one for each
 * static batch, or one value a line for a run of the batch manager.
 */
export const trtllmBenchmarkLines: Adapter = {
  id: 'trtllm-benchmark-lines',
  title: 'TensorRT-LLM [BENCHMARK] lines',
  tool: 'TensorRT-LLM',
  fallback: false,
  passages: true,
  source: TRTLLM_BENCHMARK_SOURCE,
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && /^\s*\[BENCHMARK\]\s+\w+(?:\([^)]*\))?\s+\S+/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const records = logRecords({ backend: 'tensorrt-llm' });
  for (const [index, line] of logLines(text, growing).entries()) {
    const fields = LINE.exec(line)?.groups?.['fields'];
    if (fields === undefined) continue;
    const pairs = [...fields.matchAll(PAIR)];
    if (pairs.length > 1 || pairs[0]?.[1] === BLOCK_START) records.close();
    for (const [, name = '', value = ''] of pairs) {
      const known = TRTLLM_FIELDS.get(name);
      const key = TRTLLM_LABELS.get(name);
      if (known && !(known.metric === 'peak_memory_used' && Number(value) === 0)) {
        records.note(index + 1, { ...known, raw: value, after: `${name} ` });
      }
      if (key !== undefined) records.label(key, key === 'model' ? servedModel(value) : value);
    }
    if (pairs.length > 1) records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no benchmark line holds a measured value');
}
