import { slug } from './labels.ts';
import { metricOf } from './registry.ts';
import { rememberedText } from './remembered-text.ts';

/** A cell that may say how a request or run ended. */
export type OutcomeCell = string | number | boolean | null | undefined;

/**
 * How a column or field states an outcome.
 * - `error`: the text of an error, or a word for none; a flag where it holds truth values.
 * - `success`: a truth value, true for good. `failure`: a truth value, true for bad (`failed`, `timed_out`, `oom`).
 * - `status`: a word, a sentence or an HTTP code. `http-code` and `exit-code`: that code alone.
 */
export type OutcomeKind = 'error' | 'success' | 'failure' | 'status' | 'http-code' | 'exit-code';

const REASON_CHARS_MAX = 200;

/** Words of names by what they say of the cells below them; the one place for all adapters. */
const NAMES: readonly (readonly [kind: OutcomeKind, pattern: RegExp])[] = [
  ['http-code', /^(?:http_?(?:status|code|status_code|response_code|result)|(?:response|status|reply)_code|code)$/],
  ['exit-code', /^(?:(?:exit|return|error|err|ret)_?(?:code|status|value)|rc|returncode|exitcode|errno|exit)$/],
  ['success', /^(?:is_|was_|request_)?(?:success|succeeded|successful|succ|ok|okay|passed|valid|success_flag|finished|completed|done)$/],
  [
    'failure',
    /^(?:is_|was_|has_|request_)?(?:failed|fail|timed_out|timeout|oom|out_of_memory|crashed|aborted|cancelled|canceled|skipped|killed|error_flag)$/,
  ],
  [
    'error',
    /^(?:is_|has_|last_|first_|request_|api_)?(?:errors?|errs?|exceptions?|failures?)(?:_(?:l|list|msgs?|messages?|texts?|reasons?|types?|kinds?|class|names?|strings?|details?|info|log|descriptions?))?$|^(?:fail|failed|failure)_(?:reason|message|msg|cause|type)$|^(?:errmsg|traceback|stderr)$/,
  ],
  [
    'status',
    /^(?:request_|run_|job_|task_|test_|final_|end_)?(?:status|state|outcome|results?|result_status|verdict|status_text|termination|exit_reason)$/,
  ],
];

/** Words that make of a name with "error" a quantity: a rate, a deviation, a count. */
const QUANTITY =
  /(?:^|_)(?:rate|ratio|pct|percent|percentage|share|fraction|margin|std|stdev|stddev|stderr|mean|avg|relative|rel|absolute|abs|squared|mse|rmse|mae|bound|estimate|count|num|number|n|total|counter)(?:_|$)|%/i;

const NO_ERROR = /^(?:|-+|—|0|no|none|null|nil|n\/?a|nan|false|f|n|ok(?:ay)?|success(?:ful)?|no[ _]?errors?|\[\]|\{\}|""|'')$/i;
const TRUE = /^(?:y|yes|t|true|1(?:\.0+)?|ok(?:ay)?|pass(?:ed)?|success(?:ful)?|succeeded|good|✓|✔|✅|x)$/i;
const FALSE = /^(?:n|no|f|false|0(?:\.0+)?|ko|not[ _]ok|fail(?:ed|ure)?|error(?:ed)?|bad|✗|✘|❌)$/i;

/** Words of a status that mean that nothing is to be had from the row; looked for as whole words anywhere in it. */
const BAD_WORDS =
  /(?<![\p{L}\p{N}])(?:err(?:ors?|ored)?|exceptions?|fail(?:s|ed|ure|ures|ing)?|faults?|time[ _-]?d?[ _-]?outs?|timedout|crash(?:ed|es)?|abort(?:ed|s)?|cancel(?:l?ed)?|kill(?:ed)?|oom(?:[ _-]?killed)?|out[ _]of[ _]\w+|skip(?:ped)?|invalid|reject(?:ed)?|refused|unavailable|unreachable|unsupported|panic(?:ked)?|seg(?:mentation[ _])?fault|sig(?:kill|term|segv|abrt|int|bus)|terminated|interrupted|preempted|evicted|incomplete|disconnected|reset|broken|dead|lost|denied|exceeded|overloaded|throttled|rate[ _-]?limit(?:ed)?|bad|ko|not[ _](?:ok|run|started|finished|completed))(?![\p{L}\p{N}])/iu;
