import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { artifactKind } from '../../src/adapters/kind.ts';
import { type AskedFields, watched } from '../../src/adapters/readers/asked-fields.ts';
import { member } from '../../src/adapters/readers/fields.ts';
import { parseJson } from '../../src/adapters/readers/json.ts';
import type { Json } from '../../src/adapters/readers/json-value.ts';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { cellCounts } from '../../src/contracts/coverage.ts';
import { contentOf } from '../corpus/corpus.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

function total(coverage: Parameters<typeof cellCounts>[0]): number {
  const { used, label, declared, leftOut, unread } = cellCounts(coverage);
  return used + label + declared + leftOut + unread;
}

const NAMES = [
  'ttft_ms',
  'decode_tps',
  'model',
  'batch_size',
  'status',
  'error',
  'note',
  'frobnication',
  'n',
  'run',
  'timestamp',
  'p99_ttft_ms',
  '',
];
const cell = fc.oneof(
  fc.double({ min: 0.5, max: 5000, noNaN: true }).map((value) => value.toFixed(2)),
  fc.constantFrom('1', '8', 'acme-7b', 'ok', 'OOM', '', '', 'N/A', 'nan', '12 W', '1.2 ± 0.1', '2026-03-01T10:00:00Z'),
);

/** Could a row be taken for the header of a second table: words alone, after a blank line? Nobody can tell such a row from one. */
function looksLikeHeader(rows: readonly (readonly string[])[], at: number): boolean {
  const isBlank = (row: readonly string[] | undefined) => row?.every((written) => written === '') === true;
  return isBlank(rows[at - 1]) && rows[at]!.length > 1 && rows[at]!.every((written) => /^[a-z]/i.test(written));
}

/** A header and rows, most of them with as many cells as it. */
const table = fc.integer({ min: 1, max: 7 }).chain((width) =>
  fc.record({
    // A line without a name is no header.
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: width, maxLength: width }).filter((names) => names[0] !== ''),
    rows: fc
      .array(
        fc.oneof(
          { weight: 9, arbitrary: fc.array(cell, { minLength: width, maxLength: width }) },
          { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: width }) },
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .filter((rows) => !rows.some((_, at) => looksLikeHeader(rows, at))),
  }),
);

describe('the cells of a file', () => {
  test('are each counted once: used, a label, declared, left out or unread', () => {
    fc.assert(
      fc.property(table, ({ names, rows }) => {
        const text = [names, ...rows].map((cells) => cells.join(',')).join('\n');
        const { verdict, result } = parseArtifact(contentOf('a.csv', new TextEncoder().encode(text)));
        if (result.coverage === null) return;
        expect({ text, cells: total(result.coverage) }).toEqual({ text, cells: rows.flat().filter((written) => written !== '').length });
        const { leftOut, unread } = cellCounts(result.coverage);
        if (verdict === 'accepted') expect({ text, lost: leftOut + unread }).toEqual({ text, lost: 0 });
      }),
      { numRuns: 500 },
    );
  });

  test('of a document that an adapter of its own reads are counted once too', () => {
    for (const adapter of readdirSync(FIXTURES).filter((name) => !name.startsWith('generic-'))) {
      for (const name of readdirSync(join(FIXTURES, adapter))) {
        const folder = join(FIXTURES, adapter, name);
        const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
          (entry) => entry.endsWith('.json') && entry !== 'expected.json',
        );
        if (file === undefined || artifactKind(file) !== 'json') continue;
        const bytes = readFileSync(join(folder, file));
        const document = parseJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
        const { coverage } = parseArtifact(contentOf(file, bytes)).result;
        if (coverage === null || 'error' in document) continue;
        expect({ adapter, name, cells: total(coverage) }).toEqual({ adapter, name, cells: leafCount(document.value) });
      }
    }
  });
});

function leafCount(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'object') return Object.values(value).reduce((sum: number, inner) => sum + leafCount(inner), 0);
  return /^(?:none|null|n\/?a|nan|-)?$/i.test(String(value).trim()) ? 0 : 1;
}

describe('the view of a document that notes what is asked for', () => {
  const document = { a: 1, b: { c: 2, d: 3 }, list: [{ e: 4, f: 5 }, { e: 6 }] };

  function asked(use: (value: { [key: string]: Json }) => unknown): string[] {
    const fields: AskedFields = new Set();
    use(watched(document, fields) as { [key: string]: Json });
    return [...fields].sort();
  }

  test('notes a field that is asked for by name, with a star for an index', () => {
    expect(asked((value) => [value['a'], member(value, 'b', 'c'), member(value, 'list', 1, 'e')])).toEqual(['/a', '/b/c', '/list/*/e']);
  });

  test('notes none that is only walked past, and one that is asked for after a walk', () => {
    expect(asked((value) => Object.entries(value['b'] as object))).toEqual([]);
    expect(asked((value) => ({ ...value, ...(value['b'] as object) }))).toEqual([]);
    expect(asked((value) => [Object.keys(value['b'] as object), member(value, 'b', 'd')])).toEqual(['/b/d']);
    expect(asked((value) => [Object.entries(value['b'] as object), member(value, 'b', 'd')])).toEqual(['/b/d']);
  });
});
