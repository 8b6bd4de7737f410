import { NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { type LogRecords, logLines, logRecords } from '../readers/log-records.ts';

/** Lines of `benchmark_genai`: `TTFT: 123.45 ± 1.23 ms`. */
const SUMMARY =
  /^\s*(?<label>Load time|Generate time|Tokenization time|Detokenization time|TTFT|TPOT|Throughput)\s*:\s+(?<mean>[\d.]+)(?:\s*±\s*(?<spread>[\d.]+))?\s*(?:ms(?:\/token)?|tokens?\/s)\s*$/;
const SUMMARIES: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['Load time', ['load_duration', 'ms']],
  ['Generate time', ['request_latency', 'ms']],
  ['Tokenization time', ['tokenization_duration', 'ms']],
  ['Detokenization time', ['detokenization_duration', 'ms']],
  ['TTFT', ['time_to_first_token', 'ms']],
  ['TPOT', ['time_per_output_token', 'ms']],
  ['Throughput', ['decode_throughput', 'tokens/s']],
]);

/** Lines of `llm_bench`, one or two for each iteration of a prompt; iteration 0 is the warm-up. */
const ITERATION = /\[(?<iteration>\d+|warm-up)\]\[P(?<prompt>\d+)\] /;
const ITERATION_NUMBERS: readonly (readonly [after: string, pattern: RegExp, metric: string, unit: string])[] = [
  ['Input token size:', /Input token size: (\d+)/, 'prompt_token_count', 'count'],
  ['Output size:', /Output size: (\d+)/, 'output_token_count', 'count'],
  ['Generation Time:', /Generation Time: ([\d.]+)s/, 'request_latency', 's'],
  ['First token latency:', /First token latency: ([\d.]+) ms/, 'time_to_first_token', 'ms'],
  ['other tokens latency:', /other tokens latency: ([\d.]+) ms\/token/, 'time_per_output_token', 'ms'],
];

/** Console output of OpenVINO GenAI's `benchmark_genai` (means with their deviation) and of `llm_bench` (iterations). */
export const openvinoGenaiText: Adapter = {
  id: 'openvino-genai-text',
  title: 'OpenVINO GenAI benchmark, console output',
  tool: 'OpenVINO GenAI',
  fallback: false,
  passages: true,
  source: 'https://github.com/openvinotoolkit/openvino.genai/tree/master/tools/llm_bench',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') &&
    ((/^\s*TTFT\s*:\s+[\d.]+ ± [\d.]+ ms/m.test(head) && /^\s*TPOT\s*:/m.test(head)) ||
      /\]\[P\d+\] First token latency: [\d.]+ ms/.test(head)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const summary = logRecords({ backend: 'openvino' });
  const iterations = logRecords({ backend: 'openvino', benchmark: 'llm_bench' });
  let current = '';
  for (const [index, line] of logLines(text, growing).entries()) {
    const iteration = ITERATION.exec(line)?.groups;
    if (iteration) {
      const key = `${iteration['iteration']}/${iteration['prompt']}`;
      if (key !== current) iterations.close();
      current = key;
      for (const [after, pattern, metric, unit] of ITERATION_NUMBERS)
        iterations.note(index + 1, { metric, unit, raw: pattern.exec(line)?.[1], after });
      iterations.label('phase', /^(?:0|warm-up)$/.test(iteration['iteration']!) ? 'warm-up' : 'measured');
      iterations.label('repetition', iteration['iteration']!);
      iterations.label('prompt', iteration['prompt']!);
    } else noteSummary(summary, index + 1, line);
  }
  const tables = [iterations.build(), summary.build()].filter((table): table is ObservationTable => table !== null);
  return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no iteration was finished');
}

function noteSummary(records: LogRecords, line: number, content: string): void {
  const found = SUMMARY.exec(content)?.groups;
  if (!found) return;
  const label = found['label']!;
  if (label === 'Load time') records.close();
  const [metric, unit] = SUMMARIES.get(label)!;
  records.note(line, { metric, unit, raw: found['mean'], after: label, ...(label === 'Load time' ? {} : { statistic: 'mean' }) });
  records.note(line, { metric, unit, raw: found['spread'], after: label, index: 1, statistic: 'stdev' });
}
