import type { LabelRole, LabelValue } from '../contracts/observation.ts';
import { rememberedText } from './remembered-text.ts';

interface LabelEntry {
  readonly key: string;
  readonly role: LabelRole;
  /** A number that is varied on purpose: series are stated pooled over it and per value. */
  readonly swept: boolean;
  /** Spellings in column names and document fields, lower case with underscores. */
  readonly spellings: readonly string[];
}

/** Roles whose labels are settings that a sweep varies, unless an entry says otherwise. */
const SWEPT_ROLES: ReadonlySet<LabelRole> = new Set(['load', 'setting']);

function label(key: string, role: LabelRole, ...spellings: string[]): LabelEntry {
  return { key, role, swept: SWEPT_ROLES.has(role), spellings: [key, ...spellings] };
}

/** A size of the work that was asked for: a workload that is a number. */
function size(key: string, ...spellings: string[]): LabelEntry {
  return { key, role: 'workload', swept: true, spellings: [key, ...spellings] };
}

/** Every label we know, in the order of table columns. */
const LABELS: readonly LabelEntry[] = [
  label('model', 'contestant', 'model_id', 'model_name', 'model_tag', 'model_filename'),
  label('benchmark', 'workload', 'benchmark_name', 'bench', 'suite', 'scenario', 'test_suite'),
  label('test', 'workload', 'test_name', 'case', 'task'),
  label('operation', 'workload', 'op', 'kernel', 'kernel_name', 'operator', 'component'),
  label('quantization', 'contestant', 'quant', 'quant_type', 'tag'),
  label('backend', 'contestant', 'backends', 'endpoint_type', 'framework', 'engine'),
  label('provider', 'contestant', 'providers', 'execution_provider', 'execution_providers'),
  label('device', 'contestant', 'gpu', 'gpu_name', 'gpu_index', 'gpu_uuid', 'hw', 'hardware', 'accelerator'),
  label('dtype', 'contestant', 'precision', 'enabled_precisions'),
  label('engine_version', 'contestant', 'version', 'build_commit'),
  label('driver_version', 'contestant', 'driver', 'nvidia_driver', 'gpu_driver'),
  label('cuda_version', 'contestant', 'cuda'),
  label('run', 'run', 'run_id', 'run_number', 'run_name'),
  label('source', 'run'),
  label('dataset', 'workload', 'dataset_name'),
  label('strategy', 'workload'),
  label('phase', 'workload', 'step', 'stage'),
  label('percentile_group', 'workload'),
  label('variant', 'contestant'),
  label('agent', 'contestant'),
  label('filter', 'workload'),
  label('num_gpu', 'setting', 'n_gpu_layers', 'ngl', 'gpu_layers'),
  label('num_ctx', 'setting', 'n_ctx', 'ctx', 'context_length', 'ctx_size'),
  label('temperature', 'setting', 'temp'),
  label('top_p', 'setting'),
  label('top_k', 'setting'),
  label('repeat_penalty', 'setting'),
  label('batch_size', 'load', 'batch', 'n_batch', 'bs'),
  label('ubatch_size', 'setting', 'n_ubatch'),
  label('concurrency', 'load', 'max_concurrency', 'conc', 'num_concurrent_requests', 'users'),
  label('request_rate', 'load', 'rate', 'qps', 'requested_rate'),
  label('burstiness', 'load'),
  size('prompt_count', 'num_prompts', 'num_requests'),
  size('input_length', 'isl', 'input_len', 'random_input_len', 'mean_input_tokens', 'n_prompt', 'seq_len'),
  size('output_length', 'osl', 'output_len', 'random_output_len', 'mean_output_tokens', 'n_gen'),
  size('random_range_ratio'),
  size('depth', 'n_depth'),
  label('tensor_parallel', 'setting', 'tp', 'tp_size', 'tensor_parallel_size'),
  label('pipeline_parallel', 'setting', 'pp_size', 'pipeline_parallel_size'),
  label('expert_parallel', 'setting', 'ep', 'ep_size', 'expert_parallel_size'),
  label('data_parallel', 'setting', 'dp', 'dp_size', 'data_parallel_size'),
  label('kv_cache_fraction', 'setting', 'kv_cache_percentage'),
  label('threads', 'setting', 'n_threads', 'num_threads'),
  label('flash_attention', 'setting', 'flash_attn', 'fa'),
  label('kv_cache_type', 'setting'),
  label('split_mode', 'setting', 'sm'),
  label('use_mmap', 'setting', 'mmap'),
  label('cpu_moe_layers', 'setting', 'n_cpu_moe', 'ncmoe'),
  size('few_shot', 'num_fewshot', 'n_shot'),
  label('context', 'workload'),
  label('tone', 'workload'),
  label('repetition', 'observation', 'repeat', 'rep'),
  label('turn', 'observation', 'turn_index'),
  label('interval', 'observation'),
  label('prompt', 'observation', 'prompt_text', 'prompt_index', 'prompt_id'),
  label('config_name', 'observation', 'config', 'configuration', 'config_id'),
  label('output_dir', 'observation', 'output_path', 'output_file', 'log_file', 'filename', 'file_name', 'file'),
  label('request', 'observation', 'request_id', 'x_request_id', 'session_num', 'index', 'iteration', 'trial', 'sample'),
  label('seed', 'observation', 'random_seed', 'rng_seed'),
];

