import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { printedArguments } from '../readers/arguments.ts';
import { documentLabels, emptyDocument, requestRate, scalarLabel, servedModel } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { measured, statisticOf, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

const BLOCK_START = /= (?:Serving|Offline Throughput) Benchmark Result =/;
/** The result of `vllm bench throughput`, whose arguments have the same names. */
const OFFLINE_RESULT = /^\s*Throughput: [\d.]+ requests\/s/m;
const BLOCK_END = /^=+$/;
/** Lines of the block, by label in lower case without its unit. */
const RUN_LINES: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['successful requests', ['request_count', 'count']],
  ['failed requests', ['failed_request_count', 'count']],
  ['benchmark duration', ['run_duration', 's']],
  ['total input tokens', ['run_prompt_token_count', 'count']],
  ['total generated tokens', ['run_output_token_count', 'count']],
  ['request throughput', ['request_throughput', 'requests/s']],
  ['request goodput', ['request_goodput', 'requests/s']],
  ['input token throughput', ['input_token_throughput', 'tokens/s']],
  ['output token throughput', ['output_token_throughput', 'tokens/s']],
  ['total token throughput', ['total_token_throughput', 'tokens/s']],
  ['peak output token throughput', ['peak_output_token_throughput', 'tokens/s']],
  ['peak concurrent requests', ['peak_concurrency', 'count']],
  ['concurrency', ['achieved_concurrency', 'count']],
  ['accept length', ['accept_length', 'count']],
  ['acceptance length', ['accept_length', 'count']],
  ['acceptance rate', ['draft_acceptance_rate', '%']],
]);

const LATENCY_LINE =
  /^(?<statistic>mean|median|std|min|max|p\d+(?:\.\d+)?) (?<name>ttft|tpot|itl|e2el|e2e latency|client queue time|e2el incl\. client queue)$/;
const LATENCIES: ReadonlyMap<string, string> = new Map([
  ['ttft', 'time_to_first_token'],
  ['tpot', 'time_per_output_token'],
  ['itl', 'inter_token_latency'],
  ['e2el', 'request_latency'],
  ['e2e latency', 'request_latency'],
  ['client queue time', 'queue_time'],
  ['e2el incl. client queue', 'request_latency'],
]);
const OF_THE_CLIENT: ReadonlyMap<string, string> = new Map([
  ['client queue time', 'queue_time:client'],
  ['e2el incl. client queue', 'request_latency:with-client-queue'],
]);

interface LogLine {
  readonly line: number;
  /** As written, without the colon. */
  readonly label: string;
  readonly value: string;
}

