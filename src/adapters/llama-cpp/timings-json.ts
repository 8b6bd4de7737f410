import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, firstMember, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type TableBuilder, tableBuilder } from '../readers/table.ts';
import { withoutSuffix } from './banner.ts';
import { TIMINGS, TIMINGS_SOURCE } from './timings.ts';

const DEPTH_MAX = 6;
const SETTINGS = ['temperature', 'top_k', 'top_p', 'n_ctx', 'repeat_penalty'] as const;

/** A reply of llama-server (chat or completion), or any document that keeps such replies: each `timings` is a request. */
export const llamaTimingsJson: Adapter = {
  id: 'llama-timings-json',
  title: 'llama-server replies with timings',
  tool: 'llama.cpp',
  fallback: false,
  source: TIMINGS_SOURCE,
  claims: ({ keys }) => keys.has('timings') && keys.has('predicted_per_second') && keys.has('prompt_per_second'),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const table = tableBuilder('pointer', { backend: 'llama.cpp' }, true);
  collect(document.value, '', table, 0);
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no reply holds a measured time');
}

function collect(value: Json, pointer: string, table: TableBuilder, depth: number): void {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return;
  if (isObject(value) && isObject(value['timings'])) {
    const timings = value['timings'];
    const readings = TIMINGS.flatMap(([field, metric, unit]) => measured(metric, unit, `/timings/${field}`, timings[field]));
    if (readings.length > 0) table.add(pointer, readings, { labels: labelsOf(value) });
    return;
  }
  const entries = Array.isArray(value) ? value.map((inner, index) => [index, inner] as const) : Object.entries(value);
  for (const [key, inner] of entries) collect(inner, `${pointer}/${pointerToken(key)}`, table, depth + 1);
}

function labelsOf(reply: { readonly [key: string]: Json }): Record<string, LabelValue | null> {
  const settings = SETTINGS.map(
    (key) => [key === 'n_ctx' ? 'num_ctx' : key, scalarLabel(firstMember(reply, ['generation_settings', key]))] as const,
  );
  return {
    model: servedModel(withoutSuffix(textOf(reply['model']))),
    ...Object.fromEntries(settings.filter(([, value]) => value !== null)),
  };
}
