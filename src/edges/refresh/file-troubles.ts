import type { ChildFailure } from './child.ts';
import type { Announcement } from './task.ts';

export interface ParserLimits {
  readonly parserHeapBytesMax: number;
  readonly parserTimeoutMs: number;
}

/** What is known of files that children died of. */
export interface FileTroubles {
  /** By identity: why a file is not parsed. It is forgotten when the file changes, or this process ends. */
  quarantined(): Readonly<Record<string, string>>;
  readonly patienceMs: (announced: Announcement | null) => number;
  /**
   * Decides what the next child does without, or first.
   *
   * @param suspects identities of files that come first; one that may be innocent is added.
   * @param left directories whose reports are still to be made, in their order.
   * @returns the directory whose report cannot be made; null when there is something else to try.
   */
  blame(failure: ChildFailure, suspects: string[], left: readonly string[]): string | null;
}

/** What the slowest disk in use still reads in a second. */
const READ_BYTES_PER_SECOND = 16 * 1024 * 1024;
/** No report of what was read takes longer, on a busy machine and with the files of a root of thousands, nor does the start of a process. */
const REPORT_MS_MAX = 600_000;
/** Files are forgotten beyond this, the oldest first. */
const FILES_MAX = 1_000;

export function fileTroubles({ parserTimeoutMs }: ParserLimits): FileTroubles {
  const reasons = new Map<string, string>();

  function reasonOf({ reason, message }: ChildFailure): string {
    if (reason === 'timeout') return `its parsing took longer than ${parserTimeoutMs} ms: raise limits.parserTimeoutMs or split the file`;
    if (reason === 'killed') return `its parser ran out of memory (${message}): raise limits.parserHeapBytesMax or split the file`;
    return `its parser failed (${message}): please report this file as a bug`;
  }

  function quarantine(identity: string, failure: ChildFailure): void {
    if (reasons.size >= FILES_MAX) reasons.delete([...reasons.keys()][0]!);
    reasons.set(identity, reasonOf(failure));
  }

  return {
    quarantined: () => Object.fromEntries(reasons),
    patienceMs(announced) {
      if (announced?.doing === 'read') return Number.POSITIVE_INFINITY;
      if (announced?.doing === 'parse') return parserTimeoutMs + (announced.bytes / READ_BYTES_PER_SECOND) * 1_000;
      return Math.max(parserTimeoutMs, REPORT_MS_MAX);
    },
    blame(failure, suspects, left) {
      const { during, reason } = failure;
      if (during?.doing !== 'parse')
        return left.find((directory) => during?.doing === 'report' && directory === during.directory) ?? left[0]!;
      // Memory may have been short before this file came: it is tried again while there is most of it.
      if (reason === 'killed' && !suspects.includes(during.identity)) suspects.unshift(during.identity);
      else quarantine(during.identity, failure);
      return null;
    },
  };
}
