import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Placement } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { refusedDocument } from '../readers/documents.ts';
import { member, textOf, timeOf } from '../readers/fields.ts';
import { parseJson, parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Field -> metric and unit. "All durations are returned in nanoseconds" (docs/api.md). */
const FIELDS: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['total_duration', 'total_duration', 'ns'],
  ['load_duration', 'load_duration', 'ns'],
  ['prompt_eval_count', 'prompt_token_count', 'count'],
  ['prompt_eval_duration', 'prompt_eval_duration', 'ns'],
  ['eval_count', 'output_token_count', 'count'],
  ['eval_duration', 'eval_duration', 'ns'],
];

interface PlacedReply {
  readonly place: number | string;
  readonly value: Json;
}

/**
 * Replies of Ollama's `/api/generate` and `/api/chat`: one object, a list, or JSON lines, also the chunks of a stream, of which the last
 * holds the metrics. A field whose value is 0 is absent. The replies do not say `num_ctx` or any other option.
 */
export const ollamaApi: Adapter = {
  id: 'ollama-api',
  title: 'Ollama API replies',
  tool: 'Ollama',
  fallback: false,
  source: 'https://github.com/ollama/ollama/blob/main/docs/api.md',
  claims: ({ topKeys }) =>
    topKeys.has('model') &&
    topKeys.has('created_at') &&
    topKeys.has('done') &&
    (topKeys.has('response') || topKeys.has('message') || topKeys.has('eval_duration')),
  parse({ text, growing, asked }) {
    if (isLines(text)) {
      const { lines, problems } = parseJsonLines(text, growing, asked);
      return readReplies(
        'line',
        lines.map(({ line, value }) => ({ place: line, value })),
        problems,
        growing,
      );
    }
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const isList = Array.isArray(document.value);
    const replies = Array.isArray(document.value) ? document.value : [document.value];
    return readReplies(
      'pointer',
      replies.map((value, index) => ({ place: isList ? `/${index}` : '', value })),
      [],
      growing,
    );
  },
};

/** JSON lines whatever the extension: the first line is a whole document and there is a second. */
function isLines(text: string): boolean {
  const end = text.trimStart().indexOf('\n');
  const first = end === -1 ? '' : text.trimStart().slice(0, end);
  return text.trim().includes('\n') && !('error' in parseJson(first));
}

function readReplies(placement: Placement, replies: readonly PlacedReply[], problems: readonly Problem[], growing: boolean): ParseResult {
  const table = tableBuilder(placement, {}, true);
  const found: Problem[] = [...problems];
  let runAt: number | null = null;
  let open: PlacedReply | null = null;
  const breakOff = (reply: PlacedReply) =>
    found.push({
      ...(typeof reply.place === 'number' ? { line: reply.place } : {}),
      message: 'the stream of this reply ends without its metrics',
    });

  for (const reply of replies) {
    const { place, value } = reply;
    if (!isObject(value)) continue;
    const error = textOf(value['error']);
    if (value['done'] === false && error === null) {
      open = reply;
      continue;
    }
    const timeMs = timeOf(value['created_at']);
    runAt ??= timeMs;
    const readings = readingsOf(value);
    const labels = labelsOf(value);
    if (error !== null)
      table.add(place, readings, { labels, timeMs, failure: `the server answered: ${error.slice(0, 200)}`, failureAt: '/error' });
    else if (readings.length > 0) table.add(place, readings, { labels, timeMs });
    else found.push({ ...(typeof place === 'number' ? { line: place } : {}), message: 'a reply without metrics: nothing was generated' });
    open = null;
  }
  if (open && !growing) breakOff(open);
  const built = table.build();
  if (!built) return { ...NOTHING_READ, problems: found, rejected: { verdict: 'empty', reason: 'no reply holds metrics' } };
  return { ...NOTHING_READ, tables: [built], problems: found, runAt };
}

function readingsOf(reply: Json): Reading[] {
  return FIELDS.flatMap(([field, metric, unit]) => measured(metric, unit, `/${field}`, member(reply, field)));
}

function labelsOf(reply: Json): Record<string, LabelValue | null> {
  const model = textOf(member(reply, 'model'));
  return { backend: 'ollama', model: model };
}
