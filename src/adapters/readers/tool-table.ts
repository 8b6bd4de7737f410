import { type PipeRow, pipeCells } from './pipe-table.ts';

/** A table that a tool prints with bars while it works. */
export interface ToolTable {
  readonly header: PipeRow;
  readonly rows: readonly PipeRow[];
  /** Line of the next table's header, or the number of lines plus one: what stands before it belongs to this table. */
  readonly end: number;
}

function isRule(cells: readonly string[] | null): boolean {
  return cells !== null && cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));
}

/**
 * The tables of a tool in a log, in order. Unlike a table that somebody wrote, one that grows while the tool works has warnings, progress,
 * blank lines and the error of a model that did not fit between its rows: only the header of another table ends it. A row that stands
 * apart belongs to it when it has as many cells as the header.
 *
 * @param isHeader tells the tool's header from any other.
 */
export function toolTables(lines: readonly string[], isHeader: (cells: readonly string[]) => boolean): ToolTable[] {
  const tables: { header: PipeRow; rows: PipeRow[]; end: number }[] = [];
  let open = false;
  let last = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const cells = pipeCells(lines[index]!);
    if (!cells || isRule(cells)) continue;
    if (index + 1 < lines.length && isRule(pipeCells(lines[index + 1]!))) {
      if (open) tables.at(-1)!.end = index + 1;
      open = isHeader(cells);
      if (open) tables.push({ header: { line: index + 1, cells }, rows: [], end: lines.length + 1 });
      last = index + 1;
    } else if (open) {
      const { header, rows } = tables.at(-1)!;
      if (cells.length === header.cells.length || index === last + 1) rows.push({ line: index + 1, cells });
      last = index;
    }
  }
  return tables;
}
