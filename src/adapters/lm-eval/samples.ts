import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, scalarLabel } from '../readers/documents.ts';
import { elements, numberOf, textOf } from '../readers/fields.ts';
import { parseJsonLines } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { tableBuilder } from '../readers/table.ts';
import { scoreOf } from './scores.ts';

/** Fields of a sample that are no score. */
const NO_SCORES = new Set([
  'doc_id',
  'doc',
  'target',
  'arguments',
  'resps',
  'filtered_resps',
  'filter',
  'metrics',
  'doc_hash',
  'prompt_hash',
  'target_hash',
]);

/**
 * `samples_<task>_<time>.jsonl` of lm-evaluation-harness (`--log_samples`): one document of the task a line, with its score. The model and
 * the task stand in the names of the file and its directory only.
 */
export const lmEvalSamples: Adapter = {
  id: 'lm-eval-samples',
  title: 'lm-evaluation-harness samples',
  tool: 'lm-evaluation-harness',
  fallback: false,
  source: 'https://github.com/EleutherAI/lm-evaluation-harness',
  claims: ({ topKeys }) => ['doc_id', 'target', 'resps', 'filtered_resps'].every((key) => topKeys.has(key)),
  parse({ path, text, growing, asked }) {
    const { lines, problems } = parseJsonLines(text, growing, asked);
    const task = /(?:^|\/)samples_(.+?)_\d{4}-\d\d-\d\dT[^/]*$/.exec(path)?.[1];
    const table = tableBuilder('line', {
      benchmark: 'lm-evaluation-harness',
      test: task === undefined ? null : { value: task, origin: 'file-name' },
    });
    for (const { line, value } of lines) {
      if (!isObject(value)) continue;
      const named = elements(value['metrics']).map(textOf);
      const readings = Object.entries(value).flatMap(([key, raw]) => {
        const number = typeof raw === 'boolean' ? null : numberOf(typeof raw === 'number' ? raw : undefined);
        if (number === null || NO_SCORES.has(key) || (named.length > 0 && !named.includes(key))) return [];
        const { metric, unit } = scoreOf(key);
        return [{ metric, unit, at: `/${pointerToken(key)}`, value: number }];
      });
      const filter = textOf(value['filter']);
      table.add(line, readings, { labels: { prompt: scalarLabel(value['doc_id']), filter: filter === 'none' ? null : filter } });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built], problems } : { ...emptyDocument('no line holds a score'), problems };
  },
};
