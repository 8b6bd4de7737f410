import type { LabelValue } from '../../contracts/observation.ts';
import type { AssembledTable, ReadArtifact, ReportedValue } from '../../contracts/series.ts';
import { cellText } from '../../metrics/cells.ts';
import { identifies } from '../../metrics/labels.ts';
import { runFromPath } from '../../metrics/paths.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { remembered } from '../remembered.ts';
import type { LabelledRow } from './labelled-row.ts';

type Labels = ReadonlyMap<string, LabelValue>;

function identityKey(labels: Labels): string {
  return JSON.stringify([...labels].filter(([key]) => identifies(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Name of the run an artifact belongs to: what the document says, then what the path says. */
function runOf({ parsed, path }: ReadArtifact): string | null {
  const fromPath = runFromPath(path);
  if (fromPath.run !== null) return fromPath.run;
  const at = parsed.runAt ?? fromPath.runAt;
  return at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** File name without the number of the repetition: run=0.json and run=1.json are repetitions of one run. */
function repetitionStem(path: string): string {
  return path.replace(/(?:^|[/_.=-])(?:run|rep|repeat|trial|iter|iteration|attempt)[_=-]?\d+(?=\.[^/]*$)/i, '#');
}

function sectionOf(table: { readonly placement: string; readonly places: readonly (number | string)[] }): string {
  const [first] = table.places;
  if (table.placement !== 'pointer') return '';
  return String(first).replace(/\/[^/]*$/, '');
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

/** One row a file, and file names that differ in the number of the repetition only. */
function areRepetitions(alike: readonly LabelledRow[]): boolean {
  const paths = new Set(alike.map(({ table }) => table.artifact.path));
  return paths.size > 1 && paths.size === alike.length && new Set([...paths].map(repetitionStem)).size === 1;
}

/** Does the row's table measure anything, or does it only count (tokens, completed requests)? */
function isMeasuring({ table: { table } }: LabelledRow): boolean {
  return table.columns.some(({ metric, statistic }) => statistic === null && !['tokens', 'other'].includes(metricOf(metric).family));
}

/** Labels of a row with some added that follow from its table; rows of a table that share labels share the result. */
function withLabels(added: (table: AssembledTable) => readonly (readonly [string, LabelValue])[]): (row: LabelledRow) => Labels {
  const byTable = remembered((table: AssembledTable) => remembered((labels: Labels): Labels => new Map([...labels, ...added(table)])));
  return ({ table, labels }) => byTable(table)(labels);
}

/** Labels the rows with their run where all of them have one and it differs. */
function byRun(alike: readonly LabelledRow[]): LabelledRow[] {
  if (areRepetitions(alike)) return [...alike];
  const runs = new Map(alike.map(({ table: { artifact } }) => [artifact.path, runOf(artifact)]));
  const distinct = new Set(runs.values());
  if (distinct.size < 2 || distinct.has(null)) return [...alike];
  const labelled = withLabels(({ artifact }) => [['run', runs.get(artifact.path)!]]);
  return alike.map((row) => ({ ...row, labels: labelled(row) }));
}

/** Labels rows of several files, or of several sections of one file, with the file and the section. */
function bySource(alike: readonly LabelledRow[]): LabelledRow[] {
  const sourceOf = commonStem([...new Set(alike.map(({ table }) => table.artifact.path))]);
  const labelled = (rows: readonly LabelledRow[], force: boolean): LabelledRow[] => {
    const paths = new Set(rows.map(({ table }) => table.artifact.path));
    const sections = new Set(rows.map(({ table }) => `${table.artifact.path} ${sectionOf(table.table)}`));
    if (!force && (sections.size === 1 || areRepetitions(rows))) return [...rows];
    const extended = withLabels(({ artifact, table }) => [
      ...(force || paths.size > 1 ? [['source', sourceOf(artifact.path)] as const] : []),
      ...(sections.size > paths.size ? [['section', sectionOf(table) || '/'] as const] : []),
    ]);
    return rows.map((row) => ({ ...row, labels: extended(row) }));
  };
  const measuring = alike.filter(isMeasuring);
  const counting = alike.filter((row) => !isMeasuring(row));
  // A summary that only counts what the rows beside it measured is no second run of them.
  return [...labelled(measuring, false), ...labelled(counting, measuring.length > 0)];
}

/**
 * Tells apart rows of different artifacts that agree in every identity label: by the run where runs differ, then by file and section.
 * Numbered repetitions with one row each stay together: they are the samples of one series.
 */
export function distinguish(rows: readonly LabelledRow[]): LabelledRow[] {
  const keyOf = remembered(identityKey);
  const groups = (own: readonly LabelledRow[]) => [...groupBy(own, ({ labels }) => keyOf(labels)).values()];
  return groups(groups(rows).flatMap(byRun)).flatMap(bySource);
}

/** Tells apart reported values that agree in every label, by run, file, and at last by their place in the file. */
export function distinguishReported(values: readonly ReportedValue[]): ReportedValue[] {
  const keyOf = ({ labels, column }: ReportedValue) =>
    JSON.stringify([column.metric, column.statistic, column.definition ?? null, [...labels].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return [...groupBy(values, keyOf).values()].flatMap((alike) => {
    if (alike.length === 1) return alike;
    const paths = [...new Set(alike.map(({ table }) => table.artifact.path))];
    const runs = new Map(alike.map(({ table }) => [table.artifact.path, runOf(table.artifact)]));
    const byRun = paths.length > 1 && new Set(runs.values()).size === paths.length && !new Set(runs.values()).has(null);
    const sourceOf = commonStem(paths);
    return alike.map((value) => {
      const { table, row, column } = value;
      const labels = new Map(value.labels);
      if (paths.length > 1) labels.set(byRun ? 'run' : 'source', byRun ? runs.get(table.artifact.path)! : sourceOf(table.artifact.path));
      if (alike.length > paths.length) labels.set('place', cellText(table.table.placement, table.table.places[row]!, column.at));
      return { ...value, labels };
    });
  });
}
