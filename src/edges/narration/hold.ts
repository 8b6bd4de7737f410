import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { systemErrorCode } from '../files/safe-file.ts';
import type { GateSignal } from './quiet-gate.ts';

/** What `benchscribe hold` writes. A file with anything else in it holds until it is removed: `touch` is enough. */
const Hold = z.object({ until: z.iso.datetime() });

/** A hold that somebody has asked for. */
export interface HoldState {
  /** Epoch milliseconds; infinite for a hold without end. */
  readonly untilMs: number;
}

/** The hold that stands; null where there is none or its time is over. A file that cannot be read holds: somebody has put it there. */
export function readHold(path: string, nowMs: number): HoldState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : { untilMs: Number.POSITIVE_INFINITY };
  }
  const untilMs = endOf(text);
  return untilMs > nowMs ? { untilMs } : null;
}

function endOf(text: string): number {
  try {
    const hold = Hold.safeParse(JSON.parse(text));
    return hold.success ? Date.parse(hold.data.until) : Number.POSITIVE_INFINITY;
  } catch {
    // Not ours: an empty file, or a note of somebody.
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Sets a hold. @param untilMs null for one that is released by hand.
 * @throws the error of the system when the file cannot be written.
 */
export function writeHold(path: string, untilMs: number | null): void {
  mkdirSync(dirname(path), { recursive: true });
  const temp = `${path}.${process.pid}.tmp`;
  writeFileSync(temp, untilMs === null ? '{}\n' : `${JSON.stringify({ until: new Date(untilMs).toISOString() })}\n`);
  renameSync(temp, path);
}

/** @returns whether there was one. */
export function releaseHold(path: string, nowMs: number): boolean {
  const was = readHold(path, nowMs) !== null;
  rmSync(path, { force: true });
  return was;
}

export function holdSignal(path: string, now: () => number = Date.now): GateSignal {
  return {
    async look() {
      const hold = readHold(path, now());
      if (hold === null) return null;
      const reason = Number.isFinite(hold.untilMs) ? `held until ${new Date(hold.untilMs).toISOString()}` : `held by ${path}`;
      return { id: 'hold', reason };
    },
  };
}
