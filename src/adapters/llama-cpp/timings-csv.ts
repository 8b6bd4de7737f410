import type { Adapter } from '../adapter.ts';
import { headerOf, knownColumns } from '../readers/known-columns.ts';
import { TIMINGS, TIMINGS_SOURCE } from './timings.ts';

const COLUMNS = new Map(TIMINGS.map(([field, metric, unit]) => [field, { metric, unit }]));

/** CSV in which somebody keeps the `timings` of llama-server's replies under their own names, one row a request. */
export const llamaTimingsCsv: Adapter = {
  id: 'llama-timings-csv',
  title: 'CSV of llama-server timings',
  tool: 'llama.cpp',
  fallback: false,
  source: TIMINGS_SOURCE,
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' ? headerOf(lines) : [];
    return header.includes('predicted_per_second') && header.includes('prompt_per_second');
  },
  parse: (input) => knownColumns(input, { columns: COLUMNS, constants: { backend: 'llama.cpp' }, time: null, left: new Set() }),
};
