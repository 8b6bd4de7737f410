import type { Gap } from '../contracts/claim.ts';
import { claim, name } from './prose.ts';

/** A part of a report that could not be made, and what was thrown: a bug of ours, whatever the input was. */
export interface FailedPart {
  /** What the part is, as a reader and the log name it: `findings: effects`, `table: Time to first token`. */
  readonly name: string;
  readonly error: unknown;
}

/** Told of each part that could not be made; the caller logs it with its stack. */
export type OnFailure = (part: FailedPart) => void;

/** For callers to whom a bug is a bug: what was thrown goes on. */
export function throwAgain({ error }: FailedPart): never {
  throw error;
}

/**
 * Makes one part of a report so that a bug in it costs that part only.
 *
 * @returns what `make` returns; null when it throws, after `onFailure` was told.
 */
export function attempt<T>(partName: string, make: () => T, onFailure: OnFailure): T | null {
  try {
    return make();
  } catch (error) {
    onFailure({ name: partName, error });
    return null;
  }
}

/** What a report says of a part that is missing from it. The same part has the same id, so that it is named once. */
export function partGap(partName: string): Gap {
  return claim(`part-${partName}`, [
    name(partName),
    ' could not be made: a bug in Benchscribe, see the log. Everything else stands without it.',
  ]);
}
