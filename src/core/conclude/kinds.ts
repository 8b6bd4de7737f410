import type { KindFrames } from '../telling.ts';
import { CERTAINTY_FRAMES } from './certainty.ts';
import { CHANGE_CALIBRATION_FRAMES } from './change-calibration.ts';
import { LEDGER_FRAMES } from './change-states.ts';
import { CHANGED_FAILURES_FRAMES } from './changed-failures.ts';
import { CHANGE_FRAMES } from './changes.ts';
import { COLD_LEVEL_FRAMES, COLD_START_FRAMES } from './cold-starts.ts';
import { CURVE_FRAMES } from './curves.ts';
import { DEFINITIONS_FRAMES } from './definitions.ts';
import { EFFECT_FRAMES, NO_EFFECT_FRAMES, OPEN_EFFECT_FRAMES } from './effects.ts';
import { FAILED_FRAMES, FAILED_TOTAL_FRAMES } from './failures.ts';
import { GAP_FRAMES } from './gaps.ts';
import { GOODPUT_FRAMES } from './goodput.ts';
import { INPUT_FRAMES } from './input-quality.ts';
import { KNEE_FRAMES } from './knees.ts';
import { MATCHED_FRAMES } from './matched-rankings.ts';
import { MEASURED_FRAMES } from './measured.ts';
import { NEXT_RUNS_FRAMES } from './next-runs.ts';
import { NOISE_FRAMES } from './noise.ts';
import { NOTE_FRAMES } from './notes.ts';
import { OBJECTIVE_FRAMES } from './objectives.ts';
import { OVERLOAD_FRAMES } from './overload.ts';
import { PERCENTILES_FRAMES } from './percentiles.ts';
import { RANKING_FRAMES } from './ranking.ts';
import { REPEAT_FRAMES } from './repeat.ts';
import { RUNS_FRAMES } from './runs.ts';
import { SETTINGS_FRAMES } from './settings.ts';
import { TIE_FRAMES } from './tie.ts';
import { UNRANKED_FRAMES } from './unranked.ts';

/** How each kind of telling is said, by its id. */
export const KINDS: ReadonlyMap<string, KindFrames> = new Map(
  [
    CHANGED_FAILURES_FRAMES,
    CHANGE_CALIBRATION_FRAMES,
    ...CHANGE_FRAMES,
    ...LEDGER_FRAMES,
    RANKING_FRAMES,
    TIE_FRAMES,
    MATCHED_FRAMES,
    RUNS_FRAMES,
    MEASURED_FRAMES,
    UNRANKED_FRAMES,
    CURVE_FRAMES,
    KNEE_FRAMES,
    COLD_START_FRAMES,
    COLD_LEVEL_FRAMES,
    EFFECT_FRAMES,
    NO_EFFECT_FRAMES,
    OPEN_EFFECT_FRAMES,
    FAILED_TOTAL_FRAMES,
    FAILED_FRAMES,
    OVERLOAD_FRAMES,
    OBJECTIVE_FRAMES,
    GOODPUT_FRAMES,
    NOISE_FRAMES,
    SETTINGS_FRAMES,
    PERCENTILES_FRAMES,
    DEFINITIONS_FRAMES,
    ...INPUT_FRAMES,
    ...NOTE_FRAMES,
    CERTAINTY_FRAMES,
    GAP_FRAMES,
    NEXT_RUNS_FRAMES,
    REPEAT_FRAMES,
  ].map((kind) => [kind.id, kind]),
);
