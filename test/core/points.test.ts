import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import { measuredFindings, untoldPoints } from '../../src/core/conclude/measured.ts';
import { type Point, pointsOf } from '../../src/core/conclude/points.ts';
import { reportedGroups } from '../../src/core/conclude/reported-groups.ts';
import { dayOf, runFindings, seriesOverRuns } from '../../src/core/conclude/runs.ts';
import {
  countOf,
  factOf,
  type Labels,
  labelsOf,
  measuredOf,
  measurementOf,
  namingBeside,
  ratioOf,
  reportedOf,
  seriesOf,
  told,
} from './by-hand.ts';

const RATE = 'decode_throughput';
const WAIT = 'time_to_first_token';
const A = { model: 'a' };
const B = { model: 'b' };

/** Points as lines: their labels, run, and each quantity with its statistics. */
function seen(points: readonly Point[]): string[] {
  return points.map(({ labels, run, stated, quantities }) => {
    const own = quantities.map(
      ({ metric, facts, reported, sampleCount }) => `${metric} ${[...facts.keys()].join()} n=${sampleCount}${reported ? ' reported' : ''}`,
    );
    return `${[...labels].map(([key, value]) => `${key}=${value}`).join()} run=${run}${stated ? ' stated' : ''}: ${own.join('; ')}`;
  });
}

const points = (given: Partial<Measurement>, runOfPath: (path: string) => string | null = () => null) =>
  pointsOf(measurementOf(given), runOfPath);
/** Somebody of whom each series is a subject of its own. */
const subjects = (...series: ReturnType<typeof seriesOf>[]) => series.map((own) => measuredOf([own]));

