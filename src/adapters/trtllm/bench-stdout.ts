import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { documentLabels, emptyDocument, requestRate, scalarLabel, servedModel } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { measured, statisticOf } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { kvCacheFraction, OFFLINE, PER_USER } from './meaning.ts';

const OVERVIEW = /^= PERFORMANCE OVERVIEW/;
/** The first heading of a report; the log line before it is a plain message of the logger. */
const FIRST_HEADING = /^= (?:[A-Z]+ BACKEND|ENGINE DETAILS)/;
const RULE = /^={20,}$/;
const LABELLED = /^(?<label>[^:=]*\S)\s*:\s*(?<value>\S.*?)\s*$/;

interface LineMetric {
  readonly pattern: RegExp;
  readonly metric: string;
  readonly unit: string;
  readonly statistic?: string;
  readonly definition?: string;
}

/** Lines of the overview; spellings changed between releases. */
const LINES: readonly LineMetric[] = [
  { pattern: /^Number of requests$/, metric: 'request_count', unit: 'count' },
  { pattern: /^Number of concurrent requests$/, metric: 'achieved_concurrency', unit: 'count' },
  { pattern: /^Request Throughput \(req\/sec\)$/, metric: 'request_throughput', unit: 'requests/s' },
  { pattern: /^Total Token Throughput \(tokens\/sec\)$/, metric: 'total_token_throughput', unit: 'tokens/s' },
  // Up to 0.16 called so without "Output", which it was.
  { pattern: /^(?:Total Output|Token) Throughput \(tokens\/sec\)$/, metric: 'output_token_throughput', unit: 'tokens/s' },
  { pattern: /^Total Latency \(ms\)$/, metric: 'run_duration', unit: 'ms' },
  { pattern: /^Per GPU Output Throughput \((?:tps|tokens\/sec)\/gpu\)$/, metric: 'output_token_throughput_per_gpu', unit: 'tokens/s' },
  {
    pattern: /^Per User Output Throughput(?: \[w\/ ctx\])? \((?:tps|tokens\/sec)\/user\)$/,
    metric: 'end_to_end_token_throughput',
    unit: 'tokens/s',
    statistic: 'mean',
    definition: PER_USER,
  },
];

/** Means that a breakdown repeats further down; used where there is no breakdown. */
const MEANS: readonly LineMetric[] = [
  { pattern: /^Average request latency \(ms\)$/i, metric: 'request_latency', unit: 'ms', statistic: 'mean' },
  { pattern: /^Average time-to-first-token \[TTFT\] \(ms\)$/, metric: 'time_to_first_token', unit: 'ms', statistic: 'mean' },
  { pattern: /^Average time-per-output-token \[TPOT\] \(ms\)$/, metric: 'time_per_output_token', unit: 'ms', statistic: 'mean' },
  { pattern: /^Per User Output Speed/, metric: 'decode_throughput', unit: 'tokens/s', statistic: 'mean' },
];

const BREAKDOWN = /^\[(?<name>Latency|TTFT|TPOT|GTPS)\] (?<statistic>[A-Z0-9.]+)$/i;
const BREAKDOWNS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['LATENCY', ['request_latency', 'ms']],
  ['TTFT', ['time_to_first_token', 'ms']],
  ['TPOT', ['time_per_output_token', 'ms']],
  ['GTPS', ['decode_throughput', 'tokens/s']],
]);

interface LogLine {
  readonly line: number;
  readonly label: string;
  readonly value: string;
}

/**
 * What trtllm-bench prints: a log of the engine, then blocks of labelled lines under `=` headings. Each number is named by its label in
 * its line. A log may hold several reports; one that ends before the overview holds none.
 */
export const trtllmBenchStdout: Adapter = {
  id: 'trtllm-bench-stdout',
  title: 'trtllm-bench console output',
  tool: 'TensorRT-LLM',
  fallback: false,
  source: 'https://github.com/NVIDIA/TensorRT-LLM/blob/main/tensorrt_llm/bench/dataclasses/reporting.py',
  claims: ({ kind, head, complete }) =>
    kind === 'text' &&
    (/^= PERFORMANCE OVERVIEW/m.test(head) ||
      (!complete && head.includes('[TRT-LLM]') && /trtllm-bench|Starting benchmark|throughput benchmark/i.test(head))),
  parse(input) {
    const reports = reportsOf(input);
    const tables = reports.map(({ lines }) => tableOf(lines)).filter((table) => table !== null);
    if (tables.length === 0) return emptyDocument('the log ends without a performance overview: the benchmark did not finish');
    const problems = reports.flatMap(({ lines, complete }) =>
      complete
        ? []
        : [
            {
              line: lines.at(-1)?.line ?? 1,
              message: 'the report breaks off after this line: the log is truncated or still being written',
            },
          ],
    );
    const version = tables[0]?.labels.get('engine_version')?.value;
    return { ...NOTHING_READ, tables, problems, version: version === undefined ? null : String(version) };
  },
};

interface Report {
  readonly lines: readonly LogLine[];
  /** false when the log breaks off before the rule that ends the performance overview. */
  readonly complete: boolean;
}

