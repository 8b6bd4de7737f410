import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { artifactKind } from '../../src/adapters/kind.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { readValues } from '../readable.ts';
import { CORPUS, corpusIsPresent, corpusPaths, parseCorpus, valueAt } from './corpus.ts';
import { SERVING_PINS } from './pins/serving.ts';

function readsServingFormats(): void {
  const files = Object.entries(SERVING_PINS).flatMap(([format, pinned]) => pinned.map((entry) => ({ format, ...entry })));

  test.each(files)('reads $format of $file with cell, statistic, value, unit, n and labels', ({ format, file, labels, pins }) => {
    const parsed = parseCorpus(`formats/${format}/${file}`);
    expect(parsed).toMatchObject({ adapter: format, verdict: 'accepted' });
    for (const [cell, metric, statistic, value, unit, count] of pins) {
      expect(valueAt(parsed, cell)).toMatchObject({ metric, statistic, value, unit, count: count ?? null, labels });
    }
  });

  test.each(Object.keys(SERVING_PINS))('claims every file of %s, and no other adapter does', (format) => {
    const paths = corpusPaths(`formats/${format}`);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect([path, parseCorpus(path).adapter, parseCorpus(path).verdict]).toEqual([path, format, 'accepted']);
  });

  test.each(Object.keys(SERVING_PINS))('cites cells of %s that hold the very value, as the re-reader sees them', (format) => {
    for (const path of corpusPaths(`formats/${format}`)) {
      const values = readValues(parseCorpus(path).result).slice(0, 500);
      const text = readFileSync(join(CORPUS, path), 'utf8');
      const cells = readCells(
        text,
        artifactKind(path) ?? 'text',
        values.map(({ cell }) => cell),
      );
      expect(cells.map(({ value }) => value)).toEqual(values.map(({ value }) => value));
    }
  });

  test('takes a cancelled request of AIPerf records for a failure with its reason, and reads the other 89', () => {
    const { result } = parseCorpus('formats/aiperf-records-jsonl/ai-dynamo__aiperf__profile_export.jsonl');
    const [table] = result.tables;
    expect([table!.places.length, table!.failures.size]).toEqual([100, 11]);
    expect(table!.failures.get(0)).toBe('RequestCancellationError: Request was cancelled after 0.000 seconds');
  });

  test('reads no zero for what a mock row of InferenceX does not have', () => {
    const [path] = corpusPaths('formats/inferencex-agg').filter((name) => name.includes('mock'));
    const values = readValues(parseCorpus(path!).result);
    expect(values.map(({ cell }) => cell)).not.toContain('/median_ttft');
    expect(values.every(({ value }) => value > 0)).toBe(true);
  });
}

describe('the adapters of serving benchmarks, on real files', () => {
  if (corpusIsPresent()) readsServingFormats();
  else test('are not tested here: the real files are absent', () => expect(corpusIsPresent()).toBe(false));
});
