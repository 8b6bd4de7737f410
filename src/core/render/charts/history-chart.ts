import type { Fact } from '../../../contracts/fact.ts';
import type { Change, Report } from '../../../contracts/report.ts';
import { scaleOf, unitText } from '../../../metrics/format.ts';
import { metricOf } from '../../../metrics/registry.ts';
import { sortedKeys } from '../inline.ts';
import type { Plane, PlotChart, PlotPoint, PlotSeries } from './chart.ts';
import { type ChartContext, contestantOf, isRun, nameOf } from './table-rows.ts';

const PLANE_COUNT_MAX = 6;
const POINT_COUNT_MIN = 3;
/** Names of runs that an axis has room for. */
const NAME_COUNT_MAX = 3;
const NAME_LENGTH_MAX = 12;

type Runs = NonNullable<Report['history']>['runs'];

/** Place of the run of a fact; null where nothing says which it is of. */
function runOf({ labels }: Fact, runs: Runs): number | null {
  const run = Object.hasOwn(labels, 'run') ? labels['run']! : null;
  const place = run === null ? -1 : runs.findIndex((own) => isRun(run, own));
  return place === -1 ? null : place;
}

/** The values of single runs that a level lies between; the fact itself where it is of one run. */
function pointsOf(level: Fact, runs: Runs, size: number, { factOf }: ChartContext): PlotPoint[] {
  const facts = level.runs?.map(factOf) ?? [level];
  const points = facts.flatMap((fact): PlotPoint[] => {
    // Of a run with repetitions the mean has the run in its label; of any other the value itself.
    const x = runOf(fact, runs);
    return x === null ? [] : [{ x, y: fact.value / size, fact: fact.id }];
  });
  return points.length === facts.length ? points : [];
}

function levelSeries(level: Fact, points: readonly PlotPoint[], size: number): PlotSeries {
  const y = level.value / size;
  const ends = [points[0]!.x - 0.4, points.at(-1)!.x + 0.4];
  return { name: level.statistic, contestant: null, as: 'level', points: ends.map((x) => ({ x, y, fact: level.id })) };
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length > NAME_LENGTH_MAX ? `${characters.slice(0, NAME_LENGTH_MAX - 1).join('')}…` : name;
}

/** Names of the first run, the last one and some between; '' for the others. */
function axisNames(runs: Runs): string[] {
  const step = Math.ceil(runs.length / NAME_COUNT_MAX);
  return runs.map(({ name }, index) => ((runs.length - 1 - index) % step === 0 ? shortened(name) : ''));
}

/** One series over the runs, with the levels before and after; null where it cannot be told which runs its values are of. */
function historyPlane(change: Change, keys: readonly string[], runs: Runs, context: ChartContext): Plane | null {
  const [baseline, candidate] = [context.factOf(change.baseline), context.factOf(change.candidate)];
  const { unit, size } = scaleOf(baseline.value, baseline.unit);
  const [before, after] = [baseline, candidate].map((level) => pointsOf(level, runs, size, context)) as [PlotPoint[], PlotPoint[]];
  if (before.length === 0 || after.length === 0 || before.length + after.length < POINT_COUNT_MIN) return null;
  const since = runs.findIndex(({ name }) => name === change.since);
  const subject = nameOf(change.labels, keys);
  const metric = metricOf(change.metric, baseline.unit).name;
  const points = [...before, ...after].sort((a, b) => a.x - b.x).map((point) => (point.x === since ? { ...point, marked: true } : point));
  return {
    x: { name: 'run', isLogarithmic: false, isFromZero: false, names: axisNames(runs) },
    y: { name: `${subject === '' ? '' : `${subject}: `}${metric} (${unitText(unit)})`, isLogarithmic: false, isFromZero: false },
    series: [
      { name: metric, contestant: contestantOf(change.labels, context), as: 'curve', points },
      levelSeries(baseline, before, size),
      ...(since === -1 ? [] : [levelSeries(candidate, after, size)]),
    ],
    events: since === -1 ? [] : [{ x: since - 0.5, name: change.since! }],
  };
}

/** What changed from run to run, else what did not: the values of each run, where a change begins, and what they lie around. */
export function historyChart({ changes, history }: Report, context: ChartContext): PlotChart | null {
  if (history === undefined) return null;
  const decided = changes.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
  const shown = (decided.length > 0 ? decided : changes).slice(0, PLANE_COUNT_MAX);
  const first = shown[0]?.labels ?? {};
  const all = new Set(shown.flatMap(({ labels }) => Object.keys(labels)));
  const keys = sortedKeys(Object.fromEntries([...all].map((key) => [key, true]))).filter((key) =>
    shown.some(({ labels }) => labels[key] !== first[key]),
  );
  const planes = shown.flatMap((change) => historyPlane(change, keys, history.runs, context) ?? []);
  if (planes.length === 0) return null;
  return {
    kind: 'plot',
    title: decided.length > 0 ? 'What changed, run by run' : 'Run by run',
    note: 'A point for each run; broad lines: what the runs before and after lie around; dashed: where a change begins. No axis begins at zero.',
    planes,
  };
}
