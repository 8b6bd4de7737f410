import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, epochOf, firstMember, flatConfiguration, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { elements, member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { JSON_METRICS, lengthLabels, PERCENTILES, strategyLabels } from './metrics.ts';

type JsonRecord = { readonly [key: string]: Json };

const STATISTICS = [
  ['mean', 'mean'],
  ['median', 'median'],
  ['std_dev', 'stdev'],
  ['min', 'min'],
  ['max', 'max'],
] as const;

/** Members of a request, with their metric and unit. */
const REQUEST_METRICS: readonly (readonly [key: string, metric: string, unit: string, definition?: string])[] = [
  ['request_latency', 'request_latency', 's'],
  ['time_to_first_token_ms', 'time_to_first_token', 'ms'],
  ['time_per_output_token_ms', 'time_per_output_token', 'ms', 'time_per_output_token:guidellm-with-ttft'],
  ['inter_token_latency_ms', 'inter_token_latency', 'ms', 'inter_token_latency:guidellm-request-mean'],
  ['output_tokens_per_second', 'end_to_end_token_throughput', 'tokens/s'],
  ['prompt_tokens', 'prompt_token_count', 'count'],
  ['output_tokens', 'output_token_count', 'count'],
];

/**
 * GuideLLM's JSON report, three generations: without `metadata.version` (`args`, `run_stats`, `worker` in each benchmark), version 1
 * (`config`, `scheduler_metrics`, one `args` for all) and version 2 (`config.spec`). Request latency is in seconds, `*_ms` in milliseconds.
 * Of the four views of each distribution only `successful` is read. `count` of a distribution weighted by tokens counts tokens, so n is
 * taken from the totals of requests.
 */
export const guidellmJson: Adapter = {
  id: 'guidellm-json',
  title: 'GuideLLM report (JSON)',
  tool: 'GuideLLM',
  fallback: false,
  source: 'https://github.com/vllm-project/guidellm/blob/main/src/guidellm/benchmark/schemas',
  claims: ({ topKeys, keys }) =>
    topKeys.has('benchmarks') &&
    (keys.has('guidellm_version') || (keys.has('time_to_first_token_ms') && keys.has('successful') && keys.has('metrics'))),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const benchmarks = elements(member(root, 'benchmarks'));
    const summary = tableBuilder('pointer');
    const requestTables: ObservationTable[] = [];
    let runAt: number | null = null;
    for (const [index, benchmark] of benchmarks.entries()) {
      if (!isObject(benchmark)) continue;
      const labels = labelsOf(benchmark, root);
      const timeMs = epochOf(firstMember(benchmark, ['start_time'], ['run_stats', 'start_time'], ['scheduler_metrics', 'start_time']));
      runAt ??= timeMs;
      const { readings, failure } = readingsOf(benchmark);
      const failed = failure === null ? {} : { failure: failure.reason, failureAt: failure.at };
      summary.add(`/benchmarks/${index}`, readings, { labels, timeMs, ...failed });
      const requests = requestsTable(benchmark, `/benchmarks/${index}`, labels);
      if (requests) requestTables.push(requests);
    }
    const table = summary.build();
    if (!table) return emptyDocument('the report holds no benchmark');
    const version = scalarLabel(member(root, 'metadata', 'version'));
    return {
      ...NOTHING_READ,
      tables: [table, ...requestTables],
      runAt,
      configuration: configurationOf(root),
      version: version === null ? 'unversioned' : String(version),
    };
  },
};

function configurationOf(root: Json): Map<string, LabelValue> {
  const configuration = new Map<string, LabelValue>();
  for (const key of ['metadata', 'config', 'args']) {
    for (const [pointer, value] of flatConfiguration(member(root, key), `/${key}`)) configuration.set(pointer, value);
  }
  return configuration;
}

