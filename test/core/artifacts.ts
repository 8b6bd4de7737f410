import { type Reading, type RowContext, tableBuilder } from '../../src/adapters/readers/table.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';

/** A row of a CSV file as an adapter would read it: column name to raw value, with the metric and unit of `COLUMNS`. */
export type RawRow = Readonly<Record<string, number | string>>;

const COLUMNS: Readonly<Record<string, { metric: string; unit: string; statistic?: string }>> = {
  ttft_s: { metric: 'time_to_first_token', unit: 's' },
  ttft_ms: { metric: 'time_to_first_token', unit: 'ms' },
  mean_ttft_s: { metric: 'time_to_first_token', unit: 's', statistic: 'mean' },
  tokens_s: { metric: 'decode_throughput', unit: 'tokens/s' },
  load_s: { metric: 'load_duration', unit: 's' },
  prompt_eval_s: { metric: 'prompt_eval_duration', unit: 's' },
  requests_s: { metric: 'request_throughput', unit: 'requests/s' },
  completed: { metric: 'request_count', unit: 'count' },
  failed: { metric: 'failed_request_count', unit: 'count' },
  mean_tokens_s: { metric: 'decode_throughput', unit: 'tokens/s', statistic: 'mean' },
  p99_tokens_s: { metric: 'decode_throughput', unit: 'tokens/s', statistic: 'p99' },
};

/** An artifact with one table; rows start at CSV row 2, or at /results/0 for a path that ends in .json. */
export function artifact(
  path: string,
  rows: readonly RawRow[],
  constants: Readonly<Record<string, LabelValue>> = {},
  sha256 = path,
  placedAt = path,
): ReadArtifact {
  const json = path.endsWith('.json');
  const table = tableBuilder(json ? 'pointer' : 'row', constants, true);
  rows.forEach((row, index) => {
    const readings: Reading[] = [];
    const labels: Record<string, LabelValue> = {};
    const context: { -readonly [K in keyof RowContext]: RowContext[K] } = { labels };
    for (const [name, value] of Object.entries(row)) {
      const column = COLUMNS[name];
      if (name === 'error') Object.assign(context, { failure: String(value), failureAt: json ? '/error' : 'error' });
      else if (column && typeof value === 'number') readings.push({ ...column, at: json ? `/${name}` : name, value });
      else labels[name] = value;
    }
    table.add(json ? `/results/${index}` : index + 2, readings, context);
  });
  const built = table.build();
  return { path, placedAt, sha256, adapter: 'test', verdict: 'accepted', parsed: { ...NOTHING_READ, tables: built ? [built] : [] } };
}
