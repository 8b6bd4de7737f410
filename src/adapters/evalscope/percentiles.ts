import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { EVALSCOPE_SOURCE, nameAndUnit } from './names.ts';

/** Columns of the percentiles; the rates are of one request, whole duration. */
const PERCENTILES: ReadonlyMap<string, string> = new Map([
  ['latency', 'request_latency'],
  ['ttft', 'time_to_first_token'],
  ['tpot', 'time_per_output_token'],
  ['itl', 'inter_token_latency'],
  ['input tokens', 'prompt_token_count'],
  ['output tokens', 'output_token_count'],
  ['output', 'end_to_end_token_throughput'],
  ['output throughput', 'end_to_end_token_throughput'],
  ['decode', 'decode_throughput'],
]);

/** `benchmark_percentile.json` of `evalscope perf`: a list of rows, one for each percentile; `NaN` where nothing was measured. */
export const evalscopePerfPercentiles: Adapter = {
  id: 'evalscope-perf-percentiles',
  title: 'EvalScope perf percentiles',
  tool: 'EvalScope',
  fallback: false,
  source: EVALSCOPE_SOURCE,
  claims: ({ head, topKeys }) =>
    /^\s*\[/.test(head) && topKeys.has('Percentiles') && [...topKeys].some((key) => /^(?:TTFT|Latency) \((?:s|ms)\)$/.test(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const table = tableBuilder('pointer', { benchmark: 'evalscope perf' });
    elements(document.value).forEach((row, index) => {
      const statistic = statisticIn(textOf(member(row, 'Percentiles')));
      if (statistic === null || !isObject(row)) return;
      const readings = Object.entries(row).flatMap(([key, value]): Reading[] => {
        const { name, unit } = nameAndUnit(key);
        const metric = PERCENTILES.get(name);
        return metric === undefined ? [] : measured(metric, unit, `/${pointerToken(key)}`, value, { statistic });
      });
      table.add(`/${index}`, readings);
    });
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no percentile has a value: every request failed');
  },
};

function statisticIn(label: string | null): string | null {
  if (label === 'min' || label === 'max') return label;
  const percentile = /^(\d+(?:\.\d+)?)%$/.exec(label ?? '')?.[1];
  if (percentile === undefined) return null;
  return percentile === '50' ? 'median' : `p${Number(percentile)}`;
}
