import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { toBase } from '../../src/metrics/units.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';
import { samples, spellings, written } from './spelling.ts';

test('the same samples, however they are written, are read as the same facts', () => {
  fc.assert(
    fc.property(samples, spellings, (rows, how) => {
      const { name, text, bytes } = written(rows, how);
      const parsed = parseArtifact(contentOf(name, bytes));
      const facts = readValues(parsed.result)
        .map(({ metric, value, unit, labels }) => {
          const inBase = Number((value * toBase(unit).factor).toPrecision(9));
          return [metric, inBase, String(labels['model']), String(labels['batch_size'])].join(' ');
        })
        .sort();
      const expected = rows
        .flatMap(({ model, batch, ttftMs, rate }) => [
          `time_to_first_token ${ttftMs} ${model} ${batch}`,
          `decode_throughput ${rate} ${model} ${batch}`,
        ])
        .sort();
      expect({ name, text, facts, reason: parsed.reason }).toMatchObject({ name, text, facts: expected });
    }),
    { numRuns: 500 },
  );
});

test('a table whose numbers can be read in two ways is refused, and the reason says so', () => {
  const { verdict, reason, result } = parseArtifact(contentOf('a.csv', new TextEncoder().encode('model;ttft_ms\na;1.234\nb;2.345\n')));
  expect(result.tables).toEqual([]);
  expect({ verdict, reason }).toEqual({ verdict: 'unknown', reason: expect.stringMatching(/two ways/) });
});
