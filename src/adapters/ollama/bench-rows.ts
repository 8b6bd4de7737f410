import type { LabelValue } from '../../contracts/observation.ts';
import type { Reading } from '../readers/table.ts';

/** Where the output of `ollama bench` is described. */
export const OLLAMA_BENCH_SOURCE = 'https://github.com/ollama/ollama/blob/main/cmd/bench/README.md';

/** One line of `ollama bench`: what a step of one epoch took. A number is null where the line does not state it. */
export interface BenchStep {
  readonly step: string;
  readonly tokenCount: number | null;
  readonly nsPerCount: number | null;
  readonly tokensPerSecond: number | null;
}

/** Cells of the three numbers of a line. */
export interface StepCells {
  readonly tokenCount: string;
  readonly nsPerCount: string;
  readonly tokensPerSecond: string;
}

/**
 * Readings of one step. A 0 among the tokens per second of the steps `ttft`, `load` and `total` is no value, and any other 0 stands for a
 * failed epoch: neither is read.
 *
 * @returns [] for a step that is not known.
 */
export function stepReadings({ step, tokenCount, nsPerCount, tokensPerSecond }: BenchStep, at: StepCells): Reading[] {
  const readings: Reading[] = [];
  const add = (metric: string, unit: string, cell: string, value: number | null, definition?: string) => {
    if (value !== null && value > 0) readings.push({ metric, unit, at: cell, value, ...(definition === undefined ? {} : { definition }) });
  };
  if (step === 'prefill') {
    add('prefill_throughput', 'tokens/s', at.tokensPerSecond, tokensPerSecond);
    add('time_per_prompt_token', 'ns', at.nsPerCount, nsPerCount);
    add('prompt_token_count', 'count', at.tokenCount, tokenCount);
  } else if (step === 'generate') {
    add('decode_throughput', 'tokens/s', at.tokensPerSecond, tokensPerSecond);
    add('time_per_output_token', 'ns', at.nsPerCount, nsPerCount, 'time_per_output_token:eval-mean');
    add('output_token_count', 'count', at.tokenCount, tokenCount);
  } else if (step === 'ttft') {
    add('time_to_first_token', 'ns', at.nsPerCount, nsPerCount, 'time_to_first_token:ollama-bench');
  } else if (step === 'load') {
    add('load_duration', 'ns', at.nsPerCount, nsPerCount);
  } else if (step === 'total') {
    add('total_duration', 'ns', at.nsPerCount, nsPerCount);
  }
  return readings;
}

/**
 * What a comment line says of a model: `# Model: gemma3 | Params: 4.3B | Quant: Q4_K_M | Family: gemma3 | Size: 4080218931 | VRAM: ...`.
 *
 * @returns field name in lower case -> text; null for any other comment.
 */
export function modelComment(line: string): ReadonlyMap<string, string> | null {
  if (!/^#\s*Model:/.test(line)) return null;
  const fields = line
    .replace(/^#\s*/, '')
    .split('|')
    .map((part) => part.split(/:(.*)/s));
  return new Map(fields.map(([name, value = '']) => [name!.trim().toLowerCase(), value.trim()]));
}

/** Remembers what comments say of models, and counts the epochs of each step. */
export function epochCounter(): {
  note(comment: ReadonlyMap<string, string>): void;
  labels(model: string, step: string): Record<string, LabelValue | null>;
  configuration(): Map<string, LabelValue>;
} {
  const models = new Map<string, ReadonlyMap<string, string>>();
  const epochs = new Map<string, number>();
  return {
    note: (comment) => void models.set(comment.get('model') ?? '', comment),
    labels(model, step) {
      const key = JSON.stringify([model, step]);
      const epoch = (epochs.get(key) ?? 0) + 1;
      epochs.set(key, epoch);
      return { model, quantization: models.get(model)?.get('quant') ?? null, repetition: epoch };
    },
    configuration() {
      const entries = [...models].flatMap(([model, comment]) =>
        [...comment]
          .filter(([name, value]) => name !== 'model' && value !== '')
          .map(([name, value]) => [`${model}/${name}`, value] as const),
      );
      return new Map(entries);
    },
  };
}
