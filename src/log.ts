import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from './config.ts';
import { oneLine } from './visible-text.ts';

export type Log = Logger;

/** Every event of the log, with what it says. One line is written per finished unit of work; `docs/operations.md` may list them from here. */
export const LOG_EVENTS: ReadonlyMap<string, string> = new Map([
  ['daemon.started', 'everything is open and the first sweep is done'],
  ['daemon.stopped', 'everything is closed; `reason` says why'],
  ['root.unavailable', 'a root is away; its reports stay as they are'],
  ['root.available', 'a root is there again'],
  ['sweep.finished', 'every report was compared with its inputs; at info when one was stale, else at debug'],
  ['sweep.failed', 'a sweep ended early: a bug; the next one follows'],
  ['directory.refused', 'a report directory cannot be compared; once per reason'],
  ['report.published', 'a report was written'],
  ['report.unchanged', 'a report was made and said what stood there already'],
  ['report.kept-away', 'something that is no report of ours stands in the place of a file of a report'],
  ['report.skipped', 'a job found nothing to do'],
  ['report.superseded', 'the inputs changed while the report was made; it is made again'],
  ['report.disputed', 'a report did not match its inputs right after it was made: a bug'],
  ['part.failed', 'a part of a report could not be made: a bug; it is left out and named in the gaps'],
  ['job.started', 'a job was taken'],
  ['job.postponed', 'a job failed and is tried again'],
  ['job.failed', 'a job failed and waits for its inputs to change'],
  ['queue.degraded', 'Redis is away; the embedded queue serves'],
  ['queue.restored', 'Redis is back'],
  ['queue.troubled', 'Redis refuses something'],
  ['watcher.failed', 'file events may have been lost; a sweep follows'],
  ['watcher.degraded', 'file events are off; the sweep alone finds changes'],
  ['loop.stalled', 'the process stood still; a sweep follows'],
  ['temps.removed', 'temporary files of killed processes were removed'],
  ['report.stranded', 'a report of ours stands where none belongs and is kept for a reason'],
  ['report.removed', 'a report of ours stood where none belongs and was removed'],
  ['gate.closed', 'no model is asked from now on; `reason` says why'],
  ['gate.opened', 'nothing speaks against asking a model any more'],
  ['commentary.finished', 'a model has commented on a report: calls, seconds, tokens, and what the hour has taken so far'],
  ['narration.finished', 'models were asked about a report: calls, seconds, tokens, and what the hour has taken so far'],
  ['narration.postponed', 'a model server gave no answer; the report stands without it and is completed later'],
  ['narration.interrupted', 'a call was broken off because the machine was no longer quiet; it follows later'],
  ['narration.skipped', 'a narrate job found nothing to ask'],
  ['webhook.failed', 'the webhook could not be told of a change; it is tried again'],
  ['narration.failed', 'the weights of the models could not be looked up: a bug'],
  ['heartbeat.refused', 'no heartbeat can be written; doctor cannot see this process'],
  ['systemd.unheard', 'systemd could not be told'],
]);

const DEPTH_MAX = 6;

/**
 * The log of the daemon: JSON lines, or readable lines on a terminal. Text in it comes from file names and foreign programs, so control
 * characters and marks that turn the reading direction are escaped, and URLs lose their passwords.
 *
 * @param isTerminal whether `stream` is shown to a person; decides for `format: auto`.
 */
export async function createLogger(options: Config['log'], stream: DestinationStream, isTerminal: boolean): Promise<Log> {
  const pinoOptions: LoggerOptions = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => safeValue(fields, 0) as Record<string, unknown>,
    },
    // The error arrives here as `log` above has left it.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map((argument) => (typeof argument === 'string' ? safeText(argument) : argument)) as typeof args);
      },
    },
  };
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && isTerminal);
  if (!isPretty) return pino(pinoOptions, stream);
  const { build } = await import('pino-pretty');
  return pino(
    pinoOptions,
    build({
      colorize: isTerminal,
      destination: stream as NodeJS.WritableStream,
      translateTime: 'SYS:HH:MM:ss',
      hideObject: true,
      messageFormat: terminalLine,
    }),
  );
}

/** An entry as a person reads it: what, where, how much, why. One line, but for the stack of a bug. */
function terminalLine(entry: Record<string, unknown>): string {
  const { msg, root, directory, artifactCount, factCount, calls, seconds, promptTokens, tokensGenerated, durationMs, reason, remedy, err } =
    entry;
  const place = directory === undefined || directory === '.' ? root : `${root}/${directory}`;
  const error = (err ?? {}) as { message?: unknown; stack?: unknown };
  const amounts = artifactCount === undefined ? [] : [`${artifactCount} artifacts`, `${factCount} facts`];
  const asked = calls === undefined ? [] : [`${calls} calls, ${promptTokens} + ${tokensGenerated} tokens, ${seconds} s`];
  const duration = typeof durationMs === 'number' ? [`${Math.round(durationMs)} ms`] : [];
  const told = [[place, amounts.join(', '), ...asked, ...duration].filter(Boolean).join(', '), reason, error.message, remedy].filter(
    Boolean,
  );
  const stack = Array.isArray(error.stack) ? error.stack.map((line) => `\n    ${line}`).join('') : '';
  return `${[msg, ...told].join(': ')}${stack}`;
}

/** One line of text without control characters, direction marks and passwords in URLs. */
export function safeText(text: string): string {
  return oneLine(text)
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@')
    .replaceAll(/\b(rediss?:\/\/[^\s?]*)\?\S*/gi, '$1?***');
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safeText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (isError(value)) return safeError(value, depth);
  if (Array.isArray(value)) return value.map((entry) => safeValue(entry, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [safeText(key), safeValue(entry, depth + 1)]));
}

/** Message, code and causes; the stack, line by line, only of errors that nobody foresaw. */
function safeError(error: Error & { code?: unknown }, depth: number): Record<string, unknown> {
  const isForeseen = error.name === 'AppError';
  return {
    type: safeText(error.name),
    ...(typeof error.code === 'string' && { code: safeText(error.code) }),
    message: safeText(error.message),
    ...(error.cause !== undefined && { cause: safeValue(error.cause, depth + 1) }),
    ...(!isForeseen && {
      stack: (error.stack ?? '')
        .split('\n')
        .slice(1)
        .map((line) => safeText(line.trim())),
    }),
  };
}

/** Also errors of another realm (a worker thread, a virtual machine), which `instanceof` does not know. */
function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