function labelsOf(benchmark: JsonRecord, root: Json): Record<string, LabelValue | null> {
  const strategy = firstMember(benchmark, ['config', 'strategy'], ['args', 'strategy'], ['scheduler', 'strategy']);
  const name = scalarLabel(firstMember(strategy, ['type_'], ['kind'])) ?? '';
  const model = firstMember(
    benchmark,
    ['config', 'backend', 'model'],
    ['benchmarker', 'backend', 'model'],
    ['worker', 'backend_model'],
    ['worker', 'backend_info', 'model'],
  );
  const specification =
    firstMember(root, ['config', 'spec', 'data'], ['args', 'data']) ?? firstMember(benchmark, ['request_loader', 'data']);
  const ofRoot = firstMember(root, ['config', 'spec', 'backend', 'model'], ['args', 'model'], ['args', 'backend_kwargs', 'model']);
  return {
    model: servedModel(model ?? ofRoot),
    ...strategyLabels(String(name), member(strategy, 'rate'), firstMember(strategy, ['streams'], ['max_concurrency'])),
    ...lengthLabels(specification),
  };
}

interface BenchmarkReadings {
  readonly readings: Reading[];
  readonly failure: { readonly reason: string; readonly at: string } | null;
}

function readingsOf(benchmark: JsonRecord): BenchmarkReadings {
  const totalsAt = [
    ['metrics', 'request_totals'],
    ['request_totals'],
    ['scheduler_metrics', 'requests_made'],
    ['run_stats', 'requests_made'],
  ];
  const path = totalsAt.find((keys) => isObject(member(benchmark, ...keys))) ?? [];
  const totals = member(benchmark, ...path);
  const at = `/${path.join('/')}`;
  const successful = numberOf(member(totals, 'successful'));
  const total = numberOf(member(totals, 'total'));
  const failed = successful === 0 && (total ?? 0) > 0;
  const readings = [
    ...measured('request_count', 'count', `${at}/successful`, member(totals, 'successful')),
    ...measured('failed_request_count', 'count', `${at}/errored`, member(totals, 'errored')),
    ...measured('incomplete_request_count', 'count', `${at}/incomplete`, member(totals, 'incomplete')),
    ...measured('run_duration', 's', '/duration', member(benchmark, 'duration')),
    ...[...JSON_METRICS].flatMap(([key, [{ metric, definition, kind }, unit]]) => {
      const view = member(benchmark, 'metrics', key, 'successful');
      const viewAt = `/metrics/${key}/successful`;
      // A distribution of nothing is all zeros; they are kept for a failed run only, to be counted as failed.
      if (!isObject(view) || (numberOf(view['count']) === 0 && !failed)) return [];
      if (kind === 'run') return measured(metric, unit, `${viewAt}/mean`, view['mean'], { definition, failed });
      const detail = { definition, count: successful, failed };
      return [
        ...STATISTICS.flatMap(([name, statistic]) => measured(metric, unit, `${viewAt}/${name}`, view[name], { ...detail, statistic })),
        ...PERCENTILES.filter(([, statistic]) => statistic !== 'median').flatMap(([name, statistic]) =>
          measured(metric, unit, `${viewAt}/percentiles/${name}`, member(view, 'percentiles', name), { ...detail, statistic }),
        ),
      ];
    }),
  ];
  return {
    readings: withoutLoneSpread(readings),
    failure: failed ? { reason: `none of ${total} requests succeeded`, at: `${at}/successful` } : null,
  };
}

/** Samples: the requests that the report kept, all or some of them. Incomplete ones were cut off by the end of the run and are none. */
function requestsTable(benchmark: JsonRecord, place: string, labels: Record<string, LabelValue | null>): ObservationTable | null {
  const table = tableBuilder('pointer', {}, false);
  for (const view of ['successful', 'errored'] as const) {
    for (const [index, request] of elements(member(benchmark, 'requests', view)).entries()) {
      const failed = view === 'errored';
      const readings = REQUEST_METRICS.flatMap(([key, metric, unit, definition]) =>
        measured(metric, unit, `/${key}`, member(request, key), { definition, failed }),
      );
      const timeMs = epochOf(firstMember(request, ['request_start_time'], ['start_time'], ['info', 'timings', 'request_start']));
      const reason = scalarLabel(firstMember(request, ['error'], ['info', 'error'])) ?? 'the request failed';
      table.add(`${place}/requests/${view}/${index}`, readings, { labels, timeMs, ...(failed ? { failure: String(reason) } : {}) });
    }
  }
  return table.build();
}
