import type { Fact } from '../../contracts/fact.ts';
import type { AnalysisRow, AnalysisTable } from '../../contracts/report.ts';
import { definitionOf } from '../../metrics/definitions.ts';
import { decimalsFor, halfWidth, printFact, scaleOf, sizeOf, unitText } from '../../metrics/format.ts';
import type { Block, Column, Inline, Section, Table } from './document.ts';
import { code, joined, labelPairs, number, section, sortedKeys, term, text } from './inline.ts';
import { claimContent, labelCell, type References } from './references.ts';

/** How a column heads its statistic where the id alone would read badly. */
const HEADS: ReadonlyMap<string, string> = new Map([
  ['cv', 'CV'],
  ['stdev', 'std dev'],
]);
/** Printed units of facts that are shares or ratios, whatever the unit of the table. */
const SHARE_UNITS: ReadonlyMap<string, string> = new Map([
  ['ratio', '%'],
  ['x', 'x'],
]);

/** Rows to compare: of a series that is stated over all samples and over the warm ones, the warm ones; cold starts have a table of their own. */
export function comparableRows(rows: readonly AnalysisRow[]): AnalysisRow[] {
  const keyOf = ({ labels }: AnalysisRow) => JSON.stringify(sortedKeys(labels).map((key) => [key, labels[key]]));
  const warm = new Set(rows.filter(({ subset }) => subset === 'warm').map(keyOf));
  return rows.filter((row) => row.subset !== 'all' || !warm.has(keyOf(row)));
}

/** The facts of a column, rows without one left out. */
function columnFacts(table: AnalysisTable, column: string, references: Pick<References, 'factOf'>): Fact[] {
  return table.rows.flatMap((row) => {
    const id = Object.hasOwn(row.facts, column) ? row.facts[column] : undefined;
    return id === undefined ? [] : [references.factOf(id)];
  });
}

/** The unit that suits the middle one of some values of a base unit, so that a column of seconds and milliseconds has one unit. */
export function middleUnit(facts: readonly Fact[], base: string): string {
  const sizes = facts
    .filter(({ unit, value }) => unit === base && value !== 0)
    .map(({ value }) => Math.abs(value))
    .sort((x, y) => x - y);
  const middle = sizes[Math.floor(sizes.length / 2)];
  return middle === undefined ? base : scaleOf(middle, base).unit;
}

function valueFacts(table: AnalysisTable, references: Pick<References, 'factOf'>): Fact[] {
  return table.columns.filter((column) => column !== 'n').flatMap((column) => columnFacts(table, column, references));
}

/** The unit in which a table prints values of its base unit. */
export function printUnit(table: AnalysisTable, references: Pick<References, 'factOf'>): string {
  return middleUnit(valueFacts(table, references), table.unit);
}

/** Do the columns hold quantities of several kinds, such as throughput beside latency? Then each column states its own unit. */
function isMixed(table: AnalysisTable, references: Pick<References, 'factOf'>): boolean {
  const units = new Set(valueFacts(table, references).map(({ unit }) => unit));
  return [...units].filter((unit) => unit !== 'count' && !SHARE_UNITS.has(unit)).length > 1;
}

/** A mean with an interval that one half width states. */
export function isSymmetricMean(fact: Fact): boolean {
  if (!fact.interval || fact.statistic !== 'mean') return false;
  const { low, high } = fact.interval;
  return Math.abs(high - fact.value - (fact.value - low)) <= 1e-6 * (high - low);
}

/**
 * Decimals that the numbers of a row share: those that the interval of its mean supports, but never fewer than three significant digits.
 * Undefined where the mean has no interval; then each number has its own.
 */
