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

/**
 * Splits CSV text into records (RFC 4180, with tolerance: stray quotes and ragged rows are kept as they are, for the caller to judge).
 *
 * @param text without byte order mark; any line end.
 * @returns records in file order, lines that hold nothing left out, cells trimmed of surrounding blanks; empty text gives none. When the
 *   text breaks off or a record is larger than 4 MB, the records before it and a problem that names the line.
 */
export function csvRecords(text: string, options: CsvOptions = {}): { records: CsvRecord[]; problems: Problem[] } {
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      delimiter: options.delimiter ?? findDelimiter(text),
      quote: options.quote ?? '"',
      escape: options.quote ?? '"',
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
