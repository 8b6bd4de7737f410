import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, member, numberOf, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

const STATISTICS: readonly (readonly [field: string, metric: string, statistic: string])[] = [
  ['mean', 'operation_time', 'mean'],
  ['stddev', 'operation_time', 'stdev'],
  ['median', 'operation_time', 'median'],
  ['min', 'operation_time', 'min'],
  ['max', 'operation_time', 'max'],
  ['user', 'user_time', 'mean'],
  ['system', 'system_time', 'mean'],
];

const ZERO = 'a time of 0 s: the command is shorter than the start of a shell, which hyperfine subtracts';

/**
 * `hyperfine --export-json`: seconds; `times` holds the runs, `exit_codes` (in newer versions) how they ended. A run that failed or took
 * no measurable time is counted as failed; statistics over such runs too.
 */
export const hyperfineJson: Adapter = {
  id: 'hyperfine-json',
  title: 'hyperfine JSON',
  tool: 'hyperfine',
  fallback: false,
  source: 'https://github.com/sharkdp/hyperfine',
  // A vocabulary has all these words too, but at the top.
  claims: ({ topKeys, keys }) =>
    topKeys.has('results') && !topKeys.has('command') && ['command', 'mean', 'user', 'system'].every((key) => keys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const runs = tableBuilder('pointer', {}, true);
    const reported = tableBuilder('pointer');
    elements(member(document.value, 'results')).forEach((result, index) => {
      const labels = labelsOf(result);
      const times = elements(member(result, 'times')).map(numberOf);
      const codes = elements(member(result, 'exit_codes'));
      const failures = times.map((time, run) => runFailure(time, codes[run]));
      const place = `/results/${index}`;
      times.forEach((time, run) => {
        const readings = time === null ? [] : [{ metric: 'operation_time', unit: 's', at: '', value: time }];
        runs.add(`${place}/times/${run}`, readings, { labels, ...(failures[run] ? { failure: failures[run] } : {}) });
      });
      const count = times.length > 0 ? times.length : undefined;
      const readings = STATISTICS.flatMap(([field, metric, statistic]) =>
        statistic === 'stdev' && count === 1 ? [] : measured(metric, 's', `/${field}`, member(result, field), { statistic, count }),
      );
      const failedCount = failures.filter((failure) => failure !== null).length;
      const failure = failedCount > 0 ? { failure: `${failedCount} of the ${times.length} runs behind it failed` } : {};
      reported.add(place, readings, { labels, ...failure });
    });
    const tables = [runs.build(), reported.build()].filter((table) => table !== null);
    return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no command was measured');
  },
};

function runFailure(time: number | null, code: Json | undefined): string | null {
  if (typeof code === 'number' && code !== 0) return `exit code ${code}`;
  if (code === null) return 'ended by a signal';
  if (time === null) return 'no time was recorded';
  return time <= 0 ? ZERO : null;
}

function labelsOf(result: Json): Map<string, LabelValue | null> {
  const command = textOf(member(result, 'command'));
  const labels = new Map<string, LabelValue | null>([['operation', command]]);
  const parameters = member(result, 'parameters');
  if (isObject(parameters)) {
    for (const [key, value] of Object.entries(parameters)) labels.set(labelKey(key) ?? (slug(key) || 'parameter'), scalarLabel(value));
  }
  return labels;
}
