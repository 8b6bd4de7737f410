/** What a report of this program says that it is, in its JSON and front matter. */
export const REPORT_SCHEMA = 'benchscribe.report/1';

/** Name of the files of a report, without extension. */
export const REPORT_BASENAME = 'benchscribe-report';
