import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { printedArguments } from '../readers/arguments.ts';
import { emptyDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';
import { statisticOf } from '../readers/readings.ts';

const THROUGHPUT =
  /^\s*Throughput: (?<requests>[\d.]+) requests\/s, (?<tokens>[\d.]+) (?:total )?tokens\/s(?:, (?<output>[\d.]+) output tokens\/s)?\s*$/;
const TOTALS = /^\s*(?<label>Total num (?:prompt|output) tokens):\s+(?<count>\d+)\s*$/;
const LATENCY = /^\s*(?<label>Avg|\d{1,2}(?:\.\d+)?%)(?: percentile)? latency: (?<value>[\d.]+) seconds\s*$/;
const DEFINITION = 'request_latency:vllm-batch';

/** Arguments that say what was run. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['backend', 'backend'],
  ['dataset_name', 'dataset'],
  ['input_len', 'input_length'],
  ['output_len', 'output_length'],
  ['batch_size', 'batch_size'],
  ['num_prompts', 'prompt_count'],
  ['tensor_parallel_size', 'tensor_parallel'],
  ['quantization', 'quantization'],
  ['dtype', 'dtype'],
]);

/** The console output of `vllm bench throughput` and `vllm bench latency`: the arguments, and a few lines of results at the end. */
export const vllmOfflineStdout: Adapter = {
  id: 'vllm-offline-stdout',
  title: 'vLLM bench throughput or latency, console output',
  tool: 'vLLM',
  fallback: false,
  passages: true,
  source: 'https://github.com/vllm-project/vllm/tree/main/vllm/benchmarks',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && head.split('\n').some((line) => THROUGHPUT.test(line) || LATENCY.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const records = logRecords({ backend: 'vllm' });
  let labels: [string, LabelValue | null][] = [];
  for (const [index, line] of logLines(text, growing).entries()) {
    if (line.includes('Namespace(')) labels = labelsOf(printedArguments(line));
    const throughput = THROUGHPUT.exec(line)?.groups;
    const totals = TOTALS.exec(line)?.groups;
    const latency = LATENCY.exec(line)?.groups;
    if (throughput) {
      records.close();
      const after = 'Throughput:';
      records.note(index + 1, { metric: 'request_throughput', unit: 'requests/s', raw: throughput['requests'], after });
      records.note(index + 1, { metric: 'total_token_throughput', unit: 'tokens/s', raw: throughput['tokens'], after, index: 1 });
      records.note(index + 1, { metric: 'output_token_throughput', unit: 'tokens/s', raw: throughput['output'], after, index: 2 });
    } else if (totals) {
      const metric = totals['label']!.includes('prompt') ? 'run_prompt_token_count' : 'run_output_token_count';
      records.note(index + 1, { metric, unit: 'count', raw: totals['count'], after: `${totals['label']}:` });
    } else if (latency) {
      const label = latency['label']!;
      if (label === 'Avg') records.close();
      const statistic = label === 'Avg' ? 'mean' : statisticOf(`p${label.slice(0, -1)}`);
      const after = label === 'Avg' ? 'Avg latency:' : 'percentile latency:';
      if (statistic !== null)
        records.note(index + 1, { metric: 'request_latency', unit: 's', raw: latency['value'], after, statistic, definition: DEFINITION });
    }
    if (throughput || totals || latency) for (const [key, value] of labels) records.label(key, value);
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('the benchmark did not finish');
}

function labelsOf(options: ReadonlyMap<string, string>): [string, LabelValue | null][] {
  const found = [...SETTINGS].map(([name, key]): [string, LabelValue | null] => [key, scalarLabel(options.get(name))]);
  return [['model', servedModel(options.get('model'))], ...found.filter(([, value]) => value !== null)];
}
