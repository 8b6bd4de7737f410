// How often the verdicts on histories are right, on histories whose truth is known; writes docs/statistics.md.
//   npm run build && node bench/statistics.mjs [HISTORIES]     HISTORIES per row, 1000 unless named
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { energyCandidate } from '../dist/core/history/energy-candidate.js';
import { changeInterval, differenceBySpread, welchDifference } from '../dist/core/history/estimate.js';
import { replayFailures } from '../dist/core/history/failure-replay.js';
import { describe } from '../dist/core/measure/statistics.js';
import { quantile } from '../dist/core/quantile.js';
import { studentTails } from '../dist/core/student-t.js';
import { failures, generator, history, normal, raised } from './statistics-histories.mjs';
import { statisticsPage } from './statistics-page.mjs';
import { peerResults, scipyPython } from './statistics-peer.mjs';

const HISTORY_COUNT = Number(process.argv[2] ?? 1000);
const COVERAGE_COUNT = 20 * HISTORY_COUNT;
/** So far what is computed here and elsewhere may differ, as a part of its size. */
const PEER_DIFFERENCE_MAX = 1e-9;

const percent = (share, places = 1) => `${(100 * share).toFixed(places)} %`;
const share = (count, all) => count / all;

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function table(head, rows) {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** How often intervals of the level 95 % hold the truth. */
function coverage() {
  const deviate = normal(generator(1));
  const shapes = [
    ['normal, 3 %', (n) => Array.from({ length: n }, () => 100 * (1 + 0.03 * deviate())), 100, Math.log(100) - 0.00045],
    ['log-normal, 3 %', (n) => Array.from({ length: n }, () => 100 * Math.exp(0.03 * deviate())), 100 * Math.exp(0.00045), Math.log(100)],
    ['log-normal, 30 %', (n) => Array.from({ length: n }, () => 100 * Math.exp(0.3 * deviate())), 100 * Math.exp(0.045), Math.log(100)],
  ];
  return shapes.flatMap(([name, draw, mean]) =>
    [3, 5, 10, 30].map((n) => {
      const held = { mean: 0, welch: 0, next: 0 };
      for (let at = 0; at < COVERAGE_COUNT; at += 1) {
        const [before, after] = [draw(n), draw(n)];
        const { interval } = describe(before).find(({ statistic }) => statistic === 'mean');
        if (interval.low <= mean && mean <= interval.high) held.mean += 1;
        const [older, newer] = [before, after].map((values) => values.map(Math.log));
        const welch = changeInterval(welchDifference(older, newer), 0.95);
        if (welch.low <= 0 && 0 <= welch.high) held.welch += 1;
        const centre = older.reduce((sum, log) => sum + log, 0) / n;
        const deviation = Math.sqrt(older.reduce((sum, log) => sum + (log - centre) ** 2, 0) / (n - 1));
        const next = changeInterval(differenceBySpread(older, [newer[0]], { deviation, degrees: n - 1 }), 0.95);
        if (next.low <= 0 && 0 <= next.high) held.next += 1;
      }
      return [name, n, ...[held.mean, held.welch, held.next].map((count) => percent(share(count, COVERAGE_COUNT)))];
    }),
  );
}

/** What is raised where nothing changed. */
function falseAlarms() {
  const deviate = normal(generator(2));
  const families = ['throughput', 'latency', 'duration'];
  return [3, 5, 8, 12, 20].flatMap((earlier) =>
    [0, 0.01, 0.03].map((shock) => {
      let [reports, suspicions, findings, settled] = [0, 0, 0, 0];
      for (let at = 0; at < HISTORY_COUNT; at += 1) {
        const {
          single,
          together,
          settled: own,
        } = raised(history({ deviate, runs: earlier + 1, series: 200, shock, families }), earlier + 1);
        if (single + together > 0) suspicions += 1;
        if (single + together + own > 0) reports += 1;
        if (own > 0) settled += 1;
        findings += single + together + own;
      }
      return [
        earlier,
        percent(shock, 0),
        ...[reports, suspicions, settled].map((count) => percent(share(count, HISTORY_COUNT))),
        share(findings, HISTORY_COUNT).toFixed(2),
      ];
    }),
  );
}

/** How often a step of 10 % is found, in its first run and after the second. */
function power() {
  const deviate = normal(generator(3));
  const models = (index) =>
    new Map([
      ['model', Math.floor(index / 10)],
      ['depth', index % 5],
    ]);
  const families = [
    [1, 1],
    [4, 1],
    [40, 1],
    [40, 10],
    [40, 10, models],
    [200, 5],
  ];
  return [3, 5, 8, 12, 20].flatMap((earlier) =>
    families.map(([series, changed, labels]) => {
      const count = Math.max(40, Math.round(HISTORY_COUNT / Math.sqrt(series)));
      const found = { first: 0, second: 0, wrong: 0 };
      const step = (index, run) => (index < changed && run >= earlier ? Math.log(0.9) : 0);
      for (let at = 0; at < count; at += 1) {
        const first = history({ deviate, runs: earlier + 1, series, change: step, labels });
        raised(first, earlier + 1);
        found.first += first.slice(0, changed).filter((own) => own.pending?.sign === -1).length;
        found.wrong += first.slice(changed).filter((own) => own.pending !== null).length;
        const second = history({ deviate, runs: earlier + 3, series, change: step, labels });
        raised(second, earlier + 3);
        found.second += second.slice(0, changed).filter((own) => own.confirmed.length > 0 || own.pending?.sign === -1).length;
      }
      return [
        earlier,
        `${changed} of ${series}${labels ? ', those of one model of four' : ''}`,
        percent(share(found.first, count * changed), 0),
        percent(share(found.second, count * changed), 0),
        share(found.wrong, count).toFixed(2),
      ];
    }),
  );
}

/** Shares of failed requests: how often one is called changed that is not, and how often one that is. */
function failing() {
  const random = generator(6);
  const deviate = normal(random);
  const kinds = [
    ['0.5 % fail', 0.005, 1, 0.005],
    ['0.5 %, twice the chance', 0.005, 2, 0.005],
    ['0.5 %, five times the chance', 0.005, 5, 0.005],
    ['5 %, twice the chance', 0.05, 2, 0.05],
    ['none, then 5 %', 0, 1, 0.05],
    ['1 %, then 5 %, twice the chance', 0.01, 2, 0.05],
    ['1 %, then 10 %, twice the chance', 0.01, 2, 0.1],
    ['5 %, then 15 %, twice the chance', 0.05, 2, 0.15],
  ];
  const count = Math.max(40, Math.round(HISTORY_COUNT / 2));
  return kinds.map(([name, before, dispersion, after]) => [
    name,
    ...[3, 5, 8, 20].map((earlier) => {
      let found = 0;
      for (let at = 0; at < count; at += 1) {
        const series = Array.from({ length: 8 }, (_, index) => ({
          counts: Array.from({ length: earlier + 1 }, (_own, run) =>
            failures({ random, deviate, requests: 200, share: index === 0 && run === earlier ? after : before, dispersion }),
          ),
        }));
        const followed = replayFailures(series, earlier + 1);
        const isFound = ({ pending }) => pending?.run === earlier;
        if (before === after ? followed.some(isFound) : isFound(followed[0])) found += 1;
      }
      return percent(share(found, count));
    }),
  ]);
}

/** Spikes, shifts of the whole machine, steps and drifts within a long history. */
function shapes() {
  const deviate = normal(generator(4));
  const kinds = [
    ['a spike of 30 % in one run, two runs ago', 12, 40, (index, run) => (index < 4 && run === 9 ? Math.log(0.7) : 0), 4],
    ['all series 10 % down in the last run', 12, 40, (_index, run) => (run === 11 ? Math.log(0.9) : 0), 40],
    ['a step of 5 % in the middle', 24, 40, (index, run) => (index < 4 && run >= 14 ? Math.log(0.95) : 0), 4],
    ['a step of 10 % in the middle', 24, 40, (index, run) => (index < 4 && run >= 14 ? Math.log(0.9) : 0), 4],
    ['a drift of 15 % over the history', 24, 40, (index, run) => (index < 4 ? (Math.log(0.85) * run) / 24 : 0), 4],
  ];
  const count = Math.max(40, Math.round(HISTORY_COUNT / 5));
  return kinds.map(([name, runs, series, change, changed]) => {
    const seen = { confirmed: 0, suspected: 0, together: 0, wrong: 0 };
    for (let at = 0; at < count; at += 1) {
      const all = history({ deviate, runs, series, change, shock: 0.005 });
      raised(all, runs);
      seen.confirmed += all.slice(0, changed).filter(({ confirmed }) => confirmed.length > 0).length;
      seen.suspected += all.slice(0, changed).filter(({ pending }) => pending !== null).length;
      seen.together += all.some(({ pending }) => pending?.together === true) ? 1 : 0;
      seen.wrong += all.slice(changed).filter(({ confirmed }) => confirmed.length > 0).length;
    }
    const of = (number) => percent(share(number, count * changed), 0);
    return [name, of(seen.confirmed), of(seen.suspected), percent(share(seen.together, count), 0), share(seen.wrong, count).toFixed(2)];
  });
}

/** Sets and series of all sizes, alike for us and for the peers. */
function givenToPeers() {
  const random = generator(5);
  const deviate = normal(random);
  const draw = (n, spread) => Array.from({ length: n }, () => 100 * Math.exp(spread * deviate()));
  const size = () => 3 + Math.floor(random() * 40);
  const pairs = Array.from({ length: 1000 }, () => [draw(size(), 0.01 + random()), draw(size(), 0.01 + random())]);
  const series = Array.from({ length: 200 }, (_, index) => {
    const values = draw(12 + Math.floor(random() * 60), 0.03);
    const from = Math.floor(values.length / 2);
    return index % 2 === 0 ? values : values.map((value, run) => (run >= from ? value * 0.93 : value));
  });
  return { pairs, series };
}

function relative(a, b) {
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function againstPeers() {
  const scratch = mkdtempSync(join(tmpdir(), 'statistics-'));
  try {
    const python = scipyPython(scratch);
    if (python === null) return null;
    const given = givenToPeers();
    const peer = peerResults(python, given);
    const worst = { mean: 0, quantile: 0, t: 0, welch: 0, p: 0 };
    const note = (name, own, other) => {
      worst[name] = Math.max(worst[name], relative(own, other));
    };
    given.pairs.forEach(([before, after], index) => {
      const own = peer.sets[index];
      const statistics = new Map(describe(before).map((one) => [one.statistic, one]));
      note('mean', statistics.get('mean').value, own.mean);
      const sorted = Float64Array.from(before).sort();
      for (const [at, probability] of [0.05, 0.5, 0.9, 0.95, 0.99].entries())
        note('quantile', quantile(sorted, probability), own.quantiles[at]);
      const { low, high } = statistics.get('mean').interval;
      // A bound near zero has no relative error of its own: the width of the interval is what it is a part of.
      for (const [at, bound] of [low, high].entries()) note('t', high - low + bound, high - low + own.t[at]);
      const difference = welchDifference(before.map(Math.log), after.map(Math.log));
      const interval = changeInterval(difference, 0.95);
      for (const [at, bound] of [interval.low, interval.high].entries()) note('welch', 1 + bound, 1 + own.welch[at]);
      note('p', studentTails(difference.difference / difference.error, difference.degrees), own.p);
    });
    for (const [name, difference] of Object.entries(worst))
      if (!(difference <= PEER_DIFFERENCE_MAX)) throw new Error(`${name} differs from SciPy by ${difference}`);
    const candidates = given.series.map((values) => energyCandidate(values));
    const same = candidates.filter(
      ({ index, distance }, at) => index === peer.candidates?.[at][0] && relative(distance, peer.candidates[at][1]) < 1e-9,
    );
    return { worst, series: given.series.length, same: same.length };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const page = statisticsPage({
  histories: HISTORY_COUNT,
  coverageCount: COVERAGE_COUNT,
  coverage: table(['runs lie apart', 'n', 'mean, Student', 'n against n, Welch on logarithms', 'one against n, logarithms'], coverage()),
  falseAlarms: table(
    ['runs before', 'shock', 'reports that name a change', 'suspected', 'confirmed, at most ten runs ago', 'changes named per report'],
    falseAlarms(),
  ),
  power: table(['runs before', 'changed', 'suspected at once', 'known two runs later', 'wrong per report'], power()),
  failing: table(['share of 200 requests', ...[3, 5, 8, 20].map((earlier) => `${earlier} runs before`)], failing()),
  shapes: table(['history', 'confirmed', 'suspected in the last run', 'reports that say "all of them"', 'wrong per report'], shapes()),
  peers: againstPeers(),
});
writeFileSync(join(import.meta.dirname, '../docs/statistics.md'), page);
process.stdout.write(page);
