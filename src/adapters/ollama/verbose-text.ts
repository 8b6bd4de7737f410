import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { durationIn, logLines, logRecords } from '../readers/log-records.ts';

/** Durations of a block, whose first line is the total. */
const DURATIONS: ReadonlyMap<string, string> = new Map([
  ['total duration', 'total_duration'],
  ['load duration', 'load_duration'],
  ['prompt eval duration', 'prompt_eval_duration'],
  ['eval duration', 'eval_duration'],
]);
const NUMBERS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['prompt eval count', ['prompt_token_count', 'count']],
  ['prompt eval rate', ['prefill_throughput', 'tokens/s']],
  ['eval count', ['output_token_count', 'count']],
  ['eval rate', ['decode_throughput', 'tokens/s']],
]);

const LINE = /^\s*(?<label>(?:total|load|prompt eval|eval) (?:duration|count|rate)):\s+(?<value>\S+)(?: (?:token\(s\)|tokens\/s))?\s*$/;
/** The model of a call; options that take a value are passed over with it. */
const CALL = /\bollama(?:\.exe)?\s+run\s+(?:--(?:keepalive|format)\s+\S+\s+|-{1,2}[\w-]+(?:=\S+)?\s+)*(?<model>[^\s"'-]\S*)/;
const SETTING = /^(?:>>>\s*)?\/set parameter (?<key>num_ctx|num_gpu|temperature|top_p|top_k|repeat_penalty|seed) (?<value>\S+)\s*$/;

/** What `ollama run --verbose` prints after each answer, with the calls and answers around it. */
export const ollamaVerboseText: Adapter = {
  id: 'ollama-verbose-text',
  title: 'ollama run --verbose output',
  tool: 'Ollama',
  fallback: false,
  passages: true,
  source: 'https://github.com/ollama/ollama/blob/main/api/types.go',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && /^\s*(?:prompt )?eval rate:\s+[\d.]+ tokens\/s/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput) {
  const records = logRecords({ backend: 'ollama' });
  const settings = new Map<string, string>();
  let model: string | null = null;
  for (const [index, content] of logLines(text, growing).entries()) {
    const call = CALL.exec(content)?.groups?.['model'];
    if (call !== undefined && call !== model) settings.clear();
    model = call ?? model;
    const setting = SETTING.exec(content)?.groups;
    if (setting) settings.set(setting['key']!, setting['value']!);
    const line = LINE.exec(content)?.groups;
    if (!line) continue;
    const label = line['label']!;
    if (label === 'total duration') records.close();
    const duration = DURATIONS.get(label);
    const number = NUMBERS.get(label);
    const written = duration === undefined ? null : durationIn(line['value']!);
    if (duration !== undefined && written) records.note(index + 1, { metric: duration, ...written, after: `${label}:` });
    if (number) records.note(index + 1, { metric: number[0], unit: number[1], raw: line['value'], after: `${label}:` });
    records.label('model', model);
    for (const [key, value] of settings) records.label(key, value);
    if (label === 'eval rate') records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no answer was finished');
}
