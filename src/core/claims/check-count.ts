import type { ArtifactKind } from '../../contracts/artifact.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Assembly } from '../../contracts/series.ts';
import { groupBy } from '../group-by.ts';
import { type Outcome, outcome } from './outcome.ts';
import type { CountDraft, DateDraft } from './reading/draft.ts';
import type { KnownSubjects } from './reading/known-subjects.ts';

/** An input file as it is counted. */
export interface CountedArtifact {
  readonly path: string;
  readonly kind: ArtifactKind;
  /** Day on which it was written last, year, month, day. */
  readonly modifiedOn: string;
}

/** A number of things that a text may mean, and of what. */
interface Tally {
  readonly count: number;
  readonly of: string;
}

/** What there is to count in a directory. */
export interface Tallies {
  /** Tallies of a noun; [] for what is not counted. The first one is what the words say without anything else. */
  of(draft: CountDraft): readonly Tally[];
  readonly artifacts: readonly CountedArtifact[];
}

/** Of these a number that fits none of the tallies is wrong; of others it may be of something that the files do not show. */
const ACCUSABLE: ReadonlySet<string> = new Set(['file', 'model', 'failure']);

const KINDS: Readonly<Record<string, readonly ArtifactKind[]>> = {
  markdown: ['markdown'],
  md: ['markdown'],
  csv: ['csv'],
  json: ['json'],
  jsonl: ['jsonl'],
  yaml: ['yaml'],
  text: ['text'],
  txt: ['text'],
  log: ['text'],
};

