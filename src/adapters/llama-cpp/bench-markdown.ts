import { type LabelValue, NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import { labelKey } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { type FailedRun, failedRuns } from '../readers/failed-runs.ts';
import { numberIn } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';
import { type ToolTable, toolTables } from '../readers/tool-table.ts';
import { deviceIn, versionIn } from './banner.ts';
import { fieldText, flashAttention, LLAMA_BENCH_SOURCE, quantizationOf, rateReading, sizeLabels, testKind } from './bench-record.ts';

/** Columns that describe the file, not a setting. */
const DESCRIPTION = new Set(['model', 'size', 'params', 'test', 't/s']);

/** Short column names of the Markdown output that no label of ours is spelled like. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['fa', 'flash_attention'],
  ['ngl', 'num_gpu'],
  ['sm', 'split_mode'],
  ['mg', 'main_gpu'],
  ['nkvo', 'no_kv_offload'],
  ['dev', 'devices'],
  ['ts', 'tensor_split'],
  ['ot', 'tensor_buft_overrides'],
  ['mmap', 'use_mmap'],
  ['dio', 'use_direct_io'],
  ['embd', 'embeddings'],
  ['nopo', 'no_op_offload'],
  ['ncmoe', 'cpu_moe_layers'],
  ['type_k', 'kv_cache_type'],
]);

/** `pp512`, `tg128 @ d8192`, `pp512+tg128`. */
const TEST = /^(?:pp(\d+))?(?:\+?tg(\d+))?(?:\s*@\s*d(\d+))?$/;
const HEADER = /^[ \t>]*\|[ \t]*model[ \t]*\|(?:[^|\n]*\|)*[ \t]*test[ \t]*\|[ \t]*t\/s[ \t]*\|[ \t\r]*$/m;

/** `18.41 ± 0.05`, or the rate alone; `nan` and 0.00 stand for a test that gave nothing. */
const RATE = /^(\d[\d.]*|-?nan|-?inf)(?:\s*(?:±|\+\/-)\s*(\d[\d.]*|-?nan|-?inf))?$/i;

/**
 * The Markdown table that llama-bench prints by default, alone, in a console log (ggml banner before it, `build: hash (number)` after it)
 * or in a README among other text. Warnings, progress and errors of the tool may stand between its rows.
 */
export const llamaBenchMarkdown: Adapter = {
  id: 'llama-bench-markdown',
  title: 'llama-bench Markdown table',
  tool: 'llama.cpp',
  fallback: false,
  passages: true,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ kind, head }) => (kind === 'markdown' || kind === 'text') && HEADER.test(head),
  parse({ text, growing }) {
    const lines = text.split(/\r?\n/);
    if (growing) lines.pop();
    const problems: Problem[] = [];
    const tables = toolTables(lines, (cells) => cells[0] === 'model' && cells.at(-2) === 'test' && cells.at(-1) === 't/s')
      .flatMap((found) => readTable(found, { engine_version: versionAfter(lines, found), device: deviceBefore(lines, found) }, problems))
      .filter((table): table is ObservationTable => table !== null);
    if (tables.length === 0) {
      return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'a table header and no row: no test was finished' } };
    }
    return { ...NOTHING_READ, tables, problems };
  },
};

/** The commit in the `build: hash (number)` line that stands somewhere after a table, before any other table. */
function versionAfter(lines: readonly string[], { rows, header, end }: ToolTable): string | null {
  for (const line of lines.slice(rows.at(-1)?.line ?? header.line, end - 1)) {
    if (/^\s*build:/.test(line)) return versionIn(line);
  }
  return null;
}

/** The device of the ggml banner, where the banner before the table names one only. */
function deviceBefore(lines: readonly string[], { header }: ToolTable): string | null {
  const names = new Set<string>();
  for (let index = header.line - 2; index >= 0 && index > header.line - 30; index -= 1) {
    const line = lines[index]!;
    if (line.trim().startsWith('|')) break;
    const name = deviceIn(line);
    if (name !== null) names.add(name);
  }
  return names.size === 1 ? [...names][0]! : null;
}

function readTable(
  { header, rows }: ToolTable,
  banner: Readonly<Record<'engine_version' | 'device', string | null>>,
  problems: Problem[],
): (ObservationTable | null)[] {
  const constants = { benchmark: 'llama-bench', ...banner };
  const builder = tableBuilder('line', constants, true);
  const failed: FailedRun[] = [];
  for (const { line, cells } of rows) {
    const test = TEST.exec(cells.at(-2) ?? '');
    const rate = RATE.exec(cells.at(-1) ?? '');
    const [prompt, output] = [numberIn(test?.[1]), numberIn(test?.[2])];
    const kind = testKind(prompt, output);
    if (cells.length !== header.cells.length || !rate || !kind) {
      problems.push({
        line,
        message: `no llama-bench row: test "${cells.at(-2) ?? ''}" and rate "${cells.at(-1) ?? ''}" are not both readable`,
      });
      continue;
    }
    const labels = rowLabels(header.cells, cells);
    for (const [key, value] of [...sizeLabels(prompt, output), ['depth', numberIn(test?.[3] ?? '0') ?? 0] as const]) labels.set(key, value);
    const [mean, spread] = [numberIn(rate[1]), numberIn(rate[2])];
    if (mean === null || mean === 0) {
      const reason = `the rate of ${cells.at(-2)} is ${cells.at(-1)}: the test failed`;
      problems.push({ line, message: `${reason}, so it is left out` });
      failed.push({
        place: line,
        at: 't/s',
        reason,
        labels: new Map<string, LabelValue | null>([...Object.entries(constants), ...labels]),
      });
      continue;
    }
    const readings = [rateReading(kind, 't/s', mean, { statistic: 'mean' })];
    // Printed with two decimals: 0.00 is one repetition, or too little to show.
    if (spread !== null && spread > 0) readings.push(rateReading(kind, 't/s;index=1', spread, { statistic: 'stdev' }));
    builder.add(line, readings, { labels });
  }
  return [builder.build(), failedRuns('line', failed)];
}

/** The cache has one type for keys and one for values; a type that is not printed is the default. */
function mergedCacheType(keys: LabelValue | undefined, values: string): string {
  return keys === values ? values : `${keys ?? 'f16'}/${values}`;
}

function rowLabels(header: readonly string[], cells: readonly string[]): Map<string, LabelValue> {
  const model = cells[0]!;
  const labels = new Map<string, LabelValue>([['model', model]]);
  const quantization = quantizationOf(model);
  if (quantization !== null) labels.set('quantization', quantization);
  header.forEach((name, index) => {
    const text = fieldText(cells[index]);
    if (DESCRIPTION.has(name) || text === null) return;
    const key = SHORT.get(name) ?? labelKey(name) ?? name;
    if (name === 'type_v') labels.set('kv_cache_type', mergedCacheType(labels.get('kv_cache_type'), text));
    else labels.set(key, key === 'flash_attention' ? flashAttention(text)! : text);
  });
  return labels;
}
