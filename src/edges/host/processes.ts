import { readdirSync, readFileSync } from 'node:fs';
import { systemErrorCode } from '../files/safe-file.ts';

/** What the kernel says of a process. */
export interface ProcessSight {
  /** When it started, in clock ticks since boot: tells it from a later one with the same id. */
  readonly startedAt: string;
  /** One letter of proc(5): T is stopped, Z is dead and not yet buried. */
  readonly state: string;
}

/** A process of this machine; null where there is none of that id, or no /proc (macOS). */
export function lookAtProcess(pid: number): ProcessSight | null {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name stands in brackets and may hold anything: what follows the last bracket counts.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
}

/** Ids of the direct children of a process; [] where the kernel does not say. */
export function childrenOf(pid: number): number[] {
  const threads = listProc(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    const children = readProc(`/proc/${pid}/task/${thread}/children`) ?? '';
    return children
      .split(' ')
      .filter((child) => child !== '')
      .map(Number);
  });
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return null;
  }
}

function listProc(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return [];
  }
}
