import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn, settingOf } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

interface Entry {
  readonly line: number;
  readonly label: string;
  /** The label in lower case with single blanks. */
  readonly key: string;
  readonly value: string;
}

/** Lines of the form `label : value`. */
function entriesOf(text: string): Entry[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const colon = content.indexOf(':');
    const label = content.slice(0, Math.max(colon, 0)).trim();
    if (label === '') return [];
    return [{ line: index + 1, label, key: label.toLowerCase().replaceAll(/\s+/g, ' '), value: content.slice(colon + 1).trim() }];
  });
}

/** Labels of the summary, spaces joined, lower case -> metric, unit and statistic (`%` for the percentile). */
const LATENCIES: readonly (readonly [label: RegExp, metric: string])[] = [
  [/^(?:(min|max|mean)|(\d+(?:\.\d+)?)(?:th)? percentile) latency \(ns\)$/, 'request_latency'],
  [/^(?:(min|max|mean)|(\d+(?:\.\d+)?)(?:th)? percentile) first token latency \(ns\)$/, 'time_to_first_token'],
  [/^(?:(min|max|mean)|(\d+(?:\.\d+)?)(?:th)? percentile) time to output token \(ns\)$/, 'time_per_output_token'],
];

const RATES: readonly (readonly [label: RegExp, metric: string, unit: string])[] = [
  [/^(?:completed )?samples per second$/, 'request_throughput', 'requests/s'],
  [/^scheduled samples per second$/, 'achieved_request_rate', 'requests/s'],
  [/^(?:completed )?tokens per second(?: \(inferred\))?$/, 'output_token_throughput', 'tokens/s'],
];

/**
 * `mlperf_log_summary.txt` of MLPerf LoadGen. An accuracy run (`Mode : AccuracyOnly`) looks alike and states no performance. The numbers
 * of a run whose result is INVALID are counted as failed.
 */
export const mlperfLoadgenSummary: Adapter = {
  id: 'mlperf-loadgen-summary',
  title: 'MLPerf LoadGen summary',
  tool: 'MLPerf LoadGen',
  fallback: false,
  source: 'https://github.com/mlcommons/inference/blob/master/loadgen/results.cc',
  claims: ({ head }) => /^MLPerf Results Summary\s*$/m.test(head) && /^Scenario\s*:/m.test(head),
  parse({ text }) {
    const entries = entriesOf(text);
    const said = new Map(entries.map(({ key, value }) => [key, value]));
    const mode = said.get('mode') ?? '';
    const result = said.get('result is');
    const parameters = entries.filter(({ label }) => /^[a-z_]+(?: \((?:ns|ms)\))?$/.test(label));
    const configuration = new Map<string, LabelValue>(parameters.map(({ label, value }) => [label, settingOf(value)]));
    if (/accuracy/i.test(mode)) {
      return {
        ...emptyDocument('an accuracy run: its speed is no result, its accuracy stands in accuracy.txt'),
        configuration,
        version: mode,
      };
    }
    if (result === undefined) {
      const reason = 'the summary breaks off before its result: the run was ended or is still running';
      return { ...NOTHING_READ, configuration, rejected: { verdict: 'quarantined', reason } };
    }

    const scenario = said.get('scenario') ?? null;
    const labels = {
      benchmark: `MLPerf ${scenario ?? ''}`.trim(),
      backend: said.get('sut name') ?? null,
      request_rate: targetRate(scenario, said.get('target_qps')),
    };
    const unmet = entries
      .filter(({ key, value }) => / satisfied$/.test(key) && /^no$/i.test(value))
      .map(({ label }) => label.replace(/ satisfied$/, ''));
    const failure =
      result === 'VALID'
        ? {}
        : { failure: `the result is ${result || 'not stated'}${unmet.length > 0 ? `: not met: ${unmet.join(', ')}` : ''}` };
    const samples = tableBuilder('line', labels);
    const reported = tableBuilder('line', labels);
    for (const { line, label, key, value } of entries) {
      const reading = readingOf(key, label, numberIn(value), scenario);
      if (reading) (reading.statistic === undefined ? samples : reported).add(line, [reading], failure);
    }
    const tables = [samples.build(), reported.build()].filter((table) => table !== null);
    return tables.length > 0 ? { ...NOTHING_READ, tables, configuration, version: mode || null } : emptyDocument('no result of the run');
  },
};

/** In the scenario Offline all samples are sent at once, whatever `target_qps` says. */
function targetRate(scenario: string | null, target: string | undefined): LabelValue | null {
  if (scenario === 'Offline') return 'inf';
  return scenario === 'Server' && target !== undefined ? target : null;
}

function readingOf(key: string, at: string, value: number | null, scenario: string | null): Reading | null {
  if (value === null || value <= 0) return null;
  for (const [label, metric] of LATENCIES) {
    const match = label.exec(key);
    if (!match) continue;
    const percentile = match[2] === undefined ? null : Number(match[2]);
    const statistic = percentile === 50 ? 'median' : percentile === null ? match[1]! : `p${percentile}`;
    const definition = scenario === 'Offline' && metric === 'request_latency' ? { definition: 'request_latency:mlperf-offline' } : {};
    return { metric, statistic, unit: 'ns', at, value, ...definition };
  }
  const rate = RATES.find(([label]) => label.test(key));
  if (!rate) return null;
  const [, metric, unit] = rate;
  return { metric, unit, at, value, ...(metric === 'request_throughput' ? { definition: 'request_throughput:mlperf-samples' } : {}) };
}
