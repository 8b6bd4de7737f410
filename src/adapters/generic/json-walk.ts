import type { LabelValue } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import { isMeasureName, readName } from '../../metrics/names.ts';
import { knownMetric } from '../../metrics/registry.ts';
import { timeOf } from '../../metrics/times.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { isObject, type Json } from '../readers/json.ts';
import { isTimeField, knownLabel, singular, writtenLabel } from './fields.ts';
import type { Field, GenericRecord } from './record.ts';
import type { Scalar } from './values.ts';

/** Records of one kind as the walk finds them; `pattern` is their pointer with a star for each index or name. */
export interface FoundSet {
  readonly pattern: string;
  readonly isList: boolean;
  readonly fields: Map<string, Field>;
  readonly records: GenericRecord[];
  /** Pattern of the record that holds these, null for the document itself. */
  readonly parent: string | null;
}

/** Deeper levels of a document are not read. */
export const DEPTH_MAX = 24;
/** Leaves of one kind of record; more than that is a dump, not a result. */
export const FIELDS_MAX = 5_000;
const RUNS = /^(?:runs?|run_results|iterations|rounds|repetitions|trials|samples_per_run)$/;

interface Around {
  readonly pointer: string;
  readonly pattern: string;
  /** Innermost first. */
  readonly names: readonly string[];
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly failure?: string;
  readonly timeMs?: number;
  readonly parent: string | null;
  readonly depth: number;
  readonly inFamily: boolean;
  readonly isList: boolean;
}

interface Child {
  readonly kind: 'list' | 'family' | 'numbers';
  readonly name: string;
  readonly names: readonly string[];
  readonly at: string;
  readonly value: Json;
}

/**
 * Finds the records of a document: objects of arrays, objects of a family of like objects keyed by a name (`{"eager": {...}, "jit":
 * {...}}`), arrays of plain numbers under the name of a measure, and the document itself. Each is flat: `Field.at` is the pointer of a
 * leaf below its record.
 *
 * @param stem words of the file name: they may name what the keys of an outermost family are.
 */
export function walkDocument(document: Json, stem: readonly string[]): { sets: FoundSet[]; tooDeep: boolean; tooWide: boolean } {
  const sets = new Map<string, FoundSet>();
  let tooDeep = false;
  let tooWide = false;
  const root: Around = {
    pointer: '',
    pattern: '',
    names: [],
    labels: new Map(),
    parent: null,
    depth: 0,
    inFamily: false,
    isList: false,
  };

  function setOf({ pattern, parent, isList }: Around): FoundSet {
    let found = sets.get(pattern);
    if (!found) {
      found = { pattern, parent, isList, fields: new Map(), records: [] };
      sets.set(pattern, found);
    }
    return found;
  }

  function visit(node: { [key: string]: Json }, around: Around): void {
    if (around.depth > DEPTH_MAX) {
      tooDeep = true;
      return;
    }
    const { fields, cells, children } = flatten(node, around);
    const set = setOf(around);
    for (const field of fields) {
      if (set.fields.size < FIELDS_MAX) set.fields.set(field.at, field);
      else if (!set.fields.has(field.at)) tooWide = true;
    }
    const failure = failureIn(fields, cells) ?? around.failure;
    const known = {
      ...(around.failure === undefined ? {} : { failure: around.failure }),
      ...(around.timeMs === undefined ? {} : { timeMs: around.timeMs }),
    };
    set.records.push({ place: around.pointer, cells, inherited: around.labels, ...known });
    const labels = new Map(around.labels);
    for (const field of fields) {
      const label = knownLabel(field, cells.get(field.at));
      if (label && !labels.has(label.key)) labels.set(label.key, label.value);
    }
    const stamp = around.isList ? fields.find(({ name, at }) => isTimeField(name, cells.get(at))) : undefined;
    const timeMs = stamp && timeOf(cells.get(stamp.at));
    const inner = {
      ...around,
      ...(typeof timeMs === 'number' ? { timeMs } : {}),
      labels,
      parent: around.pattern,
      depth: around.depth + 1,
      ...(failure === undefined ? {} : { failure }),
    };
    for (const child of children) visitChild(child, inner, node);
  }

  function visitChild(child: Child, around: Around, owner: { [key: string]: Json }): void {
    const base = { ...around, pointer: `${around.pointer}${child.at}`, pattern: `${around.pattern}${child.at}`, names: child.names };
    if (child.kind === 'numbers') addNumbers(child, base, owner);
    else if (child.kind === 'list') visitList(child.value as Json[], base);
    else visitFamily(child.value as { [key: string]: Json }, base, stem);
  }

  function visitList(list: readonly Json[], around: Around): void {
    const isRuns = RUNS.test(slug(around.names[0] ?? ''));
    list.forEach((element, index) => {
      if (!isObject(element)) return;
      const labels = isRuns && !around.labels.has('run') ? new Map([...around.labels, ['run', index + 1] as const]) : around.labels;
      visit(element, {
        ...around,
        labels,
        pointer: `${around.pointer}/${index}`,
        pattern: `${around.pattern}/*`,
        isList: true,
        inFamily: false,
      });
    });
  }

  function visitFamily(family: { [key: string]: Json }, around: Around, words: readonly string[]): void {
    const key = familyKey(around, words);
    for (const [name, member] of Object.entries(family)) {
      if (!isObject(member)) continue;
      visit(member, {
        ...around,
        names: [name, ...around.names],
        labels: new Map([...around.labels, [key, writtenLabel(name)]]),
        pointer: `${around.pointer}/${pointerToken(name)}`,
        pattern: `${around.pattern}/*`,
        isList: false,
        inFamily: true,
      });
    }
  }

  function addNumbers({ name, value, names }: Child, around: Around, owner: { [key: string]: Json }): void {
    const hint = unitBeside(owner);
    const readable = [name.replace(/s(_(?:ns|us|ms|s|sec|seconds))?$/i, '$1'), name]
      .map((candidate) => ({ candidate, measure: readName(candidate, { within: names.slice(1), unitHint: hint }) }))
      .filter(({ measure }) => measure !== null && measure.statistic === null);
    const measured = (readable.find(({ measure }) => knownMetric(measure!.metric)) ?? readable.at(-1))?.candidate;
    if (measured === undefined) return;
    const set = setOf({ ...around, pattern: `${around.pattern}/*`, isList: true });
    set.fields.set('', { name: hint === null ? measured : `${measured} (${hint})`, within: names.slice(1), at: '' });
    (value as Json[]).forEach((number, index) => {
      const cells = new Map<string, Scalar>([['', typeof number === 'number' ? number : null]]);
      const failed = around.failure === undefined ? {} : { failure: around.failure };
      set.records.push({ place: `${around.pointer}/${index}`, cells, inherited: around.labels, ...failed });
    });
  }

  if (isObject(document)) visit(document, root);
  else if (Array.isArray(document)) visitList(document, { ...root, parent: null });
  return { sets: [...sets.values()], tooDeep, tooWide };
}

