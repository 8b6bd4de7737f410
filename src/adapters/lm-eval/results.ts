import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, flatConfiguration, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { member, numberOf, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { scoreOf, unitOf } from './scores.ts';

/** `acc`, or since version 0.4 `acc,none`: the name and the filter; `_stderr` before the comma. */
const KEY = /^([^,]+?)(_stderr)?(?:,(.*))?$/;
const NEW_KEY = /^[a-z][\w@]*_stderr,[\w-]+$/;

/**
 * Results of lm-evaluation-harness: `results` by task. Two generations: `config` with plain keys (`acc`), and `configs`, `n-shot`,
 * `n-samples` with the filter in the key (`acc,none`). A group repeats in `groups` what `results` holds, so `groups` is not read. A
 * standard error is the text `N/A` where there is none.
 */
export const lmEvalResults: Adapter = {
  id: 'lm-eval-results',
  title: 'lm-evaluation-harness results',
  tool: 'lm-evaluation-harness',
  fallback: false,
  source: 'https://github.com/EleutherAI/lm-evaluation-harness',
  claims: ({ head, topKeys, keys, complete }) => {
    const isOther = topKeys.has('config_general') || topKeys.has('config_tasks');
    if (isOther || !topKeys.has('results') || !/"results"\s*:\s*\{/.test(head)) return false;
    // The harness' own dictionary, saved without what was run, has these two keys alone. Of hundreds of tasks the head holds no more
    // than results and perhaps configurations.
    const isWhole = topKeys.has('versions') && (topKeys.has('config') || topKeys.has('configs') || topKeys.size === 2);
    return isWhole || (!complete && [...keys].some((key) => NEW_KEY.test(key)));
  },
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const results = member(root, 'results');
    if (!isObject(results)) return emptyDocument('results is no object: no task was evaluated');

    const table = tableBuilder('pointer', runLabels(root));
    for (const [task, scores] of Object.entries(results)) {
      if (isObject(scores)) addTask(table, root, task, scores);
    }
    const built = table.build();
    if (!built) return emptyDocument('no task has a score');
    const isNew = member(root, 'configs') !== undefined;
    const date = numberOf(member(root, 'date'));
    return {
      ...NOTHING_READ,
      tables: [built],
      runAt: date === null ? null : Math.round(date * 1000),
      configuration: flatConfiguration(member(root, 'config'), '/config'),
      version: textOf(member(root, 'lm_eval_version')) ?? (isNew ? '0.4' : '0.3'),
    };
  },
};

function addTask(table: ReturnType<typeof tableBuilder>, root: Json, task: string, scores: { [key: string]: Json }): void {
  const count = numberOf(member(root, 'n-samples', task, 'effective')) ?? undefined;
  const entries = Object.entries(scores).flatMap(([key, value]) => {
    const match = KEY.exec(key);
    const number = typeof value === 'number' ? numberOf(value) : null;
    return match && number !== null && !NO_SCORES.has(key)
      ? [{ key, name: match[1]!, isError: match[2] !== undefined, filter: match[3], number }]
      : [];
  });
  const shares = entries.filter(({ name, isError }) => !isError && scoreOf(name).unit === 'ratio').map(({ number }) => number);
  const byFilter = new Map<string | undefined, Reading[]>();
  for (const { key, name, isError, filter, number } of entries) {
    const score = scoreOf(name);
    const statistic = isError ? { statistic: 'stderr' } : score.isMean ? { statistic: 'mean' } : {};
    const counted = count !== undefined && (isError || score.isMean) ? { count } : {};
    const reading = {
      metric: score.metric,
      unit: unitOf(score, shares),
      at: `/${pointerToken(key)}`,
      value: number,
      ...statistic,
      ...counted,
    };
    const readings = byFilter.get(filter);
    if (readings) readings.push(reading);
    else byFilter.set(filter, [reading]);
  }
  for (const [filter, readings] of byFilter) {
    const labels = {
      test: task,
      filter: filter === undefined || filter === 'none' ? null : filter,
      few_shot: scalarLabel(
        member(root, 'n-shot', task) ?? member(root, 'configs', task, 'num_fewshot') ?? member(root, 'config', 'num_fewshot'),
      ),
    };
    table.add(`/results/${pointerToken(task)}`, readings, { labels });
  }
}

/** Numbers of a task that are no scores. */
const NO_SCORES = new Set(['sample_len', 'samples', 'sample_count']);

function runLabels(root: Json): Record<string, LabelValue | null> {
  const args = member(root, 'config', 'model_args');
  const pretrained =
    typeof args === 'string'
      ? /(?:^|,)\s*(?:pretrained|model|path)=([^,]+)/.exec(args)?.[1]
      : (member(args, 'pretrained') ?? member(args, 'model'));
  const backend = textOf(member(root, 'model_source')) ?? textOf(member(root, 'config', 'model'));
  return {
    benchmark: 'lm-evaluation-harness',
    model: servedModel(member(root, 'model_name')) ?? servedModel(pretrained) ?? backend,
    backend,
    dtype: scalarLabel(member(root, 'config', 'model_dtype')),
    device: scalarLabel(member(root, 'config', 'device')),
    batch_size: scalarLabel(member(root, 'config', 'batch_size')),
  };
}
