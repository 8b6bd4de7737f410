import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject, Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isTellingApart } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { sortedLabels } from '../labels-text.ts';
import { type ReportedGroup, reportedGroups } from './reported-groups.ts';

export type Labels = ReadonlyMap<string, LabelValue>;

/** One metric at a point: its statistics, whoever computed them. */
export interface Quantity {
  readonly metric: string;
  readonly unit: string;
  /** Metric, definition and column: only values of equal kinds stand in one range. */
  readonly kind: string;
  /** How many samples it is computed from; what a tool says of its own statistics, 0 where it does not. */
  readonly sampleCount: number;
  readonly reported: boolean;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** What was measured of one subject under one load and setting: all its metrics side by side. */
export interface Point {
  readonly labels: Labels;
  readonly quantities: readonly Quantity[];
  /** The run it was measured in, as far as document or path say. */
  readonly run: string | null;
  /** All of it is what somebody wrote in a text. */
  readonly stated: boolean;
}

/** A label that tells two quantities of one row apart, not two rows. */
const COLUMN = 'column';

function kindOf(metric: string, definition: string | null, labels: Labels): string {
  return JSON.stringify([metric, definition, labels.get(COLUMN) ?? null]);
}

function quantityOf(series: MeasuredSeries): Quantity {
  const { metric, unit, definition, labels, sampleCount, facts, reported } = series;
  return { metric, unit, kind: kindOf(metric, definition, labels), sampleCount, reported, facts };
}

function reportedQuantity({ metric, unit, labels, facts }: ReportedGroup): Quantity {
  const all = [...facts.values()];
  const sampleCount = all.reduce((most, fact) => Math.max(most, fact.sampleCount), 0);
  return { metric, unit, kind: kindOf(metric, all[0]!.definition ?? null, labels), sampleCount, reported: true, facts };
}

/** The series that speak for a subject: by load, size and setting where several were tried; cold starts left out where there are others. */
function speaking({ series, configurations }: MeasuredSubject): readonly MeasuredSeries[] {
  if (configurations.length > 0) return configurations;
  const byKind = groupBy(series, (own) => `${kindOf(own.metric, own.definition, own.labels)} ${pointText(own.labels)}`);
  return [...byKind.values()].map((own) => own.find(({ subset }) => subset === 'warm') ?? own[0]!);
}

/** The run that a label names. */
function runIn(labels: Labels): string | null {
  const run = labels.get('run');
  return run === undefined || run === '' ? null : String(run);
}

interface Found {
  readonly labels: Labels;
  readonly quantity: Quantity;
}

/** All that a point is of. */
const pointText = remembered((labels: Labels) => JSON.stringify(sortedLabels(labels).filter(([key]) => key !== COLUMN)));

/** The same without what only tells apart. */
function aboutText(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels).filter(([key]) => key !== COLUMN && !isTellingApart(key)));
}

/** What was measured or reported by what it is of; a report that says no run is of the only one that was measured of the same. */
function byPlace(measured: readonly Found[], reported: readonly Found[]): Found[][] {
  const groups = groupBy(measured, ({ labels }) => pointText(labels));
  const about = groupBy(groups.values(), ([first]) => aboutText(first!.labels));
  const others: Found[] = [];
  for (const found of reported) {
    const own = groups.get(pointText(found.labels));
    const alike = own ? [own] : (about.get(pointText(found.labels)) ?? []);
    if (alike.length === 1) alike[0]!.push(found);
    else others.push(found);
  }
  return [...groups.values(), ...groupBy(others, ({ labels }) => pointText(labels)).values()];
}

/**
 * Everything that was measured or reported, by what it is of: what the rows of a file gave stands beside what its tool computed.
 *
 * @param runOfPath the run of an artifact; null where nothing says.
 * @returns points in the order of the subjects, then those that are reported only.
 */
export function pointsOf(measurement: Measurement, runOfPath: (path: string) => string | null): Point[] {
  const isStated = new Set(measurement.reported.flatMap(({ fact, stated }) => (stated ? [fact.id] : [])));
  const hasFacts = ({ quantity }: Found) => quantity.facts.size > 0;
  const measured = measurement.subjects.flatMap(speaking).map((series): Found => ({ labels: series.labels, quantity: quantityOf(series) }));
  const reported = reportedGroups(measurement).map((group): Found => ({ labels: group.labels, quantity: reportedQuantity(group) }));
  return byPlace(measured.filter(hasFacts), reported.filter(hasFacts)).map((own): Point => {
    const { labels } = own[0]!;
    const quantities = own.map(({ quantity }) => quantity);
    const facts = quantities.flatMap((quantity) => [...quantity.facts.values()]);
    const path = facts[0]!.sources[0]?.path;
    return {
      labels: labels.has(COLUMN) ? new Map([...labels].filter(([key]) => key !== COLUMN)) : labels,
      quantities,
      run: runIn(labels) ?? (path === undefined ? null : runOfPath(path)),
      stated: facts.every(({ id }) => isStated.has(id)),
    };
  });
}
