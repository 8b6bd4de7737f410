import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { type FailedRun, failedRuns } from '../readers/failed-runs.ts';
import { logLines, logRecords } from '../readers/log-records.ts';
import { startLabels } from './banner.ts';

const VALUE = String.raw`(?<value>-?[\d.]+|-?nan|-?inf)(?:\s*(?:\+\/-|±)\s*(?<error>[\d.]+|nan|-nan|inf))?`;

/** A result line: what stands before its number, and what that is. */
interface Estimate {
  readonly pattern: RegExp;
  readonly after: string;
  readonly metric: string;
  readonly unit: string;
  readonly statistic: string;
}

function estimate(after: string, before: string, metric: string, unit: string, statistic = 'mean'): Estimate {
  return { pattern: new RegExp(`${before}\\s*${VALUE}`), after, metric, unit, statistic };
}

const ESTIMATES: readonly Estimate[] = [
  estimate('PPL =', String.raw`^\s*Final estimate: PPL(?: over \d+ chunks[^=]*)? =`, 'perplexity', 'score'),
  estimate('Mean PPL(Q)', String.raw`^Mean PPL\(Q\)\s*:`, 'perplexity', 'score'),
  estimate('Mean PPL(base)', String.raw`^Mean PPL\(base\)\s*:`, 'reference_perplexity', 'score'),
  estimate('Mean    KLD', String.raw`^Mean\s+KLD:`, 'kl_divergence', 'score'),
  estimate('Maximum KLD', '^Maximum KLD:', 'kl_divergence', 'score', 'max'),
  estimate('Median  KLD', String.raw`^Median\s+KLD:`, 'kl_divergence', 'score', 'median'),
  estimate('Same top p', '^Same top p:', 'same_top_token_rate', '%'),
  estimate('Winogrande score', String.raw`^Final Winogrande score\([^)]*\):`, 'accuracy', '%'),
];

/** Running estimates over the chunks so far: `[1]5.57,[2]6.34,`. They are no samples, each holds the ones before it. */
const RUNNING = /^(?:\[\d+\]-?(?:[\d.]+|nan|inf),\s*)+$/;
const SETUP =
  /\bcalculating (?:perplexity|hellaswag|winogrande)\w* (?:score )?over (?<chunks>\d+) (?:chunks|tasks)(?:, n_ctx=(?<context>\d+))?(?:, batch_size=(?<batch>\d+))?/;

/** The log of llama-perplexity: running estimates chunk by chunk, then the final one with its standard error. */
export const llamaPerplexityLog: Adapter = {
  id: 'llama-perplexity-log',
  title: 'llama-perplexity log',
  tool: 'llama.cpp',
  fallback: false,
  passages: true,
  source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/perplexity/perplexity.cpp',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') &&
    (/^\s*Final estimate: PPL|\bcalculating perplexity over \d+ chunks/m.test(head) || /^Mean PPL\(Q\)/m.test(head)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const labels = new Map<string, LabelValue | null>(
    Object.entries({ benchmark: 'perplexity', backend: 'llama.cpp', ...startLabels(lines) }),
  );
  const records = logRecords(Object.fromEntries(labels));
  const failed: FailedRun[] = [];
  const problems: Problem[] = [];
  let running = 0;
  for (const [index, line] of lines.entries()) {
    const setup = SETUP.exec(line)?.groups;
    if (setup) {
      records.close();
      records.label('num_ctx', setup['context'] ?? null);
      records.label('batch_size', setup['batch'] ?? null);
    }
    if (RUNNING.test(line)) running += 1;
    for (const { pattern, after, metric, unit, statistic } of ESTIMATES) {
      const found = pattern.exec(line)?.groups;
      if (!found) continue;
      if (!/^-?[\d.]+$/.test(found['value']!)) {
        const reason = `${after} ${found['value']}: the evaluation gave no number`;
        failed.push({ place: index + 1, at: after, reason, labels });
        problems.push({ line: index + 1, message: reason });
        continue;
      }
      records.note(index + 1, { metric, unit, statistic, raw: found['value'], after });
      if (statistic === 'mean') records.note(index + 1, { metric, unit, statistic: 'stderr', raw: found['error'], after, index: 1 });
    }
  }
  const tables = [records.build(), failedRuns('line', failed)].filter((table) => table !== null);
  if (tables.length === 0) {
    return emptyDocument(running > 0 ? 'running estimates and no final one: the evaluation did not finish' : 'no chunk was evaluated');
  }
  return { ...NOTHING_READ, tables, problems };
}
