import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';

/** `BenchmarkName/sub=1-8   1000   123456 ns/op   12 B/op   3 allocs/op`; the number behind the last dash is GOMAXPROCS. */
const LINE = /^(?<name>Benchmark[A-Z_]\S*?)(?:-(?<procs>\d+))?\s+(?<iterations>\d+)\s+(?<values>(?:[\d.e+-]+ \S+\s*)+)$/;
const VALUE = /([\d.e+-]+) (\S+)/g;
const HEAD = /^(?<key>goos|goarch|pkg|cpu): (?<value>.+)$/;
/** `ollama bench` writes the same form, and has an adapter of its own. */
const OLLAMA = /^BenchmarkModel\/name=/;

const UNITS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['ns/op', ['operation_time', 'ns']],
  ['B/op', ['allocated_bytes', 'bytes']],
  ['allocs/op', ['allocation_count', 'count']],
  ['MB/s', ['data_throughput', 'MB/s']],
]);

/** Output of `go test -bench`, with the metrics of its own that a benchmark reports. */
export const goBenchText: Adapter = {
  id: 'go-bench-text',
  title: 'go test -bench output',
  tool: 'go test',
  fallback: false,
  passages: true,
  source: 'https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md',
  claims: ({ kind, lines }) => (kind === 'text' || kind === 'markdown') && lines.some((line) => LINE.test(line) && !OLLAMA.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const configuration = new Map<string, LabelValue>();
  const records = logRecords({ benchmark: 'go test -bench' });
  for (const [index, line] of logLines(text, growing).entries()) {
    const head = HEAD.exec(line)?.groups;
    if (head) configuration.set(head['key']!, head['value']!.trim());
    const found = OLLAMA.test(line) ? undefined : LINE.exec(line)?.groups;
    if (!found) continue;
    // Numbers of the line are counted behind the name: the first is that of iterations.
    const after = `${found['name']}${found['procs'] === undefined ? '' : `-${found['procs']}`}`;
    for (const [position, [, raw, written = '']] of [...found['values']!.matchAll(VALUE)].entries()) {
      const [metric, unit] = UNITS.get(written) ?? ownMetric(written);
      records.note(index + 1, { metric, unit, raw, after, index: position + 1 });
    }
    records.label('test', found['name']!.replace(/^Benchmark/, ''));
    records.label('threads', found['procs'] ?? null);
    records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table], configuration } : emptyDocument('no benchmark was finished');
}

/** A metric that the benchmark reports itself is named by its unit: `tokens/s`, `p99-ms`. */
function ownMetric(written: string): readonly [metric: string, unit: string] {
  const unit = spelledUnit(written);
  if (unit === 'tokens/s') return ['token_throughput', unit];
  const suffix = spelledUnit(/-([A-Za-zµ]+)$/.exec(written)?.[1] ?? '');
  return [slug(written) || 'value', unit ?? suffix ?? 'value'];
}
