import { oneLine } from './visible-text.ts';

/** One row per failure an operator can meet; `docs/errors.md` lists the same codes (tested). */
export const ERRORS = {
  CONFIG_INVALID: {
    cause: 'the configuration is not valid',
    remedy: 'correct the keys named above; config/benchscribe.yaml shows them all',
    retry: 'never',
    exitCode: 2,
  },
  ROOT_UNREADABLE: {
    cause: 'the directory cannot be read',
    remedy: 'check that it exists, is mounted and is readable for this user',
    retry: 'later',
    exitCode: 3,
  },
  ROOT_AWAY: {
    cause: 'a root is empty, or another file system stands in its place',
    remedy: 'mount its disk, or put results into it; its reports stay as they are, and nothing is written there until then',
    retry: 'later',
    exitCode: 3,
  },
  ROOT_FILE: {
    cause: 'the path is a file, and reports are made of directories',
    remedy: 'name its directory, or look at the file alone with "benchscribe inspect"',
    retry: 'never',
    exitCode: 2,
  },
  AS_OF_IN_PLACE: {
    cause: 'a report of an earlier day would stand in the place of the present one',
    remedy: 'add --stdout md, or --out with another directory',
    retry: 'never',
    exitCode: 2,
  },
  NOTHING_COMPARABLE: {
    cause: 'the two sides have no series in common that could be compared',
    remedy: 'name directories, runs or labels (key=value) of the same benchmark; "benchscribe report" shows what each holds',
    retry: 'never',
    exitCode: 2,
  },
  DIRECTORY_EMPTY: {
    cause: 'the directory holds no artifacts',
    remedy: 'name a directory of results; benchscribe formats lists what is read',
    retry: 'never',
    exitCode: 2,
  },
  RUN_UNKNOWN: {
    cause: 'the report has no such run',
    remedy: 'name one of those above, as the report lists them, and the directory of its report with --in',
    retry: 'never',
    exitCode: 2,
  },
  CHANGE_UNKNOWN: {
    cause: 'the report has no such regression',
    remedy: 'take the id from "benchscribe regressions DIR", and name the directory with --in',
    retry: 'never',
    exitCode: 2,
  },
  LEDGER_INVALID: {
    cause: 'the ledger cannot be read, so it is not changed',
    remedy: 'correct the line named above; docs/history.md shows every kind of entry',
    retry: 'never',
    exitCode: 2,
  },
  LEDGER_UNWRITABLE: {
    cause: 'the ledger cannot be written',
    remedy: 'give this user write access to its directory',
    retry: 'never',
    exitCode: 3,
  },
  ARTIFACT_UNSAFE: {
    cause: 'the path is not a regular file below its root',
    remedy: 'links, pipes and devices are not read; copy the file into the tree',
    retry: 'never',
    exitCode: 3,
  },
  ARTIFACT_CHANGED: {
    cause: 'the file changed while it was read',
    remedy: 'none needed: it is read again when it is quiet',
    retry: 'later',
    exitCode: 3,
  },
  ARTIFACT_TOO_LARGE: {
    cause: 'the file is larger than the limit',
    remedy: 'raise limits.artifactBytesMax (CSV, JSON lines, text) or limits.documentBytesMax (all others), or split the file',
    retry: 'never',
    exitCode: 3,
  },
  ARTIFACT_UNREADABLE: {
    cause: 'the file cannot be read',
    remedy: 'give this user read access; it is read as soon as it can be',
    retry: 'never',
    exitCode: 3,
  },
  ARTIFACTS_TOO_MANY: {
    cause: 'the directory holds more artifacts than the limit',
    remedy: 'raise limits.artifactCountMax, or leave files out with watch.ignore',
    retry: 'never',
    exitCode: 3,
  },
  REPORT_UNWRITABLE: {
    cause: 'cannot write the report beside the artifacts',
    remedy: 'give this user write access, or name another place with --out',
    retry: 'later',
    exitCode: 3,
  },
  REPORT_FOREIGN: {
    cause: 'a file that is no report of benchscribe stands in the place of one, which is kept away',
    remedy: 'move it away, or name another place with --out',
    retry: 'later',
    exitCode: 3,
  },
  REPORT_UNREADABLE: {
    cause: 'the report cannot be read',
    remedy: 'name a benchscribe-report.md or .json, and the directory of its artifacts with --against',
    retry: 'never',
    exitCode: 2,
  },
  TEXT_FOREIGN: {
    cause: 'a file that is no annotated copy of benchscribe stands where one would be written',
    remedy: 'move it away',
    retry: 'never',
    exitCode: 2,
  },
  TEXT_UNWRITABLE: {
    cause: 'cannot write the text',
    remedy: 'give this user write access to the file and its directory',
    retry: 'never',
    exitCode: 3,
  },
  REPORT_FAILED: {
    cause: 'the report could not be made because of a bug of benchscribe',
    remedy: 'please report it with the lines below, or with `err.cause` in the log; other directories are not affected',
    retry: 'never',
    exitCode: 3,
  },
  REPORT_UNFINISHED: {
    cause: 'the process that made the report took too long, ran out of memory or failed',
    remedy: 'raise limits.parserHeapBytesMax, lower limits.textLinesMax, or split the directory',
    retry: 'never',
    exitCode: 3,
  },
  REPORT_SUPERSEDED: {
    cause: 'the inputs changed while the report was made',
    remedy: 'none needed: it is made again from the new inputs',
    retry: 'later',
    exitCode: 3,
  },
  FACT_UNKNOWN: {
    cause: 'no report here has this fact',
    remedy: 'take the id from the evidence section, and name the directory of the report with --in',
    retry: 'never',
    exitCode: 2,
  },
  JOB_INVALID: {
    cause: 'a job payload does not fit its schema',
    remedy: 'stop other versions that share this Redis',
    retry: 'never',
    exitCode: 3,
  },
  QUEUE_UNREACHABLE: {
    cause: 'Redis did not answer in time, or refused',
    remedy: 'check redis.url and that Redis is running; the embedded queue serves meanwhile',
    retry: 'later',
    exitCode: 3,
  },
  NARRATOR_UNREACHABLE: {
    cause: 'a model server gave no answer',
    remedy:
      'check narrator.servers and that the server runs and has the model; the report stands without a narrative and is completed later',
    retry: 'later',
    exitCode: 3,
  },
  NARRATIONS_UNWRITABLE: {
    cause: 'answers of models cannot be kept, so no model is asked',
    remedy: 'set STATE_DIRECTORY to a directory that this user may write to',
    retry: 'later',
    exitCode: 3,
  },
  HOLD_UNWRITABLE: {
    cause: 'the hold cannot be set or released',
    remedy: 'run it as the user of the daemon, or set narrator.quiet.holdFile to a place that both may write to',
    retry: 'never',
    exitCode: 3,
  },
} as const satisfies Record<string, { cause: string; remedy: string; retry: 'never' | 'later'; exitCode: 2 | 3 }>;

