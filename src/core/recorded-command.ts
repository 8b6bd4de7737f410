import type { MeasuredValue } from '../contracts/history.ts';
import type { LabelValue } from '../contracts/observation.ts';
import { redact } from '../metrics/redact.ts';

/** A word of a command line: one of ours (a program, an option), or a value that an artifact states. */
export type CommandWord = string | { readonly value: string };

/** A command line as far as an artifact states it. */
export interface RecordedCommand {
  readonly argv: readonly CommandWord[];
  /** Argument whose values several commands may have that are otherwise the same; null where there is none. */
  readonly swept: number | null;
  /** What the command depends on and the artifact does not state. */
  readonly unstated: readonly string[];
}

type Raw = ReadonlyMap<string, LabelValue>;

/** Longer arguments, and other characters than these, are no settings of a benchmark: a command that somebody else wrote must stay harmless. */
const WORD = /^[\w./:=,@%+][\w./:=,@%+ -]{0,299}$/;

/** A value as a POSIX shell takes it literally; null for one that is not to be trusted: an option where a value belongs, what a shell would run. */
function quotedValue(value: string): string | null {
  if (/^-\d+$/.test(value)) return value;
  if (!WORD.test(value)) return null;
  return value.includes(' ') ? `'${value}'` : value;
}

/** A command line for a POSIX shell; null where one of its values is not to be trusted. */
export function commandLine(argv: readonly CommandWord[]): string | null {
  const words = argv.map((word) => (typeof word === 'string' ? word : quotedValue(word.value)));
  return words.every((word) => word !== null) ? words.join(' ') : null;
}

/** Options with the values that a row states for them; none for what it does not state. */
function settingsOf(raw: Raw, options: readonly (readonly [option: string, key: string])[]): CommandWord[] {
  return options.flatMap(([option, key]): CommandWord[] => (raw.has(key) ? [option, { value: String(raw.get(key)) }] : []));
}

/** What the row of a value states, as it stands there: names of models with their paths, but for those that lead into somebody's home. */
function rawLabels({ table: { table }, row }: MeasuredValue): Map<string, LabelValue> {
  const shared = [...table.labels].map(([key, { value }]): [string, LabelValue] => [key, value]);
  const own = table.labelColumns.flatMap(({ key, values }): [string, LabelValue][] => {
    const value = values[row];
    return value === null || value === undefined || value === '' ? [] : [[key, value]];
  });
  return new Map([...shared, ...own].map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]));
}

/** What a row of llama-bench says of itself beside its settings. */
const ABOUT_LLAMA_BENCH: ReadonlySet<string> = new Set([
  'benchmark',
  'quantization',
  'backend',
  'device',
  'engine_version',
  'repetition',
  'run',
]);

/** Labels of llama-bench by its option, tools/llama-bench/README.md; what has another label is no setting that a command could repeat. */
const LLAMA_BENCH: readonly (readonly [option: string, key: string])[] = [
  ['-m', 'model'],
  ['-d', 'depth'],
  ['-b', 'batch_size'],
  ['-ub', 'ubatch_size'],
  ['-t', 'threads'],
  ['-ngl', 'num_gpu'],
  ['-ncmoe', 'cpu_moe_layers'],
  ['-sm', 'split_mode'],
  ['-mmp', 'use_mmap'],
];
const FLASH_ATTENTION: Readonly<Record<string, string>> = { on: '1', off: '0', auto: 'auto' };

function llamaBench(raw: Raw): RecordedCommand | null {
  const known = new Set([...LLAMA_BENCH.map(([, key]) => key), 'input_length', 'output_length', 'kv_cache_type', 'flash_attention']);
  if (!raw.has('model') || [...raw.keys()].some((key) => !known.has(key) && !ABOUT_LLAMA_BENCH.has(key))) return null;
  const [prompt = 0, output = 0] = [raw.get('input_length'), raw.get('output_length')];
  // A length that is not there was 0: without the option it would be another one.
  const lengths: CommandWord[] =
    prompt && output
      ? ['-p', '0', '-n', '0', '-pg', { value: `${prompt},${output}` }]
      : ['-p', { value: String(prompt) }, '-n', { value: String(output) }];
  const cache = raw.get('kv_cache_type');
  const [typeK, typeV = typeK] = cache === undefined ? [] : String(cache).split('/');
  const attention = raw.get('flash_attention');
  const argv: CommandWord[] = [
    'llama-bench',
    ...settingsOf(raw, LLAMA_BENCH),
    ...lengths,
    ...(typeK === undefined ? [] : ['-ctk', { value: typeK }, '-ctv', { value: typeV! }]),
    ...(attention === undefined ? [] : ['-fa', { value: FLASH_ATTENTION[String(attention)] ?? '' }]),
    '-o',
    'json',
  ];
  const depth = argv.indexOf('-d');
  return { argv, swept: depth < 0 ? null : depth + 1, unstated: [] };
}

const ABOUT_VLLM_SERVE: ReadonlySet<string> = new Set(['benchmark', 'repetition', 'run']);

/** Labels of `vllm bench serve` by its option: vllm/benchmarks/serve.py. */
const VLLM_SERVE: readonly (readonly [option: string, key: string])[] = [
  ['--backend', 'backend'],
  ['--model', 'model'],
  ['--num-prompts', 'prompt_count'],
  ['--request-rate', 'request_rate'],
  ['--burstiness', 'burstiness'],
  ['--max-concurrency', 'concurrency'],
];

function vllmServe(raw: Raw): RecordedCommand | null {
  const known = new Set(VLLM_SERVE.map(([, key]) => key));
  if (!raw.has('model') || [...raw.keys()].some((key) => !known.has(key) && !ABOUT_VLLM_SERVE.has(key))) return null;
  return {
    argv: ['vllm', 'bench', 'serve', ...settingsOf(raw, VLLM_SERVE), '--save-result'],
    swept: null,
    unstated: ['the address of the server', 'the data set, or the lengths of prompts and answers'],
  };
}

function hyperfine(raw: Raw): RecordedCommand | null {
  const command = raw.get('operation');
  // A parameter stands in the command already.
  if (typeof command !== 'string') return null;
  return { argv: ['hyperfine', '--export-json', 'hyperfine.json', { value: command }], swept: null, unstated: [] };
}

const REBUILT: Readonly<Record<string, (raw: Raw) => RecordedCommand | null>> = {
  'llama-bench-json': llamaBench,
  'llama-bench-jsonl': llamaBench,
  'llama-bench-csv': llamaBench,
  'llama-bench-sql': llamaBench,
  'vllm-bench-serve': vllmServe,
  'hyperfine-json': hyperfine,
};

/**
 * The command that measured a value, from what its artifact states and nothing else; null for a format that does not state it, and where
 * something was set that cannot be said with an option.
 */
export function recordedCommand(value: MeasuredValue): RecordedCommand | null {
  return REBUILT[value.table.artifact.adapter]?.(rawLabels(value)) ?? null;
}
