import { NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { type LogRecords, logLines, logRecords } from '../readers/log-records.ts';

const MODEL = /\bmlx_lm[._](?:generate|benchmark|chat)\b.*?--model[ =]["']?([^\s"']+)/;
/** `mlx_lm.generate`, at the end of an answer. */
const PROMPT = /^\s*Prompt: (?<count>\d+) tokens, (?<rate>[\d.]+) tokens-per-sec/;
const GENERATION = /^\s*Generation: (?<count>\d+) tokens, (?<rate>[\d.]+) tokens-per-sec/;
const MEMORY = /^\s*Peak memory: (?<memory>[\d.]+) (?<unit>GB|MB)/;
/** `mlx_lm.benchmark`. */
const SETUP =
  /^Timing with prompt_tokens=(?<prompt>\d+)(?:,| and)? generation_tokens=(?<generation>\d+)(?:,? (?:and )?batch_size=(?<batch>\d+))?/;
const TRIAL = /^Trial (?<trial>\d+):\s+prompt_tps=/;
const TRIAL_NUMBERS: readonly (readonly [name: string, metric: string, unit: string])[] = [
  ['prompt_tps', 'prefill_throughput', 'tokens/s'],
  ['generation_tps', 'decode_throughput', 'tokens/s'],
  ['peak_memory', 'peak_memory_used', 'GB'],
  ['total_time', 'total_duration', 's'],
];

/**
 * What `mlx_lm.generate` prints after an answer, and the trials of `mlx_lm.benchmark`. Its line of averages follows from the trials and is
 * not read.
 */
export const mlxConsoleText: Adapter = {
  id: 'mlx-console-text',
  title: 'mlx_lm generate or benchmark, console output',
  tool: 'mlx-lm',
  fallback: false,
  passages: true,
  source: 'https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/generate.py',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && head.split('\n').some((line) => GENERATION.test(line) || TRIAL.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const answers = logRecords({ backend: 'mlx' });
  const trials = logRecords({ backend: 'mlx', benchmark: 'mlx_lm.benchmark' });
  let model: string | null = null;
  let setup: Readonly<Record<string, string | undefined>> = {};
  for (const [index, line] of logLines(text, growing).entries()) {
    model = MODEL.exec(line)?.[1] ?? model;
    setup = SETUP.exec(line)?.groups ?? setup;
    const trial = TRIAL.exec(line)?.groups?.['trial'];
    if (trial !== undefined) {
      noteTrial(trials, index + 1, line);
      trials.label('repetition', trial);
      trials.label('model', servedModel(model ?? undefined));
      trials.label('input_length', setup['prompt'] ?? null);
      trials.label('output_length', setup['generation'] ?? null);
      trials.label('batch_size', setup['batch'] ?? null);
      trials.close();
    } else if (noteAnswer(answers, index + 1, line)) answers.label('model', servedModel(model ?? undefined));
  }
  const tables = [trials.build(), answers.build()].filter((table): table is ObservationTable => table !== null);
  return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no answer was finished');
}

function noteTrial(records: LogRecords, line: number, content: string): void {
  for (const [name, metric, unit] of TRIAL_NUMBERS) {
    records.note(line, { metric, unit, raw: new RegExp(`\\b${name}=([\\d.]+)`).exec(content)?.[1], after: `${name}=` });
  }
}

/** Notes a line that follows an answer; false for any other line. The line of the prompt is the first of a record. */
function noteAnswer(records: LogRecords, line: number, content: string): boolean {
  const prompt = PROMPT.exec(content)?.groups;
  const generation = GENERATION.exec(content)?.groups;
  const memory = MEMORY.exec(content)?.groups;
  if (prompt) {
    records.close();
    records.note(line, { metric: 'prompt_token_count', unit: 'count', raw: prompt['count'], after: 'Prompt:' });
    records.note(line, { metric: 'prefill_throughput', unit: 'tokens/s', raw: prompt['rate'], after: 'Prompt:', index: 1 });
  } else if (generation) {
    records.note(line, { metric: 'output_token_count', unit: 'count', raw: generation['count'], after: 'Generation:' });
    records.note(line, { metric: 'decode_throughput', unit: 'tokens/s', raw: generation['rate'], after: 'Generation:', index: 1 });
  } else if (memory)
    records.note(line, { metric: 'peak_memory_used', unit: memory['unit']!, raw: memory['memory'], after: 'Peak memory:' });
  return prompt !== undefined || generation !== undefined || memory !== undefined;
}