export type ErrorCode = keyof typeof ERRORS;

/** Errors that only a mistake in a program throws: the same inputs lead to them again. By name, since some come from another realm or process. */
const MISTAKES: ReadonlySet<string> = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'EvalError',
  'URIError',
  'AssertionError',
  'ZodError',
]);

/** Whether an error is a bug of the program, and not something that the outside did. */
export function isBug(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && MISTAKES.has(String(error.name));
}

/** Whether what failed may succeed when it is tried again as it is. */
export function mayPass(error: unknown): boolean {
  return error instanceof AppError ? error.retry === 'later' : !isBug(error);
}

/**
 * A failure an operator can act on. `detail` names the path, URL or key at fault; pass the original error as `options.cause`. The message is one
 * line, whatever the path holds; only that of CONFIG_INVALID has one for each problem.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retry: 'never' | 'later';
  readonly exitCode: 2 | 3;

  /** A script of the built program has a class of its own: see `src/compose/command-script.ts`. */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && value.name === 'AppError';
  }

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(`${ERRORS[code].cause}: ${code === 'CONFIG_INVALID' ? detail : oneLine(detail)}. Remedy: ${ERRORS[code].remedy}.`, options);
    this.code = code;
    this.detail = detail;
    this.retry = ERRORS[code].retry;
    this.exitCode = ERRORS[code].exitCode;
  }
}
