import type { LabelValue } from '../../contracts/observation.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import { isMeasureName, readName } from '../../metrics/names.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { singular } from './known-labels.ts';

/** A name and tag as model servers write them, a repository's name with a size in it, or a name with a size. */
const MODEL_NAME =
  /^[\w.-]+(?:\/[\w.-]+)*:(?!\d{2,5}$)[\w.-]+$|^(?:[\w.-]+\/)?[\w.]*[a-z][\w.]*[-_.](?:[\w.]+[-_.])*\d+(?:\.\d+)?[bm](?:[-_.][\w.-]+)?$/i;
const LEAVES_MAX = 200;
const LEAF_DEPTH_MAX = 6;

/** Does this look like the name of a model: `qwen2.5:7b`, `org/llama-3-8b`? */
export function looksLikeModel(name: string): boolean {
  return MODEL_NAME.test(name);
}

/**
 * Are the objects in this one like each other (half of their leaves shared), and are their keys names rather than metrics? One alone counts
 * inside a family, where nothing stands beside it, and where its key is the name of a model.
 */
export function isFamily(node: { [key: string]: Json }, inFamily: boolean): boolean {
  const members = Object.entries(node).filter((entry): entry is [string, { [key: string]: Json }] => isObject(entry[1]));
  const isBare = members.length === Object.keys(node).length;
  const isOfModels = members.length > 0 && members.every(([name]) => looksLikeModel(name));
  if (members.length < (isOfModels || (inFamily && isBare) ? 1 : 2) || members.some(([name]) => isMeasureName(name))) return false;
  const leaves = members.map(([, member]) => leafNames(member));
  const [first] = leaves;
  if (!first || ![...first].some((name) => readName(name, { within: ['time (ms)'] }) !== null)) return false;
  return leaves.every((names) => {
    const shared = [...names].filter((name) => first.has(name)).length;
    return shared > 0 && shared >= 0.5 * (names.size + first.size - shared);
  });
}

function isListOfNumbers(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((element) => typeof element === 'number' || element === null);
}

/** Names of the numbers and lists of numbers in an object, those in its lists included. */
function leafNames(node: { [key: string]: Json }, names = new Set<string>(), depth = 0): Set<string> {
  for (const [name, value] of Object.entries(node)) {
    if (names.size > LEAVES_MAX) break;
    const inner = Array.isArray(value) ? value.find(isObject) : value;
    if (isObject(inner) && depth < LEAF_DEPTH_MAX) leafNames(inner, names, depth + 1);
    else if (typeof value === 'number' || isListOfNumbers(value)) names.add(name);
  }
  return names;
}

/**
 * What the keys of a family are: names of models say so themselves, `backends` holds backends, and an outermost family may be named by the
 * file.
 *
 * @param names of the objects around it, innermost first. @param labels that hold around it: a key is given once.
 */
export function familyKey(
  family: { [key: string]: Json },
  names: readonly string[],
  labels: ReadonlyMap<string, LabelValue>,
  stem: readonly string[],
): string {
  const [container] = names;
  const isOfModels = Object.entries(family).every(([name, member]) => !isObject(member) || looksLikeModel(name));
  const named = container === undefined ? [...stem, 'variant'] : [singular(container), 'variant'];
  for (const candidate of isOfModels ? ['model', ...named] : named) {
    const key = labelKey(candidate) ?? (candidate === 'variant' ? candidate : null);
    if (key !== null && !labels.has(key)) return key;
  }
  return `variant_${[...labels.keys()].filter((key) => key.startsWith('variant')).length + 1}`;
}

/** Lists of runs number their elements. */
export function isListOfRuns(name: string): boolean {
  return /^(?:runs?|run_results|iterations|rounds|repetitions|trials|samples_per_run)$/.test(slug(name));
}

/** The unit that an object states beside its values. */
export function unitBeside(owner: { [key: string]: Json }): string | null {
  for (const name of ['unit', 'units', 'time_unit']) {
    const unit = Object.hasOwn(owner, name) ? owner[name] : undefined;
    if (typeof unit === 'string') return spelledUnit(unit);
  }
  return null;
}
