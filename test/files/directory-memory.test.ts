import { describe, expect, test } from '@jest/globals';
import { type DirectoryMemory, isHeld, noteFailure, noteState, noteSuccess } from '../../src/edges/files/directory-memory.ts';
import type { ReportState } from '../../src/edges/files/staleness.ts';
import { AppError } from '../../src/errors.ts';

const STALE: ReportState = { state: 'stale', reason: 'is missing', fingerprint: 'sha256:1', isGrowing: false, isUntold: false };
const UNSETTLED: ReportState = { state: 'unsettled', reason: 'a.csv is being written', fingerprint: '', isGrowing: false, isUntold: false };

function fresh(): DirectoryMemory {
  return { job: { root: 'bench', directory: 'run' }, isOverdue: false };
}

describe('failures', () => {
  test('holds a directory until its wait is over, twice as long each time, an hour at most', () => {
    const memory = fresh();
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(() => {
      noteFailure(memory, STALE, new Error('disk full'), 60_000, 0);
      return memory.failure!.retryAtMs / 60_000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect([isHeld(memory, STALE, 3_599_999), isHeld(memory, STALE, 3_600_000)]).toEqual([true, false]);
  });

  test('holds for good what trying again cannot help, unless inputs or published files change', () => {
    const memory = fresh();
    noteFailure(memory, STALE, new AppError('ARTIFACTS_TOO_MANY', 'x'), 60_000, 0);
    expect(isHeld(memory, STALE, Number.MAX_VALUE)).toBe(true);
    expect(isHeld(memory, { ...STALE, fingerprint: 'sha256:2' }, 1)).toBe(false);
    expect(isHeld(memory, { ...STALE, reason: 'is not a report of ours' }, 1)).toBe(false);
    noteSuccess(memory);
    expect(isHeld(memory, STALE, 1)).toBe(false);
  });

  test('counts from the start for another state', () => {
    const memory = fresh();
    noteFailure(memory, STALE, new Error('x'), 60_000, 0);
    noteFailure(memory, { ...STALE, fingerprint: 'sha256:2' }, new Error('x'), 60_000, 0);
    expect(memory.failure!.retryAtMs).toBe(60_000);
  });
});

describe('noteState', () => {
  test('keeps the time since when inputs are unsettled until they are settled', () => {
    const memory = fresh();
    noteState(memory, UNSETTLED, 10);
    noteState(memory, UNSETTLED, 20);
    expect(memory.unsettledSinceMs).toBe(10);
    noteState(memory, { ...UNSETTLED, state: 'fresh' }, 30);
    expect(memory.unsettledSinceMs).toBeUndefined();
  });

  test('starts anew when what has grown so far is reported', () => {
    const memory = { ...fresh(), isOverdue: true };
    noteState(memory, { ...STALE, isGrowing: true }, 40);
    expect(memory.isOverdue).toBe(true);
    noteState(memory, { ...UNSETTLED, isGrowing: true }, 50);
    expect(memory).toMatchObject({ isOverdue: false, unsettledSinceMs: 50 });
  });
});
