import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lineKind } from '../../src/adapters/account/text-lines.ts';
import { artifactKind } from '../../src/adapters/kind.ts';
import { csvRecords } from '../../src/adapters/readers/csv.ts';
import { decodeText } from '../../src/adapters/readers/decode.ts';
import { findDelimiter } from '../../src/adapters/readers/dialect.ts';
import { numberIn } from '../../src/adapters/readers/fields.ts';
import { parseJson } from '../../src/adapters/readers/json.ts';
import { isListOrMap, type Json } from '../../src/adapters/readers/json-value.ts';
import { plainText } from '../../src/adapters/readers/plain-text.ts';
import { parseYaml } from '../../src/adapters/readers/yaml.ts';
import { type ParsedArtifact, parseArtifact } from '../../src/adapters/recognise.ts';
import { pointerToken } from '../../src/metrics/cells.ts';
import { contentOf } from '../corpus/corpus.ts';
import { printable } from '../readable.ts';

// Nothing that is written in an artifact is without an effect that the report can show: another cell is another fact, another problem, or
// stands in a field of which the coverage says that nothing is taken from it.

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** A text that differs from a fixture in one cell, and how the coverage may call the field of that cell. */
interface Mutant {
  readonly at: string;
  readonly names: readonly string[];
  /** Line of the cell, counted from 1; absent where the text is one document. */
  readonly line?: number;
  readonly text: string;
}

function read(name: string, text: string): ParsedArtifact {
  return parseArtifact(contentOf(name, new TextEncoder().encode(text)));
}

function shown(parsed: ParsedArtifact): string {
  return printable(parsed) + JSON.stringify(parsed.result.coverage);
}

/**
 * Is the field one that the coverage says states no value and no label, or of which cells were left out? Or the line one that a problem or
 * statement names, or one of more kinds of unread lines than are named?
 */
function isSilent({ result: { coverage, problems, statements } }: ParsedArtifact, { names, line }: Mutant): boolean {
  if (line !== undefined && [...problems, ...statements].some((each) => each.line === line)) return true;
  if (line !== undefined && (coverage?.unread ?? 0) > 0) return true;
  const silent = (coverage?.columns ?? []).filter(({ use, leftOut }) => use === 'declared' || leftOut > 0);
  return silent.some(({ at }) => names.some((name) => name === at || (at.startsWith('/') && isWithin(name, at))));
}

/** Does a pattern stand for this field or one that it lies in? A star stands for any index or name. */
function isWithin(name: string, pattern: string): boolean {
  const [tokens, steps] = [name.split('/'), pattern.split('/')];
  return steps.length <= tokens.length && steps.every((step, index) => step === '*' || step === tokens[index]);
}

function changed<T extends Json>(value: T): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  const text = String(value);
  const [number] = /^[+-]?\d+/.exec(text.trim()) ?? [];
  return number === undefined ? `${text}x` : text.replace(number, String(Number(number) + 1));
}

/** Every document that differs from this one in a leaf: of each list and map of alike records, in those of its first and last. */
function* documentMutants(value: Json, at = ''): Generator<{ at: string; value: Json }> {
  if (value === null) return;
  if (typeof value !== 'object') {
    yield { at, value: changed(value) };
    return;
  }
  const entries = Object.entries(value);
  const chosen = isListOrMap(value) ? entries.filter((_, index) => index === 0 || index === entries.length - 1) : entries;
  for (const [key, member] of chosen) {
    for (const mutant of documentMutants(member, `${at}/${pointerToken(key)}`)) {
      yield { at: mutant.at, value: Array.isArray(value) ? value.with(Number(key), mutant.value) : { ...value, [key]: mutant.value } };
    }
  }
}

function* jsonMutants(text: string): Generator<Mutant> {
  const document = parseJson(text);
  if ('error' in document) return;
  for (const { at, value } of documentMutants(document.value)) yield { at, names: [at], text: JSON.stringify(value) };
}

function* linesOfJsonMutants(text: string): Generator<Mutant> {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    for (const { at, names, text: other } of jsonMutants(line))
      yield { at: `line ${index + 1}: ${at}`, names, line: index + 1, text: lines.with(index, other).join('\n') };
  }
}

