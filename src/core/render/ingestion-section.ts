import type { Artifact } from '../../contracts/artifact.ts';
import type { LabelOrigin } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import type { Block, Column, Inline, Section } from './document.ts';
import { dataQualityBlocks } from './findings-section.ts';
import { code, joined, number, section, term, text, time } from './inline.ts';
import { inventoryLines } from './inventory-lines.ts';
import type { References } from './references.ts';

/** Rows of artifacts that were not wholly used, names in a row, and problems of an artifact that the text lists; the JSON report lists all. */
const ARTIFACT_COUNT_MAX = 100;
const PROBLEM_COUNT_MAX = 3;
const NAME_COUNT_MAX = 12;
const INVENTORY_COUNT_MAX = 1000;

const column = (words: string, align: Column['align'] = 'left'): Column => ({ head: [text(words)], align });
const count = (value: number): Inline[] => [number(value, 'inventory')];

function directories(report: Report): Section {
  const rows = report.inputs.directories.map(({ path, fileCount, latestModified }) => [
    [code(path)],
    count(fileCount),
    time(latestModified),
  ]);
  return section('directories', 'Directories', [
    rows.length === 0
      ? { kind: 'paragraph', content: [text('No directory holds an artifact.')] }
      : {
          kind: 'table',
          caption: [text('Directories covered')],
          columns: [column('directory'), column('files', 'right'), column('latest modification')],
          rows,
        },
  ]);
}

function files(report: Report): Section {
  const kinds = Object.keys(report.inputs.byKind).sort();
  const rows = kinds.map((kind) => {
    const { count: fileCount, names, latestModified } = report.inputs.byKind[kind]!;
    const listed = joined(
      names.map((name) => [code(name)]),
      ', ',
    );
    const more = fileCount > names.length ? [text(' and '), number(fileCount - names.length, 'inventory'), text(' more')] : [];
    return [[text(kind)], count(fileCount), [...listed, ...more], time(latestModified)];
  });
  const others = report.inputs.otherFileCount;
  const blocks: Block[] = [
    rows.length === 0
      ? { kind: 'paragraph', content: [text('No artifact.')] }
      : {
          kind: 'table',
          caption: [text('Files by kind')],
          columns: [column('kind'), column('files', 'right'), column('names'), column('latest modification')],
          rows,
        },
  ];
  if (others > 0)
    blocks.push({
      kind: 'paragraph',
      content: [text('Files of other kinds were not read ('), code(`otherFileCount=${others}`), text(' in the JSON report).')],
    });
  const { skipped } = report.inputs;
  if (skipped.length > 0) {
    const shown = skipped.slice(0, ARTIFACT_COUNT_MAX).map(({ path, message }) => [code(path), text(': '), code(message)]);
    blocks.push(
      { kind: 'paragraph', content: [text('Also there:')] },
      { kind: 'list', ordered: false, entries: skipped.length > ARTIFACT_COUNT_MAX ? [...shown, [text('...')]] : shown },
    );
  }
  return section('files', 'Files', blocks);
}

function formats(report: Report): Section {
  const rows = report.inputs.formats.map(({ adapter, title, fileCount, rowCount, sampleCount }) => [
    [term(title)],
    [code(adapter)],
    count(fileCount),
    count(rowCount),
    count(sampleCount),
  ]);
  if (rows.length === 0) return section('formats', 'Formats', [{ kind: 'paragraph', content: [text('No format was recognised.')] }]);
  return section('formats', 'Formats', [
    {
      kind: 'table',
      caption: [text('Formats recognised')],
      columns: [column('format'), column('adapter'), column('files', 'right'), column('rows', 'right'), column('values', 'right')],
      rows,
    },
  ]);
}

/** Where labels were read, in falling order of trust; what was inferred from a name may be wrong where the name is. */
const ORIGINS: readonly (readonly [origin: LabelOrigin, words: string])[] = [
  ['column', 'Read from columns and fields: '],
  ['document', 'Read from what holds for a whole document: '],
  ['file-name', 'Inferred from names of files: '],
  ['directory', 'Inferred from names of directories: '],
  ['duplicate', 'Given to tell apart what agrees in everything else: '],
];

/** Which labels were read and which were inferred: a name in a path says less than a column. */
function labelOrigins({ labels }: Report): Section {
  const entries = ORIGINS.flatMap(([origin, words]) => {
    const keys = [...new Set(labels.filter((label) => label.origin === origin).map(({ key }) => key))].sort();
    if (keys.length === 0) return [];
    const listed = joined(
      keys.slice(0, NAME_COUNT_MAX).map((key) => [code(key)]),
      ', ',
    );
    return [[text(words), ...listed, text(keys.length > NAME_COUNT_MAX ? ', ...' : '.')]];
  });
  return section('labels', 'Labels', [
    entries.length === 0
      ? { kind: 'paragraph', content: [text('No observation has a label.')] }
      : { kind: 'list', ordered: false, entries },
  ]);
}

