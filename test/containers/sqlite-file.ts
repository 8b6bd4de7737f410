import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeSqlite } from '../../src/edges/containers/node-sqlite.ts';

/** A database that these statements make. Only for a Node that has `node:sqlite`. */
export function sqliteFile(...statements: readonly string[]): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'benchscribe-test-'));
  try {
    const path = join(directory, 'made.db');
    const database = new (nodeSqlite()!.DatabaseSync)(pathToFileURL(path), { readOnly: false });
    for (const statement of statements) database.exec(statement);
    database.close();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
