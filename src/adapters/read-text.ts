import type { ArtifactKind } from '../contracts/artifact.ts';
import { NOTHING_READ, type ObservationTable, type ParseResult } from '../contracts/observation.ts';
import { type Adapter, isClaimedBy, type ParseInput, parseWith, type Sniff } from './adapter.ts';
import { labelledByHeadings } from './headings.ts';
import { merged, placedIn } from './placement.ts';
import { type Fence, fencedBlocks } from './readers/fences.ts';
import { type JsonPiece, jsonDocuments } from './readers/json-documents.ts';
import { pipeCells } from './readers/pipe-table.ts';
import { sniffArtifact } from './sniff.ts';

/** What adapters read from a text: one of them from the whole, or several from parts of it. */
export interface TextReading {
  /** The adapters that read something, the first one first; empty where none claims the text or any part of it. */
  readonly adapters: readonly Adapter[];
  readonly result: ParseResult;
  /** Adapters that claim the whole text for themselves, where there are several: none of them is believed. */
  readonly rivals: readonly Adapter[];
}

const NOT_READ: TextReading = { adapters: [], result: NOTHING_READ, rivals: [] };

/** Kinds that hold JSON as a whole, or as lines. */
const JSON_KINDS: ReadonlySet<ArtifactKind> = new Set(['json', 'jsonl']);

/**
 * Reads a text. An adapter that claims it as a whole reads it alone. Else adapters that find their passages in any text read theirs side
 * by side, fenced blocks are read as files of their own, and so is each of several JSON documents; what nobody claims is left to the
 * general adapters.
 *
 * @param registry the adapters to choose from.
 */
export function readText(input: ParseInput, registry: readonly Adapter[]): TextReading {
  const sniff = sniffArtifact(input.path, input.kind, input.text);
  const own = claimantsOf(sniff, registry);
  const whole = own.filter(({ passages }) => !passages);
  if (whole.length > 1) return { ...NOT_READ, rivals: whole };
  const [adapter] = whole;
  const read = adapter ? { adapters: [adapter], result: parseWith(adapter, input), rivals: [] } : null;
  if (read && read.result.rejected?.verdict !== 'quarantined') return read;
  if (read) return readDocuments(input, registry) ?? read;
  const parts = readPassages(input, own, registry);
  if (parts) return parts;
  // A text that is one document costs a parser as long as it is: only one that is none is taken apart.
  const general = input.kind === 'json' ? readGenerally(input, sniff, registry) : null;
  if (general && general.result.rejected?.verdict !== 'quarantined') return general;
  // A table under a name that says nothing of it (`results.txt`, `run.log`).
  const asTable = (separators: readonly string[]) =>
    input.kind === 'text' && isSeparated(input.text, separators) ? readText({ ...input, kind: 'csv' }, registry) : null;
  const documents = beginsWithKnownDocument(input, registry) ? readDocuments(input, registry) : null;
  const reading = documents ?? asTable(['\t']) ?? general ?? readGenerally(input, sniff, registry);
  // Numbers of columns that blanks align may hold commas, so those are looked for first.
  return reading.adapters.length > 0 ? reading : (asTable([',', ';', '|']) ?? reading);
}

/** The adapters of a tool that claim a content. */
function claimantsOf(sniff: Sniff, registry: readonly Adapter[]): Adapter[] {
  return registry.filter((adapter) => !adapter.fallback && isClaimedBy(adapter, sniff));
}

/** Beginning in which a known document is looked for before the whole text is, which may be long. */
const PROBE_CHARS = 256 * 1024;
const PROBE_PIECES = 4;

