import type { Label, LabelEvidence, LabelOrigin, LabelValue, ObservationTable } from '../../contracts/observation.ts';
import type { ReadArtifact } from '../../contracts/series.ts';
import { cellText } from '../../metrics/cells.ts';
import { isObservation, isSwept, labelRole, labelValue } from '../../metrics/labels.ts';
import { labelsFromPath } from '../../metrics/paths.ts';
import { shownNames } from '../../metrics/shown-names.ts';
import { compareTexts } from '../../sequences/text-order.ts';

/** What everything in one report directory is called, and where it was read. The one place where written labels become values. */
export interface LabelBook {
  /** The value that a written label stands for, as it is compared and printed. */
  value(key: string, written: LabelValue): LabelValue;
  /** What the path of an artifact tells of it, for labels that neither its columns nor its document state. */
  fromPath(path: string): ReadonlyMap<string, Label>;
  /** Where each value of each label was read or inferred from first, by key and value. */
  evidence(): LabelEvidence[];
}

type WrittenNames = Map<string, Set<string>>;

function note(names: WrittenNames, key: string, written: LabelValue): void {
  if (typeof written !== 'string') return;
  const known = names.get(key);
  if (known) known.add(written);
  else names.set(key, new Set([written]));
}

/** Every text that a label of the directory holds. The labels of single requests are named where a reported statistic carries them. */
function writtenNames(artifacts: readonly ReadArtifact[]): WrittenNames {
  const names: WrittenNames = new Map();
  for (const { parsed } of artifacts) {
    for (const { labels, labelColumns, columns } of parsed.tables) {
      for (const [key, { value }] of labels) note(names, key, value);
      const hasReported = columns.some(({ statistic }) => statistic !== null);
      for (const { key, values } of labelColumns) {
        if (isObservation(key) && !hasReported) continue;
        let last: LabelValue | null = null;
        for (const value of values) {
          if (value !== null && value !== last) note(names, key, value);
          last = value;
        }
      }
    }
  }
  return names;
}

/**
 * The models that columns and documents beside an artifact and below name, by what they are called: its own report and that of the root know
 * the same of it, since every report that holds the artifact holds these too.
 */
function knownModels(artifacts: readonly ReadArtifact[], shown: ReadonlyMap<string, string>): (placedAt: string) => ReadonlySet<string> {
  const byDirectory = new Map<string, Set<string>>();
  for (const { placedAt, parsed } of artifacts) {
    const named = modelsNamed(parsed.tables);
    for (const directory of named.size === 0 ? [] : directoriesAbove(placedAt)) {
      const known = byDirectory.get(directory) ?? new Set();
      byDirectory.set(directory, known);
      for (const written of named) known.add(shown.get(written) ?? written);
    }
  }
  // Of two names that a path fits equally well (`gemma3` and `gemma3:latest`) the fuller one is taken.
  for (const [directory, known] of byDirectory) byDirectory.set(directory, new Set([...known].sort((a, b) => b.length - a.length)));
  return (placedAt) => byDirectory.get(directoriesAbove(placedAt).at(-1)!) ?? NO_MODELS;
}

const NO_MODELS: ReadonlySet<string> = new Set();

function modelsNamed(tables: readonly ObservationTable[]): Set<string> {
  const named = new Set<string>();
  for (const { labels, labelColumns } of tables) {
    const constant = labels.get('model')?.value;
    if (typeof constant === 'string') named.add(constant);
    for (const { key, values } of labelColumns) {
      if (key !== 'model') continue;
      for (const value of values) if (typeof value === 'string') named.add(value);
    }
  }
  return named;
}

/** "a/b/c.csv" lies in "", "a" and "a/b". */
function directoriesAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** A word of a file name that is a number, or ends in one: `128`, `c16`, `isl1024`. */
const NUMBERED_WORD = /^[a-z]*(\d+)$/;

/**
 * What a path tells, without words of the benchmark's name that only repeat a load, size or setting that the document states: the files
 * `chat-c16.json` and `chat-c64.json` of a sweep are one benchmark.
 */
function withoutStated(labels: Map<string, Label>, tables: readonly ObservationTable[]): Map<string, Label> {
  const benchmark = labels.get('benchmark');
  if (benchmark === undefined || !/\d(?:$|[-_])/.test(String(benchmark.value))) return labels;
  const stated = new Set<string>();
  const note = (key: string, value: LabelValue | null) => (value === null ? stated : stated.add(String(labelValue(key, value))));
  for (const table of tables) {
    for (const [key, { value }] of table.labels) if (isSwept(key)) note(key, value);
    for (const { key, values } of table.labelColumns) if (isSwept(key)) for (const value of new Set(values)) note(key, value);
  }
  const words = String(benchmark.value)
    .split(/[-_]/)
    .filter((word) => word !== '');
  const left = words.filter((word) => !stated.has(NUMBERED_WORD.exec(word)?.[1] ?? ''));
  if (left.length === words.length) return labels;
  if (left.length === 0) labels.delete('benchmark');
  else labels.set('benchmark', { ...benchmark, value: left.join('_') });
  return labels;
}

