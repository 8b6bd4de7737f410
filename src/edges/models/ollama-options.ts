import type { AskSettings, ModelOptions } from './model-server.ts';

/** Of `api/types.go`: what a runner is started with, and what each answer is sampled with. */
const OPTION_NAMES: ReadonlySet<string> = new Set([
  ...['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread', 'draft_num_predict'],
  ...['num_keep', 'seed', 'num_predict', 'top_k', 'top_p', 'min_p', 'typical_p', 'repeat_last_n', 'temperature'],
  ...['repeat_penalty', 'presence_penalty', 'frequency_penalty'],
]);

/** A field of the request, not of its options. */
const KEEP_ALIVE = 'keep_alive';

/** Ms, by the units of a duration of Go. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export function ollamaOptions(options: ModelOptions): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => OPTION_NAMES.has(name)));
}

export function ollamaOptionsLeftOut(options: ModelOptions): string[] {
  return Object.keys(options).filter((name) => !OPTION_NAMES.has(name) && name !== KEEP_ALIVE);
}

/** @returns how long the model stays, in ms; Infinity for a negative `keep_alive`, which is for ever. A bare number is in seconds, as Ollama has it. */
export function keepAliveMs(options: ModelOptions, settings: AskSettings): number {
  const own = options[KEEP_ALIVE];
  if (typeof own === 'number') return own < 0 ? Number.POSITIVE_INFINITY : own * 1_000;
  if (typeof own !== 'string') return settings.keepAliveMs;
  if (own.trim().startsWith('-')) return Number.POSITIVE_INFINITY;
  const parts = [...own.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.length > 0 ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0) : Number(own) * 1_000;
}

/** The same as the field of a request: seconds. */
export function keepAliveSeconds(ms: number): number {
  return ms === Number.POSITIVE_INFINITY ? -1 : ms / 1_000;
}
