import { Fact, Interval, Source } from '../../contracts/fact.ts';
import { Report } from '../../contracts/report.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareKeys } from '../../sequences/text-order.ts';

/** Fields that hold free keys (labels, options, columns): their order is not the schema's, so it is made alphabetical. */
const FREE_KEYS: ReadonlySet<string> = new Set(['labels', 'constants', 'contrast', 'options', 'byKind']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For `JSON.stringify`: free keys in alphabetical order, so that equal reports have equal bytes. */
function sortFreeKeys(key: string, value: unknown): unknown {
  const free = isRecord(value) && (FREE_KEYS.has(key) || key === 'facts');
  return free ? Object.fromEntries(Object.entries(value).sort(compareKeys)) : value;
}

function holdsRecords(value: unknown): boolean {
  return Array.isArray(value) ? isRecord(value[0]) : isRecord(value) && Object.values(value).some(holdsRecords);
}

/**
 * Lays out one value: the report itself and objects that hold lists of records are opened, a list of records has one record per line,
 * everything else is one line. A change of one fact is a change of one line, and no line is spent on braces.
 */
function lay(key: string, value: unknown, indent: string): string {
  const inner = `${indent} `;
  if (Array.isArray(value) && isRecord(value[0])) {
    const lines = value.map((entry) => `${inner}${JSON.stringify(entry, sortFreeKeys)}`);
    return `[\n${lines.join(',\n')}\n${indent}]`;
  }
  if (isRecord(value) && (indent === '' || holdsRecords(value))) {
    const ordered = sortFreeKeys(key, value) as Record<string, unknown>;
    const lines = Object.entries(ordered).map(([name, entry]) => `${inner}${JSON.stringify(name)}: ${lay(name, entry, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(sortFreeKeys(key, value), sortFreeKeys);
}

const FACT_KEYS = Object.keys(Fact.shape) as (keyof Fact)[];
const INTERVAL_KEYS = Object.keys(Interval.shape) as (keyof Interval)[];
const SOURCE_KEYS = Object.keys(Source.shape) as (keyof Source)[];

/** A record with its keys in the order of the schema. */
function inOrder<T extends object>(record: T, keys: readonly (keyof T)[]): T {
  const ordered: Partial<T> = {};
  for (const key of keys) if (record[key] !== undefined) ordered[key] = record[key];
  return ordered as T;
}

function sorted<V>(labels: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(labels).sort(compareKeys));
}

/** Facts, each on one line. They are most of a report, and are made by our own code: they are not validated again, only their numbers are. */
function factLines(facts: readonly Fact[]): string[] {
  // The statistics of a series share their labels and sources.
  const labelsText = remembered((labels: Readonly<Record<string, unknown>>) => JSON.stringify(sorted(labels)));
  const sourcesText = remembered((sources: readonly Source[]) => JSON.stringify(sources.map((source) => inOrder(source, SOURCE_KEYS))));
  const textOf = (fact: Fact, key: keyof Fact): string => {
    if (key === 'labels') return labelsText(fact.labels);
    if (key === 'sources') return sourcesText(fact.sources);
    if (key === 'contrast') return JSON.stringify(sorted(fact.contrast!));
    if (key === 'interval') return JSON.stringify(inOrder(fact.interval!, INTERVAL_KEYS));
    if (key === 'excluded') return JSON.stringify({ failed: fact.excluded.failed, implausible: fact.excluded.implausible });
    return JSON.stringify(fact[key]);
  };
  return facts.map((fact) => {
    const { id, value, interval } = fact;
    const numbers = [value, ...(interval ? [interval.low, interval.high] : [])];
    if (!numbers.every(Number.isFinite)) throw new Error(`the fact ${id} has a NaN or an infinite number`);
    return `  {${FACT_KEYS.filter((key) => fact[key] !== undefined)
      .map((key) => `"${key}":${textOf(fact, key)}`)
      .join(',')}}`;
  });
}

/**
 * The report as JSON, schema `benchscribe.report/1`: keys in the order of the schema, `schema` and `generator` first, so that the file says
 * at once what it is. The same report gives the same bytes, whatever the order of its keys.
 *
 * @throws ZodError when it is no valid report (an unknown field), Error for a number of a fact that is not finite: defects of the stage that
 *   built it.
 */
export function renderJson(report: Report): string {
  const { facts, ...rest } = report;
  const lines = factLines(facts);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n ]`;
  const shell = lay('', Report.parse({ ...rest, facts: [] }), '');
  // The empty list stands on a line of its own: a name of a field is never a line in a text.
  return `${shell.replace('\n "facts": [],\n', () => `\n "facts": ${list},\n`)}\n`;
}