describe('pointsOf', () => {
  test('puts the metrics of one subject side by side, whatever the order of its labels', () => {
    const own = [
      seriesOf(RATE, 3, { model: 'a', num_gpu: 1 }, { mean: 1, max: 2 }),
      seriesOf(WAIT, 2, { num_gpu: 1, model: 'a' }, { median: 1 }),
      seriesOf(RATE, 4, B, { mean: 1 }),
    ];
    expect(seen(points({ subjects: subjects(...own) }))).toEqual([
      'model=a,num_gpu=1 run=null: decode_throughput mean,max n=3; time_to_first_token median n=2',
      'model=b run=null: decode_throughput mean n=4',
    ]);
  });

  test('takes settings for what is pooled over them', () => {
    const pooled = seriesOf(RATE, 9, A, { mean: 1 });
    const configurations = [1, 2].map((num_gpu) => seriesOf(RATE, 3, { ...A, num_gpu }, { mean: 1 }));
    expect(seen(points({ subjects: [measuredOf([pooled], { configurations })] }))).toEqual([
      'model=a,num_gpu=1 run=null: decode_throughput mean n=3',
      'model=a,num_gpu=2 run=null: decode_throughput mean n=3',
    ]);
  });

  test('takes the warm samples of what is stated of others too, else the first', () => {
    const of = (n: number, subset: 'all' | 'warm' | 'cold', labels: Labels = A) => seriesOf(RATE, n, labels, { mean: 1 }, { subset });
    expect(seen(points({ subjects: [measuredOf([of(5, 'all'), of(4, 'warm'), of(1, 'cold')])] }))).toEqual([
      'model=a run=null: decode_throughput mean n=4',
    ]);
    expect(seen(points({ subjects: [measuredOf([of(5, 'all'), of(1, 'cold')])] }))).toEqual([
      'model=a run=null: decode_throughput mean n=5',
    ]);
    // Another load, another definition and another column are no copy of it.
    const loads = [of(5, 'all', { ...A, concurrency: 1 }), of(6, 'warm', { ...A, concurrency: 2 })];
    expect(points({ subjects: [measuredOf(loads)] })).toHaveLength(2);
    const ways = [
      seriesOf(RATE, 5, A, { mean: 1 }),
      seriesOf(RATE, 6, A, { mean: 1 }, { definition: 'd' }),
      seriesOf(RATE, 7, { ...A, column: 'c' }, { mean: 1 }),
    ];
    expect(seen(points({ subjects: [measuredOf(ways)] }))).toEqual([
      'model=a run=null: decode_throughput mean n=5; decode_throughput mean n=6; decode_throughput mean n=7',
    ]);
  });

  test('leaves out what has no statistics', () => {
    expect(points({ subjects: subjects(seriesOf(RATE, 3, A, {})) })).toEqual([]);
  });

  test('puts what a tool reports beside what its rows gave', () => {
    const rows = seriesOf(RATE, 3, A, { mean: 1 });
    const reported = [...reportedOf(WAIT, A, { mean: 1, p99: 2 }, { sampleCount: 7 }), ...reportedOf(WAIT, B, { mean: 1 })];
    expect(seen(points({ subjects: subjects(rows), reported }))).toEqual([
      'model=a run=null: decode_throughput mean n=3; time_to_first_token mean,p99 n=7 reported',
      'model=b run=null: time_to_first_token mean n=0 reported',
    ]);
  });

  test('takes a report that says no run for one of the only run that was measured', () => {
    const run = (own: string) => seriesOf(RATE, 3, { ...A, run: own }, { mean: 1 });
    const reported = reportedOf(WAIT, A, { mean: 1 });
    expect(seen(points({ subjects: subjects(run('1')), reported }))).toEqual([
      'model=a,run=1 run=1: decode_throughput mean n=3; time_to_first_token mean n=0 reported',
    ]);
    expect(seen(points({ subjects: subjects(run('1'), run('2')), reported })).at(-1)).toBe(
      'model=a run=null: time_to_first_token mean n=0 reported',
    );
    expect(points({ subjects: subjects(run('1'), run('2')), reported })).toHaveLength(3);
    // One that says another run is of that.
    expect(points({ subjects: subjects(run('1')), reported: reportedOf(WAIT, { ...A, run: '2' }, { mean: 1 }) })).toHaveLength(2);
  });

  test('knows the run by its label, else by the path of what was measured', () => {
    const placed = (labels: Labels, path: string | null) => {
      const fact = factOf(RATE, 'mean', 1, { sources: path === null ? [] : [{ path, sha256: '', cells: [] }] });
      return seriesOf(RATE, 1, labels, {}, { facts: new Map([['mean', fact]]) });
    };
    const runs = (labels: Labels, path: string | null) =>
      points({ subjects: subjects(placed(labels, path)) }, (own) => `of ${own}`).map(({ run }) => run);
    expect([runs({ ...A, run: 7 }, 'x'), runs({ ...A, run: '' }, 'x'), runs(A, 'x'), runs(A, null)]).toEqual([
      ['7'],
      ['of x'],
      ['of x'],
      [null],
    ]);
  });

  test('says of what it was that somebody stated all of it', () => {
    const stated = reportedOf(RATE, A, { mean: 1 }, { stated: true });
    expect(points({ reported: stated }).map((own) => own.stated)).toEqual([true]);
    expect(points({ reported: [...stated, ...reportedOf(WAIT, A, { mean: 1 })] }).map((own) => own.stated)).toEqual([false]);
  });
});

describe('reportedGroups', () => {
  test('gathers the statistics of one metric, definition and label set, the same in any order', () => {
    const reported = [
      ...reportedOf(RATE, { model: 'a', num_gpu: 1 }, { mean: 1 }),
      ...reportedOf(RATE, { num_gpu: 1, model: 'a' }, { p99: 2 }),
      ...reportedOf(RATE, { model: 'a', num_gpu: 1 }, { mean: 3 }, { definition: 'd' }),
      ...reportedOf(WAIT, { model: 'a', num_gpu: 1 }, { mean: 4 }),
      ...reportedOf(RATE, B, { mean: 5 }, { backed: true }),
    ];
    expect(reportedGroups({ reported }).map(({ metric, unit, facts }) => [metric, unit, [...facts.keys()].join()])).toEqual([
      [RATE, 'tokens/s', 'mean,p99'],
      [RATE, 'tokens/s', 'mean'],
      [WAIT, 'ms', 'mean'],
    ]);
  });
});

