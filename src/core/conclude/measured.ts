import type { Fact } from '../../contracts/fact.ts';
import type { MatchedRanking, Measurement } from '../../contracts/measured.ts';
import { identifies, isKnownLabel, isObservation, isSwept, isTellingApart, labelRank, labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { sortedLabels } from '../labels-text.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { asked, askedRank } from './asked-metrics.ts';
import type { Naming } from './naming.ts';
import type { Labels, Point, Quantity } from './points.ts';
import { middleOf, quantityWords, statisticWords } from './quantity-words.ts';
import { seriesOverRuns } from './runs.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

/** So many sentences at most; the tables hold what else was measured. */
const SENTENCE_COUNT_MAX = 4;

/** Families of readings of the machine itself. */
const DEVICE: ReadonlySet<string> = new Set(['telemetry', 'memory']);

/** Points of which one sentence tells. */
export interface Group {
  readonly points: readonly Point[];
  /** Labels that all of them have alike. */
  readonly shared: Labels;
  /** Keys by which they are told apart. */
  readonly differing: readonly string[];
}

function keep(labels: Labels, isKept: (key: string) => boolean): Labels {
  return new Map([...labels].filter(([key]) => isKept(key)));
}

function groupOf(points: readonly Point[]): Group {
  const [first] = points;
  const shared = new Map([...first!.labels].filter(([key, value]) => points.every(({ labels }) => labels.get(key) === value)));
  return { points, shared, differing: differingKeys(points, shared) };
}

function metricsOf(points: readonly Point[]): string[] {
  return points.flatMap(({ quantities }) => quantities.map(({ metric }) => metric));
}

/**
 * Points by who was measured doing what: from where to where a metric goes can be said of the loads, sizes and settings of one subject, never
 * over unlike work. Where there are many, those of which most was measured; first those that answer what is asked first.
 */
export function groupsOf(points: readonly Point[]): Group[] {
  const isSubject = (key: string) => identifies(key) && !isTellingApart(key);
  const keyOf = ({ labels }: Point) => JSON.stringify(sortedLabels(labels).filter(([key]) => isSubject(key)));
  const groups = [...groupBy(points, keyOf).values()];
  const quantityCount = (own: readonly Point[]) => own.reduce((sum, { quantities }) => sum + quantities.length, 0);
  const chosen = new Set(groups.toSorted((a, b) => quantityCount(b) - quantityCount(a)).slice(0, SENTENCE_COUNT_MAX));
  return groups
    .filter((own) => chosen.has(own))
    .toSorted((a, b) => askedRank(metricsOf(a)) - askedRank(metricsOf(b)))
    .map(groupOf);
}

interface Valued {
  readonly point: Point;
  readonly quantity: Quantity;
}

/** What the points have of one metric: of one kind and one statistic, of which most of them have a value. */
function valuesOf({ points, differing }: Group, metric: string): Valued[] {
  const found = points.flatMap((point) =>
    point.quantities.flatMap((quantity) => (quantity.metric === metric && middleOf(quantity) ? [{ point, quantity }] : [])),
  );
  // What is pooled over places is none of them.
  const placed = found.filter(({ point: { labels } }) => differing.some((key) => labels.has(key)));
  const alike = groupBy(placed.length > 0 ? placed : found, ({ quantity }) =>
    JSON.stringify([quantity.kind, middleOf(quantity)!.statistic]),
  );
  return [...alike.values()].reduce<Valued[]>((most, own) => (own.length > most.length ? own : most), []);
}

/** A long list of settings tells a reader less than the first of them. */
const PLACE_KEY_COUNT_MAX = 4;

/** Keys of the labels in which the points of a group differ, the most telling first. */
function differingKeys(points: readonly Point[], shared: Labels): string[] {
  const keys = [...new Set(points.flatMap(({ labels }) => [...labels.keys()]))]
    .filter((key) => !shared.has(key) && !isObservation(key) && key !== 'prompt_count')
    .sort((a, b) => labelRank(a) - labelRank(b));
  const telling = keys.filter((key) => !isTellingApart(key));
  const distinct = new Set(points.map(({ labels }) => JSON.stringify(telling.map((key) => labels.get(key) ?? null))));
  // Where a file lies is said only where nothing else tells its points from the others.
  return (distinct.size === points.length ? telling : keys).slice(0, PLACE_KEY_COUNT_MAX);
}

/** Labels that tell a point of a group from the others, in brackets: the same keys for each of them. */
function placeWords({ labels }: Point, { differing }: Group, naming: Naming): Word[] {
  const own = [...labels].filter(([key]) => differing.includes(key));
  return own.length === 0 ? [] : [' (', ...naming.all(own), ')'];
}

/** One metric of a group: its value, or from where to where the values of its points go. */
function metricWords(group: Group, metric: string, naming: Naming): Word[] {
  const ordered = valuesOf(group, metric).toSorted((a, b) => middleOf(a.quantity)!.value - middleOf(b.quantity)!.value);
  const [low, high] = [ordered[0], ordered.at(-1)];
  if (!low || !high) return [];
  const what = metricWord(metric, low.quantity.unit);
  if (low === high) return [what, ...placeWords(low.point, group, naming), ' ', ...quantityWords(low.quantity)];
  const end = ({ point, quantity }: Valued) => [...statisticWords(middleOf(quantity)!, quantity), ...placeWords(point, group, naming)];
  return [what, ' from ', ...end(low), ' to ', ...end(high)];
}

/** How many samples stand behind each figure of a single point, where it is the same for all of them. */
function countWords({ points }: Group, metrics: readonly string[]): Word[] {
  const [only, ...others] = points;
  const own = only!.quantities.filter(({ metric }) => metrics.includes(metric));
  const counts = new Set(own.map(({ sampleCount, reported }) => (reported ? 0 : sampleCount)));
  const middle = own[0] && middleOf(own[0]);
  if (others.length > 0 || counts.size !== 1 || counts.has(0) || counts.has(1) || !middle) return [];
  return [' (', shown(middle, 'count'), middle.subset === 'warm' ? ' warm samples)' : ' samples)'];
}

/** Who was measured, and under which load and size of work. */
function subjectWords({ shared }: Group, naming: Naming): Word[] {
  const isLoad = (key: string) => isKnownLabel(key) && isSwept(key) && labelRole(key) !== 'setting' && key !== 'prompt_count';
  const who = keep(shared, (key) => !isSwept(key) && !isObservation(key));
  const load = keep(shared, isLoad);
  const words = [...naming.subject(who), ...(load.size === 0 ? [] : [who.size === 0 ? 'at ' : ' at ', ...naming.all(load)])];
  return words.length === 0 ? [] : [...words, ': '];
}

/** Who was measured, by the model alone where it has one. */
function whoWords(group: Group, naming: Naming): Word[] {
  const model = group.shared.get('model');
  return model === undefined ? subjectWords(group, naming) : [...naming.all([['model', model]]), ': '];
}

function measuredFinding(group: Group, naming: Naming): Telling[] {
  const metrics = asked(metricsOf(group.points));
  const told = metrics.map((metric) => metricWords(group, metric, naming)).filter(({ length }) => length > 0);
  if (told.length === 0) return [];
  const words: Word[] = [
    ...subjectWords(group, naming),
    ...told.flatMap((own, index) => (index === 0 ? own : ['; ', ...own])),
    ...countWords(group, metrics),
    group.points[0]!.stated ? '; a text states it, nothing here measured it.' : '.',
  ];
  return [
    tell({
      kind: 'measured',
      id: `measured-${JSON.stringify([...group.shared])}`,
      words,
      severity: 'notable',
      topic: metrics.some((metric) => !DEVICE.has(metricOf(metric).family)) ? 'measured' : 'telemetry',
      about: {
        subjects: [subjectOf(group.shared)],
        metrics,
        keys: group.differing,
        place: placeKey(group.shared),
        certainty: group.points[0]!.stated ? 'stated' : null,
        scope: group.points.length > 1 ? 'several settings' : '',
      },
      slots: {
        main: [...subjectWords(group, naming), ...told[0]!],
        title: [...whoWords(group, naming), ...told[0]!],
        short: [...subjectWords(group, naming), ...told.slice(0, 2).flatMap((own, index) => (index === 0 ? own : ['; ', ...own]))],
        source: group.points[0]!.stated ? ['; a text states it, nothing here measured it'] : [],
      },
    }),
  ];
}

/** Ids of the facts of series that other sentences speak of: rankings, and runs of one series. */
function toldElsewhere({ rankings, subjects }: Measurement, points: readonly Point[]): Set<string> {
  const idsOf = ({ facts }: { readonly facts: ReadonlyMap<string, Fact> }) => [...facts.values()].map(({ id }) => id);
  const told = new Set(rankings.flatMap(({ entries }) => entries.flatMap(({ series }) => idsOf(series))));
  // What is ranked over its settings is told of each of them.
  for (const { series, configurations } of subjects) {
    if (series.some((own) => idsOf(own).some((id) => told.has(id)))) for (const id of configurations.flatMap(idsOf)) told.add(id);
  }
  for (const { quantities } of seriesOverRuns(points).flat()) for (const id of quantities.flatMap(idsOf)) told.add(id);
  return told;
}

/** Is it one of those that a ranking compares over several loads, sizes or settings? */
function isMatched({ labels }: Point, { key, leader, rivals, shared }: MatchedRanking): boolean {
  const own = labels.get(key);
  const isRival = own === leader || rivals.some(({ value }) => value === own);
  return own !== undefined && isRival && [...shared].every(([label, value]) => labels.get(label) === value);
}

/** Points of which no ranking and no sentence on runs speaks. */
export function untoldPoints(measurement: Measurement, points: readonly Point[]): Point[] {
  const told = toldElsewhere(measurement, points);
  const isTold = ({ quantities }: Point) => quantities.some(({ facts }) => [...facts.values()].some(({ id }) => told.has(id)));
  const own = points.filter((point) => !isTold(point) && !measurement.matchedRankings.some((ranking) => isMatched(point, ranking)));
  // What somebody wrote is stated where nothing else is there.
  const isMeasured = points.some(({ stated }) => !stated);
  return isMeasured ? own.filter(({ stated }) => !stated) : own;
}

/**
 * What was measured, in the order in which an engineer asks: throughput, time to first token, time per token, latency. Points of one
 * subject (loads, sizes, settings) share a sentence, which says from where to where each metric goes.
 */
export function measuredFindings(points: readonly Point[], naming: Naming): Telling[] {
  return points.length === 0 ? [] : groupsOf(points).flatMap((group) => measuredFinding(group, naming));
}

/** Readings of a device are no result that a further run would repeat. */
function isOfResults({ topic }: Telling): boolean {
  return topic === 'measured';
}

/** What one subject was measured at. */
export const MEASURED_FRAMES: KindFrames = {
  id: 'measured',
  frames: [
    { role: 'title', text: '{title}{source}' },
    { role: 'state', text: '{say}.' },
    { role: 'state', text: '{short}{source}.' },
    { role: 'state', text: '{main}{source}.' },
  ],
  link: (from, to) => (to.kind === 'certainty' && isOfResults(from) ? (from.about.scope === '' ? 'once' : 'each-once') : null),
  pairs: {
    certainty: [
      { link: 'once', text: '; this was run once: {why}' },
      { link: 'each-once', text: '; each was run once: {why}' },
    ],
  },
  causes: ['queueing', 'offload', 'cache-growth'],
};
