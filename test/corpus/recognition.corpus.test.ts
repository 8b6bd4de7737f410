import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapters } from '../../src/adapters/index.ts';
import { artifactKind } from '../../src/adapters/kind.ts';
import { decodeText } from '../../src/adapters/readers/decode.ts';
import { sniffArtifact } from '../../src/adapters/sniff.ts';
import { knownMetric, metricOf } from '../../src/metrics/registry.ts';
import { readValues } from '../readable.ts';
import { CORPUS, corpusIsPresent, corpusPaths, parseCorpus, valueAt } from './corpus.ts';
import { FURTHER_PINS, pinnedMetrics } from './pins/all.ts';
import { HIGHER_IS_BETTER, LOWER_IS_BETTER } from './pins/directions.ts';
import { ADAPTER_OF, EXCEPTIONS } from './pins/recognition.ts';

/** Share of the result files that an adapter of their own must claim. */
const OWN_SHARE_MIN = 0.97;

const FALLBACKS = new Set(adapters.filter(({ fallback }) => fallback).map(({ id }) => id));

/** Files in folders of `corpus/formats`, each named after a format. */
function formatPaths(): string[] {
  return corpusPaths('formats').filter((path) => path.split('/').length > 2);
}

function folderOf(path: string): string {
  return path.split('/')[1]!;
}

function exceptionFor(path: string) {
  return EXCEPTIONS.find(({ name }) => path.endsWith(`__${name}`));
}

/** Ids of the adapters of one format that claim a file. */
function claimants(path: string): string[] {
  const decoded = decodeText(readFileSync(join(CORPUS, path)));
  if ('error' in decoded) return [];
  const sniff = sniffArtifact(path, artifactKind(path) ?? 'text', decoded.text);
  return adapters.filter((adapter) => !adapter.fallback && adapter.claims(sniff)).map(({ id }) => id);
}

/** One line per format: files, who claims them, verdicts, values read. */
function tableOf(paths: readonly string[]): string {
  const counted = (words: readonly string[]) =>
    [...new Set(words)].map((word) => `${word} ${words.filter((other) => other === word).length}`).join(', ');
  const rows = [...new Set(paths.map(folderOf))].map((folder) => {
    const files = paths.filter((path) => folderOf(path) === folder).map(parseCorpus);
    const samples = files.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
    return [folder, files.length, counted(files.map(({ adapter }) => adapter)), counted(files.map(({ verdict }) => verdict)), samples];
  });
  return [['format', 'files', 'claimed by', 'verdicts', 'values'], ...rows].map((cells) => cells.join(' | ')).join('\n');
}

function recognisesEveryFormat(): void {
  const paths = formatPaths();

  test('gives every file the adapter and the verdict that a person would give', () => {
    console.info(tableOf(paths));
    const judged = paths.map((path) => {
      const { adapter, verdict } = parseCorpus(path);
      return { path, adapter, verdict };
    });
    const expected = paths.map((path) => {
      const { adapter, verdict } = exceptionFor(path) ?? { adapter: ADAPTER_OF.get(folderOf(path)) ?? folderOf(path), verdict: 'accepted' };
      return { path, adapter, verdict };
    });
    expect(judged).toEqual(expected);
  });

  test('claims at least 97 % of the result files with an adapter of their own', () => {
    const results = paths.filter((path) => exceptionFor(path)?.isResult !== false);
    const own = results.filter((path) => {
      const { adapter } = parseCorpus(path);
      return adapter !== 'none' && !FALLBACKS.has(adapter);
    });
    console.info(`${own.length} of ${results.length} result files (of ${paths.length} files) are claimed by an adapter of their own`);
    expect(own.length / results.length).toBeGreaterThanOrEqual(OWN_SHARE_MIN);
  });

  test('finds each exception in the corpus', () => {
    expect(EXCEPTIONS.filter(({ name }) => !paths.some((path) => path.endsWith(`__${name}`)))).toEqual([]);
  });

  test('never has two adapters that claim the same file', () => {
    expect(paths.map((path) => [path, claimants(path)]).filter(([, ids]) => ids!.length > 1)).toEqual([]);
  });

  test('throws on none: neither recognition nor the adapter that claims the file', () => {
    for (const path of corpusPaths('')) {
      const decoded = decodeText(readFileSync(join(CORPUS, path)));
      const [id] = claimants(path);
      const adapter = adapters.find((candidate) => candidate.id === id);
      if ('error' in decoded || !adapter) continue;
      adapter.parse({ path, kind: artifactKind(path) ?? 'text', text: decoded.text, growing: false, asked: new Set() });
    }
    expect(paths.map((path) => parseCorpus(path).reason ?? '').filter((reason) => reason.includes('report this file as a bug'))).toEqual(
      [],
    );
  });
}

function pinsEveryMetric(): void {
  test.each(FURTHER_PINS.map((pinned) => [pinned.file, pinned] as const))(
    'reads the values of %s that a person reads in it',
    (_, pinned) => {
      const parsed = parseCorpus(`formats/${pinned.file}`);
      expect(parsed.adapter).toBe(pinned.adapter);
      for (const [cell, metric, statistic, value, unit, labels = {}, count] of pinned.pins) {
        expect(valueAt(parsed, cell)).toMatchObject({
          cell,
          metric,
          statistic,
          value,
          unit,
          labels,
          ...(count === undefined ? {} : { count }),
        });
      }
    },
  );

  test('has at least one value of each metric that we know pinned, format by format', () => {
    const pinned = pinnedMetrics();
    const results = formatPaths().filter((path) => exceptionFor(path)?.isResult !== false);
    const unpinned = results.flatMap((path) => {
      const metrics = new Set(readValues(parseCorpus(path).result).map(({ metric }) => metric));
      return [...metrics]
        .filter((metric) => knownMetric(metric) && !pinned.get(folderOf(path))?.has(metric))
        .map((metric) => `${folderOf(path)}: ${metric}`);
    });
    expect([...new Set(unpinned)]).toEqual([]);
  });

  test('knows of each metric which way is better', () => {
    const directions = new Map<string, string>([
      ...HIGHER_IS_BETTER.map((metric) => [metric, 'higher-is-better'] as const),
      ...LOWER_IS_BETTER.map((metric) => [metric, 'lower-is-better'] as const),
    ]);
    const metrics = [...new Set([...pinnedMetrics().values()].flatMap((names) => [...names]))].sort();
    expect(metrics.map((metric) => [metric, metricOf(metric).direction])).toEqual(
      metrics.map((metric) => [metric, directions.get(metric) ?? 'none']),
    );
  });
}

describe('recognition, on real files of every format', () => {
  if (corpusIsPresent()) recognisesEveryFormat();
  else test('is not tested here: the real files are absent', () => expect(corpusIsPresent()).toBe(false));
});

describe('the meaning of every metric, on real files', () => {
  if (corpusIsPresent()) pinsEveryMetric();
  else test('is not tested here: the real files are absent', () => expect(corpusIsPresent()).toBe(false));
});
