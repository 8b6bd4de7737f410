import { hash } from 'node:crypto';
import { isMap } from 'node:util/types';
import type { PackStore } from './pack-store.ts';

/** Values that were made before, by what they were made of. */
export interface KeptValues {
  /** Those that were made with this: a text of any length, equal for all that gives the same. */
  under(text: string): ValuesUnder;
  /** Writes what is new, without what nobody has asked for. */
  save(): void;
}

export interface ValuesUnder {
  /** undefined for what is not known. */
  readonly get: (key: string) => unknown;
  readonly put: (key: string, value: unknown) => void;
}

/** @param place what the values are of, and what else decides them: they lie, and are written, together. */
export function keptValues(store: PackStore, place: string): KeptValues {
  const read = store.read(place);
  const before: ReadonlyMap<string, unknown> = isMap(read) ? (read as ReadonlyMap<string, unknown>) : new Map();
  const now = new Map<string, unknown>();
  let isChanged = false;
  return {
    under(text) {
      const digest = hash('sha256', text);
      return {
        get(key) {
          const own = `${digest} ${key}`;
          if (before.has(own)) now.set(own, before.get(own));
          return now.get(own);
        },
        put(key, value) {
          now.set(`${digest} ${key}`, value);
          isChanged = true;
        },
      };
    },
    save() {
      if (isChanged || now.size < before.size) store.write(place, now);
    },
  };
}
