import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../errors.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { systemErrorCode } from '../files/safe-file.ts';
import { type Database, nodeSqlite, type SqliteModule } from './node-sqlite.ts';
import { type ContainerLimits, type ContainerRows, type RowText, UnreadableContainer } from './row-text.ts';

/**
 * Writes the tables of an SQLite database as the members of one object. Views, virtual tables and what SQLite keeps for itself are no tables.
 *
 * @throws UnreadableContainer for a database that is damaged, or that this Node cannot read.
 * @throws AppError `ARTIFACT_UNREADABLE` when there is no room for a temporary copy.
 */
export function readSqlite(bytes: Uint8Array, text: RowText, { rowsMax }: ContainerLimits): ContainerRows {
  const sqlite = nodeSqlite();
  if (sqlite === null) {
    const reason = `an SQLite database: reading it needs Node 22.15 or later, this is Node ${process.versions.node}`;
    throw new UnreadableContainer('unknown', reason);
  }
  try {
    const database = openCopy(sqlite, bytes);
    try {
      return readTables(database, text, rowsMax);
    } finally {
      database.close();
    }
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    throw new UnreadableContainer('quarantined', `the SQLite database cannot be read: ${error.message}`, { cause: error });
  }
}

function isSqliteError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/**
 * Opens a private copy of exactly the bytes that were hashed: the file itself may change meanwhile, and SQLite would look for a journal beside
 * it. The copy has no name any more when it is read, so that none is left behind, however this process ends.
 */
function openCopy({ DatabaseSync }: SqliteModule, bytes: Uint8Array): Database {
  let directory: string | null = null;
  try {
    directory = mkdtempSync(join(tmpdir(), 'benchscribe-sqlite-'));
    const path = join(directory, 'copy');
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
    const location = pathToFileURL(path);
    // Nobody writes to it: no lock, no journal, and no shared memory file for a database with a write-ahead log.
    location.search = 'immutable=1';
    return new DatabaseSync(location, { readOnly: true });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null || isSqliteError(error)) throw error;
    throw new AppError('ARTIFACT_UNREADABLE', `no temporary copy of an SQLite database could be written (${code})`, { cause: error });
  } finally {
    if (directory !== null) rmSync(directory, { recursive: true, force: true });
  }
}

function readTables(database: Database, text: RowText, rowsMax: number): ContainerRows {
  // Functions that a schema names are not called on its word.
  database.exec('PRAGMA trusted_schema = OFF');
  const tables = database.prepare(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  const names = [...tables.iterate()].map(({ name }) => String(name));
  let rowCountTotal = 0;
  let rowCount = 0;
  text.write('{');
  for (const [index, name] of names.entries()) {
    text.write(`${index === 0 ? '' : ','}\n${JSON.stringify(name)}: [`);
    const total = Number(database.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`).get()?.['n']);
    const wanted = Math.min(total, rowsMax - rowCount);
    rowCountTotal += total;
    rowCount += wanted;
    if (wanted > 0) for (const row of rowsOf(database, name, wanted)) text.addRow(`/${pointerToken(name)}`, row);
    text.write('\n]');
  }
  text.write('\n}\n');
  return { rowCount, rowCountTotal };
}

/** The rows in the order of the table itself. Of bytes (SQLite types each cell) not one is copied: they come as no bytes at all. */
function rowsOf(database: Database, table: string, count: number): Iterable<Record<string, unknown>> {
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)');
  const cells = [...columns.iterate(table)].map(({ name }) => {
    const column = quoted(String(name));
    return `CASE typeof(${column}) WHEN 'blob' THEN x'' ELSE ${column} END AS ${column}`;
  });
  const rows = database.prepare(`SELECT ${cells.join(', ')} FROM ${quoted(table)} NOT INDEXED LIMIT ?`);
  rows.setReadBigInts(true);
  return rows.iterate(count);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
