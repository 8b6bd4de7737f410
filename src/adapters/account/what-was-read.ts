import type { LabelValue, ParseResult } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { timeOf } from '../readers/fields.ts';
import { perfUnit } from '../readers/perf-metrics.ts';
import { statisticOf } from '../readers/readings.ts';

/** What an adapter made of a file, asked by what is written in it. */
export interface WhatWasRead {
  /** JSON pointer -> the value read there; NaN for a field that says why something failed. */
  readonly pointers: ReadonlyMap<string, number>;
  /** Line or row -> column, label in the line, or pointer below it -> the same. */
  readonly lines: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** Do the rows of the file state fields of one observation, rather than an observation each? */
  readonly isOneRecord: boolean;
  /** Key of a label, setting or count -> the texts that it has. */
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys of the configuration: JSON pointers, or names. */
  readonly settings: ReadonlyMap<string, LabelValue>;
  /** Does the text say something of the numbers beside it: a unit, a time, the name of a metric or statistic, why something failed? */
  explains(text: string): boolean;
}

/** What is known of a field beside its cells. */
export interface FieldContext {
  readonly read: WhatWasRead;
  /**
   * Did the adapter ask for it by name? Then what it says is in what was made of the others (a kind, a flag); but a number beside others of
   * which a value was read stands for none, and a text beside others that are labels is that of a row whose label is taken from another. Null where that is not known.
   */
  readonly isAsked: boolean | null;
  /** Keys of labels that other fields state; receives those of this one. */
  readonly claimed: Set<string>;
}

const ELSEWHERE = /^(?:row|line)=(\+?)(\d+);(?:col=)?/;

/** Indexes what was read of a file. */
export function whatWasRead({ tables, configuration, version }: ParseResult): WhatWasRead {
  const pointers = new Map<string, number>();
  const lines = new Map<number, Map<string, number>>();
  const words = new Set<string>();
  const reasons = new Set<string>();
  let isOneRecord = false;

  function see(place: number | string, at: string, value: number): void {
    if (typeof place === 'string') {
      pointers.set(place + at, value);
      return;
    }
    const elsewhere = at.startsWith('row=') || at.startsWith('line=') ? ELSEWHERE.exec(at) : null;
    const line = elsewhere ? Number(elsewhere[2]) + (elsewhere[1] === '+' ? place : 0) : place;
    isOneRecord ||= elsewhere !== null;
    const known = lines.get(line) ?? new Map<string, number>();
    known.set(elsewhere ? at.slice(elsewhere[0].length) : at, value);
    lines.set(line, known);
  }

  for (const { columns, places, failureCells, failures } of tables) {
    for (const { at, metric, unit, statistic, values } of columns) {
      for (const word of [metric, unit, statistic ?? '']) words.add(slug(word));
      places.forEach((place, row) => {
        if (!Number.isNaN(values[row])) see(place, at, values[row]!);
      });
    }
    for (const [row, at] of failureCells) see(places[row]!, at, Number.NaN);
    for (const reason of failures.values()) reasons.add(reason);
  }
  const explains = (text: string) =>
    words.has(slug(text)) ||
    statisticOf(text) !== null ||
    spelledUnit(text) !== null ||
    perfUnit(text) !== null ||
    timeOf(text) !== null ||
    [...reasons].some((reason) => reason.includes(text));
  return { pointers, lines, isOneRecord, texts: textsOf({ tables, configuration, version }), settings: configuration, explains };
}

function textsOf({ tables, configuration, version }: Pick<ParseResult, 'tables' | 'configuration' | 'version'>): Map<string, Set<string>> {
  const texts = new Map<string, Set<string>>();
  const say = (key: string, values: Iterable<LabelValue | null>) => {
    const known = texts.get(key) ?? new Set<string>();
    for (const value of values) if (value !== null) known.add(String(value));
    texts.set(key, known);
  };
  for (const { labels, labelColumns, columns } of tables) {
    for (const [key, { value }] of labels) say(key, [value]);
    for (const { key, values } of labelColumns) say(key, new Set(values));
    for (const { metric, counts } of columns) if (counts) say(`count of ${metric}`, new Set(counts));
  }
  for (const [key, value] of configuration) say(key.slice(key.lastIndexOf('/') + 1), [value]);
  if (version !== null) say('version of the format', [version]);
  return texts;
}
