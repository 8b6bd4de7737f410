import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { type JsonLine, parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type BuiltTable, tablesOf } from './build.ts';
import { nothingMeasured } from './csv.ts';
import { looksLikeJsonLines } from './json.ts';
import { type Field, nameOfElements } from './json-walk.ts';
import { knownLabel } from './known-labels.ts';
import { readTable } from './read-table.ts';
import { JSON_TABLE, type RawColumn, type RawTable, type Scalar } from './table.ts';

const DEPTH_MAX = 8;
/** Elements of one list in a line that are read. */
const ELEMENTS_MAX = 1_000;

/** JSON lines: one object per line, one observation each; a list of objects in a line holds several. */
export const genericJsonl: Adapter = {
  id: 'generic-jsonl',
  title: 'JSON lines',
  tool: 'any program',
  fallback: true,
  source: 'https://jsonlines.org; meaning of fields: src/metrics/names.ts and src/metrics/labels.ts',
  claims: ({ kind, lines }) => kind === 'jsonl' || (kind === 'json' && looksLikeJsonLines(lines)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const { lines, problems } = parseJsonLines(text, growing);
  const reader = lineReader();
  for (const { line, value } of lines) {
    if (isObject(value)) reader.add({ line, value });
    else problems.push({ line, message: 'no JSON object; the line is not used' });
  }
  const tables = reader.tables();
  if (tables.length === 0) {
    const [first] = problems;
    if (!first) return { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'no line with a JSON object' } };
    return {
      ...NOTHING_READ,
      problems,
      rejected: { verdict: 'quarantined', reason: `no line is a JSON object; line ${first.line}: ${first.message}` },
    };
  }
  const built = tables.map(readTable);
  const read = built.flatMap(tablesOf);
  const coverage = { columns: [...built.flatMap(({ covered }) => covered), ...reader.unread()], unread: 0 };
  const all = [...problems, ...built.flatMap((part: BuiltTable) => part.problems)];
  if (read.length > 0) return { ...NOTHING_READ, tables: read, problems: all, coverage, runAt: earliest(read) };
  return { ...NOTHING_READ, problems: all, coverage, rejected: { verdict: 'unknown', reason: nothingMeasured('JSON lines', built) } };
}

function earliest(tables: readonly { readonly times: readonly (number | null)[] | null }[]): number | null {
  let first: number | null = null;
  for (const { times } of tables) for (const time of times ?? []) if (time !== null && (first === null || time < first)) first = time;
  return first;
}

/** Records at one place of their lines: the line itself, or the element of a list in it. */
interface LineSet {
  readonly fields: Map<string, Field & { readonly repeat?: true }>;
  readonly records: {
    readonly line: number;
    readonly cells: Map<string, Scalar>;
    readonly inherited: Map<string, string | number | boolean>;
  }[];
}

/** Collects the records of lines. A cell is `line=3;pointer=/results/0/ttft_ms`, so elements of the same index share a table. */
function lineReader() {
  const sets = new Map<string, LineSet>();
  const left = new Map<string, { reason: string; cells: number }>();

  function leave(at: string, reason: string, cells: number): void {
    left.set(at, { reason, cells: (left.get(at)?.cells ?? 0) + cells });
  }

  function setAt(pointer: string): LineSet {
    let found = sets.get(pointer);
    if (!found) {
      found = { fields: new Map(), records: [] };
      sets.set(pointer, found);
    }
    return found;
  }

  function addRecord(
    line: number,
    node: { [key: string]: Json },
    pointer: string,
    names: readonly string[],
    inherited: Map<string, string | number | boolean>,
  ): void {
    const set = setAt(pointer);
    const cells = new Map<string, Scalar>();
    const lists: { name: string; value: Json[]; at: string; within: readonly string[]; owner: { [key: string]: Json } }[] = [];
    const walk = (object: { [key: string]: Json }, at: string, within: readonly string[]): void => {
      for (const [name, leaf] of Object.entries(object)) {
        const here = `${at}/${pointerToken(name)}`;
        if (Array.isArray(leaf)) lists.push({ name, value: leaf, at: here, within, owner: object });
        else if (!isObject(leaf)) {
          cells.set(here, leaf);
          if (!set.fields.has(here)) set.fields.set(here, fieldOf(name, within, here, object));
        } else if (within.length - names.length < DEPTH_MAX) walk(leaf, here, [name, ...within]);
        else leave(here, `levels deeper than ${DEPTH_MAX} are not read`, 1);
      }
    };
    walk(node, pointer, names);
    set.records.push({ line, cells, inherited });
    const labels = new Map(inherited);
    for (const [at, value] of cells) {
      const label = knownLabel(set.fields.get(at)!, value);
      if (label && !labels.has(label.key)) labels.set(label.key, label.value);
    }
    for (const list of lists) addList(line, list, set, cells, labels);
  }

  function addList(
    line: number,
    {
      name,
      value,
      at,
      within,
      owner,
    }: { name: string; value: Json[]; at: string; within: readonly string[]; owner: { [key: string]: Json } },
    set: LineSet,
    cells: Map<string, Scalar>,
    labels: Map<string, string | number | boolean>,
  ): void {
    if (value.length > ELEMENTS_MAX) leave(`${at}/*`, `elements after the first ${ELEMENTS_MAX} of a list`, value.length - ELEMENTS_MAX);
    const elements = value.slice(0, ELEMENTS_MAX);
    if (elements.some(isObject)) {
      elements.forEach((element, index) => {
        if (isObject(element)) addRecord(line, element, `${at}/${index}`, [name, ...within], labels);
        else leave(`${at}/*`, 'elements beside objects in a list', 1);
      });
      return;
    }
    if (!elements.some((element) => typeof element === 'number' || Array.isArray(element))) return;
    const measured = elements.every((element) => typeof element === 'number' || element === null)
      ? nameOfElements(name, within, owner)
      : null;
    if (measured === null) {
      leave(`${at}/*`, 'a list of numbers of unknown meaning', elements.length);
      return;
    }
    elements.forEach((element, index) => {
      const here = `${at}/${index}`;
      cells.set(here, element as Scalar);
      if (!set.fields.has(here)) set.fields.set(here, { name: measured, within, at: here, repeat: true });
    });
  }

  return {
    add: ({ line, value }: JsonLine) => addRecord(line, value as { [key: string]: Json }, '', [], new Map()),
    tables: () => [...sets.values()].map(tableOf),
    unread: () => [...left].map(([at, { reason, cells }]) => ({ at, use: 'left-out' as const, filled: cells, leftOut: cells, reason })),
  };
}

/** A `value` beside a `unit` is the number that the object around them names. */
function fieldOf(name: string, within: readonly string[], at: string, object: { [key: string]: Json }): Field {
  const [outer, ...further] = within;
  const isValue =
    name.toLowerCase() === 'value' &&
    outer !== undefined &&
    Object.keys(object).every((key) => /^(?:value|units?|description|n|count)$/i.test(key));
  return isValue ? { name: outer, within: further, at } : { name, within, at };
}

function tableOf({ fields, records }: LineSet): RawTable {
  const columns: RawColumn[] = [...fields.values()].map((field) => ({
    ...field,
    cell: (row: number) => records[row]!.cells.get(field.at),
  }));
  const rows = records.map(({ line, inherited }) => ({ place: line, line, inherited }));
  return { ...JSON_TABLE, placement: 'line', columns, rows };
}
