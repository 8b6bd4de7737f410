import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument, flatConfiguration, runTimeOf, scalarLabel, servedModel } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import type { Json } from '../readers/json-value.ts';
import { measured, statisticOf, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { CSV_METRICS, lengthLabels, PERCENTILES, strategyLabels } from './metrics.ts';

interface Column {
  readonly group: string;
  readonly field: string;
  /** Third header row: a unit or a statistic. */
  readonly detail: string;
}

/** Its name as one text: the header rows joined, as `at` prints it. */
function nameOf({ group, field, detail }: Column): string {
  return [group, field, detail].filter((part) => part !== '').join(' ');
}

/**
 * GuideLLM's CSV report: three header rows (group, field, unit or statistic), then a row per benchmark. Cells of `Profile`, `Backend` and
 * the like hold JSON; a `Percentiles` cell holds eleven numbers without names.
 */
export const guidellmCsv: Adapter = {
  id: 'guidellm-csv',
  title: 'GuideLLM report (CSV)',
  tool: 'GuideLLM',
  fallback: false,
  source: 'https://github.com/vllm-project/guidellm/blob/main/src/guidellm/benchmark/outputs/csv.py',
  claims: ({ lines }) => /^"?Run Info"?,/.test(lines[0] ?? '') && /^"?Run ID"?,/i.test(lines[1] ?? ''),
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
    const [groups, fields, details] = records;
    const rows = records.slice(3);
    if (!groups || !fields || !details || rows.length === 0) return emptyDocument('the report holds no benchmark');
    const columns = groups.cells.map((group, j) => ({ group, field: fields.cells[j] ?? '', detail: details.cells[j] ?? '' }));

    const table = tableBuilder('row');
    const configuration = new Map<string, LabelValue>();
    let runAt: number | null = null;
    for (const { line, cells } of rows) {
      if (cells.length < columns.length) {
        problems.push({ line, message: `the row has ${cells.length} cells, the header ${columns.length}: it is cut off and left out` });
        continue;
      }
      const cell = (group: string, field: string) => cells[columns.findIndex((column) => column.group === group && column.field === field)];
      const timeMs = runTimeOf(cell('Timings', 'Start Time'));
      runAt ??= timeMs;
      for (const name of ['Metadata', 'Arguments']) {
        for (const [key, value] of flatConfiguration(jsonOf(cell('Runtime Info', name)), `/${name}`)) configuration.set(key, value);
      }
      const { readings, failure } = readingsOf(columns, cells, line, problems);
      const context = failure === null ? {} : { failure, failureAt: 'Request Counts Successful' };
      table.add(line, readings, { labels: labelsOf(cell), timeMs, ...context });
    }
    const built = table.build();
    const version = configuration.get('/Metadata/version');
    return {
      ...NOTHING_READ,
      tables: built ? [built] : [],
      problems,
      runAt,
      configuration,
      version: version === undefined ? null : String(version),
      rejected: built ? null : { verdict: 'quarantined', reason: problems[0]?.message ?? 'no row could be read' },
    };
  },
};

function jsonOf(cell: string | undefined): Json | undefined {
  const document = parseJson(cell ?? '');
  return 'error' in document ? undefined : document.value;
}

function labelsOf(cell: (group: string, field: string) => string | undefined): Record<string, LabelValue | null> {
  // "synchronous", "concurrent@4", "constant@2.00": str() of the strategy.
  const [name = '', amount] = (cell('Benchmark', 'Strategy') ?? '').split('@');
  const written = scalarLabel(amount);
  const args = jsonOf(cell('Runtime Info', 'Arguments'));
  return {
    model: servedModel(member(jsonOf(cell('Run Info', 'Backend')), 'model') ?? member(args, 'model')),
    ...strategyLabels(name, written, written),
    ...lengthLabels(member(args, 'data') ?? member(jsonOf(cell('Run Info', 'Requests')), 'data')),
  };
}

function readingsOf(
  columns: readonly Column[],
  cells: readonly string[],
  line: number,
  problems: Problem[],
): { readings: Reading[]; failure: string | null } {
  const numberAt = (group: string, field: string) =>
    numberOf(cells[columns.findIndex((column) => column.group === group && column.field === field)]);
  const successful = numberAt('Request Counts', 'Successful');
  const total = numberAt('Request Counts', 'Total');
  const failed = successful === 0 && (total ?? 0) > 0;
  const readings = columns.flatMap((column, j): Reading[] => {
    const raw = cells[j];
    const at = nameOf(column);
    if (column.group === 'Request Counts') {
      const counts: Record<string, string> = {
        Successful: 'request_count',
        Errored: 'failed_request_count',
        Incomplete: 'incomplete_request_count',
      };
      const metric = Object.hasOwn(counts, column.field) ? counts[column.field] : undefined;
      return metric === undefined ? [] : measured(metric, 'count', at, raw);
    }
    if (column.group === 'Timings') return column.field === 'Duration' ? measured('run_duration', 's', at, raw) : [];
    const known = CSV_METRICS.get(`${column.group}|${column.field.replace(/^Successful\s+/, '')}`);
    if (!known || !column.field.startsWith('Successful')) return [];
    const [{ metric, definition, kind }, unit] = known;
    if (kind === 'run') return column.detail === 'Mean' ? measured(metric, unit, at, raw, { definition, failed }) : [];
    const detail = { definition, count: successful, failed };
    if (column.detail !== 'Percentiles') {
      const statistic = statisticOf(column.detail);
      return statistic === null ? [] : measured(metric, unit, at, raw, { ...detail, statistic });
    }
    // Of token counts the mean, the median and the spread say enough.
    if (unit === 'count') return [];
    const list = jsonOf(raw);
    if (!Array.isArray(list) || list.length !== PERCENTILES.length) {
      if (raw) problems.push({ line, message: `the cell "${at}" is no list of ${PERCENTILES.length} percentiles and is left out` });
      return [];
    }
    return PERCENTILES.flatMap(([, statistic], k) =>
      statistic === 'median' ? [] : measured(metric, unit, `${at};pointer=/${k}`, list[k], { ...detail, statistic }),
    );
  });
  return { readings: withoutLoneSpread(readings), failure: failed ? `none of ${total} requests succeeded` : null };
}
