// A copy of a tree of results as a benchmark finds it: without reports that lie in it, and at rest for an hour, so that nothing waits for its
// files to fall quiet.
import { chmodSync, cpSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const OWN = /^benchscribe-report\.\w+$/;

/** Files of the copy, relative to it, sorted. */
export function restedCopy(tree, copy) {
  cpSync(tree, copy, { recursive: true, filter: (path) => !OWN.test(path.slice(path.lastIndexOf('/') + 1)) });
  const hourAgo = Date.now() / 1_000 - 3_600;
  const paths = readdirSync(copy, { recursive: true, encoding: 'utf8' }).sort();
  for (const path of paths) {
    const isFile = statSync(join(copy, path)).isFile();
    chmodSync(join(copy, path), isFile ? 0o644 : 0o755);
    utimesSync(join(copy, path), hourAgo, hourAgo);
  }
  return paths.filter((path) => statSync(join(copy, path)).isFile());
}
