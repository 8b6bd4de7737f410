import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, flatConfiguration, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, member, numberOf, textOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type RowContext, tableBuilder } from '../readers/table.ts';

/** Field of `stats` -> statistic. All are seconds for one call: a round of several iterations is divided by them. */
const STATISTICS: readonly (readonly [field: string, statistic: string])[] = [
  ['mean', 'mean'],
  ['median', 'median'],
  ['stddev', 'stdev'],
  ['min', 'min'],
  ['max', 'max'],
  ['q1', 'p25'],
  ['q3', 'p75'],
  ['iqr', 'iqr'],
];

/**
 * `--benchmark-json` and the saved runs of pytest-benchmark: statistics over rounds, and the rounds themselves in `data` where they were
 * kept (a text among them says that the rest was left out). Parameters come as an object and as one string of all of them.
 */
export const pytestBenchmarkJson: Adapter = {
  id: 'pytest-benchmark-json',
  title: 'pytest-benchmark JSON',
  tool: 'pytest-benchmark',
  fallback: false,
  source: 'https://pytest-benchmark.readthedocs.io/en/latest/usage.html',
  claims: ({ topKeys, keys }) =>
    topKeys.has('benchmarks') && topKeys.has('machine_info') && (keys.has('iqr_outliers') || keys.has('stats')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const rounds = tableBuilder('pointer', {}, true);
    const reported = tableBuilder('pointer');
    const rates = tableBuilder('pointer');
    elements(member(root, 'benchmarks')).forEach((entry, index) => {
      const stats = member(entry, 'stats');
      const context: RowContext = { labels: labelsOf(entry), ...failureOf(stats) };
      const place = `/benchmarks/${index}/stats`;
      const count = numberOf(member(stats, 'rounds'));
      const readings = STATISTICS.flatMap(([field, statistic]) =>
        (statistic === 'stdev' || statistic === 'iqr') && (count ?? 2) < 2
          ? []
          : measured('operation_time', 's', `/${field}`, member(stats, field), { statistic, count }),
      );
      reported.add(place, readings, context);
      rates.add(place, measured('operation_throughput', 'operations/s', '/ops', member(stats, 'ops')), context);
      elements(member(stats, 'data')).forEach((value, round) => {
        const time = typeof value === 'number' ? measured('operation_time', 's', '', value) : [];
        if (time.length > 0) rounds.add(`${place}/data/${round}`, time, context);
      });
    });
    const tables = [rounds.build(), reported.build(), rates.build()].filter((table) => table !== null);
    if (tables.length === 0) return emptyDocument('no benchmark was run');
    const configuration = new Map([
      ...flatConfiguration(member(root, 'machine_info'), '/machine_info'),
      ...flatConfiguration(member(root, 'commit_info'), '/commit_info'),
    ]);
    return { ...NOTHING_READ, tables, configuration, runAt: timeOf(member(root, 'datetime')), version: textOf(member(root, 'version')) };
  },
};

function failureOf(stats: Json | undefined): Partial<RowContext> {
  return numberOf(member(stats, 'rounds')) === 0 ? { failure: 'no round was measured' } : {};
}

function labelsOf(entry: Json): Map<string, LabelValue | null> {
  const full = textOf(member(entry, 'fullname')) ?? textOf(member(entry, 'name')) ?? '';
  const bracket = full.endsWith(']') ? full.indexOf('[') : -1;
  const labels = new Map<string, LabelValue | null>([
    ['benchmark', bracket === -1 ? full : full.slice(0, bracket)],
    ['group', scalarLabel(member(entry, 'group'))],
  ]);
  const params = member(entry, 'params');
  if (isObject(params) && Object.keys(params).length > 0) {
    for (const [key, value] of Object.entries(params)) labels.set(labelKey(key) ?? (slug(key) || 'param'), scalarLabel(value));
  } else if (bracket !== -1) labels.set('param', scalarLabel(member(entry, 'param')) ?? scalarLabel(full.slice(bracket + 1, -1)));
  return labels;
}
