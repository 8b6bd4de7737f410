/** What a kept summary says that it is. */
export const KEPT_RUN_SCHEMA = 'benchscribe.kept-run/1';

/** Adapter that reads one. */
export const KEPT_RUN_ADAPTER = 'benchscribe-kept-run';

/** Folder of kept summaries in a report directory. */
export const KEPT_RUNS_FOLDER = 'benchscribe-runs';
