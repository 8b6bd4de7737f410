import { execFile } from 'node:child_process';
import { maxOf } from '../../sequences/extremes.ts';
import type { GateSignal } from './quiet-gate.ts';

/** What `nvidia-smi` says of how busy the GPUs are. */
export type GpuLoad =
  | { readonly kind: 'load'; readonly percent: number }
  /** There is no such program, no GPU it could reach, or it tells no load: nobody can be disturbed who could be seen. */
  | { readonly kind: 'untold'; readonly why: string }
  /** It gives no answer in time, as on a machine that is fully taken. */
  | { readonly kind: 'silent' };

/** It takes some 50 ms, and seconds where the driver must be started first. */
const DEADLINE_MS = 5_000;
const QUERY = ['--query-gpu=utilization.gpu', '--format=csv,noheader,nounits'];

/** Load of the busiest GPU of this machine. @param program Default: the one in the path. */
export function gpuLoad(program = 'nvidia-smi', deadlineMs = DEADLINE_MS): Promise<GpuLoad> {
  return new Promise((resolve) => {
    execFile(program, QUERY, { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (error === null) resolve(parseLoad(stdout));
      else if (error.killed === true) resolve({ kind: 'silent' });
      else resolve({ kind: 'untold', why: error.code === 'ENOENT' ? 'no nvidia-smi is here' : `nvidia-smi failed (${error.code})` });
    });
  });
}

/** One line per GPU, a number in per cent; "[N/A]" or "[Not Supported]" where it is not counted, as with MIG. */
export function parseLoad(csv: string): GpuLoad {
  const loads = csv
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\d+(?:\.\d+)?$/.test(line))
    .map(Number);
  if (loads.length === 0) return { kind: 'untold', why: 'nvidia-smi tells no load' };
  return { kind: 'load', percent: maxOf(loads) };
}

/** @param load how it is found out. */
export function gpuSignal(percentMax: number, load: () => Promise<GpuLoad> = () => gpuLoad()): GateSignal {
  return {
    async look(moment) {
      if (moment === 'during') return null;
      const found = await load();
      if (found.kind === 'silent') return { id: 'gpu', reason: 'nvidia-smi does not answer' };
      if (found.kind === 'untold' || found.percent <= percentMax) return null;
      return { id: 'gpu', reason: `a GPU is at ${found.percent} %` };
    },
  };
}
