import { describe, expect, test } from '@jest/globals';
import type { PageTable } from '../../src/contracts/report.ts';
import { type Files, reportOf } from '../support/report-of.ts';

function tableOf(files: Files): PageTable {
  return reportOf(files).report.page.table!;
}

/** Runs of one request each, with all of these labels. */
function runs(rows: readonly Readonly<Record<string, string | number>>[]): string {
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

describe('the table of the page where nobody is ranked', () => {
  test('has no row without a value', () => {
    const { rows, labelKeys } = tableOf({
      'serve.csv': 'model,throughput (tok/s)\noak:2b,50.5\n',
      'energy.csv': 'model,energy_j\noak:2b,120.5\n',
    });
    expect(rows).toHaveLength(1);
    expect(labelKeys).toEqual([]);
  });

  test('tells rows apart by who and on what, and by no more labels than it takes', () => {
    const row = (model: string, device: string, value: number) => ({
      model,
      device,
      input_length: value,
      output_length: value + 1,
      concurrency: value + 2,
      batch_size: value + 3,
      tensor_parallel: value + 4,
      tokens_s: value,
    });
    const { labelKeys, untoldKeys } = tableOf({ 'a.jsonl': runs([row('oak:2b', 'a100', 10), row('oak:8b', 'h100', 20)]) });
    expect(labelKeys).toEqual(['model', 'device']);
    expect(untoldKeys).toEqual(expect.arrayContaining(['input_length', 'output_length', 'concurrency', 'batch_size']));
  });

  test('has what was asked for first before what has it not', () => {
    const { rows, columns, labelKeys } = tableOf({
      'a.jsonl': runs([
        { model: 'oak:2b', concurrency: 1, ttft_ms: 10 },
        { model: 'oak:2b', concurrency: 2, tokens_s: 50 },
        { model: 'oak:2b', concurrency: 4, tokens_s: 60 },
      ]),
    });
    expect(labelKeys).toEqual(['concurrency']);
    expect(columns[0]!.metric).toMatch(/throughput/);
    expect(rows.map(({ labels }) => labels.concurrency)).toEqual([2, 4, 1]);
  });
});

describe('the title', () => {
  test('is the throughput where one subject has none', () => {
    const { report } = reportOf({
      'a.csv': 'model,energy_j\nash:1b,120.5\n',
      'b.csv': 'model,tokens_s\noak:2b,50.5\n',
    });
    expect(report.title).toMatch(/oak:2b: .*throughput .*50\.5/);
  });
});