/** Words that deny the word after them: "no error", "0 failed". */
const DENIAL = /(?<![\p{L}\p{N}])(?:no|not|without|0|zero)\s+(?:\p{L}+\s+)?$/iu;
const UNFINISHED = /^(?:running|pending|queued|waiting|started|starting|in[ _-]?progress|scheduled|unknown)$/i;
const GOOD_WORDS =
  /^(?:ok(?:ay)?|success(?:ful(?:ly)?)?|succeeded|pass(?:ed)?|complete[d]?|done|finished|stop|length|eos\w*|end[ _]?turn|good|valid|normal|healthy|ready|true|yes|accepted|created)(?![\p{L}\p{N}])/iu;

/**
 * What kind of outcome a column or field of this name states; null for one that states none. The name alone proposes, the values decide:
 * see `statesOutcome`.
 */
export const outcomeKind = rememberedText((name): OutcomeKind | null => {
  if (QUANTITY.test(name.includes('%') ? name : slug(name)) && !/^(?:std_?err)$/i.test(name)) return null;
  const spelling = slug(name);
  return NAMES.find(([, pattern]) => pattern.test(spelling))?.[0] ?? null;
});

/**
 * Do these cells state an outcome of that kind? A number under `error` beside results is a rate, a deviation or a count, and no error text;
 * a `success` of 0.97 is a share; a `code` of 70 is none of HTTP. Asked once for a whole column.
 *
 * @param name decides between a flag and a count where there are zeros and ones only: `error` is a flag, `errors` counts.
 * @param cells of every row, missing ones included.
 */
export function statesOutcome(kind: OutcomeKind, name: string, cells: readonly OutcomeCell[]): boolean {
  const present = cells.filter((cell) => !/^(?:|nan|n\/a|none|null)$/i.test(String(cell ?? '').trim()));
  if (present.length === 0) return kind === 'error' || kind === 'status';
  const numbers = present.map(numberIn);
  const isNumeric = numbers.every((number) => number !== null);
  const isFlag = numbers.every((number) => number === 0 || number === 1);
  switch (kind) {
    case 'http-code':
      return numbers.every((number) => number !== null && Number.isInteger(number) && (number === 0 || (number >= 100 && number < 600)));
    case 'exit-code':
      return numbers.every((number) => number !== null && Number.isInteger(number)) || (/^err/.test(slug(name)) && !isNumeric);
    case 'success':
    case 'failure':
      // `completed: 9` beside `failed: 1` counts requests, and so does 0 or 1 under a name that can count.
      return !(isNumeric && COUNTS.test(slug(name))) && present.every((cell) => truthOf(cell) !== null);
    case 'error':
      return !isNumeric || (isFlag && !/s(?:_l|_list)?$/.test(slug(name)));
    case 'status':
      if (/^results?$/.test(slug(name))) return present.every((cell) => isOutcomeWord(String(cell).trim()));
      return !isNumeric || numbers.every((number) => Number.isInteger(number) && number! >= 100 && number! < 600);
  }
}

/** Names that count requests as often as they say of one how it ended. */
const COUNTS = /^(?:request_)?(?:completed|finished|done|passed|valid|failed|fail|skipped|cancelled|canceled|aborted|timeout|killed)$/;

/** Is this a word that means good or bad and nothing else? */
function isOutcomeWord(text: string): boolean {
  return truthOf(text) !== null || GOOD_WORDS.test(text) || isBadStatus(text);
}

type Numbers = readonly number[] | Float64Array;

/** Whole numbers from zero on, cells that are missing left aside. */
function areCounts(values: Numbers): boolean {
  return values.every((value) => !Number.isFinite(value) || (Number.isInteger(value) && value >= 0));
}

/** What a number of errors beside results is, where it is no outcome of its row: see `statesOutcome`. */
export type ErrorNumber = 'count' | 'share' | 'unclear';

/** Names of a number of requests that failed in a run. */
const FAILED_COUNT =
  /^(?:(?:num|number_of|n|total|count)_)?(?:(?:failed|errored|unsuccessful|timed_out|aborted|rejected|cancelled|dropped)(?:_(?:requests?|reqs?|prompts?|runs?|calls?|queries|samples))?|(?:request_|req_)?(?:errors?|failures?|timeouts|exceptions|fails))(?:_(?:count|total|num|number|seen))?$/;

/**
 * What numbers under a name of errors are: the failed requests of each run (whole numbers under `errors`, `failed`, `error_count`), their
 * share (`error_rate`, `error %`, between 0 and 1 or 100), or something of which the name tells no more.
 *
 * @returns null for a name that says nothing of errors.
 */
export function errorNumber(name: string, values: Numbers): ErrorNumber | null {
  const meaning = errorWords(name);
  return meaning === 'count' && !areCounts(values) ? 'unclear' : meaning;
}

