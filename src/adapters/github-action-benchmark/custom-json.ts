import { NOTHING_READ } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit, toBase } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements, member, numberOf, textOf } from '../readers/fields.ts';
import { parseJson, parseJsonLines } from '../readers/json.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

const FIELDS = new Set(['name', 'unit', 'value', 'range', 'extra', 'biggerIsBetter']);

/** `ns/iter`, `Percent`, `Megabytes`: the unit without what it is counted by; `value` where it is none that we know. */
function unitOf(text: string | null): string {
  if (text === null) return 'value';
  return spelledUnit(text) ?? spelledUnit(text.replace(/\s*(?:\/|per)\s*(?:iter(?:ation)?|op(?:eration)?|run)$/i, '')) ?? 'value';
}

/**
 * Input of github-action-benchmark for its tools `customSmallerIsBetter` and `customBiggerIsBetter`: which of the two it is stands in the
 * workflow, not in the file, so no direction is assumed. `range` is a free text and is not read. A list, or an entry a line.
 */
export const githubActionBenchmarkCustom: Adapter = {
  id: 'github-action-benchmark-custom',
  title: 'github-action-benchmark custom JSON',
  tool: 'github-action-benchmark',
  fallback: false,
  source: 'https://github.com/benchmark-action/github-action-benchmark#readme',
  claims: ({ head, topKeys }) =>
    /^\s*[[{]/.test(head) && ['name', 'unit', 'value'].every((key) => topKeys.has(key)) && [...topKeys].every((key) => FIELDS.has(key)),
  parse({ text, growing, asked }) {
    const isLines = /^\s*\{/.test(text);
    const document = isLines ? null : parseJson(text, asked);
    if (document !== null && 'error' in document) return refusedDocument(document.error);
    const { lines, problems } = isLines ? parseJsonLines(text, growing, asked) : { lines: [], problems: [] };
    const entries = document === null ? lines : elements(document.value).map((value, index) => ({ line: index, value }));
    const table = tableBuilder(isLines ? 'line' : 'pointer');
    for (const { line, value: entry } of entries) {
      const name = textOf(member(entry, 'name'));
      const value = numberOf(member(entry, 'value'));
      if (name === null || value === null) {
        const message = 'an entry without a name or a value: not used';
        problems.push(isLines ? { line, message } : { message: `/${line}: ${message}` });
        continue;
      }
      const unit = unitOf(textOf(member(entry, 'unit')));
      const base = toBase(unit).base;
      const known = base === 'ms' ? 'operation_time' : base === 'operations/s' ? 'operation_throughput' : null;
      const reading: Reading = { metric: known ?? (slug(name) || 'value'), unit, at: '/value', value };
      table.add(isLines ? line : `/${line}`, [reading], { labels: { benchmark: name } });
    }
    const built = table.build();
    if (built) return { ...NOTHING_READ, tables: [built], problems };
    return lines.length === 0 && problems[0] ? refusedDocument(problems[0]) : { ...emptyDocument('no entry has a value'), problems };
  },
};
