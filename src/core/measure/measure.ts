import type { Artifact } from '../../contracts/artifact.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSubject, Measurement } from '../../contracts/measured.ts';
import type { Objective } from '../../contracts/objective.ts';
import type { AssembledTable, Assembly, Duplicate, ReadArtifact, Subject } from '../../contracts/series.ts';
import { runFromPath } from '../../metrics/paths.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { attempt, type OnFailure, throwAgain } from '../attempt.ts';
import { addCount, type FactBook, factBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { checkReported } from './check-reported.ts';
import { coldStarts } from './cold-costs.ts';
import { rankSubjects } from './comparisons.ts';
import { curvesOf } from './curves.ts';
import { parameterEffects } from './effects.ts';
import { failureGroups, failureTotal } from './failures.ts';
import { columnIdentities } from './identities.ts';
import { kneesOf } from './knees.ts';
import { measureSubject } from './measure-subject.ts';
import { objectiveOutcomes } from './objectives.ts';
import { paretoFronts } from './pareto.ts';
import { repeatedRows } from './repeated-rows.ts';
import { reportedSubjects } from './reported.ts';
import { settingRanges } from './settings.ts';
import { sliceCount } from './subject-cells.ts';
import { withoutTotals } from './totals.ts';

/** So many subjects at most have a place in tables, and so many loads and sizes of them every statistic, so that a report is no larger than what it says. */
const TABLED_SUBJECT_COUNT = 200;

/**
 * Computes every fact of a report.
 *
 * @param assembly subjects and reported values of one report directory; none gives a measurement without facts.
 * @param artifacts all artifacts of the directory, for the counts of the inventory.
 * @param onFailure told of each subject and each kind of comparison that a bug keeps away: the report is made without it. Left out, it throws.
 * @param book that the facts are added to.
 * @param objectives of the service, as configured.
 */
export function measure(
  assembly: Assembly,
  artifacts: readonly Pick<Artifact, 'verdict'>[],
  onFailure: OnFailure = throwAgain,
  book: FactBook = factBook(),
  objectives: readonly Objective[] = [],
): Measurement {
  const part = <T>(name: string, make: () => T[]): T[] => attempt(`measurement: ${name}`, make, onFailure) ?? [];
  const tabled = tabledSubjects(assembly.subjects);
  const measured = new Map<Subject, MeasuredSubject>();
  for (const subject of inOrderOfRuns(assembly.subjects)) {
    const fullCount = tabled.get(subject) ?? 0;
    for (const own of part(`series of ${[...subject.labels.values()].join(' ')}`, () => [measureSubject(book, subject, fullCount)]))
      measured.set(subject, own);
  }
  const subjects = assembly.subjects.flatMap((subject) => measured.get(subject) ?? []);
  const shown = subjects.filter(({ subject }) => tabled.has(subject));
  const tables = new Set<AssembledTable>(subjects.flatMap(({ subject: { blocks } }) => blocks.map(({ table }) => table)));
  const [checked] = part('statistics that tools report', () => [checkReported(book, assembly.reported, subjects)]);
  const { reported, summaries } = checked ?? { reported: [], summaries: [] };
  const asSubjects = part('reported statistics', () => reportedSubjects(reported));
  const compared = [
    ...part('rankings', () => [rankSubjects(book, subjects)]),
    ...part('rankings of reported statistics', () => [rankSubjects(book, asSubjects)]),
  ];
  const counted = withoutTotals(subjects);
  const failures = part('failures', () => failureGroups(book, counted));
  const [total] = part('failures of all runs', () => [failureTotal(book, failures, counted)]);
  const unread = inventoryFact(book, artifacts.filter(({ verdict }) => verdict === 'quarantined').length);
  return {
    subjects,
    unread,
    reported,
    rankings: compared.flatMap((own) => own.rankings),
    matchedRankings: compared.flatMap((own) => own.matchedRankings),
    unranked: compared.flatMap((own) => own.unranked),
    curves: part('curves over load and size', () => curvesOf([...shown, ...asSubjects])),
    knees: part('knees of load', () => kneesOf([...shown, ...asSubjects], failures)),
    effects: part('effects of settings', () => parameterEffects(book, shown)),
    coldStarts: part('cold starts', () => coldStarts(book, subjects)),
    settingRanges: part('best settings', () => settingRanges(book, shown)),
    failures,
    failureTotal: total ?? null,
    objectives: part('objectives', () => objectiveOutcomes(book, [...subjects, ...asSubjects], objectives)),
    fronts: part('best trade-offs', () => paretoFronts(shown)),
    identities: part('columns that add up', () => columnIdentities(book, [...tables])),
    summaries,
    duplicates: byPair(assembly.duplicates).map((duplicate) => {
      const [rows] = part('rows of copies', () => [repeatedRows(book, duplicate)]);
      return { ...duplicate, rows: rows ?? null };
    }),
    implausible: assembly.implausible,
    labels: assembly.labels,
    history: null,
    ledger: null,
    baseline: null,
    facts: book.all(),
  };
}

/** The subjects that tables show, each with the number of its slices that have every statistic: one at least. */
function tabledSubjects(subjects: readonly Subject[]): Map<Subject, number> {
  let left = TABLED_SUBJECT_COUNT;
  return new Map(
    subjects.slice(0, TABLED_SUBJECT_COUNT).map((subject) => {
      const full = Math.max(1, Math.min(left, sliceCount(subject)));
      left = Math.max(0, left - full);
      return [subject, full];
    }),
  );
}

/** One entry for each copy and the file it repeats, with all tables that do. */
function byPair(duplicates: readonly Duplicate[]): Duplicate[] {
  return [...groupBy(duplicates, ({ dropped, kept }) => JSON.stringify([dropped, kept])).values()].map((own) => ({
    ...own[0]!,
    tables: own.flatMap(({ tables }) => tables),
    whole: own.some(({ whole }) => whole),
  }));
}

/** Earliest first, by when the run was made and then by path: the first of a series is known by it alone (see `factBook`). */
function inOrderOfRuns(subjects: readonly Subject[]): Subject[] {
  const beginning = remembered(({ blocks }: Subject) => {
    const artifacts = blocks.map(({ table }) => table.artifact);
    return {
      at: artifacts.reduce((least, own) => Math.min(least, runTimeOf(own)), Number.POSITIVE_INFINITY),
      path: artifacts.map(({ path }) => path).sort()[0] ?? '',
    };
  });
  return subjects.toSorted((a, b) => {
    const [left, right] = [beginning(a), beginning(b)];
    return left.at - right.at || compareTexts(left.path, right.path);
  });
}

/** When the run of an artifact was made, epoch milliseconds; infinite where neither document nor path says. */
function runTimeOf({ parsed, path }: ReadArtifact): number {
  return parsed.runAt ?? runFromPath(path).runAt ?? Number.POSITIVE_INFINITY;
}

/** Number of artifacts that could not be used; null when all could. */
function inventoryFact(book: FactBook, count: number): Fact | null {
  if (count === 0) return null;
  return addCount(book, {
    metric: 'artifact_count',
    statistic: 'count',
    value: count,
    labels: new Map([['verdict', 'quarantined']]),
    formula: 'number of artifacts of the inventory with this verdict',
    sources: [],
  });
}
