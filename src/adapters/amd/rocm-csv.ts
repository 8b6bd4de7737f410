import type { Adapter } from '../adapter.ts';
import { headerOf, knownColumns } from '../readers/known-columns.ts';
import { ROCM_SMI_SOURCE, rocmColumns } from './rocm-names.ts';

/** `rocm-smi --csv`: a row for each card; a file to which it was appended holds the header again before each reading. */
export const rocmSmiCsv: Adapter = {
  id: 'rocm-smi-csv',
  title: 'rocm-smi CSV',
  tool: 'rocm-smi',
  fallback: false,
  source: ROCM_SMI_SOURCE,
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' || kind === 'text' ? headerOf(lines) : [];
    return header[0] === 'device' && rocmColumns(header).size > 0;
  },
  parse(input) {
    const header = headerOf(input.text.split(/\r?\n/, 20));
    const columns = rocmColumns(header);
    const left = new Set(header.filter((name) => name !== 'device' && !columns.has(name)));
    return knownColumns(input, { columns, constants: {}, time: null, left });
  },
};
