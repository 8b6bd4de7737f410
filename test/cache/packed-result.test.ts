import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../src/contracts/observation.ts';
import { packResult, unpackResult } from '../../src/edges/cache/packed-result.ts';
import { contentOf } from '../corpus/corpus.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

const roundTrip = (parsed: ParseResult) => unpackResult(packResult(parsed, 0));

const label: fc.Arbitrary<LabelValue | null> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const rows = fc.integer({ min: 0, max: 12 });

/** Tables whose columns have as many values as there are rows. */
const table: fc.Arbitrary<ObservationTable> = rows.chain((count) => {
  const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: count, maxLength: count });
  const byRow = fc
    .uniqueArray(fc.tuple(fc.nat(count), fc.string()), { selector: ([row]) => row, maxLength: count })
    .map((pairs) => new Map(pairs));
  return fc.record({
    placement: fc.constantFrom('row' as const, 'line' as const, 'pointer' as const),
    places: fc.oneof(column(fc.nat()), column(fc.string())),
    labels: fc.constant(new Map([['model', { value: 'fable:2b', origin: 'column' as const }]])),
    labelColumns: fc.array(fc.record({ key: fc.string(), values: column(label) }), { maxLength: 3 }),
    columns: fc.array(
      fc.record(
        {
          metric: fc.string(),
          statistic: fc.constant(null),
          unit: fc.string(),
          at: fc.string(),
          values: column(fc.double()),
          counts: column(fc.double()),
        },
        { requiredKeys: ['metric', 'statistic', 'unit', 'at', 'values'] },
      ),
      { maxLength: 3 },
    ),
    failures: byRow,
    failureCells: byRow,
    times: fc.option(column(fc.option(fc.integer()))),
    ordered: fc.boolean(),
  });
});

describe('packResult', () => {
  test('loses nothing of a table', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 3 }), (tables) => {
        const parsed = { ...NOTHING_READ, tables };
        expect(roundTrip(parsed)).toEqual(parsed);
      }),
    );
  });

  test('loses nothing of what the adapters read from their fixtures', () => {
    const files = readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== 'expected.json',
    );
    expect(files.length).toBeGreaterThan(100);
    for (const { parentPath, name } of files) {
      const { result } = parseArtifact(contentOf(name, readFileSync(join(parentPath, name))));
      expect(roundTrip(result)).toEqual(result);
    }
  });

  test('packs long tables only', () => {
    const tableOf = (count: number): ObservationTable => ({
      ...{ placement: 'row', places: Array.from({ length: count }, (_, row) => row + 2), labels: new Map(), labelColumns: [], columns: [] },
      ...{ failures: new Map(), failureCells: new Map(), times: null, ordered: true },
    });
    const [short, long] = packResult({ ...NOTHING_READ, tables: [tableOf(3), tableOf(1_000)] }).tables;
    expect(short).toEqual(tableOf(3));
    expect(long).toHaveProperty('places', expect.any(Float64Array));
  });
});
