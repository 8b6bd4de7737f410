import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../src/contracts/observation.ts';
import { packResult, unpackResult } from '../../src/edges/parser/packed-result.ts';
import { contentOf } from '../corpus/corpus.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

const pause = () => Promise.resolve();
const roundTrip = (parsed: ParseResult) => unpackResult(packResult(parsed), pause);

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
  test('loses nothing of a table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(table, { maxLength: 3 }), async (tables) => {
        const parsed = { ...NOTHING_READ, tables };
        expect(await roundTrip(parsed)).toEqual(parsed);
      }),
    );
  });

  test('loses nothing of what the adapters read from their fixtures', async () => {
    const files = readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== 'expected.json',
    );
    expect(files.length).toBeGreaterThan(100);
    for (const { parentPath, name } of files) {
      const { result } = parseArtifact(contentOf(name, readFileSync(join(parentPath, name))));
      expect(await roundTrip(result)).toEqual(result);
    }
  });

  test('lets others work between the columns of a large table', async () => {
    const values = Array.from({ length: 20_000 }, (_, row) => row);
    const columns = ['a', 'b'].map((at) => ({ metric: 'ttft', statistic: null, unit: 'ms', at, values }));
    const empty = { labels: new Map(), labelColumns: [], failures: new Map(), failureCells: new Map(), times: null, ordered: true };
    let pauses = 0;
    await unpackResult(packResult({ ...NOTHING_READ, tables: [{ placement: 'row', places: values, columns, ...empty }] }), async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThanOrEqual(columns.length);
  });
});
