import type { LabelValue } from '../contracts/observation.ts';

/**
 * What a label does to a series.
 * - `identity`: who or what was measured; different values are different subjects and are never pooled.
 * - `parameter`: a setting that was varied; series are stated pooled over it and per value.
 * - `repetition`: one request, prompt or repetition among several of the same series; pooled.
 */
export type LabelRole = 'identity' | 'parameter' | 'repetition';

interface LabelEntry {
  readonly key: string;
  readonly role: LabelRole;
  /** Spellings in column names and document fields, lower case with underscores. */
  readonly spellings: readonly string[];
}

function label(key: string, role: LabelRole, ...spellings: string[]): LabelEntry {
  return { key, role, spellings: [key, ...spellings] };
}

/** Every label we know, in the order of table columns. */
const LABELS: readonly LabelEntry[] = [
  label('model', 'identity', 'model_id', 'model_name', 'model_tag', 'model_filename'),
  label('benchmark', 'identity', 'benchmark_name', 'bench', 'suite', 'scenario', 'test_suite'),
  label('test', 'identity', 'test_name', 'case', 'task'),
  label('operation', 'identity', 'op', 'kernel', 'kernel_name', 'operator', 'component'),
  label('quantization', 'identity', 'quant', 'quant_type', 'tag'),
  label('backend', 'identity', 'backends', 'endpoint_type', 'framework', 'engine'),
  label('device', 'identity', 'gpu', 'gpu_name', 'gpu_index', 'gpu_uuid', 'hw', 'hardware', 'accelerator'),
  label('dtype', 'identity', 'precision'),
  label('engine_version', 'identity', 'version', 'build_commit'),
  label('run', 'identity', 'run_id', 'run_number'),
  label('source', 'identity'),
  label('dataset', 'identity', 'dataset_name'),
  label('strategy', 'identity'),
  label('phase', 'identity', 'step', 'stage'),
  label('percentile_group', 'identity'),
  label('variant', 'identity'),
  label('agent', 'identity'),
  label('filter', 'identity'),
  label('num_gpu', 'parameter', 'n_gpu_layers', 'ngl', 'gpu_layers'),
  label('num_ctx', 'parameter', 'n_ctx', 'ctx', 'context_length', 'ctx_size'),
  label('temperature', 'parameter', 'temp'),
  label('top_p', 'parameter'),
  label('top_k', 'parameter'),
  label('repeat_penalty', 'parameter'),
  label('batch_size', 'parameter', 'batch', 'n_batch', 'bs'),
  label('ubatch_size', 'parameter', 'n_ubatch'),
  label('concurrency', 'parameter', 'max_concurrency', 'conc', 'num_concurrent_requests', 'users'),
  label('request_rate', 'parameter', 'rate', 'qps', 'requested_rate'),
  label('burstiness', 'parameter'),
  label('prompt_count', 'parameter', 'num_prompts', 'num_requests'),
  label('input_length', 'parameter', 'isl', 'input_len', 'random_input_len', 'mean_input_tokens', 'n_prompt', 'seq_len'),
  label('output_length', 'parameter', 'osl', 'output_len', 'random_output_len', 'mean_output_tokens', 'n_gen'),
  label('depth', 'parameter', 'n_depth'),
  label('tensor_parallel', 'parameter', 'tp', 'tp_size', 'tensor_parallel_size'),
  label('pipeline_parallel', 'parameter', 'pp_size', 'pipeline_parallel_size'),
  label('expert_parallel', 'parameter', 'ep', 'ep_size', 'expert_parallel_size'),
  label('data_parallel', 'parameter', 'dp', 'dp_size', 'data_parallel_size'),
  label('kv_cache_fraction', 'parameter', 'kv_cache_percentage'),
  label('threads', 'parameter', 'n_threads', 'num_threads'),
  label('flash_attention', 'parameter', 'flash_attn', 'fa'),
  label('kv_cache_type', 'parameter'),
  label('split_mode', 'parameter', 'sm'),
  label('use_mmap', 'parameter', 'mmap'),
  label('cpu_moe_layers', 'parameter', 'n_cpu_moe', 'ncmoe'),
  label('few_shot', 'parameter', 'num_fewshot', 'n_shot'),
  label('context', 'identity'),
  label('tone', 'identity'),
  label('repetition', 'repetition', 'repeat'),
  label('turn', 'repetition', 'turn_index'),
  label('interval', 'repetition'),
  label('prompt', 'repetition', 'prompt_text', 'prompt_index', 'prompt_id'),
  label('config_name', 'repetition', 'config', 'configuration', 'config_id'),
  label('output_dir', 'repetition', 'output_path', 'output_file', 'log_file', 'filename', 'file_name', 'file'),
  label('request', 'repetition', 'request_id', 'x_request_id', 'session_num', 'index', 'iteration', 'trial'),
];

const BY_SPELLING = new Map<string, LabelEntry>();
for (const entry of LABELS) for (const spelling of entry.spellings) if (!BY_SPELLING.has(spelling)) BY_SPELLING.set(spelling, entry);
const BY_KEY = new Map(LABELS.map((entry, rank) => [entry.key, { entry, rank }]));

/**
 * Canonical label key of a column or field name, or null when it names no label we know.
 *
 * @param value decides where one name has two meanings: a `context` of 4096 is a size, a `context` of "boss_defeated" a subject.
 */
export function labelKey(name: string, value?: string | number | boolean): string | null {
  const spelling = slug(name);
  if (spelling === 'context' && value !== undefined && typeof labelValue(value) === 'number') return 'num_ctx';
  return BY_SPELLING.get(spelling)?.key ?? null;
}

/**
 * Role of a label. A key of no known name takes the role of the known parameter that it ends in (`agent_b_num_ctx`); any other
 * identifies, so that nothing is pooled which a source keeps apart.
 */
export function labelRole(key: string): LabelRole {
  const known = BY_KEY.get(key);
  if (known) return known.entry.role;
  for (let cut = key.indexOf('_'); cut >= 0; cut = key.indexOf('_', cut + 1)) {
    const role = BY_SPELLING.get(key.slice(cut + 1))?.role;
    if (role === 'parameter') return role;
  }
  return 'identity';
}

/** Is this a label whose meaning we know? */
export function isKnownLabel(key: string): boolean {
  return BY_KEY.has(key);
}

/** Position of a label among table columns; unknown keys come last. */
export function labelRank(key: string): number {
  return BY_KEY.get(key)?.rank ?? LABELS.length;
}

/** Keys whose values are secrets, or name a machine. */
const SECRET_KEY = /(?:^|[^a-z])(?:api[_-]?key|key|token|secret|password|passwd|authorization|host|host[_-]?name)$/i;

/** Must the value of this field stay out of reports: a secret, or the name of a host? */
export function isSecretKey(name: string): boolean {
  return SECRET_KEY.test(slug(name));
}

/** Lower case words joined by underscores: "Test Name" and "testName" are test_name. */
export function slug(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/**
 * A label's value as compared and printed. Numbers written as text become numbers, and binary noise is rounded away: 0.800000011920929,
 * a 32-bit float printed with 64 bits, is 0.8.
 */
export function labelValue(raw: string | number | boolean): LabelValue {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number(raw.toPrecision(7));
  const text = raw.trim();
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text) ? Number(Number(text).toPrecision(7)) : text;
}