/** Leaves of an object and of the plain objects in it, and what in it holds records of its own. */
function flatten(node: { [key: string]: Json }, around: Around): { fields: Field[]; cells: Map<string, Scalar>; children: Child[] } {
  const fields: Field[] = [];
  const cells = new Map<string, Scalar>();
  const children: Child[] = [];
  if (isFamily(node, around.inFamily)) children.push({ kind: 'family', name: '', names: around.names, at: '', value: node });
  const ownFamily = children.length > 0;

  function add(object: { [key: string]: Json }, at: string, names: readonly string[], depth: number): void {
    for (const [name, value] of Object.entries(object)) {
      const here = `${at}/${pointerToken(name)}`;
      if (Array.isArray(value)) addList(name, value, here, [name, ...names]);
      else if (!isObject(value)) {
        fields.push({ name, within: names, at: here });
        cells.set(here, value);
      } else if (ownFamily && depth === 0) continue;
      else if (isFamily(value, false)) children.push({ kind: 'family', name, names: [name, ...names], at: here, value });
      else if (depth + around.depth < DEPTH_MAX) add(value, here, [name, ...names], depth + 1);
    }
  }

  function addList(name: string, value: Json[], at: string, names: readonly string[]): void {
    if (value.some((element) => isObject(element))) children.push({ kind: 'list', name, names, at, value });
    else if (value.length > 0 && value.every((element) => typeof element === 'number' || element === null)) {
      children.push({ kind: 'numbers', name, names, at, value });
    }
  }

  add(node, '', around.names, 0);
  return { fields, cells, children };
}

/**
 * Are the objects in this one like each other (half of their leaves shared), and are their keys names rather than metrics? One alone
 * counts inside a family only, and only where nothing stands beside it.
 */
function isFamily(node: { [key: string]: Json }, inFamily: boolean): boolean {
  const members = Object.entries(node).filter((entry): entry is [string, { [key: string]: Json }] => isObject(entry[1]));
  const isBare = members.length === Object.keys(node).length;
  if (members.length < (inFamily && isBare ? 1 : 2) || members.some(([name]) => isMeasureName(name))) return false;
  const leaves = members.map(([, member]) => leafNames(member));
  const [first] = leaves;
  if (!first || ![...first].some((name) => readName(name, { within: ['time (ms)'] }) !== null)) return false;
  return leaves.every((names) => {
    const shared = [...names].filter((name) => first.has(name)).length;
    return shared > 0 && shared >= 0.5 * (names.size + first.size - shared);
  });
}

function leafNames(node: { [key: string]: Json }, names = new Set<string>(), depth = 0): Set<string> {
  for (const [name, value] of Object.entries(node)) {
    if (names.size > 200) break;
    if (isObject(value) && depth < 4) leafNames(value, names, depth + 1);
    else if (typeof value === 'number') names.add(name);
  }
  return names;
}

/** What the keys of a family are: `backends` holds backends; an outermost family may be named by the file. */
function familyKey({ names, labels }: Around, stem: readonly string[]): string {
  const [container] = names;
  const candidates = container === undefined ? [...stem, 'variant'] : [singular(container), 'variant'];
  for (const candidate of candidates) {
    const key = labelKey(candidate) ?? (candidate === 'variant' ? candidate : null);
    if (key !== null && !labels.has(key)) return key;
  }
  return `variant_${[...labels.keys()].filter((key) => key.startsWith('variant')).length + 1}`;
}

function unitBeside(owner: { [key: string]: Json }): string | null {
  for (const name of ['unit', 'units', 'time_unit']) {
    const unit = Object.hasOwn(owner, name) ? owner[name] : undefined;
    if (typeof unit === 'string') return spelledUnit(unit);
  }
  return null;
}

/** A record that says of itself that it failed takes what is inside it along. */
function failureIn(fields: readonly Field[], cells: ReadonlyMap<string, Scalar>): string | undefined {
  for (const { name, at } of fields) {
    if (/^(?:success|succeeded|ok)$/.test(slug(name)) && cells.get(at) === false) return `${name} is false`;
  }
  return undefined;
}
