import type { Adapter } from './adapter.ts';

/** Every adapter, one line each. Order means nothing: exactly one adapter may claim a file. */
export const adapters: readonly Adapter[] = [];
