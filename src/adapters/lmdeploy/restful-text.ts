import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { type LogRecords, logLines, logRecords } from '../readers/log-records.ts';
import { statisticOf } from '../readers/readings.ts';

const NUMBERS: readonly (readonly [after: string, metric: string, unit: string])[] = [
  ['elapsed_time:', 'run_duration', 's'],
  ['number of prompt tokens:', 'run_prompt_token_count', 'count'],
  ['number of completion tokens:', 'run_output_token_count', 'count'],
  ['token throughput (completion token):', 'output_token_throughput', 'tokens/s'],
  ['token throughput (prompt + completion token):', 'total_token_throughput', 'tokens/s'],
  ['RPS (request per second):', 'request_throughput', 'requests/s'],
];
const CONCURRENCY = /^\s*concurrency:\s*(\d+)\s*$/;
const FIRST_TOKEN =
  /^\s*(?<label>first[_ ]token[_ ]latency\(min, max, ave\)):\s*(?<min>[\d.]+)\s*s?,\s*(?<max>[\d.]+)\s*s?,\s*(?<mean>[\d.]+)\s*s?\s*$/;
const PER_TOKEN = /^\s*(?<label>per-token latency\(s\) percentile\((?<names>[\d, .]+)\)):\s*\[(?<values>[\d.,\s]+)\]/;

/** The block that LMDeploy's `profile_restful_api` and `profile_throughput` print at the end of a run. */
export const lmdeployText: Adapter = {
  id: 'lmdeploy-text',
  title: 'LMDeploy profile, console output',
  tool: 'LMDeploy',
  fallback: false,
  passages: true,
  source: 'https://github.com/InternLM/lmdeploy/tree/main/benchmark',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && /^\s*token throughput \(completion token\):\s+[\d.]+ token\/s/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const records = logRecords({ backend: 'lmdeploy' });
  for (const [index, line] of logLines(text, growing).entries()) {
    const concurrency = CONCURRENCY.exec(line)?.[1];
    if (concurrency !== undefined) {
      records.close();
      records.label('concurrency', concurrency);
    }
    for (const [after, metric, unit] of NUMBERS) {
      if (!line.trimStart().startsWith(after)) continue;
      records.note(index + 1, { metric, unit, raw: /[\d.]+/.exec(line.slice(line.indexOf(after) + after.length))?.[0], after });
    }
    noteLatencies(records, index + 1, line);
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('the run did not finish');
}

function noteLatencies(records: LogRecords, line: number, content: string): void {
  const first = FIRST_TOKEN.exec(content)?.groups;
  for (const [index, statistic] of ['min', 'max', 'mean'].entries()) {
    records.note(line, {
      metric: 'time_to_first_token',
      unit: 's',
      raw: first?.[statistic],
      after: `${first?.['label']}:`,
      index,
      statistic,
    });
  }
  const gaps = PER_TOKEN.exec(content)?.groups;
  if (!gaps) return;
  const values = gaps['values']!.split(',');
  for (const [index, name] of gaps['names']!.split(',').entries()) {
    const statistic = statisticOf(`p${name.trim()}`);
    if (statistic === null) continue;
    records.note(line, {
      metric: 'inter_token_latency',
      unit: 's',
      raw: values[index]?.trim(),
      after: `${gaps['label']}:`,
      index,
      statistic,
    });
  }
}
