import { KEPT_RUN_ADAPTER, KEPT_RUN_SCHEMA } from '../../contracts/kept-run-name.ts';
import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, member, numberOf, textOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** The reading of one value; null where it lacks what every value has. */
function readingOf(value: Json): Reading | null {
  const [metric, statistic, unit] = ['metric', 'statistic', 'unit'].map((key) => textOf(member(value, key)));
  const [number, count, definition] = [
    numberOf(member(value, 'value')),
    numberOf(member(value, 'sampleCount')),
    textOf(member(value, 'definition')),
  ];
  if (metric == null || statistic == null || unit == null || number === null) return null;
  const more = { ...(count === null || count <= 0 ? {} : { count }), ...(definition === null ? {} : { definition }) };
  return { metric, statistic, unit, at: '/value', value: number, ...more };
}

function labelsOf(value: Json): Map<string, LabelValue | null> {
  const labels = member(value, 'labels');
  return new Map(isObject(labels) ? Object.entries(labels).map(([key, label]) => [key, scalarLabel(label)]) : []);
}

/** What a value is compared by beside its labels, by pointers below its own: `/tool`, `/file`, `/workload/dataset`, `/sizes/prompt_token_count/mean`. */
function comparedBy(value: Json): [string, LabelValue][] {
  const below = (pointer: string, of: Json | undefined): [string, LabelValue][] => {
    if (isObject(of)) return Object.entries(of).flatMap(([key, own]) => below(`${pointer}/${key}`, own));
    const label = of === undefined ? null : scalarLabel(of);
    return label === null ? [] : [[pointer, label]];
  };
  return ['tool', 'file', 'workload', 'sizes'].flatMap((key) => below(`/${key}`, member(value, key)));
}

/**
 * What `benchscribe keep` leaves of a run: one reported statistic a series, with the labels that its report had. What it is compared by beside them
 * and the hashes of the artifacts stand in the configuration, under the pointer of each value and as `/sources/N`.
 */
export const benchscribeKeptRun: Adapter = {
  id: KEPT_RUN_ADAPTER,
  title: 'Kept summary of a run',
  tool: 'Benchscribe',
  fallback: false,
  source: 'docs/history.md',
  claims: ({ head, kind }) => kind === 'json' && new RegExp(`^\\s*\\{\\s*"schema"\\s*:\\s*"${KEPT_RUN_SCHEMA}"`).test(head),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const run = textOf(member(member(document.value, 'run'), 'name'));
    if (run === null) return refusedDocument({ message: '/run/name: the summary says not of which run it is' });
    const timeMs = timeOf(member(member(document.value, 'run'), 'at'));
    const table = tableBuilder('pointer');
    const configuration = new Map<string, LabelValue>();
    const problems: Problem[] = [];
    for (const [index, value] of elements(member(document.value, 'values')).entries()) {
      const reading = readingOf(value);
      if (reading === null || textOf(member(value, 'tool')) === null) {
        const stated = JSON.stringify(member(value, 'value') ?? null).slice(0, 60);
        problems.push({ message: `/values/${index}: no number with metric, statistic, unit and tool (its value is ${stated}): not used` });
        continue;
      }
      table.add(`/values/${index}`, [reading], { labels: new Map([...labelsOf(value), ['run', run]]), timeMs });
      for (const [pointer, own] of comparedBy(value)) configuration.set(`/values/${index}${pointer}`, own);
    }
    const built = table.build();
    if (built === null) return { ...emptyDocument('the summary holds no value'), problems };
    for (const [index, source] of elements(member(document.value, 'sources')).entries()) {
      const sha256 = textOf(member(source, 'sha256'));
      if (sha256 !== null) configuration.set(`/sources/${index}`, sha256);
    }
    return { ...NOTHING_READ, tables: [built], problems, configuration, runAt: timeMs };
  },
};
