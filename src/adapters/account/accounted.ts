import type { Coverage } from '../../contracts/coverage.ts';
import type { ParseResult } from '../../contracts/observation.ts';
import type { ParseInput } from '../adapter.ts';
import { parseJson, parseJsonLines } from '../readers/json.ts';
import { jsonDocuments } from '../readers/json-documents.ts';
import { parseYaml } from '../readers/yaml.ts';
import { csvColumns } from './csv-columns.ts';
import { documentFields, type PlacedDocument } from './document-fields.ts';
import { textLines } from './text-lines.ts';
import { whatWasRead } from './what-was-read.ts';

/**
 * Counts what of a file is in what an adapter read of it, for adapters that do not count themselves: each cell of the file is looked for
 * among the cells of the values, the labels and the settings. What is in none of them was left out, and is named.
 *
 * @returns null where nothing was read, the adapter counts itself, or the document is none.
 */
export function accounted({ kind, text, growing, asked }: ParseInput, result: ParseResult): Coverage | null {
  if (result.tables.length === 0 || result.coverage !== null) return null;
  const read = whatWasRead(result);
  const isPointed = result.tables.some(({ placement }) => placement === 'pointer');
  const refused = new Set(result.problems.flatMap(({ line }) => line ?? []));
  if (kind === 'yaml') {
    const document = parseYaml(text);
    return 'error' in document ? null : { columns: documentFields([{ value: document.value, place: '' }], read, asked), unread: 0 };
  }
  if (isPointed) return { columns: documentFields(documentsOf(text), read, asked), unread: 0 };
  if (kind === 'jsonl' || kind === 'json') {
    const lines = parseJsonLines(text, growing).lines.filter(({ line }) => !refused.has(line));
    const documents = lines.map(({ line, value }): PlacedDocument => ({ value, place: line }));
    return { columns: documentFields(documents, read, asked), unread: 0 };
  }
  if (result.tables.every(({ placement }) => placement === 'row')) return csvColumns(text, read, refused);
  return textLines(text, read, new Set([...refused, ...result.statements.map(({ line }) => line)]));
}

function documentsOf(text: string): PlacedDocument[] {
  const document = parseJson(text);
  if (!('error' in document)) return [{ value: document.value, place: '' }];
  return jsonDocuments(text).pieces.map(({ value }, index) => ({ value, place: `/${index}` }));
}
