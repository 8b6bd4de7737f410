import type { Fact } from '../../contracts/fact.ts';
import type { PageColumn, PageTable } from '../../contracts/report.ts';
import { printFact, unitText } from '../../metrics/format.ts';
import { headOf, isSymmetricMean, middleUnit } from './analysis-table.ts';
import type { Block, Column, Inline } from './document.ts';
import { code, joined, labelPairs, leadingLabels, metricName, number, text } from './inline.ts';
import { labelCell, type References } from './references.ts';

/** Statistics that a number needs no word for: it is what it says. */
const PLAIN: ReadonlySet<string> = new Set(['value', 'stated']);

/** A column with what all its cells have in common. */
interface Shown {
  readonly column: PageColumn;
  readonly unit: string;
  /** Names of the statistics that each cell states; null where the cells differ in them, and each says its own. */
  readonly statistics: readonly string[] | null;
}

function isOfFailures({ metric }: PageColumn): boolean {
  return metric === 'failed_request_count';
}

function shownColumn(column: PageColumn, cells: readonly (readonly Fact[])[]): Shown {
  const filled = cells.filter(({ length }) => length > 0);
  const facts = filled.flat();
  const base = facts[0]?.unit ?? 'count';
  const kinds = new Set(filled.map((cell) => JSON.stringify(cell.map(({ statistic }) => statistic))));
  return { column, unit: middleUnit(facts, base), statistics: kinds.size === 1 ? filled[0]!.map(({ statistic }) => statistic) : null };
}

/** Times have their unit in each cell: seconds beside milliseconds are read wrongly else. */
function isTime({ unit }: Pick<Fact, 'unit'>): boolean {
  return unit === 'ms';
}

function isPivot({ labels }: PageColumn): boolean {
  return Object.keys(labels).length > 0;
}

/** "generation throughput, mean ± 95 % (tokens/s)", "time to first token after a load, median". */
function quantityWords({ column, unit, statistics }: Shown, cells: readonly (readonly Fact[])[]): Inline[] {
  const named = (statistics ?? []).filter((statistic) => !PLAIN.has(statistic)).map(headOf);
  return [
    metricName(column.metric),
    text(column.subset === 'cold' ? ' after a load' : ''),
    ...(named.length === 0 ? [] : [text(`, ${named.join(' / ')}`)]),
    ...(cells.flat().some(isSymmetricMean) ? [text(' ± '), number(95, 'method'), text(' %')] : []),
    text(unit === 'count' || cells.flat().every(isTime) ? '' : ` (${unitText(unit)})`),
  ];
}

/** What a column is of: "failed", its load or size, or its quantity. */
function headWords(shown: Shown, cells: readonly (readonly Fact[])[]): Inline[] {
  if (isOfFailures(shown.column)) return [text('failed')];
  return isPivot(shown.column) ? labelPairs(shown.column.labels) : quantityWords(shown, cells);
}

function cellContent(facts: readonly Fact[], { column, unit, statistics }: Shown, evidence: string): Inline[] {
  if (facts.length === 0) return [text('–')];
  const figure = (fact: Fact, index: number): Inline => {
    if (isOfFailures(column)) return { kind: 'figure', text: printFact(fact, 'value').number, fact: fact.id, evidence };
    const { number: shown } = printFact(fact, isSymmetricMean(fact) ? 'interval' : 'bare', unit);
    const isLast = index === facts.length - 1;
    return { kind: 'figure', text: isTime(fact) && isLast ? `${shown} ${unit}` : shown, fact: fact.id, evidence };
  };
  const figures = facts.map((fact, index): Inline[] => [
    ...(statistics === null && !PLAIN.has(fact.statistic) ? [text(`${headOf(fact.statistic)} `)] : []),
    figure(fact, index),
  ]);
  return joined(figures, isOfFailures(column) ? ' of ' : ' / ');
}

/** What holds for all rows: the quantity where the columns are its loads or sizes, labels, and which requests are meant. */
function noteParts({ constants, columns, rows, untoldKeys, omittedRowCount }: PageTable, quantity: readonly Inline[]): Inline[][] {
  const isWarm = columns.some(({ subset }) => subset === 'warm');
  const same = labelPairs(leadingLabels(constants));
  const parts = [quantity, same, isWarm ? [text('warm requests unless said otherwise')] : []].filter(({ length }) => length > 0);
  return [
    ...(parts.length > 0 ? [[...joined(parts, '; '), text('.')]] : []),
    ...(untoldKeys.length > 0
      ? [
          [
            text('They differ in '),
            ...joined(
              untoldKeys.map((key) => [code(key)]),
              ', ',
            ),
            text(' too.'),
          ],
        ]
      : []),
    ...(omittedRowCount > 0
      ? [
          rows.length === 1
            ? [text('The first row; there are more.')]
            : [text('The first '), number(rows.length, 'inventory'), text(' rows; there are more.')],
        ]
      : []),
  ];
}

/** The line below a table of the page: what holds for all of it, if anything does, and the reference to its facts. */
export function lineBelow(parts: readonly (readonly Inline[])[], evidence: string): Inline[] {
  const own = parts.filter(({ length }) => length > 0);
  return [...joined(own, ' '), ...(own.length > 0 ? [text(' ')] : []), { kind: 'reference', id: evidence }];
}

/** The one table of the page and the line that belongs to it. */
export function pageTableBlocks(table: PageTable, references: References): Block[] {
  const facts = table.rows.map(({ cells }) => cells.map((ids) => ids.map((id) => references.factOf(id))));
  const evidence = references.cite(
    facts.flat(2).map(({ id }) => id),
    'table',
  );
  const cellsIn = (isOwn: (column: PageColumn, index: number) => boolean) =>
    facts.flatMap((row) => row.filter((_, index) => isOwn(table.columns[index]!, index)));
  // Columns of one quantity share its unit and statistics, which the line below names once.
  const pivoted = cellsIn(isPivot);
  const cellsOf = (column: PageColumn, index: number) => (isPivot(column) ? pivoted : cellsIn((_, at) => at === index));
  const shown = table.columns.map((column, index) => shownColumn(column, cellsOf(column, index)));
  const quantity = shown.flatMap((own) => (isPivot(own.column) ? [quantityWords(own, pivoted)] : []))[0] ?? [];
  const heads = shown.map((own, index): Column => ({ head: headWords(own, cellsOf(own.column, index)), align: 'right' }));
  const named = table.labelKeys.length > 0 ? table.labelKeys : [];
  return [
    {
      kind: 'table',
      caption: [text('At a glance')],
      columns: [...named.map((key): Column => ({ head: [code(key)], align: 'left' })), ...heads],
      rows: table.rows.map(({ labels }, index) => [
        ...named.map((key) => labelCell(key, labels, references)),
        ...shown.map((own, at) => cellContent(facts[index]![at]!, own, evidence)),
      ]),
    },
    { kind: 'paragraph', content: lineBelow(noteParts(table, quantity), evidence) },
  ];
}