/** A point with a rate, of a run. */
function runPoint(labels: Labels, run: string | null, rate: number, more: Readonly<Record<string, number>> = {}): Point {
  const quantities = Object.entries({ [RATE]: rate, ...more }).map(([metric, value]) => {
    const { unit, facts } = seriesOf(metric, 1, labels, { mean: value });
    return { metric, unit, kind: metric, sampleCount: 1, reported: false, facts };
  });
  return { labels: labelsOf(labels), run, stated: false, quantities };
}

const runsTold = (...own: Point[]) => told(runFindings(own, namingBeside(...own.map(({ labels }) => Object.fromEntries(labels)))));

describe('runs of one series', () => {
  test('are those that agree in all but run, place and versions', () => {
    const groups = (...own: Point[]) => seriesOverRuns(own).map((runs) => runs.map(({ run }) => run));
    expect(groups(runPoint(A, '10', 1), runPoint(A, '9', 1), runPoint(A, '2', 1))).toEqual([['2', '9', '10']]);
    expect(groups(runPoint(A, '1', 1), runPoint(A, '1', 2))).toEqual([]);
    expect(groups(runPoint(A, '1', 1), runPoint(A, null, 2))).toEqual([]);
    expect(groups(runPoint(A, '1', 1), runPoint(B, '2', 2))).toEqual([]);
    for (const key of ['run', 'source', 'section', 'engine_version', 'driver_version', 'cuda_version']) {
      expect(groups(runPoint({ ...A, [key]: 'x' }, '1', 1), runPoint({ [key]: 'y', ...A }, '2', 1))).toHaveLength(1);
    }
    expect(groups(runPoint({ ...A, backend: 'x' }, '1', 1), runPoint({ backend: 'x', ...A }, '2', 1))).toHaveLength(1);
    expect(groups(runPoint({ ...A, backend: 'x' }, '1', 1), runPoint({ ...A, backend: 'y' }, '2', 1))).toEqual([]);
  });

  test.each([
    ['2026-11-10T08:00:00Z', '2026-11-10'],
    ['2026-11-10T', '2026-11-10'],
    ['2026-11-10', null],
    ['2026-11-10 08:00', null],
    ['x2026-11-10T08', null],
    ['run 7', null],
  ])('of %s is the day %s', (run, day) => expect(dayOf(run)).toBe(day));

  test('are stated one by one up to three, of more the first and the last', () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, index) => runPoint(A, `2026-11-0${index + 1}T08:00:00Z`, 100 + index));
    expect(runsTold(...days(2))).toEqual([
      'notable: a was measured in several runs, which are not compared here: generation throughput 100.0 tokens/s (2026-11-01) and 101.0 tokens/s (2026-11-02).',
    ]);
    expect(runsTold(...days(3))[0]).toContain('100.0 tokens/s (2026-11-01), 101.0 tokens/s (2026-11-02) and 102.0 tokens/s (2026-11-03).');
    expect(runsTold(...days(4))[0]).toContain(
      'generation throughput in the first 100.0 tokens/s (2026-11-01) and in the last 103.0 tokens/s (2026-11-04).',
    );
  });

  test('are called by their day only where that tells them apart', () => {
    const at = (...runs: string[]) =>
      runsTold(...runs.map((run, index) => runPoint(A, run, 100 + index)))[0]!.replace(/^.*throughput /, '');
    expect(at('2026-11-01T08', '2026-11-01T09')).toBe('100.0 tokens/s (2026-11-01T08) and 101.0 tokens/s (2026-11-01T09).');
    expect(at('2026-11-01T08', 'night')).toBe('100.0 tokens/s (2026-11-01T08) and 101.0 tokens/s (night).');
    const labelled = (run: string) => runPoint({ ...A, run }, run, 100);
    expect(runsTold(labelled('1'), labelled('2'))[0]).toContain('100.0 tokens/s (run=1) and 100.0 tokens/s (run=2).');
    expect(runsTold(labelled('x1'), labelled('x2'))[0]).toContain('100.0 tokens/s (x1) and 100.0 tokens/s (x2).');
  });

  test('name the versions in which they differ', () => {
    const built = (day: number, engine_version: string, driver_version = '5') =>
      runPoint({ ...A, engine_version, driver_version }, `2026-11-0${day}T08`, 100);
    expect(runsTold(built(1, 'x'), built(2, 'y'))[0]).toContain(
      '100.0 tokens/s (2026-11-01 engine_version=x) and 100.0 tokens/s (2026-11-02 engine_version=y).',
    );
    expect(runsTold(built(1, 'x'), built(2, 'x'))[0]).toContain('100.0 tokens/s (2026-11-01) and 100.0 tokens/s (2026-11-02).');
  });

  test('are told in the first two metrics that several of them have', () => {
    const more = { [WAIT]: 50, request_latency: 900, accuracy: 0.5 };
    expect(runsTold(runPoint(A, '2026-11-01T08', 100, more), runPoint(A, '2026-11-02T08', 100, more))[0]).toMatch(
      /generation throughput 100\.0 tokens\/s \(2026-11-01\) and 100\.0 tokens\/s \(2026-11-02\); time to first token 50\.00 ms \(2026-11-01\) and 50\.00 ms \(2026-11-02\)\.$/,
    );
    const [text] = runsTold(runPoint(A, '2026-11-01T08', 100, { [WAIT]: 50 }), runPoint(A, '2026-11-02T08', 100));
    expect(text).not.toContain('time to first token');
  });

  test('are of three series at most, and of this where nothing names it', () => {
    const both = (labels: Labels) => [runPoint(labels, '2026-11-01T08', 1), runPoint(labels, '2026-11-02T08', 2)];
    expect(runsTold(...['a', 'b', 'c', 'd'].flatMap((model) => both({ model })))).toHaveLength(3);
    expect(runsTold(...both({}))[0]).toMatch(/^notable: This was measured in several runs, /);
  });
});

