import fc from 'fast-check';

/** One observation. */
export interface Sample {
  readonly model: string;
  readonly batch: number;
  readonly ttftMs: number;
  readonly rate: number;
}

const LAYOUTS = ['wide', 'long', 'records', 'lines', 'split', 'columns', 'nested', 'markdown', 'fenced', 'aligned'] as const;

/** What a log, a terminal or a container runtime adds to every line. */
const DRESSES = {
  none: (line: string) => line,
  'docker compose': (line: string) => `bench-1  | ${line}`,
  'docker json-file': (line: string, index: number) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: `2026-03-01T10:10:${10 + index}.5Z` }),
  journald: (line: string, index: number) => `Mar 01 10:10:${10 + index} gpu-box bench[4711]: ${line}`,
  'journald -o json': (line: string, index: number) =>
    JSON.stringify({ MESSAGE: line, __REALTIME_TIMESTAMP: String(1_772_360_000_000_000 + index), PRIORITY: '6' }),
  syslog: (line: string, index: number) => `2026-03-01T10:10:${10 + index}+01:00 gpu-box vllm.service[4711]: ${line}`,
  'ISO time': (line: string, index: number) => `2026-03-01T10:10:${10 + index}.123456Z ${line}`,
  'Python logging': (line: string, index: number) => `2026-03-01 10:10:${10 + index},123 - INFO - ${line}`,
  colours: (line: string) => `\u001b[32m${line}\u001b[0m`,
  'a line drawn anew': (line: string, index: number) => `request ${index} of 9\rrequest 9 of 9\r${line}`,
} as const;

/** How a table may be written. */
export interface Spelling {
  readonly layout: (typeof LAYOUTS)[number];
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimal: '.' | ',';
  /** What stands between groups of three digits: `mark` is the comma beside a decimal point, the point beside a decimal comma. */
  readonly group: '' | 'mark' | "'" | ' ' | '\u202f';
  readonly unitIn: 'name' | 'brackets' | 'cell' | 'row';
  readonly seconds: boolean;
  readonly names: { readonly model: string; readonly batch: string; readonly ttft: string; readonly rate: string };
  /** Are there columns that say nothing of the subject: when, which execution, a remark? */
  readonly more: boolean;
  /** Do the measurements come first? */
  readonly reversed: boolean;
  readonly quoting: 'where needed' | 'all';
  /** Line above the header of a text. */
  readonly above: 'nothing' | '# written by hand' | '' | 'Speed of two models';
  readonly encoding: 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'utf-16be';
  readonly lineEnd: '\n' | '\r\n';
  readonly dress: keyof typeof DRESSES;
  /** Extension of a text that could have several. */
  readonly extension: 'csv' | 'txt' | 'log' | 'out';
}

const TEXTS: readonly string[] = ['wide', 'long', 'markdown', 'fenced', 'aligned'];
/** Written with points, as Markdown is, and what a program aligns. */
const POINTED: readonly string[] = ['markdown', 'aligned'];
const SEPARATED: readonly string[] = ['wide', 'fenced'];