const ROWS_MAX = 12;

function* csvMutants(text: string): Generator<Mutant> {
  const delimiter = findDelimiter(text);
  const { records } = csvRecords(text);
  const quoted = (cell: string) => (cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = text.split(/\r?\n/);
  for (const { line, cells } of records.slice(1, ROWS_MAX)) {
    for (const [column, cell] of cells.entries()) {
      if (cell === '' || cell.includes('\n')) continue;
      const row = cells
        .with(column, String(changed(cell)))
        .map(quoted)
        .join(delimiter);
      const heads = records.filter((head) => head.line < line).map((head) => head.cells[column] ?? '');
      const words = cells.filter((word) => word !== '' && numberIn(word) === null).join(', ');
      const stacked = heads.flatMap((_, first) =>
        [1, 2, 3].map((depth) =>
          heads
            .slice(first, first + depth)
            .filter(Boolean)
            .join(' '),
        ),
      );
      yield {
        at: `row ${line}, ${heads.at(-1)}, column ${column + 1}`,
        names: [...stacked, `column ${column + 1}`, words, 'rows of numbers', 'comments'],
        line,
        text: lines.with(line - 1, row).join('\n'),
      };
    }
  }
}

const NUMBERS_MAX = 150;

function isTime(line: string, at: number): boolean {
  return [...line.matchAll(/[\d/:.-]*[/:-][\d/:.-]+/g)].some(({ index, 0: time }) => at >= index && at < index + time.length);
}

function* lineMutants(text: string): Generator<Mutant> {
  const lines = text.split('\n');
  const numbers = lines.flatMap((line, index) => [...line.matchAll(/(?<![\w.])\d+(?:\.\d+)?/g)].map((found) => ({ index, line, found })));
  const step = Math.ceil(numbers.length / NUMBERS_MAX);
  for (const { index, line, found } of numbers.filter((_, count) => count % step === 0)) {
    const other = line.slice(0, found.index) + String(Number(found[0]) + 1) + line.slice(found.index + found[0].length);
    yield {
      at: `line ${index + 1}: ${found[0]} in ${line}`,
      names: [lineKind(line), ...(isTime(line, found.index) ? ['times in the lines'] : [])],
      line: index + 1,
      text: lines.with(index, other).join('\n'),
    };
  }
}

/** JSON is YAML. */
function* yamlMutants(text: string): Generator<Mutant> {
  const document = parseYaml(text);
  if ('error' in document) return;
  for (const { at, value } of documentMutants(document.value)) yield { at, names: [at], text: JSON.stringify(value) };
}

function mutantsOf(file: string, text: string): Iterable<Mutant> {
  const kind = artifactKind(file);
  if (kind === 'csv') return csvMutants(text);
  if (kind === 'jsonl') return linesOfJsonMutants(text);
  if (kind === 'yaml') return yamlMutants(text);
  return kind === 'json' ? jsonMutants(text) : lineMutants(text);
}

for (const adapter of readdirSync(FIXTURES)) {
  describe(`a changed cell of a file of ${adapter}`, () => {
    for (const name of readdirSync(join(FIXTURES, adapter))) {
      const folder = join(FIXTURES, adapter, name);
      const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
        (entry) => entry !== 'expected.json' && /\.\w+$/.test(entry),
      )!;
      const decoded = decodeText(readFileSync(join(folder, file)));
      test(`changes what is read of ${name}, or stands in a field that is said to be left out`, () => {
        if ('error' in decoded) throw new Error(decoded.error);
        const plain = plainText(decoded.text);
        const before = read(file, plain);
        // What is refused as a whole says so with its reason.
        if (before.result.tables.length === 0) return expect(before.reason).not.toBeNull();
        const same = shown(before);
        const silent = [...mutantsOf(file, plain)].filter((mutant) => !isSilent(before, mutant) && shown(read(file, mutant.text)) === same);
        expect(silent.map(({ at }) => at)).toEqual([]);
      });
    }
  });
}
