import { pointerToken } from '../../metrics/cells.ts';
import { isListOrMap, type Json } from './json-value.ts';

/** The fields of documents that an adapter asked for by name, with a star for each index or name of a map (see `isListOrMap`). */
export type AskedFields = Set<string>;

/** Of a list the first elements show what its elements are asked for. */
const WATCHED_MAX = 100;

/**
 * A view of a document that notes which scalars are asked for by name. One that is only walked past, as by `Object.entries`, is not.
 *
 * @param asked receives the fields.
 */
export function watched(value: Json, asked: AskedFields): Json {
  const views = new WeakMap<object, object>();

  function view(target: Json, at: string): Json {
    if (typeof target !== 'object' || target === null) return target;
    const known = views.get(target);
    if (known) return known as Json;
    const made = new Proxy(target, watcher(isListOrMap(target), at, asked, view)) as Json[] | { [key: string]: Json };
    views.set(target, made);
    return made;
  }

  return view(value, '');
}

function watcher(
  alike: boolean,
  at: string,
  asked: AskedFields,
  view: (value: Json, at: string) => Json,
): ProxyHandler<Json[] | { [key: string]: Json }> {
  // `Object.entries` lists the keys, then describes and gets them one by one; `Object.keys` describes all of them and gets none.
  let listed: Set<PropertyKey> | null = null;
  let described: PropertyKey | null = null;
  return {
    ownKeys(target) {
      const keys = Reflect.ownKeys(target);
      listed = new Set(keys);
      described = null;
      return keys;
    },
    getOwnPropertyDescriptor(target, key) {
      if (listed !== null && described !== null) listed = null;
      described = listed?.has(key) ? key : null;
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      const isWalked = described === key && listed?.delete(key) === true;
      described = null;
      if (typeof key === 'symbol' || !Object.hasOwn(target, key) || (Array.isArray(target) && Number(key) >= WATCHED_MAX)) return member;
      const field = alike ? `${at}/*` : `${at}/${pointerToken(key)}`;
      if (typeof member === 'object') return view(member as Json, field);
      if (!isWalked) asked.add(field);
      return member;
    },
  };
}
