/** Line of the file on which a cell stands, from 1: rows are counted as an editor shows them. null of a cell that is not named by its line. */
export function lineOfCell(cell: string): number | null {
  const line = /^(?:row|line)=(\d+)/.exec(cell)?.[1];
  return line === undefined ? null : Number(line);
}