const errorWords = rememberedText((name): ErrorNumber | null => {
  const spelling = slug(name);
  if (
    !/(?:^|_)(?:errors?|err|fail(?:ed|s|ures?)?|errored|timeouts?|exceptions?|unsuccessful|rejected|aborted|dropped)(?:_|$)/.test(spelling)
  )
    return null;
  if (name.includes('%')) return 'unclear';
  if (FAILED_COUNT.test(spelling)) return 'count';
  if (/^(?:failed_|error_|failure_|request_)+(?:requests?_)?(?:rate|ratio|share|fraction)$/.test(spelling)) return 'share';
  return 'unclear';
});

/** What a number of requests in a row of a run counts: all that were made, or those that completed. */
export type RequestNumber = 'made' | 'completed';

const REQUESTS = '(?:requests?|reqs?|prompts?|calls?|queries|attempts)';
const MADE = new RegExp(
  `^(?:(?:num|number_of|n|total|count_of|sent|all)_)*${REQUESTS}(?:_(?:count|total|num|number|sent|made|issued))*$|^(?:total|attempted|sent|issued)$`,
);
const COMPLETED = new RegExp(
  `^(?:(?:num|number_of|n|total|count)_)*(?:completed|complete|successful|successes|success|succeeded|ok|passed|good)(?:_${REQUESTS})?(?:_(?:count|total|num))?$`,
);

/**
 * What whole numbers under a name of requests count, in a table that counts failed or completed ones as well: `requests`, `total` and
 * `attempts` are then all that were made, `ok` and `success_count` those that completed.
 *
 * @returns null for a name or values that count no requests.
 */
export function requestNumber(name: string, values: Numbers): RequestNumber | null {
  const meaning = requestWords(name);
  return meaning !== null && areCounts(values) ? meaning : null;
}

const requestWords = rememberedText((name): RequestNumber | null => {
  const spelling = slug(name);
  if (COMPLETED.test(spelling)) return 'completed';
  return MADE.test(spelling) ? 'made' : null;
});

/**
 * Why a cell says that its row failed.
 *
 * @param kind what its column states: `outcomeKind`, borne out by `statesOutcome`.
 * @returns one line of at most 200 characters that names the column; null for a row that did not fail, and for an empty cell.
 */
export function failureIn(kind: OutcomeKind, name: string, cell: OutcomeCell): string | null {
  if (cell === null || cell === undefined) return null;
  const text = String(cell).trim();
  if (text === '') return null;
  const number = numberIn(cell);
  switch (kind) {
    case 'error':
      if (NO_ERROR.test(text) || number === 0) return null;
      return number !== null || truthOf(cell) === true ? `${name} is ${text}` : firstLine(text);
    case 'success':
      return truthOf(cell) === false ? `${name} is ${text}` : null;
    case 'failure':
      return truthOf(cell) === true ? `${name} is ${text}` : null;
    case 'http-code':
      return number !== null && (number >= 400 || number === 0) ? `${name} is ${text}` : null;
    case 'exit-code':
      return number === null ? failureIn('error', name, cell) : number === 0 ? null : `${name} is ${text}`;
    case 'status':
      return isBadStatus(text) ? `${name} is ${firstLine(text)}` : null;
  }
}

/** Does a status say that a request or run did not end well: a word for it, a sentence that is no good news, an HTTP code from 400? */
export function isBadStatus(status: string): boolean {
  const text = status.trim();
  const number = numberIn(text);
  if (number !== null) return Number.isInteger(number) && number >= 400 && number < 600;
  if (UNFINISHED.test(text)) return true;
  const bad = BAD_WORDS.exec(text.replaceAll('_', ' '));
  if (bad) return !DENIAL.test(text.slice(0, bad.index));
  const code = /^(?:http[ /]*(?:\d\.\d\s+)?)?([1-5]\d{2})\b/i.exec(text);
  return code !== null && Number(code[1]) >= 400;
}

/** A truth value in one of its spellings; null for anything else, and for a cell that is missing. */
export function truthOf(cell: OutcomeCell): boolean | null {
  if (typeof cell === 'boolean') return cell;
  const text = String(cell ?? '').trim();
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : null;
}

/** A line that a program writes where an answer should be, because it reached no model: `Error generating text: connection refused`. */
const PROGRAM_ERROR =
  /^\s*(?:[A-Z]\w*)?(?:error|exception)\b[^:\n]{0,80}:[^\n]*(?:connect|timed? ?out|refused|unreach|unavailable|attempts failed|status code|no route|out of memory)[^\n]*$/i;

