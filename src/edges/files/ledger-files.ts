import { hash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { LedgerText } from '../../contracts/ledger.ts';
import { LEDGER_NAME } from '../../contracts/ledger-name.ts';
import { AppError } from '../../errors.ts';
import { systemErrorCode, withRegularFile } from './safe-file.ts';

/** A person writes some hundred lines. */
const LEDGER_BYTES_MAX = 1024 * 1024;
/** Last days of acknowledgements. What only looks like one costs a report made once more. */
const UNTIL = /\buntil["']?\s*:\s*["']?(\d{4}-\d{2}-\d{2})/g;

/** Ledgers by the directory that they lie in, relative to the root: that of the root first, the one beside the report last. */
function placesOf(directory: string): string[] {
  const parts = directory === '.' ? [] : directory.split('/');
  return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/**
 * The ledgers that count for a report: in its directory and in those above it, up to the root. One that is there and cannot be read is told
 * with why; none gives [].
 */
export function readLedgerFiles(rootPath: string, directory: string): LedgerText[] {
  return placesOf(directory).flatMap((place): LedgerText[] => {
    const path = posix.join(place, LEDGER_NAME);
    const absolutePath = join(rootPath, path);
    try {
      if (lstatSync(absolutePath, { throwIfNoEntry: false }) === undefined) return [];
      const text = withRegularFile(rootPath, absolutePath, LEDGER_BYTES_MAX, (fd) => readFileSync(fd, 'utf8'));
      return [{ path, sha256: hash('sha256', text), text, problem: null }];
    } catch (error) {
      if (systemErrorCode(error) === null && !(error instanceof AppError)) throw error;
      return [{ path, sha256: '', text: null, problem: error instanceof AppError ? error.message : String(systemErrorCode(error)) }];
    }
  });
}

/** A day in UTC, like 2026-12-31. @param atMs epoch milliseconds. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** What a report depends on of its ledgers: their bytes, and how many of their acknowledgements have ended. */
export function ledgerMarks(ledgers: readonly LedgerText[], today: string): { readonly path: string; readonly sha256: string }[] {
  return ledgers.map(({ path, sha256, text, problem }) => {
    const ended = [...(text ?? '').matchAll(UNTIL)].filter(([, until]) => until! < today).length;
    return { path: `ledger: ${path}`, sha256: problem === null ? `${sha256} ended ${ended}` : `refused: ${problem}` };
  });
}
