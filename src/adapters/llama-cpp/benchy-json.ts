import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../contracts/observation.ts';
import { maxOf } from '../../sequences/extremes.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, runTimeOf, scalarLabel, servedModel } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, type TableBuilder, tableBuilder } from '../readers/table.ts';

/** Quantities of a run; `_req_` is that of single requests, the others that of the system. Times are milliseconds, which is not written. */
const QUANTITIES: readonly (readonly [key: string, metric: string, unit: string, definition?: string])[] = [
  ['pp_throughput', 'input_token_throughput', 'tokens/s'],
  ['pp_req_throughput', 'prefill_throughput', 'tokens/s', 'prefill_throughput:llama-benchy-client'],
  ['tg_throughput', 'output_token_throughput', 'tokens/s'],
  ['tg_req_throughput', 'decode_throughput', 'tokens/s'],
  ['peak_throughput', 'peak_output_token_throughput', 'tokens/s'],
  ['peak_req_throughput', 'peak_decode_throughput', 'tokens/s'],
  ['ttfr', 'time_to_first_response', 'ms'],
  ['est_ppt', 'prompt_eval_duration', 'ms', 'prompt_eval_duration:llama-benchy-estimate'],
  ['e2e_ttft', 'time_to_first_token', 'ms'],
];

/** Values read of one quantity; a list that claims more is damaged. */
const VALUES_MAX = 10_000;

/**
 * `llama-benchy --format json`: a run per setting, each quantity with mean, spread and the values behind them. The spread is that of the
 * population. Failed repetitions are missing from `values`, so that n is their number. `model` is the id that the tokenizer was loaded by.
 */
export const llamaBenchyJson: Adapter = {
  id: 'llama-benchy-json',
  title: 'llama-benchy JSON',
  tool: 'llama-benchy',
  fallback: false,
  source: 'https://github.com/eugr/llama-benchy/blob/main/schemas/benchmark_report_schema.json',
  claims: ({ topKeys, keys }) =>
    topKeys.has('benchmarks') && topKeys.has('latency_mode') && (keys.has('tg_throughput') || keys.has('is_context_prefill_phase')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const constants = { benchmark: 'llama-benchy', model: servedModel(member(root, 'model')) };
    const summary = tableBuilder('pointer', constants);
    const repetitions: TableBuilder[] = [];
    for (const [index, run] of elements(member(root, 'benchmarks')).entries()) {
      if (!isObject(run)) continue;
      const place = `/benchmarks/${index}`;
      const labels = labelsOf(run);
      const readings = QUANTITIES.flatMap((quantity) => statisticsOf(run, quantity));
      if (readings.length > 0) summary.add(place, withoutLoneSpread(readings), { labels });
      for (const [repetition, values] of valuesOf(run).entries()) {
        repetitions[repetition] ??= tableBuilder('pointer', constants, true);
        if (values.length > 0) repetitions[repetition].add(place, values, { labels });
      }
    }
    const tables = [summary, ...repetitions].map((builder) => builder.build()).filter((table): table is ObservationTable => table !== null);
    if (tables.length === 0) return emptyDocument('no run was measured');
    const configuration = new Map<string, LabelValue>();
    for (const key of ['version', 'latency_mode', 'latency_ms', 'prefix_caching_enabled', 'prompt_source']) {
      const value = scalarLabel(member(root, key));
      if (value !== null) configuration.set(`/${key}`, value);
    }
    const timestamp = textOf(member(root, 'timestamp'))?.replace(/Z$/, '').trim();
    return { ...NOTHING_READ, tables, configuration, runAt: runTimeOf(timestamp), version: textOf(member(root, 'version')) };
  },
};

type Quantity = (typeof QUANTITIES)[number];

function statisticsOf(run: Json, [key, metric, unit, definition]: Quantity): Reading[] {
  const count = elements(member(run, key, 'values')).length;
  return [
    ...measured(metric, unit, `/${key}/mean`, member(run, key, 'mean'), { statistic: 'mean', definition, count }),
    ...measured(metric, unit, `/${key}/std`, member(run, key, 'std'), { statistic: 'pstdev', definition, count }),
  ].filter(({ statistic, value }) => statistic === 'mean' || value !== 0 || count > 1);
}

/** By repetition, the values of all quantities. */
function valuesOf(run: Json): Reading[][] {
  const lists = QUANTITIES.map(([key]) => elements(member(run, key, 'values')));
  const length = Math.min(maxOf(lists.map((list) => list.length)), VALUES_MAX);
  return Array.from({ length }, (_, index) =>
    QUANTITIES.flatMap(([key, metric, unit, definition], position) =>
      measured(metric, unit, `/${key}/values/${index}`, lists[position]![index], { definition }),
    ),
  );
}

function labelsOf(run: Json): Record<string, LabelValue | null> {
  return {
    concurrency: scalarLabel(member(run, 'concurrency')),
    depth: scalarLabel(member(run, 'context_size')),
    input_length: scalarLabel(member(run, 'prompt_size')),
    output_length: scalarLabel(member(run, 'response_size')),
    prompt: scalarLabel(member(run, 'prompt_id')),
    phase: member(run, 'is_context_prefill_phase') === true ? 'context' : null,
  };
}
