import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { numbersIn } from '../../metrics/numbers-in.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines } from '../readers/log-records.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/** A line of the head of a table: files, then units, between bars. */
const HEAD = /^\s*│(?<cells>.*)│\s*$/;
const ROW = /^(?<name>\S+)\s+(?<values>[\d.]+.*)$/;
const VALUE = /(?<value>[\d.]+)(?<prefix>n|µ|m|k|Ki|Mi|Gi|M|G)? +±/g;
const COUNT = /\bn=(\d+)/;

/** What a unit measures, and the unit of a value with each prefix. */
const UNITS: ReadonlyMap<string, readonly [metric: string, prefixes: Readonly<Record<string, string>>]> = new Map([
  ['sec/op', ['operation_time', { n: 'ns', µ: 'us', m: 'ms', '': 's' }]],
  ['B/op', ['allocated_bytes', { '': 'bytes', Ki: 'KiB', Mi: 'MiB', Gi: 'GiB' }]],
  ['allocs/op', ['allocation_count', { '': 'count' }]],
  ['B/s', ['data_throughput', { '': 'bytes/s', Ki: 'KiB/s', Mi: 'MiB/s', Gi: 'GiB/s' }]],
]);

/** The tables of benchstat: for each unit the medians of one file, or of several side by side. */
export const benchstatText: Adapter = {
  id: 'benchstat-text',
  title: 'benchstat tables',
  tool: 'benchstat',
  fallback: false,
  passages: true,
  source: 'https://pkg.go.dev/golang.org/x/perf/cmd/benchstat',
  claims: ({ kind, lines }) =>
    (kind === 'text' || kind === 'markdown') &&
    lines.some((line) => HEAD.test(line) && /│\s*(?:sec\/op|B\/op|allocs\/op|B\/s)\b/.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const table = tableBuilder('line', { benchmark: 'go test -bench' });
  let files: string[] = [];
  let unit: string | null = null;
  for (const [index, line] of logLines(text, growing).entries()) {
    const head = HEAD.exec(line)
      ?.groups?.['cells']?.split('│')
      .map((cell) => cell.trim());
    if (head) {
      const stated = /^\S+/.exec(head[0]!)?.[0] ?? '';
      if (UNITS.has(stated)) unit = stated;
      else [files, unit] = [head, null];
      continue;
    }
    const row = unit === null ? undefined : ROW.exec(line)?.groups;
    const known = UNITS.get(unit ?? '');
    if (!row || !known || row['name'] === 'geomean') continue;
    const count = Number(COUNT.exec(line)?.[1] ?? Number.NaN);
    for (const [position, match] of [...line.matchAll(VALUE)].entries()) {
      const written = known[1][match.groups!['prefix'] ?? ''];
      if (written === undefined) continue;
      const at = `${row['name']};index=${numbersIn(line.slice(row['name']!.length, match.index)).length}`;
      const labels: Record<string, LabelValue | null> = { test: row['name']!, variant: files[position] ?? null };
      const readings = measured(known[0], written, at, match.groups!['value'], {
        statistic: 'median',
        ...(Number.isNaN(count) ? {} : { count }),
      });
      if (readings.length > 0) table.add(index + 1, readings, { labels });
    }
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no benchmark in it');
}
