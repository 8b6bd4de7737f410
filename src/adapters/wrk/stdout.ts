import { NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { documentLabels, emptyDocument, scalarLabel } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { measured, statisticOf } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';

/** Units as wrk writes them behind a number, without a blank (`src/units.c`). Its K, M and G of bytes are steps of 1024. */
const TIMES: ReadonlyMap<string, string> = new Map([
  ['us', 'us'],
  ['ms', 'ms'],
  ['s', 's'],
  ['m', 'min'],
  ['h', 'h'],
]);
const SIZES: ReadonlyMap<string, string> = new Map([
  ['B', 'bytes'],
  ['KB', 'KiB'],
  ['MB', 'MiB'],
  ['GB', 'GiB'],
]);
const TRANSFER_RATES: ReadonlyMap<string, string> = new Map([...SIZES].map(([written, unit]) => [written, `${unit}/s`]));
const REQUEST_RATES: ReadonlyMap<string, string> = new Map([
  ['', 'requests/s'],
  ['k', 'k requests/s'],
]);
const COUNTS: ReadonlyMap<string, string> = new Map([['', 'count']]);

interface CellKind {
  readonly metric: string;
  readonly units: ReadonlyMap<string, string>;
  /** Label in the line, and which number behind it. */
  readonly at: string;
  readonly statistic?: string;
  readonly definition?: string;
}

interface LineKind {
  readonly starts: RegExp;
  /** A whole line; its groups are `cells`, in order. */
  readonly pattern: RegExp;
  readonly cells: readonly CellKind[];
}

const LATENCY = { metric: 'request_latency', units: TIMES, definition: 'request_latency:wrk-corrected' };
const REQUESTS = /^ +(\d+) requests in ([^\s,]+), (\S+) read$/;
const ERROR_ANSWERS = 'Non-2xx or 3xx responses';
const LAST = /^Transfer\/sec:\s+(\S+B)$/;

const LINES: readonly LineKind[] = [
  {
    starts: /^ +Latency +(?! |Distribution)/,
    pattern: /^ +Latency\s+(\S+)\s+(\S+)\s+(\S+)\s+\S+%$/,
    cells: threadStatistics('Latency', LATENCY),
  },
  {
    starts: /^ +Req\/Sec\b/,
    pattern: /^ +Req\/Sec\s+(\S+)\s+(\S+)\s+(\S+)\s+\S+%$/,
    cells: threadStatistics('Req/Sec', { metric: 'thread_request_throughput', units: REQUEST_RATES }),
  },
  {
    starts: /^ +\d+ requests in\b/,
    pattern: REQUESTS,
    cells: [
      // The number stands before its label: the first of the line.
      { metric: 'request_count', units: COUNTS, at: ';index=0', definition: 'request_count:with-failures' },
      { metric: 'run_duration', units: TIMES, at: 'requests in;index=0' },
      { metric: 'data_received', units: SIZES, at: 'requests in;index=1' },
    ],
  },
  {
    starts: /^ +Socket errors\b/,
    pattern: /^ +Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/,
    cells: ['connect', 'read', 'write', 'timeout'].map((at) => ({ metric: `socket_${at}_error_count`, units: COUNTS, at })),
  },
  {
    starts: /^ +Non-2xx\b/,
    pattern: /^ +Non-2xx or 3xx responses: (\d+)$/,
    cells: [{ metric: 'failed_request_count', units: COUNTS, at: ERROR_ANSWERS }],
  },
  {
    starts: /^Requests\/sec\b/,
    pattern: /^Requests\/sec:\s+(\S+)$/,
    cells: [{ metric: 'request_throughput', units: REQUEST_RATES, at: 'Requests/sec', definition: 'request_throughput:with-failures' }],
  },
  { starts: /^Transfer\/sec\b/, pattern: LAST, cells: [{ metric: 'data_received_rate', units: TRANSFER_RATES, at: 'Transfer/sec' }] },
];

/** Avg, Stdev and Max of a line of `Thread Stats`. The share of values within one deviation, the last number, is not read. */
function threadStatistics(label: string, kind: Omit<CellKind, 'at' | 'statistic'>): CellKind[] {
  return ['mean', 'stdev', 'max'].map((statistic, index) => ({ ...kind, statistic, at: `${label};index=${index}` }));
}

const PERCENTILE = /^ +(\d+(?:\.\d+)?)%\s+(\S+)$/;
const START = /^Running \S+ test @ \w+:\/\/[^/?#\s]*?(?::(?<port>\d+))?(?<path>\/[^?#\s]*)?(?:[?#]\S*)?$/;
const LOAD = /^ +(?<threads>\d+) threads and (?<connections>\d+) connections$/;

interface Line {
  readonly number: number;
  readonly content: string;
}

interface Run {
  /** From `Running ...` to `Transfer/sec`, or to where it breaks off. */
  readonly lines: readonly Line[];
  readonly complete: boolean;
}

/**
 * What wrk prints, also with `--latency`, once or several times in one log. Latencies are those of answers, error answers included, and
 * wrk adds to them what a stalled connection would have sent, so it is not known how many stand behind a statistic. `Req/Sec` is the rate
 * of one thread in intervals of 100 ms. The host of the target is not read. wrk2 prints the same first lines and is another format.
 */
export const wrkStdout: Adapter = {
  id: 'wrk-stdout',
  title: 'wrk console output',
  tool: 'wrk',
  fallback: false,
  source: 'https://github.com/wg/wrk/blob/master/src/wrk.c',
  claims: ({ kind, head }) =>
    kind === 'text' &&
    /^Running \S+ test @ \S+\r?\n +\d+ threads and \d+ connections\r?$/m.test(head) &&
    !/^ +(?:Thread calibration:|Latency Distribution \(HdrHistogram)/m.test(head),
  parse({ text }) {
    const problems: Problem[] = [];
    const tables = runsOf(text)
      .map((run) => tableOf(run, problems))
      .filter((table) => table !== null);
    if (tables.length === 0) return { ...emptyDocument('the output ends without a result: the test did not finish'), problems };
    return { ...NOTHING_READ, tables, problems };
  },
};

/** The runs of a log. A last line without line end may be cut, unless its unit stands at the end of it: wrk prints that one last. */
function runsOf(text: string): Run[] {
  const runs: { readonly lines: Line[]; complete: boolean }[] = [];
  const physical = text.split('\n');
  for (const [index, raw] of physical.entries()) {
    const content = raw.trimEnd();
    if (index === physical.length - 1 && !LAST.test(content)) break;
    if (START.test(content)) runs.push({ lines: [], complete: false });
    const run = runs.at(-1);
    if (!run || run.complete) continue;
    run.lines.push({ number: index + 1, content });
    run.complete = LAST.test(content);
  }
  return runs;
}

/** One row for the run: its values stand on several lines. Null where it has no result yet. */
function tableOf({ lines, complete }: Run, problems: Problem[]): ObservationTable | null {
  const first = lines[0];
  if (!first) return null;
  const failure = failureOf(lines);
  const readings = lines.flatMap((line) => readingsOf(line, failure.failure !== undefined, problems));
  const target = START.exec(first.content)?.groups;
  const load = lines.map(({ content }) => LOAD.exec(content)?.groups).find((groups) => groups !== undefined);
  const table = tableBuilder(
    'line',
    documentLabels({
      benchmark: 'wrk',
      test: scalarLabel(target?.['path'] ?? '/'),
      port: scalarLabel(target?.['port']),
      concurrency: scalarLabel(load?.['connections']),
      threads: scalarLabel(load?.['threads']),
    }),
  );
  if (readings.length > 0) table.add(first.number, readings, failure);
  if (readings.length > 0 && !complete) {
    const message = 'the result breaks off after this line: the log is truncated or still being written';
    problems.push({ line: lines.at(-1)!.number, message });
  }
  return table.build();
}

/** A run of which nothing succeeded: no request was answered, or every answer was an error. */
function failureOf(lines: readonly Line[]): Pick<RowContext, 'failure' | 'failureAt'> {
  const requests = lines.find(({ content }) => REQUESTS.test(content));
  const count = numberIn(REQUESTS.exec(requests?.content ?? '')?.[1]);
  if (requests && count === 0) return { failure: 'no request was answered', failureAt: `line=${requests.number};col=;index=0` };
  const errors = lines.find(({ content }) => content.trimStart().startsWith(ERROR_ANSWERS));
  const errorCount = numberIn(errors?.content.split(':')[1]);
  if (!errors || count === null || errorCount !== count) return {};
  return { failure: `all ${count} answers were errors`, failureAt: `line=${errors.number};col=${ERROR_ANSWERS}` };
}

function readingsOf({ number, content }: Line, failed: boolean, problems: Problem[]): Reading[] {
  const percentile = PERCENTILE.exec(content);
  const kind = percentile ? percentileLine(percentile[1]!) : LINES.find(({ starts }) => starts.test(content));
  if (!kind) return [];
  const texts = kind.pattern.exec(content)?.slice(1) ?? [];
  const readings = kind.cells.map((cell, index) => readingOf(cell, texts[index], number, failed));
  if (readings.includes(null)) problems.push({ line: number, message: `not as wrk writes it, not used: "${content.trim().slice(0, 80)}"` });
  return readings.flatMap((reading) => reading ?? []);
}

function percentileLine(percentile: string): LineKind {
  const statistic = statisticOf(`p${percentile}`) ?? `p${percentile}`;
  return { starts: PERCENTILE, pattern: /^ +\S+%\s+(\S+)$/, cells: [{ ...LATENCY, statistic, at: `${percentile}%` }] };
}

/** A number with its unit; no reading for a zero that stands for no measurement, and null for what is no number in a known unit. */
function readingOf({ metric, units, at, ...detail }: CellKind, text: string | undefined, line: number, failed: boolean): Reading[] | null {
  const written = /^(?<value>\d+(?:\.\d+)?)(?<unit>[A-Za-z]*)$/.exec(text ?? '')?.groups;
  const unit = units.get(written?.['unit'] ?? 'none');
  if (!written || unit === undefined) return null;
  return measured(metric, unit, `line=${line};col=${at}`, written['value'], { ...detail, failed });
}
