import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { durationIn, logLines, logRecords } from '../readers/log-records.ts';

const TIMES: readonly (readonly [name: string, metric: string])[] = [
  ['total_time', 'request_latency'],
  ['queue_time', 'queue_duration'],
  ['inference_time', 'inference_duration'],
  ['time_per_token', 'time_per_output_token'],
];
const REQUEST = /\btotal_time="[^"]+" validation_time="[^"]+" queue_time="[^"]+" inference_time="[^"]+"/;
const MODEL = /\bmodel_id: "([^"]+)"/;

/** The log of a TGI server: each answered request states its times. */
export const tgiServerLog: Adapter = {
  id: 'tgi-server-log',
  title: 'TGI server log',
  tool: 'text-generation-inference',
  fallback: false,
  passages: true,
  source: 'https://github.com/huggingface/text-generation-inference/blob/main/router/src/server.rs',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && REQUEST.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const model: LabelValue | null = servedModel(lines.map((line) => MODEL.exec(line)?.[1]).find((name) => name !== undefined));
  const records = logRecords({ backend: 'tgi', model });
  for (const [index, line] of lines.entries()) {
    if (!REQUEST.test(line)) continue;
    for (const [name, metric] of TIMES) {
      const written = durationIn(new RegExp(`\\b${name}="([^"]+)"`).exec(line)?.[1] ?? '');
      const definition = metric === 'time_per_output_token' ? {} : { definition: `${metric}:server-side` };
      if (written) records.note(index + 1, { metric, ...written, ...(metric === 'request_latency' ? definition : {}), after: `${name}=` });
    }
    records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no request was answered');
}
