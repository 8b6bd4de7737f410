import type { LabelValue } from '../../contracts/observation.ts';
import { labelKey } from '../../metrics/labels.ts';
import { numberIn, settingOf } from '../readers/fields.ts';
import type { Json } from '../readers/json-value.ts';
import type { Reading } from '../readers/table.ts';

/** A field of a llama-bench record as text: booleans as 1 and 0, so that JSON, CSV and SQL agree; null where it is missing or empty. */
export type FieldOf = (name: string) => string | null;

/** Where llama-bench's output is described: fields, defaults and how the averages are made. */
export const LLAMA_BENCH_SOURCE = 'https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/llama-bench.cpp';

/** Text of a field, whatever the format wrote: `true`, `True`, `'1'` and `1` are the same. */
export function fieldText(value: Json | undefined): string | null {
  if (value === undefined || value === null || typeof value === 'object') return null;
  const text = String(value).trim();
  if (/^true$/i.test(text)) return '1';
  if (/^false$/i.test(text)) return '0';
  return text === '' ? null : text;
}

/** Settings that llama-bench itself prints only where they differ from its default; the fields come and go with the build. */
const DEFAULTS: ReadonlyMap<string, RegExp> = new Map([
  ['n_cpu_moe', /^0$/],
  ['split_mode', /^layer$/],
  ['main_gpu', /^0$/],
  ['no_kv_offload', /^0$/],
  ['devices', /^auto$/],
  ['tensor_split', /^0(?:\.0+)?(?:\/0(?:\.0+)?)*$/],
  ['tensor_buft_overrides', /^none$/],
  ['use_mmap', /^1$/],
  ['use_direct_io', /^0$/],
  ['load_mode', /^mmap$/],
  ['embeddings', /^0$/],
  ['no_op_offload', /^0$/],
  ['no_host', /^0$/],
  ['cpu_mask', /^0x0$/],
  ['cpu_strict', /^0$/],
  ['poll', /^50$/],
  ['fit_target', /^0$/],
  ['fit_min_ctx', /^0$/],
]);

/** Builds before `backends` had one yes-or-no field for each. */
const OLD_BACKENDS = ['cuda', 'metal', 'vulkan', 'sycl', 'kompute', 'opencl', 'rpc', 'gpu_blas', 'blas'];

/** `flash_attn` is true or false in old builds, 0, 1 or -1 (auto) in new ones. */
export function flashAttention(text: string | null): LabelValue | null {
  if (text === null) return null;
  return text === '1' || text === 'on' ? 'on' : text === '0' || text === 'off' ? 'off' : 'auto';
}

/** "qwen35moe 35B.A3B IQ4_NL - 4.5 bpw" -> "IQ4_NL - 4.5 bpw": what follows the size; null where the name has another shape. */
export function quantizationOf(modelType: string | null): string | null {
  const match = modelType === null ? null : /\s(?:\?|[\d.x]+)\s?[BMKT](?:\.A[\d.]+[BM])?\s+(?:mostly\s+)?(\S.*)$/.exec(modelType);
  return match?.[1] ?? null;
}

/** The model: its file, else what the table calls it. */
function modelOf(field: FieldOf): string | null {
  return field('model_filename') ?? field('model') ?? field('model_type');
}

function backendOf(field: FieldOf): string | null {
  const stated = field('backends') ?? field('toolbox');
  return stated ?? OLD_BACKENDS.find((name) => field(name) === '1')?.toUpperCase() ?? null;
}

