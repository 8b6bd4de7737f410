import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { csvRecords } from '../../src/adapters/readers/csv.ts';
import { findDelimiter } from '../../src/adapters/readers/dialect.ts';
import type { Json } from '../../src/adapters/readers/json.ts';
import { type ParsedArtifact, parseArtifact } from '../../src/adapters/recognise.ts';
import { contentOf } from '../corpus/corpus.ts';
import { printable } from '../readable.ts';

// Nothing that is written in an artifact is without an effect that the report can show: another cell is another fact, another problem, or
// stands in a column of which the coverage says that it holds no value and no label.

const FIXTURES = join(import.meta.dirname, '../fixtures');

function read(name: string, text: string): ParsedArtifact {
  return parseArtifact(contentOf(name, new TextEncoder().encode(text)));
}

function shown(parsed: ParsedArtifact): string {
  return printable(parsed) + JSON.stringify(parsed.result.coverage);
}

/** Columns that state no value and no label. */
function declared({ result }: ParsedArtifact): Set<string> {
  return new Set((result.coverage?.columns ?? []).flatMap(({ at, use }) => (use === 'declared' || use === 'left-out' ? [at] : [])));
}

function changed<T extends Json>(value: T): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  const text = String(value);
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? String(Number(text) + 1) : `${text}x`;
}

describe('a changed cell of a CSV file', () => {
  for (const name of readdirSync(join(FIXTURES, 'generic-csv'))) {
    const text = readFileSync(join(FIXTURES, 'generic-csv', name, 'input.csv'), 'latin1');
    test(`changes what is read of ${name}`, () => {
      const before = read('a.csv', text);
      const silent = declared(before);
      const delimiter = findDelimiter(text);
      const { records } = csvRecords(text);
      const quoted = (cell: string) => (cell.includes(delimiter) ? `"${cell}"` : cell);
      const written = (rows: readonly (readonly string[])[]) => rows.map((row) => row.map(quoted).join(delimiter)).join('\n');
      const rows = records.map(({ cells }) => cells);
      const same = shown(read('a.csv', written(rows)));
      rows.slice(1).forEach((cells, row) => {
        // A row that does not fit its header is a problem as a whole.
        if (cells.length !== rows[0]!.length) return;
        cells.forEach((cell, column) => {
          if (cell === '' || silent.has(rows[0]![column]!)) return;
          const mutant = rows.map((other, index) => (index === row + 1 ? other.with(column, String(changed(cell))) : other));
          expect({ row: row + 2, column: rows[0]![column], differs: shown(read('a.csv', written(mutant))) !== same }).toMatchObject({
            differs: true,
          });
        });
      });
    });
  }
});

/** Every document that differs from this one in a single leaf, with the pointer of the leaf, a star for each index. */
function* mutants(value: Json, at = ''): Generator<{ at: string; value: Json }> {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      for (const mutant of mutants(element, `${at}/*`)) yield { at: mutant.at, value: value.with(index, mutant.value) };
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const mutant of mutants(member, `${at}/${key}`)) yield { at: mutant.at, value: { ...value, [key]: mutant.value } };
    }
  } else if (value !== null) yield { at, value: changed(value) };
}

describe('a changed leaf of a JSON document', () => {
  for (const name of readdirSync(join(FIXTURES, 'generic-json'))) {
    const text = readFileSync(join(FIXTURES, 'generic-json', name, 'input.json'), 'utf8');
    test(`changes what is read of ${name}, or stands in a field that is said to hold no value`, () => {
      const before = read('a.json', text);
      // A document that breaks off is refused as a whole, and one whose records all failed has no statistics.
      if (before.verdict === 'quarantined') return expect(before.reason).not.toBeNull();
      const silent = declared(before);
      const same = shown(before);
      const document = JSON.parse(text) as Json;
      for (const { at, value } of mutants(document)) {
        const isSilent = [...silent].some((pattern) => matches(pattern, at));
        if (!isSilent) expect({ at, differs: shown(read('a.json', JSON.stringify(value))) !== same }).toEqual({ at, differs: true });
      }
    });
  }
});

/** Is a leaf one of those that a pattern of the coverage stands for? A star stands for any index or name. */
function matches(pattern: string, at: string): boolean {
  const [left, right] = [pattern.split('/'), at.split('/')];
  return left.length === right.length && left.every((token, index) => token === '*' || token === right[index]);
}