function rowPlaces(row: AnalysisRow, unit: string, references: References): ((fact: Fact) => number) | undefined {
  const id = Object.hasOwn(row.facts, 'mean') ? row.facts['mean'] : undefined;
  const mean = id === undefined ? null : references.factOf(id);
  const half = mean === null ? null : halfWidth(mean);
  if (!mean || half === null || half === 0) return undefined;
  const size = sizeOf(mean.unit, unit);
  const shared = decimalsFor(mean.value / size, half / size);
  return (fact) => Math.max(shared, decimalsFor((10 * fact.value) / size, null)); // one digit less than a number has by itself
}

/** A fact's number in a column whose head states the unit. */
function figureText(fact: Fact, row: AnalysisRow, column: StatisticColumn, table: AnalysisTable, references: References): string {
  if (column.id === 'n') return printFact(fact, 'count').number;
  if (fact.unit === 'x') return printFact(fact, 'times').number;
  if (fact.kind === 'effect' || fact.kind === 'change') return printFact(fact, 'percent').number;
  if (isSymmetricMean(fact)) return printFact(fact, 'interval', column.unit).number;
  const places = fact.unit === table.unit ? rowPlaces(row, column.unit, references)?.(fact) : undefined;
  return printFact(fact, 'bare', column.unit, places).number;
}

interface StatisticColumn extends Column {
  readonly id: string;
  readonly unit: string;
}

/** A quantile with decimals is written out, so that p99.9 is not taken for p99. */
export function headOf(id: string): string {
  const fine = /^p([1-9]\d*\.\d+)$/.exec(id)?.[1];
  return fine ? `${fine}th` : (HEADS.get(id) ?? id.replaceAll('_', ' '));
}

function statisticColumns(table: AnalysisTable, unit: string, references: References): StatisticColumn[] {
  const mixed = isMixed(table, references);
  return table.columns.map((id) => {
    if (id === 'n') return { id, unit: 'count', head: [text('n')], align: 'right' };
    const facts = columnFacts(table, id, references);
    const own = facts[0]?.unit ?? table.unit;
    const shown = own === table.unit ? unit : (SHARE_UNITS.get(own) ?? middleUnit(facts, own));
    const interval = facts.some(isSymmetricMean) ? [text(' ± '), number(95, 'method'), text(' %')] : [];
    const silent = shown === 'count' || (own === table.unit && !mixed);
    return { id, unit: shown, head: [term(headOf(id)), ...interval, ...(silent ? [] : [text(` (${unitText(shown)})`)])], align: 'right' };
  });
}

/** Labels with a column of their own, and those that most rows lack: these share one column, or the table would be mostly dashes. */
function splitKeys(table: AnalysisTable): { own: string[]; shared: string[] } {
  const lacking = (key: string) => table.rows.filter(({ labels }) => !Object.hasOwn(labels, key)).length;
  const shared = table.labelKeys.filter((key) => 2 * lacking(key) > table.rows.length);
  return shared.length < 2 ? { own: table.labelKeys, shared: [] } : { own: table.labelKeys.filter((key) => !shared.includes(key)), shared };
}

/** Numbers stand right, names left. */
function labelColumn(key: string, rows: readonly AnalysisRow[]): Column {
  const numeric = rows.every(({ labels }) => !Object.hasOwn(labels, key) || typeof labels[key] === 'number');
  return { head: [code(key)], align: numeric ? 'right' : 'left' };
}

function sharedCell(keys: readonly string[], { labels }: AnalysisRow): Inline[] {
  const present = Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(labels, key) ? [[key, labels[key]!]] : [])));
  const pairs = labelPairs(present);
  return pairs.length > 0 ? pairs : [text('–')];
}

/**
 * A table of series: labels that vary, subset where it varies, the statistics. The column `n` names a fact of the row whose sample count is
 * shown.
 *
 * @param evidence the row of its facts.
 * @returns rows in the order given; statistics that a row does not support show a dash.
 */
