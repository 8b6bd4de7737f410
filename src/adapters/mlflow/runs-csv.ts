import type { ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { genericCsv } from '../generic/csv.ts';
import { headerOf } from '../readers/known-columns.ts';

/** Prefixes that say of a column what it is, in tables of MLflow (`metrics.x`) and Weights & Biases (`summary/x`). */
const PREFIX = /^(?:metrics|params|summary|config)[./]/;

/**
 * A table of runs, as MLflow (`mlflow.search_runs`) and Weights & Biases export it: a row for each run, metrics and parameters with a prefix.
 * Without the prefix they are columns like those of any other table, and are read so.
 */
export const runsCsv: Adapter = {
  id: 'runs-csv',
  title: 'table of runs of MLflow or Weights & Biases',
  tool: 'MLflow, Weights & Biases',
  fallback: false,
  source: 'https://mlflow.org/docs/latest/ml/search/search-runs/',
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' ? headerOf(lines) : [];
    return header.some((name) => /^(?:metrics|summary)[./]/.test(name)) && header.some((name) => /^(?:run_id|Name|ID)$/.test(name));
  },
  parse,
};

function parse(input: ParseInput): ParseResult {
  const end = input.text.indexOf('\n');
  const [header, rest] = end === -1 ? [input.text, ''] : [input.text.slice(0, end), input.text.slice(end)];
  const names = headerOf([header]);
  const bare = names.map((name) => name.replace(PREFIX, ''));
  const written = new Map(bare.map((name, index) => [name, names[index]!]));
  // Two columns that differ in the prefix alone would be one: then the table is read as it stands.
  if (written.size < names.length) return genericCsv.parse(input);
  const quoted = bare.map((name) => (/[",;\s]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');
  return withNames(genericCsv.parse({ ...input, text: quoted + rest }), (at) => written.get(at) ?? at);
}

/** What was read, with the names of the columns as the file has them. */
function withNames(result: ParseResult, nameOf: (at: string) => string): ParseResult {
  return {
    ...result,
    tables: result.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({ ...column, at: nameOf(column.at) })),
      labelColumns: table.labelColumns.map((column) => (column.at === undefined ? column : { ...column, at: nameOf(column.at) })),
      failureCells: new Map([...table.failureCells].map(([row, at]) => [row, nameOf(at)])),
    })),
    coverage: result.coverage && {
      ...result.coverage,
      columns: result.coverage.columns.map((column) => ({ ...column, at: nameOf(column.at) })),
    },
  };
}
