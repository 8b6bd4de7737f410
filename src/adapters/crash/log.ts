import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { withoutSuffix } from '../llama-cpp/banner.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { type FailedRun, failedRuns } from '../readers/failed-runs.ts';
import { logLines } from '../readers/log-records.ts';
import { CRASHES } from './causes.ts';

/** Lines without a word of failure after which the next one is another failure. */
const APART_LINES = 25;
const REASON_CHARS_MAX = 200;
/** What vLLM writes before a line of a traceback. */
const LOG_PREFIX = /^.*\b(?:ERROR|CRITICAL) \d\d-\d\d [\d:]+ \[[^\]]+\] /;

/** The model that a line of an error, or of the start before it, names. */
const FAILED_MODEL = /\b(?:failed to load model|failed to create context with model|load_model:? (?:failed|error)[^']*)\s*,?\s*'([^']+)'/;
const STARTED_MODEL =
  /\bload_model: loading model '([^']+)'|\bmodel(?:_path|_tag)?=["']?([\w./:-]{3,200})["']?|--model(?:-path)?[ =]([\w./:-]{3,200})|\bollama run (?:--\S+ )*([\w./:-]{3,200})/;

interface Failure {
  readonly line: number;
  rank: number;
  reason: string;
  at: string;
  place: number;
  model: string | null;
}

/**
 * The log of a run that failed: the device ran out of memory, the process was killed or crashed, a model could not be loaded. Each failure
 * is a run that failed, with its cause, whatever else of the log other adapters read.
 */
export const crashLog: Adapter = {
  id: 'crash-log',
  title: 'log of a run that failed',
  tool: 'any program',
  fallback: false,
  passages: true,
  source: 'https://pytorch.org/docs/stable/notes/cuda.html#memory-management',
  claims: ({ kind, head }) =>
    kind !== 'csv' && (kind === 'text' || kind === 'markdown') && head.split('\n').some((line) => rankOf(line) !== -1),
  parse,
};

function rankOf(line: string): number {
  return CRASHES.findIndex(({ pattern }) => pattern.test(line));
}

function parse({ text, growing }: ParseInput): ParseResult {
  const failures = failuresIn(logLines(text, growing));
  const runs = failures.map(({ place, at, reason, model }): FailedRun => {
    const labels = new Map<string, LabelValue | null>([['model', servedModel(withoutSuffix(model))]]);
    return { place, at, reason, labels };
  });
  const table = failedRuns('line', runs);
  if (!table) return emptyDocument('no failure in it');
  const problems = runs.map(({ place, reason }): Problem => ({ line: Number(place), message: `a run failed: ${reason}` }));
  return { ...NOTHING_READ, tables: [table], problems };
}

/** Lines of one failure stand near each other; the line that names the model ends it, since the next model may fail in the same way. */
function failuresIn(lines: readonly string[]): Failure[] {
  const failures: Failure[] = [];
  let open: Failure | null = null;
  let last = 0;
  let started: string | null = null;
  for (const [index, content] of lines.entries()) {
    const start = STARTED_MODEL.exec(content);
    if (start) started = start[1] ?? start[2] ?? start[3] ?? start[4] ?? null;
    const rank = rankOf(content);
    if (rank === -1) continue;
    const line = index + 1;
    if (!open || line - last > APART_LINES) {
      open = { line, rank: Number.POSITIVE_INFINITY, reason: '', at: '', place: line, model: started };
      failures.push(open);
    }
    last = line;
    if (rank < open.rank) Object.assign(open, { rank, place: line, ...reasonOf(content, rank) });
    const model = FAILED_MODEL.exec(content)?.[1];
    if (model === undefined) continue;
    open.model = model;
    open = null;
  }
  return failures;
}

function reasonOf(content: string, rank: number): { reason: string; at: string } {
  const { cause, pattern } = CRASHES[rank]!;
  const at = pattern.exec(content)![0].trim();
  return { reason: `${cause}: ${content.replace(LOG_PREFIX, '').trim()}`.slice(0, REASON_CHARS_MAX), at };
}
