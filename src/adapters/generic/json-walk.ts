import type { LabelValue } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { slug } from '../../metrics/labels.ts';
import { nameParts } from '../../metrics/name-parts.ts';
import { readName } from '../../metrics/names.ts';
import { knownMetric } from '../../metrics/registry.ts';
import { failureIn, outcomeKind } from '../../metrics/row-state.ts';
import { timeOf } from '../../metrics/times.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { familyKey, isFamily, isListOfRuns, unitBeside } from './json-names.ts';
import { columnsOfCells, rowsOfCells, type ShapedTable } from './json-shapes.ts';
import { isListOfFootings, isTimeField, knownLabel } from './known-labels.ts';
import type { RawRow, Scalar } from './table.ts';

/** A leaf that the records of a set share. */
export interface Field {
  readonly name: string;
  readonly within: readonly string[];
  readonly at: string;
}

/** A record: an object of a document, flat. */
export interface JsonRecord extends RawRow {
  readonly place: string;
  /** Leaves by `Field.at`. */
  readonly cells: ReadonlyMap<string, Scalar>;
}

/** Records of one kind as the walk finds them; `pattern` is their pointer with a star for each index or name. */
export interface FoundSet {
  readonly pattern: string;
  readonly isList: boolean;
  readonly fields: Map<string, Field>;
  readonly records: JsonRecord[];
  /** Pattern of the record that holds these, null for the document itself. */
  readonly parent: string | null;
}

/** A table in another form than a list of objects, and where it stands. */
export interface FoundTable {
  readonly pointer: string;
  readonly shape: ShapedTable;
  readonly inherited: ReadonlyMap<string, LabelValue>;
}

export interface FoundRecords {
  readonly sets: readonly FoundSet[];
  readonly tables: readonly FoundTable[];
  /** What was not read, by its pattern, with the reason. */
  readonly unread: ReadonlyMap<string, { readonly reason: string; readonly cells: number }>;
}

/** Deeper levels of a document are not read. */
export const DEPTH_MAX = 24;
/** Leaves of one kind of record; more than that is a dump, not a result. */
export const FIELDS_MAX = 5_000;

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
  readonly kind: 'list' | 'family' | 'numbers' | 'table';
  readonly name: string;
  readonly names: readonly string[];
  readonly at: string;
  readonly value: Json;
  readonly shape?: ShapedTable;
}

/**
 * Finds the records of a document: objects of arrays, objects of a family of like objects keyed by a name (`{"eager": {...}, "jit":
 * {...}}`), arrays of plain numbers under the name of a measure, tables in rows or columns of cells, and the document itself. Each record is
 * flat: `Field.at` is the pointer of a leaf below it.
 *
 * @param stem words of the file name: they may name what the keys of an outermost family are.
 */
export function walkDocument(document: Json, stem: readonly string[]): FoundRecords {
  const sets = new Map<string, FoundSet>();
  const tables: FoundTable[] = [];
  const unread = new Map<string, { reason: string; cells: number }>();
  const root: Around = { pointer: '', pattern: '', names: [], labels: new Map(), parent: null, depth: 0, inFamily: false, isList: false };

  function leave(pattern: string, reason: string, cells: number): void {
    unread.set(pattern, { reason, cells: (unread.get(pattern)?.cells ?? 0) + cells });
  }

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
      leave(around.pattern, `levels deeper than ${DEPTH_MAX} are not read`, 1);
      return;
    }
    const { fields, cells, children, left } = flatten(node, around);
    for (const { at, reason, count } of left) leave(`${around.pattern}${at}`, reason, count);
    const set = setOf(around);
    for (const field of fields) {
      if (set.fields.size < FIELDS_MAX) set.fields.set(field.at, field);
      else if (!set.fields.has(field.at)) leave(around.pattern, `more than ${FIELDS_MAX} fields in one record`, 1);
    }
    const failure = failureOfRecord(fields, cells) ?? around.failure;
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
    else if (child.kind === 'table') tables.push({ pointer: base.pointer, shape: child.shape!, inherited: base.labels });
    else visitFamily(child.value as { [key: string]: Json }, base, stem);
  }

  function visitList(list: readonly Json[], around: Around): void {
    const runKey = isListOfRuns(around.names[0] ?? '') ? keyOfRuns(list) : null;
    list.forEach((element, index) => {
      if (!isObject(element)) {
        leave(`${around.pattern}/*`, 'elements beside objects in a list', 1);
        return;
      }
      const labels =
        runKey !== null && !around.labels.has(runKey) ? new Map([...around.labels, [runKey, index + 1] as const]) : around.labels;
      const here = { pointer: `${around.pointer}/${index}`, pattern: `${around.pattern}/*` };
      visit(element, { ...around, labels, ...here, isList: true, inFamily: false });
    });
  }

  function visitFamily(family: { [key: string]: Json }, around: Around, words: readonly string[]): void {
    const key = familyKey(family, around.names, around.labels, words);
    for (const [name, member] of Object.entries(family)) {
      if (!isObject(member)) continue;
      const labels = new Map([...around.labels, [key, name.trim()] as const]);
      const here = { pointer: `${around.pointer}/${pointerToken(name)}`, pattern: `${around.pattern}/*`, names: [name, ...around.names] };
      visit(member, { ...around, labels, ...here, isList: false, inFamily: true });
    }
  }

  function addNumbers({ name, value, names }: Child, around: Around, owner: { [key: string]: Json }): void {
    const list = value as (number | null)[];
    const measured = nameOfElements(name, names.slice(1), owner);
    if (measured === null) {
      leave(`${around.pattern}/*`, 'a list of numbers of unknown meaning', list.length);
      return;
    }
    const set = setOf({ ...around, pattern: `${around.pattern}/*`, isList: true });
    set.fields.set('', { name: measured, within: names.slice(1), at: '' });
    list.forEach((number, index) => {
      const cells = new Map<string, Scalar>([['', number]]);
      const failed = around.failure === undefined ? {} : { failure: around.failure };
      set.records.push({ place: `${around.pointer}/${index}`, cells, inherited: around.labels, ...failed });
    });
  }

  if (isObject(document)) visit(document, root);
  else if (Array.isArray(document)) {
    const shape = rowsOfCells(document);
    if (shape) tables.push({ pointer: '', shape, inherited: new Map() });
    else visitList(document, { ...root, parent: null });
  }
  return { sets: [...sets.values()], tables, unread };
}