describe('what was measured', () => {
  const measured = (...own: Point[]) => told(measuredFindings(own, namingBeside(...own.map(({ labels }) => Object.fromEntries(labels)))));
  const point = (
    labels: Labels,
    values: Readonly<Record<string, Parameters<typeof seriesOf>[3]>>,
    n = 1,
    over: Partial<Point> & { readonly subset?: 'warm' } = {},
  ): Point => {
    const { subset, ...rest } = over;
    const quantities = Object.entries(values).map(([metric, statistics]) => {
      const { unit, facts } = seriesOf(metric, n, labels, statistics, subset === undefined ? {} : { subset });
      return { metric, unit, kind: metric, sampleCount: n, reported: n === 0, facts };
    });
    return { labels: labelsOf(labels), run: null, stated: false, quantities, ...rest };
  };

  test('is stated of one point with the number of its samples', () => {
    expect(measured(point(A, { [RATE]: { mean: 100 }, [WAIT]: { median: 50 } }))).toEqual([
      'notable: a: generation throughput 100.0 tokens/s; time to first token 50.00 ms.',
    ]);
    expect(measured(point(A, { [RATE]: { mean: 100 } }, 3))).toEqual([
      'notable: a: generation throughput mean 100.0 tokens/s (3 samples).',
    ]);
    expect(measured(point(A, { [RATE]: { mean: 100 } }, 3, { subset: 'warm' }))).toEqual([
      'notable: a: generation throughput mean 100.0 tokens/s (3 warm samples).',
    ]);
    expect(measured(point(A, { [RATE]: { mean: 100 } }, 0))).toEqual(['notable: a: generation throughput mean 100.0 tokens/s.']);
    expect(measured(point({}, { [RATE]: { mean: 100 } }))).toEqual(['notable: Generation throughput 100.0 tokens/s.']);
  });

  test('gives no number of samples where the metrics have other ones', () => {
    const own = point(A, { [RATE]: { mean: 100 }, [WAIT]: { median: 50 } }, 3);
    const [rate, wait] = own.quantities;
    expect(measured(own)[0]).toMatch(/\(3 samples\)\.$/);
    expect(measured({ ...own, quantities: [rate!, { ...wait!, sampleCount: 4 }] })[0]).toMatch(/median 50\.00 ms\.$/);
    // What is not told has no say in it.
    const untold = { ...wait!, metric: 'gpu_power', sampleCount: 9 };
    expect(measured({ ...own, quantities: [rate!, untold] })[0]).toMatch(/\(3 samples\)\.$/);
  });

  test('names load and size of the work that all points share', () => {
    expect(measured(point({ ...A, concurrency: 4, input_length: 128, num_gpu: 3, prompt_count: 9 }, { [RATE]: { mean: 100 } }))).toEqual([
      'notable: a at concurrency=4 input_length=128: generation throughput 100.0 tokens/s.',
    ]);
    expect(measured(point({ concurrency: 4 }, { [RATE]: { mean: 100 } }))).toEqual([
      'notable: At concurrency=4: generation throughput 100.0 tokens/s.',
    ]);
  });

  test('goes from the least to the most, each with what tells it from the others', () => {
    const at = (concurrency: number, rate: number) => point({ ...A, concurrency }, { [RATE]: { mean: rate } });
    expect(measured(at(1, 300), at(2, 100), at(4, 200))).toEqual([
      'notable: a: generation throughput from 100.0 tokens/s (concurrency=2) to 300.0 tokens/s (concurrency=1).',
    ]);
    const alone = point({ ...A, concurrency: 8 }, { [WAIT]: { mean: 50 } });
    expect(measured(at(1, 300), at(2, 100), alone)[0]).toMatch(/; time to first token \(concurrency=8\) 50\.00 ms\.$/);
  });

  test('names place and request only where nothing else tells two points apart, four labels at most', () => {
    const at = (labels: Labels, rate: number) => point({ ...A, ...labels }, { [RATE]: { mean: rate } });
    expect(
      measured(
        at({ concurrency: 1, source: 'x', seed: 1, prompt_count: 3 }, 100),
        at({ concurrency: 2, source: 'y', seed: 2, prompt_count: 4 }, 200),
      ),
    ).toEqual(['notable: a: generation throughput from 100.0 tokens/s (concurrency=1) to 200.0 tokens/s (concurrency=2).']);
    expect(measured(at({ source: 'x' }, 100), at({ source: 'y' }, 200))[0]).toBe(
      'notable: a: generation throughput from 100.0 tokens/s (x) to 200.0 tokens/s (y).',
    );
    const many = (value: number) => ({ num_gpu: value, num_ctx: value, temperature: value, top_p: value, top_k: value });
    expect(measured(at(many(1), 100), at(many(2), 200))[0]).toContain('(num_gpu=1 num_ctx=1 temperature=1 top_p=1)');
  });

  test('goes over values of one kind and statistic, of which there are most', () => {
    const at = (concurrency: number, statistics: Parameters<typeof seriesOf>[3]) => point({ ...A, concurrency }, { [WAIT]: statistics }, 9);
    expect(measured(at(1, { p99: 999 }), at(2, { median: 50 }), at(4, { median: 70 }))).toEqual([
      'notable: a: time to first token from median 50.00 ms (concurrency=2) to median 70.00 ms (concurrency=4).',
    ]);
  });

  test('of unlike work is never one range, and of four groups at most those with most in them', () => {
    const [first] = measured(point(A, { [RATE]: { mean: 1 } }), point(B, { [RATE]: { mean: 2 } }));
    expect(first).toBe('notable: a: generation throughput 1.000 tokens/s.');
    expect(
      measured(point({ ...A, source: 'x' }, { [RATE]: { mean: 1 } }), point({ ...A, source: 'y' }, { [RATE]: { mean: 2 } })),
    ).toHaveLength(1);
    const five = ['a', 'b', 'c', 'd', 'e'].map((model) =>
      point({ model }, { [RATE]: { mean: 1 }, ...(model === 'a' ? {} : { [WAIT]: { mean: 1 } }) }),
    );
    expect(measured(...five).map((text) => text.slice(9, 10))).toEqual(['b', 'c', 'd', 'e']);
    expect(measured()).toEqual([]);
  });

  test('says so where a text states it', () => {
    expect(measured(point(A, { [RATE]: { stated: 100 } }, 0, { stated: true }))).toEqual([
      'notable: a: generation throughput 100.0 tokens/s; a text states it, nothing here measured it.',
    ]);
  });

  test('says nothing of what has no middle', () => {
    expect(measured(point(A, { [RATE]: { stdev: 1 } }, 0))).toEqual([]);
    expect(measured(point(A, { request_count: { mean: 1 } }))).toEqual([]);
  });
});

