import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { isHidden } from './artifact-listing.ts';
import { systemErrorCode } from './safe-file.ts';

/**
 * - `present`: it is watched and reported on.
 * - `absent`: there is no directory that can be read.
 * - `empty`: nothing is in it, neither results nor reports: perhaps the mount point of a disk that is away.
 * - `replaced`: another file system than before stands in its place, without a report of ours.
 */
export type RootState = 'present' | 'absent' | 'empty' | 'replaced';

export interface RootSight {
  readonly state: RootState;
  /** One line for people; '' for one that is present. */
  readonly reason: string;
}

/** Tells whether what stands at the path of a root is that root. Nothing is ever written into a root that is not present. */
export interface RootPresence {
  look(root: { readonly id: string; readonly path: string }): RootSight;
}

const PRESENT: RootSight = { state: 'present', reason: '' };

/**
 * The file systems are remembered for the life of the process only: their numbers change when the machine starts anew.
 *
 * @param holdsReport whether a report of ours stands anywhere below a root: whatever carries one is ours, on whatever device.
 */
export function rootPresence(holdsReport: (rootPath: string) => boolean): RootPresence {
  const devices = new Map<string, bigint>();

  return {
    look({ id, path }) {
      let stats: BigIntStats;
      let names: string[];
      try {
        stats = statSync(path, { bigint: true });
        names = readdirSync(path);
      } catch (error) {
        const code = systemErrorCode(error);
        if (code === null) throw error;
        return { state: 'absent', reason: `${path} cannot be read (${code})` };
      }
      if (names.every(isHidden)) return { state: 'empty', reason: `${path} holds nothing, neither results nor reports` };
      const device = devices.get(id);
      if (device !== undefined && device !== stats.dev && !holdsReport(path)) {
        return { state: 'replaced', reason: `another file system stands at ${path} and holds no report: restart to have it served` };
      }
      devices.set(id, stats.dev);
      return PRESENT;
    },
  };
}
