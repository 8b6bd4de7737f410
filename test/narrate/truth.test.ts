import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ReportRecord, vocabularyOf } from '../../bench/narrator-truth/evidence.ts';
import { generatedDirectory } from '../../bench/narrator-truth/generated-directory.ts';
import { plantedLies } from '../../bench/narrator-truth/planted-lies.ts';
import { truthOf } from '../../bench/narrator-truth/truth-of.ts';
import { KINDS } from '../../src/core/conclude/kinds.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { filesOf } from '../support/artifact-folder.ts';
import type { Asked, Files } from '../support/report-of.ts';
import { samplesOf, toldOf } from '../support/told-of.ts';

const project = join(import.meta.dirname, '../..');
const vocabulary = vocabularyOf(METRICS);
const folders = [
  ...readdirSync(join(project, 'test/reports')).map((name) => join('test/reports', name, 'input')),
  ...['invented-chat', 'invented-nightly', 'invented-serving'].map((name) => join('examples', name)),
];

interface Judged {
  readonly by: string;
  readonly text: string;
  readonly verdict: string;
  readonly why: string;
}

/** What can be said of a directory, each sentence judged from the report as it is written. */
function judged(files: Files, asked: Asked = {}): { report: ReportRecord; sentences: Judged[] } {
  const made = toldOf(files, asked);
  const report = JSON.parse(JSON.stringify(made.report)) as ReportRecord;
  return { report, sentences: samplesOf(made).map(({ by, claim: { text } }) => ({ by, text, ...truthOf(text, report, vocabulary) })) };
}

const saidOfFolders = new Set<string>();
const saidOfGenerated = new Set<string>();

/** Every frame and pair that there is, by kind and role. */
function everything(): string[] {
  return [...KINDS.values()].flatMap(({ id, frames, pairs = {} }) => [
    ...new Set(frames.map(({ role }) => `${id}.${role}`)),
    ...Object.entries(pairs).flatMap(([to, own]) => own.map(({ link }) => `${id}+${to} ${link}`)),
  ]);
}

