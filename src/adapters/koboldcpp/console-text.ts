import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';

const RESULT = /^(?<name>ProcessingTime|ProcessingSpeed|GenerationTime|GenerationSpeed|TotalTime):\s+(?<value>[\d.]+)\s*(?:T\/s|s)\s*$/;
const RESULTS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['ProcessingTime', ['prompt_eval_duration', 's']],
  ['ProcessingSpeed', ['prefill_throughput', 'tokens/s']],
  ['GenerationTime', ['eval_duration', 's']],
  ['GenerationSpeed', ['decode_throughput', 'tokens/s']],
  ['TotalTime', ['total_duration', 's']],
]);
const FIELD = /^(?<name>Backend|Layers|Model|MaxCtx|GenAmount):\s+(?<value>\S.*?)\s*$/;
const LABELS: ReadonlyMap<string, string> = new Map([
  ['Backend', 'backend'],
  ['Layers', 'num_gpu'],
  ['Model', 'model'],
  ['MaxCtx', 'num_ctx'],
  ['GenAmount', 'output_length'],
]);

/** One answer: `CtxLimit:8192/8192, Amt:100/100, Init:0.07s, Process:21.20s (2.6ms/T = 381.70T/s), Generate:..., Total:44.40s (2.25T/s)`. */
const ANSWER =
  /\bCtxLimit:\s*\d+\/\d+, Amt:\s*(?<amount>\d+)\/\d+,.* Process:\s*(?<process>[\d.]+)s \((?:[\d.]+ms\/T = )?(?<prefill>[\d.]+)T\/s\), Generate:\s*(?<generate>[\d.]+)s \((?:[\d.]+ms\/T = )?(?<decode>[\d.]+)T\/s\), Total:\s*(?<total>[\d.]+)s/;
const COMPLETED = /^Benchmark Completed\b/;
/** Lines between the answer of a benchmark and the heading of its result. */
const ECHO_LINES = 4;

/**
 * The console of KoboldCpp: a line of times for each answer, and the result of `--benchmark`, which repeats the times of the answer before
 * it and counts once.
 */
export const koboldcppConsoleText: Adapter = {
  id: 'koboldcpp-console-text',
  title: 'KoboldCpp console output',
  tool: 'KoboldCpp',
  fallback: false,
  passages: true,
  source: 'https://github.com/LostRuins/koboldcpp/blob/concedo/koboldcpp.py',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') &&
    head.split('\n').some((line) => ANSWER.test(line) || /^GenerationSpeed:\s+[\d.]+\s*T\/s/.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const results = logRecords({ benchmark: 'koboldcpp --benchmark' });
  const answers = logRecords({ backend: 'koboldcpp' });
  let fields: [string, LabelValue | null][] = [];
  for (const [index, line] of lines.entries()) {
    const isEcho = lines.slice(index + 1, index + 1 + ECHO_LINES).some((next) => COMPLETED.test(next));
    if (!isEcho) noteAnswer(answers, index + 1, line);
    if (COMPLETED.test(line)) {
      results.close();
      fields = [];
    }
    const field = FIELD.exec(line)?.groups;
    if (field) fields.push([LABELS.get(field['name']!)!, field['name'] === 'Model' ? servedModel(field['value']) : field['value']!]);
    const result = RESULT.exec(line)?.groups;
    if (!result) continue;
    const [metric, unit] = RESULTS.get(result['name']!)!;
    results.note(index + 1, { metric, unit, raw: result['value'], after: `${result['name']}:` });
    for (const [key, value] of fields) results.label(key, value);
    if (result['name'] === 'TotalTime') results.close();
  }
  const tables = [results.build(), answers.build()].filter((table): table is ObservationTable => table !== null);
  return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no answer was finished');
}

function noteAnswer(records: ReturnType<typeof logRecords>, line: number, content: string): void {
  const found = ANSWER.exec(content)?.groups;
  if (!found) return;
  const rateIndex = (label: 'Process' | 'Generate') => (new RegExp(`${label}:\\s*[\\d.]+s \\([\\d.]+ms/T`).test(content) ? 2 : 1);
  records.note(line, { metric: 'output_token_count', unit: 'count', raw: found['amount'], after: 'Amt:' });
  records.note(line, { metric: 'prompt_eval_duration', unit: 's', raw: found['process'], after: 'Process:' });
  records.note(line, {
    metric: 'prefill_throughput',
    unit: 'tokens/s',
    raw: found['prefill'],
    after: 'Process:',
    index: rateIndex('Process'),
  });
  records.note(line, { metric: 'eval_duration', unit: 's', raw: found['generate'], after: 'Generate:' });
  records.note(line, {
    metric: 'decode_throughput',
    unit: 'tokens/s',
    raw: found['decode'],
    after: 'Generate:',
    index: rateIndex('Generate'),
  });
  records.note(line, { metric: 'total_duration', unit: 's', raw: found['total'], after: 'Total:' });
  records.close();
}