/** Labels of one record: who was measured, the size of the test, and each setting that is not the default. */
export function benchLabels(field: FieldOf): Map<string, LabelValue | null> {
  const [typeK, typeV] = [field('type_k'), field('type_v')];
  const version = field('build_commit');
  const labels = new Map<string, LabelValue | null>([
    ['benchmark', 'llama-bench'],
    ['model', modelOf(field)],
    ['quantization', quantizationOf(field('model_type'))],
    ['backend', backendOf(field)],
    ['device', field('gpu_info') ?? field('cpu_info')],
    ['engine_version', version === 'unknown' ? null : version],
    ['num_gpu', field('n_gpu_layers')],
    ['batch_size', field('n_batch')],
    ['ubatch_size', field('n_ubatch')],
    ['threads', field('n_threads')],
    ['kv_cache_type', typeK === typeV || typeV === null ? typeK : `${typeK}/${typeV}`],
    ['flash_attention', flashAttention(field('flash_attn'))],
    ['depth', field('n_depth') ?? field('starting_depth') ?? '0'],
    ...sizeLabels(numberIn(field('n_prompt') ?? ''), numberIn(field('n_gen') ?? '')),
  ]);
  for (const [name, standard] of DEFAULTS) {
    const text = field(name);
    if (text !== null && !standard.test(text)) labels.set(labelKey(name) ?? name, text);
  }
  return labels;
}

/** Length of prompt and answer; a length of 0 says that this part was not measured. */
export function sizeLabels(promptLength: number | null, outputLength: number | null): [string, LabelValue][] {
  const labels: [string, LabelValue][] = [];
  if (promptLength) labels.push(['input_length', promptLength]);
  if (outputLength) labels.push(['output_length', outputLength]);
  return labels;
}

/** What a test measures: `pp` has no generated tokens, `tg` no prompt, `pg` has both. */
export interface TestKind {
  readonly rate: string;
  readonly duration: string;
  readonly definition?: string;
}

/** Metrics of a test by its lengths; null where both are 0 or unknown. */
export function testKind(promptLength: number | null, outputLength: number | null): TestKind | null {
  if (promptLength && outputLength) {
    return { rate: 'total_token_throughput', duration: 'operation_time', definition: 'total_token_throughput:llama-bench-pg' };
  }
  if (promptLength) return { rate: 'prefill_throughput', duration: 'prompt_eval_duration' };
  return outputLength ? { rate: 'decode_throughput', duration: 'eval_duration' } : null;
}

/** The kind of test of a record; null for a record without lengths. */
export function kindOf(field: FieldOf): TestKind | null {
  return testKind(numberIn(field('n_prompt') ?? ''), numberIn(field('n_gen') ?? ''));
}

/** A reading of a rate, with its definition where it has one. */
export function rateReading(kind: TestKind, at: string, value: number | null, more: Partial<Reading> = {}): Reading {
  return {
    metric: kind.rate,
    unit: 'tokens/s',
    at,
    value,
    ...(kind.definition === undefined ? {} : { definition: kind.definition }),
    ...more,
  };
}

/**
 * The averages of one record. `avg_ts` is the mean of the rates of the repetitions, so it is not n / `avg_ns`. A standard deviation of 0
 * is that of one repetition, which has none: it is left out.
 *
 * @param at prints the cell of a field.
 * @param count number of repetitions where the record says.
 */
export function averageReadings(field: FieldOf, kind: TestKind, at: (name: string) => string, count?: number): Reading[] {
  const counted = count === undefined ? {} : { count };
  const number = (name: string) => positive(numberIn(field(name) ?? ''));
  return [
    rateReading(kind, at('avg_ts'), number('avg_ts'), { statistic: 'mean', ...counted }),
    rateReading(kind, at('stddev_ts'), number('stddev_ts'), { statistic: 'stdev', ...counted }),
    { metric: kind.duration, statistic: 'mean', unit: 'ns', at: at('avg_ns'), value: number('avg_ns'), ...counted },
    { metric: kind.duration, statistic: 'stdev', unit: 'ns', at: at('stddev_ns'), value: number('stddev_ns'), ...counted },
  ].filter(({ value }) => value !== null);
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}

/** What the record says of the machine and the model beyond its labels. */
export function benchConfiguration(field: FieldOf): Map<string, LabelValue> {
  const configuration = new Map<string, LabelValue>();
  for (const name of ['build_number', 'cpu_info', 'gpu_info', 'model_type', 'model_size', 'model_n_params', ...DEFAULTS.keys()]) {
    const text = field(name);
    if (text !== null) configuration.set(name, settingOf(text));
  }
  return configuration;
}