/** The first place that states a value of a label. */
interface Witness {
  readonly origin: LabelOrigin;
  readonly path: string;
  readonly cell?: string;
}

/** Every value of the labels of an artifact, with its place. */
function* witnesses(
  artifact: ReadArtifact,
  fromPath: ReadonlyMap<string, Label>,
): Generator<[key: string, written: LabelValue, witness: Witness]> {
  const { path, parsed } = artifact;
  for (const { labels, labelColumns, placement, places } of parsed.tables) {
    for (const { key, at, values } of labelColumns) {
      if (isObservation(key)) continue;
      const seen = new Set<LabelValue>();
      for (let row = 0; row < values.length; row += 1) {
        const value = values[row] ?? null;
        if (value === null || seen.has(value)) continue;
        seen.add(value);
        yield [key, value, { origin: 'column', path, ...(at === undefined ? {} : { cell: cellText(placement, places[row]!, at) }) }];
      }
    }
    for (const [key, { value, origin }] of labels) yield [key, value, { origin, path }];
  }
  for (const [key, { value, origin }] of fromPath) yield [key, value, { origin, path }];
}

const TRUST: Readonly<Record<LabelOrigin, number>> = { column: 0, document: 1, duplicate: 2, 'file-name': 3, directory: 4 };

/**
 * Reads the labels of all artifacts of a report directory: values by role, names by comparing all of them.
 *
 * @param artifacts in order of their paths.
 */
export function labelBook(artifacts: readonly ReadArtifact[]): LabelBook {
  const shown = new Map([...writtenNames(artifacts)].map(([key, written]) => [key, shownNames(key, written)]));
  const value = (key: string, written: LabelValue): LabelValue => {
    const meant = labelValue(key, written);
    return typeof meant === 'string' ? (shown.get(key)?.get(String(written)) ?? shownNames(key, [meant]).get(meant)!) : meant;
  };
  const modelsBeside = knownModels(artifacts, shown.get('model') ?? new Map());
  const inferred = new Map(
    artifacts.map(({ path, placedAt, parsed }) => [path, withoutStated(labelsFromPath(placedAt, modelsBeside(placedAt)), parsed.tables)]),
  );
  const fromPath = (path: string) => inferred.get(path)!;
  return {
    value,
    fromPath,
    evidence() {
      const known = new Map<string, LabelEvidence>();
      for (const artifact of artifacts) {
        for (const [key, written, witness] of witnesses(artifact, fromPath(artifact.path))) {
          const meant = value(key, written);
          const id = JSON.stringify([key, meant]);
          const held = known.get(id);
          if (!held || TRUST[witness.origin] < TRUST[held.origin]) known.set(id, { key, value: meant, role: labelRole(key), ...witness });
        }
      }
      return [...known.values()].sort((a, b) => compareTexts(a.key, b.key) || compareValues(a.value, b.value));
    },
  };
}

function compareValues(a: LabelValue, b: LabelValue): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b));
}

/**
 * Labels of the rows of a table by row: what the path tells, constants of the table, and the row's own. Rows that agree share one map, since a
 * log of a million requests has few settings.
 *
 * @param outer labels that yield to those of the table.
 * @param whole true to have the labels of the single request too.
 */
export function labelsByRow(
  book: LabelBook,
  table: ObservationTable,
  outer: ReadonlyMap<string, Label>,
  whole: boolean,
): (row: number) => ReadonlyMap<string, LabelValue> {
  const columns = table.labelColumns.filter(({ key }) => whole || !isObservation(key));
  const constants = new Map<string, LabelValue>();
  for (const [key, label] of [...outer, ...table.labels]) constants.set(key, book.value(key, label.value));
  if (columns.length === 0) return () => constants;
  // Interned by value column by column: a row is found by a path of codes, and no text is made for it.
  const codes = columns.map(() => new Map<LabelValue | null, number>());
  const shared = new Map<string, ReadonlyMap<string, LabelValue>>();
  return (row) => {
    let path = '';
    for (let position = 0; position < columns.length; position += 1) {
      const written = columns[position]!.values[row] ?? null;
      const known = codes[position]!;
      let code = known.get(written);
      if (code === undefined) {
        code = known.size;
        known.set(written, code);
      }
      path += `${code},`;
    }
    const held = shared.get(path);
    if (held) return held;
    const labels = new Map(constants);
    for (const { key, values } of columns) {
      const written = values[row] ?? null;
      if (written !== null && written !== '') labels.set(key, book.value(key, written));
    }
    shared.set(path, labels);
    return labels;
  };
}
