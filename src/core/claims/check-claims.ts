import type { CheckedClaim, CheckedNote, CheckedText, ClaimEvidence, ClaimVerdict, VerdictCounts } from '../../contracts/checked-claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue, Statement } from '../../contracts/observation.ts';
import type { Assembly } from '../../contracts/series.ts';
import { redact } from '../../metrics/redact.ts';
import { toBase } from '../../metrics/units.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import { groupBy } from '../group-by.ts';
import { checkRelation } from './check-comparison.ts';
import { type CountedArtifact, checkCount, checkDate, talliesOf } from './check-count.ts';
import { checkDifference } from './check-difference.ts';
import { checkEffect } from './check-effect.ts';
import { checkValue } from './check-value.ts';
import { firstDayOf, isBefore } from './dated.ts';
import { evidenceOf } from './evidence.ts';
import { reasonOf } from './no-claim.ts';
import { type Outcome, outcome, outcomeOn } from './outcome.ts';
import type { Vocabulary } from './reading/analysed-text.ts';
import type { Draft } from './reading/draft.ts';
import { knownMetrics } from './reading/known-metrics.ts';
import { FILE_KEY, knownSubjects } from './reading/known-subjects.ts';
import { readClaims } from './reading/read-claims.ts';

/** What claims are held against: what was read and measured in one directory. */
export interface ClaimData {
  readonly assembly: Assembly;
  readonly measurement: Pick<Measurement, 'effects' | 'facts' | 'history'>;
  readonly artifacts: readonly CountedArtifact[];
}

/**
 * Holds Markdown texts against the data of one directory; what it needs of the data is gathered once.
 *
 * @param hash of the file that the statements are all of; null for a text that is no file at rest.
 */
export interface ClaimChecker {
  /** Every claim of a text, and what became of it. */
  readonly check: (path: string, statements: readonly Statement[], hash: string | null) => CheckedText;
  /** What of a text the data contradict. */
  readonly accuse: (path: string, statements: readonly Statement[], hash: string | null) => CheckedNote;
}

/** What files were read to claim before, by their hash: with these words of the data, which are all that a text is read with. */
export type ReadBefore = (words: string) => {
  /** undefined for what was not read. */
  readonly get: (hash: string) => readonly Draft[] | undefined;
  readonly put: (hash: string, drafts: readonly Draft[]) => void;
};

const QUOTE_CHARS_MAX = 300;
const VERDICTS: readonly ClaimVerdict[] = ['supported', 'contradicted', 'misattributed', 'outdated', 'unsupported', 'not-checkable'];

/** Labels by what the data call them, of what was measured and not of what texts state. */
function labelsOf({ subjects, reported }: Assembly): Map<string, Set<LabelValue>> {
  const found = new Map<string, Set<LabelValue>>();
  const add = (key: string, value: LabelValue) => {
    if (String(value).trim() !== '') found.set(key, (found.get(key) ?? new Set()).add(value));
  };
  const seen = new Set<unknown>();
  for (const { labels, blocks } of subjects) {
    for (const [key, value] of labels) add(key, value);
    for (const block of blocks) {
      for (const [key, value] of block.labels) add(key, value);
      if (seen.has(block.table)) continue;
      seen.add(block.table);
      for (const { key, values } of block.table.table.labelColumns)
        if (key === 'config_name' || key === 'prompt') for (const value of values) if (value !== null) add(key, value);
    }
  }
  for (const { labels, column } of reported) if (column.stated !== true) for (const [key, value] of labels) add(key, value);
  return found;
}

/**
 * Gathers what the data of a directory are called and have, for all texts that are held against them.
 *
 * @param readBefore null where nothing is known of earlier reports.
 */
