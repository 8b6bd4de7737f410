/** Is `name`, behind its directory or not, the end of `path`? */
function endsWith(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

/**
 * Does an entry name this run? A report leaves out of its runs' names what all of them share, so that one run is `2026-11-11` in the report of
 * `nightly` and may be `nightly/2026-11-11` in that of the root: one name must be the end of the other.
 */
export function namesRun(entry: string, run: string, directory: string): boolean {
  const path = directory === '.' ? run : `${directory}/${run}`;
  return endsWith(path, entry) || endsWith(entry, path);
}
