import { isObject, type Json, parseJson } from '../../adapters/readers/json.ts';
import { parseYaml } from '../../adapters/readers/yaml.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { numbersOfCell } from '../../metrics/numbers-in.ts';
import { type CellReader, expandRanges, missing, type ReadCell } from './cell-reader.ts';
import type { CellAddress } from './cell-syntax.ts';
import { pointerLines, yamlPointerLines } from './pointer-lines.ts';

/**
 * Reads JSON pointers into a document, into one line (`line=3;pointer=/x`), or, for a JSON lines file, into the list of its lines.
 * The document is parsed on first use only.
 */
export function jsonReader(text: string, kind: ArtifactKind, addresses: readonly CellAddress[]): CellReader {
  const lines = text.split('\n');
  const documents = new Map<number, Json | undefined>();
  let whole: { value: Json | undefined; lines: ReadonlyMap<string, number>; listed: boolean } | undefined;

  function wholeDocument() {
    if (whole) return whole;
    const document = kind === 'yaml' ? parseYaml(text) : parseJson(text);
    if (!('error' in document)) {
      const wanted = new Set(addresses.flatMap(({ ranges, pointer }) => (ranges === null && pointer ? [printed(pointer)] : [])));
      whole = {
        value: document.value,
        lines: kind === 'yaml' ? yamlPointerLines(text, wanted) : pointerLines(text, wanted),
        listed: false,
      };
    } else {
      const numbers = lines.flatMap((content, index) => (content.trim() === '' ? [] : [index + 1]));
      const values = kind === 'jsonl' ? numbers.map((number) => documentOfLine(number)) : undefined;
      const listed = values?.every((value) => value !== undefined) ? (values as Json[]) : undefined;
      whole = { value: listed, lines: new Map(numbers.map((number, index) => [`/${index}`, number])), listed: true };
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

  return (cell, address) => {
    const tokens = address.pointer ?? [address.column ?? ''];
    if (address.ranges === null) {
      const document = wholeDocument();
      if (document.value === undefined) return [missing(cell, '', 'the file cannot be read as a document')];
      const line = document.lines.get(printed(document.listed ? tokens.slice(0, 1) : tokens)) ?? null;
      return follow(document.value, tokens, cell, line);
    }
    return [...expandRanges(address.ranges, (number) => number <= lines.length)].flatMap((number) => {
      if (number < 1 || number > lines.length) return [missing(cell, '', `there is no line ${number}`)];
      const value = documentOfLine(number);
      return value === undefined ? [missing(cell, '', `line ${number} is no JSON`, number)] : follow(value, tokens, cell, number);
    });
  };
}

function printed(tokens: readonly string[]): string {
  return tokens.map((token) => `/${pointerToken(token)}`).join('');
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
