import type { ClaimForm } from '../../../contracts/checked-claim.ts';
import type { Condition } from './condition.ts';
import type { NumberMention } from './find-numbers.ts';
import type { ClaimSubject } from './subject-of.ts';
import type { AskedStatistic } from './wording.ts';

/** Where a claim stands, and the words that are it. */
interface Placed {
  readonly line: number;
  readonly quote: string;
  readonly said: string;
}

/** A number of a quantity: "`a` reaches 13.6 tok/s". */
export interface ValueDraft extends Placed {
  readonly form: Extract<ClaimForm, 'value' | 'range' | 'bound'>;
  readonly number: NumberMention;
  readonly subject: ClaimSubject;
  readonly settings: readonly Condition[];
  /** Metrics that the words may mean. */
  readonly metrics: readonly string[];
  /** The words name the quantity; otherwise its unit alone tells it. */
  readonly isNamed: boolean;
  /** Nothing says that it was measured here: a time that may be of anything. It can be borne out, and not be wrong. */
  readonly isOpen: boolean;
  /** Base units of the quantity that the words name. */
  readonly bases: readonly string[];
  readonly statistic: AskedStatistic | null;
  readonly subset: 'cold' | 'warm' | null;
}

/** What two are held against each other in. */
interface Compared {
  readonly metrics: readonly string[];
  readonly isNamed: boolean;
  /** Times as a whole, which say who is faster where no rate does; [] where the words name a quantity. */
  readonly times: readonly string[];
  /** What the sentence names besides the two, which holds for both. */
  readonly shared: readonly Condition[];
  /** Settings of both. */
  readonly settings: readonly Condition[];
}

export interface DifferenceDraft extends Placed, Compared {
  readonly form: 'difference';
  readonly number: NumberMention;
  /** The words leave open which of the two is said to be ahead. */
  readonly isEither: boolean;
  readonly statistic: AskedStatistic | null;
  /** Who is said to differ from whom; null where nobody is named. */
  readonly first: readonly Condition[] | null;
  readonly second: readonly Condition[] | null;
  readonly foreign: string | null;
  /** The first one is said to have the larger value, the smaller one, or neither is said. */
  readonly way: 'more' | 'less' | null;
  /** It is said to be better or worse at it: faster, slower. */
  readonly merit: 'better' | 'worse' | null;
}

export interface RelationDraft extends Placed, Compared {
  readonly form: 'relation' | 'superlative';
  readonly first: readonly Condition[] | null;
  /** null of a superlative: against all others. */
  readonly second: readonly Condition[] | null;
  readonly foreign: string | null;
  /** What the text calls the first one; null where nobody is named. */
  readonly called: string | null;
  readonly way: 'more' | 'less' | null;
  readonly merit: 'better' | 'worse' | null;
  readonly subset: 'cold' | 'warm' | null;
}

export interface EffectDraft extends Placed {
  readonly form: 'effect';
  readonly key: string;
  readonly metrics: readonly string[];
  readonly isNamed: boolean;
  readonly subject: ClaimSubject;
  readonly hasEffect: boolean;
  /** Which way the quantity is said to go; null where that is not said. */
  readonly way: 'more' | 'less' | 'better' | 'worse' | null;
  /** The value of the setting that it is said of; null where none is named. */
  readonly level: string | null;
  /** The setting is said to be raised or lowered. */
  readonly moved: 'up' | 'down' | null;
  /** The share that it is said to make, without its sign: 0.12 of "cost 12 %"; null where none is stated. */
  readonly size: number | null;
}

export interface CountDraft extends Placed {
  readonly form: 'count';
  readonly number: NumberMention;
  /** What is counted, in lower case and the singular. */
  readonly noun: string;
  /** It is said to be all that there is: "the dataset comprises 101 files". */
  readonly isWhole: boolean;
  /** Words before it that say which ones. */
  readonly kind: string;
  readonly subject: ClaimSubject;
}

export interface DateDraft extends Placed {
  readonly form: 'date';
  /** Year, month, day. */
  readonly day: string;
}

/** A sentence that states nothing of the data, or of which it cannot be told. */
export interface NoneDraft extends Placed {
  readonly form: 'none';
  /** null where it is looked for in the words: see `reasonOf`. */
  readonly reason: string | null;
  readonly hasNumbers: boolean;
}

export type Draft = ValueDraft | DifferenceDraft | RelationDraft | EffectDraft | CountDraft | DateDraft | NoneDraft;
