import type { MeasuredSeries, MeasuredSubject, RankedStatistic, Unranked } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowBlock, Subject } from '../../contracts/series.ts';
import { FOOTING_KEYS, footingOf, workNamed } from '../../metrics/footing.ts';
import { isKnownLabel, isObservation, isSwept } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { isTotal } from '../../metrics/summing-words.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { centerOf, isScattered } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { sortedLabels } from '../labels-text.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Labels whose values are alternatives that a reader chooses between, most telling first. */
export const CHOICES: readonly string[] = [
  'model',
  'quantization',
  'backend',
  'provider',
  'device',
  'dtype',
  'agent',
  'variant',
  'operation',
  'test',
];
/** Labels that name a piece of work, perhaps with how it is done: only names of the same work are rivals. */
const NAMES_OF_WORK: ReadonlySet<string> = new Set(['variant', 'operation', 'test']);
/** Labels that follow from the choice: a model's tag names its quantization, an engine has versions of its own. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = { model: ['quantization'], backend: ['engine_version'] };
const RANKED = new Set(['throughput', 'latency', 'duration', 'quality']);
/** Share of settings that were tried on both sides below which two sweeps are different sweeps. */
const SETTING_OVERLAP_MIN = 0.8;

/** One of those compared, at one load and size of the work. */
export interface Contestant {
  readonly measured: MeasuredSubject;
  readonly series: MeasuredSeries;
  readonly value: LabelValue;
}

/** Contestants that were measured at the same load, on the same work, with the same settings; two at least. */
export type Cell = readonly Contestant[];

/** Contestants that differ in one choice only, by cell. */
export interface Family {
  readonly key: string;
  readonly statistic: RankedStatistic;
  readonly cells: readonly Cell[];
}

/** Loads, sizes and settings that a series is of: what a cell is known by. */
const cellOf = remembered((labels: Labels): string =>
  JSON.stringify(sortedLabels(labels).filter(([key, value]) => isSwept(key) && value !== '')),
);

/** What is being asked besides: every other label that must agree. */
const identityOf = remembered((labels: Labels) =>
  sortedLabels(labels).filter(([key]) => !isSwept(key) && !isObservation(key) && !FOOTING_KEYS.includes(key)),
);

/** Texts of one set of labels by choice, which the series of all its metrics share. */
const identityTexts = remembered((_: Labels) => new Map<string, string>());

/** Labels other than the choice, as text; not `strict`, without those that follow from the choice and those of unknown meaning. */
function identityText(labels: Labels, choice: string, strict: boolean): string {
  const texts = identityTexts(labels);
  const name = strict ? `${choice} strict` : choice;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const isAsked = (key: string) => key !== choice && (strict || (isKnownLabel(key) && !IMPLIED[choice]?.includes(key)));
  const text = JSON.stringify([
    identityOf(labels).filter(([key]) => isAsked(key)),
    NAMES_OF_WORK.has(choice) ? workNamed(labels.get(choice) ?? '') : null,
    strict ? (labels.get('quantization') ?? null) : null,
  ]);
  texts.set(name, text);
  return text;
}

/**
 * @param strict false leaves out labels that follow from the choice, and those of unknown meaning, such as the flags of one backend that
 *   another does not have.
 */
function familyKey({ series }: Contestant, choice: string, strict: boolean): string {
  const { metric, definition, labels, reported } = series;
  const what = JSON.stringify([metric, definition, labels.get('column') ?? null, reported, centerOf(series)?.statistic ?? null]);
  return `${what} ${identityText(labels, choice, strict)}`;
}

function footingKey({ series: { labels } }: Contestant, choice: string): string {
  const footing = footingOf(labels);
  for (const key of [choice, ...(IMPLIED[choice] ?? [])]) footing.delete(key);
  if (choice === 'device') footing.delete('processor');
  return JSON.stringify([...footing]);
}

function byCell(contestants: readonly Contestant[]): Contestant[][] {
  return [...groupBy(contestants, ({ series }) => `${cellOf(series.labels)} ${JSON.stringify(series.pooledOver)}`).values()];
}

/** Has every cell one subject for each value of the choice? */
function isUnambiguous(cells: readonly Cell[]): boolean {
  return cells.every((cell) => new Set(cell.map(({ value }) => value)).size === new Set(cell.map(({ measured }) => measured)).size);
}

/** The settings of a subject by the load and size of the work, with those that are the same at one load but not at others. */
const settingsBySlice = remembered(({ parameters, slices, blocks }: Subject): ReadonlyMap<string, ReadonlySet<string>> => {
  const positions = parameters.flatMap((key, at) => (slices.includes(key) ? [] : [[key, at] as const]));
  const sliceOf = ({ setting }: RowBlock) => JSON.stringify(slices.map((key) => setting[parameters.indexOf(key)]));
  const textOf = ({ setting }: RowBlock) => JSON.stringify(positions.map(([key, at]) => [key, setting[at]]));
  return new Map([...groupBy(blocks, sliceOf)].map(([slice, own]) => [slice, new Set(own.map(textOf))]));
});

const NO_SETTINGS: ReadonlySet<string> = new Set();

/** The settings that a series pools. */
function settingsOf({ measured: { subject }, series }: Contestant): ReadonlySet<string> {
  return settingsBySlice(subject).get(JSON.stringify(subject.slices.map((key) => series.labels.get(key) ?? ''))) ?? NO_SETTINGS;
}