export function claimChecker({ assembly, measurement, artifacts }: ClaimData, readBefore: ReadBefore | null): ClaimChecker {
  const evidence = evidenceOf(assembly, measurement.facts, measurement.history?.lastLabels.get('run') ?? null);
  const subjects = knownSubjects(
    labelsOf(assembly),
    // What stands in a text is no measurement: its name narrows nothing.
    artifacts.flatMap(({ path, kind }) => (kind === 'markdown' ? [] : [path])),
  );
  const vocabulary: Vocabulary = { subjects, metrics: knownMetrics(evidence.metrics) };
  const known = readBefore === null ? null : readBefore(JSON.stringify([subjects.words, evidence.metrics]));
  const tallies = talliesOf(artifacts, assembly, subjects, measurement.facts);
  const byId = new Map<string, Fact>(measurement.facts.map((fact) => [fact.id, fact]));
  const effects = { effects: measurement.effects, factOf: (id: string) => byId.get(id) };
  const hasData = evidence.metrics.length > 0;
  const firstDay = firstDayOf(assembly);

  function checkOne(draft: Draft): Outcome {
    if (!hasData && draft.form !== 'none' && draft.form !== 'count' && draft.form !== 'date')
      return outcome('not-checkable', 'there are no measurements that it could be held against');
    switch (draft.form) {
      case 'none':
        return outcomeOn('not-checkable', () => ({ reason: reasonOf(draft), evidence: [] }));
      case 'count':
        return checkCount(draft, tallies);
      case 'date':
        return checkDate(draft, tallies);
      case 'difference':
        return checkDifference(draft, evidence);
      case 'relation':
      case 'superlative':
        return checkRelation(draft, evidence);
      case 'effect':
        return checkEffect(draft, effects);
      default:
        return checkValue(draft, evidence);
    }
  }

  /** A text is read again where it, or what the data call anything, has changed. */
  function draftsOf(statements: readonly Statement[], hash: string | null): readonly Draft[] {
    const before = hash === null ? undefined : known?.get(hash);
    if (before !== undefined) return before;
    const drafts = readClaims(statements, vocabulary);
    if (hash !== null) known?.put(hash, drafts);
    return drafts;
  }

  function checked(path: string, statements: readonly Statement[], hash: string | null) {
    const isOfOthers = isBefore(path, statements, firstDay);
    return draftsOf(statements, hash).map((draft) => {
      const found = checkOne(draft);
      return { draft, found: isOfOthers && ACCUSED.has(found.verdict) ? ofOtherRuns(found) : found };
    });
  }

  return {
    check(path, statements, hash) {
      const claims = checked(path, statements, hash);
      const rates = claims.flatMap(({ found: { coincidence } }) => (coincidence === null ? [] : [coincidence()]));
      return {
        path,
        claims: claims.map(({ draft, found }) => claimOf(draft, found)),
        counts: countsOf(claims.map(({ found }) => found.verdict)),
        coincidence: { claimCount: rates.length, rate: rates.length === 0 ? 0 : rates.reduce((sum, rate) => sum + rate, 0) / rates.length },
        hasData,
      };
    },
    accuse(path, statements, hash) {
      const claims = checked(path, statements, hash);
      return {
        path,
        accused: claims.filter(({ found }) => isAccusing(found.verdict)).map(({ draft, found }) => claimOf(draft, found)),
        models: new Set(claims.flatMap(({ draft }) => subjectsOf(draft).flatMap(({ key, value }) => (key === 'model' ? [value] : [])))),
        statesNumbers: claims.some(({ draft }) => /\d/.test(draft.said)),
        hasData,
      };
    },
  };
}

/** Does a verdict say that a claim is false? */
function isAccusing(verdict: ClaimVerdict): boolean {
  return verdict === 'contradicted' || verdict === 'misattributed';
}

const ACCUSED: ReadonlySet<ClaimVerdict> = new Set(['contradicted', 'misattributed', 'outdated']);

function ofOtherRuns({ grounds, coincidence }: Outcome): Outcome {
  const ofOthers = () => {
    const { reason, evidence } = grounds();
    return { reason: `the text is older than every run of the data, which may not be what it is about: ${reason}`, evidence };
  };
  return outcomeOn('unsupported', ofOthers, coincidence);
}

function countsOf(verdicts: readonly ClaimVerdict[]): VerdictCounts {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdicts.filter((own) => own === verdict).length])) as VerdictCounts;
}

function claimOf(draft: Draft, { verdict, grounds }: Outcome): CheckedClaim {
  const { reason, evidence } = grounds();
  const { line, quote, said, form } = draft;
  const quoted = redact(quote);
  return {
    line,
    quote: quoted.length > QUOTE_CHARS_MAX ? `${quoted.slice(0, QUOTE_CHARS_MAX)}…` : quoted,
    said: redact(said),
    form,
    subjects: subjectsOf(draft),
    metrics: 'metrics' in draft ? [...new Set(draft.metrics)] : [],
    statistic: 'statistic' in draft ? draft.statistic : null,
    verdict,
    reason,
    evidence: [...evidence],
    apart: isAccusing(verdict) ? apartOf(draft, evidence) : null,
  };
}

/** Does a number that names no statistic lie among the values that the data have of a quantity: is there a smaller and a greater one? */
function isAmong(stated: number, statistic: string | null, evidence: readonly ClaimEvidence[]): boolean {
  if (statistic !== null) return false;
  return [...groupBy(evidence, ({ metric, subset }) => `${metric} ${subset}`).values()].some((own) => {
    const of = (name: string) => own.flatMap((figure) => (figure.statistic === name ? [figure.value] : []));
    return minOf(of('min')) <= stated && stated <= maxOf(of('max'));
  });
}

/** How many times the number of an accused claim is the figure that it comes nearest to; once where it may be one of the values behind it. */
function apartOf(draft: Draft, evidence: readonly ClaimEvidence[]): number | null {
  if (!('number' in draft) || draft.form === 'count' || draft.form === 'difference') return null;
  const factor = draft.number.unit === null ? 1 : toBase(draft.number.unit).factor;
  const stated = draft.number.value * factor;
  if (isAmong(stated, 'statistic' in draft ? draft.statistic : null, evidence)) return 1;
  const ratios = evidence.flatMap(({ value }) => (value > 0 && stated > 0 ? [Math.max(value / stated, stated / value)] : []));
  return ratios.length === 0 ? null : minOf(ratios);
}

function subjectsOf(draft: Draft): CheckedClaim['subjects'] {
  const sets = 'subject' in draft ? draft.subject.alternatives : 'first' in draft ? [draft.first ?? [], draft.second ?? []] : [];
  const all = sets.flatMap((conditions) => conditions.flatMap(({ key, values }) => values.map((value) => ({ key, value }))));
  const settings = 'settings' in draft ? draft.settings.flatMap(({ key, values }) => values.map((value) => ({ key, value }))) : [];
  return [
    ...new Map(
      [...all, ...settings].filter(({ key, value }) => key !== FILE_KEY && value !== '').map((own) => [JSON.stringify(own), own]),
    ).values(),
  ];
}