const BY_SPELLING = new Map<string, LabelEntry>();
for (const entry of LABELS) for (const spelling of entry.spellings) if (!BY_SPELLING.has(spelling)) BY_SPELLING.set(spelling, entry);
const BY_KEY = new Map(LABELS.map((entry, rank) => [entry.key, { entry, rank }]));

/** Keys of all labels that we know. */
export const LABEL_KEYS: readonly string[] = LABELS.map(({ key }) => key);

/**
 * Canonical label key of a column or field name, or null when it names no label we know.
 *
 * @param value decides where one name has two meanings: a `context` of 4096 is a size, a `context` of "boss_defeated" a subject.
 */
export function labelKey(name: string, value?: string | number | boolean): string | null {
  const spelling = slug(name);
  if (spelling === 'context' && value !== undefined && typeof labelValue('num_ctx', value) === 'number') return 'num_ctx';
  return BY_SPELLING.get(spelling)?.key ?? null;
}

/**
 * The known label that speaks for a key: its own, or the swept one that the key ends in (`agent_b_num_ctx`); null where none does.
 */
const entryFor = rememberedText((key): LabelEntry | null => {
  const known = BY_KEY.get(key);
  if (known) return known.entry;
  for (let cut = key.indexOf('_'); cut >= 0; cut = key.indexOf('_', cut + 1)) {
    const ending = BY_SPELLING.get(key.slice(cut + 1));
    if (ending?.swept) return ending;
  }
  return null;
});

/** Role of a label. A key of no known meaning is `workload`: never pooled, and never a rival of another value of it. */
export function labelRole(key: string): LabelRole {
  return entryFor(key)?.role ?? (isTellingApart(key) ? 'run' : 'workload');
}

/** Is the label a setting, a load or a size that a sweep varies? Its values are numbers, and a subject keeps rows of several of them. */
export function isSwept(key: string): boolean {
  return entryFor(key)?.swept ?? false;
}

/**
 * Does the label say how hard the system was driven, or how large the work was? A subject keeps rows of several values of it, but nothing is
 * pooled over them: other values are other work.
 */
export function isSlice(key: string): boolean {
  const entry = entryFor(key);
  return entry?.swept === true && entry.role !== 'setting';
}

/** Does the label name one observation among several of a series: a request, a prompt, a repetition, a seed? */
export function isObservation(key: string): boolean {
  return labelRole(key) === 'observation';
}

/** Does the label make a subject: other values of it are never pooled? */
export function identifies(key: string): boolean {
  return !isSwept(key) && !isObservation(key);
}

const TELLING_APART: ReadonlySet<string> = new Set(['run', 'source', 'section', 'place', 'summary', 'artifact']);

/** Does the label only say where or when, so that it tells two series apart that are otherwise about the same thing? */
export function isTellingApart(key: string): boolean {
  return TELLING_APART.has(key);
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
export const isSecretKey = rememberedText((name) => SECRET_KEY.test(slug(name)));

/** Lower case words joined by underscores: "Test Name" and "testName" are test_name. */
export function slug(name: string): string {
  return slugs(name);
}

const SLUG = /^[a-z0-9]+(?:_[a-z0-9]+)*$/;

const slugs = rememberedText((name) => {
  if (SLUG.test(name)) return name;
  const lower = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return lower.replaceAll(/[^\p{L}\p{N}]+/gu, '_').replaceAll(/^_+|_+$/g, '');
});

/** Does the text name a number, as one writes it: `4096`, `0.30`; not `007`, a code, and not sixteen digits, which a number would round? */
export function isNumberText(text: string): boolean {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text.trim());
}

/**
 * A label's value as compared and printed, from what the source wrote. What identifies is text and stays as written: a run id of fourteen
 * digits, version 0.10, seed 007. What is swept is a number where it is written as one, and binary noise is rounded away from it:
 * 0.800000011920929, a 32-bit float printed with 64 bits, is 0.8.
 */
export function labelValue(key: string, written: LabelValue): LabelValue {
  if (typeof written === 'boolean') return written;
  if (!isSwept(key)) return String(written).trim();
  if (typeof written === 'string' && !isNumberText(written)) return written.trim();
  return Number(Number(written).toPrecision(7));
}