function isSameSweep(a: Contestant, b: Contestant): boolean {
  if (a.measured.subject.parameters.length + b.measured.subject.parameters.length === 0) return true;
  const [own, other] = [settingsOf(a), settingsOf(b)];
  const both = [...own].filter((setting) => other.has(setting)).length;
  return both >= SETTING_OVERLAP_MIN * Math.max(own.size, other.size);
}

/** One series for each contestant of a cell: the warm one where any of the family has cold samples. Fewer than two are no contest. */
function contestIn(cell: readonly Contestant[], isWarm: boolean): Cell[] {
  const chosen = [...groupBy(cell, ({ value }) => value).values()].map(
    (own) => own.find(({ series }) => series.subset === (isWarm ? 'warm' : 'all')) ?? own[0]!,
  );
  return chosen.length < 2 || !chosen.every((own) => isSameSweep(own, chosen[0]!)) ? [] : [chosen];
}

/** The statistic by which all of these may be compared; null where their spread forbids it. */
function comparedBy(all: readonly MeasuredSeries[]): RankedStatistic | null {
  if (!all.some(isScattered)) return all[0]!.facts.has('mean') ? 'mean' : 'median';
  const isLess = metricOf(all[0]!.metric).direction === 'lower-is-better';
  const robust: readonly RankedStatistic[] = isLess ? ['median', 'min'] : ['median'];
  return robust.find((statistic) => all.every(({ facts }) => facts.has(statistic))) ?? null;
}

function sharedLabels(all: readonly MeasuredSeries[]): Map<string, LabelValue> {
  return new Map([...all[0]!.labels].filter(([key, value]) => all.every(({ labels }) => labels.get(key) === value)));
}

function unranked(contestants: readonly Contestant[], key: string, reason: Unranked['reason']): Unranked {
  const distinct = [...groupBy(contestants, ({ value, series }) => JSON.stringify([value, ...footingOf(series.labels)])).values()];
  const { metric, unit } = contestants[0]!.series;
  return {
    metric,
    unit,
    key,
    reason,
    shared: sharedLabels(contestants.map(({ series }) => series)),
    contestants: distinct.map(([first]) => ({ value: first!.value, footing: footingOf(first!.series.labels), series: first!.series })),
  };
}

/** Contestants that never stand on equal footing with another one, while others of other values are there. */
function neverMet(footings: readonly (readonly Contestant[])[], key: string): Unranked[] {
  if (footings.length < 2) return [];
  const alone = footings.filter((own) => new Set(own.map(({ value }) => value)).size < 2);
  const values = new Set(footings.flat().map(({ value }) => value));
  const met = new Set(footings.flatMap((own) => (alone.includes(own) ? [] : own.map(({ value }) => value))));
  return values.size < 2 || [...values].every((value) => met.has(value)) ? [] : [unranked(footings.flat(), key, 'footing')];
}

/** The time of an operation is that of its work: which model it belongs to says what was computed, not who computes. */
const WORK_OF: Readonly<Record<string, string>> = { operation_time: 'model' };

function contestantsOf(subjects: readonly MeasuredSubject[], key: string): Contestant[] {
  return subjects.flatMap((measured) => {
    const value = measured.subject.labels.get(key);
    if (value === undefined || isTotal(value)) return [];
    return measured.series.flatMap((series) => {
      const { family, direction } = metricOf(series.metric);
      const isRanked =
        RANKED.has(family) &&
        WORK_OF[series.metric] !== key &&
        direction !== 'none' &&
        series.subset !== 'cold' &&
        centerOf(series) !== null;
      return isRanked ? [{ measured, series, value }] : [];
    });
  });
}

/**
 * Groups what may be compared: contestants that differ in one choice, on the same work and on equal footing. Where a group holds the same
 * choice twice, labels of unknown meaning must agree too; what is then still ambiguous is left out.
 */
export function familiesOf(subjects: readonly MeasuredSubject[], key: string): { families: Family[]; unranked: Unranked[] } {
  const found: { families: Family[]; unranked: Unranked[] } = { families: [], unranked: [] };
  const contestants = contestantsOf(subjects, key);
  if (new Set(contestants.map(({ value }) => value)).size < 2) return found;
  for (const alike of groupBy(contestants, (own) => familyKey(own, key, false)).values()) {
    const footings = [...groupBy(alike, (own) => footingKey(own, key)).values()];
    appendAll(found.unranked, neverMet(footings, key));
    for (const equal of footings) {
      const parts = isUnambiguous(byCell(equal)) ? [equal] : [...groupBy(equal, (own) => familyKey(own, key, true)).values()];
      for (const part of parts) addFamily(found, part, key);
    }
  }
  return found;
}

function addFamily(found: { families: Family[]; unranked: Unranked[] }, part: readonly Contestant[], key: string): void {
  const all = byCell(part);
  if (!isUnambiguous(all)) return;
  const isWarm = part.some(({ series }) => series.subset === 'warm');
  const cells = all.flatMap((cell) => contestIn(cell, isWarm));
  if (cells.length === 0) {
    if (new Set(part.map(({ value }) => value)).size > 1) found.unranked.push(unranked(part, key, 'cells'));
    return;
  }
  const statistic = comparedBy(cells.flat().map(({ series }) => series));
  if (statistic === null) found.unranked.push(unranked(cells.flat(), key, 'spread'));
  else found.families.push({ key, statistic, cells });
}
