import { NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { printedArguments } from '../readers/arguments.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { type LogRecords, logLines, logRecords } from '../readers/log-records.ts';

const LINE =
  /^\s*(?<step>Prefill\.|Decode \d+\.|Decode\.|Total\.)\s+(?:Batch size: (?<batch>\d+), )?(?:median )?latency:\s+(?<latency>[\d.]+) s, (?:median )?throughput:\s+(?<throughput>[\d.]+) token\/s\s*$/;
const PHASE = /^\s*(?<phase>Warmup|Benchmark) \.\.\.\s*$/;

/** What a line of a step states: of one sequence it is the rate of a request, of several that of the batch. */
const STEPS: ReadonlyMap<string, readonly [time: string, single: string, batch: string]> = new Map([
  ['Prefill.', ['prompt_eval_duration', 'prefill_throughput', 'input_token_throughput']],
  ['Decode', ['inter_token_latency', 'decode_throughput', 'output_token_throughput']],
  ['Total.', ['total_duration', 'total_token_throughput', 'total_token_throughput']],
]);

/**
 * `python -m sglang.bench_one_batch`: one static batch inside the engine, a warm-up first, which is a phase of its own. Steps of decoding are
 * samples; the line of their medians is a statistic of the tool.
 */
export const sglangOneBatchLog: Adapter = {
  id: 'sglang-one-batch-log',
  title: 'SGLang bench_one_batch, console output',
  tool: 'SGLang',
  fallback: false,
  passages: true,
  source: 'https://github.com/sgl-project/sglang/blob/main/python/sglang/bench_one_batch.py',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && /^\s*Prefill\. latency:\s+[\d.]+ s, throughput:\s+[\d.]+ token\/s/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const options = printedArguments(lines.find((line) => line.includes('ServerArgs(')) ?? '');
  const constants = { backend: 'sglang', model: servedModel(options.get('model_path')) };
  const steps = logRecords(constants);
  const medians = logRecords(constants);
  let phase: string | null = null;
  let batch: string | null = null;
  for (const [index, line] of lines.entries()) {
    phase = PHASE.exec(line)?.groups?.['phase']?.toLowerCase() ?? phase;
    const found = LINE.exec(line)?.groups;
    if (!found) continue;
    batch = found['batch'] ?? batch ?? batchBelow(lines, index);
    const isMedian = found['step'] === 'Decode.';
    const records = isMedian ? medians : steps;
    noteStep(records, index + 1, found, batch === null || batch === '1', isMedian);
    records.label('phase', phase);
    records.label('batch_size', batch);
    records.close();
  }
  const tables = [steps.build(), medians.build()].filter((table): table is ObservationTable => table !== null);
  return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no step was finished');
}

/** The line of the prefill does not state the size of its batch; those of the steps after it do. */
function batchBelow(lines: readonly string[], index: number): string | null {
  for (const line of lines.slice(index + 1, index + 10)) {
    const batch = LINE.exec(line)?.groups?.['batch'];
    if (batch !== undefined) return batch;
  }
  return null;
}

function noteStep(
  records: LogRecords,
  line: number,
  found: Readonly<Record<string, string | undefined>>,
  isSingle: boolean,
  isMedian: boolean,
): void {
  const [time, single, ofBatch] = STEPS.get(found['step']!.replace(/^Decode.*/, 'Decode'))!;
  const statistic = isMedian ? 'median' : undefined;
  records.note(line, { metric: time, unit: 's', raw: found['latency'], after: 'latency:', statistic });
  records.note(line, { metric: isSingle ? single : ofBatch, unit: 'tokens/s', raw: found['throughput'], after: 'throughput:', statistic });
}
