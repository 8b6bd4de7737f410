import { describe, expect, test } from '@jest/globals';
import { type Files, reportOf } from '../support/report-of.ts';

function csv(rate: number, more: Readonly<Record<string, string | number>> = {}): string {
  const names = ['model', 'tokens_s', ...Object.keys(more)];
  const row = (value: number) => ['elm:3b', value, ...Object.values(more)].join(',');
  return `${names.join(',')}\n${[rate, rate * 1.002, rate * 0.998].map(row).join('\n')}\n`;
}

function historyOf(files: Files) {
  return reportOf(files).report.history;
}

const names = (files: Files) => historyOf(files)?.runs.map(({ name, from }) => `${name} (${from})`);

describe('runs', () => {
  test('are in the order of the time stamps of their directories', () => {
    expect(names({ '2026-11-10/a.csv': csv(100), '2026-11-03/a.csv': csv(101), '2026-11-17/a.csv': csv(99) })).toEqual([
      '2026-11-03 (path)',
      '2026-11-10 (path)',
      '2026-11-17 (path)',
    ]);
  });

  test('are in the order of the times that documents state, whatever their names say', () => {
    const document = (day: string, rate: number) =>
      JSON.stringify({ model: 'elm:3b', timestamp: `${day}T03:00:00Z`, results: [{ tokens_s: rate }, { tokens_s: rate * 1.01 }] });
    expect(names({ 'b/2026-01-02/r.json': document('2026-11-02', 100), 'b/2026-01-01/r.json': document('2026-11-03', 101) })).toEqual([
      '2026-01-02 (document)',
      '2026-01-01 (document)',
    ]);
  });

  test('are in the order of their numbers where nothing says when they were made: ten comes after nine', () => {
    const files = Object.fromEntries([1, 2, 9, 10].map((run) => [`run_${run}/a.csv`, csv(100 + run)]));
    expect(names(files)).toEqual(['run_1 (number)', 'run_2 (number)', 'run_9 (number)', 'run_10 (number)']);
  });

  test('are none where readings of a machine alone are dated', () => {
    const readings = (day: string) =>
      ['timestamp, power.draw [W]', ...[1, 2, 3].map((at) => `${day} 18:42:3${at}.189, 22.${at} W`)].join('\n');
    expect(historyOf({ 'a.csv': readings('2024/10/30'), 'b.csv': readings('2025/04/24') })).toBeUndefined();
  });

  test('are told apart by a column', () => {
    const rows = ['2026-11-01', '2026-11-02', '2026-11-03'].flatMap((day, at) => [100, 101].map((rate) => `elm:3b,${day},${rate + at}`));
    expect(historyOf({ 'all.csv': `model,run,tokens_s\n${rows.join('\n')}\n` })?.runs).toEqual([
      { name: '2026-11-01', at: '2026-11-01T00:00:00.000Z', from: 'column' },
      { name: '2026-11-02', at: '2026-11-02T00:00:00.000Z', from: 'column' },
      { name: '2026-11-03', at: '2026-11-03T00:00:00.000Z', from: 'column' },
    ]);
  });

  test('hold all files of a night, and none twice', () => {
    const night = (day: string, rate: number) => ({
      [`${day}T03-00-00_elm.csv`]: csv(rate),
      [`${day}T03-20-00_oak.csv`]: csv(rate / 2).replaceAll('elm', 'oak'),
    });
    expect(names({ ...night('2026-11-01', 100), ...night('2026-11-02', 101) })).toEqual(['2026-11-01 (path)', '2026-11-02 (path)']);
  });

  test.each<[string, Files]>([
    ['one run', { '2026-11-10/a.csv': csv(100) }],
    ['files that say nothing of runs', { 'a.csv': csv(100), 'b.csv': csv(90) }],
    ['runs of different things', { '2026-11-10/a.csv': csv(100), '2026-11-11/a.csv': csv(90).replaceAll('elm', 'oak') }],
  ])('are not compared where there is %s', (_name, files) => {
    expect(historyOf(files)).toBeUndefined();
  });
});

describe('what is comparable', () => {
  const pair = (older: Readonly<Record<string, string | number>>, newer: Readonly<Record<string, string | number>>) =>
    reportOf({
      '2026-11-01/a.csv':
        csv(100, { num_ctx: 2048, ...older }) +
        csv(80, { num_ctx: 512, ...older })
          .split('\n')
          .slice(1)
          .join('\n'),
      '2026-11-02/a.csv':
        csv(100, { num_ctx: 2048, ...newer }) +
        csv(80, { num_ctx: 512, ...newer })
          .split('\n')
          .slice(1)
          .join('\n'),
    }).report;

  test.each(['engine_version', 'driver_version', 'seed', 'git_commit', 'port'])('may differ in %s', (key) => {
    const { history } = pair({ [key]: 'aaa1' }, { [key]: 'bbb2' });
    expect(history).toMatchObject({ undecided: 2, gone: 0, added: 0 });
  });

  test.each(['dtype', 'backend', 'dataset', 'device'])('must not differ in %s', (key) => {
    expect(pair({ [key]: 'aaa1' }, { [key]: 'bbb2' }).history).toBeUndefined();
  });

  test('names what differs in one label only, and does not compare it', () => {
    const { history, findings } = reportOf({
      '2026-11-01/a.csv': csv(100, { num_ctx: 2048 }) + csv(80, { num_ctx: 512 }).split('\n').slice(1).join('\n'),
      '2026-11-02/a.csv': csv(100, { num_ctx: 4096 }) + csv(80, { num_ctx: 512 }).split('\n').slice(1).join('\n'),
    }).report;
    expect(history).toMatchObject({ undecided: 1, gone: 1, added: 1 });
    expect(findings.map(({ text }) => text).join('\n')).toMatch(
      /Not compared: .*num_ctx=4096.* differs from a series that is gone in num_ctx alone/,
    );
  });

  test('names what is gone and what is new', () => {
    const both = csv(100) + csv(50).replaceAll('elm', 'oak').split('\n').slice(1).join('\n');
    const other = csv(100) + csv(50).replaceAll('elm:3b', 'ash:7b').split('\n').slice(1).join('\n');
    const { findings } = reportOf({ '2026-11-01/a.csv': both, '2026-11-02/a.csv': other }).report;
    expect(findings.map(({ text }) => text).join('\n')).toMatch(/Gone since the run before: oak:3b .*New: ash:7b/);
  });
});
