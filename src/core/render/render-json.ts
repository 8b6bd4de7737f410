import { Report } from '../../contracts/report.ts';

/** Fields that hold free keys (labels, options, columns): their order is not the schema's, so it is made alphabetical. */
const FREE_KEYS: ReadonlySet<string> = new Set(['labels', 'constants', 'contrast', 'options', 'byKind']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For `JSON.stringify`: free keys in alphabetical order, so that equal reports have equal bytes. */
function sortFreeKeys(key: string, value: unknown): unknown {
  const free = isRecord(value) && (FREE_KEYS.has(key) || key === 'facts');
  return free ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function holdsRecords(value: unknown): boolean {
  return Array.isArray(value) ? isRecord(value[0]) : isRecord(value) && Object.values(value).some(holdsRecords);
}

/**
 * Lays out one value: objects that hold lists of records are opened, a list of records has one record per line, everything else is one
 * line. A change of one fact is a change of one line, and no line is spent on braces.
 */
function lay(key: string, value: unknown, indent: string): string {
  const inner = `${indent} `;
  if (Array.isArray(value) && isRecord(value[0])) {
    const lines = value.map((entry) => `${inner}${JSON.stringify(entry, sortFreeKeys)}`);
    return `[\n${lines.join(',\n')}\n${indent}]`;
  }
  if (isRecord(value) && holdsRecords(value)) {
    const ordered = sortFreeKeys(key, value) as Record<string, unknown>;
    const lines = Object.entries(ordered).map(([name, entry]) => `${inner}${JSON.stringify(name)}: ${lay(name, entry, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(sortFreeKeys(key, value), sortFreeKeys);
}

/**
 * The report as JSON, schema `benchscribe.report/1`: keys in the order of the schema, `schema` and `generator` first, so that the file says
 * at once what it is. The same report gives the same bytes, whatever the order of its keys.
 *
 * @throws ZodError when it is no valid report (a NaN, an unknown field): a defect of the stage that built it.
 */
export function renderJson(report: Report): string {
  return `${lay('', Report.parse(report), '')}\n`;
}