export const spellings: fc.Arbitrary<Spelling> = fc
  .record({
    layout: fc.constantFrom('wide', 'wide', ...LAYOUTS),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    decimal: fc.constantFrom('.', ','),
    group: fc.constantFrom('', '', 'mark', "'", ' ', '\u202f'),
    unitIn: fc.constantFrom('name', 'brackets', 'cell', 'row'),
    seconds: fc.boolean(),
    names: fc.record({
      model: fc.constantFrom('model', 'Model', 'model_name', 'Model ID', 'MODEL', 'modelName'),
      batch: fc.constantFrom('batch_size', 'Batch Size', 'batch', 'bs', 'batchSize', 'batch-size'),
      ttft: fc.constantFrom(
        'ttft',
        'TTFT',
        'time_to_first_token',
        'Time to First Token',
        'first_token_latency',
        'Time To First Token (TTFT)',
        '1st token latency',
      ),
      rate: fc.constantFrom('decode', 'generation', 'Decode Throughput', 'eval', 'gen_speed', 'generation_throughput', 'Decode Speed'),
    }),
    more: fc.boolean(),
    reversed: fc.boolean(),
    quoting: fc.constantFrom('where needed', 'all'),
    above: fc.constantFrom('nothing', 'nothing', '# written by hand', '', 'Speed of two models'),
    encoding: fc.constantFrom('utf-8', 'utf-8-mark', 'utf-16le', 'utf-16be'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    dress: fc.constantFrom(...(Object.keys(DRESSES) as (keyof typeof DRESSES)[])),
    extension: fc.constantFrom('csv', 'txt', 'log', 'out'),
  } as const)
  .map((chosen): Spelling => {
    const isText = TEXTS.includes(chosen.layout);
    return {
      ...chosen,
      decimal: isText && !POINTED.includes(chosen.layout) ? chosen.decimal : '.',
      // Numbers of a line are told apart by their place: a row whose groups stand apart is refused with that reason.
      group: !isText || (chosen.layout === 'aligned' && chosen.group !== 'mark') ? '' : chosen.group,
      unitIn: chosen.unitIn === 'row' && !SEPARATED.includes(chosen.layout) ? 'brackets' : chosen.unitIn,
      above: ['wide', 'long', 'aligned'].includes(chosen.layout) ? chosen.above : 'nothing',
      // A log has lines; a document is written as it is.
      dress: isText || chosen.layout === 'lines' ? chosen.dress : 'none',
      lineEnd: chosen.dress === 'none' ? chosen.lineEnd : '\n',
    };
  });

/** Values with one decimal, so that no reading of them is ambiguous, and some of four digits, so that they have groups. */
const tenths = fc
  .integer({ min: 11, max: 99_999 })
  .filter((value) => value % 10 !== 0)
  .map((value) => value / 10);
export const samples = fc.array(
  fc.record({ model: fc.constantFrom('acme/tern-7b', 'lumen:2b'), batch: fc.constantFrom(1, 8), ttftMs: tenths, rate: tenths }),
  { minLength: 2, maxLength: 6 },
);

/** A column with its cells as a text writes them. */
interface Column {
  readonly use: 'label' | 'measure' | 'other';
  readonly name: string;
  readonly unit: string;
  readonly cells: readonly string[];
  readonly isNumber: boolean;
}

function columnsOf(rows: readonly Sample[], how: Spelling): Column[] {
  const { names, seconds, unitIn, more } = how;
  const label = (name: string, cells: string[], isNumber: boolean): Column => ({ use: 'label', name, unit: '-', cells, isNumber });
  const other = (name: string, cells: string[], isNumber = false): Column => ({ use: 'other', name, unit: '-', cells, isNumber });
  const measure = (name: string, unit: string, inName: string, cells: string[]): Column => ({
    use: 'measure',
    name: unitIn === 'name' ? `${name}_${inName}` : unitIn === 'brackets' ? `${name} (${unit})` : name,
    unit: `[${unit}]`,
    cells: unitIn === 'cell' ? cells.map((cell) => `${cell} ${unit}`) : cells,
    isNumber: unitIn !== 'cell',
  });
  const time = seconds ? 's' : 'ms';
  const columns = [
    label(
      names.model,
      rows.map(({ model }) => model),
      false,
    ),
    label(
      names.batch,
      rows.map(({ batch }) => String(batch)),
      true,
    ),
    measure(
      names.ttft,
      time,
      time,
      rows.map(({ ttftMs }) => (seconds ? number(ttftMs / 1000, how, 4) : number(ttftMs, how, 1))),
    ),
    measure(
      names.rate,
      'tok/s',
      'tokens_per_second',
      rows.map(({ rate }) => number(rate, how, 1)),
    ),
    ...(more
      ? [
          other(
            'timestamp',
            rows.map((_, index) => `2026-03-01 10:10:${10 + index}`),
          ),
          other(
            'run',
            rows.map((_, index) => String(index + 1)),
            true,
          ),
          other(
            'comment',
            rows.map(() => 'as usual'),
          ),
        ]
      : []),
  ];
  return how.reversed ? columns.reverse() : columns;
}

function number(value: number, { decimal, group }: Spelling, decimals: number): string {
  const [whole, fraction] = value.toFixed(decimals).split('.') as [string, string];
  const mark = group === 'mark' ? (decimal === ',' ? '.' : ',') : group;
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, mark)}${decimal}${fraction}`;
}

/** The samples as a file. */
export function written(rows: readonly Sample[], how: Spelling): { name: string; text: string; bytes: Uint8Array } {
  const { name, text: plain } = laidOut(columnsOf(rows, how), how);
  const lines = plain.replace(/\n$/, '').split('\n');
  const text = how.dress === 'none' ? plain : `${lines.map((line, index) => DRESSES[how.dress](line, index)).join('\n')}\n`;
  return { name, text, bytes: encoded(text, how.encoding) };
}

function laidOut(columns: readonly Column[], how: Spelling): { name: string; text: string } {
  const rowCount = columns[0]!.cells.length;
  const rows = Array.from({ length: rowCount }, (_, row) => columns.map(({ cells }) => cells[row]!));
  const names = columns.map(({ name }) => name);
  const table = [names, ...(how.unitIn === 'row' ? [columns.map(({ unit }) => unit)] : []), ...rows];
  const scalars = (row: number) => columns.map(({ name, cells, isNumber }) => [name, isNumber ? Number(cells[row]) : cells[row]!] as const);
  const records = rows.map((_, row) => Object.fromEntries(scalars(row)));
  const above = how.above === 'nothing' ? '' : how.above + how.lineEnd;
  const bars = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  switch (how.layout) {
    case 'wide':
      return { name: `a.${how.extension}`, text: above + separated(table, how) };
    case 'long': {
      const others = columns.filter(({ use }) => use !== 'measure');
      const long = rows.flatMap((_, row) =>
        columns
          .filter(({ use }) => use === 'measure')
          .map(({ name, cells }) => [...others.map((column) => column.cells[row]!), name, cells[row]!]),
      );
      return {
        name: `a.${how.extension}`,
        text: above + separated([[...others.map(({ name }) => name), 'metric', 'value'], ...long], how),
      };
    }
    case 'fenced':
      return { name: 'a.md', text: ['# Speed', '', '```csv', separated(table, how), '```', ''].join(how.lineEnd) };
    case 'aligned':
      return { name: `a.${how.extension === 'csv' ? 'txt' : how.extension}`, text: above + aligned(table, how) };
    case 'markdown':
      return { name: 'a.md', text: ['# Speed', '', bars(names), bars(names.map(() => '---')), ...rows.map(bars), ''].join(how.lineEnd) };
    case 'nested': {
      const part = (row: number, use: Column['use']) => Object.fromEntries(scalars(row).filter((_, index) => columns[index]!.use === use));
      return {
        name: 'a.json',
        text: JSON.stringify({
          runs: rows.map((_, row) => ({ config: part(row, 'label'), metrics: part(row, 'measure'), ...part(row, 'other') })),
        }),
      };
    }
    case 'records':
      return { name: 'a.json', text: JSON.stringify({ results: records }, null, 2) };
    case 'lines':
      return { name: 'a.jsonl', text: records.map((record) => JSON.stringify(record)).join('\n') };
    case 'split':
      return { name: 'a.json', text: JSON.stringify({ columns: names, data: records.map((record) => Object.values(record)) }) };
    case 'columns':
      return {
        name: 'a.json',
        text: JSON.stringify(Object.fromEntries(names.map((name) => [name, records.map((record) => record[name]!)]))),
      };
  }
}

function separated(table: readonly (readonly string[])[], { delimiter, quoting, lineEnd }: Spelling): string {
  const quoted = (cell: string) => (quoting === 'all' || cell.includes(delimiter) ? `"${cell}"` : cell);
  return table.map((line) => line.map(quoted).join(delimiter)).join(lineEnd);
}

function aligned(table: readonly (readonly string[])[], { lineEnd }: Spelling): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const line = (parts: readonly string[]) => parts.map((part, column) => part.padEnd(widths[column]! + 2)).join('');
  return table.map((parts) => line(parts).trimEnd() + lineEnd).join('');
}

function encoded(text: string, encoding: Spelling['encoding']): Uint8Array {
  if (encoding === 'utf-16le') return new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  if (encoding === 'utf-16be') return new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16());
  return new TextEncoder().encode(encoding === 'utf-8-mark' ? `\uFEFF${text}` : text);
}