/** Is one of the first documents of the text one that an adapter of its own reads? Of a broken JSON file any document will do. */
function beginsWithKnownDocument({ path, kind, text }: ParseInput, registry: readonly Adapter[]): boolean {
  if (kind === 'json') return true;
  if (kind === 'csv' || kind === 'markdown' || !/[{[]/.test(text.slice(0, PROBE_CHARS))) return false;
  const { pieces } = jsonDocuments(text.slice(0, PROBE_CHARS));
  return pieces.slice(0, PROBE_PIECES).some((piece) => {
    const sniff = sniffArtifact(path, 'json', piece.text);
    return registry.some((adapter) => !adapter.fallback && isClaimedBy(adapter, sniff));
  });
}

function readGenerally(input: ParseInput, sniff: Sniff, registry: readonly Adapter[]): TextReading {
  const claimants = registry.filter((adapter) => adapter.fallback && isClaimedBy(adapter, sniff));
  const [adapter] = claimants;
  if (!adapter) return NOT_READ;
  return claimants.length > 1 ? { ...NOT_READ, rivals: claimants } : { adapters: [adapter], result: parseWith(adapter, input), rivals: [] };
}

/** A part that some adapter read. */
interface ReadPart {
  readonly adapter: Adapter;
  readonly result: ParseResult;
}

/** Passages and fenced blocks; null where there are none. */
function readPassages(input: ParseInput, own: readonly Adapter[], registry: readonly Adapter[]): TextReading | null {
  const { text, kind } = input;
  const isMarkdown = kind === 'markdown';
  const fences = isMarkdown || kind === 'text' ? fencedBlocks(text) : [];
  if (own.length === 0 && fences.length === 0) return null;
  const documents = fences.some(({ text: content }) => /^\s*[{[]/.test(content)) ? jsonDocuments(text).pieces : [];
  const fenced = fences.map((fence) => ({ fence, parts: readFence(input, fence, documents, registry) }));
  const readFences = fenced.filter(({ parts }) => parts.length > 0);
  const outside = blanked(
    text,
    readFences.flatMap(({ fence }) => linesOf(fence)),
  );
  // Where no block was read all of the text is outside, and its claimants are known.
  const claimants = readFences.length === 0 ? own : claimantsOf(sniffArtifact(input.path, kind, outside), registry);
  const passages = claimants
    .filter((adapter) => adapter.passages)
    .map((adapter): ReadPart => ({ adapter, result: parseWith(adapter, { ...input, text: outside }) }));
  const parts = [...passages, ...readFences.flatMap((each) => each.parts)];
  if (parts.length === 0) return null;
  if (!isMarkdown) return reading(parts, (tables) => tables);

  const rest = blanked(
    outside,
    passages.flatMap(({ result }) => linesRead(result, outside)),
  );
  const general = readGenerally({ ...input, text: rest }, sniffArtifact(input.path, kind, rest), registry);
  const [adapter] = general.adapters;
  // Beside what a tool measured, the tables of the text around it are statements like its other lines.
  const all = adapter ? [...parts, { adapter, result: { ...general.result, tables: [], coverage: null } }] : parts;
  const bare = blanked(text, fences.flatMap(linesOf));
  const lineOf = ({ places: [place] }: ObservationTable) =>
    typeof place === 'number' ? place : (documents[Number(/^\/(\d+)/.exec(String(place))?.[1] ?? Number.NaN)]?.line ?? null);
  return reading(all, (tables) => labelledByHeadings(tables, bare, lineOf));
}

/** The parts as one reading. An adapter is named where it read values, or where none did. */
function reading(parts: readonly ReadPart[], finish: (tables: readonly ObservationTable[]) => readonly ObservationTable[]): TextReading {
  const result = merged(parts.map((part) => part.result));
  const useful = parts.filter((part) => part.result.tables.length > 0);
  const adapters = [...new Set((useful.length > 0 ? useful : parts.slice(0, 1)).map(({ adapter }) => adapter))];
  return { adapters, result: { ...result, tables: finish(result.tables) }, rivals: [] };
}

/** A fenced block as the file that it would be: what a tool writes, or a table or records that the general adapters know. */
function readFence(input: ParseInput, fence: Fence, documents: readonly JsonPiece[], registry: readonly Adapter[]): ReadPart[] {
  const linesBefore = fence.firstLine - 1;
  const inside = documents.flatMap((piece, index) => {
    const isIn = piece.line > linesBefore && piece.line <= linesBefore + fence.lineCount;
    return isIn ? readPiece(input, piece, index, registry, true) : [];
  });
  // JSON that is none of the documents of the file (a quoted one) has no cell that could be read back.
  if (inside.length > 0 || /^\s*[{[]/.test(fence.text)) return inside;
  const own = registry.filter(({ fallback }) => !fallback);
  return (
    readFenceAs(FENCE_KINDS.get(fence.language) ?? 'text', input, fence, own) ??
    (isTabular(fence) ? (readFenceAs('csv', input, fence, registry) ?? []) : [])
  );
}

function readFenceAs(kind: ArtifactKind, input: ParseInput, fence: Fence, registry: readonly Adapter[]): ReadPart[] | null {
  const { adapters, result } = readText({ ...input, kind, text: fence.text, growing: false }, registry);
  const [adapter] = adapters;
  if (!adapter || result.tables.length === 0) return null;
  return [{ adapter, result: placedIn(result, { linesBefore: fence.firstLine - 1, pointer: '' }) }];
}

const FENCE_KINDS: ReadonlyMap<string, ArtifactKind> = new Map([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['sql', 'sql'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
]);

function isTabular({ text, language }: Fence): boolean {
  if (language !== '' && !['csv', 'tsv', 'text', 'txt', 'console', 'plain', 'plaintext'].includes(language)) return false;
  return isSeparated(text, [',', ';', '\t', '|']);
}

/** Lines above a table that are none of it: a title, a command. */
const TITLE_LINES_MAX = 3;

/** Rows of as many cells each, some of them numbers, perhaps below a title and a row of units: a program or prose is none. */
function isSeparated(text: string, separators: readonly string[]): boolean {
  const parting = separators.filter((separator) => text.includes(separator));
  if (parting.length === 0) return false;
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const unquoted = lines.map((line) => line.replaceAll(/"[^"]*"/g, ''));
  return parting.some((separator) => {
    const counts = unquoted.map((line) => line.split(separator).length);
    const header = counts.findIndex((count) => count > 1);
    if (header === -1 || header > TITLE_LINES_MAX || lines.length < header + 2) return false;
    const rows = lines.slice(header + 1);
    const isAlike = counts.slice(header).every((count) => count === counts[header]);
    const isNamed = lines[header]!.split(separator).every((cell) => !/\d/.test(cell) || /\p{L}/u.test(cell));
    return isAlike && isNamed && rows.every((line, index) => /\d/.test(line) || (index === 0 && rows.length > 1));
  });
}

/** Several JSON documents, or one among other lines; null where there is none that anybody reads. */
function readDocuments(input: ParseInput, registry: readonly Adapter[]): TextReading | null {
  if (input.kind === 'markdown' || input.kind === 'yaml' || input.kind === 'sql' || !/[{[]/.test(input.text)) return null;
  const { pieces, problems } = jsonDocuments(input.text);
  if (pieces.length === 0 || (pieces.length === 1 && pieces[0]!.text.trim() === input.text.trim())) return null;
  const isLines = input.kind === 'jsonl' || pieces.every(({ text }) => !text.includes('\n'));
  const parts = pieces.flatMap((piece, index) => readPiece(input, piece, index, registry, JSON_KINDS.has(input.kind) && !isLines));
  if (parts.length === 0) return null;
  return reading([...parts, { adapter: parts[0]!.adapter, result: { ...NOTHING_READ, problems } }], (tables) => tables);
}

/** One of several JSON documents, addressed by its number among them. */
function readPiece(input: ParseInput, piece: JsonPiece, index: number, registry: readonly Adapter[], generally: boolean): ReadPart[] {
  const content: ParseInput = { ...input, kind: 'json', text: piece.text, growing: false };
  const sniff = sniffArtifact(input.path, 'json', piece.text);
  const own = claimantsOf(sniff, registry);
  const [adapter, rival] =
    own.length > 0 || !generally ? own : registry.filter((general) => general.fallback && isClaimedBy(general, sniff));
  if (!adapter || rival) return [];
  const result = parseWith(adapter, content);
  if (adapter.fallback && result.tables.length === 0) return [];
  return [{ adapter, result: placedIn(result, { linesBefore: piece.line - 1, pointer: `/${index}` }) }];
}

function linesOf({ firstLine, lineCount }: Fence): number[] {
  return Array.from({ length: lineCount }, (_, index) => firstLine + index);
}

/** Lines that passages were read from: of a table drawn with bars all of it, so that nobody reads its other rows as another table. */
function linesRead({ tables }: ParseResult, text: string): number[] {
  const lines = text.split('\n');
  const read = new Set<number>();
  const isRow = (line: number) => line > 0 && line <= lines.length && !read.has(line) && pipeCells(lines[line - 1]!) !== null;
  for (const { places } of tables) {
    for (const place of places) {
      if (typeof place !== 'number' || read.has(place)) continue;
      read.add(place);
      for (const step of [-1, 1]) for (let line = place + step; isRow(line); line += step) read.add(line);
    }
  }
  return [...read];
}

function blanked(text: string, lines: readonly number[]): string {
  if (lines.length === 0) return text;
  const gone = new Set(lines);
  return text
    .split('\n')
    .map((line, index) => (gone.has(index + 1) ? '' : line))
    .join('\n');
}
