import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { toBase } from '../../src/metrics/units.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

/** One observation. */
interface Sample {
  readonly model: string;
  readonly batch: number;
  readonly ttftMs: number;
  readonly rate: number;
}

/** How the same table may be written. */
interface Spelling {
  readonly layout: 'wide' | 'long' | 'records' | 'lines' | 'split' | 'columns' | 'markdown';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimal: '.' | ',';
  readonly grouped: boolean;
  readonly unitIn: 'name' | 'brackets' | 'cell' | 'row';
  readonly seconds: boolean;
  readonly names: { readonly model: string; readonly batch: string; readonly ttft: string; readonly rate: string };
  readonly encoding: 'utf-8' | 'utf-8-mark' | 'utf-16le';
  readonly lineEnd: '\n' | '\r\n';
}

const TEXT_LAYOUTS = ['wide', 'long', 'markdown'];

const spelling: fc.Arbitrary<Spelling> = fc
  .record({
    layout: fc.constantFrom('wide', 'wide', 'wide', 'long', 'records', 'lines', 'split', 'columns', 'markdown'),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    decimal: fc.constantFrom('.', ','),
    grouped: fc.boolean(),
    unitIn: fc.constantFrom('name', 'brackets', 'cell', 'row'),
    seconds: fc.boolean(),
    names: fc.record({
      model: fc.constantFrom('model', 'Model', 'model_name', 'Model ID'),
      batch: fc.constantFrom('batch_size', 'Batch Size', 'batch', 'bs'),
      ttft: fc.constantFrom('ttft', 'TTFT', 'time_to_first_token', 'Time to First Token', 'first_token_latency'),
      rate: fc.constantFrom('decode', 'generation', 'Decode Throughput', 'eval', 'gen_speed'),
    }),
    encoding: fc.constantFrom('utf-8', 'utf-8-mark', 'utf-16le'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
  } as const)
  .map((chosen): Spelling => {
    const isText = TEXT_LAYOUTS.includes(chosen.layout);
    return {
      ...chosen,
      // JSON and Markdown are written with points; a row of units stands below the header of a text.
      decimal: isText && chosen.layout !== 'markdown' ? chosen.decimal : '.',
      grouped: isText && chosen.grouped,
      unitIn: chosen.unitIn === 'row' && chosen.layout !== 'wide' ? 'brackets' : chosen.unitIn,
    };
  });

/** Values with one decimal, so that no reading of them is ambiguous, and some of four digits, so that they have groups. */
const samples = fc.array(
  fc.record({
    model: fc.constantFrom('acme/tern-7b', 'lumen:2b'),
    batch: fc.constantFrom(1, 8),
    ttftMs: fc
      .integer({ min: 11, max: 99_999 })
      .filter((tenths) => tenths % 10 !== 0)
      .map((tenths) => tenths / 10),
    rate: fc
      .integer({ min: 11, max: 99_999 })
      .filter((tenths) => tenths % 10 !== 0)
      .map((tenths) => tenths / 10),
  }),
  { minLength: 2, maxLength: 6 },
);

function number(value: number, { decimal, grouped }: Spelling, decimals: number): string {
  const [whole, fraction] = value.toFixed(decimals).split('.') as [string, string];
  const group = decimal === ',' ? '.' : ',';
  const left = grouped ? whole.replaceAll(/\B(?=(\d{3})+$)/g, group) : whole;
  return `${left}${decimal}${fraction}`;
}

function columnsOf(how: Spelling): { names: string[]; units: string[]; row: (sample: Sample) => string[] } {
  const { names, unitIn, seconds } = how;
  const units = [seconds ? 's' : 'ms', 'tok/s'];
  const bare = [names.ttft, names.rate];
  const inName = [`${names.ttft}_${units[0]}`, `${names.rate}_tokens_per_second`];
  const measured = unitIn === 'name' ? inName : unitIn === 'brackets' ? bare.map((name, index) => `${name} (${units[index]})`) : bare;
  return {
    names: [names.model, names.batch, ...measured],
    units: ['-', '-', ...units.map((unit) => `[${unit}]`)],
    row: ({ model, batch, ttftMs, rate }) => {
      const cells = [seconds ? number(ttftMs / 1000, how, 4) : number(ttftMs, how, 1), number(rate, how, 1)];
      return [model, String(batch), ...cells.map((cell, index) => (unitIn === 'cell' ? `${cell} ${units[index]}` : cell))];
    },
  };
}

function written(rows: readonly Sample[], how: Spelling): { name: string; text: string } {
  const { names, units, row } = columnsOf(how);
  const cells = rows.map(row);
  const quoted = (cell: string) => (cell.includes(how.delimiter) ? `"${cell}"` : cell);
  const csv = (table: readonly (readonly string[])[]) => table.map((line) => line.map(quoted).join(how.delimiter)).join(how.lineEnd);
  const scalar = (cell: string, index: number) => (index > 0 && how.unitIn !== 'cell' ? Number(cell) : index === 1 ? Number(cell) : cell);
  const records = cells.map((line) => Object.fromEntries(line.map((cell, index) => [names[index]!, scalar(cell, index)])));
  switch (how.layout) {
    case 'wide':
      return { name: 'a.csv', text: csv([names, ...(how.unitIn === 'row' ? [units] : []), ...cells]) };
    case 'long': {
      const head = [names[0]!, names[1]!, 'metric', 'value'];
      return {
        name: 'a.csv',
        text: csv([head, ...cells.flatMap((line) => [2, 3].map((index) => [line[0]!, line[1]!, names[index]!, line[index]!]))]),
      };
    }
    case 'records':
      return { name: 'a.json', text: JSON.stringify({ results: records }, null, 2) };
    case 'lines':
      return { name: 'a.jsonl', text: records.map((record) => JSON.stringify(record)).join('\n') };
    case 'split':
      return { name: 'a.json', text: JSON.stringify({ columns: names, data: cells.map((line) => line.map(scalar)) }) };
    case 'columns':
      return {
        name: 'a.json',
        text: JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cells.map((line) => scalar(line[index]!, index))]))),
      };
    case 'markdown': {
      const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
      return { name: 'a.md', text: ['# Speed', '', line(names), line(names.map(() => '---')), ...cells.map(line), ''].join(how.lineEnd) };
    }
  }
}

