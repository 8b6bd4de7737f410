/** What is used of `node:sqlite`, which the oldest supported Node does not have. */
export interface SqliteModule {
  readonly DatabaseSync: new (location: URL, options: { readonly readOnly: boolean }) => Database;
}

export interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

interface Statement {
  setReadBigInts(enabled: boolean): void;
  get(...values: readonly unknown[]): Record<string, unknown> | undefined;
  iterate(...values: readonly unknown[]): Iterable<Record<string, unknown>>;
}

/** Whether this Node can read SQLite; a database must be opened by a URL, which the first versions with `node:sqlite` could not. */
export function readsSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 10) || (major === 22 && minor >= 15);
}

/** null where this Node cannot read SQLite. */
export function nodeSqlite(): SqliteModule | null {
  if (!readsSqlite()) return null;
  // It is called experimental when it is loaded, on the terminal of somebody who only asked for a report.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite') as SqliteModule;
  } finally {
    process.emitWarning = emitWarning;
  }
}
