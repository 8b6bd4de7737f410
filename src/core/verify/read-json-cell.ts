import { parseJson } from '../../adapters/readers/json.ts';
import { jsonDocuments } from '../../adapters/readers/json-documents.ts';
import { isObject, type Json } from '../../adapters/readers/json-value.ts';
import { parseYaml } from '../../adapters/readers/yaml.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import { holdsFor } from '../../metrics/cell-conditions.ts';
import { type CellAddress, pointerText, pointerTokens } from '../../metrics/cells.ts';
import { numbersOfCell } from '../../metrics/numbers-in.ts';
import { type CellReader, expandRanges, missing, type ReadCell } from './cell-reader.ts';
import { pointerLines, yamlPointerLines } from './pointer-lines.ts';

/**
 * Reads JSON pointers into a document, into one line (`line=3;pointer=/x`), or, in a text that is no document as a whole, into the list of
 * the documents in it (`jsonDocuments`: JSON lines, results one after another, JSON in a log or a Markdown text). The document is parsed on first use only.
 */
export function jsonReader(text: string, kind: ArtifactKind, addresses: readonly CellAddress[]): CellReader {
  const lines = text.split('\n');
  const documents = new Map<number, Json | undefined>();
  let whole: { value: Json | undefined; lines: ReadonlyMap<string, number>; listed: boolean } | undefined;

  function wholeDocument() {
    if (whole) return whole;
    const document = kind === 'yaml' ? parseYaml(text) : parseJson(text);
    if (!('error' in document)) {
      const wanted = new Set(addresses.flatMap((address) => pointersOf(address, document.value)));
      whole = {
        value: document.value,
        lines: kind === 'yaml' ? yamlPointerLines(text, wanted) : pointerLines(text, wanted),
        listed: false,
      };
    } else {
      const { pieces } = jsonDocuments(text);
      whole = {
        value: pieces.length === 0 ? undefined : pieces.map(({ value }) => value),
        lines: new Map(pieces.map(({ line }, index) => [`/${index}`, line])),
        listed: true,
      };
    }
    return whole;
  }

  function documentOfLine(number: number): Json | undefined {
    if (!documents.has(number)) {
      const document = parseJson(lines[number - 1] ?? '');
      documents.set(number, 'error' in document ? undefined : document.value);
    }
    return documents.get(number);
  }

  function items(cell: string, address: CellAddress): ReadCell[] {
    const document = wholeDocument();
    const list = document.value === undefined ? undefined : valueAt(document.value, address.of ?? []);
    if (!Array.isArray(list)) return [missing(cell, '', 'there is no list of items')];
    const pointer = address.pointer ?? [];
    return [...expandRanges(address.ranges, (item) => item < list.length)].flatMap((item) => {
      const value = list[item];
      if (value === undefined) return [missing(cell, '', `there is no item ${item}`)];
      if (!isSelected(value, address)) return [];
      const tokens = [...(address.of ?? []), String(item), ...pointer];
      const line = document.lines.get(pointerText(document.listed ? tokens.slice(0, 1) : tokens)) ?? null;
      return follow(value, pointer, cell, line);
    });
  }

  return (cell, address) => {
    const tokens = address.pointer ?? [address.column ?? ''];
    if (address.place === 'item') return items(cell, address);
    if (address.ranges === null) {
      const document = wholeDocument();
      if (document.value === undefined) return [missing(cell, '', 'the file cannot be read as a document')];
      const line = document.lines.get(pointerText(document.listed ? tokens.slice(0, 1) : tokens)) ?? null;
      return follow(document.value, tokens, cell, line);
    }
    return [...expandRanges(address.ranges, (number) => number <= lines.length)].flatMap((number) => {
      if (number < 1 || number > lines.length) return [missing(cell, '', `there is no line ${number}`)];
      const value = documentOfLine(number);
      if (value !== undefined && !isSelected(value, address)) return [];
      return value === undefined ? [missing(cell, '', `line ${number} is no JSON`, number)] : follow(value, tokens, cell, number);
    });
  };
}

/** Pointers into the whole document that an address names, of items those that are there. */
function pointersOf({ place, ranges, of, pointer }: CellAddress, document: Json): string[] {
  if (ranges === null) return pointer ? [pointerText(pointer)] : [];
  const list = place === 'item' ? valueAt(document, of ?? []) : undefined;
  if (!Array.isArray(list)) return [];
  return [...expandRanges(ranges, (item) => item < list.length)].map((item) =>
    pointerText([...(of ?? []), String(item), ...(pointer ?? [])]),
  );
}

/** Do all conditions of the selection hold for this record? */
function isSelected(record: Json, { where }: CellAddress): boolean {
  return where.every((condition) => {
    const value = valueAt(record, pointerTokens(condition.name)) ?? '';
    return holdsFor(condition, typeof value === 'object' ? JSON.stringify(value) : String(value));
  });
}

function valueAt(document: Json, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = document;
  for (const token of tokens) {
    if (Array.isArray(value)) value = /^\d+$/.test(token) ? value[Number(token)] : undefined;
    else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }
  return value;
}

/** The value at a pointer below `document`; an array gives its elements one by one. */
export function follow(document: Json, tokens: readonly string[], cell: string, line: number | null): ReadCell[] {
  const name = tokens.findLast((token) => !/^\d+$/.test(token)) ?? '';
  let value: Json | undefined = document;
  for (const token of tokens) {
    if (Array.isArray(value)) value = /^\d+$/.test(token) ? value[Number(token)] : undefined;
    else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
    if (value === undefined) return [missing(cell, name, `the pointer breaks at "${token}"`, line)];
  }
  return leaves(value, name, cell, line);
}

function leaves(value: Json, name: string, cell: string, line: number | null): ReadCell[] {
  if (Array.isArray(value)) return value.flatMap((element) => leaves(element, name, cell, line));
  if (isObject(value)) return [missing(cell, name, 'is an object, not a value', line)];
  const number = typeof value === 'number' ? value : typeof value === 'string' ? numbersOfCell(value)[0]?.value : undefined;
  if (number === undefined || !Number.isFinite(number)) return [{ cell, line, name, raw: value, value: null, reason: 'holds no number' }];
  return [{ cell, line, name, raw: value, value: number, reason: null }];
}
