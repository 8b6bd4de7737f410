import type { LabelValue } from '../../contracts/observation.ts';

/** Options that shape a model's answer, under the names that the configuration line prints; what is not set is printed as default. */
const OPTIONS: readonly (readonly [name: string, key: string])[] = [
  ['num_gpu', 'num_gpu'],
  ['num_ctx', 'num_ctx'],
  ['temp', 'temperature'],
  ['top_p', 'top_p'],
  ['top_k', 'top_k'],
  ['repeat_penalty', 'repeat_penalty'],
];

/** `num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, ...: the usual options first, then what else is set, by name. */
export function optionPairs(options: Readonly<Record<string, LabelValue>>): string[] {
  const usual = OPTIONS.map(([name, key]) => `${name}=${Object.hasOwn(options, key) ? String(options[key]) : 'default'}`);
  const known = new Set(OPTIONS.map(([, key]) => key));
  const others = Object.keys(options)
    .filter((key) => !known.has(key))
    .sort()
    .map((key) => `${key}=${String(options[key])}`);
  return [...usual, ...others];
}
