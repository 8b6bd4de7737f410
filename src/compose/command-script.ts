import { join } from 'node:path';
import { runScript } from '../edges/cache/kept-script.ts';
import { packStore } from '../edges/cache/pack-store.ts';
import { stateDirectory } from '../edges/host/state-directory.ts';

/**
 * What a command exports that the build has made a script (`scripts/bundle.mjs`): run with what was compiled of it before, which is kept when
 * the process ends.
 *
 * @param path of the script.
 */
export function commandScript(path: string): unknown {
  const kept = stateDirectory(process.env);
  const { exports, keep } = runScript(path, kept === null ? null : packStore(join(kept, 'parsed')));
  process.once('exit', keep);
  return exports;
}
