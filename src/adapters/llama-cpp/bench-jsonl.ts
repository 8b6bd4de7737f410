import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { parseJsonLines } from '../readers/json.ts';
import { readBenchRecords } from './bench-documents.ts';
import { LLAMA_BENCH_SOURCE } from './bench-record.ts';

const FIELDS = ['avg_ts', 'n_prompt', 'n_gen'];

/**
 * `llama-bench -o jsonl`: one test a line, with the rate and time of each repetition. Where standard error went into the file too, lines
 * about the devices stand before them; they are no records and are skipped.
 */
export const llamaBenchJsonl: Adapter = {
  id: 'llama-bench-jsonl',
  title: 'llama-bench JSON lines',
  tool: 'llama.cpp',
  fallback: false,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ head, topKeys, lines, kind }) =>
    (/^\s*\{/.test(head) && FIELDS.every((field) => topKeys.has(field))) ||
    (kind !== 'markdown' && lines.some((line) => /^\{"build_commit"/.test(line) && FIELDS.every((field) => line.includes(`"${field}":`)))),
  parse({ text, growing, asked }) {
    const isConsole = !/^\s*\{/.test(text);
    const records = isConsole ? text.replaceAll(/^[^{\r\n][^\r\n]*/gm, '') : text;
    const { lines, problems } = parseJsonLines(records, growing, asked);
    if (lines.length === 0) {
      return {
        ...NOTHING_READ,
        problems,
        rejected: { verdict: 'quarantined', reason: 'no line is a whole record: the file is truncated' },
      };
    }
    return readBenchRecords(
      'line',
      lines.map(({ line, value }) => ({ place: line, value })),
      problems,
    );
  },
};
