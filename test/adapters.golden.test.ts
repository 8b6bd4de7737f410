import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapters } from '../src/adapters/index.ts';
import { decodeText } from '../src/adapters/readers/decode.ts';
import { type ParsedArtifact, parseArtifact } from '../src/adapters/recognise.ts';
import type { ArtifactContent } from '../src/contracts/artifact.ts';
import { readCells } from '../src/core/verify/read-cell.ts';
import { isKnownUnit } from '../src/metrics/units.ts';
import { contentOf } from './corpus/corpus.ts';
import { printable, readValues } from './readable.ts';

// A new folder test/fixtures/<adapter-id>/<case>/ is a new test. It holds one input file (at any depth, where the format says something
// in its path) and expected.json, written by UPDATE_GOLDEN=1 and then read by a person.
const fixtures = join(import.meta.dirname, 'fixtures');

function caseNames(id: string): string[] {
  return existsSync(join(fixtures, id)) ? readdirSync(join(fixtures, id)).sort() : [];
}

/** The input of a case; its path is relative to the folder of the case. */
function readCase(id: string, name: string) {
  const folder = join(fixtures, id, name);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
    .map((entry) => join(entry.parentPath, entry.name));
  if (paths.length !== 1) throw new Error(`${folder} must hold exactly one input file, it holds ${paths.length}`);
  return contentOf(relative(folder, paths[0]!).split(sep).join('/'), readFileSync(paths[0]!));
}

function expectSound({ result }: ParsedArtifact): void {
  for (const { places, labelColumns, columns, times } of result.tables) {
    for (const { values } of [...labelColumns, ...columns]) expect(values).toHaveLength(places.length);
    if (times) expect(times).toHaveLength(places.length);
  }
  const values = readValues(result);
  expect(values.filter(({ unit }) => !isKnownUnit(unit))).toEqual([]);
  expect(values.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
}

/** What `benchscribe audit` finds in the cell of each value is the value. */
function expectCells({ result }: ParsedArtifact, { bytes, kind }: ArtifactContent): void {
  const decoded = decodeText(bytes);
  const text = 'error' in decoded ? '' : decoded.text;
  const read = readValues(result).map(({ cell, value }) => ({ cell, value }));
  const cells = readCells(
    text,
    kind,
    read.map(({ cell }) => cell),
  );
  expect(cells.map(({ cell, value }) => ({ cell, value }))).toEqual(read);
}

for (const { id } of adapters) {
  describe(`the adapter ${id}`, () => {
    test('has fixtures', () => expect(caseNames(id)).not.toEqual([]));

    for (const name of caseNames(id)) {
      test(`reads ${name} as recorded, and no other adapter claims it`, () => {
        const content = readCase(id, name);
        const parsed = parseArtifact(content);
        const actual = printable(parsed);
        const path = join(fixtures, id, name, 'expected.json');
        if (process.env['UPDATE_GOLDEN']) writeFileSync(path, actual);

        expect(parsed.adapter).toBe(id);
        expectSound(parsed);
        expectCells(parsed, content);
        expect(actual).toBe(readFileSync(path, 'utf8'));
      });
    }
  });
}

test('every adapter has an id of its own', () => {
  const ids = adapters.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});
