import { ADVICE_SHAPES } from './advice.ts';
import { CAUSE_SHAPES } from './causes.ts';
import { CELL_SHAPES } from './cells.ts';
import { CHANGE_SHAPES } from './changes.ts';
import { CONTEST_SHAPES } from './contests.ts';
import { type Context, EMPTY_SCENE, type Shape } from './context.ts';
import type { ReportRecord, Vocabulary } from './evidence.ts';
import { FAILURE_SHAPES } from './failures.ts';
import { GAP_SHAPES } from './gaps.ts';
import { INPUT_SHAPES } from './inputs.ts';
import { KNEE_SHAPES } from './knees.ts';
import { LEDGER_SHAPES } from './ledger.ts';
import { MEASURE_SHAPES } from './measures.ts';
import { masked } from './names.ts';
import { NEXT_RUNS_SHAPES } from './next-runs.ts';
import { OBJECTIVE_SHAPES } from './objectives.ts';
import { SETTING_SHAPES } from './settings.ts';

/** What came of a sentence: true, false with the reason, or not read at all. */
export interface Judgement {
  readonly verdict: 'true' | 'false' | 'unread';
  readonly why: string;
  /** The shapes of its clauses, in order. */
  readonly shapes: readonly string[];
}

/** Those that say the most first: what measures whatever stands before a colon comes last. */
const SHAPES: readonly Shape[] = [
  ...ADVICE_SHAPES,
  ...NEXT_RUNS_SHAPES,
  ...GAP_SHAPES,
  ...FAILURE_SHAPES,
  ...INPUT_SHAPES,
  ...LEDGER_SHAPES,
  ...CHANGE_SHAPES,
  ...OBJECTIVE_SHAPES,
  ...KNEE_SHAPES,
  ...CAUSE_SHAPES,
  ...CELL_SHAPES,
  ...CONTEST_SHAPES,
  ...SETTING_SHAPES,
  ...MEASURE_SHAPES,
];

/** A sentence that holds semicolons of its own: what metrics mean. */
const WHOLE = /means different things in these files/;

function clausesOf(text: string): string[] {
  const sentence = text.replace(/\.$/, '');
  return WHOLE.test(sentence) ? [sentence] : sentence.split(/; |\. (?=With it moved|New: |Not compared: |By decision )/);
}

/**
 * Computes whether a sentence of a page is true, from the facts of its report alone: by a grammar, a reading of numbers and a comparison of
 * its own, which share nothing with what wrote the sentence.
 *
 * @param sentence in plain text, as a reader sees it.
 */
export function truthOf(sentence: string, report: ReportRecord, vocabulary: Vocabulary): Judgement {
  const { text, quotations } = masked(sentence);
  const context: Context = {
    report,
    facts: report.facts,
    byId: new Map(report.facts.map((fact) => [fact.id, fact])),
    vocabulary,
    sentence: { text, quotations },
    scene: { ...EMPTY_SCENE },
  };
  const shapes: string[] = [];
  for (const clause of clausesOf(text)) {
    const shape = SHAPES.find(({ pattern, within }) => (within === undefined || within === context.scene.listing) && pattern.test(clause));
    const groups = shape?.pattern.exec(clause)?.groups ?? {};
    if (!shape) return { verdict: 'unread', why: `"${clause}" is not read`, shapes };
    shapes.push(shape.name);
    const problem = shape.judge(groups, context);
    if (problem !== null) return { verdict: 'false', why: `${shape.name}: ${problem}`, shapes };
  }
  return { verdict: 'true', why: '', shapes };
}
