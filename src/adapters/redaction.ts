import type { ParseResult } from '../contracts/observation.ts';
import { redact, redactLabel } from '../metrics/redact.ts';

/** A parse result without secrets in what a report may print: labels, failure reasons, problems, configuration. Cells keep their addresses. */
export function redacted(parsed: ParseResult): ParseResult {
  return {
    ...parsed,
    tables: parsed.tables.map((table) => ({
      ...table,
      labels: new Map([...table.labels].map(([key, label]) => [key, { ...label, value: redactLabel(label.value) }])),
      labelColumns: table.labelColumns.map(({ key, values }) => ({ key, values: each(values, redactLabel) })),
      failures: new Map(zip([...table.failures.keys()], each([...table.failures.values()], redact))),
    })),
    problems: parsed.problems.map((problem) => ({ ...problem, message: redact(problem.message) })),
    configuration: new Map([...parsed.configuration].map(([key, value]) => [key, redactLabel(value)])),
    rejected: parsed.rejected && { ...parsed.rejected, reason: redact(parsed.rejected.reason) },
  };
}

/** `values.map(change)` where the same few values come over and over. */
function each<T>(values: readonly T[], change: (value: T) => T): T[] {
  const changed = new Map<T, T>();
  return values.map((value) => {
    const known = changed.get(value);
    if (known !== undefined) return known;
    const made = change(value);
    changed.set(value, made);
    return made;
  });
}

function zip<K, V>(keys: readonly K[], values: readonly V[]): [K, V][] {
  return keys.map((key, index) => [key, values[index]!]);
}