/** Why an artifact was not wholly used. Messages quote the artifact, so they are set as code. */
export function artifactReason(artifact: Artifact): Inline[] {
  const { reason, growing, duplicateOf, problems } = artifact;
  const parts: Inline[][] = [];
  if (growing) parts.push([text('still being written: only its complete rows are used')]);
  if (duplicateOf !== undefined) parts.push([text('same observations as '), code(duplicateOf), text(', which is counted instead')]);
  if (reason !== undefined) parts.push([code(reason)]);
  for (const { line, message } of problems.slice(0, PROBLEM_COUNT_MAX)) {
    // The reason of what is partly used begins with the first problem, and says how many there are.
    if (reason?.startsWith(line === undefined ? message : `line ${line}: ${message}`)) continue;
    parts.push([...(line === undefined ? [] : [text('line '), number(line, 'problem'), text(': ')]), code(message)]);
  }
  if (problems.length > PROBLEM_COUNT_MAX) parts.push([text('...')]);
  return parts.length === 0 ? [text('–')] : joined(parts, '; ');
}

/** Artifacts with the same verdict, reason and count in one row each, in the order of the first. */
function groupAlike(artifacts: readonly Artifact[]): Artifact[][] {
  const groups = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    const key = JSON.stringify([artifact.verdict, artifact.sampleCount, artifactReason(artifact)]);
    const group = groups.get(key);
    if (group) group.push(artifact);
    else groups.set(key, [artifact]);
  }
  return [...groups.values()];
}

function namesOf(group: readonly Artifact[]): Inline[] {
  const names = joined(
    group.slice(0, NAME_COUNT_MAX).map(({ path }) => [code(path)]),
    ', ',
  );
  return group.length > NAME_COUNT_MAX ? [...names, text(', ...')] : names;
}

function unused(report: Report): Section {
  const artifacts = report.inputs.artifacts.filter(
    ({ verdict, growing, duplicateOf, problems }) =>
      verdict !== 'accepted' || growing === true || duplicateOf !== undefined || problems.length > 0,
  );
  const title = 'Not wholly used';
  if (artifacts.length === 0)
    return section('not-wholly-used', title, [{ kind: 'paragraph', content: [text('Every artifact was read and used as a whole.')] }]);
  const groups = groupAlike(artifacts);
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: [text('Artifacts that were not wholly used, and why')],
      columns: [column('artifact'), column('verdict'), column('values', 'right'), column('reason')],
      rows: groups
        .slice(0, ARTIFACT_COUNT_MAX)
        .map((group) => [namesOf(group), [text(group[0]!.verdict)], count(group[0]!.sampleCount), artifactReason(group[0]!)]),
    },
  ];
  if (groups.length > ARTIFACT_COUNT_MAX || groups.some((group) => group.length > NAME_COUNT_MAX))
    blocks.push({ kind: 'paragraph', content: [text('Shortened: the JSON report lists every artifact with its verdict and reason.')] });
  return section('not-wholly-used', title, blocks);
}

/** Every artifact with its verdict, for a medium that can fold it away; of very many the first, the JSON report lists all. */
export function artifactInventory(report: Report): Section {
  const rows = report.inputs.artifacts
    .slice(0, INVENTORY_COUNT_MAX)
    .map((artifact) => [
      [code(artifact.path)],
      [code(artifact.adapter)],
      [text(artifact.verdict)],
      count(artifact.sampleCount),
      count(artifact.bytes),
      time(artifact.modifiedAt),
    ]);
  if (rows.length === 0) return section('all-artifacts', 'All artifacts', [{ kind: 'paragraph', content: [text('No artifact.')] }]);
  return section('all-artifacts', 'All artifacts', [
    {
      kind: 'table',
      caption: [text('All artifacts')],
      folded: true,
      columns: [
        column('artifact'),
        column('adapter'),
        column('verdict'),
        column('values', 'right'),
        column('size (bytes)', 'right'),
        column('modified'),
      ],
      rows,
    },
  ]);
}

function dataQuality(report: Report, references: References): Section[] {
  const blocks = dataQualityBlocks(report, references);
  return blocks.length === 0 ? [] : [section('data-quality', 'Data quality', blocks)];
}

/** Chapter 4, section 6. */
export function ingestionSection(report: Report, references: References): Section {
  return section(
    'data-ingestion-summary',
    'Data ingestion summary',
    report.narrative.inventory.length === 0 ? [] : [{ kind: 'paragraph', content: inventoryLines(report) }],
    [...dataQuality(report, references), unused(report), directories(report), files(report), formats(report), labelOrigins(report)],
  );
}
