import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import {
  emptyDocument,
  flatConfiguration,
  furtherScalars,
  refusedDocument,
  runTimeOf,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { member } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { failureOfRun, recordAt, servingReadings } from '../readers/serving-record.ts';
import { tableBuilder } from '../readers/table.ts';

type JsonRecord = { readonly [key: string]: Json };

/** InferenceX's baseline of one configuration: identity at the top, `metrics` under vLLM's names in milliseconds, `gpu` with mean power. */
export const inferencexBaseline: Adapter = {
  id: 'inferencex-baseline',
  title: 'InferenceX baseline',
  tool: 'InferenceX',
  fallback: false,
  source: 'https://github.com/SemiAnalysisAI/InferenceX',
  claims: ({ topKeys, keys }) =>
    ['hw', 'conc', 'metrics', 'framework'].every((key) => topKeys.has(key)) &&
    (keys.has('output_token_throughput') || keys.has('median_ttft_ms') || keys.has('successful_requests')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const record = document.value;
    if (!isObject(record)) return emptyDocument('the document is no object');
    const metrics = recordAt(record, 'metrics');
    const failure = failureOfRun(metrics);
    const timeMs = runTimeOf(record['ts']);
    const readings = [...servingReadings(metrics, { at: '/metrics', failed: failure !== null }), ...powerOf(record)];
    const table = tableBuilder('pointer');
    const { labels, more } = identityOf(record);
    const failed = failure === null ? {} : { failure, failureAt: '/metrics/successful_requests' };
    if (readings.length > 0) table.add('', readings, { labels, timeMs, ...failed });
    const built = table.build();
    if (!built) return emptyDocument('the document holds no measured value');
    return {
      ...NOTHING_READ,
      tables: [built],
      runAt: timeMs,
      configuration: new Map([...more, ...flatConfiguration(record['gpu'], '/gpu')]),
    };
  },
};

function powerOf(record: JsonRecord) {
  const power = (key: string, statistic: string) => measured('gpu_power', 'W', `/gpu/${key}`, member(record, 'gpu', key), { statistic });
  return [...power('mean_power_per_gpu_w', 'mean'), ...power('peak_power_per_gpu_w', 'max')].filter(({ value }) => value !== 0);
}

function identityOf(record: JsonRecord): { labels: Map<string, LabelValue | null>; more: Map<string, LabelValue> } {
  const own = ['model', 'hw', 'framework', 'precision', 'image', 'ts', 'host', 'cluster'];
  const { labels, configuration } = furtherScalars(record, (key) => own.includes(key));
  const entries: [string, LabelValue | null][] = [
    ['model', servedModel(record['model'])],
    ['device', scalarLabel(record['hw'])],
    ['backend', scalarLabel(record['framework'])],
    ['dtype', scalarLabel(record['precision'])],
    ['engine_version', scalarLabel(record['image'])],
  ];
  const cluster = scalarLabel(record['cluster']);
  if (cluster !== null) configuration.set('/cluster', cluster);
  return { labels: new Map([...labels, ...entries.filter(([, value]) => value !== null)]), more: configuration };
}
