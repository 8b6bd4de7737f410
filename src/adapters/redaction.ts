import type { ParseResult } from '../contracts/observation.ts';
import { redact, redactLabel } from '../metrics/redact.ts';

/**
 * A parse result without secrets in what a report may print of it as it is: failure reasons, problems, configuration. Labels stay as
 * written, since two that are alike without their paths are still two: `shownNames` names them once all are known.
 */
export function redacted(parsed: ParseResult): ParseResult {
  return {
    ...parsed,
    tables: parsed.tables.map((table) => ({
      ...table,
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
