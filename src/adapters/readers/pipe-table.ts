/** A row of a table drawn with bars, and the line it stands on, counted from 1. */
export interface PipeRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A Markdown table found in any text: a log, a README. */
export interface PipeTable {
  readonly header: PipeRow;
  readonly rows: readonly PipeRow[];
  /** First line after it. */
  readonly end: number;
}

/** A rule of dashes between bars; quote marks before it are allowed. */
function isRule(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s>|:-]+$/.test(line);
}

/** Cells of a line drawn with bars, without marks of emphasis and code; null for a line that is none. Quote marks before it are ignored. */
export function pipeCells(line: string): string[] | null {
  const text = line.replace(/^[\s>]+/, '').trimEnd();
  if (!text.startsWith('|')) return null;
  return text
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(/[*`]/g, '').replaceAll('\\|', '|').trim());
}

/** Every table of a text, in order: a header, a rule of dashes, and the rows below it. A table without rows is given too. */
export function pipeTables(lines: readonly string[]): PipeTable[] {
  const tables: PipeTable[] = [];
  for (let index = 0; index + 1 < lines.length; index += 1) {
    const cells = pipeCells(lines[index]!);
    if (!cells || !isRule(lines[index + 1]!)) continue;
    const rows: PipeRow[] = [];
    let next = index + 2;
    for (; next < lines.length; next += 1) {
      const row = pipeCells(lines[next]!);
      if (!row) break;
      rows.push({ line: next + 1, cells: row });
    }
    tables.push({ header: { line: index + 1, cells }, rows, end: next + 1 });
    index = next - 1;
  }
  return tables;
}
