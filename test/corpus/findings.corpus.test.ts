import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Report } from '../../src/contracts/report.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { reportOf } from '../support/report-of.ts';
import { CORPUS } from './corpus.ts';

/** The report on a directory of real benchmark results; null where they are not here. */
function reportOn(name: string): Report | null {
  const folder = join(CORPUS, 'chimera/reports', name);
  if (existsSync(folder)) return reportOf(filesOf(folder)).report;
  console.warn(`no ${name} among the real result files: what is found in it is not tested`);
  return null;
}

/** "gemma3:latest num_gpu 40 999": verdict and change in per cent of the effects of settings on the throughput of generation. */
function effectsOf({ analysis, facts }: Report): Map<string, { readonly verdict: string; readonly percent: number }> {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const own = analysis.effects.filter(({ metric }) => metric === 'decode_throughput');
  return new Map(
    own.map(({ labels, parameter, from, to, verdict, fact }) => [
      [labels['model'], parameter, from, to].join(' '),
      { verdict, percent: 100 * byId.get(fact)!.value },
    ]),
  );
}

const texts = ({ findings }: Report) => findings.map(({ text }) => text).join('\n');

test('the effects of num_gpu, num_ctx and temperature on three models are those that were computed by hand', () => {
  const report = reportOn('gemma3');
  if (report === null) return;
  const effects = effectsOf(report);
  for (const model of ['gemma3:latest', 'gemma3:1b-it-qat'])
    for (const levels of ['num_gpu 40 999', 'num_ctx 1024 4096', 'temperature 0.4 0.8']) {
      const effect = effects.get(`${model} ${levels}`);
      expect(['none', 'too-small-to-matter']).toContain(effect?.verdict);
      expect(Math.abs(effect!.percent)).toBeLessThan(1);
    }
  // What changes with the cold start or with the order of the runs is no effect of a setting.
  for (const model of ['gemma3:latest', 'gemma3:1b-it-qat', 'gemma3:270m'])
    expect(effects.get(`${model} temperature 0.2 0.4`)?.verdict).toBe('confounded');
  expect(effects.get('gemma3:270m num_gpu 40 999')?.verdict).toBe('confounded');
  expect(effects.get('gemma3:270m temperature 0.4 0.8')?.verdict).toBe('none');
  expect(texts(report)).toContain(
    'all cold requests (12 of gemma3:1b-it-qat, 11 of gemma3:270m and 8 of gemma3:latest) ran at temperature=0.2',
  );
});

test('quantizations are ranked by throughput, with what a cold start of each costs', () => {
  const report = reportOn('llama3');
  if (report === null) return;
  const said = texts(report);
  expect(said).toMatch(
    /llama3\.1:8b-instruct-q4_0 has the highest generation throughput over warm requests: mean 76\.6 ± 1\.9 tokens\/s; 1\.17 times llama3\.1:8b-instruct-q5_K_M .*1\.64 times llama3\.1:8b-instruct-q8_0/,
  );
  expect(said).toMatch(
    /time to first token right after a model load: llama3\.1:8b-instruct-q8_0 q8_0 9\.608 s .*llama3\.1:8b-instruct-q5_K_M q5_K_M 6\.410 s/,
  );
});

test('kernels of different work are no rivals, and what ran on the processor is not called the fastest of a graphics card', () => {
  const report = reportOn('compilation');
  if (report === null) return;
  const ranked = report.findings.filter(({ topic }) => topic === 'ranking').map(({ text }) => text);
  expect(ranked.filter((text) => /(?:mlp|conv|transformer) has the lowest/.test(text))).toEqual([]);
  expect(ranked.filter((text) => /\bcuda\b/.test(text) && /onnx has the lowest/.test(text))).toEqual([]);
  expect(ranked.join('\n')).toMatch(/no one of these is ranked against another in operation time unless both ran on one kind of device/);
});
