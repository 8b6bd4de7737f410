import { type FactRecord, type FailureRecord, type Figure, figureOf, prints, type ReportRecord, type Vocabulary } from './evidence.ts';
import { isOf, type Masked, namesIn } from './names.ts';

/** What the clauses of one sentence share: who was spoken of, by which metric, where. */
export interface Scene {
  place: readonly string[];
  who: readonly string[];
  metrics: readonly string[];
  /** Best first, where an order was told. */
  contestants: readonly string[];
  subset: string | null;
  /** Where a list goes on in the next clause: what is being listed. */
  listing: string;
  /** A leader was named without its value: the rivals tell of which of its values the sentence is. */
  isBare: boolean;
  /** The group of facts that the first clause was about. */
  facts: readonly FactRecord[];
  /** The share of failed requests that it is about. */
  failing: FailureRecord | null;
}

export interface Context {
  readonly report: ReportRecord;
  readonly facts: readonly FactRecord[];
  readonly byId: ReadonlyMap<string, FactRecord>;
  readonly vocabulary: Vocabulary;
  readonly sentence: Masked;
  readonly scene: Scene;
}

export type Groups = Readonly<Record<string, string | undefined>>;
/** Why what a clause says is not so; null where it is. */
export type Judge = (said: Groups, context: Context) => string | null;

export interface Shape {
  readonly name: string;
  readonly pattern: RegExp;
  /** Only where the sentence lists this. */
  readonly within?: string;
  readonly judge: Judge;
}

export const EMPTY_SCENE: Scene = {
  place: [],
  who: [],
  metrics: [],
  contestants: [],
  subset: null,
  listing: '',
  isBare: false,
  facts: [],
  failing: null,
};

export function names(phrase: string | undefined, { sentence }: Context): string[] {
  return phrase === undefined ? [] : namesIn(phrase.replace(/^all of it$/, ''), sentence);
}

/** Ids of the metrics that are called so; what is not in the registry is called as it is written. */
export function metricIds(name: string, { vocabulary, facts, sentence }: Context): string[] {
  const [text = ''] = [namesIn(name.trim(), sentence).join(' ')];
  const known = vocabulary.get(text.toLowerCase());
  if (known) return [...known];
  return [...new Set(facts.map(({ metric }) => metric))].filter((id) => id === text || id.replaceAll('_', ' ') === text);
}

export function isStatistic({ kind }: FactRecord): boolean {
  return kind === 'statistic' || kind === 'reported-statistic';
}

interface Wanted {
  readonly metrics: readonly string[];
  readonly of: readonly string[];
  readonly figure?: Figure | null;
  readonly subset?: string | null;
  readonly statistic?: string | null;
}

/** Statistics of a metric of all that is named, which print as the figure. */
export function found({ metrics, of, figure, subset, statistic }: Wanted, { facts }: Context): FactRecord[] {
  const wanted = statistic ?? figure?.statistic ?? null;
  return facts.filter(
    (fact) =>
      isStatistic(fact) &&
      metrics.includes(fact.metric) &&
      (wanted === null || fact.statistic === wanted) &&
      (subset === null || subset === undefined || isOfSubset(fact, subset, facts)) &&
      isOf(fact, of) &&
      (figure === undefined || (figure !== null && prints(fact, figure))),
  );
}

/** Whether a fact is of a subset; of one that never ran cold all requests are warm. */
export function isOfSubset(fact: FactRecord, subset: string, facts: readonly FactRecord[]): boolean {
  if (fact.subset === subset) return true;
  if (subset !== 'warm' || fact.subset !== 'all') return false;
  return !facts.some((own) => own.subset === 'cold' && own.metric === fact.metric && labelsBeside(own, []) === labelsBeside(fact, []));
}

/** Comparisons that hold two facts against each other, whichever is the first. */
export function comparisonsOf(a: FactRecord, b: FactRecord, { facts }: Context): FactRecord[] {
  return facts.filter(
    ({ kind, baseline, candidate }) =>
      kind === 'comparison' && ((baseline === a.id && candidate === b.id) || (baseline === b.id && candidate === a.id)),
  );
}

/** Labels without some keys, as a text that tells whether two facts are of the same. */
export function labelsBeside({ labels }: FactRecord, keys: readonly string[]): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([key]) => !keys.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function value(text: string | undefined): Figure | null {
  return text === undefined ? null : figureOf(text);
}

export function figureIn(text: string, places: number, unit: string): Figure {
  return { statistic: null, value: Number(text), places, half: null, unit };
}