/**
 * Rows whose answer is the error of the program that asked, not the words of a model: the same line of a lost connection stands in several
 * rows. One such line may be what a model said, whatever it begins with.
 *
 * @param answers by row.
 */
export function programErrors(answers: readonly OutcomeCell[]): ReadonlyMap<number, string> {
  const rows = new Map<string, number[]>();
  answers.forEach((answer, row) => {
    if (typeof answer === 'string' && PROGRAM_ERROR.test(answer)) rows.set(answer, [...(rows.get(answer) ?? []), row]);
  });
  const repeated = [...rows].filter(([, own]) => own.length > 1);
  return new Map(
    repeated.flatMap(([answer, own]) => own.map((row) => [row, `the answer is an error message: ${firstLine(answer)}`] as const)),
  );
}

/** How many of how many failed, where a text says so ("failed 8 of 8", "3/200 failed", "errors: 2 of 10"); null where it does not. */
export function failedOf(text: string): { readonly failed: number; readonly of: number } | null {
  const pair = String.raw`(\d{1,9})\s*(?:of|\/|out of)\s*(\d{1,9})`;
  const found =
    new RegExp(String.raw`\b(?:failed|failures?|errors?|unsuccessful)\b[:=\s]*${pair}`, 'i').exec(text) ??
    new RegExp(String.raw`${pair}\s*(?:\p{L}+\s+)?(?:have\s+|were\s+)?(?:failed|errored|unsuccessful)\b`, 'iu').exec(text);
  if (!found) return null;
  const [failed, of] = [Number(found[1]), Number(found[2])];
  return failed <= of ? { failed, of } : null;
}

/** What a zero of a metric stands for. */
export type ZeroMeaning =
  /** A value like any other. */
  | 'zero'
  /** Nothing was measured, or nothing could be: it costs the cell, not the row. */
  | 'not-defined'
  /** The request or run gave nothing: it costs the row. */
  | 'failed';

/** What stands in the row of a zero. */
export interface ZeroContext {
  /** null for a sample. */
  readonly statistic: string | null;
  /** Tokens that the answer had; null where the row does not say. */
  readonly outputTokens: number | null;
  /** Has another metric of the row that cannot be zero a value above zero? */
  readonly besideGood: boolean;
  /** Is there a column for outcomes, and does it say of this row that nothing failed? */
  readonly saidToBeGood: boolean;
}

/** Metrics that begin with the second token of an answer: an answer of one token has none. */
const AFTER_FIRST_TOKEN: ReadonlySet<string> = new Set([
  'inter_token_latency',
  'inter_chunk_latency',
  'time_per_output_token',
  'normalized_time_per_output_token',
  'eval_duration',
  'decode_throughput',
]);

/** Sizes that a program reports as zero where it did not look. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(['gpu_memory_used', 'gpu_memory_total', 'memory_used', 'model_size']);

/** Statistics that are rightly zero although the samples are not: a deviation, the least of many, a low percentile. */
const MAY_BE_ZERO = /^(?:p?stdev|std|stderr|sem|cv|variance|mad|iqr|range|min|p[0-4]?\d(?:\.\d+)?)$/;

/**
 * What a zero of a metric means.
 *
 * Zero is a value of every metric that can be zero. Of the others (`zeroMeansFailed` in the registry): what comes after the first token is
 * not defined for an answer of one token; a duration beside good values in a row that is said to be good took no time that could be
 * measured; beside good values in any other row it was not measured; with nothing else in the row, the request failed.
 */
export function zeroMeans(metric: string, { statistic, outputTokens, besideGood, saidToBeGood }: ZeroContext): ZeroMeaning {
  if (MAY_BE_ZERO.test(statistic ?? '')) return 'zero';
  if (NEVER_EMPTY.has(metric)) return 'not-defined';
  const { zeroMeansFailed, unit } = metricOf(metric);
  if (!zeroMeansFailed) return 'zero';
  if (AFTER_FIRST_TOKEN.has(metric) && outputTokens !== null && outputTokens <= 1 && outputTokens > 0) return 'not-defined';
  if (!besideGood) return saidToBeGood && outputTokens !== null && outputTokens > 0 ? 'not-defined' : 'failed';
  return saidToBeGood && unit === 'ms' && !AFTER_FIRST_TOKEN.has(metric) ? 'zero' : 'not-defined';
}

/** A number as JSON and C write it; null for anything else, truth values included. */
function numberIn(cell: OutcomeCell): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string' || !/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(cell)) return null;
  return Number(cell);
}

function firstLine(text: string): string {
  return text
    .trim()
    .split(/[\r\n]/, 1)[0]!
    .slice(0, REASON_CHARS_MAX);
}
