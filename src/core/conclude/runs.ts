import { isNumberText, isTellingApart, labelRole } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareNumbered } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { sortedLabels } from '../labels-text.ts';
import { enumerate, metricWord, name, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { asked } from './asked-metrics.ts';
import type { Naming } from './naming.ts';
import type { Labels, Point, Quantity } from './points.ts';
import { middleOf, statisticWords } from './quantity-words.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** What of a program may change from run to run without making another series of it. */
const VERSIONS: ReadonlySet<string> = new Set(['engine_version', 'driver_version', 'cuda_version']);
/** Runs that are stated one by one; of more, the first and the last. */
const RUN_COUNT_MAX = 3;
const METRIC_COUNT_MAX = 2;
/** Series of which a sentence of their own tells. */
const SERIES_COUNT_MAX = 3;

/** A point of which it is known when, or as which repetition, it was measured. */
export interface RunPoint extends Point {
  readonly run: string;
}

function isOfRun(key: string): boolean {
  return isTellingApart(key) || labelRole(key) === 'run' || VERSIONS.has(key);
}

function aboutOf({ labels }: Point): Labels {
  return new Map([...labels].filter(([key]) => !isOfRun(key)));
}

/** What is the same in every run, as text. */
const aboutText = remembered((labels: Labels) => JSON.stringify(sortedLabels(labels).filter(([key]) => !isOfRun(key))));

/** Points of the same series in several runs, in the order of their runs. */
export function seriesOverRuns(points: readonly Point[]): RunPoint[][] {
  const dated = points.flatMap((point) => (point.run === null ? [] : [{ ...point, run: point.run }]));
  return [...groupBy(dated, ({ labels }) => aboutText(labels)).values()]
    .filter((own) => new Set(own.map(({ run }) => run)).size > 1)
    .map((own) => own.toSorted((a, b) => compareNumbered(a.run, b.run)));
}

/** The day of a run, where it is known by its time. */
export function dayOf(run: string): string | null {
  return /^\d{4}-\d\d-\d\d(?=T)/.exec(run)?.[0] ?? null;
}

/** What a run is called: its day where that tells the runs apart, else as it is known. */
function runWords(runs: readonly RunPoint[], naming: Naming): (point: RunPoint) => Word[] {
  const distinct = [...new Set(runs.map(({ run }) => run))];
  const days = new Set(distinct.map(dayOf));
  if (days.size === distinct.length && !days.has(null)) return ({ run }) => [name(dayOf(run)!)];
  return ({ run, labels }) => (labels.has('run') && isNumberText(run) ? naming.all([['run', run]]) : [name(run)]);
}

function quantityIn({ quantities }: Point, kind: string): Quantity | undefined {
  return quantities.find((quantity) => quantity.kind === kind);
}

/** "mean 118.2 ± 0.3 tokens/s (`2026-11-10` `engine_version=aaaa1111`)" of each run, or of the first and the last. */
function valuesWords(runs: readonly RunPoint[], kind: string, naming: Naming): Word[] {
  const wordsOf = runWords(runs, naming);
  const differing = [...VERSIONS].filter((key) => new Set(runs.map(({ labels }) => labels.get(key))).size > 1);
  const told = runs.flatMap((point): Word[][] => {
    const quantity = quantityIn(point, kind);
    const middle = quantity && middleOf(quantity);
    if (!quantity || !middle) return [];
    const versions = [...point.labels].filter(([key]) => differing.includes(key));
    const when = [...wordsOf(point), ...(versions.length === 0 ? [] : [' ', ...naming.all(versions)])];
    return [[...statisticWords(middle, quantity), ' (', ...when, ')']];
  });
  const [first, last] = [told[0], told.at(-1)];
  if (told.length <= RUN_COUNT_MAX || !first || !last) return enumerate(told);
  return ['in the first ', ...first, ' and in the last ', ...last];
}

function runsFinding(runs: readonly RunPoint[], naming: Naming): Telling[] {
  const kinds = groupBy(
    runs.flatMap(({ quantities }) => quantities),
    ({ kind }) => kind,
  );
  const repeated = [...kinds.values()].filter(({ length }) => length > 1);
  const metrics = asked(repeated.map(([first]) => first!.metric)).slice(0, METRIC_COUNT_MAX);
  const told = metrics.map((metric): Word[] => {
    const { kind, unit } = repeated.find(([first]) => first!.metric === metric)![0]!;
    return [metricWord(metric, unit), ' ', ...valuesWords(runs, kind, naming)];
  });
  if (told.length === 0) return [];
  const who = naming.subject(aboutOf(runs[0]!));
  const words: Word[] = [
    ...(who.length === 0 ? ['this'] : who),
    ' was measured in several runs, which are not compared here: ',
    ...told.flatMap((own, index) => (index === 0 ? own : ['; ', ...own])),
    '.',
  ];
  const about = aboutOf(runs[0]!);
  const model = about.get('model');
  const short = model === undefined ? who : naming.all([['model', model]]);
  const several = [...(who.length === 0 ? ['this'] : who), ' was measured in several runs, which are not compared here'];
  return [
    tell({
      kind: 'runs',
      id: `runs-${JSON.stringify([...about])}`,
      words,
      severity: 'notable',
      topic: 'measured',
      about: { subjects: [subjectOf(about)], metrics, place: placeKey(about), certainty: 'single', scope: 'several runs' },
      slots: { several, first: told[0]!, title: [...(short.length === 0 ? [] : [...short, ': ']), ...told[0]!] },
    }),
  ];
}

/**
 * Series of which several runs are here: when each was made, of which build, and what it measured. Nothing is said of how they compare,
 * since one run a side has no spread to compare by.
 */
export function runFindings(points: readonly Point[], naming: Naming): Telling[] {
  return seriesOverRuns(points)
    .flatMap((runs) => runsFinding(runs, naming))
    .slice(0, SERIES_COUNT_MAX);
}

/** Several runs of one series, side by side. */
export const RUNS_FRAMES: KindFrames = {
  id: 'runs',
  frames: [
    { role: 'title', text: '{title}' },
    { role: 'state', text: '{say}.' },
    { role: 'state', text: '{several}: {first}.' },
    { role: 'state', text: '{title}.' },
  ],
  causes: ['build', 'thermal', 'other-load'],
};
