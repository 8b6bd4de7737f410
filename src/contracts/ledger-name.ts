/** What a file of decisions says that it is. */
export const LEDGER_SCHEMA = 'benchscribe.regressions/1';

/** Its name, in a root, or in a report directory below it. */
export const LEDGER_NAME = 'benchscribe-regressions.yaml';
