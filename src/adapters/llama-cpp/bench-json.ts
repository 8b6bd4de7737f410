import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { parseJson } from '../readers/json.ts';
import { readBenchRecords } from './bench-documents.ts';
import { LLAMA_BENCH_SOURCE } from './bench-record.ts';

/** `llama-bench -o json`: an array of tests, with the rate and time of each repetition. */
export const llamaBenchJson: Adapter = {
  id: 'llama-bench-json',
  title: 'llama-bench JSON',
  tool: 'llama.cpp',
  fallback: false,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ head, topKeys }) => /^\s*\[/.test(head) && topKeys.has('avg_ts') && topKeys.has('n_prompt') && topKeys.has('n_gen'),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) {
      return { ...NOTHING_READ, problems: [document.error], rejected: { verdict: 'quarantined', reason: document.error.message } };
    }
    const records = Array.isArray(document.value) ? document.value : [];
    if (records.length === 0) return { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'the list of tests is empty' } };
    return readBenchRecords(
      'pointer',
      records.map((value, index) => ({ place: `/${index}`, value })),
      [],
    );
  },
};
