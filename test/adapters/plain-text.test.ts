import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../src/adapters/readers/plain-text.ts';

/** A log with a table in it, as the tool prints it: indented lines, a blank one, bars. */
const LOG = [
  'ggml_cuda_init: found 1 CUDA devices:',
  '  Device 0: NVIDIA L40S, compute capability 8.9',
  '| model | test |  t/s |',
  '| ----- | ---- | ---: |',
  '| m 8B  | tg64 | 50.1 |',
  '',
  'build: 1a2b3c4d (6543)',
];

const PREFIXES: readonly (readonly [name: string, prefix: (index: number) => string])[] = [
  ['docker --timestamps', (index) => `2026-03-01T10:10:${10 + index}.123456789Z `],
  ['docker compose', () => 'bench-1  | '],
  ['docker compose with two services', (index) => (index % 2 === 0 ? 'bench-1   | ' : 'server-1  | ')],
  ['docker compose with time stamps', (index) => `bench-1  | 2026-03-01T10:10:${10 + index}.123456789Z `],
  ['containers of Kubernetes', (index) => `2026-03-01T10:10:${10 + index}.123456789Z stdout F `],
  ['kubectl logs --prefix', () => '[pod/bench-7d9f/main] '],
  ['journalctl', (index) => `Mar 01 10:10:${10 + index} gpu-box bench[4711]: `],
  ['journalctl -o short-iso', (index) => `2026-03-01T10:10:${10 + index}+0100 gpu-box vllm.service[4711]: `],
  ['ts', (index) => `Mar 01 10:10:${10 + index} `],
  ['a clock in brackets', (index) => `[10:10:${10 + index}] `],
  ['vLLM', (index) => `INFO 11-12 10:10:${10 + index} [bench.py:${index}] `],
  ['vLLM with a process', (index) => `(APIServer pid=3646) INFO 11-12 10:10:${10 + index} [bench.py:12] `],
  ['logging', (index) => `2026-03-01 10:10:${10 + index},123 - INFO - `],
  ['SGLang', (index) => `[2026-03-01 10:10:${10 + index} TP0] `],
  ['loguru', (index) => `2026-03-01 10:10:${10 + index}.123 | INFO     | bench.run:main:12 - `],
  ['TensorRT-LLM', (index) => `[03/01/2026-10:10:${10 + index}] [TRT-LLM] [I] `],
  ['mpirun --tag-output', () => '[1,0]<stdout>:'],
  ['llama.cpp --log-timestamps', (index) => `0.00.035.2${70 + index} I `],
];

describe('the text of a log', () => {
  test.each(PREFIXES)('loses what %s puts before every line, blank lines included', (_, prefix) => {
    const text = LOG.map((line, index) => `${prefix(index)}${line}`).join('\n');
    expect(plainText(`${text}\n`)).toBe(`${LOG.join('\n')}\n`);
  });

  test('keeps its lines and their numbers, whatever stands before them', () => {
    const texts = fc.array(fc.stringMatching(/^[ -~]{0,30}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.constantFrom(...PREFIXES), (lines, [, prefix]) => {
        const text = lines.map((line, index) => prefix(index) + line).join('\n');
        expect(plainText(text).split('\n')).toHaveLength(lines.length);
      }),
    );
  });

  test('loses colours, titles and cursor movements', () => {
    expect(plainText('\u001b[32m| a |\u001b[0m\n\u001b]0;title\u0007b\u001b[K\n\u001b[1;38;5;12mc\u001b(B\u001b[m\n')).toBe(
      '| a |\nb\nc\n',
    );
  });

  test('loses colours whose escape character was lost on the way', () => {
    expect(plainText('[32mtime = 1 ms[0m\nlist[3] and [mm]\n')).toBe('time = 1 ms\nlist[3] and [mm]\n');
    expect(plainText('matrix [4m] wide\n')).toBe('matrix [4m] wide\n');
  });

  test('shows of a progress bar what stood there in the end', () => {
    expect(plainText('  5%|  |\r 50%|# |\rdone in 2 s\r\nnext\r\n')).toBe('done in 2 s\r\nnext\r\n');
    expect(plainText('\u001b[?25l\u001b[2K\u001b[1G⠙ \u001b[2K\u001b[1G\u001b[?25hHello\n')).toBe('Hello\n');
  });

  test('is taken out of the log files of Docker and journald', () => {
    const docker = [
      '{"log":"a = \\u001b[1m1\\u001b[0m ms\\n","stream":"stderr","time":"2026-03-01T10:00:00Z"}',
      '{"log":"half a line, ","stream":"stdout","time":"2026-03-01T10:00:00Z"}',
      '{"log":"the other half\\n","stream":"stdout","time":"2026-03-01T10:00:00Z"}',
      '{"log":"cut',
    ];
    expect(plainText(docker.join('\n'))).toBe('a = 1 ms\nhalf a line, the other half\n\n');
    expect(plainText('{"__REALTIME_TIMESTAMP":"1","MESSAGE":"a = 1 ms"}\n')).toBe('a = 1 ms\n');
  });

  test.each([
    ['a CSV file with times', 'time,power\n2026-03-01 10:10:10, 12\n2026-03-01 10:10:11, 13\n'],
    ['a table whose first column is a time', 'time      power\n10:10:10  12\n10:10:11  13\n'],
    ['a table drawn with bars', 'model | ttft\n----- | ----\na-1   | 3\na-1   | 4\n'],
    ['a table drawn with bars, without a rule', 'model-1 | ttft-1 | 1\nmodel-1 | ttft-1 | 2\n'],
    ['JSON lines with a log field of their own', '{"log": "a", "ttft_ms": 1}\n{"log": "b", "ttft_ms": 2}\n'],
    ['lines of which one has no time stamp', '2026-03-01T10:10:10Z a\nb\n2026-03-01T10:10:11Z c\n'],
    ['JSON', '[\n  {"a": 1}\n]\n'],
  ])('is left alone where it is %s', (_, text) => {
    expect(plainText(text)).toBe(text);
  });
});
