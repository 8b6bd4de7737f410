import type { Fact, Source } from '../../contracts/fact.ts';
import type { PageFact, PageFacts, PageFile, PageQuote, PageQuotes, PageSource } from '../../contracts/page-facts.ts';
import type { QuotedArtifact } from '../../contracts/quoted.ts';
import { parseCell } from '../../metrics/cells.ts';
import { unitText } from '../../metrics/format.ts';
import { singleLine } from '../../metrics/quotation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
import { groupBy } from '../group-by.ts';
import type { Evidence, Inline } from './document.ts';
import { labelPairs } from './inline.ts';
import { cellsContent } from './source-ranges.ts';

/** The facts of a page as they come to be shown. */
export interface ShownFacts {
  /** Place of a fact in the page; the report holds it. */
  place(id: string): number;
  /** Sources of all that is shown, and of what that was computed from, in the order in which it came to be shown. */
  sources(): Source[];
  /** Everything behind the numbers, and behind these references. */
  all(references: readonly Evidence[]): { readonly facts: PageFacts; quotes(quoted: readonly QuotedArtifact[]): PageQuotes };
}

/** A list in which what is there already has its place, by key. */
function places<T>(): { readonly list: T[]; of(key: string, make: (key: string) => T): number } {
  const list: T[] = [];
  const known = new Map<string, number>();
  return {
    list,
    of(key, make) {
      const place = known.get(key) ?? list.push(make(key)) - 1;
      known.set(key, place);
      return place;
    },
  };
}

function plain(content: readonly Inline[]): string {
  return content.map((inline) => ('text' in inline ? inline.text : '')).join('');
}

/** Facts that a fact was computed from, with the words for what they are to it. */
function relationsOf({ baseline, candidate, runs }: Fact): [role: string, id: string][] {
  const sides: [string, string | undefined][] = [
    ['baseline', baseline],
    ['candidate', candidate],
  ];
  const named = sides.flatMap(([role, id]): [string, string][] => (id === undefined ? [] : [[role, id]]));
  return [...named, ...(runs ?? []).map((id): [string, string] => ['run', id])];
}

/** Name of the column or field that a cell is in; '' for none. */
function columnOf(cell: string): string {
  const address = parseCell(cell);
  return address?.column ?? address?.pointer?.findLast((token) => !/^\d+$/.test(token)) ?? '';
}

