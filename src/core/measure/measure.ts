import type { Artifact } from '../../contracts/artifact.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { AssembledTable, Assembly, Duplicate, ReadArtifact, Subject } from '../../contracts/series.ts';
import { runFromPath } from '../../metrics/paths.ts';
import { groupBy } from '../group-by.ts';
import { remembered } from '../remembered.ts';
import { checkReported } from './check-reported.ts';
import { coldStarts } from './cold-costs.ts';
import { rankSubjects } from './comparisons.ts';
import { parameterEffects } from './effects.ts';
import { type FactBook, factBook } from './fact-book.ts';
import { failureGroups } from './failures.ts';
import { columnIdentities } from './identities.ts';
import { measureSubject } from './measure-subject.ts';
import { paretoFronts } from './pareto.ts';
import { repeatedRows } from './repeated-rows.ts';
import { reportedSubjects } from './reported.ts';
import { settingRanges } from './settings.ts';

/** So many subjects at most have a place in tables, so that a report is no larger than what it says. */
const TABLED_SUBJECT_COUNT = 200;

/**
 * Computes every fact of a report.
 *
 * @param assembly subjects and reported values of one report directory; none gives a measurement without facts.
 * @param artifacts all artifacts of the directory, for the counts of the inventory.
 */
export function measure(assembly: Assembly, artifacts: readonly Pick<Artifact, 'verdict'>[]): Measurement {
  const book = factBook();
  const tabled = new Set(assembly.subjects.slice(0, TABLED_SUBJECT_COUNT));
  const measured = new Map(
    inOrderOfRuns(assembly.subjects).map((subject) => [subject, measureSubject(book, subject, !tabled.has(subject))]),
  );
  const subjects = assembly.subjects.map((subject) => measured.get(subject)!);
  const tables = new Set<AssembledTable>(assembly.subjects.flatMap(({ blocks }) => blocks.map(({ table }) => table)));
  const { reported, summaries } = checkReported(book, assembly.reported, subjects);
  const unread = inventoryFact(book, artifacts.filter(({ verdict }) => verdict === 'quarantined').length);
  return {
    subjects,
    unread,
    reported,
    rankings: [...rankSubjects(book, subjects), ...rankSubjects(book, reportedSubjects(reported))],
    effects: parameterEffects(book, subjects),
    coldStarts: coldStarts(book, subjects),
    settingRanges: settingRanges(book, subjects),
    failures: failureGroups(book, subjects),
    fronts: paretoFronts(subjects),
    identities: columnIdentities(book, [...tables]),
    summaries,
    duplicates: byPair(assembly.duplicates).map((duplicate) => ({ ...duplicate, rows: repeatedRows(book, duplicate) })),
    implausible: assembly.implausible,
    labels: assembly.labels,
    facts: book.all(),
  };
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
    if (left.at !== right.at) return left.at < right.at ? -1 : 1;
    return left.path === right.path ? 0 : left.path < right.path ? -1 : 1;
  });
}

/** When the run of an artifact was made, epoch milliseconds; infinite where neither document nor path says. */
function runTimeOf({ parsed, path }: ReadArtifact): number {
  return parsed.runAt ?? runFromPath(path).runAt ?? Number.POSITIVE_INFINITY;
}

/** Number of artifacts that could not be used; null when all could. */
function inventoryFact(book: FactBook, count: number): Fact | null {
  if (count === 0) return null;
  return book.add({
    kind: 'count',
    metric: 'artifact_count',
    statistic: 'count',
    value: count,
    unit: 'count',
    direction: 'none',
    labels: new Map([['verdict', 'quarantined']]),
    subset: 'all',
    sampleCount: count,
    excluded: { failed: 0, implausible: 0 },
    formula: 'number of artifacts of the inventory with this verdict',
    sources: [],
  });
}