export function analysisTable(table: AnalysisTable, evidence: string, references: References): Table {
  const unit = printUnit(table, references);
  const subsets = new Set(table.rows.map((row) => row.subset));
  const columns = statisticColumns(table, unit, references);
  const { own, shared } = splitKeys(table);
  const rowCells = (row: AnalysisRow): Inline[][] => {
    return [
      ...own.map((key) => labelCell(key, row.labels, references)),
      ...(shared.length > 0 ? [sharedCell(shared, row)] : []),
      ...(subsets.size > 1 ? [[text(row.subset)]] : []),
      ...columns.map((column): Inline[] => {
        const id = Object.hasOwn(row.facts, column.id) ? row.facts[column.id] : undefined;
        if (id === undefined) return [text('–')];
        return [{ kind: 'figure', text: figureText(references.factOf(id), row, column, table, references), fact: id, evidence }];
      }),
    ];
  };
  return {
    kind: 'table',
    caption: [term(isMixed(table, references) ? table.title : heading(table, unit))],
    columns: [
      ...own.map((key) => labelColumn(key, table.rows)),
      ...(shared.length > 0 ? [{ head: [text('other labels')], align: 'left' } as const] : []),
      ...(subsets.size > 1 ? [{ head: [text('subset')], align: 'left' } as const] : []),
      ...columns,
    ],
    rows: table.rows.map(rowCells),
  };
}

/** Title with the unit in which the table prints, so that neither every cell nor every column has to say it. */
function heading(table: AnalysisTable, unit: string): string {
  const title = table.title.trim();
  if (unit === 'count' || title.includes(`(${unitText(unit)})`)) return title;
  // The unit belongs to the metric, not to what is said of the table after a comma.
  const [name, ...rest] = title.split(',') as [string, ...string[]];
  return [`${name} (${unitText(unit)})`, ...rest].join(',');
}

/** What stands above a table: what holds for all of it, and the reference to its facts. */
export function tableLine(parts: readonly (readonly Inline[])[], evidence: string): Inline[] {
  const own = parts.filter(({ length }) => length > 0);
  return [...(own.length > 0 ? joined(own, ' ') : [text('Facts and cells:')]), text(' '), { kind: 'reference', id: evidence }];
}

/** The section of one table: what is the same in every row, the table, its notes. */
export function analysisSection(whole: AnalysisTable, references: References): Section {
  const table = whole.role === 'series' ? { ...whole, rows: comparableRows(whole.rows) } : whole;
  const facts = table.rows.flatMap((row) => table.columns.flatMap((id) => (Object.hasOwn(row.facts, id) ? [row.facts[id]!] : [])));
  const evidence = references.cite(facts, 'table');
  const shown = analysisTable(table, evidence, references);
  const subsets = new Set(table.rows.map((row) => row.subset));
  const constants =
    Object.keys(table.constants).length === 0 ? [] : [text('Same in every row: '), ...labelPairs(table.constants), text('.')];
  const subset = subsets.size === 1 && table.rows[0]!.subset !== 'all' ? [text(`Samples: ${table.rows[0]!.subset} only.`)] : [];
  const definition = table.definition === undefined ? null : definitionOf(table.definition);
  const blocks: Block[] = [
    ...(definition
      ? [{ kind: 'paragraph', content: [text('As '), term(definition.tool), text(' defines it: '), term(definition.text)] } as const]
      : []),
    // The reference stands right above the table.
    ...(table.rows.length > 0 ? [{ kind: 'paragraph', content: tableLine([constants, subset], evidence) } as const] : []),
    ...(table.rows.length > 0 ? [shown] : [{ kind: 'paragraph', content: [text('No row.')] } as const]),
  ];
  if (table.omittedRowCount > 0)
    blocks.push({ kind: 'paragraph', content: [text('Shortened: the JSON report holds the facts of the rows left out.')] });
  if (table.notes.length > 0)
    blocks.push({ kind: 'list', ordered: false, entries: table.notes.map((note) => claimContent(note, references)) });
  return section(`table-${table.id.replaceAll(/[^A-Za-z0-9]+/g, '-')}`, shown.caption, blocks);
}
