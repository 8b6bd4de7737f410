import { CsvError, parse } from 'csv-parse/sync';
import type { Problem } from '../../contracts/observation.ts';
import { findDelimiter } from './dialect.ts';

/** One CSV record and the physical line on which it starts; the header is on line 1, as an editor shows it. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvOptions {
  /** Column separator; found from the first lines where absent. */
  readonly delimiter?: string;
  /** Quotation mark, which is doubled to stand for itself; `"` where absent. SQL has `'`. */
  readonly quote?: string;
}

/** A cell that is cut out of a text keeps all of it in memory: that of a large file is not cut. */
const PLAIN_CHARS_MAX = 256 * 1024;

/** The records of a text without quotation marks: its lines, cut at the separators. To set up a parser takes longer than to read a small file. */
function plainRecords(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  text.split(/\r\n|\n|\r/).forEach((content, index) => {
    const cells = content.split(delimiter).map((cell) => cell.trim());
    if (cells.length > 1 || cells[0] !== '') records.push({ line: index + 1, cells });
  });
  return records;
}

/**
 * Splits CSV text into records (RFC 4180, with tolerance: stray quotes and ragged rows are kept as they are, for the caller to judge).
 *
 * @param text without byte order mark; any line end.
 * @returns records in file order, lines that hold nothing left out, cells trimmed of surrounding blanks; empty text gives none. When the
 *   text breaks off or a record is larger than 4 MB, the records before it and a problem that names the line.
 */
export function csvRecords(text: string, options: CsvOptions = {}): { records: CsvRecord[]; problems: Problem[] } {
  const { delimiter = findDelimiter(text), quote = '"' } = options;
  if (text.length <= PLAIN_CHARS_MAX && !text.includes(quote)) return { records: plainRecords(text, delimiter), problems: [] };
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      delimiter,
      quote,
      escape: quote,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 4_000_000,
      on_record: (cells: string[], { lines }) => {
        // The parser counts the line on which a record ends; quoted cells may span several.
        const inner = cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
        records.push({ line: lines - inner, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : (records.at(-1)?.line ?? 0) + 1;
    return { records, problems: [{ line, message: `not readable as CSV from here on: ${error.message.split('\n', 1)[0]}` }] };
  }
  return { records, problems: [] };
}