describe('every frame and every pair', () => {
  test.each(folders)('that can be said of %s is true, and no lie that is planted into it is', (folder) => {
    const { report, sentences } = judged(filesOf(join(project, folder)));
    for (const { by } of sentences) saidOfFolders.add(by);
    expect(sentences.filter(({ verdict }) => verdict !== 'true')).toEqual([]);
    const names = [...new Set(report.facts.flatMap(({ labels }) => (labels['model'] === undefined ? [] : String(labels['model']))))];
    // Two of equal standing may change places: what is said of both stays as true as it was.
    const isEven = (by: string, how: string) =>
      how === 'names' &&
      ['cold-level.state', 'tie.advise', 'tie.title', 'unranked.advise', 'unranked.title', 'unranked.state'].includes(by);
    const oneOfEach = sentences.filter(({ by }, index) => sentences.findIndex((other) => other.by === by) === index);
    const believed = oneOfEach.flatMap(({ by, text }) =>
      plantedLies(text, names)
        .filter(({ how, text: lie }) => !isEven(by, how) && truthOf(lie, report, vocabulary).verdict === 'true')
        .map(({ text: lie }) => lie),
    );
    expect(believed).toEqual([]);
  });

  test('that can be said of generated directories is true, and the firewall refuses none of the page', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const files = generatedDirectory(seed);
        const { report, sentences } = judged(files);
        for (const { by } of sentences) saidOfGenerated.add(by);
        expect(sentences.filter(({ verdict }) => verdict !== 'true')).toEqual([]);
        expect(report).toMatchObject({ narrative: { rejected: [] } });
      }),
      { numRuns: 20, seed: 14 },
    );
  });

  test.each(['previous', 'last:5', 'tag:absent', 'directory:2026-09-03T03-00-00'])(
    'that can be said against the baseline %s is true',
    (baseline) => {
      const { sentences } = judged(filesOf(join(project, 'test/reports/ledger/input')), { baseline });
      for (const { by } of sentences) saidOfGenerated.add(by);
      expect(sentences.filter(({ by }) => by === 'change-baseline.state')).toHaveLength(1);
      expect(sentences.filter(({ verdict }) => verdict !== 'true')).toEqual([]);
    },
  );

  test.each([
    ['kept', '1 s'],
    ['kept by none', '1 ms'],
  ])('that can be said of an objective that is %s is true, and no lie that is planted into it is', (_name, bound) => {
    const slo = { 'time_to_first_token.p99': bound, 'time_to_first_token.mean': bound };
    const { report, sentences } = judged(filesOf(join(project, 'examples/invented-serving')), { slo });
    const own = sentences.filter(({ by }) => by === 'objective.state');
    for (const { by } of own) saidOfFolders.add(by);
    expect(own.map(({ verdict, why }) => [verdict, why])).toEqual([['true', '']]);
    const believed = plantedLies(own[0]!.text, []).filter(({ text }) => truthOf(text, report, vocabulary).verdict === 'true');
    expect(believed).toEqual([]);
  });

  test('that can be said of requests that keep an objective is true, and no lie that is planted into it is', () => {
    const rows = [1, 4].flatMap((concurrency, block) =>
      Array.from({ length: 40 }, (_, at) => {
        const began = new Date(Date.UTC(2026, 10, 3, 10, 10 * block) + (400 / concurrency) * at).toISOString();
        return ['a', concurrency, began, at % 8 === 0 ? 0.9 : 0.1 * concurrency, (1 + (at % 3) / 10).toFixed(1), 90 - concurrency].join(
          ',',
        );
      }),
    );
    const files = { 'chat.csv': `model,concurrency,timestamp,ttft_s,latency_s,tokens_s\n${rows.join('\n')}\n` };
    const { report, sentences } = judged(files, { slo: { 'time_to_first_token.median': '0.5 s' } });
    const own = sentences.filter(({ by }) => by === 'objective.state' || by === 'goodput.state');
    for (const { by } of own) saidOfFolders.add(by);
    expect(own.map(({ by, verdict, why }) => [by, verdict, why])).toEqual([
      ['objective.state', 'true', ''],
      ['goodput.state', 'true', ''],
    ]);
    const believed = own.flatMap(({ text }) =>
      plantedLies(text, []).filter((lie) => truthOf(lie.text, report, vocabulary).verdict === 'true'),
    );
    expect(believed).toEqual([]);
  });

  test('that can be said of a night in which all runs failed is true', () => {
    const rows = Array.from({ length: 3 }, () => 'a,0,0,404 model not found');
    const night = ['model,ttft_s,tokens_s,error', ...rows].join('\n');
    const { sentences } = judged({ 'a/one.csv': night, 'b/two.csv': night.replaceAll('a,0', 'b,0') });
    for (const { by } of sentences) saidOfGenerated.add(by);
    expect(sentences.filter(({ verdict }) => verdict !== 'true')).toEqual([]);
  });

  test('that can be said of a night in which requests fail that never failed before is true', () => {
    const night = (day: number, failed: number) => {
      const rows = Array.from({ length: 40 }, (_, row) =>
        row < failed ? 'a,,,timed out' : `a,0.${40 + ((row + day) % 3)},${100 + ((row * day) % 5)},`,
      );
      return [`2026-11-0${day}T02-00-00/night.csv`, ['model,ttft_s,tokens_s,error', ...rows].join('\n')] as const;
    };
    const nights = Object.fromEntries([1, 2, 3, 4, 5, 6].map((day) => night(day, day === 6 ? 20 : 0)));
    const { sentences } = judged(nights);
    for (const { by } of sentences) saidOfGenerated.add(by);
    expect(sentences.filter(({ verdict }) => verdict !== 'true')).toEqual([]);
    for (const until of ['2100-01-01', '2026-01-01']) {
      const ledger = `schema: benchscribe.regressions/1\nacknowledged: [{ failedShare: 0.5, until: ${until}, reason: the proxy drops them }]\n`;
      const known = judged({ ...nights, 'benchscribe-regressions.yaml': ledger });
      const own = known.sentences.filter(({ by }) => by === 'change-failures.state');
      expect(own.map(({ text, verdict, why }) => [/; (acknowledged|reopened)/.exec(text)?.[1], verdict, why])).toEqual([
        [until === '2100-01-01' ? 'acknowledged' : 'reopened', 'true', ''],
      ]);
      const believed = plantedLies(own[0]!.text, []).filter((lie) => truthOf(lie.text, known.report, vocabulary).verdict === 'true');
      expect(believed).toEqual([]);
    }
  });

  test('occurs among them, but for one that no directory here gives', () => {
    const said = new Set([...saidOfFolders, ...saidOfGenerated]);
    expect(everything().filter((own) => !said.has(own))).toEqual(['measured+certainty each-once']);
  });
});
