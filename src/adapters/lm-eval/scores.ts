import { slug } from '../../metrics/labels.ts';

/** What a score of an evaluation harness is. */
export interface Score {
  readonly metric: string;
  readonly unit: string;
  /** A mean over the documents of the task; a perplexity or a corpus-level F1 is none. */
  readonly isMean: boolean;
}

/** Score names of lm-evaluation-harness and lighteval, lower case -> metric. */
const SCORES: ReadonlyMap<string, Score> = new Map([
  ...ratios('accuracy', 'acc', 'accuracy', 'acc_unnorm', 'loglikelihood_acc'),
  ...ratios('accuracy_normalized', 'acc_norm', 'loglikelihood_acc_norm'),
  ...ratios('exact_match', 'exact_match', 'em', 'exact'),
  ...ratios('quasi_exact_match', 'qem', 'quasi_exact_match', 'extractive_match'),
  ...ratios('f1', 'f1'),
  ...ratios('mc1', 'mc1', 'truthfulqa_mc1'),
  ...ratios('mc2', 'mc2', 'truthfulqa_mc2'),
  ...ratios('pass_at_1', 'pass@1', 'pass_at_1'),
  ...ratios('prompt_level_strict_accuracy', 'prompt_level_strict_acc'),
  ...ratios('prompt_level_loose_accuracy', 'prompt_level_loose_acc'),
  ...ratios('instruction_level_strict_accuracy', 'inst_level_strict_acc'),
  ...ratios('instruction_level_loose_accuracy', 'inst_level_loose_acc'),
  ...plain('perplexity', 'perplexity', 'ppl'),
  ...plain('word_perplexity', 'word_perplexity'),
  ...plain('byte_perplexity', 'byte_perplexity'),
  ...plain('bits_per_byte', 'bits_per_byte'),
]);

function ratios(metric: string, ...names: readonly string[]): [string, Score][] {
  return names.map((name) => [name, { metric, unit: 'ratio', isMean: metric !== 'f1' }]);
}

function plain(metric: string, ...names: readonly string[]): [string, Score][] {
  return names.map((name) => [name, { metric, unit: 'score', isMean: false }]);
}

/** The score of a name; one that is not known keeps its name, and its unit is not known. */
export function scoreOf(name: string): Score {
  const known = SCORES.get(name.toLowerCase());
  if (known) return known;
  const unit = /^percent_|_percent$/.test(name) ? '%' : /(?:^|_)(?:exact|f1|acc)$/.test(name) ? 'ratio' : 'score';
  return { metric: slug(name) || 'score', unit, isMean: true };
}

/**
 * Unit of a score. Some tasks (SQuAD 2 above all) state accuracy and F1 in per cent: a share above 1 gives away that all shares of the
 * task are.
 *
 * @param taskValues every value of the same task that should be a share.
 */
export function unitOf(score: Score, taskValues: readonly number[]): string {
  return score.unit === 'ratio' && taskValues.some((value) => value > 1) ? '%' : score.unit;
}
