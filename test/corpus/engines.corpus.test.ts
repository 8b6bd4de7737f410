import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { artifactKind } from '../../src/adapters/kind.ts';
import type { ParsedArtifact } from '../../src/adapters/recognise.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { readValues } from '../readable.ts';
import { CORPUS, corpusIsPresent, corpusPaths, parseCorpus, valueAt, valuesOf } from './corpus.ts';
import { GENERAL_TOOLS } from './pins/general-tools.ts';
import { LLAMA_AND_OLLAMA } from './pins/llama-and-ollama.ts';
import type { PinnedFile } from './pins/pin.ts';
import { QUALITY_AND_DEVICES } from './pins/quality-and-devices.ts';

const A = 'decode_throughput';
const P = 'prefill_throughput';
const FILES: readonly PinnedFile[] = [...LLAMA_AND_OLLAMA, ...QUALITY_AND_DEVICES, ...GENERAL_TOOLS];

const GROUP = [...new Set(FILES.map(({ file }) => file.slice(0, file.indexOf('/'))))];

/** Not results: excerpts of documentation, and a test in Python. What they quote was not measured here. */
const NO_RESULTS = [
  'ollama-api/ollama__ollama__EXCERPT_api_md_generate.md',
  'ollama-bench/ollama__ollama__cmd_bench_README.md',
  'otava-csv/apache__otava__tigerbeetle_test.py',
];

function parsed(file: string): ParsedArtifact {
  return parseCorpus(`formats/${file}`);
}

if (!corpusIsPresent()) {
  test('has no real files to read: the corpus is absent', () => expect(corpusIsPresent()).toBe(false));
} else {
  describe.each(FILES)('$file', ({ file, adapter, pins }) => {
    test('is read by its own adapter, with the values a person reads in it', () => {
      const artifact = parsed(file);
      expect(artifact.adapter).toBe(adapter);
      for (const [cell, metric, statistic, value, unit, labels = {}, count] of pins) {
        const read = valueAt(artifact, cell);
        expect({ cell, metric: read.metric, statistic: read.statistic, value: read.value, unit: read.unit }).toEqual({
          cell,
          metric,
          statistic,
          value,
          unit,
        });
        expect(read.labels).toMatchObject(labels);
        if (count !== undefined) expect(read.count).toBe(count);
      }
    });
  });

  test('every file of these formats is claimed by an adapter of its own, except for what is no result', () => {
    const own = new Set(FILES.map(({ adapter, file }) => `${file.slice(0, file.indexOf('/'))} ${adapter}`));
    const others = corpusPaths('formats')
      .filter((path) => [...GROUP, 'ollama-api', 'ollama-bench'].includes(path.split('/')[1]!))
      .filter((path) => !own.has(`${path.split('/')[1]} ${parseCorpus(path).adapter}`));
    expect(others.map((path) => path.replace('formats/', ''))).toEqual(NO_RESULTS);
  });

  test('every value is found again at its cell by the reader that audits reports', () => {
    const lost: string[] = [];
    for (const path of corpusPaths('formats').filter((path) => GROUP.includes(path.split('/')[1]!))) {
      const kind = artifactKind(path);
      if (kind === null) continue;
      const values = readValues(parseCorpus(path).result);
      const cells = readCells(
        readFileSync(join(CORPUS, path), 'utf8'),
        kind,
        values.map(({ cell }) => cell),
      );
      values.forEach((value, index) => {
        if (cells[index]?.value !== value.value) lost.push(`${path} ${value.cell}: ${value.value}, not ${cells[index]?.value}`);
      });
    }
    expect(lost).toEqual([]);
  });

  test('a README gives only its llama-bench tables, not the tables that its author wrote', () => {
    const readme = parsed('llama-bench-md/lhl__strix-halo-testing__README.md');
    expect(valuesOf(readme, P, 'mean').map(({ value }) => value)).toEqual([1216.56, 1314, 882.83, 931.93]);
    expect(valuesOf(readme, A, 'mean').map(({ value }) => value)).toEqual([46.68, 46.9, 51.56, 51.88]);
  });

  test('hyperfine runs that took 0 s are failures, and the statistics over them too', () => {
    const values = readValues(parsed('hyperfine/dandavison__misc__hyperfine.json').result);
    expect(values.filter(({ failure }) => failure === null).map(({ value }) => value)).toEqual([9.066039999998821e-6]);
  });

  test('locust endpoints of which every request failed are failed, and the aggregate is a series of its own', () => {
    const values = valuesOf(parsed('locust-stats/AbhishekkumarReddy__odoo-locust__results_stats.csv'), 'request_latency', 'mean');
    expect(values.filter(({ failure }) => failure !== null)).toHaveLength(9);
    expect(values.filter(({ labels }) => labels['test'] === 'Aggregated').map(({ value }) => value)).toEqual([37072.35697853333]);
  });
}
