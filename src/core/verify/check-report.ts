import type { Artifact } from '../../contracts/artifact.ts';
import type { Claim } from '../../contracts/claim.ts';
import type { Report } from '../../contracts/report.ts';
import { groupBy } from '../group-by.ts';
import { claimText } from '../prose.ts';

/** Something a report says that it contradicts itself. */
export interface Inconsistency {
  /** JSON pointer into the report. */
  readonly pointer: string;
  readonly message: string;
}

/** Names of files that the inventory gives per kind. */
const NAME_COUNT = 5;

/**
 * Checks what a report says twice: counts and dates of the inventory against its list of artifacts, claims against their parts, sources
 * against the hashes of the artifacts, changes against their facts, ids against each other.
 *
 * @returns what does not fit, in the order of the report; [] when all does.
 */
export function checkReport(report: Report): Inconsistency[] {
  return [...checkInventory(report), ...checkFacts(report), ...checkChanges(report), ...checkClaims(report)];
}

function compared(pointer: string, stated: unknown, expected: unknown): Inconsistency[] {
  const [left, right] = [JSON.stringify(stated), JSON.stringify(expected)];
  return left === right ? [] : [{ pointer, message: `is ${left}, but the list of artifacts gives ${right}` }];
}

function latestOf(artifacts: readonly Artifact[]): string {
  return artifacts
    .map(({ modifiedAt }) => modifiedAt)
    .sort()
    .at(-1)!;
}

function samplesOf(artifacts: readonly Artifact[]): number {
  return artifacts.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
}

function directoryOf({ path }: Artifact): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

function checkInventory({ inputs }: Report): Inconsistency[] {
  const { artifacts, byKind, directories, formats, sampleCount } = inputs;
  const kinds = Object.fromEntries(
    [...groupBy(artifacts, ({ kind }) => kind)].map(([kind, own]) => {
      const names = own.map(({ path }) => path).sort();
      return [kind, { count: own.length, latestModified: latestOf(own), names: names.slice(0, NAME_COUNT) }];
    }),
  );
  const byAdapter = groupBy(artifacts, ({ adapter }) => adapter);
  const byDirectory = groupBy(artifacts, directoryOf);
  return [
    ...[...new Set([...Object.keys(byKind), ...Object.keys(kinds)])].flatMap((kind) =>
      compared(`/inputs/byKind/${kind}`, byKind[kind], kinds[kind]),
    ),
    ...directories.flatMap((directory, index) => {
      const own = byDirectory.get(directory.path) ?? [];
      const expected = { path: directory.path, fileCount: own.length, latestModified: own.length > 0 ? latestOf(own) : '' };
      return compared(`/inputs/directories/${index}`, directory, expected);
    }),
    ...compared('/inputs/directories', directories.length, byDirectory.size),
    ...formats.flatMap(({ adapter, fileCount, sampleCount: own }, index) => {
      const read = byAdapter.get(adapter) ?? [];
      return compared(
        `/inputs/formats/${index}`,
        { fileCount, sampleCount: own },
        { fileCount: read.length, sampleCount: samplesOf(read) },
      );
    }),
    ...compared('/inputs/sampleCount', sampleCount, samplesOf(artifacts.filter(({ duplicateOf }) => duplicateOf === undefined))),
  ];
}

function checkFacts({ facts, inputs }: Report): Inconsistency[] {
  const hashes = new Map(inputs.artifacts.map(({ path, sha256 }) => [path, sha256]));
  const seen = new Set<string>();
  return facts.flatMap(({ id, sources }, index) => {
    const repeated = seen.has(id) ? [{ pointer: `/facts/${index}`, message: `the id ${id} is used twice` }] : [];
    seen.add(id);
    const strange = sources.filter(({ path, sha256 }) => hashes.get(path) !== sha256);
    return [
      ...repeated,
      ...strange.map(({ path }) => ({
        pointer: `/facts/${index}`,
        message: `${id} cites ${path} with a hash that the inventory does not have`,
      })),
    ];
  });
}

function checkChanges({ changes, facts }: Report): Inconsistency[] {
  const values = new Map(facts.map(({ id, value }) => [id, value]));
  return changes.flatMap(({ fact, relativeChange }, index) =>
    values.get(fact) === relativeChange
      ? []
      : [{ pointer: `/changes/${index}`, message: `relativeChange is ${relativeChange}, but ${fact} is ${values.get(fact)}` }],
  );
}

function checkClaims(report: Report): Inconsistency[] {
  const byId = new Map(report.facts.map((fact) => [fact.id, fact]));
  const lists: readonly (readonly [pointer: string, claims: readonly Claim[]])[] = [
    ['/narrative/sentences', report.narrative.sentences],
    ['/narrative/risks', report.narrative.risks],
    ['/findings', report.findings],
    ['/recommendations', report.recommendations],
    ['/gaps', report.gaps],
    ...report.analysis.tables.map(({ notes }, index) => [`/analysis/tables/${index}/notes`, notes] as const),
  ];
  const { headline, commentary } = report.narrative;
  const placed = [
    ...(headline === null ? [] : [{ place: '/narrative/headline', claim: headline }]),
    ...(commentary?.sentences ?? []).flatMap(({ claim }, index) =>
      claim === null ? [] : [{ place: `/narrative/commentary/sentences/${index}/claim`, claim }],
    ),
    ...lists.flatMap(([pointer, claims]) => claims.map((claim, index) => ({ place: `${pointer}/${index}`, claim }))),
  ];
  return placed.flatMap(({ place, claim }) => {
    const dangling = claim.facts.filter((id) => !byId.has(id));
    if (dangling.length > 0) return [{ pointer: place, message: `refers to ${dangling.join(', ')}, which is no fact of the report` }];
    const printed = claimText(claim, byId);
    return printed === claim.text ? [] : [{ pointer: place, message: `its text is "${claim.text}", but its parts print as "${printed}"` }];
  });
}
