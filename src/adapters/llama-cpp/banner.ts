import type { LabelValue } from '../../contracts/observation.ts';
import { servedModel } from '../readers/documents.ts';
import { BATCHED_SETTINGS } from './batched-record.ts';

/** Lines of ggml's banner that name a device: CUDA, ROCm and others; Vulkan; Metal. */
const DEVICES: readonly RegExp[] = [
  /^\s*Device \d+:\s*([^,]+),/,
  /^\s*ggml_vulkan:\s*\d+ = ([^|]+?)\s*(?:\||$)/,
  /^\s*ggml_metal\w*:\s*GPU name:\s*(?:MTL\d+ \()?([^()]+?)\)?\s*$/,
];
const MODEL = /\bloaded meta data with .{0,200}? from (\S+)|\bload_model: loading model '([^']+)'/;
const CONTEXT = /\bllama_(?:context|new_context_with_model|init_from_model):\s+n_ctx\s+=\s+(\d+)/;
const VERSION = /^\s*(?:build|version): (?:(\d+) \(([0-9a-f]{5,40})\)|([0-9a-f]{5,40}) \(\d+\))/;
const OFFLOADED = /\boffloaded (\d+)\/\d+ layers to GPU/;
const SETTINGS = /^main: n_kv_max = /;

/** The device that a line of the banner names; null for any other line. */
export function deviceIn(line: string): string | null {
  return DEVICES.map((pattern) => pattern.exec(line)?.[1]?.trim()).find((name) => name !== undefined) ?? null;
}

/** The commit that a `build:` line names; null for any other line, and for a build without one. */
export function versionIn(line: string): string | null {
  const match = VERSION.exec(line);
  return match?.[2] ?? match?.[3] ?? null;
}

/**
 * What the lines that programs of llama.cpp print while they start say of what runs: file of the model, commit, device (where there is
 * one), size of the context, layers on the device. A label is absent where the log does not say, or says several things.
 */
export function startLabels(lines: readonly string[]): Record<string, LabelValue | null> {
  const found = new Map<string, Set<string>>();
  const note = (key: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined) found.set(key, (found.get(key) ?? new Set()).add(value));
  };
  for (const line of lines) {
    note('device', deviceIn(line));
    note('engine_version', versionIn(line));
    const model = MODEL.exec(line);
    note('model', model?.[1] ?? model?.[2]);
    note('num_ctx', CONTEXT.exec(line)?.[1]);
    note('num_gpu', OFFLOADED.exec(line)?.[1]);
    if (SETTINGS.test(line)) for (const [key, value] of settingsIn(line)) note(key, value);
  }
  const only = (key: string) => (found.get(key)?.size === 1 ? [...found.get(key)!][0]! : null);
  const labels = Object.fromEntries([...found.keys()].filter((key) => key !== 'model').map((key) => [key, only(key)]));
  return { ...labels, model: servedModel(withoutSuffix(only('model'))) };
}

/** -1 stands for the default. */
function settingsIn(line: string): [string, string][] {
  return [...line.matchAll(/\b(\w+) = (-?\w+)/g)].flatMap(([, name = '', value = '']): [string, string][] => {
    const key = BATCHED_SETTINGS.get(name);
    return key === undefined || value === '-1' ? [] : [[key, value]];
  });
}

/** File of a model without `.gguf`. */
export function withoutSuffix(file: string | null): string | undefined {
  return file?.replace(/\.gguf$/i, '');
}
