import type { LabelValue, ObservationTable } from '../../contracts/observation.ts';
import type { AssembledTable, ReportedValue } from '../../contracts/series.ts';
import { cellText } from '../../metrics/cells.ts';
import { identifies, isSlice } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { labelsText, sortedLabels } from '../labels-text.ts';
import { runOf } from '../run-of.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** Rows of one table that agree in every label but those of the single request. */
export interface LabelledRows {
  readonly table: AssembledTable;
  readonly labels: Labels;
  /** Ascending row indices. */
  readonly rows: readonly number[];
}

/** What must be told apart where it is there twice: who was measured, on what work, under what load. */
function identityKey(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels).filter(([key]) => identifies(key) || isSlice(key)));
}

/** File name without the number of the repetition: run=0.json and run=1.json are repetitions of one run. */
function repetitionStem(path: string): string {
  return path.replace(/(?:^|[/_.=-])(?:run|rep|repeat|trial|iter|iteration|attempt)[_=-]?\d+(?=\.[^/]*$)/i, '#');
}

function sectionOf({ placement, places }: ObservationTable): string {
  return placement === 'pointer' ? String(places[0]).replace(/\/[^/]*$/, '') : '';
}

function commonStem(paths: readonly string[]): (path: string) => string {
  const parts = paths.map((path) => path.replace(/\.[^./]*$/, '').split('/'));
  let shared = 0;
  while (parts.every((own) => own.length > shared + 1 && own[shared] === parts[0]![shared])) shared += 1;
  return (path) =>
    path
      .replace(/\.[^./]*$/, '')
      .split('/')
      .slice(shared)
      .join('/');
}

function pathsOf(alike: readonly { readonly table: AssembledTable }[]): Set<string> {
  return new Set(alike.map(({ table }) => table.artifact.path));
}

/** One row a file, and file names that differ in the number of the repetition only. */
function areRepetitions(alike: readonly LabelledRows[]): boolean {
  const paths = pathsOf(alike);
  const rowCount = alike.reduce((sum, { rows }) => sum + rows.length, 0);
  return paths.size > 1 && paths.size === rowCount && new Set([...paths].map(repetitionStem)).size === 1;
}

/** Does the table measure anything, or does it only count (tokens, completed requests)? */
function isMeasuring({ table: { table } }: LabelledRows): boolean {
  return table.columns.some(({ metric, statistic }) => statistic === null && !['tokens', 'other'].includes(metricOf(metric).family));
}

/** Labels with one added that tells apart. A label that is there already stays: what is added then goes under the next free name. */
function withLabel(labels: Labels, key: 'run' | 'source' | 'section' | 'place', value: LabelValue): Labels {
  const free = [key, 'source', 'artifact'].find((name) => !labels.has(name) || labels.get(name) === value);
  return new Map([...labels, free === undefined ? ['artifact', `${labels.get('artifact')} ${value}`] : [free, value]]);
}

/** Labels the rows with their run where all of them have one and it differs. */
function byRun(alike: readonly LabelledRows[]): LabelledRows[] {
  if (areRepetitions(alike)) return [...alike];
  const runs = new Map(alike.map(({ table: { artifact } }) => [artifact.path, runOf(artifact)]));
  const distinct = new Set(runs.values());
  if (distinct.size < 2 || distinct.has(null)) return [...alike];
  return alike.map((own) => ({ ...own, labels: withLabel(own.labels, 'run', runs.get(own.table.artifact.path)!) }));
}

/** Labels rows of several files, or of several sections of one file, with the file and the section. */
function bySource(alike: readonly LabelledRows[]): LabelledRows[] {
  const sourceOf = commonStem([...pathsOf(alike)]);
  const labelled = (own: readonly LabelledRows[], force: boolean): LabelledRows[] => {
    const paths = pathsOf(own);
    const sections = new Set(own.map(({ table }) => `${table.artifact.path} ${sectionOf(table.table)}`));
    if (!force && (sections.size === 1 || areRepetitions(own))) return [...own];
    return own.map((rows) => {
      const { artifact, table } = rows.table;
      const sourced = force || paths.size > 1 ? withLabel(rows.labels, 'source', sourceOf(artifact.path)) : rows.labels;
      return { ...rows, labels: sections.size > paths.size ? withLabel(sourced, 'section', sectionOf(table) || '/') : sourced };
    });
  };
  const measuring = alike.filter(isMeasuring);
  const counting = alike.filter((rows) => !isMeasuring(rows));
  // A summary that only counts what the rows beside it measured is no second run of them.
  return [...labelled(measuring, false), ...labelled(counting, measuring.length > 0)];
}

/**
 * Tells apart rows of different artifacts that agree in every identity label: by the run where runs differ, then by file and section.
 * Numbered repetitions with one row each stay together: they are the samples of one series.
 */
export function distinguish(rows: readonly LabelledRows[]): LabelledRows[] {
  const keyOf = remembered(identityKey);
  const groups = (own: readonly LabelledRows[]) => [...groupBy(own, ({ labels }) => keyOf(labels)).values()];
  return groups(groups(rows).flatMap(byRun)).flatMap(bySource);
}

/** Tells apart reported values that agree in every label, by run, file, and at last by their place in the file. */
export function distinguishReported(values: readonly ReportedValue[]): ReportedValue[] {
  const keyOf = ({ labels, column }: ReportedValue) =>
    `${column.metric} ${column.statistic} ${column.definition ?? ''} ${labelsText(labels)}`;
  return [...groupBy(values, keyOf).values()].flatMap((alike) => {
    if (alike.length === 1) return alike;
    const paths = [...pathsOf(alike)];
    const runs = new Map(alike.map(({ table }) => [table.artifact.path, runOf(table.artifact)]));
    const areRuns = paths.length > 1 && new Set(runs.values()).size === paths.length && !new Set(runs.values()).has(null);
    const sourceOf = commonStem(paths);
    return alike.map((value) => {
      const { table, row, column } = value;
      const { path } = table.artifact;
      let labels = value.labels;
      if (paths.length > 1) labels = areRuns ? withLabel(labels, 'run', runs.get(path)!) : withLabel(labels, 'source', sourceOf(path));
      if (alike.length > paths.length)
        labels = withLabel(labels, 'place', cellText(table.table.placement, table.table.places[row]!, column.at));
      return { ...value, labels };
    });
  });
}
