import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface WorkerEvent {
  readonly event: 'started' | 'finished' | 'aborted';
  readonly directory: string;
  readonly at: number;
}

export interface WorkerProcess {
  readonly events: WorkerEvent[];
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

const script = join(import.meta.dirname, '../queue/worker-process.mjs');

/** Starts `test/queue/worker-process.mjs`, which needs the built program in `dist/`. */
export function workerProcess(options: object): WorkerProcess {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const events: WorkerEvent[] = [];
  createInterface(child.stdout).on('line', (line) => events.push(JSON.parse(line) as WorkerEvent));
  return {
    events,
    async kill(signal) {
      child.kill(signal);
      await exit;
    },
  };
}
