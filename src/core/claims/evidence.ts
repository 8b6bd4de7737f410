import type { Fact, Source } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { Assembly } from '../../contracts/series.ts';
import { cellText } from '../../metrics/cells.ts';
import { toBase } from '../../metrics/units.ts';
import { firstIndex } from '../../sequences/first-index.ts';
import { groupBy } from '../group-by.ts';
import type { Block, Cell } from './block.ts';
import type { PrintedInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import { FILE_KEY } from './reading/known-subjects.ts';
import { type Reading, type Readings, readingsOf } from './readings.ts';

/** What the data have of one metric under some conditions. */
export interface Slice {
  readonly metric: string;
  readonly unit: string;
  readonly blocks: readonly Block[];
  /** Every figure that a text may mean by it. Many slices are only looked for. */
  readonly readings: Readings;
  /** Did any of it pay a model load? */
  readonly hasCold: boolean;
}

/** All values of the data, found by metric and label. Made once for all claims. */
export interface Evidence {
  readonly metrics: readonly { readonly id: string; readonly unit: string }[];
  /** null where the data have no such metric, or nothing of it under these conditions. */
  slice(metric: string, conditions: readonly Condition[]): Slice | null;
  /** Values of a label that the data have of a metric. */
  valuesOf(metric: string, key: string): readonly string[];
  factOf(reading: Reading): Fact | null;
  /** Facts of a metric over several runs, which are no statistic of rows, of all that is asked for. */
  factsOverRuns(metric: string, conditions: readonly Condition[]): readonly Fact[];
  /** Facts of a metric with a value in an interval, on all or a part of what is asked for: subjects, settings and loads within it. */
  factsWithin(metric: string, conditions: readonly Condition[], interval: PrintedInterval): readonly Fact[];
  /** Is it of runs before the last one alone? */
  isEarlier(reading: Reading): boolean;
  /** Is it of the last run and of earlier ones together? */
  isPooled(reading: Reading): boolean;
}

/** Cells that are named of a reading; the fact has all of them. */
const CELL_COUNT_MAX = 5;

/** Labels of single observations that a text may name a row by. */
const ROW_KEYS: ReadonlySet<string> = new Set(['config_name', 'prompt', FILE_KEY]);

function blocksOf({ subjects, reported }: Assembly): Map<string, Block[]> {
  const byMetric = new Map<string, Block[]>();
  const add = (metric: string, block: Block) => {
    const own = byMetric.get(metric);
    if (own) own.push(block);
    else byMetric.set(metric, [block]);
  };
  for (const { blocks } of subjects) {
    for (const { table, rows, labels } of blocks) {
      for (const [index, column] of table.table.columns.entries()) {
        if (column.statistic !== null || column.stated === true) continue;
        const { factor } = toBase(column.unit);
        const cells: Cell[] = [];
        for (const row of rows) {
          const value = column.values[row] ?? Number.NaN;
          if (Number.isNaN(value) || table.failures.has(row) || table.implausible.get(index)?.has(row)) continue;
          cells.push({ table, row, column, value: value * factor, isCold: table.cold.has(row) });
        }
        if (cells.length > 0) add(column.metric, { labels, statistic: null, cells });
      }
    }
  }
  for (const { labels, table, row, column } of reported) {
    if (column.stated === true) continue;
    const value = column.values[row]! * toBase(column.unit).factor;
    add(column.metric, { labels, statistic: column.statistic, cells: [{ table, row, column, value, isCold: false }] });
  }
  return byMetric;
}

/** The value of a label of one row, where the row and not its block has it. */
function rowLabel({ table, row }: Cell, key: string): string | null {
  if (key === FILE_KEY) return table.artifact.path;
  const value = table.table.labelColumns.find((column) => column.key === key)?.values[row] ?? null;
  return value === null ? null : String(value);
}

/** '' where a block has no such label. */
function labelOf({ labels }: Block, key: string): string {
  return String(labels.get(key) ?? '');
}

function hasLabel(block: Block, { key, values }: Condition): boolean {
  return values.includes(labelOf(block, key));
}

function withRows(block: Block, { key, values }: Condition): Block | null {
  const cells = block.cells.filter((cell) => values.includes(rowLabel(cell, key) ?? labelOf(block, key)));
  return cells.length === 0 ? null : cells.length === block.cells.length ? block : { ...block, cells };
}

/**
 * @param facts of the report, by which a reading is known where one stands for it.
 * @param lastRun what the label `run` is in the last of several runs; null where there are none.
 */
export function evidenceOf(assembly: Assembly, facts: readonly Fact[], lastRun: ReadonlySet<LabelValue> | null): Evidence {
  const byMetric = blocksOf(assembly);
  const metrics = [...byMetric].map(([id, [block]]) => ({ id, unit: toBase(block!.cells[0]!.column.unit).base }));
  const unitOf = new Map(metrics.map(({ id, unit }) => [id, unit]));
  const postings = new Map<string, Map<string, Block[]>>();
  const slices = new Map<string, Slice | null>();
  const readingsBy = new Map<string, Readings>();
  const numberOf = new Map([...byMetric.values()].flat().map((block, index) => [block, index]));
  const statistics = facts.filter(({ kind }) => kind === 'statistic' || kind === 'reported-statistic').sort((a, b) => a.value - b.value);
  const factsBy = groupBy(statistics, ({ metric }) => metric);
  const overRuns = groupBy(
    statistics.filter(({ runs }) => runs !== undefined),
    ({ metric }) => metric,
  );
  const isOf =
    (conditions: readonly Condition[]) =>
    ({ labels }: Fact) =>
      conditions.every(({ key, values }) => values.includes(String(labels[key] ?? '')));
  const factBy = new Map(facts.map((fact) => [factKey(fact.metric, fact.statistic, fact.subset, fact.value), fact]));

  function posted(metric: string, key: string): ReadonlyMap<string, Block[]> {
    const place = `${metric}\n${key}`;
    const known = postings.get(place);
    if (known) return known;
    const made = groupBy(byMetric.get(metric) ?? [], (block) => labelOf(block, key));
    postings.set(place, made);
    return made;
  }

  /** Blocks of a metric that have one of some values of a label. */
  function labelled(metric: string, { key, values }: Condition): readonly Block[] {
    const byValue = posted(metric, key);
    return values.length === 1 ? (byValue.get(values[0]!) ?? []) : values.flatMap((value) => byValue.get(value) ?? []);
  }

  function found(metric: string, conditions: readonly Condition[]): Slice | null {
    const ofRows = conditions.filter(({ key }) => ROW_KEYS.has(key));
    const ofBlocks = conditions
      .filter(({ key }) => !ROW_KEYS.has(key))
      .map((condition) => ({ condition, blocks: labelled(metric, condition) }))
      .sort((a, b) => a.blocks.length - b.blocks.length);
    const [fewest, ...others] = ofBlocks;
    const isOfOthers = (block: Block) => others.every(({ condition }) => hasLabel(block, condition));
    let blocks: readonly Block[] = fewest === undefined ? (byMetric.get(metric) ?? []) : fewest.blocks.filter(isOfOthers);
    for (const condition of ofRows) blocks = blocks.flatMap((block) => withRows(block, condition) ?? []);
    if (blocks.length === 0) return null;
    const hasCold = blocks.some(({ statistic, cells }) => statistic === null && cells.some(({ isCold }) => isCold));
    let made: Readings | null = null;
    return {
      metric,
      unit: unitOf.get(metric)!,
      blocks,
      hasCold,
      readings(scopes) {
        made ??= readingsFor(blocks);
        return made(scopes);
      },
    };
  }

  /** Other conditions may leave the same blocks. */
  function readingsFor(blocks: readonly Block[]): Readings {
    const numbers = blocks.map((block) => numberOf.get(block));
    if (numbers.includes(undefined)) return readingsOf(blocks);
    const key = numbers.join();
    const made = readingsBy.get(key) ?? readingsOf(blocks);
    readingsBy.set(key, made);
    return made;
  }

  return {
    metrics,
    slice(metric, wanted) {
      // What nothing of a metric is labelled by tells none of its values from another.
      const telling = wanted.filter(({ key }) => ROW_KEYS.has(key) || posted(metric, key).size > 1 || !posted(metric, key).has(''));
      const conditions = telling.length === 0 ? wanted : telling;
      const key = conditions.reduce((text, { key: label, values }) => `${text}\n${label}\t${values.join('\t')}`, metric);
      const known = slices.get(key);
      if (known !== undefined) return known;
      const made = found(metric, conditions);
      slices.set(key, made);
      return made;
    },
    valuesOf: (metric, key) =>
      key === FILE_KEY
        ? [...new Set((byMetric.get(metric) ?? []).map(({ cells: [first] }) => first!.table.artifact.path))]
        : [...posted(metric, key).keys()].filter((value) => value !== ''),
    factsOverRuns: (metric, conditions) => (overRuns.get(metric) ?? []).filter(isOf(conditions)),
    factsWithin: (metric, conditions, { low, high }) => {
      const known = factsBy.get(metric) ?? [];
      const [from, to] = [firstIndex(known, ({ value }) => value < low), firstIndex(known, ({ value }) => value <= high)];
      return known.slice(from, to).filter(isOf(conditions));
    },
    isPooled: ({ blocks }) => lastRun !== null && new Set(blocks.map(({ labels }) => lastRun.has(labels.get('run') ?? ''))).size > 1,
    isEarlier: ({ blocks }) => lastRun !== null && blocks.every(({ labels }) => labels.has('run') && !lastRun.has(labels.get('run')!)),
    factOf: ({ metric, statistic, subset, value }) => factBy.get(factKey(metric, statistic, subset, value)) ?? null,
  };
}

function factKey(metric: string, statistic: string, subset: string, value: number): string {
  return `${metric}|${statistic}|${subset}|${value.toPrecision(10)}`;
}

/** Where a reading was read: the first cells of each artifact. */
export function sourcesOf({ cells }: Reading): Source[] {
  return [
    ...groupBy(cells.slice(0, CELL_COUNT_MAX), ({ table, column }) => JSON.stringify([table.artifact.path, column.unit])).values(),
  ].map((own) => {
    const [{ table, column }] = own as [Cell, ...Cell[]];
    const { path, sha256 } = table.artifact;
    return {
      path,
      sha256,
      unit: column.unit,
      cells: own.map((cell) => cellText(table.table.placement, table.table.places[cell.row]!, cell.column.at)),
    };
  });
}

/** The labels that all blocks share and that say whose it is. */
export function sharedLabels(blocks: readonly Block[]): Map<string, LabelValue> {
  const [first, ...others] = blocks;
  const shared = [...(first?.labels ?? [])].filter(
    ([key, value]) => String(value) !== '' && others.every(({ labels }) => labels.get(key) === value),
  );
  return new Map(shared);
}
