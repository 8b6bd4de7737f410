export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Is this a JSON object (not null, not an array)? */
export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fewer records of one kind under names of their own are fields (`successful`, `errored`, `total`) and no map. */
const MAP_MIN = 5;

/** A list, or a map from names to records of one kind: they have a member in common. */
export function isListOrMap(value: Json[] | { [key: string]: Json }): boolean {
  if (Array.isArray(value)) return true;
  const members = Object.values(value);
  const [first] = members;
  if (members.length < MAP_MIN || !isObject(first) || !members.every(isObject)) return false;
  return Object.keys(first).some((key) => members.every((member) => Object.hasOwn(member as object, key)));
}
