import type { Fact } from '../../contracts/fact.ts';
import type { Report } from '../../contracts/report.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareKeys } from '../../sequences/text-order.ts';

/** Fields that hold free keys (labels, options, columns): their order is not the schema's, so it is made alphabetical. */
const FREE_KEYS: ReadonlySet<string> = new Set(['labels', 'constants', 'contrast', 'options', 'byKind', 'facts']);

/** What the file says of itself, first, so that its head tells what it is and what is still to be done. */
const HEAD_KEYS = [
  'schema',
  'generator',
  'digest',
  'generatedAt',
  'title',
  'root',
  'directory',
  'narrator',
] as const satisfies readonly (keyof Report)[];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function holdsRecords(value: unknown): boolean {
  return Array.isArray(value) ? isRecord(value[0]) : isRecord(value) && Object.values(value).some(holdsRecords);
}

/** Fields of a record that stand in its text, in their order there. */
function fieldsOf(key: string, value: Record<string, unknown>): [string, unknown][] {
  const fields = Object.entries(value).filter(([, own]) => own !== undefined);
  return FREE_KEYS.has(key) ? fields.sort(compareKeys) : fields;
}

/** A value on one line. @param key the field that holds it. */
function inLine(key: string, value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`the report has a NaN or an infinite number as ${key}`);
  if (Array.isArray(value) && !value.every(isText)) return `[${value.map((entry) => inLine('', entry)).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = fieldsOf(key, value).map(([name, own]) => `${JSON.stringify(name)}:${inLine(name, own)}`);
  return `{${fields.join(',')}}`;
}

/**
 * Lays out one field of the report: objects that hold lists of records are opened, a list of records has one record per line, everything else
 * is one line. A change of one fact is a change of one line, and no line is spent on braces.
 */
function lay(key: string, value: unknown, indent: string): string {
  const inner = `${indent} `;
  if (Array.isArray(value) && isRecord(value[0]))
    return lines(
      value.map((entry) => inner + inLine('', entry)),
      '[]',
      indent,
    );
  if (!isRecord(value) || !holdsRecords(value)) return inLine(key, value);
  const fields = fieldsOf(key, value).map(([name, own]) => `${inner}${JSON.stringify(name)}: ${lay(name, own, inner)}`);
  return lines(fields, '{}', indent);
}

function lines(texts: readonly string[], [open, close]: string, indent: string): string {
  return `${open}\n${texts.join(',\n')}\n${indent}${close}`;
}

/** Free keys in alphabetical order: the record itself where they stand so. Facts of a series share their labels. */
const inOrder = remembered((record: Fact['labels']): Fact['labels'] => {
  const keys = Object.keys(record);
  const isInOrder = keys.every((key, index) => index === 0 || keys[index - 1]! < key);
  return isInOrder ? record : Object.fromEntries(Object.entries(record).sort(compareKeys));
});

function inOrderWithin(fact: Fact): Fact {
  const { labels, contrast } = fact;
  const own = inOrder(labels);
  if (own === labels && contrast === undefined) return fact;
  return { ...fact, labels: own, ...(contrast === undefined ? {} : { contrast: inOrder(contrast) }) };
}

/** Facts that are written at a time. */
const FACT_COUNT = 200;

/**
 * Facts, each on one line: they are most of a report, and the engine writes a list of records many times faster than it is written here. In
 * pieces, because it holds and encodes a text at twice the cost as soon as it has one character beyond Latin-1.
 */
function factPieces(facts: readonly Fact[]): string[] {
  return Array.from({ length: Math.ceil(facts.length / FACT_COUNT) }, (_, index) => {
    const own = facts.slice(index * FACT_COUNT, (index + 1) * FACT_COUNT);
    const text = JSON.stringify(own.map(inOrderWithin));
    // The engine writes null for a number that is none.
    if (text.includes(':null')) for (const fact of own) inLine('', fact);
    // Only a fact begins with an id right behind another record: no text holds this, a quotation mark within one stands behind a backslash.
    return `${index === 0 ? '' : ','}\n  ${text.slice(1, -1).replaceAll('},{"id":', '},\n  {"id":')}`;
  });
}

/**
 * The report as JSON, schema `benchscribe.report/1`, in pieces that follow each other. The stages build a report in the order of its schema, which
 * is written as it is: nothing of our own is validated here, only that its numbers are finite.
 *
 * @throws Error for a number that is not finite: a defect of the stage that built it.
 */
export function jsonPieces(report: Report): string[] {
  const head = Object.fromEntries(HEAD_KEYS.map((key) => [key, report[key]]));
  const fields = fieldsOf('', { ...head, ...report });
  const textOf = (own: typeof fields) => own.map(([name, value]) => ` "${name}": ${lay(name, value, ' ')}`).join(',\n');
  const place = fields.findIndex(([name]) => name === 'facts');
  const pieces = factPieces(report.facts);
  return [
    `{\n${textOf(fields.slice(0, place))},\n "facts": [`,
    ...pieces,
    `${pieces.length === 0 ? '' : '\n '}],\n${textOf(fields.slice(place + 1))}\n}\n`,
  ];
}

/** `jsonPieces` as one text. */
export function renderJson(report: Report): string {
  return jsonPieces(report).join('');
}