function encoded(text: string, encoding: Spelling['encoding']): Uint8Array {
  if (encoding === 'utf-16le') return new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  return new TextEncoder().encode(encoding === 'utf-8-mark' ? `\uFEFF${text}` : text);
}

test('the same samples, however they are written, are read as the same facts', () => {
  fc.assert(
    fc.property(samples, spelling, (rows, how) => {
      const { name, text } = written(rows, how);
      const parsed = parseArtifact(contentOf(name, encoded(text, how.encoding)));
      const facts = readValues(parsed.result)
        .map(({ metric, value, unit, labels }) => {
          const inBase = Number((value * toBase(unit).factor).toPrecision(9));
          return [metric, inBase, String(labels['model']), String(labels['batch_size'])].join(' ');
        })
        .sort();
      const expected = rows
        .flatMap(({ model, batch, ttftMs, rate }) => [
          `time_to_first_token ${ttftMs} ${model} ${batch}`,
          `decode_throughput ${rate} ${model} ${batch}`,
        ])
        .sort();
      expect({ text, reason: parsed.reason, facts }).toEqual({ text, reason: null, facts: expected });
    }),
    { numRuns: 400 },
  );
});

test('a table whose numbers can be read in two ways is refused, and the reason says so', () => {
  const { verdict, reason, result } = parseArtifact(contentOf('a.csv', new TextEncoder().encode('model;ttft_ms\na;1.234\nb;2.345\n')));
  expect(result.tables).toEqual([]);
  expect({ verdict, reason }).toEqual({ verdict: 'unknown', reason: expect.stringMatching(/two ways/) });
});
