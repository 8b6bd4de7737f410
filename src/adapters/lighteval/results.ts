import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { scoreOf, unitOf } from '../lm-eval/scores.ts';
import { emptyDocument, firstMember, flatConfiguration, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** `leaderboard|arc:challenge|25`: suite, task and number of examples; newer versions leave out the suite. */
const TASK = /^(?:([^|]*)\|)?([^|]+)\|(\d+)$/;

/**
 * Results of lighteval: looks like lm-evaluation-harness, but has `config_general`. The task `all` is the mean over tasks and is kept
 * under that name.
 */
export const lightevalResults: Adapter = {
  id: 'lighteval-results',
  title: 'lighteval results',
  tool: 'lighteval',
  fallback: false,
  source: 'https://huggingface.co/docs/lighteval/saving-and-reading-results',
  claims: ({ topKeys }) =>
    topKeys.has('config_general') && topKeys.has('results') && (topKeys.has('versions') || topKeys.has('config_tasks')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const results = member(root, 'results');
    if (!isObject(results)) return emptyDocument('results is no object: no task was evaluated');

    const general = member(root, 'config_general');
    const table = tableBuilder('pointer', runLabels(general));
    for (const [name, scores] of Object.entries(results)) {
      if (!isObject(scores)) continue;
      const [, suite, task = name, shots] = TASK.exec(name) ?? [];
      const configured = [suite === undefined ? task : `${suite}|${task}`, name].map((key) => member(root, 'config_tasks', key));
      const count = configured.map((entry) => numberOf(member(entry, 'effective_num_docs'))).find((found) => found !== null);
      const labels = { test: task, few_shot: shots === undefined ? null : Number(shots) };
      table.add(`/results/${pointerToken(name)}`, taskReadings(scores, count ?? undefined), { labels });
    }
    const built = table.build();
    const whole = tableBuilder('pointer', runLabels(general));
    const seconds = ['total_evaluation_time_secondes', 'total_evaluation_time_seconds'];
    whole.add('/config_general', seconds.flatMap((key) => measured('run_duration', 's', `/${key}`, member(general, key))).slice(0, 1));
    if (!built) return emptyDocument('no task has a score');
    const tables = [built, whole.build()].filter((one) => one !== null);
    return { ...NOTHING_READ, tables, configuration: flatConfiguration(general, '/config_general') };
  },
};

function taskReadings(scores: { [key: string]: Json }, count: number | undefined): Reading[] {
  const entries = Object.entries(scores).flatMap(([key, value]) => {
    const number = typeof value === 'number' ? numberOf(value) : null;
    const isError = key.endsWith('_stderr');
    return number === null ? [] : [{ key, number, isError, score: scoreOf(isError ? key.slice(0, -'_stderr'.length) : key) }];
  });
  const shares = entries.filter(({ isError, score }) => !isError && score.unit === 'ratio').map(({ number }) => number);
  return entries.map(({ key, number, isError, score }) => ({
    metric: score.metric,
    unit: unitOf(score, shares),
    at: `/${pointerToken(key)}`,
    value: number,
    ...(isError ? { statistic: 'stderr' } : score.isMean ? { statistic: 'mean' } : {}),
    ...(count !== undefined && (isError || score.isMean) ? { count } : {}),
  }));
}

function runLabels(general: Json | undefined): Record<string, LabelValue | null> {
  return {
    benchmark: 'lighteval',
    model: servedModel(firstMember(general, ['model_name'], ['model_config', 'model_name'], ['model_config', 'pretrained'])),
    dtype: scalarLabel(firstMember(general, ['model_dtype'], ['model_config', 'dtype'])),
  };
}
