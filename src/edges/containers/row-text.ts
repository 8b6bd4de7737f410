import type { CoveredColumn } from '../../contracts/coverage.ts';
import { pointerToken } from '../../metrics/cells.ts';

/** Why a container is not read. */
export class UnreadableContainer extends Error {
  readonly verdict: 'quarantined' | 'unknown';

  constructor(verdict: UnreadableContainer['verdict'], reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'UnreadableContainer';
    this.verdict = verdict;
  }
}

export interface ContainerLimits {
  /** Rows that are used, of all tables together. */
  readonly rowsMax: number;
  /** Size of their text. */
  readonly bytesMax: number;
}

/** How many rows were written, and how many there are. */
export interface ContainerRows {
  readonly rowCount: number;
  readonly rowCountTotal: number;
}

/**
 * Writes JSON a row a line, so that `explain` can show the row behind a number. The comma stands before the row: no line is a document by
 * itself, which would make JSON lines of it.
 */
export interface RowText {
  /** Text that is no row: brackets, names of tables. */
  write(text: string): void;
  /**
   * @param at JSON pointer of the list in which the row stands.
   * @throws UnreadableContainer when the text becomes larger than a document may be.
   */
  addRow(at: string, row: Readonly<Record<string, unknown>>): void;
  /** UTF-8. */
  bytes(): Uint8Array;
  /** Columns whose bytes are in no row, with how many cells that are. */
  leftOut(): CoveredColumn[];
}

/** Rows are encoded when this many characters have come together. */
const BATCH_CHARS = 1024 * 1024;

/** @param bytesMax size of the whole text. */
export function rowText(bytesMax: number): RowText {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const binary = new Map<string, number>();
  let batch: string[] = [];
  let batchChars = 0;
  let byteCount = 0;
  let isFirstRow = true;

  function flush(): void {
    const part = encoder.encode(batch.join(''));
    parts.push(part);
    byteCount += part.length;
    batch = [];
    batchChars = 0;
    if (byteCount > bytesMax) {
      const reason = `as text its rows take more than ${bytesMax} bytes: raise limits.documentBytesMax or split the file`;
      throw new UnreadableContainer('quarantined', reason);
    }
  }

  function append(text: string): void {
    batch.push(text);
    batchChars += text.length;
    if (batchChars >= BATCH_CHARS) flush();
  }

  /** What is no text, number or truth value has no form in JSON: bytes are counted and left out, whatever they hold. */
  function plain(value: unknown, at: string): unknown {
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (typeof value !== 'object' || value === null) return value ?? null;
    if (value instanceof Uint8Array) {
      binary.set(at, (binary.get(at) ?? 0) + 1);
      return null;
    }
    if (Array.isArray(value) || ArrayBuffer.isView(value))
      return Array.from(value as ArrayLike<unknown>, (element) => plain(element, `${at}/*`));
    return plainRow(value as Record<string, unknown>, at);
  }

  function plainRow(row: Readonly<Record<string, unknown>>, at: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value, `${at}/${pointerToken(name)}`)]));
  }

  return {
    write(text) {
      append(text);
      isFirstRow = true;
    },
    addRow(at, row) {
      append(`${isFirstRow ? '' : '\n,'}${JSON.stringify(plainRow(row, `${at}/*`))}`);
      isFirstRow = false;
    },
    bytes() {
      flush();
      return Buffer.concat(parts);
    },
    leftOut: () =>
      [...binary].map(([at, count]) => ({
        at,
        use: 'left-out',
        filled: count,
        leftOut: count,
        reason: 'bytes, which are no text and no number',
      })),
  };
}
