import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import { NUMBER_IN_TEXT } from '../../metrics/printed-numbers.ts';
import { isKnownUnit } from '../../metrics/units.ts';
import { inventoryCounts } from './inventory-counts.ts';
import { type MarkdownBlock, parseMarkdown } from './markdown-blocks.ts';
import { changeForms, printedForms } from './printed-forms.ts';

/** A number of a text and where it comes from. */
export interface TracedNumber {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** Id of the fact that prints it, or `inventory`, `label`, `date`, `method`, `run`, `problem`, `ordinal`; null: it comes from nowhere. */
  readonly tracedTo: string | null;
}

const EVIDENCE = /^evidence$/i;
const APPENDIX = /^appendix\b/i;
/** What is said of how a commentary was checked. */
const COMMENTARY_CHECK = /^verification of the commentary$/i;
const INVENTORY = /^data ingestion summary$/i;
const DATE = /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?/g;
/** Constants of the method, where the words around them say so: the level of intervals. */
const METHOD_BEFORE = /(?:±|interval|level|confidence)\W*$/i;
const METHOD_AFTER = /^\s?%\s?(?:confidence|interval|level)/i;

/**
 * Finds every number of a report's Markdown and where it comes from.
 *
 * Left out: front matter, code (but not a code span that is only a number), the evidence, and digits that belong to a name of the report
 * (model, file, directory, format, message of a problem). A number is traced when it is printed exactly as `printFact` prints a fact that its
 * own sentence refers to, the line beside its table, or, of the title, the line below it; or when it is, in that line, in the line below the
 * table of the page and in the data ingestion summary, a count of the inventory, in the column of a label one of its values, a date, the level
 * of an interval, or, in the appendix, a figure of the run.
 *
 * @param evidence ids of the facts of each evidence row, by its number, beside those that its footnote names.
 * @returns in the order of the text.
 */
