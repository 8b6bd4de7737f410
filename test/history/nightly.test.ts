import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkReport } from '../../src/core/verify/check-report.ts';
import { inventoryCounts } from '../../src/core/verify/inventory-counts.ts';
import { disagreements } from '../core/recomputed.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { type Files, reportOf } from '../support/report-of.ts';

const examples = join(import.meta.dirname, '../../examples');
const nightly = filesOf(join(examples, 'invented-nightly'));

interface BenchRecord {
  readonly n_depth: number;
  readonly n_gen: number;
  readonly build_number: number;
  readonly avg_ts: number;
  readonly samples_ts: readonly number[];
}

/** The same nights as they would have been without the slower build. */
function withoutStep(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      const records = (JSON.parse(text) as BenchRecord[]).map((record) => {
        const factor = record.build_number === 6210 && record.n_depth >= 16384 && record.n_gen > 0 ? 0.91 : 1;
        return { ...record, avg_ts: record.avg_ts / factor, samples_ts: record.samples_ts.map((rate) => rate / factor) };
      });
      return [path, JSON.stringify(records)];
    }),
  );
}

/** The first so many nights. */
function until(day: string): Files {
  return Object.fromEntries(Object.entries(nightly).filter(([path]) => path.slice(0, 10) <= day));
}

function textOf({ findings }: ReturnType<typeof reportOf>['report'], pattern: RegExp): string {
  return findings.find(({ topic, text }) => topic === 'change' && pattern.test(text))?.text ?? '';
}

describe('thirteen nights of which the ninth brought a build that is slower at depth', () => {
  const { report } = reportOf(nightly);

  test('are in order, each known by the time that its file states', () => {
    expect(report.history?.runs).toHaveLength(13);
    expect(report.history?.runs[8]).toEqual({ name: '2026-11-12', at: '2026-11-12T03:00:00.000Z', from: 'document' });
  });

  test('have the step where it is, since when it is, with the build that came with it', () => {
    const worse = report.changes.filter(({ verdict }) => verdict === 'regressed');
    expect(worse.map(({ labels }) => [labels['model'], labels['depth']])).toEqual([
      ['fable-2b-q8_0', 16384],
      ['fable-2b-q8_0', 32768],
      ['fable-7b-q4_k_m', 16384],
      ['fable-7b-q4_k_m', 32768],
    ]);
    for (const change of worse) {
      expect(change).toMatchObject({ metric: 'decode_throughput', status: 'confirmed', shape: 'step', since: '2026-11-12' });
      expect(change.moved).toContainEqual({ key: 'build_number', from: 6189, to: 6210 });
      expect(change.interval!.low).toBeLessThan(-0.09);
      expect(change.interval!.high).toBeGreaterThan(-0.09);
    }
    expect(report.history).toMatchObject({ worse: 4, better: 0, unchanged: 12, undecided: 0, gone: 0, added: 0 });
    expect(report.verdict).toBe('worse than the runs before it');
    const [first] = report.narrative.sentences;
    expect(first?.text).toMatch(
      /^Generation throughput fell only from depth=16384 on: .*confirmed, since 2026-11-12\. With it moved build_number=6189/,
    );
  });

  test('state nothing that the cells of the files do not bear out', () => {
    expect(disagreements(report.facts, nightly, inventoryCounts(report))).toEqual([]);
    expect(checkReport(report)).toEqual([]);
    expect(report.narrative.rejected).toEqual([]);
  });

  test('would have been suspected in the ninth night, and nothing before it', () => {
    const ninth = reportOf(until('2026-11-12')).report;
    expect(ninth.changes.filter(({ verdict }) => verdict === 'regressed')).toHaveLength(4);
    expect(textOf(ninth, /^Generation throughput fell/)).toMatch(/suspected, since it was seen in 2026-11-12 alone/);
    const eighth = reportOf(until('2026-11-11')).report;
    expect(eighth.history).toMatchObject({ worse: 0, better: 0 });
  });

  test('speak of the last run where they speak of one', () => {
    const runs = report.findings.flatMap(({ text }) => text.match(/2026-11-\d\dT03:00:00Z/g) ?? []);
    expect(new Set(runs)).toEqual(new Set(['2026-11-16T03:00:00Z']));
  });
});

test('the same nights without the step raise nothing, whichever night is the last', () => {
  const quiet = withoutStep(nightly);
  for (const day of ['2026-11-08', '2026-11-12', '2026-11-13', '2026-11-16']) {
    const own = Object.fromEntries(Object.entries(quiet).filter(([path]) => path.slice(0, 10) <= day));
    expect([day, reportOf(own).report.history]).toEqual([day, expect.objectContaining({ worse: 0, better: 0 })]);
  }
});

test('the second week of the shipped example is said to be slower with the long context, and undecided', () => {
  const { report } = reportOf(filesOf(join(examples, 'invented-chat')));
  expect(textOf(report, /^Not decided: generation throughput/)).toMatch(
    /^Not decided: generation throughput fell only from num_ctx=4096 on: fable:7b-q4.*from 47\.17 tokens\/s to 36\.46 tokens\/s, -22\.70 %.*undecided: too few runs/,
  );
  expect(report.history).toMatchObject({ worse: 0, better: 0 });
});
