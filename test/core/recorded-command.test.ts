import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MeasuredValue } from '../../src/contracts/history.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { commandLine, recordedCommand } from '../../src/core/recorded-command.ts';

/** A value of a row with these labels, one of them shared by the table. */
function rowOf(adapter: string, labels: Readonly<Record<string, LabelValue | null>>): MeasuredValue {
  const [[first, shared] = ['benchmark', ''], ...others] = Object.entries(labels);
  const labelColumns = others.map(([key, value]) => ({ key, values: [null, value] }));
  return {
    table: { artifact: { adapter }, table: { labels: new Map([[first, { value: shared }]]), labelColumns } },
    row: 1,
  } as unknown as MeasuredValue;
}

function lineOf(adapter: string, labels: Readonly<Record<string, LabelValue | null>>): string | null {
  const recorded = recordedCommand(rowOf(adapter, labels));
  return recorded === null ? null : commandLine(recorded.argv);
}

const BENCH = { benchmark: 'llama-bench', model: 'models/m 7b.gguf', quantization: 'Q4', backend: 'CUDA', depth: '4096', num_gpu: '99' };

describe('the command of a row', () => {
  test.each([
    [
      'of the prompt',
      { ...BENCH, input_length: 512, output_length: null },
      "llama-bench -m 'models/m 7b.gguf' -d 4096 -ngl 99 -p 512 -n 0 -o json",
    ],
    ['of the answer', { ...BENCH, output_length: 128 }, "llama-bench -m 'models/m 7b.gguf' -d 4096 -ngl 99 -p 0 -n 128 -o json"],
    [
      'of both',
      { ...BENCH, input_length: 512, output_length: 128 },
      "llama-bench -m 'models/m 7b.gguf' -d 4096 -ngl 99 -p 0 -n 0 -pg 512,128 -o json",
    ],
    [
      'with a cache of two types, and attention off',
      { ...BENCH, output_length: 8, kv_cache_type: 'f16/q8_0', flash_attention: 'off', cpu_moe_layers: '4' },
      "llama-bench -m 'models/m 7b.gguf' -d 4096 -ngl 99 -ncmoe 4 -p 0 -n 8 -ctk f16 -ctv q8_0 -fa 0 -o json",
    ],
  ])('of llama-bench is rebuilt: %s', (_, labels, line) => {
    expect(lineOf('llama-bench-json', labels)).toBe(line);
  });

  test('is not rebuilt where something was set that no option says, or no model is named', () => {
    expect(lineOf('llama-bench-json', { ...BENCH, output_length: 8, tensor_split: '1/1' })).toBeNull();
    expect(lineOf('llama-bench-json', { benchmark: 'llama-bench', depth: '0', output_length: 8 })).toBeNull();
    expect(lineOf('generic-csv', BENCH)).toBeNull();
  });

  test('of a serving benchmark says what it does not state', () => {
    const labels = { model: 'fable/fable-7b', backend: 'vllm', request_rate: 'inf', concurrency: 8, burstiness: 1, prompt_count: 200 };
    expect(lineOf('vllm-bench-serve', labels)).toBe(
      'vllm bench serve --backend vllm --model fable/fable-7b --num-prompts 200 --request-rate inf --burstiness 1 --max-concurrency 8 --save-result',
    );
    expect(recordedCommand(rowOf('vllm-bench-serve', labels))?.unstated).toHaveLength(2);
  });

  test('of hyperfine is the one that it timed', () => {
    expect(lineOf('hyperfine-json', { operation: './run --model m.gguf -n 5' })).toBe(
      "hyperfine --export-json hyperfine.json './run --model m.gguf -n 5'",
    );
    expect(lineOf('hyperfine-json', { operation: 'sleep 1; rm -rf x' })).toBeNull();
    expect(lineOf('hyperfine-json', { operation: '--prepare=x' })).toBeNull();
  });

  test('names no home directory', () => {
    expect(lineOf('llama-bench-json', { ...BENCH, model: '/home/ann/models/m.gguf', output_length: 8 })).toContain('-m m.gguf ');
  });
});

describe('a command line', () => {
  test('gives its words to a shell as they are, whatever an artifact states, or is not given', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom("a'b", '$(x)', '-rf', 'a b', '`x`', 'a;b', 'a\nb', 'é', '#a', '~', '!x', '*'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    const believed: string[][] = [];
    fc.assert(
      fc.property(words, (argv) => {
        const line = commandLine(['printf', ...argv.map((value) => ({ value }))]);
        if (line === null) return;
        expect(argv.find((word) => word.startsWith('-') && !/^-\d+$/.test(word))).toBeUndefined();
        expect(line).not.toMatch(/[\n\r$`;&|<>(){}*?[\]~!#\\"]|[^\x20-\x7e]/);
        believed.push(argv);
      }),
      { numRuns: 2_000 },
    );
    expect(believed.length).toBeGreaterThan(10);
  });

  test('is split by a shell into what it was made of', () => {
    const argv = ['a b', 'x=1', 'models/m,n.gguf', 'hf.co/a/b:Q4_K', '100%', '@x', '+1'];
    const { stdout } = spawnSync(
      'sh',
      ['-c', `for word in ${commandLine(argv.map((value) => ({ value })))}; do printf '%s\\n' "$word"; done`],
      { encoding: 'utf8' },
    );
    expect(stdout.trimEnd().split('\n')).toEqual(argv);
  });

  test('takes options of ours alone with a hyphen', () => {
    expect(commandLine(['llama-bench', '-m', { value: 'x' }])).toBe('llama-bench -m x');
    for (const value of ['-rf', '--help', '-', '']) expect(commandLine(['llama-bench', '-m', { value }])).toBeNull();
    expect(commandLine(['llama-bench', '-ngl', { value: '-1' }])).toBe('llama-bench -ngl -1');
  });
});
