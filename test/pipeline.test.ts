import { expect, test } from '@jest/globals';
import type { FailedPart } from '../src/core/attempt.ts';
import { parseLedger } from '../src/core/ledger/parse-ledger.ts';
import { quarantined } from '../src/edges/refresh/quarantined.ts';
import { makeReport } from '../src/pipeline.ts';

test('an adapter that throws costs its file only: the report names the file, the log gets the stack', () => {
  const told: FailedPart[] = [];
  const parsed = {
    ...quarantined('the adapter x failed with RangeError'),
    adapter: 'x',
    bug: 'RangeError: too far\n    at parse (x.ts:1:1)',
  };
  const file = {
    path: 'a.json',
    kind: 'json',
    bytes: 2,
    sha256: 'a'.repeat(64),
    modifiedAtMs: 0,
    growing: false,
    parseMs: 0,
    parsed,
  } as const;
  const inputs = {
    contents: [file],
    refused: [],
    fingerprint: 'sha256:x',
    otherFileCount: 0,
    problems: [],
    ledgers: [],
    today: '2026-11-30',
    baseline: 'robust',
  };
  const limits = { bytesMax: 1, documentBytesMax: 1, textBytesMax: 1, textLinesMax: 1 };
  const deps = {
    version: '0',
    rules: 'sha256:r',
    now: () => new Date(0),
    ingestMs: 0,
    onFailure: (part: FailedPart) => void told.push(part),
    narrationOf: null,
    comment: null,
    claims: null,
    slo: {},
    parseLedger,
  };

  const {
    document: { report },
  } = makeReport({ rootId: 'r', directory: '.' }, inputs, limits, deps);

  expect(report.inputs.artifacts).toMatchObject([
    { path: 'a.json', verdict: 'quarantined', reason: 'the adapter x failed with RangeError' },
  ]);
  expect(told.map(({ name, error }) => [name, (error as Error).stack])).toEqual([['reading a.json', parsed.bug]]);
});
