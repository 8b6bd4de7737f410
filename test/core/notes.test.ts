import { describe, expect, test } from '@jest/globals';
import { reportOf } from '../support/report-of.ts';

const CSV = {
  'runs.csv': 'model,latency_ms\noak:2b,200\noak:2b,210\noak:2b,190\n',
  'ops.csv': 'model,operation_time_ms\nmlp-net,0.05\nmlp-net,0.06\nmlp-net,0.04\n',
};

/** What the findings of a report say of a text. */
function accusations(markdown: string, files: Readonly<Record<string, string>> = CSV): string[] {
  const { report } = reportOf({ ...files, 'notes.md': markdown });
  return report.findings.flatMap(({ topic, text }) => (topic === 'contradiction' ? [text] : []));
}

describe('what a text says of a model', () => {
  test('is accused with what the data have instead', () => {
    expect(accusations('The mean latency of `oak:2b` is 950 ms.\n')).toEqual([expect.stringMatching(/^notes\.md:1 says .*950 ms.*200/)]);
  });

  test('is not accused where it names nobody and only another model was measured so', () => {
    const text = 'The mean latency of `oak:2b` is 200 ms.\n\nThe mean operation time of a swap is 125 ms.\n';
    expect(accusations(text)).toEqual([]);
    expect(accusations('The mean operation time of `mlp-net` is 125 ms.\n')).toHaveLength(1);
  });

  test('is not accused where it names a size of the model that was not measured', () => {
    const rows = ['qwen3-next:80b,55', 'qwen3-next:80b,56', 'oak:32b,11', 'oak:32b,12'];
    const files = { 'runs.csv': `model,tokens_s\n${rows.join('\n')}\n` };
    const row = (model: string) => `| Model | Throughput (tok/s) |\n|---|---|\n| ${model} | 6.4 |\n`;
    expect(accusations(row('Qwen3 Next 32B'), files)).toEqual([]);
    expect(accusations(row('Qwen3 Next 80B'), files)).toHaveLength(1);
  });

  test('is not accused of a number without a statistic that lies among the values', () => {
    const files = { 'runs.csv': 'model,tokens_s\noak:2b,10\noak:2b,400\noak:2b,300\n' };
    const row = (rate: number) => `| Model | Throughput (tok/s) |\n|---|---|\n| oak:2b | ${rate} |\n`;
    expect(accusations(row(198), files)).toEqual([]);
    expect(accusations(row(2345), files)).toHaveLength(1);
  });
});
