import type { Fact } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/label.ts';
import type { Report } from '../../contracts/report.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { lettersOf } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';

/** How runs are compared, which says what a fact is about beside its run. */
export interface RunRules {
  /** May the label differ between runs that are compared: version, date, seed, file? */
  readonly isPassing: (key: string) => boolean;
  /** What a file or directory is called in every run. */
  readonly stemOf: (path: string) => string;
}

/** A name of what a fact is about, see `PresentFacts.nameOf`. */
export const MARK_NAME = /^n[2-9b-z]{10}$/;

/** What a name in a mark stands for. */
export type Named =
  | {
      readonly kind: 'one';
      readonly fact: Fact;
      /** The fact of a later run that is about the same; null for none. */
      readonly later: Fact | null;
    }
  | { readonly kind: 'several'; readonly facts: readonly Fact[] }
  /** A later run has the series, and its report does not state this statistic of it. */
  | { readonly kind: 'unstated'; readonly fact: Fact }
  | { readonly kind: 'none' };

/** The facts of a report by the names that a text may keep for them. */
export interface PresentFacts {
  readonly facts: readonly Fact[];
  /**
   * Name of what a fact is about, whatever run, version or file it is of: `n` and ten letters. It stands for the fact of the last run that has
   * one, and so outlives its runs.
   */
  readonly nameOf: (fact: Fact) => string;
  /** What a name stands for: one of `nameOf`, or the id of a fact, which stands for that of its own run for ever. */
  readonly named: (name: string) => Named;
}

/** Names all facts of a report; each name is worked out once. */
export function presentFacts({ facts, history }: Pick<Report, 'facts' | 'history'>, rules: RunRules): PresentFacts {
  const nameOf = namer(facts, rules);
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const rankOf = runRanks(facts, history);
  const groups = once(() => groupBy(facts, nameOf));
  const lastRanks = once(() => {
    const ranks = new Map<string, number>();
    for (const fact of facts.filter(isOfSamples)) {
      const series = seriesOf(fact, rules);
      ranks.set(series, Math.max(ranks.get(series) ?? Number.NEGATIVE_INFINITY, rankOf(fact)));
    }
    return ranks;
  });
  const lastOf = (name: string): Fact[] => {
    const group = groups().get(name) ?? [];
    const rank = group.reduce((most, fact) => Math.max(most, rankOf(fact)), Number.NEGATIVE_INFINITY);
    return group.filter((fact) => rankOf(fact) === rank);
  };
  return {
    facts,
    nameOf,
    named(name) {
      const exact = byId.get(name);
      if (exact !== undefined) {
        const [later] = lastOf(nameOf(exact));
        return { kind: 'one', fact: exact, later: later !== undefined && rankOf(later) > rankOf(exact) ? later : null };
      }
      const [fact, ...others] = lastOf(name);
      if (fact === undefined) return { kind: 'none' };
      if (others.length > 0) return { kind: 'several', facts: [fact, ...others] };
      // A report states every statistic of some series only, the mean and median of all.
      const isUnstated = isOfSamples(fact) && lastRanks().get(seriesOf(fact, rules))! > rankOf(fact);
      return isUnstated ? { kind: 'unstated', fact } : { kind: 'one', fact, later: null };
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A statistic of the samples of one run. */
function isOfSamples({ kind, runs }: Fact): boolean {
  return kind === 'statistic' && runs === undefined;
}

/** What is measured, of whom, beside its statistic. */
function seriesOf({ metric, labels, subset, definition, contrast, sources }: Fact, { isPassing, stemOf }: RunRules): string {
  const about = (own: Readonly<Record<string, LabelValue>>) =>
    Object.entries(own)
      .filter(([key]) => !isPassing(key))
      .sort(compareKeys);
  // Where a file had to be named to tell two series apart, its path without what is of its run tells them apart in every run.
  const path = 'source' in labels || 'artifact' in labels ? (sources[0]?.path ?? '') : '';
  const file = path.split('/').map(stemOf).join('/');
  return JSON.stringify([metric, about(labels), subset, definition ?? null, contrast === undefined ? null : about(contrast), file]);
}

function namer(facts: readonly Fact[], rules: RunRules): (fact: Fact) => string {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const names = new Map<string, string>();
  return function nameOf(fact): string {
    const known = names.get(fact.id);
    if (known !== undefined) return known;
    const { kind, statistic, baseline, candidate } = fact;
    const related = [baseline, candidate].map((id) => {
      const other = id === undefined ? undefined : byId.get(id);
      return other === undefined ? null : nameOf(other);
    });
    const name = `n${lettersOf(JSON.stringify([kind, statistic, related, seriesOf(fact, rules)]))}`;
    names.set(fact.id, name);
    return name;
  };
}

/**
 * Position of a fact's run in the order of the runs; before all of them where it is of none that counts. A run is known by the directory that its
 * artifacts lie in, by its label, or by the time that its label states.
 */
function runRanks(facts: readonly Fact[], history: Report['history']): (fact: Fact) => number {
  const labelled = [...new Set(facts.map(({ labels }) => String(labels['run'] ?? '')))].filter((run) => run !== '');
  const runs = history?.runs ?? labelled.map((name) => ({ name, at: null }));
  const ranks = new Map<string, number>();
  return ({ labels, sources }) => {
    const run = String(labels['run'] ?? '');
    const path = `/${sources[0]?.path ?? ''}`;
    const key = JSON.stringify([run, path]);
    const known = ranks.get(key);
    if (known !== undefined) return known;
    const time = Date.parse(run);
    const tests: readonly ((own: (typeof runs)[number]) => boolean)[] = [
      ({ name }) => path.includes(`/${name}/`),
      ({ name }) => run === name,
      ({ name }) => run.startsWith(name),
      ({ at }) => at !== null && Date.parse(at) === time,
    ];
    const rank = tests.map((isOf) => runs.findLastIndex(isOf)).find((found) => found >= 0) ?? -1;
    ranks.set(key, rank);
    return rank;
  };
}
