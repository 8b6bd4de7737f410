/**
 * The words of column and field names, apart from the metrics themselves (`name-stems.ts`) and the labels (`labels.ts`): statistics, units,
 * repeats, and what tells a setting from a measurement. Data only; `name-parts.ts` reads names with it.
 */

/** Word -> statistic. Percentiles are read by `PERCENTILES`. */
export const STATISTICS: ReadonlyMap<string, string> = new Map([
  ...['mean', 'avg', 'average', 'averaged'].map((word) => [word, 'mean'] as const),
  ...['median', 'med', 'p50'].map((word) => [word, 'median'] as const),
  ...['std', 'stdev', 'stddev', 'sd', 'stdv', 'sigma'].map((word) => [word, 'stdev'] as const),
  ...['stderr', 'sem'].map((word) => [word, 'stderr'] as const),
  ...['min', 'minimum', 'lowest'].map((word) => [word, 'min'] as const),
  ...['max', 'maximum', 'highest', 'peak'].map((word) => [word, 'max'] as const),
]);

/** A percentile as a word of a name: `p99`, `99th`, `percentile95`, `pct99`, `99p`, `p999` for 99.9; the number is in the first group that has one. */
export const PERCENTILES = /^(?:p|pct|pctl|perc|percentile|quantile)(\d{1,2}|100|99\d{1,2})$|^(\d{1,2})(?:th|p|pct|pctl|percentile)$/;

/** A number alone at the end of a name that has stated its unit already is a percentile: `ttft_ms_99`. */
export const BARE_PERCENTILES: ReadonlySet<string> = new Set(['50', '75', '90', '95', '99']);

/**
 * Words of statistics. One that is left over where a name was taken apart states something of the numbers that nobody understood (`ttft_var`,
 * `ttftp99_ms`, `latency_p50_p99`): they are no samples.
 */
export const STATISTIC_WORDS =
  /^(?:mean|avg|average|averaged|median|std|stdev|stddev|sd|stderr|sem|variance|var|cv|iqr|mad|geomean|gmean|hmean|harmonic|trimmed|percentile|percentiles|quantile|quantiles|ci\d*|conf|confidence|\d{1,2}(?:th|st|nd|rd)|p\d{1,4}|\p{L}+(?<!fp|sp|mp|np|tp|pp|dp|ep|up)p(?:50|75|9\d{1,3}))$/u;

/** Words that join a statistic to what it is of: `mean of ttft`, `ttft mean in ms`. */
export const JOINTS: ReadonlySet<string> = new Set(['of', 'the', 'in', 'for']);

/** Words that stand for another one; `req` at the start of a name only. */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ...['tput', 'thpt', 'thruput', 'thrpt', 'thrput', 'durchsatz'].map((word) => [word, 'throughput'] as const),
  ['1st', 'first'],
  ['2nd', 'second'],
  ['3rd', 'third'],
  ...['bw'].map((word) => [word, 'bandwidth'] as const),
  ...['lat'].map((word) => [word, 'latency'] as const),
  ...['reqs'].map((word) => [word, 'requests'] as const),
  ...['toks', 'tks'].map((word) => [word, 'tokens'] as const),
]);

/** Last or first word of a name -> unit. "min" is not here: in a name it is the minimum. */
export const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ...['ns', 'nanoseconds'].map((word) => [word, 'ns'] as const),
  ...['us', 'µs', 'μs', 'microseconds', 'usec'].map((word) => [word, 'us'] as const),
  ...['ms', 'msec', 'msecs', 'millis', 'milliseconds', 'millisecond'].map((word) => [word, 'ms'] as const),
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((word) => [word, 's'] as const),
  ...['minutes', 'mins'].map((word) => [word, 'min'] as const),
  ...['hours', 'hrs'].map((word) => [word, 'h'] as const),
  ['bytes', 'bytes'],
  ...(['KB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'] as const).map((unit) => [unit.toLowerCase(), unit] as const),
  ...['percent', 'percentage', 'pct'].map((word) => [word, '%'] as const),
  ...['w', 'watts', 'watt'].map((word) => [word, 'W'] as const),
  ['mw', 'mW'],
  ...['j', 'joules', 'joule'].map((word) => [word, 'J'] as const),
  ...['celsius', 'degc'].map((word) => [word, '°C'] as const),
  ['mhz', 'MHz'],
  ['ghz', 'GHz'],
]);

/** Units that may begin a name: "Seconds to first token", `ms_per_token`. */
export const LEADING_UNITS = /^(?:milliseconds|seconds|microseconds|nanoseconds|ms|us|ns|sec|secs|s)_(?=(?:to|per|until|till)_|total$)/;

