import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import {
  documentLabels,
  emptyDocument,
  firstMember,
  flatConfiguration,
  refusedDocument,
  requestRate,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { elements, member } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import type { Json } from '../readers/json-value.ts';
import { perfReadings } from '../readers/perf-json.ts';
import { tableBuilder } from '../readers/table.ts';

/** Members by which AIPerf, which writes nearly the same document, is told apart. */
const AIPERF_KEYS = ['aiperf_version', 'error_summary', 'was_cancelled'];

/** `profile_export_genai_perf.json`: a metric per key with its unit, `input_config` with the command line's options. */
export const genaiPerfJson: Adapter = {
  id: 'genai-perf-json',
  title: 'GenAI-Perf profile export (JSON)',
  tool: 'GenAI-Perf',
  fallback: false,
  source: 'https://github.com/triton-inference-server/perf_analyzer/blob/main/genai-perf/genai_perf/export_data/json_exporter.py',
  claims: ({ topKeys, keys }) =>
    topKeys.has('input_config') &&
    keys.has('avg') &&
    (topKeys.has('request_latency') || topKeys.has('request_throughput')) &&
    !keys.has('loadgen') &&
    !AIPERF_KEYS.some((key) => topKeys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const { readings, failure } = perfReadings(document.value);
    const config = member(document.value, 'input_config');
    const table = tableBuilder('pointer', documentLabels(labelsOf(config)));
    if (readings.length > 0) table.add('', readings, failure === null ? {} : { failure });
    const built = table.build();
    if (!built) return emptyDocument('the export holds no value of a known metric');
    return { ...NOTHING_READ, tables: [built], configuration: flatConfiguration(config, '/input_config') };
  },
};

/** The options moved from flat (`concurrency`) to nested (`perf_analyzer.stimulus.concurrency`) between releases. */
function labelsOf(config: Json | undefined): Record<string, LabelValue | null> {
  const names = firstMember(config, ['model_names'], ['model'], ['formatted_model_name']);
  const models = (typeof names === 'string' ? [names] : elements(names)).map(servedModel).filter((name) => name !== null);
  return {
    model: models.length > 0 ? models.join(', ') : null,
    backend: scalarLabel(firstMember(config, ['backend'], ['endpoint', 'backend'])),
    concurrency: scalarLabel(firstMember(config, ['concurrency'], ['perf_analyzer', 'stimulus', 'concurrency'])),
    request_rate: requestRate(firstMember(config, ['request_rate'], ['perf_analyzer', 'stimulus', 'request_rate'])),
    input_length: positive(firstMember(config, ['synthetic_input_tokens_mean'], ['input', 'synthetic_tokens', 'mean'])),
    output_length: positive(firstMember(config, ['output_tokens_mean'], ['input', 'output_tokens', 'mean'])),
  };
}

/** -1 stands for "not set". */
function positive(raw: Json | undefined): LabelValue | null {
  const label = scalarLabel(raw);
  return typeof label === 'number' && label < 0 ? null : label;
}