describe('untoldPoints', () => {
  const untold = (given: Partial<Measurement>) => {
    const own = measurementOf(given);
    return untoldPoints(
      own,
      pointsOf(own, () => null),
    ).map(({ labels }) => [...labels.values()].join(' '));
  };
  const contest = { metric: RATE, shared: new Map(), key: 'model', subset: 'all', statistic: 'mean', pooledOver: [] } as const;

  test('are those of which no ranking speaks, nor of the settings over which one pools', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((model) => seriesOf(RATE, 3, { model }, { mean: 1 }));
    const rankings = [
      {
        ...contest,
        entries: [
          { series: a!, ratio: null, matched: null },
          { series: b!, ratio: ratioOf(2), matched: null },
        ],
      },
    ];
    expect(untold({ subjects: subjects(a!, b!, c!), rankings })).toEqual(['c']);
    const configurations = [seriesOf(RATE, 1, { ...A, num_gpu: 1 }, { mean: 1 })];
    expect(
      untold({
        subjects: [
          measuredOf([a!], { configurations }),
          measuredOf([c!], { configurations: [seriesOf(RATE, 1, { model: 'c', num_gpu: 1 }, { mean: 1 })] }),
        ],
        rankings,
      }),
    ).toEqual(['c 1']);
  });

  test('are those of which no ranking over several loads speaks', () => {
    const at = (model: string, benchmark: string) => seriesOf(RATE, 3, { model, benchmark }, { mean: 1 });
    const rival = { value: 'b', count: countOf(2), ahead: countOf(2), clear: null, least: ratioOf(2), most: ratioOf(2), differsIn: [] };
    const matchedRankings = [
      { ...contest, shared: labelsOf({ benchmark: 'x' }), over: ['concurrency'], leader: 'a', unit: 'tokens/s', rivals: [rival] },
    ];
    const own = subjects(at('a', 'x'), at('b', 'x'), at('c', 'x'), at('a', 'y'), seriesOf(RATE, 3, { benchmark: 'x' }, { mean: 1 }));
    expect(untold({ subjects: own, matchedRankings })).toEqual(['c x', 'a y', 'x']);
  });

  test('are those of which no sentence on runs speaks', () => {
    const of = (model: string, run: string) => seriesOf(RATE, 3, { model, run }, { mean: 1 });
    expect(untold({ subjects: subjects(of('a', '1'), of('a', '2'), of('b', '1')) })).toEqual(['b 1']);
  });

  test('are what somebody stated only where nothing was measured', () => {
    const stated = reportedOf(RATE, B, { mean: 1 }, { stated: true });
    expect(untold({ reported: stated })).toEqual(['b']);
    expect(untold({ subjects: subjects(seriesOf(RATE, 1, A, { mean: 1 })), reported: stated })).toEqual(['a']);
  });
});
