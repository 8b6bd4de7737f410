import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { textOf } from '../readers/fields.ts';
import { parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** A request, told by several lines. */
interface Request {
  readonly line: number;
  readonly labels: Map<string, LabelValue | null>;
  readonly readings: Reading[];
  failure: { readonly failure: string; readonly failureAt: string } | null;
}

/** Numbers of the lines, by their names. */
const NUMBERS: readonly (readonly [name: string, metric: string, unit: string])[] = [
  ['ttfr_s', 'time_to_first_response', 's'],
  ['ttft_s', 'time_to_first_token', 's'],
  ['decode_seconds', 'eval_duration', 's'],
  ['total_tokens', 'output_token_count', 'count'],
  ['prompt_tokens', 'prompt_token_count', 'count'],
];
const LABELS: ReadonlyMap<string, string> = new Map([
  ['concurrency', 'concurrency'],
  ['prompt_size', 'input_length'],
  ['response_size', 'output_length'],
  ['context_size', 'depth'],
  ['run_index', 'repetition'],
]);

/** llama-benchy's progress file: lines of events, several for each request, which is one row however many lines tell of it. */
export const llamaBenchyProgress: Adapter = {
  id: 'llama-benchy-progress',
  title: 'llama-benchy progress (JSON lines)',
  tool: 'llama-benchy',
  fallback: false,
  source: 'https://github.com/eugr/llama-benchy',
  claims: ({ head, topKeys }) => topKeys.has('type') && topKeys.has('ts') && /"schema":\s*"llama-benchy-progress/.test(head),
  parse,
};

function parse({ text, growing, asked }: ParseInput): ParseResult {
  const { lines, problems } = parseJsonLines(text, growing, asked);
  const requests = new Map<string, Request>();
  for (const { line, value } of lines) {
    if (!isObject(value) || value['request_id'] === undefined) continue;
    const id = String(value['request_id']);
    const known = requests.get(id) ?? { line, labels: new Map([['request', id]]), readings: [], failure: null };
    requests.set(id, known);
    note(known, line, value);
  }
  const table = tableBuilder('line', { benchmark: 'llama-benchy' }, true);
  for (const { line, labels, readings, failure } of requests.values()) {
    const kept = readings.length > 0 ? readings : [{ metric: 'request_latency', unit: 's', at: '/ts', value: null }];
    if (readings.length > 0 || failure) table.add(line, kept, { labels, ...failure });
  }
  const built = table.build();
  if (!built) return problems[0] ? refusedDocument(problems[0]) : emptyDocument('no request ended');
  return { ...NOTHING_READ, tables: [built], problems };
}

function note(request: Request, line: number, event: { readonly [key: string]: Json }): void {
  const at = (name: string) => (line === request.line ? `/${name}` : `line=+${line - request.line};pointer=/${name}`);
  for (const [name, metric, unit] of NUMBERS) {
    for (const reading of measured(metric, unit, at(name), event[name])) request.readings.push(reading);
  }
  for (const [name, key] of LABELS) if (event[name] !== undefined) request.labels.set(key, scalarLabel(event[name]));
  if (event['model'] !== undefined) request.labels.set('model', servedModel(event['model']));
  const error = textOf(event['error']);
  if (error !== null) request.failure = { failure: error.slice(0, 200), failureAt: at('error') };
}
