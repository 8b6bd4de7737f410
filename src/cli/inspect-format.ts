import type { ParsedArtifact } from '../adapters/recognise.ts';
import type { ArtifactKind, Verdict } from '../contracts/artifact.ts';
import { type LabelOrigin, type LabelValue, type Problem, statesNumber } from '../contracts/observation.ts';
import type { LabelBook } from '../core/assemble/labels.ts';
import { appendAll } from '../sequences/append-all.ts';

/** Distinct values of a label that are listed; the rest is counted. */
const LABEL_VALUES_MAX = 20;
/** Lines of one sort in the text form; the JSON form has all. */
const LINES_MAX = 12;

/** What one column, or one field at many places of a document, holds. */
export interface InspectedMetric {
  readonly metric: string;
  /** null for samples, else the statistic that the tool computed. */
  readonly statistic: string | null;
  /** As written; statistics are stated in the base unit of the metric. */
  readonly unit: string;
  readonly at: string;
  readonly definition: string | null;
  readonly valueCount: number;
  readonly missingCount: number;
}

export interface InspectedLabel {
  readonly key: string;
  readonly origin: LabelOrigin;
  /** The first distinct values, in file order. */
  readonly values: readonly LabelValue[];
  readonly valueCount: number;
}

/** What `inspect` says about one file. */
export interface Inspection {
  readonly path: string;
  readonly kind: ArtifactKind;
  readonly adapter: string;
  readonly title: string;
  readonly version: string | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly growing: boolean;
  readonly sampleCount: number;
  readonly rowCount: number;
  readonly failures: readonly { readonly place: string; readonly reason: string }[];
  readonly statementCount: number;
  readonly configurationCount: number;
  readonly metrics: readonly InspectedMetric[];
  readonly labels: readonly InspectedLabel[];
  readonly problems: readonly Problem[];
}

/** Describes what was read. Pure. @param book of all files that are inspected; what the path tells yields to a label of the content. */
export function describeArtifact(
  file: { readonly path: string; readonly kind: ArtifactKind; readonly growing: boolean },
  parsed: ParsedArtifact,
  book: LabelBook,
): Inspection {
  const { tables, statements, configuration, problems } = parsed.result;
  return {
    path: file.path,
    kind: file.kind,
    adapter: parsed.adapter,
    title: parsed.title,
    version: parsed.version,
    verdict: parsed.verdict,
    reason: parsed.reason,
    growing: file.growing,
    sampleCount: parsed.sampleCount,
    rowCount: tables.reduce((sum, { places }) => sum + places.length, 0),
    failures: tables.flatMap(({ failures, places, placement }) =>
      [...failures].map(([row, reason]) => ({
        place: placement === 'pointer' ? String(places[row]) : `${placement} ${places[row]}`,
        reason,
      })),
    ),
    statementCount: statements.filter(statesNumber).length,
    configurationCount: configuration.size,
    metrics: describeMetrics(parsed),
    labels: describeLabels(parsed, file.path, book),
    problems,
  };
}

function describeMetrics({ result }: ParsedArtifact): InspectedMetric[] {
  const metrics = new Map<string, InspectedMetric>();
  for (const { columns } of result.tables) {
    for (const { metric, statistic, unit, at, definition, values } of columns) {
      const key = JSON.stringify([metric, statistic, unit, at, definition]);
      const valueCount = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), metrics.get(key)?.valueCount ?? 0);
      const rowCount = values.length + (metrics.get(key)?.valueCount ?? 0) + (metrics.get(key)?.missingCount ?? 0);
      const missingCount = rowCount - valueCount;
      metrics.set(key, { metric, statistic, unit, at, definition: definition ?? null, valueCount, missingCount });
    }
  }
  return [...metrics.values()];
}

function describeLabels({ result }: ParsedArtifact, path: string, book: LabelBook): InspectedLabel[] {
  const found = new Map<string, { key: string; origin: LabelOrigin; values: Set<LabelValue> }>();
  const add = (key: string, origin: LabelOrigin, written: LabelValue) => {
    const id = JSON.stringify([key, origin]);
    const entry = found.get(id) ?? { key, origin, values: new Set<LabelValue>() };
    entry.values.add(book.value(key, written));
    found.set(id, entry);
  };
  for (const { labels, labelColumns } of result.tables) {
    for (const [key, { value, origin }] of labels) add(key, origin, value);
    for (const { key, values } of labelColumns) for (const value of values) if (value !== null) add(key, 'column', value);
  }
  const stated = new Set([...found.values()].map(({ key }) => key));
  for (const [key, { value, origin }] of book.fromPath(path)) if (!stated.has(key)) add(key, origin, value);
  return [...found.values()].map(({ key, origin, values }) => {
    return { key, origin, values: [...values].slice(0, LABEL_VALUES_MAX), valueCount: values.size };
  });
}

/** The text form of one inspection: a headline and one indented line per fact about the file. */
export function inspectionLines(inspection: Inspection): string[] {
  const { path, title, adapter, version, verdict, reason, sampleCount, rowCount, failures, growing } = inspection;
  const reader = adapter === 'none' ? 'no adapter' : `${title} (${adapter}${version === null ? '' : `, ${version}`})`;
  const lines = [`${path}: ${verdict}, ${reader}, ${plural(sampleCount, 'value')}`];
  if (reason !== null) lines.push(`  reason   ${reason}`);
  if (growing) lines.push('  growing  still being written: only complete rows are read');
  if (rowCount > 0) lines.push(`  rows     ${rowCount}${failures.length > 0 ? `, of which ${failures.length} failed` : ''}`);
  appendAll(lines, cut(failures.map((failure) => `  failed   ${failure.place}: ${failure.reason}`)));
  appendAll(lines, cut(inspection.metrics.map((metric) => `  metric   ${metricText(metric)}`)));
  appendAll(lines, cut(inspection.labels.map((label) => `  label    ${labelText(label)}`)));
  if (inspection.configurationCount > 0) lines.push(`  settings ${inspection.configurationCount} kept as configuration`);
  if (inspection.statementCount > 0)
    lines.push(`  text     ${plural(inspection.statementCount, 'statement')} with numbers, kept for checking`);
  appendAll(
    lines,
    cut(inspection.problems.map(({ line, message }) => `  problem  ${line === undefined ? '' : `line ${line}: `}${message}`)),
  );
  return lines;
}

function metricText({ metric, statistic, unit, at, definition, valueCount, missingCount }: InspectedMetric): string {
  const name = statistic === null ? metric : `${statistic} of ${metric}, reported by the tool`;
  const missing = missingCount > 0 ? `, ${missingCount} missing` : '';
  return `${name}: ${plural(valueCount, 'value')} in ${unit} at ${at}${missing}${definition === null ? '' : ` (${definition})`}`;
}

function labelText({ key, origin, values, valueCount }: InspectedLabel): string {
  const more = valueCount > values.length ? `, and ${valueCount - values.length} more` : '';
  return `${key} = ${values.join(', ')}${more} (from ${origin === 'file-name' ? 'the file name' : `the ${origin}`})`;
}

function cut(lines: readonly string[]): string[] {
  if (lines.length <= LINES_MAX) return [...lines];
  return [...lines.slice(0, LINES_MAX), `           and ${lines.length - LINES_MAX} more of these: see --json`];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