/** The reports that have an overview. Of one that breaks off, a last line without line end is left out: its number may be cut. */
function reportsOf({ text, growing }: ParseInput): Report[] {
  const physical = text.split('\n');
  if (growing) physical.pop();
  const reports: Report[] = [];
  let lines: LogLine[] = [];
  // Rules seen since the heading of the overview: one below the heading, one below the last number.
  let ruleCount: number | null = null;
  const close = () => {
    if (ruleCount !== null) reports.push({ lines, complete: ruleCount >= 2 });
    lines = [];
    ruleCount = null;
  };
  for (const [index, raw] of physical.entries()) {
    const line = raw.trim();
    if (FIRST_HEADING.test(line)) close();
    if (OVERVIEW.test(line)) ruleCount = 0;
    if (ruleCount !== null && RULE.test(line)) ruleCount += 1;
    const match = line.length > 300 ? null : LABELLED.exec(line);
    if (match?.groups) lines.push({ line: index + 1, label: match.groups['label']!, value: match.groups['value']! });
  }
  if ((ruleCount ?? 0) < 2 && !text.endsWith('\n') && lines.at(-1)?.line === physical.length) lines.pop();
  close();
  return reports;
}

/** One row for the report: its values stand on several lines. */
function tableOf(report: readonly LogLine[]): ObservationTable | null {
  const printed = (label: string) => report.find((entry) => entry.label === label)?.value;
  const requestCount = numberOf(printed('Number of requests'));
  const failed = requestCount === 0;
  const offline = isQueueing(printed);
  const broken = new Set(
    report.flatMap(({ label }) => BREAKDOWNS.get(BREAKDOWN.exec(label)?.groups?.['name']?.toUpperCase() ?? '')?.[0] ?? []),
  );
  const table = tableBuilder('line', documentLabels(labelsOf(printed)));
  const readings = report.flatMap((entry) => readingsOf(entry, { requestCount, failed, offline, broken }));
  const counted = report.find(({ label }) => label === 'Number of requests');
  const failure = counted && failed ? { failure: 'no request completed', failureAt: cellOf(counted) } : {};
  if (readings.length > 0) table.add(report[0]!.line, readings, failure);
  return table.build();
}

function cellOf({ line, label }: LogLine): string {
  return `line=${line};col=${label}`;
}

interface ReportContext {
  readonly requestCount: number | null;
  readonly failed: boolean;
  readonly offline: boolean;
  /** Metrics with a breakdown of their own. */
  readonly broken: ReadonlySet<string>;
}

function readingsOf(entry: LogLine, { requestCount, failed, offline, broken }: ReportContext): Reading[] {
  const { label, value } = entry;
  const breakdown = BREAKDOWN.exec(label)?.groups;
  const statistic = statisticOf(breakdown?.['statistic'] ?? '');
  const found = BREAKDOWNS.get(breakdown?.['name']?.toUpperCase() ?? '');
  const definitionOf = (metric: string) => (metric === 'request_latency' && offline ? OFFLINE : undefined);
  if (found && statistic !== null) {
    return measured(found[0], found[1], cellOf(entry), value, {
      statistic,
      definition: definitionOf(found[0]),
      count: requestCount,
      failed,
    });
  }
  const line = [...LINES, ...MEANS.filter(({ metric }) => !broken.has(metric))].find(({ pattern }) => pattern.test(label));
  if (!line) return [];
  const count = line.statistic === undefined ? null : requestCount;
  return measured(line.metric, line.unit, cellOf(entry), value, {
    statistic: line.statistic,
    definition: line.definition ?? definitionOf(line.metric),
    count,
    failed,
  });
}

function isQueueing(printed: (label: string) => string | undefined): boolean {
  const inFlight = numberOf(printed('Number of concurrent requests')) ?? 0;
  const batch = numberOf(printed('Max Runtime Batch Size')) ?? Number.POSITIVE_INFINITY;
  return requestRate(numberOf(printed('Issue Rate (req/sec)'))) === 'inf' && inFlight > batch;
}

function labelsOf(printed: (label: string) => string | undefined): Record<string, LabelValue | null> {
  const number = (label: string) => scalarLabel(numberOf(printed(label)));
  return {
    model: servedModel(printed('Model')),
    engine_version: scalarLabel(printed('TensorRT-LLM Version')),
    dtype: scalarLabel(printed('Dtype')),
    quantization: scalarLabel(printed('Quantization')),
    request_rate: requestRate(numberOf(printed('Issue Rate (req/sec)'))),
    input_length: number('Average Input Length (tokens)'),
    output_length: number('Average Output Length (tokens)'),
    prompt_count: number('Number of requests'),
    tensor_parallel: number('TP Size'),
    pipeline_parallel: number('PP Size'),
    expert_parallel: number('EP Size'),
    kv_cache_fraction: kvCacheFraction(numberOf(printed('KV Memory Percentage')?.replace(/%$/, ''))),
    max_batch_size: number('Max Runtime Batch Size'),
    max_num_tokens: number('Max Runtime Tokens'),
  };
}