/** Ranges of numbers, ascending, those that adjoin joined, one after the other. */
function flatRanges(found: readonly (readonly [first: number, last: number])[]): number[] {
  const joined: [number, number][] = [];
  for (const [first, last] of found.toSorted((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined.flat();
}

/** Lines that cells name themselves; those of a selection are known only from the file. */
function namedLines(cells: readonly string[]): number[] {
  return flatRanges(
    cells.flatMap((cell) => {
      const { place, ranges, where } = parseCell(cell) ?? { place: null, ranges: null, where: [] };
      return place === 'item' || where.length > 0 ? [] : (ranges ?? []);
    }),
  );
}

/** Cells of one column: its name, '' for none; which they are, in words; the lines that they name. */
interface ColumnCells {
  readonly column: string;
  readonly cells: readonly string[];
  readonly words: string;
  readonly lines: readonly number[];
}

/** Lists of cells that are kept: a report may cite as many of a hundred kilobytes. */
const LIST_COUNT_MAX = 1_000;

/** A list of cells, as JSON, by column. The same one comes again: in other artifacts of a tool, and in other reports of a tree. */
const byColumn = rememberedText((list: string): ColumnCells[] => {
  const cells = JSON.parse(list) as string[];
  return [...groupBy(cells, columnOf)].map(([column, own]) => {
    return { column, cells: own, words: plain(cellsContent(own)), lines: namedLines(own) };
  });
}, LIST_COUNT_MAX);

/** Collects the facts that a page shows. @throws Error, on `place`, for a fact that the report does not hold: a defect of the stage that built it. */
export function shownFacts(byId: ReadonlyMap<string, Fact>): ShownFacts {
  const shown = places<Fact>();
  const factOf = (id: string): Fact => {
    const fact = byId.get(id);
    if (!fact) throw new Error(`the page shows fact ${id}, which the report does not hold`);
    return fact;
  };
  const place = (id: string): number => shown.of(id, factOf);
  /** With what they were computed from, and that in turn. */
  const complete = (): Fact[] => {
    for (const fact of shown.list) for (const [, id] of relationsOf(fact)) if (byId.has(id)) place(id);
    return shown.list;
  };
  return {
    place,
    sources: () => complete().flatMap((fact) => fact.sources),
    all: (references) => pageFacts(complete(), (id) => (byId.has(id) ? place(id) : null), references),
  };
}

/** @param place null for a fact that the report does not hold: it was altered. */
function pageFacts(
  shown: readonly Fact[],
  place: (id: string) => number | null,
  references: readonly Evidence[],
): ReturnType<ShownFacts['all']> {
  const texts = places<string>();
  const text = (words: string) => texts.of(words, (own) => own);
  const files = places<PageFile>();
  const sources = places<readonly PageSource[]>();
  /** Cells of each source whose lines only the file tells: by place as `PageQuotes` names it. */
  const unplaced = new Map<string, { readonly path: string; readonly cells: readonly string[] }>();
  const sourcePlace = remembered((own: readonly Source[]): number => {
    const groups = own.flatMap(({ path, sha256, cells }) =>
      byColumn(JSON.stringify(cells)).map((alike) => ({ path, file: files.of(path, () => [singleLine(path), sha256]), ...alike })),
    );
    const at = sources.of(JSON.stringify(own), () =>
      groups.map(({ file, words, column, lines }) => [file, text(words), column === '' ? -1 : text(column), ...lines]),
    );
    for (const [index, { path, cells, lines }] of groups.entries()) if (lines.length === 0) unplaced.set(`${at}.${index}`, { path, cells });
    return at;
  });
  const labels = places<readonly number[]>();
  const labelsPlace = remembered((own: Fact['labels']): number => {
    const pairs = labelPairs(own).flatMap((pair) => (pair.kind === 'code' ? [text(pair.text)] : []));
    return labels.of(pairs.join(), () => pairs);
  });
  const compact = (fact: Fact): PageFact => {
    const { metric, unit, interval, excluded, definition } = fact;
    const known = metricOf(metric, unit);
    const level = interval ? Number((interval.level * 100).toPrecision(6)) : 0;
    return [
      fact.id,
      fact.value,
      unit === 'count' ? -1 : text(unitText(unit)),
      text(fact.statistic),
      text(known.name),
      text(fact.subset),
      labelsPlace(fact.labels),
      [fact.sampleCount, excluded.failed, excluded.implausible],
      interval ? [interval.low, interval.high, text(`${level} % (${interval.method})`)] : [],
      text(fact.formula),
      text(definition === undefined ? known.definition : `${known.definition}; here ${definition}`),
      relationsOf(fact).flatMap(([role, id]) => {
        const other = place(id);
        return other === null ? [] : [[text(role), other] as const];
      }),
      sourcePlace(fact.sources),
    ];
  };
  const facts = {
    facts: shown.map(compact),
    references: Object.fromEntries(references.map(({ id, facts: own }) => [id, own.flatMap((fact) => place(fact) ?? [])])),
    sources: sources.list,
    files: files.list,
    labels: labels.list,
    texts: texts.list,
    explain: 'benchscribe explain',
  };
  return { facts, quotes: (quoted) => pageQuotes(files.list, unplaced, quoted) };
}

function pageQuotes(
  files: readonly PageFile[],
  unplaced: ReadonlyMap<string, { readonly path: string; readonly cells: readonly string[] }>,
  quoted: readonly QuotedArtifact[],
): PageQuotes {
  const byPath = new Map(quoted.map((artifact) => [artifact.path, artifact]));
  const places = [...unplaced].flatMap(([at, { path, cells }]): [string, number[]][] => {
    const lines = cells.flatMap((cell) => byPath.get(path)?.linesOf.get(cell) ?? []);
    return lines.length === 0 ? [] : [[at, flatRanges(lines.map((line) => [line, line] as const))]];
  });
  return { files: files.map(([path]) => quoteOf(byPath.get(path))), places: Object.fromEntries(places) };
}

function quoteOf(quoted: QuotedArtifact | undefined): PageQuote {
  const lines: [number, ...string[]][] = [];
  for (const [line, words] of quoted?.lines ?? []) {
    const before = lines.at(-1);
    if (before && before[0] + before.length - 1 === line) before.push(words);
    else lines.push([line, words]);
  }
  return { head: quoted?.head ?? 0, lines };
}
