import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { elements, member } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { readBenchRecords } from './bench-documents.ts';
import { LLAMA_BENCH_SOURCE } from './bench-record.ts';

/** Names of the table in a database that the output of `llama-bench -o sql` was loaded into, in new and old versions. */
const TABLES = ['llama_bench', 'test'];

/** `llama-bench -o json`: an array of tests, with the rate and time of each repetition; or the table of tests in an SQLite database. */
export const llamaBenchJson: Adapter = {
  id: 'llama-bench-json',
  title: 'llama-bench JSON',
  tool: 'llama.cpp',
  fallback: false,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ head, topKeys, keys }) => {
    const names = /^\s*\[/.test(head) ? topKeys : /^\s*\{/.test(head) && TABLES.some((table) => topKeys.has(table)) ? keys : null;
    return names !== null && ['avg_ts', 'n_prompt', 'n_gen'].every((name) => names.has(name));
  },
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) {
      return { ...NOTHING_READ, problems: [document.error], rejected: { verdict: 'quarantined', reason: document.error.message } };
    }
    const { value } = document;
    const table = isObject(value) ? TABLES.find((name) => Array.isArray(value[name])) : undefined;
    const records = elements(table === undefined ? value : member(value, table));
    if (records.length === 0) return { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'the list of tests is empty' } };
    return readBenchRecords(
      'pointer',
      records.map((record, index) => ({ place: `${table === undefined ? '' : `/${table}`}/${index}`, value: record })),
      [],
    );
  },
};
