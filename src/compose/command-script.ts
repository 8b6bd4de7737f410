import { dirname, join } from 'node:path';
import { type CodeStore, type RunScript, runScript } from '../edges/cache/kept-script.ts';
import { packStore } from '../edges/cache/pack-store.ts';
import { stateDirectory } from '../edges/host/state-directory.ts';

/** Of each version of the program and of the engine some. */
const BYTES_MAX = 64 * 1024 * 1024;

/** Compiled code in a directory. */
function codeStore(directory: string): CodeStore {
  const { readBytes, writeBytes, trim } = packStore(directory, BYTES_MAX);
  return {
    readBytes,
    writeBytes(key, bytes) {
      writeBytes(key, bytes);
      trim();
    },
  };
}

/** Runs a script of the built program with what the build has compiled of it (`scripts/keep-compiled.mjs`), or an earlier process. */
export function builtScript(path: string): RunScript {
  const kept = stateDirectory(process.env);
  return runScript(path, codeStore(join(dirname(path), '../compiled')), kept === null ? null : codeStore(join(kept, 'compiled')));
}

/** What a command exports that the build has made a script (`scripts/bundle.mjs`). What is compiled of it is kept when the process ends. */
export function commandScript(path: string): unknown {
  const { exports, keep } = builtScript(path);
  process.once('exit', keep);
  return exports;
}
