import { NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { numberIn } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';
import { epochCounter, modelComment, OLLAMA_BENCH_SOURCE, stepReadings } from './bench-rows.ts';

const LINE = /^BenchmarkModel\/name=(\S+)\/step=(\w+)\s+\d+\s+(\d[\d.]*)\s+ns\/(?:token|op)(?:\s+(\d[\d.]*)\s+token\/sec)?\s*$/;

/** `ollama bench` in the form of Go's benchmarks, for benchstat: one line a step and epoch, and a comment line for each model. */
export const ollamaBenchText: Adapter = {
  id: 'ollama-bench-text',
  title: 'ollama bench output for benchstat',
  tool: 'ollama bench',
  fallback: false,
  source: OLLAMA_BENCH_SOURCE,
  claims: ({ kind, lines }) => kind === 'text' && lines.some((line) => line.startsWith('BenchmarkModel/name=') && LINE.test(line)),
  parse({ text, growing }) {
    const lines = text.split(/\r?\n/);
    if (growing) lines.pop();
    const table = tableBuilder('line', { benchmark: 'ollama bench', backend: 'ollama' }, true);
    const epochs = epochCounter();
    const problems: Problem[] = [];
    lines.forEach((content, index) => {
      const comment = modelComment(content);
      if (comment) {
        epochs.note(comment);
        const memory = numberIn(comment.get('vram'));
        const readings = memory ? [{ metric: 'gpu_memory_used', unit: 'bytes', at: 'VRAM:', value: memory }] : [];
        table.add(index + 1, readings, { labels: { model: comment.get('model') ?? null, quantization: comment.get('quant') ?? null } });
        return;
      }
      if (!content.startsWith('BenchmarkModel/')) return;
      const match = LINE.exec(content);
      if (!match) {
        problems.push({ line: index + 1, message: 'a benchmark line that breaks off: not used' });
        return;
      }
      const [, model, step, nsPerCount, tokensPerSecond] = match;
      const at = (position: number) => `step=${step};index=${position}`;
      const cells = { tokenCount: '', nsPerCount: at(1), tokensPerSecond: at(2) };
      const values = { step: step!, tokenCount: null, nsPerCount: numberIn(nsPerCount), tokensPerSecond: numberIn(tokensPerSecond) };
      table.add(index + 1, stepReadings(values, cells), { labels: epochs.labels(model!, step!) });
    });
    const built = table.build();
    if (!built) return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'no whole benchmark line' } };
    return { ...NOTHING_READ, tables: [built], problems, configuration: epochs.configuration() };
  },
};
