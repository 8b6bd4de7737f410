import type { LabelValue } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { isSecretKey } from '../../metrics/labels.ts';
import { redact } from '../../metrics/redact.ts';
import { isObject, type Json } from './json-value.ts';

/** A finite number, also one written as a string (`"6012.79"`); null for anything else. An empty string is missing, not 0. */
export function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' ? numberIn(value) : null;
}

/** A number that is the whole text, surrounding blanks apart; null for `N/A`, `nan`, `0x10`, `12 W` and an empty text. */
export function numberIn(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(trimmed)) return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

/** A text that is not blank; null for anything else. */
export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The own member `key` of an object; undefined for anything that has none, `__proto__` included. */
export function member(value: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of keys) {
    if (Array.isArray(current) && typeof key === 'number') current = current[key];
    else if (isObject(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}

/** The elements of an array, or none. */
export function elements(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Names of people and machines; secrets and host names are `isSecretKey`'s. */
const PRIVATE = /^(?:node|user|user_?name)$/i;
const CONFIGURATION_ENTRIES_MAX = 2000;
const CONFIGURATION_DEPTH_MAX = 12;

/**
 * Flattens configuration to JSON pointers. Secrets (by name), names of hosts and users are left out, home directories are cut from paths,
 * texts longer than 300 characters (source code, prompts) are left out.
 *
 * @param into receives the entries; at most 2000 in all, 12 levels deep.
 */
export function flattenConfiguration(value: Json | undefined, into: Map<string, LabelValue>, pointer = '', depth = 0): void {
  if (value === undefined || value === null || into.size >= CONFIGURATION_ENTRIES_MAX) return;
  if (typeof value !== 'object') {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    if (PRIVATE.test(name) || (typeof value === 'string' && (isSecretKey(name) || value.length > 300 || value === ''))) return;
    into.set(pointer || '/', typeof value === 'string' ? redact(value) : value);
    return;
  }
  if (depth >= CONFIGURATION_DEPTH_MAX) return;
  const entries = Array.isArray(value) ? value.map((inner, index) => [String(index), inner] as const) : Object.entries(value);
  for (const [key, inner] of entries) flattenConfiguration(inner, into, `${pointer}/${pointerToken(key)}`, depth + 1);
}

/** A setting as configuration keeps it: a number where a double holds it exactly (a random seed of 20 digits stays text), else the text. */
export function settingOf(text: string): LabelValue {
  const value = numberIn(text);
  return value === null || (Number.isInteger(value) && !Number.isSafeInteger(value)) ? text : value;
}

/** Epoch milliseconds of a date text (ISO 8601, or `2019-11-29 21:26:59`, taken as UTC where it names no zone); null for anything else. */
export function timeOf(value: Json | undefined): number | null {
  const text = textOf(value);
  const match = text && /^(\d{4})[-/.](\d\d)[-/.](\d\d)[T ](\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*(Z|UTC|[-+]\d\d:?\d\d)?$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = match;
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([-+]\d\d)(\d\d)$/, '$1:$2');
  const seconds = /^\d\d\.\d+$/.test(second) ? second.slice(0, 6) : second;
  const time = Date.parse(`${year}-${month}-${day}T${hour!.padStart(2, '0')}:${minute}:${seconds}${offset}`);
  return Number.isNaN(time) ? null : time;
}