/** Rates at the end of a name. */
export const RATES: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/(?:^|_)(?:tokens|toks?)_(?:per_)?(?:s|sec|secs|second|seconds)$|(?:^|_)token_per_(?:s|sec|second)$|(?:^|_)tps$/, 'tokens/s'],
  [/(?:^|_)t_(?:per_)?s$/, 'tokens/s'],
  [/(?:^|_)(?:requests?)_(?:per_)?(?:s|sec|secs|second|seconds)$|(?:^|_)rps$/, 'requests/s'],
  [/(?:^|_)(?:ops|operations?|iterations?|iters?|it|samples?|queries)_(?:per_)?(?:s|sec|secs|second|seconds)$/, 'operations/s'],
];

/** A time of one execution: `s/op`, `ns/iter`. */
export const TIME_PER_OPERATION = /^(ns|us|ms|s|sec)_(?:per_)?(?:op|ops|iter|iteration|call|run)$/;

/** Several measurements of one row, a column each: `tok_s_run1`, `ttft_ms_rep_2`. */
export const REPEATS = /_(?:run|rep|repeat|repetition|trial|iter|iteration|try|attempt|pass|round)_?\d{1,3}(?=_|$)/;

/** Words that show that a number was chosen, not measured. */
export const SETTING_WORDS: ReadonlySet<string> = new Set(
  (
    'size sizes len length layer layers rank level worker workers thread threads node nodes gpu gpus device devices replica replicas world degree factor ' +
    'width height chunk window head heads expert experts block blocks page pages budget limit parallel parallelism concurrency clients users batch ' +
    'ctx context seed version bits group groups epoch epochs step steps dim shots few nproc procs processes cores slot slots ' +
    'max draft beam beams warmup split shard shards stages depth interval timeout retries offload ngl priority bucket buckets param params qps temp'
  ).split(' '),
);

/** Words that show that a number was measured; they win over those of settings. */
export const MEASURED_WORDS: ReadonlySet<string> = new Set(
  (
    'time times speed rate latency latencies duration throughput hits hit misses miss usage used free util utilization utilisation load loaded energy power ' +
    'draw score scores accuracy acc loss error errors err jitter delay wait elapsed runtime wall total count counts sum bandwidth bw flops tflops gflops ' +
    'memory mem vram ram peak perf performance ratio percent pct fraction efficiency speedup gain delta diff change cost reads writes faults cycles ' +
    'instructions clock temp temperature ppl perplexity bleu rouge f1 recall precision quality tokens tps ttft tpot itl e2e allocated reserved hit_rate'
  ).split(' '),
);

/** Words of quantities that mean nothing without a unit. */
export const NEEDS_UNIT =
  /(?:^|_)(?:times?|speed|latency|latencies|duration|throughput|rate|memory|mem|vram|ram|power|energy|bandwidth|bw|delay|wait|elapsed|runtime)(?:_|$)/;

/** Words that make a name one of a change: how far two measurements lie apart is no measurement of the same quantity. */
export const CHANGE_WORDS: ReadonlySet<string> = new Set(
  'delta deltas diff diffs difference differences change changes improvement improvements gain gains reduction increase decrease'.split(
    ' ',
  ),
);

/** Numbers that name something: they tell series apart only where they repeat. */
export const IDENTIFIERS = /(?:^|_)(?:id|ids|idx|index|no|nr|num|port|line|row|pid|uuid|key|order|sequence|seq)$/;

/** Objects of a document that describe the machine and its software: their numbers are no results. */
export const DESCRIBES = /^(?:hardware|machine|specs?|host|system_info|platform|environment|env|metadata|meta|software|versions?)$/;

/** Objects that hold what the program was told: their numbers are settings. */
export const CONFIGURES = /^(?:config|configuration|settings|args|arguments|cli_args|options|params|parameters|hyperparameters)$/;

/** Text that comments on a row or says where something lies: no setting and no subject. */
export const REMARKS =
  /(?:^|_)(?:urls?|uri|path|dir|comments?|notes?|remarks?|description|messages?|msg|warnings?|hash|sha\d*|uuid|pid|pstate|fan_speed|flags|cmd|command|command_line|cmdline|log|logs|human)$/;

/** What a model was asked or answered. */
export const ANSWERS =
  /(?:^|_)(?:response|output|outputs|text|answer|completion|content|reply|generated_text|generation|stop_reason|finish_reason|query|question)$/;
