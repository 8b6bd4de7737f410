import type { Artifact } from '../../contracts/artifact.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { AssembledTable, Assembly } from '../../contracts/series.ts';
import { coldStarts } from './cold-costs.ts';
import { rankSubjects } from './comparisons.ts';
import { parameterEffects } from './effects.ts';
import { type FactBook, factBook } from './fact-book.ts';
import { failureGroups } from './failures.ts';
import { columnIdentities } from './identities.ts';
import { measureSubject } from './measure-subject.ts';
import { paretoFronts } from './pareto.ts';
import { repeatedRows } from './repeated-rows.ts';
import { checkReported, reportedSubjects } from './reported.ts';
import { settingRanges } from './settings.ts';

/**
 * Computes every fact of a report.
 *
 * @param assembly subjects and reported values of one report directory; none gives a measurement without facts.
 * @param artifacts all artifacts of the directory, for the counts of the inventory.
 */
export function measure(assembly: Assembly, artifacts: readonly Pick<Artifact, 'verdict'>[]): Measurement {
  const book = factBook();
  const subjects = assembly.subjects.map((subject) => measureSubject(book, subject));
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
    duplicates: assembly.duplicates.map((duplicate) => ({ ...duplicate, rows: repeatedRows(book, duplicate) })),
    implausible: assembly.implausible,
    labels: assembly.labels,
    facts: book.all(),
  };
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
