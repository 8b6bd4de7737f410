import { AIPERF_VALUES } from './aiperf-values.ts';
import { CLIENT_VALUES } from './client-values.ts';
import { ENGINE_VALUES } from './engine-values.ts';
import { GENERAL_TOOLS } from './general-tools.ts';
import { LLAMA_AND_OLLAMA } from './llama-and-ollama.ts';
import type { PinnedFile } from './pin.ts';
import { QUALITY_AND_DEVICES } from './quality-and-devices.ts';
import { SERVING_PINS } from './serving.ts';
import { TOOL_VALUES } from './tool-values.ts';

/** Pins that `recognition.corpus.test.ts` checks; the others are checked by the tests of their group. */
export const FURTHER_PINS: readonly PinnedFile[] = [...AIPERF_VALUES, ...CLIENT_VALUES, ...ENGINE_VALUES, ...TOOL_VALUES];

/** By folder of the corpus, the metrics of which a value is pinned. */
export function pinnedMetrics(): ReadonlyMap<string, ReadonlySet<string>> {
  const metrics = new Map<string, Set<string>>();
  const add = (folder: string, metric: string) => metrics.set(folder, (metrics.get(folder) ?? new Set()).add(metric));
  for (const [folder, files] of Object.entries(SERVING_PINS))
    for (const { pins } of files) for (const [, metric] of pins) add(folder, metric);
  for (const { file, pins } of [...LLAMA_AND_OLLAMA, ...QUALITY_AND_DEVICES, ...GENERAL_TOOLS, ...FURTHER_PINS]) {
    for (const [, metric] of pins) add(file.slice(0, file.indexOf('/')), metric);
  }
  return metrics;
}
