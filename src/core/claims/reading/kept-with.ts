/**
 * A function of an object and of what is asked of it, its values kept as long as the object is: many claims ask the same of one slice of the
 * data, and many rows stand under the same heads.
 *
 * @param keyOf equal for all that gives the same.
 */
export function keptWith<O extends object, A, V>(
  compute: (owner: O, asked: A) => V,
  keyOf: (asked: A) => string,
): (owner: O, asked: A) => V {
  const byOwner = new WeakMap<O, Map<string, { readonly value: V }>>();
  return (owner, asked) => {
    let known = byOwner.get(owner);
    if (known === undefined) {
      known = new Map();
      byOwner.set(owner, known);
    }
    const key = keyOf(asked);
    let held = known.get(key);
    if (held === undefined) {
      held = { value: compute(owner, asked) };
      known.set(key, held);
    }
    return held.value;
  };
}