interface ResultBlock {
  readonly lines: readonly LogLine[];
  /** false when the log breaks off before the line that ends the block. */
  readonly complete: boolean;
  /** Last arguments printed before the block, by name. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * The console output of `vllm bench serve` and `sglang.bench_serving`: whatever the run printed, then a block of labelled lines, rounded to
 * two decimals. Each number is named by its label in its line. What was run stands in the `Namespace(...)` of arguments and in the block.
 */
export const servingStdoutLog: Adapter = {
  id: 'serving-stdout-log',
  title: 'vLLM or SGLang serving benchmark, console output',
  tool: 'vLLM, SGLang',
  fallback: false,
  passages: true,
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') &&
    (BLOCK_START.test(head) || (!OFFLINE_RESULT.test(head) && head.split('\n').some(isArguments))),
  parse(input) {
    const blocks = blocksOf(input);
    const tables = blocks.map(tableOf).filter((table) => table !== null);
    if (tables.length === 0) return emptyDocument('the log ends without a result: the benchmark did not finish');
    const problems = blocks.flatMap(({ lines, complete }) =>
      complete
        ? []
        : [
            {
              line: lines.at(-1)?.line ?? 1,
              message: 'the result breaks off after this line: the log is truncated or still being written',
            },
          ],
    );
    return { ...NOTHING_READ, tables, problems };
  },
};

/** The arguments that vLLM and SGLang print first: how a run is recognised that has not printed its result yet. */
function isArguments(line: string): boolean {
  if (!/(?:^|\s)(?:benchmark_args=)?Namespace\(/.test(line)) return false;
  return line.includes("bench_type='serve'") || (line.includes('dataset_name=') && line.includes('num_prompts='));
}

/** The result blocks. Of one that breaks off, a last line without line end is left out: its number may be cut. */
function blocksOf({ text, growing }: ParseInput): ResultBlock[] {
  const physical = text.split('\n');
  if (growing) physical.pop();
  const blocks: ResultBlock[] = [];
  let options: ReadonlyMap<string, string> = new Map();
  let lines: LogLine[] | null = null;
  const close = (complete: boolean) => {
    if (lines) blocks.push({ lines, complete, options });
    lines = null;
  };
  for (const [index, raw] of physical.entries()) {
    const line = raw.trim();
    if (BLOCK_START.test(line)) {
      close(false);
      lines = [];
    } else if (lines && BLOCK_END.test(line)) {
      close(true);
    } else if (lines) {
      const match = /^([^:]{2,60}):\s*(\S.*)$/.exec(line);
      if (match) lines.push({ line: index + 1, label: match[1]!.trim(), value: match[2]!.trim() });
    } else if (isArguments(line)) {
      options = printedArguments(line);
    }
  }
  if (lines && !text.endsWith('\n') && lines.at(-1)?.line === physical.length) lines.pop();
  close(false);
  return blocks;
}

/** One row for the run: its values stand on several lines. */
function tableOf({ lines, options }: ResultBlock): ObservationTable | null {
  const completed = lines.find((entry) => labelOf(entry) === 'successful requests');
  const requestCount = numberOf(completed?.value);
  const failed = requestCount === 0;
  const readings = lines.flatMap((entry) => readingsOf(entry, requestCount, failed));
  const table = tableBuilder('line', documentLabels(labelsOf(lines, options)));
  const failure = completed && failed ? { failure: 'no request succeeded', failureAt: cellOf(completed) } : {};
  if (readings.length > 0) table.add(lines[0]!.line, withoutLoneSpread(readings), failure);
  return table.build();
}

function cellOf({ line, label }: LogLine): string {
  return `line=${line};col=${label}`;
}

/** Label in lower case without its unit; other words in parentheses ("retokenized") are part of it. */
function labelOf({ label }: LogLine): string {
  return label.replace(/ \((?:s|ms|%|tok\/s|req\/s|rps)\)$/i, '').toLowerCase();
}

function readingsOf(entry: LogLine, requestCount: number | null, failed: boolean): Reading[] {
  const name = labelOf(entry);
  const run = RUN_LINES.get(name);
  if (run) return measured(run[0], run[1], cellOf(entry), entry.value, { failed });
  const latency = LATENCY_LINE.exec(name)?.groups;
  const metric = LATENCIES.get(latency?.['name'] ?? '');
  const statistic = statisticOf(latency?.['statistic'] ?? '');
  if (metric === undefined || statistic === null) return [];
  const isPerRequest = metric === 'time_to_first_token' || metric === 'request_latency';
  const unit = /\(s\)$/.test(entry.label) ? 's' : 'ms';
  const definition = OF_THE_CLIENT.get(latency!['name']!);
  return measured(metric, unit, cellOf(entry), entry.value, { statistic, count: isPerRequest ? requestCount : null, failed, definition });
}

function labelsOf(lines: readonly LogLine[], options: ReadonlyMap<string, string>): Record<string, LabelValue | null> {
  const printed = (...names: string[]) => lines.find((entry) => names.includes(labelOf(entry)))?.value;
  const option = (...names: string[]) => scalarLabel(names.map((name) => options.get(name)).find((value) => value !== undefined));
  const isRandom = String(option('dataset_name') ?? '').startsWith('random');
  return {
    model: servedModel(options.get('model')),
    backend: scalarLabel(printed('backend')) ?? option('backend', 'endpoint_type'),
    dataset: option('dataset_name'),
    request_rate: requestRate(printed('traffic request rate', 'request rate configured') ?? options.get('request_rate')),
    concurrency: numberLabel(printed('maximum request concurrency', 'max request concurrency') ?? options.get('max_concurrency')),
    burstiness: option('burstiness'),
    prompt_count: option('num_prompts'),
    input_length: isRandom ? option('random_input_len') : null,
    output_length: isRandom ? option('random_output_len') : null,
    random_range_ratio: isRandom ? option('random_range_ratio') : null,
  };
}

/** "not set" is printed as words. */
function numberLabel(text: string | undefined): LabelValue | null {
  return scalarLabel(numberOf(text));
}
