import { type Label, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, flatConfiguration, refusedDocument } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Spellings of old (`Mean`) and new (`mean`) versions -> statistic. */
const STATISTICS: readonly (readonly [fields: readonly string[], statistic: string])[] = [
  [['mean', 'Mean'], 'mean'],
  [['median', 'Median'], 'median'],
  [['std_dev', 'StdDev'], 'stdev'],
  [['median_abs_dev', 'MedianAbsDev'], 'mad'],
  [['slope', 'Slope'], 'slope'],
];

/**
 * Files of Criterion.rs in `target/criterion/<group>/<function>/{base,new,change}/`: `estimates.json` (nanoseconds for one iteration; in
 * `change/`, which has mean and median only, the relative change against the run before), `benchmark.json` (the name) and `sample.json`
 * (totals of many iterations).
 */
export const criterionEstimates: Adapter = {
  id: 'criterion-estimates',
  title: 'Criterion.rs estimates',
  tool: 'Criterion.rs',
  fallback: false,
  source: 'https://bheisler.github.io/criterion.rs/book/analysis.html',
  claims: ({ topKeys, keys }) =>
    (keys.has('confidence_interval') && keys.has('point_estimate') && (topKeys.has('mean') || topKeys.has('Mean'))) ||
    (topKeys.has('group_id') && topKeys.has('full_id') && topKeys.has('directory_name')) ||
    (topKeys.has('sampling_mode') && topKeys.has('iters') && topKeys.has('times')),
  parse({ path, text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    if (!isObject(root)) return emptyDocument('the document is no object');
    if (Object.hasOwn(root, 'full_id')) {
      const reason = 'it names a benchmark; the times stand in estimates.json beside it';
      return { ...emptyDocument(reason), configuration: flatConfiguration(root) };
    }
    if (Object.hasOwn(root, 'iters'))
      return emptyDocument('it holds totals of many iterations; the time of one stands in estimates.json beside it');
    return readEstimates(path, root);
  },
};

function readEstimates(path: string, root: { [key: string]: Json }): ParseResult {
  // Estimates of time always come with the standard deviation; those of the change never do.
  const isChange = !Object.hasOwn(root, 'std_dev') && !Object.hasOwn(root, 'StdDev');
  const readings = STATISTICS.flatMap(([fields, statistic]): Reading[] => {
    const field = fields.find((name) => Object.hasOwn(root, name));
    const value = field === undefined ? null : numberOf(member(root, field, 'point_estimate'));
    if (value === null || (!isChange && value < 0)) return [];
    const [metric, unit] = isChange ? ['operation_time_change', 'ratio'] : ['operation_time', 'ns'];
    return [{ metric: metric!, statistic, unit: unit!, at: `/${field}/point_estimate`, value }];
  });
  const table = tableBuilder('pointer', pathLabels(path));
  if (readings.length > 0) table.add('', readings);
  const built = table.build();
  const version = Object.hasOwn(root, 'Mean') ? '0.2' : '0.3';
  return built ? { ...NOTHING_READ, tables: [built], version } : emptyDocument('no estimate has a value');
}

/** The directories name the benchmark and which of two runs this is: `<group>/<function>/new/estimates.json`. */
function pathLabels(path: string): Map<string, Label> {
  const parts = path.split('/').slice(0, -1);
  const which = parts.pop();
  const labels = new Map<string, Label>();
  if (which !== 'new' && which !== 'base' && which !== 'change') return labels;
  const name = parts.slice(parts.lastIndexOf('criterion') + 1).join('/');
  if (name !== '') labels.set('benchmark', { value: name, origin: 'directory' });
  if (which !== 'change') labels.set('run', { value: which, origin: 'directory' });
  return labels;
}