export function traceNumbers(
  markdown: string,
  report: Report,
  evidence: ReadonlyMap<string, readonly string[]> = new Map(),
): { numbers: TracedNumber[] } {
  const parsed = parseMarkdown(markdown);
  const blocks = withReferences(parsed.blocks);
  const tracer = createTracer(report, parsed.footnotes, evidence);
  const lineStarts = [0];
  for (let at = markdown.indexOf('\n'); at !== -1; at = markdown.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const numbers = blocks.flatMap((block) => {
    if (block.titles.some((title) => EVIDENCE.test(title))) return [];
    return block.pieces.flatMap((piece) =>
      numbersOf(piece, tracer).map(({ text, index }): TracedNumber => {
        const offset = piece.offsetOf(index);
        const line = lineOf(lineStarts, offset);
        return { line, column: offset - lineStarts[line - 1]! + 1, text, tracedTo: tracer.trace(text, index, piece, block) };
      }),
    );
  });
  return { numbers };
}

/** A block with the references that hold for it. */
interface ReadBlock extends MarkdownBlock {
  /** The line below the title, or below the table of the page: counts of the inventory may stand there. */
  readonly isLine: boolean;
}

/**
 * Blocks with the references that hold for them: of a title those of the line below it, of a row of the page's table those of the line below
 * the table, of every other row those of the line above its table.
 */
function withReferences(blocks: readonly MarkdownBlock[]): ReadBlock[] {
  let before: ReadonlySet<string> = new Set();
  let after: ReadonlySet<string> = new Set();
  const following = blocks.toReversed().map((block) => {
    const next = after;
    if (block.kind !== 'row') after = block.references;
    return next;
  });
  following.reverse();
  return blocks.map((block, index) => {
    const isOnTop = block.titles.length === 1;
    if (block.kind === 'row') return { ...block, isLine: false, references: isOnTop ? following[index]! : before };
    before = block.references;
    const previous = blocks[index - 1]?.kind;
    const isLine = isOnTop && block.kind === 'prose' && (previous === 'heading' || previous === 'row');
    return { ...block, isLine, references: isOnTop && block.kind === 'heading' ? following[index]! : block.references };
  });
}

function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

type Piece = MarkdownBlock['pieces'][number];

/** Numbers and dates of a piece of text; a date is one. Names of the report are blanked first. */
function numbersOf(piece: Piece, { names, labels }: Tracer): { text: string; index: number }[] {
  if (piece.code) {
    const [number] = piece.text.matchAll(NUMBER_IN_TEXT);
    const rest = number ? piece.text.replace(number[0], '').trim() : piece.text;
    if (!number || labels.has(piece.text) || names.includes(piece.text) || !(rest === '' || isKnownUnit(rest))) return [];
    return [{ text: number[0], index: number.index }];
  }
  if (!/\d/.test(piece.text)) return [];
  let rest = piece.text;
  const blank = (match: string) => ' '.repeat(match.length);
  const telling = /\p{L}/u.test(rest) ? names : [];
  for (const name of telling) if (rest.includes(name)) rest = rest.replaceAll(name, blank);
  const dates = [...rest.matchAll(DATE)].map((match) => ({ text: match[0], index: match.index }));
  const plain = [...rest.replaceAll(DATE, blank).matchAll(NUMBER_IN_TEXT)].filter((match) => {
    const glued = /^[\p{L}_]+/u.exec(rest.slice(match.index + match[0].length))?.[0];
    return glued === undefined || isKnownUnit(glued);
  });
  return [...dates, ...plain.map((match) => ({ text: match[0], index: match.index }))].sort((a, b) => a.index - b.index);
}

interface Tracer {
  /** Names with digits that the text may hold as plain words, longest first. */
  readonly names: readonly string[];
  /** Values of labels as text: as code they are names, also those that look like a number. */
  readonly labels: ReadonlySet<string>;
  readonly trace: (text: string, index: number, piece: Piece, block: ReadBlock) => string | null;
}

function createTracer(report: Report, footnotes: ReadonlyMap<string, string>, evidence: ReadonlyMap<string, readonly string[]>): Tracer {
  const factsById = new Map(report.facts.map((fact) => [fact.id, fact]));
  const known = (reference: string) =>
    [...factIds(footnotes.get(reference) ?? ''), ...(evidence.get(rowOf(reference)) ?? [])].filter((id) => factsById.has(id));
  const forms = new Map<string, ReadonlySet<string>>();
  const changes = new Map(report.changes.map((change) => [change.fact, change]));
  const counts = inventoryCounts(report);
  const labels = labelValues(report);
  const dates = new Set(datesOf(report));
  const figures = runFigures(report);
  const problemLines = new Set(report.inputs.artifacts.flatMap(({ problems }) => problems.map(({ line }) => line)));
  const levels = new Set(report.facts.flatMap(({ interval }) => (interval ? [Number((interval.level * 100).toPrecision(6))] : [])));

  function formsOf(id: string): ReadonlySet<string> {
    let found = forms.get(id);
    if (!found) {
      const fact = factsById.get(id)!;
      const change = changes.get(id);
      found = new Set([...printedForms(fact), ...(change ? changeForms(change, fact) : [])]);
      forms.set(id, found);
    }
    return found;
  }

  function ofFacts(text: string, block: MarkdownBlock): string | null {
    const own = [...block.references].flatMap(known);
    return own.find((id) => formsOf(id).has(text)) ?? null;
  }

  function trace(text: string, index: number, piece: Piece, block: ReadBlock): string | null {
    const value = Number(text.replace('−', '-').replaceAll(',', ''));
    const before = piece.text.slice(0, index);
    const after = piece.text.slice(index + text.length);
    if (dates.has(text)) return 'date';
    if (levels.has(value) && (METHOD_BEFORE.test(before) || METHOD_AFTER.test(after))) return 'method';
    if (piece.head === 'no.') return 'ordinal';
    if (block.titles.some((title) => APPENDIX.test(title) || COMMENTARY_CHECK.test(title)) && figures.has(text)) return 'run';
    const fact = ofFacts(text, block);
    if (fact !== null) return fact;
    const isInventory = block.isLine || block.titles.some((title) => INVENTORY.test(title));
    if (isInventory && counts.has(value)) return 'inventory';
    if (/\bline $/.test(before) && problemLines.has(value)) return 'problem';
    // Only cells below the head of a table have a head: in a sentence no number is a label.
    return labels.has(piece.head, value) ? 'label' : null;
  }

  return { names: namesOf(report), labels: labels.values, trace };
}

/** Number of the evidence row that a reference leads to: 3 of `e3`. */
function rowOf(reference: string): string {
  return reference.replace(/^e(?=\d)/, '');
}

/** Ids of facts that a footnote names. */
function factIds(footnote: string): string[] {
  return [...footnote.matchAll(/\bf[0-9a-z]{6,10}\b/g)].map(([id]) => id);
}

/** Column of the two levels of an effect, which are values of whatever parameter the row is about. */
const LEVELS = 'from → to';

/** Values of labels: all of them as text, and which of them may stand in the column of a key. */
function labelValues({ facts, analysis }: Report): { values: ReadonlySet<string>; has: (head: string, value: number) => boolean } {
  const all = [
    ...facts.flatMap(({ labels, contrast = {} }) => [labels, contrast]),
    ...analysis.tables.map(({ constants }) => constants),
  ].flatMap((labels) => Object.entries(labels));
  const stated = [
    ...all,
    ...analysis.effects.flatMap(({ from, to }): [string, LabelValue][] => [
      [LEVELS, from],
      [LEVELS, to],
    ]),
  ];
  const cells = new Set(stated.map(([key, value]) => JSON.stringify([key, value])));
  return { values: new Set(stated.map(([, value]) => String(value))), has: (head, value) => cells.has(JSON.stringify([head, value])) };
}

function datesOf(report: Report): string[] {
  const { byKind, directories, artifacts } = report.inputs;
  const stamps = [
    report.generatedAt,
    ...Object.values(byKind).map(({ latestModified }) => latestModified),
    ...directories.map(({ latestModified }) => latestModified),
    ...artifacts.map(({ modifiedAt }) => modifiedAt),
  ];
  return stamps.flatMap((stamp) => [stamp, stamp.slice(0, 10), `${stamp.slice(0, 10)} ${stamp.slice(11, 16)}`]);
}

/** Figures of the making of the report as the appendix prints them. */
function runFigures(report: Report): Set<string> {
  const { narrative, timings, verification } = report;
  const calls = narrative.agents.flatMap(({ calls: own }) => own);
  const { concurrency } = narrative.answered ?? {};
  const making = [timings, verification, concurrency ?? {}, narrative.commentary?.counts ?? {}, ...calls];
  const figures = making.flatMap((own) => Object.values(own));
  const speedUp = concurrency ? concurrency.sequentialMs / concurrency.wallMs : 1;
  return new Set([
    ...figures.flatMap((figure) => (typeof figure === 'number' ? [String(figure), figure.toFixed(1)] : [])),
    ...(concurrency ? [speedUp.toFixed(2), (speedUp / 2).toFixed(2)] : []),
  ]);
}

/** Names of the report that hold a digit and a letter, longest first. */
function namesOf(report: Report): string[] {
  const { inputs, narrative } = report;
  const paths = [...inputs.artifacts.map(({ path }) => path), ...inputs.directories.map(({ path }) => path), report.directory, report.root];
  const names = [
    ...paths.flatMap((path) => [
      path,
      ...path.split('/'),
      path
        .split('/')
        .at(-1)!
        .replace(/\.[^.]*$/, ''),
    ]),
    ...inputs.formats.flatMap(({ adapter, title }) => [adapter, title]),
    ...inputs.artifacts.flatMap(({ reason = '', problems }) => [reason, ...problems.map(({ message }) => message)]),
    ...inputs.skipped.flatMap(({ path, message }) => [path, message]),
    ...report.facts.flatMap(({ labels, metric }) => [
      metric,
      ...Object.entries(labels).flatMap(([key, value]) => [key, value, `${key}=${value}`]),
    ]),
    ...narrative.agents.flatMap(({ id, label, model, persona, digest }) => [id, label, model, persona, digest]),
  ];
  const telling = names.filter((name): name is string => typeof name === 'string' && /\d/.test(name) && /\p{L}/u.test(name));
  return [...new Set(telling)].sort((a, b) => b.length - a.length);
}
