import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import type { PackStore } from './pack-store.ts';

/** A script that was run, and what it exports. */
export interface RunScript {
  readonly exports: unknown;
  /** Keeps what the engine has compiled of it by now for later processes, once; does nothing where it was taken from there. */
  keep(): void;
}

/** Where code is kept. */
export type CodeStore = Pick<PackStore, 'readBytes' | 'writeBytes'>;

type Body = (exports: object, require: (name: string) => unknown, module: { exports: unknown }) => void;

/**
 * Runs a script in the form of CommonJS that asks for nothing but Node's own modules, with the code that was compiled of it before: to
 * compile it anew takes a third of the time of a command that has little else to do. Code is found again by what the script says, by the engine and by its settings.
 *
 * @param path of a file that is a function of `exports`, `require` and `module`: put around its text here, it would be held twice.
 * @param shipped with the program; null where nothing is. @param own null to keep nothing.
 */
export function runScript(path: string, shipped: CodeStore | null, own: CodeStore | null): RunScript {
  const bytes = readFileSync(path);
  const key = JSON.stringify(['script', hash('sha256', bytes), cachedDataVersionTag()]);
  const cachedData = shipped?.readBytes(key) ?? own?.readBytes(key) ?? undefined;
  const script = new Script(bytes.toString(), {
    filename: pathToFileURL(path).href,
    cachedData,
  });
  let isKept = cachedData !== undefined && script.cachedDataRejected === false;
  const module = { exports: {} };
  (script.runInThisContext() as Body)(module.exports, builtin, module);
  return {
    exports: module.exports,
    keep() {
      if (!isKept) own?.writeBytes(key, script.createCachedData());
      isKept = true;
    },
  };
}

function builtin(name: string): unknown {
  const module: unknown = process.getBuiltinModule(name);
  if (module === undefined) throw new Error(`the script does not hold ${name}`);
  return module;
}