/**
 * What numbers the elements of a list of runs: each is one observation, or a run of its own where it sums up or holds observations.
 */
function keyOfRuns(list: readonly Json[]): 'run' | 'repetition' {
  const isRun = list.some(
    (element) =>
      isObject(element) &&
      Object.entries(element).some(
        ([name, value]) => (Array.isArray(value) && value.some(isObject)) || isObject(value) || nameParts(name).statistic !== null,
      ),
  );
  return isRun ? 'run' : 'repetition';
}

/** What the numbers of a list are, by its name in the singular, with the unit that stands beside it; null where that is no measure. */
export function nameOfElements(name: string, within: readonly string[], owner: { [key: string]: Json }): string | null {
  const hint = unitBeside(owner);
  const readable = [name.replace(/s(_(?:ns|us|ms|s|sec|seconds))?$/i, '$1'), name]
    .map((candidate) => ({ candidate, measure: readName(candidate, { within, unitHint: hint }) }))
    .filter(({ measure }) => measure !== null && measure.statistic === null);
  const measured = (readable.find(({ measure }) => knownMetric(measure!.metric)) ?? readable.at(-1))?.candidate;
  if (measured === undefined) return null;
  return hint === null ? measured : `${measured} (${hint})`;
}

interface Flat {
  readonly fields: Field[];
  readonly cells: Map<string, Scalar>;
  readonly children: Child[];
  readonly left: { readonly at: string; readonly reason: string; readonly count: number }[];
}

/** Leaves of an object and of the plain objects in it, and what in it holds records of its own. */
function flatten(node: { [key: string]: Json }, around: Around): Flat {
  const flat: Flat = { fields: [], cells: new Map(), children: [], left: [] };
  const { fields, cells, children, left } = flat;
  const ownFamily = isFamily(node, around.inFamily);
  if (ownFamily) children.push({ kind: 'family', name: '', names: around.names, at: '', value: node });

  function add(object: { [key: string]: Json }, at: string, names: readonly string[], depth: number): void {
    // The members of a family are tables of their own, whatever they look like together.
    const shape = ownFamily && depth === 0 ? null : (rowsOfCells(object) ?? columnsOfCells(object));
    if (shape) children.push({ kind: 'table', name: '', names, at, value: object, shape });
    const isTaken = (here: string) =>
      shape?.columns.some((column) => shape.byColumn && `${at}${column.at}` === here) ||
      (shape && !shape.byColumn && /\/(?:columns|headers?|fields|data|rows|values|index)$/.test(here));
    for (const [name, value] of Object.entries(object)) {
      const here = `${at}/${pointerToken(name)}`;
      if (isTaken(here)) continue;
      if (Array.isArray(value)) addList(name, value, here, [name, ...names]);
      else if (!isObject(value)) addLeaf(name, value, here, names, object);
      else if (ownFamily && depth === 0) continue;
      else if (isFamily(value, false)) children.push({ kind: 'family', name, names: [name, ...names], at: here, value });
      else if (depth + around.depth < DEPTH_MAX) add(value, here, [name, ...names], depth + 1);
      else left.push({ at: here, reason: `levels deeper than ${DEPTH_MAX} are not read`, count: 1 });
    }
  }

  /** A `value` beside a `unit` is the number that the object around them names. */
  function addLeaf(name: string, value: Scalar, at: string, names: readonly string[], object: { [key: string]: Json }): void {
    const [outer, ...further] = names;
    const isValue =
      slug(name) === 'value' &&
      outer !== undefined &&
      Object.keys(object).every((key) => /^(?:value|units?|description|n|count)$/i.test(key));
    fields.push(isValue ? { name: outer, within: further, at } : { name, within: names, at });
    cells.set(at, value);
  }

  function addList(name: string, value: Json[], at: string, names: readonly string[]): void {
    const shape = rowsOfCells(value);
    if (shape) children.push({ kind: 'table', name, names, at, value, shape });
    else if (value.some((element) => isObject(element))) children.push({ kind: 'list', name, names, at, value });
    else if (value.length > 0 && value.every((element) => typeof element === 'number' || element === null)) {
      children.push({ kind: 'numbers', name, names, at, value });
    } else if (isListOfFootings(name, value)) {
      const [only, ...others] = value;
      addLeaf(name, others.length === 0 ? only! : value.join(', '), others.length === 0 ? `${at}/0` : at, names.slice(1), {});
    } else if (value.some((element) => typeof element === 'number' || Array.isArray(element))) {
      left.push({ at, reason: 'a list of unlike elements', count: value.length });
    }
  }

  add(node, '', around.names, 0);
  return flat;
}

/** A record that says of itself that it failed takes what is inside it along. */
function failureOfRecord(fields: readonly Field[], cells: ReadonlyMap<string, Scalar>): string | undefined {
  for (const { name, at } of fields) {
    const kind = outcomeKind(name);
    const cell = cells.get(at);
    if (kind === 'success' && cell === false) return failureIn(kind, name, cell) ?? undefined;
  }
  return undefined;
}