function directoriesOf(artifacts: readonly CountedArtifact[]): Map<string, CountedArtifact[]> {
  return groupBy(artifacts, ({ path }) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'));
}

function fileTallies(artifacts: readonly CountedArtifact[], kind: string): Tally[] {
  const kinds = KINDS[kind];
  const counted = kinds ? artifacts.filter((artifact) => kinds.includes(artifact.kind)) : artifacts;
  const what = kinds ? `${kind} files` : 'files';
  const all = [{ count: counted.length, of: what }];
  // JSON lines are JSON to most people.
  if (kind === 'json')
    all.push({
      count: artifacts.filter((artifact) => artifact.kind === 'json' || artifact.kind === 'jsonl').length,
      of: 'JSON files, those of JSON lines among them',
    });
  return all;
}

/** Rows that were read and those that failed, in total, by file and by subject. */
function rowTallies({ subjects }: Assembly): { rows: Tally[]; failed: Tally[] } {
  const rows = new Map<string, number>();
  const failed = new Map<string, number>();
  const add = (into: Map<string, number>, key: string, count: number) => into.set(key, (into.get(key) ?? 0) + count);
  for (const { labels, blocks } of subjects) {
    const subject = [...labels.values()].slice(0, 3).join(' ');
    for (const { table, rows: own } of blocks) {
      const bad = own.reduce((count, row) => count + Number(table.failures.has(row)), 0);
      for (const key of ['all files', table.artifact.path, subject]) {
        add(rows, key, own.length);
        add(failed, key, bad);
      }
    }
  }
  const tallies = (of: ReadonlyMap<string, number>, what: string): Tally[] =>
    [...of].map(([key, count]) => ({ count, of: `${what} of ${key}` }));
  const good = [...rows].map(([key, count]): Tally => ({ count: count - (failed.get(key) ?? 0), of: `rows of ${key} that did not fail` }));
  return { rows: [...tallies(rows, 'rows'), ...good], failed: tallies(failed, 'failed rows') };
}

/** What a tool itself counted: each of its figures, those of a file together, and all. */
function reportedTallies({ subjects, reported }: Assembly, metric: string, what: string): Tally[] {
  const byPath = new Map<string, Map<string, number>>();
  const add = (path: string, place: string, value: number) =>
    byPath.set(path, (byPath.get(path) ?? new Map<string, number>()).set(place, value));
  for (const { blocks } of subjects) {
    for (const { table, rows, labels } of blocks) {
      // A line that sums up the others is none of them.
      if (String(labels.get('test')) === 'Aggregated') continue;
      for (const [index, column] of table.table.columns.entries())
        if (column.metric === metric && column.stated !== true && column.statistic === null)
          for (const row of rows) add(table.artifact.path, `${index} ${row}`, column.values[row] ?? Number.NaN);
    }
  }
  for (const { table, row, column, labels } of reported)
    if (column.metric === metric && column.stated !== true && column.statistic === null && String(labels.get('test')) !== 'Aggregated')
      add(table.artifact.path, `${column.at} ${row}`, column.values[row] ?? Number.NaN);
  const sums = [...byPath].map(([path, values]) => ({ path, values: [...values.values()].filter((value) => !Number.isNaN(value)) }));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  if (sums.length === 0) return [];
  return [
    { count: sum(sums.flatMap(({ values }) => values)), of: `${what} of all files` },
    ...sums.flatMap(({ path, values }) => [
      { count: sum(values), of: `${what} of ${path}` },
      ...[...new Set(values)].map((count) => ({ count, of: `${what} of one row of ${path}` })),
    ]),
  ];
}

/** Tokens that were generated, in total, by file and by subject. */
function tokenTallies({ subjects }: Assembly): Tally[] {
  const sums = new Map<string, number>();
  for (const { labels, blocks } of subjects) {
    for (const { table, rows } of blocks) {
      const column = table.table.columns.find(({ metric, statistic }) => metric === 'output_token_count' && statistic === null);
      const own =
        column === undefined ? [] : Array.from(rows, (row) => column.values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
      if (own.length === 0) continue;
      const sum = own.reduce((total, value) => total + value, 0);
      for (const key of ['all files', table.artifact.path, [...labels.values()].slice(0, 3).join(' ')])
        sums.set(key, (sums.get(key) ?? 0) + sum);
    }
  }
  return [...sums].map(([key, count]) => ({ count, of: `generated tokens of ${key}` }));
}

function labelTallies(known: KnownSubjects, keys: readonly string[]): Tally[] {
  return keys.flatMap((key) => {
    const count = known.valuesOf(key).length;
    return count === 0 ? [] : [{ count, of: `values of ${key}` }];
  });
}

/** How many of a family a name may mean: "Llama3.1 (3 quantizations)". */
function namedTallies({ alternatives }: CountDraft['subject']): Tally[] {
  return alternatives.flatMap((conditions) =>
    conditions.map(({ key, values }) => ({ count: values.length, of: `values of ${key} of that name` })),
  );
}

/** @param artifacts every file of the directory that is no report of ours. */
export function talliesOf(
  artifacts: readonly CountedArtifact[],
  assembly: Assembly,
  known: KnownSubjects,
  facts: readonly Fact[],
): Tallies {
  const counted = facts.filter(({ kind }) => kind === 'count');
  const ofFacts = (pattern: RegExp) =>
    counted.flatMap(({ metric, value }): Tally[] => (pattern.test(metric) ? [{ count: value, of: metric.replaceAll('_', ' ') }] : []));
  const rows = rowTallies(assembly);
  const settings = assembly.subjects.flatMap(({ blocks }) => [...groupBy(blocks, ({ table }) => table).values()].map((own) => own.length));
  const configurations = [...new Set([...settings, settings.reduce((sum, count) => sum + count, 0)])].map((count) => ({
    count,
    of: 'settings measured',
  }));
  const [requests, failed] = [
    reportedTallies(assembly, 'request_count', 'requests'),
    reportedTallies(assembly, 'failed_request_count', 'failed requests'),
  ];
  const tokens = tokenTallies(assembly);
  const asked = known.valuesOf('prompt_count').map((value): Tally => ({ count: Number(value), of: 'prompts asked for' }));
  const pairs = new Set(
    assembly.subjects.map(({ labels }) => JSON.stringify(['model', 'quantization'].map((key) => labels.get(key) ?? null))),
  );
  return {
    artifacts,
    of({ noun, kind, subject }) {
      if (noun === 'file') return fileTallies(artifacts, kind);
      if (noun === 'directory') return [{ count: directoriesOf(artifacts).size, of: 'directories' }];
      if (noun === 'model')
        return [...labelTallies(known, ['model']), { count: pairs.size, of: 'models and quantizations' }, ...namedTallies(subject)].filter(
          ({ count }) => count > 0,
        );
      if (noun === 'quantization') return [...labelTallies(known, ['quantization']), ...namedTallies(subject)];
      if (noun === 'configuration') return [...configurations, ...labelTallies(known, ['config_name'])];
      if (noun === 'failure') return [...failed, ...ofFacts(/fail/), ...rows.failed];
      if (noun === 'token') return tokens;
      if (noun === 'prompt') return [...labelTallies(known, ['prompt']), ...asked];
      return [
        ...requests,
        ...rows.rows,
        ...asked,
        ...ofFacts(/request|run|sample/),
        ...(noun === 'run' ? [...labelTallies(known, ['run']), ...configurations] : []),
      ];
    },
  };
}

/** What the data say of a number of things. */
export function checkCount(draft: CountDraft, tallies: Tallies): Outcome {
  const { number, noun, kind } = draft;
  const all = tallies.of(draft);
  const [first] = all;
  if (first === undefined) return outcome('unsupported', `the data do not show how many ${noun}s there are`);
  const fits = (count: number) => {
    if (number.bound === 'above') return count >= number.value;
    if (number.bound === 'below') return count <= number.value;
    return number.isApproximate ? Math.abs(count - number.value) <= number.value * 0.05 : count === number.value;
  };
  const found = all.find(({ count }) => fits(count));
  if (found) return outcome('supported', `there are ${found.count} ${found.of}`);
  const isNamed = draft.subject.alternatives[0]!.length > 0;
  // A text may speak of some of the models; of more than there are it cannot.
  const isOfSome = noun === 'model' && all.some(({ count }) => count > number.value);
  const isOpen = noun === 'model' ? kind !== '' || isNamed : noun === 'file' && kind === '' && (isNamed || !draft.isWhole);
  if (!ACCUSABLE.has(noun) || isOpen || isOfSome || draft.subject.foreign !== null)
    return outcome('unsupported', `no count of the data is ${number.text}: there are ${first.count} ${first.of}`);
  return outcome('contradicted', `there are ${first.count} ${first.of}`);
}

/** What the files say of the day on which they were written last; they may have been copied since. */
export function checkDate({ day }: DateDraft, { artifacts }: Tallies): Outcome {
  const on = artifacts.find(({ modifiedOn }) => modifiedOn === day);
  if (on) return outcome('supported', `${on.path} was written on that day`);
  return outcome('unsupported', 'no file was written last on that day, which a copy may explain');
}
