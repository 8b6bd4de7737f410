import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';

const LINES: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['Tokens/Second', ['decode_throughput', 'tokens/s']],
  ['Time to First Token', ['time_to_first_token', 's']],
  ['Prompt Tokens', ['prompt_token_count', 'count']],
  ['Predicted Tokens', ['output_token_count', 'count']],
  ['Total Tokens', ['total_token_count', 'count']],
]);
const LINE = /^\s*(?<label>Tokens\/Second|Time to First Token|(?:Prompt|Predicted|Total) Tokens):\s+(?<value>[\d.]+)s?\s*$/;
const START = /^\s*Prediction Stats:\s*$/;
const MODEL = /\blms chat ([^\s-]\S*)/;

/** What `lms chat --stats` prints after each answer. */
export const lmStudioStatsText: Adapter = {
  id: 'lm-studio-stats-text',
  title: 'lms chat --stats output',
  tool: 'LM Studio',
  fallback: false,
  passages: true,
  source: 'https://lmstudio.ai/docs/cli',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && /^\s*Prediction Stats:\s*$/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const records = logRecords({ backend: 'lm-studio' });
  let model: string | undefined;
  for (const [index, line] of logLines(text, growing).entries()) {
    model = MODEL.exec(line)?.[1] ?? model;
    if (START.test(line)) records.close();
    const found = LINE.exec(line)?.groups;
    if (!found) continue;
    const [metric, unit] = LINES.get(found['label']!)!;
    records.note(index + 1, { metric, unit, raw: found['value'], after: `${found['label']}:` });
    records.label('model', servedModel(model));
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no answer was finished');
}
