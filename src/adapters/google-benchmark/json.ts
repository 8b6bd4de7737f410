import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, flatConfiguration, refusedDocument } from '../readers/documents.ts';
import { elements, member, numberOf, textOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';

/** Fields of an entry that are no counters of the user. */
const OWN_FIELDS = new Set(
  (
    'name run_name run_type family_index per_family_instance_index repetitions repetition_index threads iterations real_time cpu_time ' +
    'time_unit aggregate_name aggregate_unit label error_occurred error_message skipped skip_message cpu_coefficient real_coefficient big_o rms'
  ).split(' '),
);

const STATISTICS: ReadonlyMap<string, string> = new Map([
  ['stddev', 'stdev'],
  ['cv', 'cv'],
  ['mean', 'mean'],
  ['median', 'median'],
  ['min', 'min'],
  ['max', 'max'],
]);

/** Parts of a name that say how it was measured, not what. */
const MEASURING = /^(?:iterations|repeats|min_time|min_warmup_time):|^(?:real_time|manual_time|process_time)$/;

/**
 * `--benchmark_format=json` of Google Benchmark: entries of single repetitions, each a sample (a mean over its iterations), mixed with
 * aggregates over repetitions (`run_type` `aggregate`, in old versions only the suffix `_mean`). Names carry the arguments:
 * `BM_copy/8/threads:4`.
 */
export const googleBenchmarkJson: Adapter = {
  id: 'google-benchmark-json',
  title: 'Google Benchmark JSON',
  tool: 'Google Benchmark',
  fallback: false,
  source: 'https://github.com/google/benchmark/blob/main/docs/user_guide.md',
  claims: ({ topKeys, keys }) =>
    topKeys.has('benchmarks') &&
    ((topKeys.has('context') && (keys.has('library_build_type') || keys.has('num_cpus') || keys.has('real_time'))) ||
      (keys.has('run_type') && keys.has('family_index'))),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const entries = elements(member(document.value, 'benchmarks'));
    const samples = tableBuilder('pointer');
    const reported = tableBuilder('pointer');
    const problems: Problem[] = [];
    entries.forEach((entry, index) => {
      const name = textOf(member(entry, 'run_name')) ?? textOf(member(entry, 'name'));
      if (!isObject(entry) || name === null) return;
      const aggregate = aggregateOf(entry);
      if (aggregate?.statistic === null) {
        problems.push({ message: `/benchmarks/${index}: an aggregate that does not say of what kind: not used` });
        return;
      }
      const failure = failureOf(entry);
      const readings = readingsOf(entry, aggregate);
      const context: RowContext = {
        labels: { ...nameLabels(aggregate?.name ?? name), ...rowLabels(entry) },
        ...(failure === null ? {} : { failure }),
      };
      (aggregate ? reported : samples).add(`/benchmarks/${index}`, readings, context);
    });
    const tables = [samples.build(), reported.build()].filter((table) => table !== null);
    const configuration = flatConfiguration(member(document.value, 'context'), '/context');
    if (tables.length === 0) return { ...emptyDocument('no benchmark was run'), problems, configuration };
    return { ...NOTHING_READ, tables, problems, configuration, runAt: timeOf(member(document.value, 'context', 'date')) };
  },
};

interface Aggregate {
  /** null for one that does not say which it is. */
  readonly statistic: string | null;
  readonly isShare: boolean;
  readonly name: string;
}

function aggregateOf(entry: { [key: string]: Json }): Aggregate | null {
  const name = textOf(entry['name']) ?? '';
  const runName = textOf(entry['run_name']);
  const suffix = /^(.*)_(mean|median|stddev|cv|min|max)$/.exec(name);
  if (entry['run_type'] !== 'aggregate' && (entry['run_type'] !== undefined || !suffix)) return null;
  const stated = textOf(entry['aggregate_name']) ?? suffix?.[2] ?? null;
  const isShare = entry['aggregate_unit'] === 'percentage' || stated === 'cv';
  // A statistic that the user defined keeps its name.
  const statistic = stated === null ? null : (STATISTICS.get(stated) ?? (slug(stated) || null));
  return { statistic, isShare, name: runName ?? suffix?.[1] ?? name };
}

function failureOf(entry: Json): string | null {
  if (member(entry, 'error_occurred') === true) return textOf(member(entry, 'error_message')) ?? 'the benchmark reported an error';
  return textOf(member(entry, 'skipped')) === null && member(entry, 'skipped') !== true
    ? null
    : (textOf(member(entry, 'skip_message')) ?? 'the benchmark was skipped');
}

function readingsOf(entry: { [key: string]: Json }, aggregate: Aggregate | null): Reading[] {
  const timeUnit = aggregate?.isShare ? 'ratio' : (spelledUnit(textOf(entry['time_unit']) ?? 'ns') ?? 'ns');
  const statistic = aggregate?.statistic ? { statistic: aggregate.statistic } : {};
  const counted = aggregate && numberOf(entry['repetitions']) ? { count: numberOf(entry['repetitions'])! } : {};
  const reading = (metric: string, unit: string, key: string): Reading => ({
    metric,
    unit: aggregate?.isShare ? 'ratio' : unit,
    at: `/${pointerToken(key)}`,
    value: numberOf(entry[key]),
    ...statistic,
    ...counted,
  });
  const own = [reading('operation_time', timeUnit, 'real_time'), reading('cpu_time', timeUnit, 'cpu_time')];
  const counters = Object.keys(entry)
    .filter((key) => typeof entry[key] === 'number' && !OWN_FIELDS.has(key))
    .map((key) => {
      if (key === 'items_per_second') return reading('operation_throughput', 'operations/s', key);
      return reading(slug(key) || 'counter', key === 'bytes_per_second' ? 'bytes/s' : 'value', key);
    });
  return [...own, ...counters].filter(({ value }) => value !== null);
}

/** `BM_copy/8/threads:4/real_time` -> benchmark BM_copy, argument 8, threads 4; a fixture's method belongs to the name. */
function nameLabels(name: string): Record<string, LabelValue> {
  const labels: Record<string, LabelValue> = Object.create(null);
  const [first = name, ...parts] = name.split('/');
  const own = [first];
  const given: string[] = [];
  for (const part of parts) {
    if (MEASURING.test(part)) continue;
    const pair = /^([A-Za-z_]\w*):(.+)$/.exec(part);
    if (pair) labels[slug(pair[1]!) || 'arguments'] = pair[2]!;
    else if (given.length === 0 && !/^-?\d/.test(part)) own.push(part);
    else given.push(part);
  }
  labels['benchmark'] = own.join('/');
  if (given.length > 0) labels['arguments'] = given.join('/');
  return labels;
}

function rowLabels(entry: { [key: string]: Json }): Record<string, LabelValue> {
  const labels: Record<string, LabelValue> = Object.create(null);
  const label = textOf(entry['label']);
  const repetition = numberOf(entry['repetition_index']);
  const threads = numberOf(entry['threads']);
  if (label !== null) labels['variant'] = label;
  if (repetition !== null && (numberOf(entry['repetitions']) ?? 0) > 1) labels['repetition'] = repetition;
  if (threads !== null && threads > 1) labels['threads'] = threads;
  return labels;
}
